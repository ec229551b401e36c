"""Places in whole patches: what is drawn there looks the same wherever it stands, and stands as it is asked to."""

import numpy as np
import pytest
from emoji_things import needs_font
from hypothesis import given
from hypothesis import strategies as st

from training.scenes import layout
from training.scenes.compose import Mix, arrange, draw
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, Relation, SceneItem
from training.scenes.things import find, things

RELATIONS = ("", "and", "left of", "right of", "above", "below", "on")
STILL = Mix(still=True, variants=1)
SIZE, PIXELS = 128, 16
"""Of a picture, and of one patch of it."""


def drawn(relation: Relation, *words: str, count: int = 1) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    found = [find(word) for word in words]
    items = tuple(SceneItem(one.id, one.nouns[0], None, "", None, count=count) for one in found if one is not None)
    assert len(items) == len(words)
    return draw(arrange(0, items, relation, PLAIN, PLAIN, Rng(1), STILL), SIZE)


@given(st.integers(0, len(things()) - 1), st.integers(0, len(things()) - 1), st.sampled_from(RELATIONS), st.booleans())
def test_everything_is_inside_and_nobody_stands_on_another(one: int, other: int, relation: str, ground: bool) -> None:
    cast = [things()[one]] if relation == "" else [things()[one], things()[other]]
    boxes = [box for some in layout.fixed_boxes(cast, relation, 1, None, ground) for box in some]
    for box in boxes:
        assert min(box.left, box.top) >= layout.EDGE - 1e-9
        assert max(box.right, box.bottom) <= 1 - layout.EDGE + 1e-9
    if relation in {"and", "left of", "right of", "above", "below"}:
        first, second = boxes
        apart = max(first.left - second.right, second.left - first.right, first.top - second.bottom)
        assert max(apart, second.top - first.bottom) > 0


@given(st.integers(0, len(things()) - 1), st.integers(0, len(things()) - 1))
def test_what_is_on_something_touches_it(one: int, other: int) -> None:
    """To within half a patch of where it would sit, and above the middle of it."""
    above, below = things()[one], things()[other]
    ((first,), (second,)) = layout.fixed_boxes([above, below], "on", 1, None, False)
    seat = second.top + second.height * min(below.seat, 0.5)
    assert abs(first.bottom - seat) <= layout.PATCH / 2 + layout.EDGE
    assert first.centre[1] < second.centre[1]


@needs_font
@pytest.mark.parametrize("count", [2, 3, 4])
def test_several_are_all_alike(count: int) -> None:
    """Pixel by pixel: each is where another would be if that moved by whole patches."""
    picture, four = drawn("", "cat", count=count), 4 * PIXELS
    corners = [(round(y * SIZE) - four // 2, round(x * SIZE) - four // 2) for x, y in layout.PLACES_FROM_COUNT[count]]
    assert all(edge % PIXELS == 0 for corner in corners for edge in corner)
    cats = [picture[top : top + four, left : left + four] for top, left in corners]
    assert len(np.unique(cats[0].reshape(-1, 3), axis=0)) > 100
    for cat in cats[1:]:
        np.testing.assert_array_equal(cat, cats[0])


@needs_font
def test_a_thing_looks_the_same_on_either_side_and_above() -> None:
    left, right = drawn("left of", "cat", "pizza"), drawn("right of", "cat", "pizza")
    half = SIZE // 2
    np.testing.assert_array_equal(left[:, :half], right[:, half:])
    np.testing.assert_array_equal(left[:, half:], right[:, :half])
    quarter = half // 2
    above = drawn("above", "cat", "pizza")
    np.testing.assert_array_equal(above[:half, quarter:-quarter], left[quarter:-quarter, :half])
    np.testing.assert_array_equal(above[half:, quarter:-quarter], left[quarter:-quarter, half:])


@needs_font
def test_a_thing_keeps_its_place_before_any_background() -> None:
    """So that only what is behind it is new."""
    found = find("cat")
    assert found is not None
    item = SceneItem(found.id, found.nouns[0], None, "", None)
    plans = [arrange(0, (item,), "", where, PLAIN, Rng(1), STILL) for where in (PLAIN, "beach", "green")]
    assert len({plan.items[0].boxes for plan in plans}) == 1
