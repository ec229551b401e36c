"""The story: from an ask to nine pictures, and what can be done with them. A real store, and an engine of no weight."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.engine import FakeEngine, broken, codes_of, pictures_of
from scene import ANN, BOB, FAR, MAY, Scene, opened

from bot import caching
from bot.handlers.cancel import Cancel
from bot.handlers.community_settings import SwitchChannel
from bot.handlers.drawing import Imagine, Redo
from bot.handlers.gallery import Again, Delete, Pick, Post
from bot.handlers.members import Quota, TimeOut
from bot.operator.metrics import Metrics
from bot.policy.pricing import Pricing
from bot.replies import collage
from bot.reply import Reply
from inference.api import Request


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as one:
        yield one


def states(replies: list[Reply]) -> list[str]:
    """Each state once, in order."""
    return list(dict.fromkeys(reply.state for reply in replies))


# --- an ask ----------------------------------------------------------------------------------------------------------


async def test_an_ask_becomes_a_collage(scene: Scene) -> None:
    """Waiting with its place and what it uses, drawing with what there is so far, and nine pictures."""
    replies = await scene.all(Imagine(ANN, "a corgi riding a subway", seed=5))
    assert states(replies) == ["waiting", "drawing", "drawn"]
    first, last = replies[0], replies[-1]
    assert first.text.startswith("“a corgi riding a subway” for Ann\nPosition 1 in the queue; ready in about 1 sec")
    assert first.footer == f"{first.job} · 1 of 5 used, resets at 12:00 AM UTC"
    assert [(button.label, button.press) for button in first.buttons] == [("Cancel", f"cancel:{first.job}")]
    assert any(reply.picture for reply in replies if reply.state == "drawing")
    assert not any(reply.private for reply in replies)
    assert {reply.job for reply in replies} == {last.job}
    assert last.text == "“a corgi riding a subway” for Ann"
    assert last.footer == f"{last.job} · seed 5 · 0.0 s · 4 of 5 left until 12:00 AM UTC"
    assert last.tiles == 9
    assert [button.label for button in last.buttons] == ["Redo", "All nine", "Edit", "Animation", "Save all", "Delete"]


async def test_the_collage_is_what_was_drawn(scene: Scene) -> None:
    """The prompt and the seed decide every pixel, and the file says so."""
    reply = await scene.grid(prompt="a corgi", seed=5, no="dogs")
    assert reply.picture is not None
    expected = collage.collage(pictures_of(codes_of(Request("a corgi", seed=5, negative="dogs"))))
    np.testing.assert_array_equal(reply.picture.pixels[0], np.asarray(expected))
    assert reply.picture.alt == "A grid of 9 pictures of “a corgi”, numbered row by row; seed 5."
    assert reply.picture.parameters["prompt"] == "a corgi"
    assert reply.picture.parameters["seed"] == 5
    assert reply.picture.parameters["negative"] == "dogs"
    assert reply.picture.name == reply.job
    assert "Avoiding: dogs" in reply.text


async def test_a_seed_is_drawn_by_lot(scene: Scene) -> None:
    """Where none was given, another one each time."""
    seeds = [(await scene.engine_asked(prompt)).seed for prompt in ("a cat", "a cat")]
    assert seeds[0] != seeds[1]


async def test_a_spoiler_stays_one(scene: Scene) -> None:
    """In the collage, and in a picked tile."""
    reply = await scene.grid(spoiler=True)
    tile = await scene.last(Pick(ANN, reply.job, 3))
    assert reply.picture is not None
    assert tile.picture is not None
    assert reply.picture.spoiler
    assert tile.picture.spoiler


async def test_what_was_not_read_is_said(tmp_path: Path) -> None:
    """And which words the small model was not taught, and what whoever reads that can do about it."""
    engine = FakeEngine(unread=3, unknown=("Godzilla",))
    async with opened(tmp_path, engine=engine, model="pocket@1a2b3c4d") as scene:
        reply = await scene.grid(prompt="a court sketch of Godzilla on trial in Tokyo")
        again = await scene.last(Again(ANN, reply.job))
    assert reply.footer.splitlines()[1:] == [
        "read up to “…a court sketch of Go”; 3 words were ignored",
        "Pocket does not know “Godzilla”; try simpler English words",
    ]
    assert again.state == "note"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "drawn instead: birds for “sparrows”, old man for “George Costanza”"),
        ("de", "stattdessen gezeichnet: birds für „sparrows“, old man für „George Costanza“"),
        ("fr", "dessiné à la place : birds pour « sparrows », old man pour « George Costanza »"),
        ("es", "dibujado en su lugar: birds por «sparrows», old man por «George Costanza»"),
        ("ja", "代わりに描いたもの: 「sparrows」の代わりにbirds, 「George Costanza」の代わりにold man"),
    ],
)
async def test_what_is_drawn_for_a_word_is_said(tmp_path: Path, locale: str, said: str) -> None:
    """A model that knows no sparrow draws a bird, and does not pretend otherwise."""
    engine = FakeEngine(kinds=(("sparrows", "birds"), ("George Costanza", "old man")))
    async with opened(tmp_path, engine=engine) as scene:
        reply = await scene.last(Imagine(replace(ANN, locale=locale), "sparrows and George Costanza"))
    assert reply.footer.splitlines()[1:] == [said]


async def test_the_same_delivery_is_the_same_job(scene: Scene) -> None:
    """The second one has no replies: the first is being answered."""
    first = await scene.all(Imagine(ANN, "a cat", delivery="d1"))
    second = await scene.all(Imagine(ANN, "a cat", delivery="d1"))
    assert states(first)[-1] == "drawn"
    assert second == []
    assert await scene.used() == 1


async def test_replies_are_in_the_reader_s_language(scene: Scene) -> None:
    """Or in English, where we do not speak it."""
    german = await scene.last(Imagine(replace(ANN, locale="de-AT"), "eine Katze"))
    other = await scene.last(Imagine(replace(BOB, locale="tlh"), "a cat"))
    assert german.text == "„eine Katze“ für Ann"
    assert other.text == "“a cat” for Bob"


async def test_a_place_that_gets_worse_says_why(tmp_path: Path) -> None:
    """Somebody who had less goes first; nothing else makes a place worse."""
    engine = FakeEngine(0.01, slots=1)
    async with opened(tmp_path, engine=engine) as scene:
        engine.hold()
        busy, _ = await scene.waiting(MAY, "first")
        mine, first = await scene.waiting(ANN, "one")
        more, second = await scene.waiting(ANN, "two")
        assert "Position 2 in the queue" in second.text
        others, other = await scene.waiting(BOB, "fair")
        assert "Position 2 in the queue" in other.text
        moved = await anext(more)
        assert "Position 3 in the queue" in moved.text
        assert moved.text.endswith("Someone who has had fewer pictures lately goes ahead of you.")
        assert "Position 1 in the queue" in first.text
        engine.release()
        for replies in (busy, mine, others, more):
            assert [reply async for reply in replies][-1].state == "drawn"
        order = [request.prompt for request in engine.drawn]
    assert order == ["first", "one", "fair", "two"]


async def test_while_the_model_warms_up_it_is_said(tmp_path: Path) -> None:
    """An ask is accepted all the same."""
    async with opened(tmp_path, ready=lambda: False) as scene:
        replies = await scene.all(Imagine(ANN, "a cat"))
    assert replies[0].text.endswith("The model is still warming up, so the first pictures take a little longer.")
    assert replies[-1].state == "drawn"


# --- the chat goes away and comes back -------------------------------------------------------------------------------


async def test_a_job_goes_on_when_its_chat_goes_away(scene: Scene) -> None:
    """It is drawn, and whoever comes back sees it."""
    replies, first = await scene.waiting(ANN, "a cat")
    await replies.aclose()
    seen = [reply async for reply in scene.bot.follow(first.job)]
    assert seen[-1].state == "drawn"
    assert [reply.state async for reply in scene.bot.follow(first.job)] == ["drawn"]


async def test_an_ask_counts_wholly_or_not_at_all(scene: Scene) -> None:
    """A chat that is cut off at any moment leaves a job that is drawn, or none."""
    for pause in [0.0, 0.001, 0.002, 0.004, 0.008, 0.016]:
        task = asyncio.create_task(scene.last(Imagine(replace(ANN, user=f"u{pause}"), "a cat")))
        await asyncio.sleep(pause)
        task.cancel()
        await asyncio.wait([task])
    for _ in range(500):
        if not await scene.store.unfinished():
            break
        await asyncio.sleep(0.01)
    assert await scene.store.unfinished() == []
    assert len(scene.engine.drawn) == len(scene.engine.asked)


async def test_many_may_look_at_one_job(scene: Scene) -> None:
    """Each sees the end, also who came late."""
    scene.engine.hold()
    replies, first = await scene.waiting(ANN, "a cat")
    others = [asyncio.create_task(last_of(scene.bot.follow(first.job))) for _ in range(5)]
    await asyncio.sleep(0.01)
    scene.engine.release()
    assert (await last_of(replies)).state == "drawn"
    assert {(await other).state for other in others} == {"drawn"}


async def last_of(replies: AsyncIterator[Reply]) -> Reply:
    return [reply async for reply in replies][-1]


async def test_a_job_that_nobody_knows_has_no_message(scene: Scene) -> None:
    """Following it ends at once."""
    assert [reply async for reply in scene.bot.follow("zzzzz")] == []


# --- one of nine -----------------------------------------------------------------------------------------------------


async def test_a_picked_tile_is_for_the_presser(scene: Scene) -> None:
    """Privately, with its own alt text; its pixels are those of the grid."""
    grid = await scene.grid(seed=5)
    reply = await scene.last(Pick(BOB, grid.job, 5))
    assert reply.private
    assert reply.picture is not None
    np.testing.assert_array_equal(reply.picture.pixels[0], pictures_of(codes_of(Request("a cat", seed=5)))[4])
    assert reply.picture.alt == "Picture 5 of 9 of “a cat”; seed 5."
    assert reply.picture.name == f"{grid.job}-5"
    vary, more = ["Vary a little", "Vary half", "Vary most"], ["Enlarge", "☆ Favourite", "Report", "Redo"]
    assert [button.label for button in reply.buttons] == ["Post here", "Share", "Caption", *vary, *more]


async def test_a_posted_tile_is_for_everybody(scene: Scene) -> None:
    """With who made it, who shows it, and its id."""
    grid = await scene.grid()
    picked = await scene.last(Pick(BOB, grid.job, 5))
    posted = await scene.press(BOB, picked, "Post here")
    assert not posted.private
    assert posted.text == "“a cat” made by Ann, posted by Bob"
    assert posted.footer.startswith(f"{grid.job}-5 · ")
    assert (await scene.last(Post(ANN, grid.job, 2))).text == "“a cat” made by Ann"


async def test_a_delivery_posts_once(scene: Scene) -> None:
    """The second one has no reply."""
    grid = await scene.grid()
    replies = [await scene.all(Post(ANN, grid.job, 5, delivery="d7")) for _ in range(2)]
    assert [len(one) for one in replies] == [1, 0]
    assert len(await scene.all(Post(ANN, grid.job, 5, delivery="d8"))) == 1


async def test_a_post_that_is_pressed_again_is_a_question(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Later than a double click: it is there already; and where the chat could not post it, it is posted."""
    grid = await scene.grid()
    post = Post(ANN, grid.job, 5, delivery="d7")
    posted = await scene.last(post)
    monkeypatch.setattr(caching, "DOUBLE_CLICK_SECONDS", 0.0)
    assert "already posted" in (await scene.last(post)).text
    assert await scene.bot.shared("web", posted, "there")
    monkeypatch.setattr(caching, "ABANDONED_SECONDS", 0.0)
    assert "already posted" in (await scene.last(post)).text
    await scene.bot.unshared(posted)
    assert (await scene.last(post)).picture is not None


