"""A moderator's way at Discord: set up on one page, told in the log channel, pictures reported and taken away."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.discord import Message
from fakes.discord.stage import QUICK, Stage, stage
from fakes.discord.world import FORUM, MEDIA, NEWS, STAGE, VOICE, bits
from fakes.engine import FakeEngine

from bot.arguments import Integer, Number
from bot.store import Moderator, StoreError


async def told(s: Stage, channel: str, *words: str) -> Message:
    """What is in a channel, once these words are."""
    place = next(one for one in s.guild.channels.values() if one.name == channel)

    def there() -> list[Message]:
        return [m for m in s.fake.world.in_channel(place) if all(word in m.text for word in words)]

    await s.fake.until(
        lambda: bool(there()), within=60, otherwise=lambda: str([m.text for m in s.fake.world.in_channel(place)])
    )
    return there()[-1]


async def test_the_setup_page_changes_settings_by_forms(tmp_path: Path) -> None:
    """One page, privately: choose a setting, write over it; it holds from the next command on, until undo."""
    async with stage(tmp_path) as s:
        page = await (await s.fake.slash(s.mod, s.general, "nonet setup")).says("member-per-day")
        assert page.seen_by is s.mod
        chosen = await s.fake.choose(s.mod, page, "member-per-day")
        await s.fake.until(lambda: chosen.modal is not None)
        await (await s.fake.submit(chosen, value="7")).shown()
        await (await s.fake.slash(s.ann, s.general, "quota")).says("of 7")
        wrong = await s.fake.choose(s.mod, page, "member-per-day")
        await s.fake.until(lambda: wrong.modal is not None)
        assert (await (await s.fake.submit(wrong, value="lots")).shown()).seen_by is s.mod
        await (await s.fake.slash(s.mod, s.general, "nonet undo")).shown()
        await (await s.fake.slash(s.ann, s.general, "quota")).says("of 5")
        log = await (await s.fake.slash(s.mod, s.general, "nonet audit")).shown()
        whole = r"[AP]M Mona, (.+): member-per-day: (\d → \d)"
        assert re.findall(whole, log.text.replace("\\", "")) == [("undo", "7 → 5"), ("settings", "5 → 7")]


async def test_who_meets_a_store_that_is_away_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page and a report are read from it; both are answered in time all the same."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))

        async def away(*args: object) -> None:
            raise StoreError("away")

        monkeypatch.setattr(s.store.decisions, "settings", away)
        monkeypatch.setattr(s.store, "job", away)
        s.bot.context.changed()
        for asked in (
            await s.fake.slash(s.mod, s.general, "nonet setup"),
            await s.fake.menu(s.bob, "Report picture", message),
        ):
            assert (await asked.says("went wrong")).seen_by is asked.user


async def test_a_form_sent_back_untouched_changes_nothing(tmp_path: Path) -> None:
    """However many roles are in it; where they are too many for a form, it says which command there is instead."""
    async with stage(tmp_path) as s:
        roles = [str(s.guild.role(f"r{i}").id) for i in range(9)]
        key, them = f"discord:{s.guild.id}", Moderator("1", "Mona")
        await s.store.decisions.change(key, lambda old: replace(old, role_per_day=dict.fromkeys(roles, 50)), them)
        page = await (await s.fake.slash(s.mod, s.general, "nonet setup")).says("member-per-day")
        chosen = await s.fake.choose(s.mod, page, "role-per-day")
        await s.fake.until(lambda: chosen.modal is not None)
        await (await s.fake.submit(chosen)).shown()
        assert (await s.store.decisions.settings(key)).role_per_day == dict.fromkeys(roles, 50)
        many = {str(10**18 + i): 50 for i in range(200)}
        await s.store.decisions.change(key, lambda old: replace(old, role_per_day=many), them)
        s.bot.context.changed()
        refused = await s.fake.choose(s.mod, page, "role-per-day")
        await refused.says("role-per-day is too long", "/nonet role")
        assert refused.modal is None


async def test_the_setup_page_is_no_members(tmp_path: Path) -> None:
    """Forged at every step."""
    async with stage(tmp_path) as s:
        page = await (await s.fake.slash(s.mod, s.general, "nonet setup")).says("member-per-day")
        for forged in (
            await s.fake.slash(s.ann, s.general, "nonet setup", forged=True),
            await s.fake.choose(s.ann, page, "member-per-day", custom_id="set:dial"),
            await s.fake.send(s.ann, s.general, 5, {"custom_id": "set:form:member-per-day", "components": []}, page),
            await s.fake.choose_channel(s.ann, page, s.general),
        ):
            assert (await forged.says("Only moderators")).selects == {}


async def test_a_channel_is_switched_from_the_page(tmp_path: Path) -> None:
    """Off, and on again; the page names the channels that are off, beside quotas, blocked words and the log."""
    async with stage(tmp_path) as s:
        page = await (await s.fake.slash(s.mod, s.general, "nonet setup")).says("member-per-day")
        await (await s.fake.choose_channel(s.mod, page, s.general)).shown()
        await (await s.imagine("a corgi")).says("off in this channel")
        await (await s.fake.slash(s.mod, s.general, "nonet block add", words="cat", name="no cats")).shown()
        parts = ("channel-per-day", "community-per-day", "log-channel", "off: #general", "words: no cats")
        await (await s.fake.slash(s.mod, s.general, "nonet setup")).says(*parts)
        await (await s.fake.choose_channel(s.mod, page, s.general)).shown()
        await s.drawn(await s.imagine("a corgi"))


async def test_every_kind_of_channel_with_commands_can_be_switched(tmp_path: Path) -> None:
    """From the page and by a command: announcements, voice and stage channels, forums, media channels."""
    async with stage(tmp_path) as s:
        page = await (await s.fake.slash(s.mod, s.general, "nonet setup")).says("member-per-day")
        for kind in (NEWS, VOICE, STAGE, FORUM, MEDIA):
            special = s.guild.channel(f"special-{kind}", kind)
            await s.fake.gateway.dispatch("CHANNEL_CREATE", special.json(), s.guild.id)
            await (await s.fake.choose_channel(s.mod, page, special)).shown()
            await (await s.fake.slash(s.mod, s.general, "nonet setup")).says(f"off: #special-{kind}")
            await (await s.fake.slash(s.mod, s.general, "nonet channel", channel=special, on=True)).shown()


async def test_an_option_has_the_limits_of_its_command(tmp_path: Path) -> None:
    """Discord itself refuses a number that the bot would refuse."""
    async with stage(tmp_path) as s:
        (group,) = [command for command in s.fake.commands if command["name"] == "nonet"]
        limits = {
            f"{command['name']} {option['name']}": (option["min_value"], option["max_value"])
            for command in group["options"]
            for option in command.get("options", [])
            if option["type"] in (4, 10)
        }
        specs = {spec.name: spec for spec in s.commands if spec.moderators}
        assert limits["grant grids"] == (1, 1000)
        for name, found in limits.items():
            command, option = name.split()
            (kind,) = [kind for field, kind in specs[command].given().items() if (kind.option or field) == option]
            assert isinstance(kind, Integer | Number)
            assert found == (kind.low, kind.high)


async def test_the_setup_page_names_what_the_bot_lacks(tmp_path: Path) -> None:
    """In the words of Discord's own settings."""
    async with stage(tmp_path) as s:
        s.general.denied = bits("attach_files", "read_message_history")
        await s.fake.gateway.dispatch("CHANNEL_UPDATE", s.general.json(), s.guild.id)
        await (await s.fake.slash(s.mod, s.general, "nonet setup")).says("Attach Files, Read Message History")


