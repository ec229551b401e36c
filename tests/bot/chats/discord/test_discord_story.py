"""A member's way at Discord, from the real client's side: through the gateway, by REST, in one message."""

from __future__ import annotations

import io
import json
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from fakes.discord import THREAD, Message
from fakes.discord.stage import stage
from fakes.engine import FakeEngine
from PIL import Image

from inference.api import Drawing, EngineFailed, Progress, Request, Waiting


async def test_an_ask_becomes_a_collage_in_the_same_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message: Cancel within three seconds, then previews that grow, then nine numbered pictures with alt text."""
    monkeypatch.setattr("bot.chats.discord.session.EDIT_PERIOD_SECONDS", 1.0)
    async with stage(tmp_path, engine := FakeEngine(chunks=4)) as s:
        engine.hold()
        asked = await s.imagine("a corgi riding a subway")
        first = await asked.says("corgi riding a subway", "1 of 5")
        assert asked.answered is not None
        assert asked.answered < 1.5
        assert first.seen_by is None
        assert "Cancel" in first.buttons
        await asked.says("Drawing: 0%")
        grey = []
        for percent in (25, 50):
            engine.release()
            engine.hold()  # it goes on by one chunk
            await asked.says(f"Drawing: {percent}%", within=60)
            grey.append(unpainted(first))
        engine.release()
        message = await s.drawn(asked)
        assert message is first
        assert grey[0] > grey[1] > unpainted(message)
        assert [file.filename[-4:] for file in message.attachments] == [".png"]
        (alt,) = message.alts
        assert "a corgi riding a subway" in alt
        ((_, tiles),) = message.selects.items()
        assert tiles == [str(n) for n in range(1, 10)]
        assert {"Redo", "Delete"} <= set(message.buttons)
        (job,) = s.jobs()
        assert re.search(rf"{job} · seed \d+ · [\d.]+ s · 4 of 5 left until 12:00 AM UTC", message.text), message.text
        await s.settled("posted")


def unpainted(message: Message) -> int:
    """Pixels of its picture that are still grey."""
    picture = np.asarray(Image.open(io.BytesIO(message.attachments[0].data)).convert("RGB")).astype(int)
    return int((abs(picture - 128).max(-1) < 8).sum())


async def test_a_place_never_gets_worse_without_a_reason(tmp_path: Path) -> None:
    """It says the place, the time and the charge; whoever had fewer pictures goes first, and then it says that."""
    async with stage(tmp_path, engine := FakeEngine(slots=1)) as s:
        engine.hold()
        one = await (await s.imagine("one")).says("Drawing")
        asked = await s.fake.slash(s.ann, s.guild.channel("other"), "imagine", prompt="two")
        two = await asked.says("“two”", "Position 1 in the queue; ready in", "2 of 5 used, resets at 12:00 AM UTC")
        assert two.buttons["Cancel"].removeprefix("cancel:") in two.text
        newcomer = await s.imagine("three", s.bob)
        await newcomer.says("Position 1 in the queue")
        await asked.says("Position 2 in the queue", "fewer pictures lately goes ahead", within=60)
        await (await s.fake.press(s.ann, one, "Cancel")).says("cancelled")
        await asked.says("Position 1 in the queue", within=60)
        engine.release()
        await s.drawn(asked)
        said = [json.dumps(line) for line in s.fake.record.lines if asked.token in line.get("path", "")]
        told = [
            (int(found[1]), "fewer pictures" in one) for one in said if (found := re.search(r"Position (\d+)", one))
        ]
        assert {place for place, _ in told} == {1, 2}
        assert all(after <= before or why for (before, _), (after, why) in pairwise(told))


async def test_only_the_asker_or_a_moderator_may_cancel(tmp_path: Path) -> None:
    """Anybody else is told so privately, and nothing changes; the asker gets it back."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        asked = await s.imagine("a corgi")
        message = await asked.says("corgi")
        refused = await (await s.fake.press(s.bob, message, "Cancel")).says(
            "Only the member who made this request or a moderator"
        )
        assert refused.seen_by is s.bob
        assert set(s.jobs().values()) <= {"waiting", "drawing"}
        private = await (await s.fake.press(s.ann, message, "Cancel")).says("cancelled", "0 of 5")
        assert private.seen_by is s.ann
        await asked.says("Cancelled")
        assert message.buttons == {}
        await s.settled("cancelled")
        other = await (second := await s.imagine("a cat")).says("cat")
        await (await s.fake.press(s.mod, other, "Cancel")).says("of Ann was cancelled")
        await second.says("by a moderator")


