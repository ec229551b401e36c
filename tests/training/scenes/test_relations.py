"""Things that do something together: who may, where everything is, and that it can be seen."""

from __future__ import annotations

import numpy as np
import pytest

from training.scenes import anchors
from training.scenes.compose import Mix, arrange, plan_scene
from training.scenes.contact_sheet import relation_mix, seeds
from training.scenes.hand_cache import EDGE, Drawings
from training.scenes.hand_scenes import draw
from training.scenes.palette import Pixels
from training.scenes.pasting import bitten
from training.scenes.relations import acts, choose, stage
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, Relation, SceneItem, contains_held_out, is_held_out
from training.scenes.stage_parts import boxes_of
from training.scenes.staging import STAGE_FROM_RELATION, staged
from training.scenes.things import Thing, find, things

ACTING = Mix(single=1e-9, count=0, pair=0, placed=0, on=0, acting=1, styled=0)
RED, BLUE = (200, 30, 30, 255), (30, 30, 200, 255)


def thing(word: str) -> Thing:
    found = find(word)
    assert found is not None
    return found


def ink(*rectangles: tuple[int, int, int, int], size: tuple[int, int] = (EDGE, EDGE)) -> Pixels:
    """Red rectangles (left, top, right, bottom) on a transparent sheet."""
    picture = np.zeros((*size, 4), np.uint8)
    for left, top, right, bottom in rectangles:
        picture[top:bottom, left:right] = RED
    return picture


HORSE = ink((0, 10, 40, 60), (30, 50, 150, 110), (40, 100, 60, 160), (130, 100, 150, 160), (150, 0, 160, 60))
"""A head at the upper left, a back, two legs and a raised tail."""


@pytest.fixture(scope="module")
def drawings() -> Drawings:
    pictures = np.zeros((2, EDGE, EDGE, 4), np.uint8)
    pictures[0], pictures[1] = RED, BLUE
    keys = [thing(word).key for word in ("fox", "pizza")]
    return Drawings(pictures, {("noto", key): (number, EDGE, EDGE) for number, key in enumerate(keys)})


def test_a_face_is_its_own_mirror_image_and_an_animal_from_the_side_is_not() -> None:
    face, horse = anchors.found(ink((0, 0, EDGE, EDGE))), anchors.found(HORSE)
    assert face.frontal
    assert face.mouth[0] == face.head[0] == 0.5
    assert not horse.frontal


def test_from_the_side_the_mouth_is_at_the_left_the_head_no_tail_and_the_seat_the_back() -> None:
    horse = anchors.found(HORSE)
    assert horse.mouth[0] < 0.1
    assert 0.05 < horse.mouth[1] < 0.4
    assert horse.head[0] < 0.3
    assert horse.seat == pytest.approx(50 / EDGE, abs=0.03)


@pytest.mark.parametrize("name", STAGE_FROM_RELATION)
def test_everything_stays_inside_whatever_the_proportions(name: str) -> None:
    act = acts()[name if name in acts() else name.split()[0]]
    shapes = [anchors.Anchors(1, 0.3, frontal=False), anchors.Anchors(0.3, 1), anchors.Anchors(1, 1, seat=0.5)]
    for one in shapes:
        for other in shapes if act.second else shapes[:1]:
            parts = staged(name, (one, other) if act.second else (one,))
            assert len(boxes_of(parts, 1)) == (act.copies if act.second else 0)
            for part in parts:
                assert min(part.box.left, part.box.top) >= 0
                assert max(part.box.right, part.box.bottom) <= 1.0001


def test_every_relation_can_be_staged_with_everybody_who_may_take_part() -> None:
    for name, act in acts().items():
        for second in act.second or act.first[:1]:
            assert stage(name, (act.first[0], second)) in STAGE_FROM_RELATION
        chosen = choose(name, Rng(1))
        assert len(set(chosen)) == len(chosen) == (2 if act.second else 1)
    assert stage("left of", things()[:2]) is None


def test_food_is_at_the_mouth_a_rider_above_its_mount_and_a_hat_above_both() -> None:
    def middles(name: str) -> list[tuple[float, float]]:
        parts = staged(name, (anchors.Anchors(1, 1), anchors.Anchors(1, 1)))
        return [boxes_of(parts, number)[0].centre for number in (0, 1)]

    (_, eater), (_, food) = middles("eating")
    (_, rider), (_, mount) = middles("riding")
    (_, wearer), (_, hat) = middles("wearing hat")
    assert eater < food
    assert rider < mount
    assert hat < wearer


def test_a_bite_is_missing_where_it_was_taken() -> None:
    whole = ink((0, 0, EDGE, EDGE))
    rest = bitten(whole, (0.5, 0.0))
    assert rest[2, EDGE // 2, 3] == 0
    assert rest[-1, 0, 3] == 255
    assert whole[2, EDGE // 2, 3] == 255, "the drawing itself is left alone"


@pytest.mark.parametrize(("relation", "least"), [("eating", 200), ("chasing", 200), ("fighting", 200), ("behind", 200)])
def test_both_things_are_seen_and_the_same_plan_gives_the_same_picture(
    drawings: Drawings, relation: Relation, least: int
) -> None:
    items = tuple(SceneItem(thing(word).id, thing(word).nouns[0], None, "", None) for word in ("fox", "pizza"))
    plan = arrange(1, items, relation, PLAIN, PLAIN, Rng(1), Mix(still=True, variants=1, grains=1))
    picture = draw(plan, ("noto", "noto"), drawings, 96)
    assert (np.abs(picture - np.array(RED[:3])).sum(-1) < 30).sum() > least
    assert (np.abs(picture - np.array(BLUE[:3])).sum(-1) < 30).sum() > least
    assert np.array_equal(picture, draw(plan, ("noto", "noto"), drawings, 96))


def test_two_things_that_are_held_out_never_do_anything_together_in_training() -> None:
    plans = [plan_scene(seed, mix=ACTING) for seed in range(2000)]
    assert {plan.relation for plan in plans} == set(acts())
    assert not any(contains_held_out(plan) for plan in plans)
    held_out = [plan_scene(seed, "held-out", ACTING) for seed in range(60)]
    keys = [[things()[item.thing].key for item in plan.items] for plan in held_out if len(plan.items) == 2]
    assert any(is_held_out(*pair) for pair in keys)


def test_a_contact_sheet_can_show_one_relation() -> None:
    chosen = seeds(0, 5, "train", "eating")
    assert [plan_scene(seed, mix=relation_mix("eating")).relation for seed in chosen] == ["eating"] * 5
    assert seeds(3, 4, "train", None) == [3, 4, 5, 6]


def test_captions_say_who_acts_in_several_ways() -> None:
    fox = [plan_scene(seed, mix=ACTING) for seed in range(3000)]
    eaten = [plan.caption.lower() for plan in fox if plan.relation == "eating"]
    assert any(" eats " in words for words in eaten)
    assert any(" being eaten by " in words for words in eaten)
    assert sum(" eating " in words for words in eaten) > len(eaten) / 4