async def test_changes_are_told_in_the_log_channel(tmp_path: Path) -> None:
    """Old, new and who; refused ones are not."""
    async with stage(tmp_path) as s:
        s.guild.channel("mod-log")
        await s.fake.gateway.dispatch("CHANNEL_CREATE", list(s.guild.channels.values())[-1].json(), s.guild.id)
        for setting, value in (("log-channel", "#mod-log"), ("member-per-day", "9"), ("unfinished", "lots")):
            await (await s.fake.slash(s.mod, s.general, "nonet set", setting=setting, value=value)).shown()
        await told(s, "mod-log", "Mona", "member-per-day", "5", "9")
        await (await s.fake.slash(s.mod, s.general, "nonet grant", member=s.ann, grids=3)).shown()
        place = next(one for one in s.guild.channels.values() if one.name == "mod-log")
        assert not [m for m in s.fake.world.in_channel(place) if "lots" in m.text]
        await (await s.fake.slash(s.mod, s.general, "nonet set", setting="log-channel", value="general")).shown()
        await told(s, "mod-log", "Mona", "log-channel", "general")  # it hears of what switches it off
        wrong = await s.fake.slash(s.mod, s.general, "nonet set", setting="log-channel", value="nowhere")
        await wrong.says("There is no channel #nowhere")


