"""Whatever happens to the message, the channel or the process: every accepted ask is shown once, or given back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from discord import ui
from fakes.discord import Message
from fakes.discord.stage import QUICK, Stage, finished, stage
from fakes.discord.world import bits
from fakes.engine import FakeEngine

from bot.chats.discord import rendering


def collages(s: Stage) -> list[Message]:
    return [message for message in s.fake.world.messages.values() if finished(message)]


async def test_a_killed_process_finishes_both_jobs_in_the_same_messages(tmp_path: Path) -> None:
    """One draws and one waits; after the restart each is there once, counted once, and old buttons work."""
    async with stage(tmp_path, engine := FakeEngine(slots=1)) as s:
        old = await s.drawn(await s.imagine("yesterday", s.bob))
        engine.hold()
        asks = [await s.imagine(prompt) for prompt in ("one", "two")]
        messages = [await asked.says(prompt) for asked, prompt in zip(asks, ("one", "two"), strict=True)]
        await s.kill()
        await s.begin()
        why = lambda: any("Position 1" in said.text and "has restarted" in said.text for said in messages)  # noqa: E731
        await s.fake.until(why, within=60)
        engine.release()
        assert [await s.drawn(asked) for asked in asks] == messages
        await s.settled("posted", "posted", "posted")
        assert len(collages(s)) == 3
        await (await s.fake.slash(s.ann, s.general, "quota")).says("2 of 5")
        await (await s.fake.choose(s.ann, old, "1")).says("Picture 1 of", "yesterday")
        assert s.fake.synced == 1


async def test_a_stopping_bot_says_so_and_the_next_one_goes_on(tmp_path: Path) -> None:
    """Who waits keeps the place; the message says what happens, and then becomes the collage."""
    async with stage(tmp_path, engine := FakeEngine(slots=1)) as s:
        engine.hold()
        asked = await s.imagine("a corgi")
        await asked.says("corgi")
        await s.bot.drain(0.1)
        await asked.says("restarting")
        await s.kill()
        engine.release()
        await s.begin()
        await s.drawn(asked)
        await s.settled("posted")


async def test_a_conversation_that_breaks_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a reason that nobody foresaw: the job ends in its message all the same."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        asked = await s.imagine("a corgi")
        await asked.says("corgi")

        def broken(*args: object) -> None:
            monkeypatch.undo()
            raise KeyError("nobody foresaw it")

        monkeypatch.setattr("bot.chats.discord.rendering.RenderedReply.view", broken)
        engine.release()
        await s.drawn(asked)
        await s.settled("posted")


async def test_an_end_that_cannot_be_rendered_is_said_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For an error of ours, however often: nobody looks at its progress for ever, and /again shows the pictures."""
    view = rendering.RenderedReply.view

    def broken(rendered: rendering.RenderedReply) -> ui.LayoutView:
        if rendered.reply.state == "drawn":
            raise KeyError("nobody foresaw it")
        return view(rendered)

    async with stage(tmp_path) as s:
        monkeypatch.setattr(rendering.RenderedReply, "view", broken)
        asked = await s.imagine("a corgi")
        message = await asked.says("went wrong", "Reference")
        (job,) = s.jobs()
        assert job in message.text
        await s.settled("posted")
        assert (await (await s.fake.slash(s.ann, s.general, "again", id=job)).says("a corgi")).attachments


@pytest.mark.slow
async def test_an_outage_keeps_what_was_drawn(tmp_path: Path) -> None:
    """Discord answers 5xx or nothing for a while: it is delivered afterwards, once."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        asked = await s.imagine("a corgi")
        await asked.says("corgi")
        s.fake.fault("502", "PATCH", "/webhooks/", times=4)
        s.fake.fault("hang", "PATCH", "/webhooks/", times=2, seconds=5)
        engine.release()
        await s.drawn(asked, within=60)
        await s.settled("posted")


async def test_a_job_that_outlives_its_token_is_posted_once_in_reply(tmp_path: Path) -> None:
    """After fifteen minutes the bot itself answers the first message; buttons of the new one work."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        asked = await s.imagine("a corgi")
        first = await asked.says("corgi")
        s.clock.ahead += 15 * 60
        engine.release()
        await s.fake.until(lambda: bool(collages(s)))
        (posted,) = collages(s)
        assert posted.reply_to is first
        await s.settled("posted")
        await (await s.fake.choose(s.ann, posted, "2")).says("Picture 2")