async def test_refusals_are_private_and_cost_nothing(tmp_path: Path) -> None:
    """Too many at once, nothing to draw, too long, a channel that is off, the day used up: each says what to do."""
    async with stage(tmp_path, engine := FakeEngine(), member_per_day=3) as s:
        engine.hold()
        for prompt in ("one", "two", "three"):
            await (await s.imagine(prompt)).says(prompt)
        refused = [
            await (await s.imagine("four")).says("3 of 3 unfinished requests. Try again in about"),
            await (await s.imagine("   ", s.bob)).says("Write what to draw"),
            await (await s.imagine("x" * 401, s.bob)).says("401", "400"),
        ]
        engine.release()
        await s.settled("posted", "posted", "posted", within=60)
        refused.append(await (await s.imagine("five")).says("You have used 3 of 3 grids. Your quota resets at"))
        await s.saved(await s.fake.slash(s.mod, s.general, "nonet channel", channel=s.general, on=False))
        refused.append(await (await s.imagine("six", s.bob)).says("off"))
        assert {message.seen_by and message.seen_by.name for message in refused} == {"ann", "bob"}
        assert len(s.jobs()) == 3
        await (await s.fake.slash(s.ann, s.general, "quota")).says("3 of 3")


async def test_a_cancelled_drawing_makes_room_for_who_waits(tmp_path: Path) -> None:
    """One slot: its drawing is cancelled, and the next one is drawn. What waits is given back at once, too."""
    async with stage(tmp_path, FakeEngine(seconds=60, chunks=20, slots=1)) as s:
        first = await (await s.imagine("a corgi")).says("corgi")
        await s.settled("drawing")
        second = await s.fake.slash(s.bob, s.guild.channel("other"), "imagine", prompt="a cat")
        await second.says("Position")
        waiting = await (await s.imagine("a fish", s.bob)).says("Position 2")
        await (await s.fake.press(s.bob, waiting, "Cancel")).says("cancelled")
        await (await s.fake.slash(s.bob, s.general, "quota")).says("1 of 5")
        s.engine.seconds = 0.1
        await (await s.fake.press(s.ann, first, "Cancel")).says("cancelled", "0 of 5")
        await s.drawn(second)


async def test_who_has_used_up_the_day_may_wait_for_an_idle_device(tmp_path: Path) -> None:
    """The refusal offers it, privately; taken, it is drawn for all to see, once, by nobody else."""
    async with stage(tmp_path, member_per_day=1, relaxed=True) as s:
        await s.drawn(await s.imagine("the day's"))
        offer = await (await s.imagine("a corgi")).says(
            "You have used 1 of 1 grids. Your quota resets at", "idle device"
        )
        assert offer.seen_by is s.ann
        taken = await s.fake.press(s.ann, offer, "Wait for an idle device")
        assert (await s.drawn(taken)).seen_by is None
        await (await s.fake.press(s.ann, offer, "Wait for an idle device")).says("offer has expired")
        await s.settled("posted", "posted")


async def test_words_that_were_not_read_are_told(tmp_path: Path) -> None:
    """The prompt is longer than what the model reads: it is drawn, and the small print says up to where."""
    async with stage(tmp_path, FakeEngine(unread=3)) as s:
        message = await s.drawn(await s.imagine("a corgi in a very long story with an end"))
        assert "read up to “" in message.text
        assert "3 words were ignored" in message.text


async def test_of_many_asks_at_once_exactly_one_gets_the_last_place(tmp_path: Path) -> None:
    """One left for today, five asks in the same moment: one is drawn, four are refused."""
    async with stage(tmp_path, member_per_day=1, member_unfinished=10) as s:
        asks = [await s.imagine(f"ask {i}") for i in range(5)]
        answers = [await asked.shown() for asked in asks]
        assert sorted(message.seen_by is None for message in answers) == [False] * 4 + [True]
        await s.settled("posted")


NASTY = "@everyone <@&123> <@456> [x](http://example.invalid) ||a|| ``` **b** # c \\<@789> discord.gg/abc"