async def test_a_reported_picture_is_removed_by_a_moderator(tmp_path: Path) -> None:
    """The moderators see who reports what, and take it away with one press; a member's press does nothing."""
    async with stage(tmp_path) as s:
        s.guild.channel("mod-log")
        await s.fake.gateway.dispatch("CHANNEL_CREATE", list(s.guild.channels.values())[-1].json(), s.guild.id)
        message = await s.drawn(await s.imagine("a corgi"))
        await (await s.fake.menu(s.bob, "Report picture", message)).says("no channel for reports")
        await (await s.fake.slash(s.mod, s.general, "nonet set", setting="log-channel", value="mod-log")).shown()
        await (await s.fake.menu(s.bob, "Report picture", message)).says("Thank you")
        report = await told(s, "mod-log", "Bob reports", "a corgi", "Ann")
        for button in ("Remove", "Dismiss", "Time out for 60 minutes"):
            refused = await (await s.fake.press(s.bob, report, button)).says("Only")
            assert refused.seen_by is s.bob
        await (await s.fake.press(s.mod, report, "Time out for 60 minutes")).shown()
        await (await s.imagine("another")).says("timed out")
        await (await s.fake.press(s.mod, report, "Remove")).says("deleted")
        await s.fake.until(lambda: message.deleted and report.deleted)
        written = s.fake.write(s.bob, s.general, "no picture")
        await (await s.fake.menu(s.ann, "Report picture", written)).says("not one of my pictures")


@pytest.mark.parametrize("act", ["Remove", "Dismiss", "the picture's own Delete"])
async def test_a_report_goes_in_all_its_copies_when_it_is_judged(tmp_path: Path, act: str) -> None:
    """Whoever reported, and whichever copy the moderator presses; the audit log says who removed or dismissed what."""
    async with stage(tmp_path) as s:
        s.guild.channel("mod-log")
        await s.fake.gateway.dispatch("CHANNEL_CREATE", list(s.guild.channels.values())[-1].json(), s.guild.id)
        await (await s.fake.slash(s.mod, s.general, "nonet set", setting="log-channel", value="mod-log")).shown()
        message, other = await s.drawn(await s.imagine("a corgi")), await s.drawn(await s.imagine("a cat"))
        for user, picture in ((s.ann, message), (s.bob, message), (s.bob, other)):
            await (await s.fake.menu(user, "Report picture", picture)).says("Thank you")
        copies = [await told(s, "mod-log", f"{name} reports", "a corgi") for name in ("Ann", "Bob")]
        kept = await told(s, "mod-log", "Bob reports", "a cat")
        match act:
            case "Remove" | "Dismiss":
                await s.fake.press(s.mod, copies[0], act)
            case _:
                await s.fake.press(s.mod, message, "Delete")
        await s.fake.until(lambda: all(copy.deleted for copy in copies))
        assert not kept.deleted
        assert message.deleted is (act != "Dismiss")
        what = "dismissed report" if act == "Dismiss" else "removed picture"
        (job,) = [job for job in s.jobs() if job in str(copies[0].buttons)]
        await told(s, "mod-log", f"Mona, {what}: Ann: {job}")
        await (await s.fake.slash(s.mod, s.general, "nonet audit")).says(f"Mona, {what}: Ann: {job}")


