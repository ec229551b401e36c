"""Moderators' rules on words: tried, kept, taken away, and never a reason to wait for anybody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scene import ANN, FAR, MAY, Scene, opened

from bot.handlers import blocked_words
from bot.policy.blocklist import Rule
from bot.policy.settings import Settings
from bot.store import Moderator


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path, defaults=Settings(member_per_day=None)) as one:
        yield one


async def longest_turn(work: Coroutine[Any, Any, object]) -> float:
    """Seconds of a processor for which the loop had no time for anybody else meanwhile."""
    doing, longest = asyncio.ensure_future(work), 0.0
    while not doing.done():
        start = time.thread_time()
        await asyncio.sleep(0)
        longest = max(longest, time.thread_time() - start)
    await doing
    return longest


@pytest.mark.parametrize(
    ("words", "also"),
    [
        ("f0x", " It also refuses fox, because"), ("1ion, a55", " It also refuses ass, lion, because"),
        ("big cat", ""), ("мат", ""), ("dog", ""),
    ],
)  # fmt: skip
async def test_a_moderator_hears_which_plain_words_a_rule_catches(scene: Scene, words: str, also: str) -> None:
    """When it is tried, and when it is saved: nobody is refused a word that no moderator thought of."""
    tested, saved = await scene.line(MAY, f"/block test {words}"), await scene.line(MAY, f"/block add {words}")
    assert also.strip() in tested.text
    assert also in saved.text
    assert ("also refuses" in saved.text) == bool(also)


async def test_the_block_list_is_tried_before_it_is_saved(scene: Scene) -> None:
    """On the prompts of the last seven days of this community; nothing is kept of a test."""
    await scene.grid(FAR, "a big cat")
    await scene.grid(ANN, "a big cat")
    scene.clock.pass_by(8 * 86400)
    await scene.grid(ANN, "a big cat in a hat")
    await scene.grid(ANN, "assistance")
    tested = await scene.line(MAY, "/block test big cat, ass")
    assert tested.text.splitlines() == [
        "“big cat, ass” would have refused 1 of 2 prompts of the last seven days:",
        "“a big cat in a hat”",
    ]
    assert (await scene.line(MAY, "/block")).text.startswith("There are no rules yet.")
    assert (await scene.saved(MAY, "/block add cats: big cat")).text == "Saved: the rule “cats” refuses big cat."
    saved = (await scene.line(MAY, "/block add cats: lion")).text
    assert saved.startswith("Saved: the rule “cats” refuses lion.\nIt would have refused none of")
    assert (await scene.line(MAY, "/block list")).text.splitlines() == ["Rules on words:", "cats: big cat, lion"]
    assert (await scene.line(MAY, "/block test cats: ")).text.startswith("“big cat, lion” would have refused 1 of 2")
    assert (await scene.line(MAY, "/block remove cats: lion")).text == "Saved: the rule “cats” no longer refuses lion."
    assert (await scene.line(MAY, "/block list")).text.splitlines() == ["Rules on words:", "cats: big cat"]
    assert (await scene.line(MAY, "/block remove cats")).text == "Saved: the rule “cats” was removed."
    assert (await scene.line(MAY, "/block remove cats")).text.startswith("There is no rule “cats”")
    assert (await scene.line(MAY, "/block add !!!")).text.startswith("A rule needs letters or digits")


async def test_a_rule_is_tried_on_so_many_prompts_and_says_so(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest; a community of thousands a day is not read whole."""
    for prompt in ("a big cat", "a dog", "an old big cat"):
        await scene.grid(ANN, prompt)
    whole = await scene.line(MAY, "/block test big cat")
    monkeypatch.setattr(blocked_words, "MAX_PROMPTS_TESTED", 2)
    assert whole.text.startswith("“big cat” would have refused 2 of 3 prompts")
    assert (await scene.line(MAY, "/block test big cat")).text.splitlines() == [
        "“big cat” would have refused 1 of 2 prompts of the last seven days:",
        "“an old big cat”",
        "There were more prompts; the newest 2 were tested.",
    ]