async def test_a_post_that_failed_may_be_tried_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same delivery."""
    grid = await scene.grid()
    scene.forget_tiles()
    render = scene.engine.render

    async def fails(codes: np.ndarray) -> np.ndarray:
        raise OSError("no device")

    monkeypatch.setattr(scene.engine, "render", fails)
    wrong = await scene.last(Post(ANN, grid.job, 5, delivery="d7"))
    assert wrong.text.startswith("Something went wrong; it was not your fault.")
    monkeypatch.setattr(scene.engine, "render", render)
    assert (await scene.last(Post(ANN, grid.job, 5, delivery="d7"))).picture is not None


async def test_nothing_is_posted_where_or_by_whom_nothing_may_be_drawn(scene: Scene) -> None:
    """In a channel that is off, and by a member who has a time-out; an own look at a tile stays possible."""
    grid = await scene.grid()
    off = replace(ANN, channel="quiet", channel_name="quiet")
    await scene.last(SwitchChannel(MAY, "quiet", False, "quiet"))
    assert (await scene.last(Post(off, grid.job, 5))).private
    await scene.last(TimeOut(MAY, "ann", 10, "Ann"))
    refused = await scene.last(Post(ANN, grid.job, 5))
    assert refused.private
    assert refused.picture is None
    assert (await scene.last(Pick(ANN, grid.job, 5))).picture is not None
    assert not (await scene.last(Post(BOB, grid.job, 5))).private


async def test_again_is_byte_for_byte_the_same(scene: Scene) -> None:
    """The grid, and each of its tiles; also weeks later."""
    grid = await scene.grid()
    scene.clock.pass_by(30 * 86400)
    again = await scene.last(Again(BOB, grid.job))
    assert again.private
    assert again.tiles == 9
    assert again.picture is not None
    assert grid.picture is not None
    np.testing.assert_array_equal(again.picture.pixels, grid.picture.pixels)
    first, second = [await scene.last(Again(BOB, f"{grid.job}-5")) for _ in range(2)]
    assert first.picture is not None
    assert second.picture is not None
    np.testing.assert_array_equal(first.picture.pixels, second.picture.pixels)


@pytest.mark.parametrize("tile", [0, 10, -1])
async def test_there_are_nine_tiles(scene: Scene, tile: int) -> None:
    """No more and no less."""
    grid = await scene.grid()
    assert (await scene.last(Pick(ANN, grid.job, tile))).text == f"There is no picture {tile}. Choose one from 1 to 9."


async def test_a_job_of_another_community_does_not_exist(scene: Scene) -> None:
    """Not for a moderator, either."""
    grid = await scene.grid()
    for command in (
        Pick(FAR, grid.job, 5), Post(FAR, grid.job, 5), Again(FAR, grid.job), Redo(FAR, grid.job),
        Cancel(FAR, grid.job), Delete(FAR, grid.job),
    ):  # fmt: skip
        reply = await scene.last(command)
        assert (reply.text, reply.private) == (f"There is no request {grid.job} here. Check its id.", True)


async def test_a_job_of_a_hidden_channel_does_not_exist_elsewhere(scene: Scene) -> None:
    """Its id opens it for who sees that channel, for its asker, and for moderators; nobody else learns of it."""
    grid = await scene.grid(replace(ANN, channel="secret", channel_name="secret"))
    hidden, seen = replace(BOB, channels={"general": "general"}), replace(BOB, channels={"secret": "secret"})
    for stranger in (BOB, hidden):  # a chat that cannot say what somebody sees, and one that says so
        for command in (
            Pick(stranger, grid.job, 5), Post(stranger, grid.job, 5), Again(stranger, f"{grid.job}-5"),
            Redo(stranger, grid.job), Cancel(stranger, grid.job), Delete(stranger, grid.job),
        ):  # fmt: skip
            reply = await scene.last(command)
            assert (reply.text, reply.private) == (f"There is no request {grid.job} here. Check its id.", True)
    for member in (seen, replace(BOB, channel="secret"), ANN, MAY):
        assert (await scene.last(Pick(member, grid.job, 5))).picture is not None


async def test_what_is_not_drawn_cannot_be_picked(scene: Scene) -> None:
    """It says so."""
    scene.engine.hold()
    _, first = await scene.waiting()
    assert (
        await scene.last(Pick(ANN, first.job, 1))
    ).text == f"{first.job} is not finished yet. Wait for its pictures and try again."


# --- once more -------------------------------------------------------------------------------------------------------


async def test_redo_is_the_presser_s_own_new_job(scene: Scene) -> None:
    """The same words, another seed, and it names where it came from."""
    grid = await scene.grid(seed=5, no="dogs", spoiler=True)
    redone = await scene.press(BOB, grid, "Redo")
    assert redone.state == "drawn"
    assert redone.text == "“a cat” for Bob\nAvoiding: dogs"
    assert redone.footer.splitlines()[-1] == f"made from {grid.job}"
    job = await scene.store.job(redone.job)
    assert job is not None
    assert (job.user, job.spoiler, job.parent, job.seed == 5) == ("bob", True, grid.job, False)
    assert (await scene.used(ANN), await scene.used(BOB)) == (1, 1)


async def test_a_failure_offers_retry_with_the_same_seed(tmp_path: Path) -> None:
    """It cost nothing, and says under which reference the log has it."""
    async with opened(tmp_path, engine=FakeEngine(fails=broken(1))) as scene:
        failed = await scene.last(Imagine(ANN, "a cat", seed=5))
        assert failed.state == "ended"
        assert failed.text.endswith(
            "This could not be drawn, even on the second try. It did not count against your quota. Reference: e7x1"
        )
        assert await scene.used() == 0
        drawn = await scene.press(ANN, failed, "Retry")
        assert drawn.state == "drawn"
        assert "seed 5" in drawn.footer
        assert await scene.used() == 1


async def test_a_bug_is_ours(tmp_path: Path) -> None:
    """An error that nobody foresaw ends the job, costs nothing, and has a reference."""

    def bug(request: Request) -> Exception:
        return ZeroDivisionError("oops")

    async with opened(tmp_path, engine=FakeEngine(fails=bug)) as scene:
        failed = await scene.last(Imagine(ANN, "a cat"))
        assert failed.state == "ended"
        assert "Reference: " in failed.text
        assert "oops" not in failed.text
        assert await scene.used() == 0


async def test_delete_takes_the_message_away(scene: Scene) -> None:
    """Only for the asker or a moderator; it stays counted, and its pictures are gone for everybody."""
    grid = await scene.grid()
    refused = await scene.press(BOB, grid, "Delete")
    assert refused.text == "Only the member who made this request or a moderator can delete it."
    gone = await scene.press(MAY, grid, "Delete")
    assert (gone.removed, gone.job, gone.private) == (True, grid.job, True)
    assert (await scene.last(Pick(ANN, grid.job, 5))).text == f"There is no request {grid.job} here. Check its id."
    assert await scene.used() == 1


# --- cancelling ------------------------------------------------------------------------------------------------------


async def test_cancelling_what_waits_gives_it_back_at_once(tmp_path: Path) -> None:
    """The public message says so."""
    async with opened(tmp_path, engine=FakeEngine(0.01, slots=1)) as scene:
        scene.engine.hold()
        await scene.waiting(BOB)
        replies, first = await scene.waiting(ANN)
        assert await scene.used() == 1
        note = await scene.press(ANN, first, "Cancel")
        assert note.text == f"{first.job} was cancelled: 0 of 5 used, resets at 12:00 AM UTC."
        assert note.private
        assert (await scene.last(Quota(ANN))).text.startswith("For you: 0 of 5 used")
        last = await last_of(replies)
        assert last.state == "ended"
        assert last.text == "“a dog” for Ann\nCancelled. It did not count against your quota."
        assert last.buttons == ()


async def test_cancelling_what_draws_frees_its_slot(tmp_path: Path) -> None:
    """The next one gets it."""
    async with opened(tmp_path, engine=FakeEngine(60, chunks=1000, slots=1)) as scene:
        replies, first = await scene.waiting(ANN)
        await anext(replies)
        await asyncio.sleep(0.1)
        await scene.last(Cancel(ANN))
        assert (await last_of(replies)).state == "ended"
        await asyncio.sleep(0.05)
        assert [request.id for request in scene.engine.closed_early] == [first.job]
        assert await scene.used() == 0
        scene.engine.seconds, scene.engine.chunks = 0.0, 4
        await scene.grid()


async def test_only_the_asker_or_a_moderator_cancels(scene: Scene) -> None:
    """Whatever a forged button says."""
    scene.engine.hold()
    replies, first = await scene.waiting(ANN)
    refused = await scene.press(BOB, first, "Cancel")
    assert refused.text == "Only the member who made this request or a moderator can cancel it."
    assert refused.private
    assert (await scene.press(MAY, first, "Cancel")).text == f"{first.job} of Ann was cancelled."
    assert (await last_of(replies)).text.endswith("Cancelled by a moderator. It did not count against your quota.")


async def test_a_cancelled_job_is_not_cancelled_twice(scene: Scene) -> None:
    """Nor a finished one."""
    grid = await scene.grid()
    assert (await scene.last(Cancel(ANN, grid.job))).text == f"{grid.job} is already finished."
    assert (await scene.last(Cancel(ANN))).text == "You have no unfinished requests."
    assert await scene.used() == 1


async def test_who_waits_too_long_gets_it_back(tmp_path: Path) -> None:
    """Twenty minutes in line are enough; it says so, and offers to try again."""
    async with opened(tmp_path, engine=FakeEngine(0.01, slots=1)) as scene:
        scene.engine.hold()
        drawing, _ = await scene.waiting(BOB)
        await anext(drawing)
        replies, _ = await scene.waiting(ANN)
        scene.clock.pass_by(19 * 60)
        await scene.bot._supervisor.check_time()
        assert await scene.used() == 1
        scene.clock.pass_by(61)
        await scene.bot._supervisor.check_time()
        last = await last_of(replies)
        assert last.text.endswith("This waited too long and was cancelled. It did not count against your quota.")
        assert [button.label for button in last.buttons] == ["Retry"]
        assert await scene.used() == 0


# --- and beside the story --------------------------------------------------------------------------------------------


def test_the_bot_costs_no_jax() -> None:
    """Nor an SDK of a chat."""
    names = ["jax", "flax", "tokenizers", "transformers", "discord", "slack_bolt", "aiohttp"]
    program = f"import bot.bot, sys; print([name for name in {names} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.slow  # what else a machine does meanwhile decides, so it is for a quiet one
async def test_from_codes_to_the_message_is_quick(scene: Scene) -> None:
    """Settling, the collage and its file take less than 150 ms, with pictures as large as the real ones."""
    scene.engine.edge = 256
    times = []
    for number in range(4):
        replies = scene.bot.handle(Imagine(replace(ANN, user=f"u{number}"), "a cat"))
        async for reply in replies:
            if reply.state == "drawn":
                assert reply.picture is not None
                await asyncio.to_thread(collage.encode, reply.picture)
                times.append(time.perf_counter() - scene.engine.finished)
                assert reply.picture.pixels.shape == (1, 776, 776, 3)
    assert min(times) < 0.15


async def test_what_happened_is_counted(tmp_path: Path) -> None:
    """Asks by their answer, jobs by their end, and the money."""
    metrics = Metrics()
    engine = FakeEngine(charge=3600.0, fails=broken(1))
    async with opened(tmp_path, engine=engine, metrics=metrics, pricing=Pricing(price_per_hour=2.0)) as scene:
        await scene.last(Imagine(ANN, "a cat"))
        await scene.grid()
        await scene.last(Imagine(ANN, " "))
        scene.engine.hold()
        await scene.waiting()
        await scene.last(Cancel(ANN))
    text = metrics.text().decode()
    for line in (
        'nonet_requests_total{outcome="accepted",platform="web"} 3.0',
        'nonet_requests_total{outcome="refused",platform="web"} 1.0',
        'nonet_jobs_total{outcome="failed",platform="web"} 1.0',
        'nonet_jobs_total{outcome="drawn",platform="web"} 1.0',
        'nonet_jobs_total{outcome="cancelled",platform="web"} 1.0',
        "nonet_cost_total 2.0",
    ):
        assert line in text.splitlines()