async def test_what_moderators_cancel_is_in_the_audit_log_and_what_members_do_is_not(tmp_path: Path) -> None:
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        ids = []
        for user in (s.ann, s.bob, s.bob, s.ann):
            message = await (await s.imagine("a corgi", user)).says("corgi")
            ids.append(message.buttons["Cancel"].split(":")[1])
        mine, one, *_ = ids
        await (await s.fake.slash(s.ann, s.general, "cancel", job=mine)).says("was cancelled")
        await (await s.fake.slash(s.mod, s.general, "cancel", job=one)).says("of Bob")
        await (await s.fake.slash(s.mod, s.general, "nonet cancel", member=s.bob)).says("1 request")
        log = await (await s.fake.slash(s.mod, s.general, "nonet audit")).shown()
        assert re.findall("Mona, cancelled request: (Bob|Ann): ([a-z0-9]+)", log.text) == [
            ("Bob", ids[2]),
            ("Bob", one),
        ]


async def test_a_message_without_pictures_is_deleted_too(tmp_path: Path) -> None:
    """Of a job that failed or was cancelled: its prompt stands in it, and "deleted" is said only if that is so."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        message = await (await s.imagine("a corgi")).says("corgi")
        (job,) = s.jobs()
        forged = await s.fake.press(s.ann, message, "", custom_id=f"delete:{job}")
        await forged.says("not finished yet")
        await (await s.fake.press(s.ann, message, "Cancel")).shown()
        await (await s.fake.press(s.mod, message, "", custom_id=f"delete:{job}")).says(f"{job} was deleted")
        await s.fake.until(lambda: message.deleted)
        await (await s.fake.slash(s.ann, s.general, "quota")).says("0 of 5")


async def test_a_moderator_acts_on_a_member_who_has_left(tmp_path: Path) -> None:
    """Discord gives their id and name, but no roles; the bot needs no more."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        waiting = await s.imagine("a corgi")
        await waiting.says("corgi")
        del s.guild.members[s.ann.id]
        await (await s.fake.slash(s.mod, s.general, "nonet why", member=s.ann)).says("For Ann: 1 of 5")
        await (await s.fake.slash(s.mod, s.general, "nonet grant", member=s.ann, grids=2)).says("Ann has 2 more")
        await (await s.fake.slash(s.mod, s.general, "nonet cancel", member=s.ann)).says("1 request was cancelled")
        await (await s.fake.slash(s.mod, s.general, "nonet timeout", member=s.ann, minutes=5)).says("Ann is timed out")
        await (await s.fake.slash(s.mod, s.general, "nonet timeout", member=s.ann, minutes=0)).says("no longer")


async def test_an_outdated_command_is_told_so_and_all_are_registered_again(tmp_path: Path) -> None:
    """Somebody's Discord has another version's commands; how often that happens, they are sent once an hour."""
    async with stage(tmp_path) as s:
        for _ in range(3):
            gone = {"id": "1", "name": "draw", "type": 1, "options": []}
            changed = {"id": "1", "name": "imagine", "type": 1, "options": [{"name": "words", "type": 3, "value": "a"}]}
            for data in (gone, changed):
                asked = await s.fake.send(s.ann, s.general, 2, data)
                assert (await asked.says("This command has changed", "Reload Discord")).seen_by is s.ann
        await s.fake.until(lambda: s.fake.synced == 2)
        await s.drawn(await s.imagine("a corgi"))
        assert s.fake.synced == 2


async def test_help_names_commands_as_they_are_here(tmp_path: Path) -> None:
    """A moderator reads of /nonet; a member does not."""
    async with stage(tmp_path) as s:
        page = await (await s.fake.slash(s.mod, s.general, "help")).says("/imagine", "/nonet setup", "/nonet set,")
        assert "/settings" not in page.text
        assert "nonet" not in (await (await s.fake.slash(s.ann, s.general, "help")).says("/imagine")).text


