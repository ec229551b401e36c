"""What a judge of all hands learns from, and the real renderings that it is measured with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.evaluation.evaluate import from_hands
from training.evaluation.hands_judge import HANDS_MIX, SHIFT, disturbed
from training.evaluation.labels import OPTIONS, label_plans
from training.evaluation.prompts import evaluation_prompts
from training.scenes.compose import plan_scene
from training.scenes.hand_cache import EDGE, Drawings
from training.scenes.rng import Rng
from training.scenes.things import things

RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture(scope="module")
def drawings() -> Drawings:
    """Everything is red by one hand and blue by another."""
    pictures = np.zeros((2, EDGE, EDGE, 4), np.uint8)
    pictures[0], pictures[1] = (*RED, 255), (*BLUE, 255)
    hands = ("noto", "fluent-3d")
    rows = {(hand, one.key): (number, EDGE, EDGE) for number, hand in enumerate(hands) for one in things()}
    return Drawings(pictures, rows)


def middles(tiles: np.ndarray) -> set[tuple[int, ...]]:
    return {tuple(map(int, tile[48, 48])) for tile in tiles}


def test_real_tiles_are_by_different_hands_or_by_the_one_that_is_asked_for(drawings: Drawings) -> None:
    draw = from_hands(drawings, 96, HANDS_MIX)
    plain = next(one for one in evaluation_prompts() if one.question == "thing" and one.plan.items[0].colour is None)
    asked = next(one for one in evaluation_prompts() if one.question == "hand" and one.hand == "fluent-3d")
    assert middles(draw(plain, 4)) == {RED, BLUE}
    assert middles(draw(asked, 4)) == {BLUE}
    assert middles(draw(replace(asked, hand="streamline"), 4)) == {RED, BLUE}, "who has not drawn it cannot be asked"


def test_labels_say_who_acts_who_drew_and_where_after_a_shift() -> None:
    plan = next(plan for plan in (plan_scene(seed, mix=HANDS_MIX) for seed in range(500)) if plan.relation == "riding")
    pictures = np.zeros((2, 96, 96, 3), np.uint8)
    shifts = np.array([(0.0, 0.0), (0.0, 0.4)])
    labels = label_plans([plan, plan], pictures, 6, ("noto", "shapes"), shifts)
    assert labels.seconds[0].tolist() == [0, 1, -1, -1, -1, -1]
    assert OPTIONS["relation"][labels.choices["relation"][0]] == "riding"
    assert labels.choices["hand"].tolist() == [OPTIONS["hand"].index("noto"), -1]
    assert labels.cells[1, 0] // 6 - labels.cells[0, 0] // 6 in {2, 3}
    assert labels.cells.max() < 36


def test_pictures_move_as_their_labels_do() -> None:
    pictures = np.zeros((1, 96, 96, 3), np.uint8)
    pictures[0, 44:52, 44:52] = 255
    moved = disturbed(pictures, np.array([(SHIFT, -SHIFT)]), Rng(1))
    rows, columns = np.nonzero(moved[0, 20:76, 20:76, 0])
    assert (rows.mean() + 20.5, columns.mean() + 20.5) == pytest.approx((40, 56), abs=1)
