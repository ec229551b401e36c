"""Before a stricter setting is saved, its moderator hears what it would have refused, and saves or cancels it once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from scene import ANN, BOB, MAY, Scene, opened

from bot.directory import Entry
from bot.errors import Mistake
from bot.handlers import rehearsed_effect
from bot.handlers.community_settings import ChangeSettings, SwitchChannel
from bot.handlers.drawing import Imagine
from bot.handlers.mashes import Mash
from bot.handlers.rehearsals import CancelRehearsed, SaveRehearsed
from bot.input.buttons import pressed
from bot.member import Member
from bot.policy.quota import BotLimits
from bot.policy.settings import Settings
from bot.reply import Reply
from bot.store import StoreError

MIA = replace(MAY, user="mia", name="Mia")
DAY = 86400.0
GONE = "This was saved or cancelled already, or it is too old. Give the command again."


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as one:
        yield one


async def settings(scene: Scene) -> Settings:
    return await scene.store.decisions.settings("web:here")


async def kinds(scene: Scene) -> list[tuple[str, str]]:
    """Who did what, as the audit log has it, the oldest first."""
    entries, _ = await scene.store.decisions.audit("web:here")
    return [(entry.name, entry.what) for entry in reversed(entries)]


async def a_week(scene: Scene) -> None:
    """Ann draws three, Bob one, and a day later each of them one more."""
    for member in (ANN, ANN, BOB, ANN):
        scene.clock.pass_by(1)
        await scene.grid(member)
    scene.clock.pass_by(DAY)
    for member in (ANN, BOB):
        scene.clock.pass_by(1)
        await scene.grid(member)


async def test_a_stricter_quota_is_rehearsed_and_saved(scene: Scene) -> None:
    """With who it would have met, once, with an undo, and in the audit log; a second press changes nothing."""
    await a_week(scene)
    asked = await scene.line(MAY, "/settings member-per-day 2")
    assert asked.private
    assert asked.text.splitlines() == [
        "Not saved yet. This refuses more than the present settings:",
        "member-per-day: 5 → 2",
        "It would have refused 1 of the 6 requests of the last seven days, of 1 person: Ann (1)",
    ]
    assert [button.label for button in asked.buttons] == ["Save", "Cancel"]
    assert (await settings(scene)).member_per_day == 5
    assert await kinds(scene) == []
    saved = await scene.press(MAY, asked, "Save")
    assert saved.text == "Saved. The change applies from now on.\nmember-per-day: 5 → 2"
    assert saved.in_place
    assert (await scene.press(MAY, asked, "Save")).text == GONE
    assert (await scene.press(MAY, asked, "Cancel")).text == GONE
    assert await kinds(scene) == [("May", "settings")]
    assert (await scene.press(MAY, saved, "Undo")).text == "The change was undone.\nmember-per-day: 2 → 5"


async def test_what_is_cancelled_is_not_saved(scene: Scene) -> None:
    await a_week(scene)
    asked = await scene.line(MAY, "/settings channel-per-day 1")
    assert "refused 4 of the 6 requests of the last seven days, of 2 people: Ann (2), Bob (2)" in asked.text
    assert (await scene.press(MAY, asked, "Cancel")).text == "Nothing was saved."
    assert (await scene.press(MAY, asked, "Save")).text == GONE
    assert (await settings(scene)).channel_per_day == 200
    assert await kinds(scene) == []


async def test_a_question_has_a_content(scene: Scene) -> None:
    """What loosens, what would have changed nothing, and what refuses no one is saved at once, and says why."""
    assert (await scene.line(MAY, "/settings member-per-day 4")).text.endswith("member-per-day: 5 → 4")
    await a_week(scene)
    nothing = "It would have refused none of the last seven days’ 6 requests that the present settings accept."
    loosens = "No one is refused more than before."
    for line, last in (
        ("/settings member-per-day 3", nothing),
        ("/settings member-per-day 9", loosens),
        ("/settings reset 06:00", nothing),
        ("/settings log-channel general", "log-channel: general"),
        ("/settings member-per-day 9", "Nothing was changed, because it is already set like this."),
        ("/channel off #memes", nothing),
        ("/channel on #memes", loosens),
        ("/block add cats: lion", nothing),
    ):
        reply = await scene.line(MAY, line)
        assert [button.label for button in reply.buttons] in ([], ["Undo"])
        assert reply.text.splitlines()[-1] == last


async def test_what_was_deleted_cannot_be_read(scene: Scene) -> None:
    """It counts, and the answer says how many requests were looked at."""
    await a_week(scene)
    await scene.store.forget("web", "bob")
    reply = await scene.line(MAY, "/block add cats: lion")
    assert "none of the last seven days’ 6 requests" in reply.text
    assert "the words of the newest 4 accepted requests were read" in reply.text
    asked = await scene.line(MAY, "/settings channel-per-day 1")
    assert asked.text.endswith("of 2 people: Ann (2), deleted (2)")


async def test_refused_requests_are_rehearsed_as_well(tmp_path: Path) -> None:
    """The ledger has only those that were accepted. The present settings are told apart, and the relaxed lane."""
    async with opened(tmp_path, defaults=Settings(member_per_day=2, relaxed=True)) as scene:
        for _ in range(3):
            scene.clock.pass_by(1)
            last = await scene.last(Imagine(ANN, "a cat"))
        assert (await scene.press(ANN, last, "Wait for an idle device")).state == "drawn"
        asked = await scene.line(MAY, "/settings member-per-day 1")
        # Ann waits for the second one, too, now that she took the offer for another; the third was refused anyway.
        assert asked.text.splitlines()[2:] == [
            "It would have refused 2 of the 4 requests of the last seven days, of 1 person: Ann (2)",
            "By the present settings it would have been 1.",
            "2 of them could have waited in the relaxed lane.",
        ]
        asked = await scene.line(MAY, "/settings relaxed off")
        assert "refused 2 of the 4" in asked.text
        assert "relaxed lane" not in asked.text


async def test_words_channels_lengths_and_mashes_are_rehearsed(scene: Scene) -> None:
    """By the requests that there were: what was deleted is not known, and the answer says what was read."""
    await scene.grid(prompt="a big cat in a hat")
    await scene.grid(BOB, prompt="a dog")
    await scene.last(Mash(BOB, "a cup", "a lion"))
    read = "For this, the words of the newest 3 accepted requests were read;"
    for line, told in (
        ("/block add cats: big cat, lion", "refused 2 of the 3 requests of the last seven days, of 2 people:"),
        ("/settings longest-prompt 5", "refused 2 of the 3"),
        ("/settings mash off #general", "refused 1 of the 3 requests of the last seven days, of 1 person: Bob (1)"),
        ("/channel off", "refused 3 of the 3"),
    ):
        asked = await scene.line(MAY, line)
        assert told in asked.text
        assert (read in asked.text) == ("/channel" not in line)
        await scene.press(MAY, asked, "Cancel")
    asked = await scene.line(MAY, "/block add cats: big cat")
    saved = await scene.press(MAY, asked, "Save")
    assert saved.text == "Saved: the rule “cats” refuses big cat."
    await scene.line(MAY, "/settings mash off #art")  # no one mashed there
    asked = await scene.line(MAY, "/block add cats: lion")
    assert "of 1 person: Bob (1)" in asked.text  # the old words are no news


async def test_of_two_who_save_at_once_the_second_sees_what_changed(scene: Scene) -> None:
    """Both rehearsed the same settings: one is saved, the other one is rehearsed with it, and then saved by itself."""
    await a_week(scene)
    first, second = [
        await scene.line(who, f"/settings {what}")
        for who, what in ((MAY, "member-per-day 2"), (MIA, "channel-per-day 1"))
    ]
    told = await asyncio.gather(scene.press(MAY, first, "Save"), scene.press(MIA, second, "Save"))
    (saved,) = [reply for reply in told if reply.text.startswith("Saved.")]
    (again,) = [reply for reply in told if reply is not saved]
    lines = again.text.splitlines()
    assert lines[0] == "Settings were changed meanwhile:"
    assert lines[1] in ("member-per-day: 5 → 2", "channel-per-day: 200 → 1")
    assert len(await kinds(scene)) == 1
    if not again.buttons or again.buttons[0].label != "Save":  # what it changes would refuse no one more by now
        pytest.fail(again.text)
    who = MIA if told[0] is saved else MAY
    assert (await scene.press(who, again, "Save")).text.startswith("Saved.")
    now = await settings(scene)
    assert (now.member_per_day, now.channel_per_day) == (2, 1)
    assert sorted(await kinds(scene)) == [("May", "settings"), ("Mia", "settings")]


async def test_a_change_meanwhile_is_rehearsed_again(scene: Scene) -> None:
    """With what it refuses now; other settings are no reason to ask again."""
    await a_week(scene)
    asked = await scene.line(MAY, "/settings member-per-day 2")
    await scene.line(MIA, "/settings log-channel general")
    await scene.line(MIA, "/settings member-per-day 3")
    again = await scene.press(MAY, asked, "Save")
    assert again.text.splitlines()[:5] == [
        "Settings were changed meanwhile:",
        "member-per-day: 5 → 3",
        "log-channel: general",
        "Not saved yet. This refuses more than the present settings:",
        "member-per-day: 3 → 2",
    ]
    assert (await settings(scene)).member_per_day == 3
    await scene.line(MIA, "/settings hall-votes 7")
    assert (await scene.press(MAY, again, "Save")).text.startswith("Saved.")
    asked = await scene.line(MAY, "/settings member-per-day 1")
    await scene.saved(MIA, "/settings member-per-day 1")
    same = await scene.press(MAY, asked, "Save")
    assert same.text.splitlines()[0] == "Nothing was changed, because it is already set like this."


async def test_only_its_moderator_saves_it(scene: Scene) -> None:
    """Not another one, not from another community, not a member; nor does a forged token. Nothing of it is lost."""
    await a_week(scene)
    asked = await scene.line(MAY, "/settings member-per-day 1")
    for other in (MIA, replace(MAY, community="elsewhere"), replace(MAY, platform="slack")):
        for label in ("Save", "Cancel"):
            assert (await scene.press(other, asked, label)).text == GONE
    for label in ("Save", "Cancel"):  # no moderator any more
        assert (await scene.press(replace(MAY, moderator=False), asked, label)).text == "Only moderators can do this."
    for forged in (SaveRehearsed(MAY, "Ab-_12345678"), CancelRehearsed(MAY, "Ab-_12345678")):
        assert (await scene.last(forged)).text == GONE
    for press in ("save-rehearsed:", "save-rehearsed:a:b", "cancel-rehearsed:<@1>"):
        with pytest.raises(Mistake, match="old-button"):
            pressed(scene.bot.commands, MAY, press)
    assert await kinds(scene) == []
    assert (await scene.press(MAY, asked, "Save")).text.startswith("Saved.")


async def test_an_old_rehearsal_says_too_little(scene: Scene) -> None:
    await a_week(scene)
    asked = await scene.line(MAY, "/settings member-per-day 1")
    scene.clock.pass_by(3601)
    assert (await scene.press(MAY, asked, "Save")).text == GONE
    assert (await settings(scene)).member_per_day == 5


@dataclass
class Places:
    """A role and a channel, until they are deleted."""

    there: set[str] = field(default_factory=lambda: {"artist", "memes"})

    async def role(self, member: Member, name: str) -> Entry:
        if name not in self.there:
            raise Mistake("no-such-role", name=name)
        return Entry(name, name)

    async def names(self, member: Member, ids: Collection[str]) -> Mapping[str, str | None]:
        return {one: one if one in self.there else None for one in ids}

    async def may_post(self, member: Member, channel: str, *, probe: bool) -> bool:
        return True


@pytest.mark.parametrize(
    ("change", "gone", "said"),
    [
        ({"member-per-day": "1", "role-per-day": "artist=2"}, "artist", "There is no role artist here."),
        (None, "memes", "There is no channel #memes."),
    ],
)  # fmt: skip
async def test_what_was_deleted_meanwhile_is_not_saved(
    scene: Scene, change: dict[str, str] | None, gone: str, said: str
) -> None:
    """All of the change or nothing."""
    scene.bot.directories["web"] = places = Places()  # type: ignore[assignment]
    for _ in range(3):
        await scene.grid(replace(ANN, channel="memes"))
    asked = await scene.last(ChangeSettings(MAY, change) if change else SwitchChannel(MAY, "memes", False, "memes"))
    assert asked.buttons[0].label == "Save", asked.text
    places.there.remove(gone)
    before = await settings(scene)
    assert (await scene.press(MAY, asked, "Save")).text.startswith(said)
    assert await settings(scene) == before
    assert await kinds(scene) == []


async def test_a_store_that_is_away_for_a_moment_can_be_asked_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the same button; it is saved once."""
    await a_week(scene)
    asked = await scene.line(MAY, "/settings member-per-day 1")
    change = scene.store.decisions.change

    async def away(*_: Any) -> Any:
        raise StoreError("away")

    monkeypatch.setattr(scene.store.decisions, "change", away)
    assert (await scene.press(MAY, asked, "Save")).text.startswith("Something went wrong")
    monkeypatch.setattr(scene.store.decisions, "change", change)
    assert (await scene.press(MAY, asked, "Save")).text.startswith("Saved.")
    assert await kinds(scene) == [("May", "settings")]


