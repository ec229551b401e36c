"""Refusals: private, kind, without cost, and saying what is still possible."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes.engine import FakeEngine
from scene import ANN, BOB, FAR, MAY, Scene, opened

from bot.errors import Mistake
from bot.handlers import refusals
from bot.handlers.drawing import Imagine
from bot.handlers.members import Quota
from bot.policy.settings import Settings
from bot.store import StoreError


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as one:
        yield one


async def refused(scene: Scene, command: Imagine) -> str:
    """What an ask was told that did not become a job; it used up nothing, and nobody drew."""
    asked, used = len(scene.engine.asked), await scene.used(command.member)
    replies = await scene.all(command)
    assert [(reply.state, reply.private, reply.job) for reply in replies] == [("note", True, "")]
    assert (len(scene.engine.asked), await scene.used(command.member)) == (asked, used)
    return replies[0].text


@pytest.mark.parametrize("prompt", ["", "   ", "\n\t\u3000", "\u200b\u202e", "\u2800\u3164"])
async def test_an_empty_prompt_is_asked_for(scene: Scene, prompt: str) -> None:
    """With an example; what nobody can see is as good as nothing."""
    assert await refused(scene, Imagine(ANN, prompt)) == "Write what to draw, for example: /imagine a cat in a rocket"


async def test_a_long_prompt_is_counted(scene: Scene) -> None:
    """The limit and the count; at the limit it is drawn."""
    sentence = "Your prompt has 401 characters; the limit is 400. Shorten it and try again."
    assert await refused(scene, Imagine(ANN, "x" * 401)) == sentence
    assert "have 500 characters" in await refused(scene, Imagine(ANN, "x", no="y" * 500))
    assert (await refused(scene, Imagine(ANN, "x" * 10_000))).startswith("Your prompt has 10,000 characters")
    await scene.grid(prompt="x" * 400)


@pytest.mark.parametrize("seed", [-1, 2**32])
async def test_a_seed_has_a_range(scene: Scene, seed: int) -> None:
    """As a typed option of a chat may not know."""
    assert f"not {seed}" in await refused(scene, Imagine(ANN, "a cat", seed=seed))


async def test_a_rule_is_named_and_its_words_are_not(scene: Scene) -> None:
    """For what to draw and for what to steer away from."""
    await scene.line(MAY, "/block add be kind: stupid, big oaf")
    sentence = "This prompt breaks the rule “be kind” of this community. Try other words."
    assert await refused(scene, Imagine(ANN, "a stupid cat")) == sentence
    assert await refused(scene, Imagine(ANN, "a cat", no="Big  OAF")) == sentence
    await scene.grid(prompt="a stupidly big cat")
    await scene.grid(FAR, "a stupid cat")  # another community has its own rules


async def test_a_channel_that_is_off_names_one_that_is_on(scene: Scene) -> None:
    """One that a moderator switched on, else one where they have asked before, else none."""
    await scene.line(MAY, "/channel off")
    assert (await refused(scene, Imagine(ANN, "a cat"))).endswith("Try another channel, or ask a moderator.")
    await scene.grid(replace(ANN, channel="c2", channel_name="doodles"))
    sentence = "Drawing is off in this channel. Try #{}."
    assert await refused(scene, Imagine(ANN, "a cat")) == sentence.format("doodles")
    await scene.line(MAY, "/channel on #art")
    assert await refused(scene, Imagine(ANN, "a cat")) == sentence.format("art")
    await scene.line(MAY, "/channel on")
    await scene.grid()


async def test_a_hidden_channel_is_not_named(scene: Scene) -> None:
    """Where the chat says what a member may see, a refusal names nothing else."""
    await scene.line(MAY, "/channel off")
    await scene.line(MAY, "/channel on #art")
    await scene.grid(replace(ANN, channel="c2", channel_name="doodles"))
    hers = replace(ANN, channels={"general": "general"})
    assert (await refused(scene, Imagine(hers, "a cat"))).endswith("Try another channel, or ask a moderator.")
    hers = replace(ANN, channels={"general": "general", "memes": "memes"})
    assert (await refused(scene, Imagine(hers, "a cat"))).endswith("Try #memes.")


async def test_a_time_out_ends_by_itself(scene: Scene) -> None:
    """It says until when, and survives a restart (it is in the store)."""
    await scene.line(MAY, "/timeout @ann 30")
    sentence = "You are timed out until 12:30 PM UTC. You can draw again after that."
    assert await refused(scene, Imagine(ANN, "a cat")) == sentence
    assert (await scene.last(Quota(ANN))).text.splitlines()[-1] == "Timed out until 12:30 PM UTC"
    await scene.grid(BOB)
    scene.clock.pass_by(30 * 60 + 1)
    await scene.grid()


async def test_the_sixth_grid_of_the_day(scene: Scene) -> None:
    """You have used 5 of 5 grids. Your quota resets at midnight; and then it is."""
    for _ in range(5):
        await scene.grid()
    assert (
        await refused(scene, Imagine(ANN, "a cat")) == "You have used 5 of 5 grids. Your quota resets at 12:00 AM UTC."
    )
    assert (await scene.last(Quota(ANN))).text.startswith("For you: 5 of 5 used, resets at 12:00 AM UTC\n")
    scene.clock.pass_by(12 * 3600)
    await scene.grid()


@pytest.mark.parametrize(
    ("platform", "how"),
    [
        ("web", "/grant @name 3 for today, /settings member-per-day 20 for every day."),
        ("slack", "/imagine-admin grant @name 3 for today, /imagine-admin settings member-per-day 20 for every day."),
        ("discord", "/nonet grant for today, /nonet set for every day."),
    ],
)
async def test_a_moderator_is_told_how_to_get_more(tmp_path: Path, platform: str, how: str) -> None:
    """In the words of the chat: whoever is alone with it may not know that they are the moderator."""
    async with opened(tmp_path, defaults=Settings(member_per_day=0)) as scene:
        may = replace(MAY, platform=platform)
        assert (await refused(scene, Imagine(may, "a cat"))).endswith(f" As a moderator you can raise it: {how}")
        assert "As a moderator" not in await refused(scene, Imagine(replace(ANN, platform=platform), "a cat"))


async def test_a_limit_below_what_is_used_is_never_negative(scene: Scene) -> None:
    """4 of 3 used."""
    for _ in range(4):
        await scene.grid()
    await scene.saved(MAY, "/settings member-per-day 3")
    assert (
        await refused(scene, Imagine(ANN, "a cat")) == "You have used 4 of 3 grids. Your quota resets at 12:00 AM UTC."
    )


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("member-per-day", "You cannot draw here, because your quota is 0. A moderator can raise it."),
        ("channel-per-day", "This channel has a quota of 0. Try another channel."),
        ("community-per-day", "This community has a quota of 0. A moderator can raise it."),
    ],
)
async def test_none_is_none(scene: Scene, key: str, sentence: str) -> None:
    """A limit of 0 does not end with the day, and nobody is told to come back then."""
    await scene.line(MAY, f"/settings {key} 0")
    assert await refused(scene, Imagine(ANN, "a cat")) == sentence


async def test_three_unfinished_are_enough(tmp_path: Path) -> None:
    """One draws and two wait; the fourth is told when a place frees."""
    async with opened(tmp_path, engine=FakeEngine(30, slots=1)) as scene:
        scene.engine.hold()
        for number in range(3):
            await scene.waiting(ANN, f"dog {number}")
        sentence = await refused(scene, Imagine(ANN, "a fourth"))
        assert (
            sentence
            == "You have 3 of 3 unfinished requests. Try again in about 30 sec. This did not count against your quota."
        )


async def test_of_many_asks_for_the_last_grid_one_is_accepted(scene: Scene) -> None:
    """Exactly one, at the same moment."""
    await scene.line(MAY, "/settings unfinished 100")
    for _ in range(4):
        await scene.grid()
    replies = await asyncio.gather(*(scene.last(Imagine(ANN, f"cat {number}")) for number in range(20)))
    assert sorted(reply.state for reply in replies) == ["drawn"] + ["note"] * 19
    assert await scene.used() == 5


async def test_a_full_line_says_when_to_come_back(tmp_path: Path) -> None:
    """It used up nothing, and there is nothing left to tell after a restart."""
    async with opened(tmp_path, engine=FakeEngine(45, slots=1, longest_line=1)) as scene:
        scene.engine.hold()
        await scene.waiting(ANN)
        await scene.waiting(BOB)
        for member in (MAY, FAR):  # the second one costs no store
            sentence = await refused(scene, Imagine(member, "a cat"))
            assert sentence.startswith("The queue is full. Try again in ")
            assert sentence.endswith(". This did not count against your quota.")
        assert len(await scene.store.unfinished()) == 2


async def test_who_can_wait_may_take_an_idle_device(tmp_path: Path) -> None:
    """Where the community allows it: the offer is the member's own, whoever else presses it, and uses up nothing."""
    defaults = Settings(member_per_day=1, relaxed=True)
    async with opened(tmp_path, defaults=defaults) as scene:
        await scene.grid()
        offer = await scene.last(Imagine(ANN, "a dog", seed=7))
        assert offer.text == (
            "You have used 1 of 1 grids. Your quota resets at 12:00 AM UTC. "
            "If you can wait, an idle device draws it without using your quota."
        )
        assert (await scene.press(BOB, offer, "Wait for an idle device")).text.startswith("This offer has expired")
        await scene.saved(MAY, "/channel off")
        assert (await scene.press(ANN, offer, "Wait for an idle device", "d8")).text.startswith("Drawing is off")
        await scene.line(MAY, "/channel on")  # and the offer is still there
        drawn = await scene.press(ANN, offer, "Wait for an idle device", "d9")
        assert drawn.state == "drawn"
        assert drawn.footer.endswith(" · relaxed: did not count against your quota")
        assert scene.engine.asked[-1].lane == "relaxed"
        assert (scene.engine.asked[-1].prompt, scene.engine.asked[-1].seed) == ("a dog", 7)
        assert await scene.used() == 1
        assert (await scene.press(ANN, offer, "Wait for an idle device")).text.startswith("This offer has expired")