async def test_people_and_numbers(tmp_path: Path) -> None:
    """Block list, time-out, grant, why, line and report, each by its command."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        await s.drawn(await s.imagine("a corgi"))
        await (await s.fake.slash(s.mod, s.general, "nonet block test", words="corgi")).says("1")
        await s.saved(await s.fake.slash(s.mod, s.general, "nonet block add", words="corgi", name="no dogs"))
        refused = await (await s.imagine("a \uff23o\u200brgi!", s.bob)).says("no dogs")  # as a reader reads it
        assert refused.seen_by is s.bob
        assert "corgi" not in refused.text.lower()  # the rule's name, never its words
        await s.drawn(await s.imagine("corgiland", s.bob))  # a rule is of whole words
        await (await s.fake.slash(s.mod, s.general, "nonet block remove", name="no dogs")).shown()
        await (await s.fake.slash(s.mod, s.general, "nonet grant", member=s.ann, grids=3)).shown()
        await (await s.fake.slash(s.ann, s.general, "quota")).says("of 8")
        await (await s.fake.slash(s.mod, s.general, "nonet why", member=s.ann, channel=s.general)).says(
            "For Ann: 1 of 8", "3 of these were granted", "In this channel: 2 of 200", "In this community: 2 of 300"
        )
        engine.hold()
        waiting = await s.imagine("a cat")
        await waiting.says("cat")
        line = await (await s.fake.slash(s.mod, s.general, "nonet line")).says("Ann")
        assert re.search(r"Ann: (drawing|waiting) for \d+ sec in #general: a cat", line.text), line.text
        await (await s.fake.slash(s.mod, s.general, "nonet cancel", member=s.ann)).shown()
        await waiting.says("by a moderator")
        one = await (another := await s.imagine("a fish", s.bob)).says("fish")
        await (await s.fake.slash(s.mod, s.general, "cancel", job=one.buttons["Cancel"].split(":")[1])).says("of Bob")
        await another.says("by a moderator")
        engine.release()
        report = await (await s.fake.slash(s.mod, s.general, "nonet report", days=7)).shown()
        await s.fake.until(lambda: len(report.attachments) >= 2)
        (table,) = [file for file in report.attachments if file.filename.endswith(".csv")]
        *days, total = csv.DictReader(io.StringIO(table.data.decode()))
        # what was given back is another column
        assert sum(int(day["grids"]) for day in days) == int(total["grids"]) == 2
        assert (total["given back"], total["people"], total["refused: blocked: no dogs"]) == ("2", "2", "1")
        assert report.alts[0]


async def test_a_refusal_after_thinking_aloud_is_private_all_the_same(tmp_path: Path) -> None:
    """The store was slow, so everybody saw that the bot thinks; the refusal is for the asker alone."""
    async with stage(tmp_path, begin=False) as s:
        s.times = replace(QUICK, direct=0.0)
        await s.begin()
        asked = await s.imagine("   ")
        refused = await asked.says("Write what to draw")
        assert refused.seen_by is s.ann
        assert asked.original is not None
        assert asked.original.deleted
        assert s.fake.world.in_channel(s.general) == []
        await s.drawn(await s.imagine("a corgi"))


async def test_quotas_are_set_for_everybody_and_for_roles(tmp_path: Path) -> None:
    """0 means none, nothing no limit; nonsense saves nothing; the most generous role wins; never below nothing."""
    async with stage(tmp_path) as s:

        async def set_to(value: str, *words: str, setting: str = "member-per-day") -> None:
            said = await s.fake.slash(s.mod, s.general, "nonet set", setting=setting, value=value)
            await said.says(*words)
            await s.saved(said)

        async def left(*words: str) -> None:
            await (await s.fake.slash(s.ann, s.general, "quota")).says(*words)

        for prompt in ("one", "two"):
            await s.drawn(await s.imagine(prompt))
        await set_to("lots", "whole number from 0", "Nothing was saved")
        await set_to("1", "5 → 1")
        await left("2 of 1 used")
        await (await s.imagine("three")).says("You have used 2 of 1 grids. Your quota resets at")
        await set_to("0", "1 → 0")
        await (await s.imagine("three")).says("your quota is 0")
        painters = s.guild.role("painters")
        s.guild.join(s.ann, painters)
        await s.fake.gateway.dispatch("GUILD_ROLE_CREATE", {"role": painters.json(), "guild_id": str(s.guild.id)})
        role = await s.fake.slash(s.mod, s.general, "nonet role", role=painters, per_day=7, weight=2.0)
        await role.says("role-per-day: none → @painters=7", "role-weight: none → @painters=2")
        await left("2 of 7 used")
        await (await s.fake.slash(s.mod, s.general, "nonet why", member=s.ann)).says("from the role @painters")
        await set_to(f"<@&{painters.id}>=8", "@painters=8", setting="role-per-day")
        await (await s.fake.slash(s.mod, s.general, "nonet role", role=painters)).says("@painters=8 → none")
        await set_to("", "no limit")
        await s.drawn(await s.imagine("three"))
        await set_to("3", "200 → 3", setting="channel-per-day")
        await (await s.imagine("four")).says("This channel has used 3 of 3 grids")
        await set_to("2", "300 → 2", setting="community-per-day")
        elsewhere = await s.fake.slash(s.ann, s.guild.channel("other"), "imagine", prompt="four")
        await elsewhere.says("This community has used 3 of 2 grids")


async def test_a_time_out_gives_back_what_waits_ends_by_itself_and_outlives_a_restart(tmp_path: Path) -> None:
    """Or a moderator lifts it."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        waiting = await s.imagine("a corgi")
        await waiting.says("corgi")
        await (await s.fake.slash(s.mod, s.general, "nonet timeout", member=s.ann, minutes=30)).says("1 queued request")
        await waiting.says("by a moderator")
        engine.release()
        await s.kill()
        await s.begin()
        assert (await (await s.imagine("a cat")).says("timed out until")).seen_by is s.ann
        s.clock.ahead += 31 * 60
        await s.drawn(await s.imagine("a cat"))
        for minutes in (30, 0):
            await (await s.fake.slash(s.mod, s.general, "nonet timeout", member=s.ann, minutes=minutes)).shown()
        await s.drawn(await s.imagine("a fish"))
        await s.settled("cancelled", "posted", "posted")


