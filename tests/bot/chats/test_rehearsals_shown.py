"""A rehearsal in each chat: its moderator alone sees it, and Save or Cancel takes its place."""

from __future__ import annotations

from pathlib import Path

from browser import chat, chromium, drawn, needs_chromium, opened, visitor
from fakes.discord.stage import stage
from fakes.engine import FakeEngine
from fakes.slack.acme import acme_at, told
from fakes.slack.running import until
from playwright.async_api import expect

REFUSED = "refused 1 of the 1 requests of the last seven days, of 1 person"


async def test_discord_rehearses_forms_and_commands(tmp_path: Path) -> None:
    """The setup page's form, its switch of channels, and the slash command."""
    async with stage(tmp_path) as s:
        await s.drawn(await s.imagine())
        key = f"discord:{s.guild.id}"
        page = await (await s.fake.slash(s.mod, s.general, "nonet setup")).says("member-per-day")
        chosen = await s.fake.choose(s.mod, page, "member-per-day")
        await s.fake.until(lambda: chosen.modal is not None)
        asked = await (await s.fake.submit(chosen, value="0")).says("Not saved yet", REFUSED)
        assert asked.seen_by is s.mod
        pressed = await s.fake.press(s.mod, asked, "Save")
        await s.fake.until(lambda: "Saved." in asked.text)
        assert pressed.original is asked
        assert "Save" not in asked.buttons
        assert (await s.store.decisions.settings(key)).member_per_day == 0
        await s.fake.press(s.mod, asked, "", custom_id="save-rehearsed:Ab-_12345678")
        await s.fake.press(s.mod, asked, "Undo")
        switched = await s.fake.choose_channel(s.mod, page, s.general)
        question = await switched.says("Not saved yet", REFUSED)
        await s.fake.press(s.mod, question, "Cancel")
        await s.fake.until(lambda: "Nothing was saved." in question.text)
        typed = await s.fake.slash(s.mod, s.general, "nonet block add", words="corgi")
        await typed.says("Not saved yet", REFUSED, "were read")
        settings = await s.store.decisions.settings(key)
        assert (settings.channels_off, settings.rules) == ({}, ())


async def test_slack_rehearses_what_is_typed(tmp_path: Path) -> None:
    async with acme_at(tmp_path) as acme:
        await acme.ann.command("/imagine", "corgi", acme.general)
        await acme.drawn(acme.general)
        key = f"slack:{acme.team.id}"
        await acme.eve.command("/imagine-admin", "channel off", acme.general)
        question = await told(acme.eve, REFUSED)
        await acme.eve.press(question, "Cancel")
        await until(lambda: "Nothing was saved." in question.text, what="cancelled")
        await acme.eve.command("/imagine-admin", "settings member-per-day 0", acme.general)
        asked = await told(acme.eve, REFUSED)
        assert asked is not question
        await acme.eve.press(asked, "Save")
        await until(lambda: "Saved." in asked.text, what="in place")
        saved = await acme.run.store.decisions.settings(key)
        assert (saved.member_per_day, saved.channels_off) == (0, {})


async def test_the_page_rehearses_what_is_typed_and_its_forms(tmp_path: Path) -> None:
    """In the chat a button takes the question's place; the moderators' pages answer a form with the buttons."""
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann, visitor(here) as bob:
        await drawn(bob)
        asked = await ann.until(await ann.say("/settings member-per-day 0"), "note")
        assert REFUSED in asked["text"]
        assert asked["private"]
        save = asked["buttons"][0]["press"]
        assert asked["id"] not in bob.heard
        body = {"channel": "general", "press": save, "label": "Save", "on": asked["id"], "delivery": "s1"}
        _, pressed = await ann.post("/api/press", body)
        await ann.when(lambda: "Saved." in ann.heard[asked["id"]]["text"])
        assert (await here.store.decisions.settings("web:local")).member_per_day == 0
        assert pressed["id"] == asked["id"]
        await ann.post("/api/moderation", {"do": "undo"})
        _, form = await ann.post("/api/moderation", {"do": "channel", "channel": "general", "on": False})
        verb, token = form["buttons"][0]["press"].split(":")
        assert (verb, form["buttons"][1]["press"]) == ("save-rehearsed", f"cancel-rehearsed:{token}")
        assert not (await here.store.decisions.settings("web:local")).channels_off
        saving = {"do": verb, "rehearsal": token}
        assert (await bob.post("/api/moderation", saving))[0] == 403
        assert (await ann.post("/api/moderation", saving))[1]["text"].startswith("Saved.")
        assert (await ann.post("/api/moderation", saving))[1]["text"].startswith("This was saved or cancelled already")
        assert "general" in (await here.store.decisions.settings("web:local")).channels_off


@needs_chromium
async def test_the_page_s_form_is_saved_or_cancelled_by_a_click(tmp_path: Path) -> None:
    """What was typed stays in the form until then."""
    async with (
        chat(tmp_path, FakeEngine()) as here,
        chromium() as browser,
        opened(browser, here.address) as ann,  # the first is the moderator
        visitor(here) as bob,
    ):
        await drawn(bob)
        await ann.get_by_role("button", name="Moderation").click()
        field, outcome = ann.get_by_label("Grids per member"), ann.locator(".outcome")
        for button, said, kept in (("Cancel", "Nothing was saved", 5), ("Save", "Saved.", 0)):
            await field.fill("0")
            await ann.get_by_role("button", name="Save changes").click()
            await expect(outcome).to_contain_text(REFUSED)
            await expect(field).to_have_value("0")
            await outcome.get_by_role("button", name=button, exact=True).click()
            await expect(outcome).to_contain_text(said)
            await expect(field).to_have_value(str(kept))
            assert (await here.store.decisions.settings("web:local")).member_per_day == kept