async def test_a_chat_s_own_mistakes_have_words(scene: Scene) -> None:
    """A parser's or a button's refusal, before there is a command; with what was meant."""
    reply = await scene.bot.refused(ANN, Mistake("unknown-command", command="imagin", closest="/imagine"))
    assert reply.text == "There is no command /imagin. /help lists all commands. Did you mean /imagine?"
    assert reply.private


async def test_a_store_that_is_gone_is_not_the_member_s_fault(scene: Scene) -> None:
    """A sentence with a reference, and no exception."""
    await scene.store._database.close()
    for command in (Imagine(ANN, "a cat"), Quota(ANN)):
        reply = await scene.last(command)
        assert reply.private
        assert reply.text.startswith("Something went wrong; it was not your fault. Try again in a moment. Reference: ")


INJECTION = "@everyone <@&123> [x](http://example.invalid) ||a|| ``` ` \u202egnp\u200b.exe 𝒜\nYou won!"


async def test_prompts_and_names_stay_plain_everywhere(scene: Scene) -> None:
    """Titles, alt texts, lists: as they were written, on one line, without characters that deceive."""
    seen = "@everyone some people [x](http://example.invalid) ||a|| ``` ` gnp.exe 𝒜 You won!"
    mallory = replace(ANN, user="mallory", name="Mal\u202elory\n@here")
    grid = await scene.grid(mallory, INJECTION)
    assert grid.text == f"“{seen}” for Mallory @here"
    assert grid.picture is not None
    assert grid.picture.alt.startswith(f"A grid of 9 pictures of “{seen}”, ")
    assert scene.engine.asked[-1].prompt == INJECTION.replace("<@&123>", "some people")  # the rest is as it was written
    picked = await scene.line(BOB, f"/pick {grid.job} 1")
    assert picked.text == f"Picture 1 of “{seen}”. Only you see this."
    tested = await scene.line(MAY, "/block test won")
    assert f"“{seen}”" in tested.text.splitlines()