async def test_a_moderator_of_one_server_changes_nothing_in_another(tmp_path: Path) -> None:
    """The same person, who is a plain member there."""
    async with stage(tmp_path) as s:
        other = s.fake.guild("Other")
        there = other.channel("else")
        other.join(s.mod)
        await s.fake.gateway.dispatch("GUILD_CREATE", other.json(), other.id)
        await (await s.fake.slash(s.mod, s.general, "nonet set", setting="member-per-day", value="9")).shown()
        await (await s.fake.slash(s.mod, there, "quota")).says("0 of 5")
        forged = await s.fake.slash(s.mod, there, "nonet set", forged=True, setting="member-per-day", value="9")
        await forged.says("Only moderators")


async def test_a_community_is_told_in_its_own_language(tmp_path: Path) -> None:
    """A German one, whose moderator reads French: the log channel is German, the moderator's own answers are not."""
    async with stage(tmp_path, begin=False) as s:
        s.guild.language, s.mod.locale = "de", "fr"
        s.guild.channel("mod-log")
        await s.begin()
        setting = await s.fake.slash(s.mod, s.general, "nonet set", setting="log-channel", value="mod-log")
        await setting.says("log-channel")
        await (await s.fake.slash(s.mod, s.general, "nonet set", setting="member-per-day", value="")).says(
            "5 → sans limite"
        )
        await told(s, "mod-log", "member-per-day: 5 → keine Grenze")
        message = await s.drawn(await s.imagine("a corgi"))
        await (await s.fake.menu(s.bob, "Report picture", message)).says("Thank you")
        report = await told(s, "mod-log", "Bob meldet", "angefragt von Ann")
        assert list(report.buttons) == ["Entfernen", "Verwerfen", "Time-out für 60 Minuten", "Ansehen"]
        (link,) = [part["url"] for part in report.parts() if "url" in part]
        assert link.endswith(f"/{message.channel.id}/{message.id}")