async def test_whatever_people_write_is_shown_as_they_wrote_it(tmp_path: Path) -> None:
    """No ping, no link, no formatting: in the message, in its edits and in its alt text."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine(NASTY))
        text = message.text
        for live in ("@everyone", "http://", "discord.gg", "||", "```", "**"):
            assert live not in text
        assert "<@" not in text  # a mention is a name by now
        assert all(text[found - 1] == "\\" for found in places(text, "[x]"))
        seen = NASTY.replace("<@&123> <@456>", "some people somebody")
        assert seen[:60] in message.alts[0]  # alt text is read as it is
        sent = [line.get("payload_json") or line["json"] for line in s.fake.requests("PATCH", "")]
        assert {str(body["allowed_mentions"]["parse"]) for body in sent} == {"[]"}


def places(text: str, part: str) -> list[int]:
    return [i for i in range(len(text)) if text.startswith(part, i)]


class Stumbling(FakeEngine):
    """The first try of everything fails, and it goes back in line."""

    async def generate(self, request: Request) -> AsyncGenerator[Progress, None]:
        tries = 0
        async with aclosing(super().generate(request)) as told:
            async for news in told:
                yield news
                if isinstance(news, Drawing) and not tries:
                    tries += 1
                    yield Waiting(1, 1.0, 1.0, 1.0)


async def test_what_fails_once_is_tried_again_by_itself(tmp_path: Path) -> None:
    """Its message says so while it is back in line, and then holds the pictures."""
    async with stage(tmp_path, engine := Stumbling()) as s:
        engine.hold()
        asked = await s.imagine("a corgi")
        await asked.says("failed once and is being tried again")
        engine.release()
        await s.drawn(asked)
        await s.settled("posted")


async def test_a_failed_drawing_says_so_charges_nothing_and_offers_to_retry(tmp_path: Path) -> None:
    """Retry draws the same seed, and asks for its own place."""
    broken = [EngineFailed("It broke twice.", "ref123")]
    async with stage(tmp_path, FakeEngine(fails=lambda request: broken.pop() if broken else None)) as s:
        asked = await s.imagine("a corgi", seed=7)
        message = await asked.says("ref123", "did not count")
        await (await s.fake.slash(s.ann, s.general, "quota")).says("0 of 5")
        again = await s.fake.press(s.ann, message, "Retry")
        await s.drawn(again)
        assert "seed 7" in again.original.text
        await s.settled("failed", "posted")


async def test_an_old_picture_is_the_same_pixels(tmp_path: Path) -> None:
    """/again k7f3q-5 is what Pick showed, to the bit."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.imagine("a corgi"))
        picked = await (await s.fake.choose(s.ann, message, "5")).says("Picture 5")
        (job,) = s.jobs()
        again = await (await s.fake.slash(s.ann, s.general, "again", id=f"{job}-5")).says("Picture 5")
        assert again.attachments[0].data == picked.attachments[0].data
        assert again.seen_by is s.ann


async def test_redo_is_a_new_message_of_the_presser_and_delete_takes_it_away(tmp_path: Path) -> None:
    """Redo makes pictures of whoever presses; only its asker or a moderator deletes them."""
    async with stage(tmp_path) as s:
        first = await s.drawn(await s.imagine("a corgi"))
        again = await s.fake.press(s.bob, first, "Redo")
        second = await s.drawn(again)
        assert "for Bob" in second.text
        await (await s.fake.press(s.ann, second, "Delete")).says("Only the member who")
        await (await s.fake.press(s.bob, second, "Delete")).says("deleted")
        await s.fake.until(lambda: second.deleted)
        s.clock.ahead += 16 * 60  # its token is dead: the bot's own takes it away
        await (await s.fake.press(s.mod, first, "Delete")).says("deleted")
        await s.fake.until(lambda: first.deleted)
        await s.settled("deleted", "deleted")


async def test_who_deletes_everything_has_their_messages_taken_away(tmp_path: Path) -> None:
    """Of every grid of theirs, by whichever token still may, and nobody else's."""
    async with stage(tmp_path) as s:
        old = await s.drawn(await s.imagine("a corgi"))
        s.clock.ahead += 16 * 60
        new = await s.drawn(await s.imagine("a red fox"))
        others = await s.drawn(await s.fake.press(s.bob, old, "Redo"))
        await (await s.fake.slash(s.ann, s.general, "privacy", what="delete", sure=True)).says("2 grids and all data")
        await s.fake.until(lambda: old.deleted and new.deleted)
        assert not others.deleted