@pytest.mark.parametrize("word", ["word ", "\u05d7\u05ea\u05d5\u05dc "])
async def test_the_longest_prompt_has_an_alt_text(tmp_path: Path, word: str) -> None:
    """Of at most a thousand characters, with the seed still in it."""
    async with opened(tmp_path, defaults=Settings(longest_prompt=4000), latin=False) as scene:
        grid = await scene.grid(prompt=word * 799, seed=4294967295)
        assert grid.picture is not None
        assert len(grid.picture.alt) <= 1000
        assert grid.picture.alt.replace("\u2069", "").endswith("…”, numbered row by row; seed 4294967295.")


async def test_what_is_given_back_may_be_used_at_once(tmp_path: Path) -> None:
    """A refusal of a moment ago holds nobody off: not after a cancel, nor after a moderator has raised the limit."""
    async with opened(tmp_path, defaults=Settings(community_per_day=1)) as scene:
        scene.engine.hold()
        await scene.waiting(ANN)
        assert "has used 1 of 1 grids" in await refused(scene, Imagine(BOB, "a cat"))
        await scene.line(ANN, "/cancel")
        _, accepted = await scene.waiting(BOB)
        assert accepted.job
        assert "has used 1 of 1 grids" in await refused(scene, Imagine(ANN, "a cat"))
        await scene.line(MAY, "/settings community-per-day 2")
        _, accepted = await scene.waiting(ANN)
        assert accepted.job


async def test_an_accepted_delivery_that_comes_again_is_not_refused(tmp_path: Path) -> None:
    """Even where others are by now: it is a job, and being answered."""
    async with opened(tmp_path, defaults=Settings(community_per_day=1)) as scene:
        scene.engine.hold()
        await scene.waiting(ANN, delivery="once")
        await refused(scene, Imagine(BOB, "a cat"))
        assert await scene.all(Imagine(ANN, "a dog", delivery="once")) == []


async def test_a_refusal_is_counted_when_the_store_is_back(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, however often it was tried."""
    monkeypatch.setattr(refusals, "FIRST_PAUSE_SECONDS", 0.01)
    await scene.line(MAY, "/block add be kind: stupid")
    counted, failing = scene.store.statistics.refused, 3

    async def away(*given: Any) -> None:
        nonlocal failing
        if failing:
            failing -= 1
            raise StoreError("The database cannot be used: disk I/O error.")
        await counted(*given)

    monkeypatch.setattr(scene.store.statistics, "refused", away)
    for _ in range(2):
        await scene.last(Imagine(ANN, "a stupid cat"))
    report = await scene.line(MAY, "/report 7d")
    assert not failing
    assert "(2)" in report.text
