"""Places in whole patches: what is drawn there looks the same wherever it stands, and stands as it is asked to."""

from hypothesis import given
from hypothesis import strategies as st

from training.scenes import layout
from training.scenes.compose import Mix, arrange
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, SceneItem
from training.scenes.things import find, things

RELATIONS = ("", "and", "left of", "right of", "above", "below", "on")
STILL = Mix(still=True, variants=1)


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


def test_a_thing_keeps_its_place_before_any_background() -> None:
    """So that only what is behind it is new."""
    found = find("cat")
    assert found is not None
    item = SceneItem(found.id, found.nouns[0], None, "", None)
    plans = [arrange(0, (item,), "", where, PLAIN, Rng(1), STILL) for where in (PLAIN, "beach", "green")]
    assert len({plan.items[0].boxes for plan in plans}) == 1