async def test_what_outlives_its_token_is_shown_in_the_first_message_until_it_ends(tmp_path: Path) -> None:
    """Its place goes on, a cancelled one says so there, and above a collage stands neither progress nor Cancel."""
    async with stage(tmp_path, engine := FakeEngine(slots=1)) as s:
        engine.hold()
        drawing, waiting = await s.imagine("a corgi"), await s.imagine("a cat", s.bob)
        first, second = await drawing.says("corgi"), await waiting.says("Position 1")
        behind = await s.imagine("a dog", s.mod)
        third = await behind.says("Position 2")
        s.clock.ahead += 15 * 60
        await (await s.fake.press(s.bob, second, "Cancel")).shown()
        await waiting.says("a cat", "Cancelled")
        assert second.buttons == {}
        await behind.says("Position 1")
        engine.release()
        await s.settled("cancelled", "posted", "posted")
        posted = next(message for message in collages(s) if "corgi" in message.text)
        assert (posted.reply_to, first.buttons, third.buttons) == (first, {}, {})
        assert first.text.startswith("Your pictures: ")
        await (await s.fake.press(s.ann, posted, "Delete")).says("deleted")
        await s.fake.until(lambda: first.deleted and posted.deleted)


async def test_a_first_message_that_cannot_be_edited_at_once_is_edited_later(tmp_path: Path) -> None:
    """Also by the next process, where this one is killed between the two."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        first = await (await s.imagine("a corgi")).says("corgi")
        s.clock.ahead += 15 * 60
        fault = s.fake.fault("130000", "PATCH", f"/messages/{first.id}", times=1000, says="Your pictures")
        engine.release()
        await s.fake.until(lambda: bool(collages(s)) and fault.struck > 1)
        await s.kill()
        fault.times = 0
        await s.begin()
        await s.settled("posted")
        assert (first.buttons, len(collages(s))) == ({}, 1)


@pytest.mark.parametrize("lost", ["reset after", "half body", "not json"])
async def test_a_post_whose_answer_is_lost_is_not_posted_twice(tmp_path: Path, lost: str) -> None:
    """The same nonce is the same message."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        await (await s.imagine("a corgi")).says("corgi")
        s.clock.ahead += 15 * 60
        fault = s.fake.fault(lost, "POST", "/channels/")
        engine.release()
        await s.settled("posted")
        assert (fault.struck, len(collages(s))) == (1, 1)


async def test_a_global_limit_that_outlives_a_request_ends(tmp_path: Path) -> None:
    """The request that waits for its end is given up after its own time; all others go on afterwards."""
    async with stage(tmp_path, engine := FakeEngine(), begin=False) as s:
        s.times = replace(QUICK, edit=0.5, upload=0.5)
        await s.begin()
        engine.hold()
        await (await s.imagine("a corgi")).says("corgi")
        s.clock.ahead += 15 * 60
        fault = s.fake.fault("429 global", "POST", "/channels/", seconds=1.5)
        engine.release()
        await s.settled("posted")
        assert (fault.struck, len(collages(s))) == (1, 1)


async def test_a_process_killed_while_posting_posts_once(tmp_path: Path) -> None:
    """The message is there, the process ends before it knows; the next one finds it instead of posting again."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        await (await s.imagine("a corgi")).says("corgi")
        s.clock.ahead += 15 * 60
        s.fake.fault("reset after", "POST", "/channels/")
        s.fake.fault("hang", "POST", "/channels/", seconds=9)
        engine.release()
        await s.fake.until(lambda: bool(collages(s)))
        await s.kill()
        for message in s.fake.world.messages.values():
            message.nonce = None  # Discord remembers it for a few minutes only
        await s.begin()
        await s.settled("posted")
        assert len(collages(s)) == 1


async def test_a_deleted_message_is_not_posted_again_but_written_to_the_asker(tmp_path: Path) -> None:
    """Somebody took it away; its asker gets the pictures alone."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        message = await (await s.imagine("a corgi")).says("corgi")
        await s.fake.remove(message)
        engine.release()
        await s.settled("posted")
        (letter,) = collages(s)
        assert letter.channel.recipients == [s.ann]
        assert "was deleted" in letter.text


async def test_a_letter_has_nothing_to_press_and_goes_with_its_grid(tmp_path: Path) -> None:
    """What is of a server is not known in direct messages; and what was deleted stays in none."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        message = await (await s.imagine("a corgi")).says("corgi")
        await s.fake.remove(message)
        engine.release()
        await s.settled("posted")
        (letter,) = collages(s)
        (job,) = s.jobs()
        assert (letter.buttons, letter.selects) == ({}, {})
        assert job in letter.text
        await (await s.fake.slash(s.ann, s.general, "again", id=job)).says("a corgi")
        await (await s.fake.slash(s.ann, s.general, "privacy", what="delete", sure=True)).says("1 grid and all data")
        await s.fake.until(lambda: letter.deleted)


@pytest.mark.parametrize("lacking", ["send_messages", "attach_files", "view_channel"])
async def test_missing_permissions_are_named_in_a_letter(tmp_path: Path, lacking: str) -> None:
    """The bot may not post where it was asked: the asker learns what it lacks."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        first = await (await s.imagine("a corgi")).says("corgi")
        s.clock.ahead += 15 * 60
        s.general.denied = bits(lacking)
        await s.fake.gateway.dispatch("CHANNEL_UPDATE", s.general.json(), s.guild.id)
        await asyncio.sleep(0.1)
        engine.release()
        await s.settled("posted")
        (letter,) = collages(s)
        assert lacking.replace("_", " ").title() in letter.text
        if lacking != "view_channel":  # without which nothing can be edited there
            assert first.buttons == {}


