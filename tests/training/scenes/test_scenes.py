"""Scenes: a seed gives the same words and pixels, words say what is true, and what is held out stays out."""

import re
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from emoji_things import blots, known
from hypothesis import given, settings
from hypothesis import strategies as st

from training.evaluation.prompts import COUNT_FROM_QUESTION, GALLERY, chance_levels, evaluation_prompts
from training.scenes import backgrounds, captions, palette, styles
from training.scenes.compose import Mix, arrange, plan_scene
from training.scenes.contact_sheet import scene, sheet
from training.scenes.grammar import Noun
from training.scenes.hand_scenes import draw, hands_for
from training.scenes.hands import HANDS
from training.scenes.palette import Pixels
from training.scenes.relations import acts
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, SceneItem, ScenePlan, combinations, contains_held_out, is_held_out
from training.scenes.things import things

FINGERPRINT = """
import hashlib
import sys
sys.path.append("tests/support")
from emoji_things import blots
from training.scenes.compose import plan_scene
from training.scenes.contact_sheet import scene

drawings = blots("noto")

def fingerprint(seed, split):
    _, picture = scene(seed, split, 48, None, drawings)
    return hashlib.sha256(repr(plan_scene(seed, split)).encode() + picture.tobytes()).hexdigest()
"""
ASKED = [(99, "train"), (5, "held-out"), (1234567, "train"), (5, "train")]


def a_plan(
    word: str, background: str = PLAIN, style: str = PLAIN, colour: palette.ColourName | None = None
) -> ScenePlan:
    item = SceneItem(known(word).id, known(word).nouns[0], colour, colour or "", None)
    return arrange(0, (item,), "", background, style, Rng(1))


def drawn(plan: ScenePlan, size: int) -> Pixels:
    drawings = blots("noto")
    return draw(plan, hands_for(plan, drawings, Rng(1)), drawings, size)


@pytest.fixture(scope="module")
def trained() -> list[ScenePlan]:
    return [plan_scene(seed) for seed in range(20_000)]


def test_the_same_seed_gives_the_same_scene_in_any_order_and_in_another_process() -> None:
    here: dict[str, str] = {}
    space: dict[str, object] = {}
    exec(FINGERPRINT, space)  # noqa: S102
    for seed, split in ASKED:
        here[f"{seed} {split}"] = space["fingerprint"](seed, split)  # type: ignore[operator]
    script = (
        FINGERPRINT + f"for seed, split in {ASKED[::-1]!r}: print(f'{{seed}} {{split}}:', fingerprint(seed, split))"
    )
    said = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True)
    there = dict(line.split(": ") for line in said.stdout.splitlines())
    assert there == here