async def test_spoilers_are_covered(tmp_path: Path) -> None:
    """From the first preview on; and what is to be steered away from gets to the engine and into the message."""
    async with stage(tmp_path, FakeEngine(seconds=1.0, chunks=3)) as s:
        asked = await s.imagine("a corgi", spoiler=True, no="dogs")
        await s.fake.until(lambda: bool(asked.original and asked.original.attachments))
        assert asked.original is not None
        assert asked.original.spoiler
        message = await s.drawn(asked)
        assert message.spoiler
        assert "Avoiding: dogs" in message.text
        assert s.engine.drawn[0].negative == "dogs"


async def test_a_message_can_be_imagined(tmp_path: Path) -> None:
    """The words of somebody's message, from its menu, without the right to read messages."""
    async with stage(tmp_path) as s:
        written = s.fake.write(s.bob, s.general, "a court sketch of Godzilla on trial")
        message = await s.drawn(await s.fake.menu(s.ann, "Imagine this", written))
        assert "Godzilla on trial" in message.text


async def test_a_thread_goes_by_the_limits_of_its_channel(tmp_path: Path) -> None:
    """And its answers are in the thread."""
    async with stage(tmp_path, channel_per_day=1) as s:
        thread = s.guild.channel("a thread", THREAD, s.general)
        message = await s.drawn(await s.fake.slash(s.ann, thread, "imagine", prompt="a corgi"))
        assert message.channel is thread
        await (await s.imagine("a cat", s.bob)).says("1 of 1")


async def test_direct_messages_and_apps_that_only_their_user_brought(tmp_path: Path) -> None:
    """A direct conversation is a community of its own; in a strange server only the asker sees the answer."""
    async with stage(tmp_path) as s:
        direct = s.fake.world.direct(s.ann)
        message = await s.drawn(await s.fake.slash(s.ann, direct, "imagine", prompt="a corgi"))
        assert message.seen_by is None
        strange = s.fake.guild("Strange", installed=False)
        strange.join(s.bob)
        there = await s.fake.slash(s.bob, strange.channel("else"), "imagine", prompt="a cat")
        assert (await s.drawn(there)).seen_by is s.bob


async def test_readers_are_answered_in_their_language(tmp_path: Path) -> None:
    """Descriptions, buttons and sentences; where a language lacks one, it is English."""
    async with stage(tmp_path) as s:
        (imagine,) = [command for command in s.fake.commands if command["name"] == "imagine"]
        assert [option["name"] for option in imagine["options"]] == ["prompt", "seed", "no", "spoiler"]
        assert set(imagine["description_localizations"]) == {"de", "es-ES", "es-419", "fr", "ja"}
        assert imagine["options"][0]["description_localizations"]["de"] == "Was gezeichnet werden soll"
        eva = s.fake.person("eva", s.guild, locale="de")
        message = await s.drawn(await s.imagine("ein Hund", eva))
        assert "Pick" not in str(message.components)
        assert "Wähle ein Bild, um es allein zu sehen" in str(message.components)


async def test_imagine_this_on_a_grid_draws_its_prompt_again(tmp_path: Path) -> None:
    """A message of the bot's has no words of its own: the job's are meant, on its collage and on a posted tile."""
    async with stage(tmp_path) as s:
        message = await s.drawn(await s.fake.slash(s.ann, s.general, "imagine", prompt="a corgi", no="dogs"))
        picked = await (await s.fake.choose(s.ann, message, "3")).says("Picture 3")
        tile = await (await s.fake.press(s.ann, picked, "Post here")).says("made by Ann")
        for shown in (message, tile):
            again = await s.drawn(await s.fake.menu(s.bob, "Imagine this", shown))
            assert all(words in again.text for words in ("a corgi", "Avoiding: dogs", "for Bob", "made from"))
        text = s.fake.write(s.ann, s.general, "a cat")
        await (await s.fake.menu(s.bob, "Imagine this", text)).says("a cat")