async def test_a_rehearsal_keeps_no_command_waiting(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is computed beside the event loop, and one after another."""
    await a_week(scene)
    threads, at_once, most = set(), 0, 0
    replay = rehearsed_effect.replay

    def watched(*given: Any, **named: Any) -> Any:
        nonlocal at_once, most
        threads.add(threading.current_thread())
        at_once += 1
        most = max(most, at_once)
        try:
            return replay(*given, **named)
        finally:
            at_once -= 1

    monkeypatch.setattr(rehearsed_effect, "replay", watched)
    replies = await asyncio.gather(*(scene.line(MAY, f"/settings channel-per-day {number}") for number in (1, 2, 3)))
    assert all(reply.buttons[0].label == "Save" for reply in replies)
    assert threading.main_thread() not in threads
    assert most == 1


async def test_the_whole_bot_s_limit_counts_what_others_drew(tmp_path: Path) -> None:
    """Else the present settings would seem to refuse less than they did, and new ones more than they would."""
    async with opened(tmp_path, limits=BotLimits(3)) as scene:
        for member in (ANN, replace(ANN, community="elsewhere"), replace(ANN, community="elsewhere")):
            scene.clock.pass_by(1)
            await scene.grid(member)
        scene.clock.pass_by(1)
        assert "The bot has drawn 3 of 3" in (await scene.last(Imagine(BOB, "a cat"))).text
        asked = await scene.line(MAY, "/settings channel-per-day 0")
        assert "refused 2 of the 2 requests" in asked.text
        assert "By the present settings it would have been 1." in asked.text


async def test_a_direct_conversation_is_not_rehearsed(scene: Scene) -> None:
    """Its only member is the moderator."""
    alone = replace(MAY, community="dmmay")
    await scene.grid(alone)
    reply: Reply = await scene.line(alone, "/settings member-per-day 0")
    assert reply.text == "Saved. The change applies from now on.\nmember-per-day: 5 → 0"