async def test_without_the_right_to_read_history_it_posts_all_the_same(tmp_path: Path) -> None:
    """Only a reply needs that right."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        await (await s.imagine("a corgi")).says("corgi")
        s.clock.ahead += 15 * 60
        s.general.denied = bits("read_message_history")
        engine.release()
        await s.settled("posted")
        (posted,) = collages(s)
        assert (posted.channel, posted.reply_to) == (s.general, None)


async def test_what_nobody_can_be_shown_is_kept(tmp_path: Path) -> None:
    """The channel is deleted and direct messages are closed: /again shows it."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        engine.hold()
        await (await s.imagine("a corgi")).says("corgi")
        s.clock.ahead += 15 * 60
        s.ann.dms_closed = True
        await s.fake.drop(s.general)
        engine.release()
        async with asyncio.timeout(60):
            while s.unended():
                await asyncio.sleep(0.05)
        assert collages(s) == []
        assert list(s.jobs().values()) == ["drawn"], "it is not said to be posted"
        (job,) = s.jobs()
        other = s.guild.channel("other")
        again = await (await s.fake.slash(s.ann, other, "again", id=job)).shown()
        assert again.attachments


async def test_pictures_fit_into_what_the_server_allows(tmp_path: Path) -> None:
    """Discord names the limit with each ask; where even that was too much, smaller encodings are tried."""
    async with stage(tmp_path) as s:
        asked = await s.fake.slash(s.ann, s.general, "imagine", prompt="a corgi", limit=20_000)
        assert len((await s.drawn(asked)).attachments[0].data) <= 20_000
        s.fake.fault("40005", "PATCH", "/webhooks/")
        await s.drawn(await s.imagine("a cat", s.bob))
        assert s.fake.too_large == 0


async def test_a_file_that_is_too_large_is_answered_with_words(tmp_path: Path) -> None:
    """Also where Discord takes less than it said it would: nobody looks at "thinking" until it dies."""
    async with stage(tmp_path) as s:
        await s.drawn(await s.imagine("a corgi"))
        said = await s.fake.slash(s.ann, s.general, "privacy", what="export", limit=200)
        assert (await said.says("too large for this channel")).attachments == []
        s.fake.fault("40005", "PATCH", "/webhooks/", times=9, says="nonet-privacy.json")
        said = await s.fake.slash(s.ann, s.general, "privacy", what="export")
        assert (await said.says("too large for this channel")).attachments == []


async def test_words_that_the_server_blocks_are_left_out(tmp_path: Path) -> None:
    """AutoMod does not like the prompt: all else is shown, in the queue and at the end, under the id of the job."""
    async with stage(tmp_path, engine := FakeEngine(slots=1)) as s:
        engine.hold()
        asked = await s.imagine("a corgi")
        await asked.says("corgi")
        s.fake.blocked_words = ("corgi", "cat")
        waiting = await (await s.imagine("a cat", s.bob)).says("Your pictures: ", "Position 1", "1 of 5 used")
        assert list(waiting.buttons) == ["Cancel"]
        engine.release()
        message = await s.drawn(asked)
        assert "corgi" not in message.text + str(message.alts)
        (job,) = [job for job in s.jobs() if job in str(message.buttons)]
        assert message.text.startswith(f"Your pictures: {job}")
        assert all(fact in message.text for fact in ("seed", "4 of 5 left"))
        assert "corgi" not in (await (await s.fake.choose(s.ann, message, "3")).says("seed", f"{job}-3")).text
        elsewhere = s.guild.channel("other")
        blocked = await s.fake.slash(s.bob, elsewhere, "imagine", prompt="a cat")  # from its first answer on
        await s.drawn(blocked)
        assert blocked.answered is not None


async def test_an_answer_whose_arrival_is_unknown_is_found_out(tmp_path: Path) -> None:
    """The first answer was taken and the connection lost, again and again: the story still is in that one message."""
    async with stage(tmp_path) as s:
        s.fake.fault("reset after", "POST", "/callback", times=1)
        asked = await s.imagine("a corgi")
        message = await s.drawn(asked)
        assert [message] == collages(s)


async def test_an_ask_that_could_not_be_answered_in_time_is_posted_by_the_bot(tmp_path: Path) -> None:
    """Discord did not take our answer: the pictures come all the same, once."""
    async with stage(tmp_path) as s:
        s.fake.fault("10062", "POST", "/callback")
        await s.imagine("a corgi")
        await s.fake.until(lambda: bool(collages(s)))
        await s.settled("posted")
        assert len(collages(s)) == 1
        assert collages(s)[0].channel is s.general