async def test_what_was_taken_away_is_said(scene: Scene) -> None:
    """A word, the last word and with it the rule, or nothing; a long name is found as it was typed."""
    unchanged = "Nothing was changed, because it is already set like this."
    long = "a name that goes on and on, " * 4
    await scene.line(MAY, "/block add rude: oaf, lout, boor")
    assert (await scene.line(MAY, "/block remove rude: cat")).text == unchanged
    assert (await scene.line(MAY, "/block remove rude: oaf, lout")).text == (
        "Saved: the rule “rude” no longer refuses oaf, lout."
    )
    assert (await scene.line(MAY, "/block remove rude: boor")).text == "Saved: the rule “rude” was removed."
    await scene.line(MAY, f"/block add {long}: oaf")
    assert (await scene.line(MAY, f"/block remove {long}")).text.endswith("…” was removed.")
    assert (await scene.line(MAY, "/block list")).text.startswith("There are no rules yet.")


async def test_a_list_is_made_once_and_beside_the_loop(scene: Scene) -> None:
    """The longest one costs whoever asks at the same time nothing; it stays ready for as long as it holds."""
    words = tuple(f"{number}руде" for number in range(2000))  # look-alikes: the slowest to read
    rules = tuple(Rule(str(number), words[number::10]) for number in range(10))
    await scene.grid()
    await scene.store.decisions.change("web:here", lambda old: replace(old, rules=rules), Moderator("may", "May"))
    scene.bot.context.changed()
    longest = await longest_turn(scene.line(ANN, "/imagine 7rude, 8rude"))
    assert longest < 0.05
    first = (await scene.bot.context.settings(ANN)).block_list
    scene.bot.context.changed()  # read again, and equal
    assert (await scene.bot.context.settings(ANN)).block_list is first
    await scene.line(MAY, "/block add more: oaf")
    assert (await scene.line(ANN, "/imagine an oaf")).text.startswith("This prompt breaks the rule “more”")
    assert (await scene.bot.context.settings(ANN)).block_list is not first


async def test_there_is_room_for_so_many_words(scene: Scene) -> None:
    """In one rule, however it grows, and in all rules together; what is refused changes nothing."""
    words = {letter: ", ".join(f"{letter}{number}oaf" for number in range(100, 300)) for letter in "abcdefghijkl"}
    for letter in "abcdefghijk":
        assert (await scene.line(MAY, f"/block add {letter}: {words[letter]}")).text.startswith("Saved")
    grown = await scene.line(MAY, f"/block add a: {words['l']}")
    assert grown.text == "The rule would have 3,598 characters; the limit is 2,000. Use a second rule."
    more = await scene.line(MAY, f"/block add l: {words['l']}")
    assert more.text.startswith("All rules together would have 21,576 characters; the limit is 20,000.")
    too_long = await scene.line(MAY, f"/block add l: {'l' * 2001}")
    assert too_long.text.startswith("The rule would have 2,001 characters")
    assert len((await scene.bot.context.settings(MAY)).rules) == 11
    assert (await scene.line(MAY, "/block remove a")).text == "Saved: the rule “a” was removed."
    assert (await scene.line(MAY, f"/block add l: {words['l']}")).text.startswith("Saved")


async def test_the_audit_log_stays_readable(scene: Scene) -> None:
    """It tells what came and went, and of that no more than one reads."""
    words = [f"{number}oaf" for number in range(100, 300)]
    await scene.line(MAY, f"/block add rude: {', '.join(words)}")
    await scene.line(MAY, "/block add rude: lout, boor")
    await scene.line(MAY, "/block remove rude: lout")
    lines = (await scene.line(MAY, "/audit")).text.splitlines()
    told = [line.partition(", rules on words: ")[2] for line in lines[1:]]
    assert told[:2] == ["rules: - rude: lout", "rules: + rude: lout, boor"]
    assert len(told[2]) < 400
    assert (told[2][:30], told[2][-1]) == ("rules: + rude: 100oaf, 101oaf,", "…")
    assert (await scene.line(MAY, "/undo")).text == "The change was undone.\nrules: + rude: lout"
