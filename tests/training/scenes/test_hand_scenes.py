"""Scenes in the drawings of many hands: proportions, places and outlines."""

from __future__ import annotations

import numpy as np
import pytest

from training.scenes.hand_cache import EDGE, Drawings
from training.scenes.hand_scenes import PAPER, SHAPES, draw, drawn_alone, hands_for
from training.scenes.layout import Box
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, SceneItem, ScenePlan
from training.scenes.things import Thing, find

SIZE, PATCH = 96, 8
RED, CREAM = (200, 30, 30, 255), (250, 250, 252, 255)


def thing(word: str) -> Thing:
    found = find(word)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def drawings() -> Drawings:
    """A tall red fox and a wide red pizza by one hand, a cream-coloured ghost by another."""
    pictures = np.zeros((3, EDGE, EDGE, 4), np.uint8)
    rows = {}
    for number, (hand, word, colour, wide, high) in enumerate(
        (("noto", "fox", RED, 80, EDGE), ("noto", "pizza", RED, EDGE, 100), ("twemoji", "ghost", CREAM, EDGE, EDGE))
    ):
        pictures[number, :high, :wide] = colour
        rows[hand, thing(word).key] = (number, wide, high)
    return Drawings(pictures, rows)


def plan(*items: tuple[str, tuple[Box, ...]], background: str = PLAIN) -> ScenePlan:
    cast = tuple(
        SceneItem(one.id, one.nouns[0], None, "", None, boxes, count=len(boxes))
        for one, boxes in ((thing(word), boxes) for word, boxes in items)
    )
    return ScenePlan(1, "train", "", cast, "and" if len(cast) > 1 else "", background, PLAIN, 0, 0)


def red(picture: np.ndarray) -> np.ndarray:
    found: np.ndarray = (picture[..., 0] > 150) & (picture[..., 1] < 90)
    return found


def test_a_drawing_keeps_its_proportions(drawings: Drawings) -> None:
    rows, columns = np.nonzero(red(drawn_alone(drawings, "noto", thing("fox"), SIZE)))
    assert np.ptp(rows) + 1 == pytest.approx(80, abs=1)
    assert np.ptp(columns) + 1 == pytest.approx(40, abs=1)


def test_a_single_thing_stands_at_the_same_place_on_every_background(drawings: Drawings) -> None:
    alone = red(drawn_alone(drawings, "noto", thing("fox"), SIZE))
    there = draw(plan(("fox", (Box(0.3, 0.3, 0.2, 0.4),)), background="green"), ("noto",), drawings, SIZE)
    assert (red(there) == alone).mean() > 0.995


def test_a_thing_lies_in_its_patches_alike_wherever_it_stands(drawings: Drawings) -> None:
    """Two pizzas, 0.41 of the picture apart: no whole number of patches, until they are moved to one."""
    pair = plan(("pizza", (Box(0.02, 0.1, 0.46, 0.3), Box(0.43, 0.53, 0.46, 0.3))))
    seen = red(draw(pair, ("noto",), drawings, SIZE))
    first = np.argwhere(seen[:48])[0]
    second = np.argwhere(seen[48:])[0] + (48, 0)
    assert ((second - first) % PATCH == 0).all()


def test_what_is_nearly_white_gets_an_outline_on_paper(drawings: Drawings) -> None:
    ghost = drawn_alone(drawings, "twemoji", thing("ghost"), SIZE)
    assert tuple(ghost[0, 0]) == PAPER
    assert (ghost.sum(-1) < 450).any(), "a dark line"
    fox = drawn_alone(drawings, "noto", thing("fox"), SIZE)
    outside = ~red(fox) & (np.abs(fox.astype(int) - PAPER).sum(-1) > 20)
    assert outside.sum() < 200, "nothing but the softened edge"


def test_things_of_one_scene_are_by_one_hand_where_one_has_drawn_them_all(drawings: Drawings) -> None:
    box = (Box(0.1, 0.1, 0.4, 0.4),)
    assert hands_for(plan(("fox", box), ("pizza", box)), drawings, Rng(1)) == ("noto", "noto")
    assert hands_for(plan(("fox", box), ("ghost", box)), drawings, Rng(1)) == ("noto", "twemoji")
    assert hands_for(plan(("cube", box), ("ghost", box)), drawings, Rng(1)) == (SHAPES, "twemoji")