def test_dice_throw_the_same_for_ever() -> None:
    """Reference values of SplitMix64 for the seed 1234567."""
    rng = Rng()
    rng._state = 1234567
    assert [rng.next_uint64() for _ in range(3)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_nothing_held_out_is_trained_on(trained: list[ScenePlan]) -> None:
    assert [plan.caption for plan in trained if contains_held_out(plan)] == []
    pairs = [pair for plan in trained for pair in combinations(plan)]
    assert len(pairs) > 10_000
    assert not any(is_held_out(other, one) for one, other in pairs)


def test_held_out_scenes_all_hold_something_out() -> None:
    assert all(contains_held_out(plan_scene(seed, "held-out")) for seed in range(300))


def test_about_one_combination_in_twenty_is_held_out_in_either_order() -> None:
    keys = [thing.key for thing in things()[:300]]
    pairs = [(one, other) for one in keys for other in keys if one < other]
    assert 0.045 < np.mean([is_held_out(*pair) for pair in pairs]) < 0.055
    assert all(is_held_out(one, other) == is_held_out(other, one) for one, other in pairs[:1000])


def test_captions_name_every_thing_colour_count_and_size(trained: list[ScenePlan]) -> None:
    for plan in trained:
        text = plan.caption.lower()
        for item in plan.items:
            thing = things()[item.thing]
            assert item.noun in (*thing.nouns, *thing.kinds), plan
            assert (item.noun.plural() if item.count > 1 else item.noun.text) in text, plan
            assert item.caption_colour in text, plan
            assert (
                item.count == 1 or plan.relation or any(word in text.split() for word in captions.NUMBERS[item.count])
            ), plan
            assert item.size is None or any(word in text.split() for word in captions.SIZES[item.size]), plan


def test_captions_name_the_background_and_the_style(trained: list[ScenePlan]) -> None:
    for plan in trained:
        text = plan.caption.lower()
        if plan.background != PLAIN:
            there = backgrounds.background(plan.background)
            assert any(words in text for words in (*there.phrases, *there.nouns)), plan
        fixed = [re.split(r"\{.\}", template) for template in styles.style(plan.style).templates]
        assert any(all(part in text for part in parts) for parts in fixed), plan


def test_captions_name_the_relation(trained: list[ScenePlan]) -> None:
    ways = captions.BETWEEN | {name: act.phrases for name, act in acts().items()}
    for plan in trained:
        if plan.relation:
            fixed = [re.split(r"\{.\}", way.removeprefix("a ")) for way in ways[plan.relation]]
            assert any(all(part in plan.caption.lower() for part in parts) for parts in fixed), plan


def test_captions_use_only_known_words(trained: list[ScenePlan]) -> None:
    strange = {word for plan in trained for word in plan.caption.lower().split()} - captions.known_words()
    assert strange == set()
    assert "godzilla" not in captions.known_words()


def test_every_thing_background_and_style_comes(trained: list[ScenePlan]) -> None:
    alone = Counter(plan.items[0].thing for plan in trained if len(plan.items) == 1)
    assert len(alone) == len(things())
    assert {plan.background for plan in trained} == {PLAIN, *(one.name for one in backgrounds.BACKGROUNDS)}
    assert {plan.style for plan in trained} == {PLAIN, *(one.name for one in styles.STYLES)}


def test_counts_are_right_and_stand_apart(trained: list[ScenePlan]) -> None:
    for plan in trained:
        for item in plan.items:
            assert len(item.boxes) == item.count
        boxes = plan.items[0].boxes
        for i, one in enumerate(boxes):
            for other in boxes[:i]:
                across = min(one.right, other.right) - max(one.left, other.left)
                down = min(one.bottom, other.bottom) - max(one.top, other.top)
                assert across < 0.03 or down < 0.03, plan


def test_positions_are_as_said(trained: list[ScenePlan]) -> None:
    def holds(plan: ScenePlan) -> bool:
        (x1, y1), (x2, y2) = (item.boxes[0].centre for item in plan.items)
        facts = {"left of": x1 < x2 - 0.2, "right of": x1 > x2 + 0.2, "above": y1 < y2 - 0.2, "below": y1 > y2 + 0.2}
        facts |= {"on": y1 < y2, "and": True}
        return facts[plan.relation]

    placed = [plan for plan in trained if plan.relation and plan.relation not in acts()]
    assert [plan.caption for plan in placed if not holds(plan)] == []


def test_nothing_is_cut_off(trained: list[ScenePlan]) -> None:
    boxes = [box for plan in trained for item in plan.items for box in item.boxes]
    assert min(min(box.left, box.top) for box in boxes) >= 0
    assert max(max(box.right, box.bottom) for box in boxes) <= 1


def test_nobody_is_painted_in_a_skin_colour(trained: list[ScenePlan]) -> None:
    """A black robot is a colour, a black doctor is somebody: people, hands and faces are left alone."""
    people = {thing.id for thing in things() if thing.group in {"person", "body"}}
    faces = {thing.id for thing in things() if thing.group in {"face", "creature"}}
    painted = [item for plan in trained for item in plan.items if item.colour]
    assert not [item for item in painted if item.thing in people]
    assert not [item for item in painted if item.thing in faces and item.colour in {"black", "white", "brown"}]


def test_a_mix_shifts_what_comes() -> None:
    plans = [
        plan_scene(
            seed, mix=Mix(backed=0, styled=0, coloured=0, single=1e-9, pair=0, count=1, placed=0, on=0, acting=0)
        )
        for seed in range(50)
    ]
    assert all(plan.items[0].count > 1 and plan.background == plan.style == PLAIN for plan in plans)
    with pytest.raises(ValueError, match="above 0"):
        Mix(single=0)


@given(st.integers(0, 2**63))
@settings(max_examples=50)
def test_any_seed_makes_a_plan(seed: int) -> None:
    assert plan_scene(seed).caption == plan_scene(seed).caption != ""


@pytest.mark.parametrize("style", [PLAIN, *(one.name for one in styles.STYLES)])
def test_every_style_shows_the_thing_and_differs_from_none(style: str) -> None:
    plan = a_plan("dinosaur", style=style)
    picture = drawn(plan, 48).astype(int)
    assert picture.shape == (48, 48, 3)
    bare = SceneItem(plan.items[0].thing, Noun("nothing"), None, "", None, boxes=(), count=0)
    nothing = drawn(ScenePlan(0, "train", "", (bare,), "", PLAIN, style, plan.variant, plan.grain), 48).astype(int)
    assert np.abs(picture - nothing).max(axis=-1).mean() > 8
    assert style == PLAIN or np.abs(picture - drawn(a_plan("dinosaur"), 48)).mean() > 1


@pytest.mark.parametrize("colour", palette.COLOURS)
def test_coloured_backgrounds_and_things_have_their_colour(colour: palette.ColourName) -> None:
    corner = drawn(a_plan("moai", background=colour), 48)[1, 1]
    assert palette.colour_difference(tuple(map(int, corner)), palette.RGB_FROM_COLOUR[colour]) < 25  # type: ignore[arg-type]
    ball = drawn(a_plan("circle", colour=colour), 48)[24, 24]
    assert palette.colour_difference(tuple(map(int, ball)), palette.RGB_FROM_COLOUR[colour]) < 3  # type: ignore[arg-type]


def test_a_contact_sheet_shows_them_all() -> None:
    page = sheet([scene(seed, "train", 36, None, blots("noto")) for seed in range(5)], columns=3)
    assert page.width >= 3 * 36
    assert page.height >= 2 * 36


def test_evaluation_asks_enough_and_only_what_it_says() -> None:
    asked = evaluation_prompts()
    assert len(asked) >= 500
    assert len({one.prompt for one in asked}) == len(asked)
    assert Counter((one.question, one.held_out) for one in asked) == COUNT_FROM_QUESTION
    assert set(chance_levels()) == {one.question for one in asked}
    for one in asked:
        assert one.held_out == any(is_held_out(*pair) for pair in combinations(one.plan)), one.prompt
        asked_hand = {word for hand in HANDS if hand.name == one.hand for word in hand.words[0].split()}
        assert set(one.prompt.split()) - asked_hand <= captions.known_words(), one.prompt
        assert all(things()[item.thing].name in one.prompt or item.count > 1 for item in one.plan.items)


def test_gallery_prompts_use_only_known_words() -> None:
    """But for the first four, which are what people typed first."""
    assert len(GALLERY) == 24
    assert {word for prompt in GALLERY[4:] for word in prompt.split()} <= captions.known_words() | {"3d"}
