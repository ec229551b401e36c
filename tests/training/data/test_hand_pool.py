"""Batches of drawings by many hands: repeatable, worded, and with every hand in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.data.hand_pool import (
    INK,
    INK_WEIGHT,
    Course,
    Mixed,
    ScenePool,
    Singles,
    in_scenes,
    single_caption,
    taught,
    weights,
)
from training.scenes.compose import Mix
from training.scenes.hands import HANDS
from training.scenes.rng import Rng
from training.scenes.things import common, find, things

NAMES = [hand.name for hand in HANDS]


@pytest.fixture(scope="module")
def singles() -> Singles:
    """Every hand has drawn every thing; the codes say which row it is."""
    drawn = [(hand, thing.key) for hand in NAMES for thing in things() if thing.group != "shape"]
    rows = {drawing: number for number, drawing in enumerate(drawn)}
    return Singles(np.arange(len(rows), dtype=np.uint16)[:, None].repeat(144, 1), rows)


def test_a_batch_is_the_same_each_time_and_another_for_each_number(singles: Singles) -> None:
    batches = Mixed(singles, 8, 1, Course(), 100)
    first, again, other = batches(5), batches(5), batches(6)
    assert first.captions == again.captions
    assert (first.codes == again.codes).all()
    assert first.captions != other.captions
    assert first.codes.shape == (8, 144)


def test_a_caption_names_the_thing_that_is_drawn(singles: Singles) -> None:
    drawn = {number: key for (_, key), number in singles.row_from_drawing.items()}
    words = {thing.key: {noun.text for noun in (*thing.nouns, *thing.kinds)} for thing in things()}
    for number in range(20):
        batch = Mixed(singles, 8, 1, Course(), 100)(number)
        for caption, row in zip(batch.captions, batch.codes[:, 0], strict=True):
            assert any(word in caption.lower() for word in words[drawn[int(row)]]), caption


def test_common_things_come_first_and_then_all(singles: Singles) -> None:
    course = Course(first=1.0, last=0.0, until=0.5)
    keys = {thing.key for thing in common()}
    drawn = {number: key for (_, key), number in singles.row_from_drawing.items()}

    def share(number: int) -> float:
        rows = Mixed(singles, 400, 1, course, 200)(number).codes[:, 0]
        return float(np.mean([drawn[int(row)] in keys for row in rows]))

    assert share(0) == 1.0
    assert share(100) < 0.25


def test_nine_drawings_of_one_thing_are_by_several_hands(singles: Singles) -> None:
    fox = find("fox")
    assert fox is not None
    only = Singles(singles.codes, {at: row for at, row in singles.row_from_drawing.items() if at[1] == fox.key})
    hands = {number: hand for (hand, _), number in only.row_from_drawing.items()}
    for seed in range(20):
        rng = Rng(seed)
        assert len({hands[int(only.drawn(rng, 0.0)[1][0])] for _ in range(9)}) >= 3


def test_ink_is_mostly_asked_for_and_colour_mostly_not(singles: Singles) -> None:
    fox = find("fox")
    assert fox is not None

    def asked(hand: str) -> float:
        words = next(one.words for one in HANDS if one.name == hand)
        tails = {word for text in words for word in text.replace("{x}", "").replace("{n}", "").split()}
        said = [set(single_caption(fox, hand, Rng(7, i)).lower().split()) for i in range(300)]
        return float(np.mean([bool(one & (tails - {"a", "as", "of", "in", "an"})) for one in said]))

    assert all(asked(hand) > 0.45 for hand in INK)
    assert asked("fluent-3d") < 0.3


def test_scenes_come_from_the_update_that_the_course_says(singles: Singles) -> None:
    since = []

    def scene(updates: int, rng: Rng) -> tuple[str, np.ndarray, np.ndarray]:
        since.append(updates)
        return "a scene", np.full(144, 9999, np.uint16), np.ones(144, np.float32)

    batches = Mixed(singles, 50, 1, Course(scenes=0.4, scenes_from=0.1), 100, scene)
    assert "a scene" not in batches(9).captions
    assert "a scene" not in batches(10).captions, "more and more from then on"
    assert 3 <= batches(25).captions.count("a scene") <= 20
    assert 8 <= batches(40).captions.count("a scene") <= 32
    assert set(since) == {15, 30}, "counted from the first update that has scenes"


def test_what_is_requested_more_is_taught_in_more_hands() -> None:
    found = [find(name) for name in ("fox", "badger", "anchor")]
    assert [sum(taught(hand, thing.key) for hand in NAMES) for thing in found if thing] == [10, 3, 1]
    assert [sum(in_scenes(hand, thing.key) for hand in NAMES) for thing in found if thing] == [1, 1, 1]


def test_codes_count_more_where_something_stands(tmp_path: Path) -> None:
    """In a style everything is painted, and no code is the background's alone."""
    assert weights(np.array([5, 6, 5]), 5).tolist() == [1, INK_WEIGHT, 1]
    bare = np.arange(144)
    scene = np.where(np.arange(144) % 3 == 0, 500, bare)
    for styled, ink in ((0.0, 48), (1.0, 0)):
        mix = Mix(styled=styled, acting=0.0)
        pool = ScenePool(lambda seed: scene, lambda plan: bare, tmp_path / str(styled), mix)
        _, codes, counted = pool(0, Rng(1))
        assert codes.tolist() == scene.tolist()
        assert (counted == INK_WEIGHT).sum() == ink
    assert (
        batch := Mixed(Singles(np.array([[1] * 100 + [7] * 44]), {("noto", "🦊"): 0}), 2, 1, Course(), 9)(0)
    ).weights is not None
    assert (batch.weights == INK_WEIGHT).sum(1).tolist() == [44, 44], "paper is the most frequent code"
