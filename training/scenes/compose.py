"""Endless captioned scenes: a seed becomes a plan, caption and labels without pixels; hand_scenes.py draws it.

plan = plan_scene(seed, "train")      pure arithmetic
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import cast as typed

from training.scenes import anchors, backgrounds, captions, layout, palette, relations, styles
from training.scenes.palette import COLOURS, RGB_FROM_COLOUR, ColourName
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, Relation, SceneItem, ScenePlan, Split, contains_held_out
from training.scenes.stage_parts import boxes_of
from training.scenes.staging import staged
from training.scenes.things import Thing, common, things

MIN_CONTRAST_CIE76 = 24.0
"""A paper is chosen from which every thing differs more than this."""
KINDS = ("single", "count", "pair", "placed", "on", "acting")
"""Kinds of scenes; `Mix` has a weight for each."""
ROLES: dict[str, Callable[[Thing], bool]] = {
    "emoji": lambda thing: thing.group != "shape",
    "shape": lambda thing: thing.group == "shape",
    "countable": lambda thing: any(noun.form == "count" for noun in thing.nouns),
    "rider": captions.is_animate,
    "mount": lambda thing: thing.mount,
}
"""Which things may take which part in a scene."""
SHAPE_SHARE = 0.05
"""The share of shapes among random things. There are few shapes, but in many colours."""
GROUPS_WITH_SKIN = frozenset({"face", "creature"})
SKIN_COLOURS = frozenset({"black", "white", "brown"})
"""Colours that mean something else for someone with a face. People and hands are never painted in any colour."""


@dataclass(frozen=True)
class Mix:
    """How often which scenes occur: weights, then probabilities. Field names are stored with training runs.

    Args:
        single, count, pair, placed, on: weights of one thing, two to six copies, "X and Y", "X left of / right of /
            above / below Y", and "X on Y".
        acting: weight of things that do something (relations.toml), each of them equally often.
        coloured, backed, styled, sized: probability of a colour, a background, a style, a size.
        vague: probability that a single thing is named by its group: "an animal".
        still: whether places and sizes are fixed (`layout.fixed_boxes`) instead of random. That is less to learn for
            a small network.
        variants: number of drawings of each background, and of papers.
        grains: number of papers and strokes of a style.
        common: probability that a thing is one of things.COMMON; otherwise it is any thing.

    Raises:
        ValueError: a weight is negative, or that of single things is 0.
    """

    single: float = 0.64
    count: float = 0.08
    pair: float = 0.1
    placed: float = 0.08
    on: float = 0.08
    acting: float = 0.1
    coloured: float = 0.16
    backed: float = 0.3
    styled: float = 0.2
    sized: float = 0.08
    vague: float = 0.02
    still: bool = False
    variants: int = backgrounds.VARIANTS
    grains: int = 64
    common: float = 0.0

    def __post_init__(self) -> None:
        if min(getattr(self, kind) for kind in KINDS) < 0 or self.single <= 0:
            raise ValueError(f"weights are at least 0, and that of single things above 0: {self}")


def plan_scene(seed: int, split: Split = "train", mix: Mix | None = None) -> ScenePlan:
    """The plan of a seed. The same arguments give the same plan in any process."""
    mix = mix or Mix()
    for attempt in itertools.count():
        rng = Rng(seed, attempt, split == "held-out")
        plan = _compose(seed, mix, rng)
        if plan.split == split:
            words = captions.caption(plan.items, plan.relation, plan.background, plan.style, rng)
            return replace(plan, caption=words)
    raise AssertionError("attempts never end")


def _compose(seed: int, mix: Mix, rng: Rng) -> ScenePlan:
    """A plan without a caption, held out or not."""
    style = rng.choice(styles.STYLES) if rng.chance(mix.styled) else styles.style(PLAIN)
    there = backgrounds.background(PLAIN)
    if style.keeps_background and rng.chance(mix.backed):
        there = rng.choice(backgrounds.BACKGROUNDS)
        if not style.keeps_colours and not there.phrases:  # a red background cannot be seen in black and white
            there = backgrounds.background(PLAIN)
    kind = rng.weighted_choice({kind: getattr(mix, kind) for kind in KINDS})
    chosen, relation = _choose_things(kind, mix, rng)
    items = tuple(_item(thing, kind, mix, style, there.name, rng) for thing in chosen)
    if relation in relations.acts() and len(items) == 2:
        items = (items[0], replace(items[1], count=relations.acts()[relation].copies))
    if kind == "count":
        items = (replace(items[0], count=2 + rng.below(5)),)
    elif kind == "single" and rng.chance(mix.sized):
        items = (replace(items[0], size=rng.choice(("big", "small"))),)
    return arrange(seed, items, relation, there.name, style.name, rng, mix)


def arrange(
    seed: int,
    items: tuple[SceneItem, ...],
    relation: Relation,
    background: str,
    style: str,
    rng: Rng,
    mix: Mix | None = None,
) -> ScenePlan:
    """The plan, still without a caption, with these items at their places."""
    mix = mix or Mix()
    variant = _variant(items, background, rng, mix.variants)
    cast = [things()[item.thing] for item in items]
    ground = backgrounds.background(background).ground
    count, size = items[0].count, items[0].size
    stage = relations.stage(relation, cast)
    if stage is not None:
        parts = staged(stage, [anchors.known(thing) for thing in cast])
        boxes = tuple(boxes_of(parts, number) for number in range(len(cast)))
    elif mix.still:
        boxes = layout.fixed_boxes(cast, relation, count, size, ground)
    else:
        boxes = layout.random_boxes(cast, relation, count, size, ground, rng)
    placed = tuple(replace(item, boxes=where) for item, where in zip(items, boxes, strict=True))
    plan = ScenePlan(seed, "train", "", placed, relation, background, style, variant, rng.below(mix.grains))
    return replace(plan, split="held-out" if contains_held_out(plan) else "train")


def _choose_things(kind: str, mix: Mix, rng: Rng) -> tuple[tuple[Thing, ...], Relation]:
    """The things of a scene, and the relation of the first to the second."""
    if kind == "single":
        return (_random_thing(mix, rng),), ""
    if kind == "count":
        return (rng.choice(_with_role("countable")),), ""
    if kind == "acting":
        relation = rng.choice(tuple(relations.acts()))
        return relations.choose(relation, rng), typed(Relation, relation)
    first, second = _random_thing(mix, rng), _random_thing(mix, rng)
    if kind == "on" and rng.chance(0.3):
        first, second = rng.choice(_with_role("rider")), rng.choice(_with_role("mount"))
    elif kind == "pair" and rng.chance(0.3):
        first = rng.choice(_with_role("rider"))
    while second == first:
        second = _random_thing(mix, rng)
    if kind == "placed":
        return (first, second), rng.choice(("left of", "right of", "above", "below"))
    return (first, second), "on" if kind == "on" else "and"


@cache
def _with_role(role: str) -> tuple[Thing, ...]:
    return tuple(filter(ROLES[role], things()))


def _random_thing(mix: Mix, rng: Rng) -> Thing:
    if mix.common and rng.chance(mix.common):
        return rng.choice(common())
    return rng.choice(_with_role("shape" if rng.chance(SHAPE_SHARE) else "emoji"))


def _item(thing: Thing, kind: str, mix: Mix, style: styles.Style, background: str, rng: Rng) -> SceneItem:
    """The thing with a word for it and perhaps a colour, which is never the background's."""
    if kind == "single" and thing.kinds and rng.chance(mix.vague):
        noun = rng.choice(thing.kinds)
    elif kind == "count":
        noun = rng.choice([noun for noun in thing.nouns if noun.form == "count"])
    else:
        noun = thing.nouns[0] if rng.chance(0.65) else rng.choice(thing.nouns)
    colour: ColourName | None = None
    shape = thing.group == "shape"
    if shape or (allowed_colours(thing) and style.keeps_colours and rng.chance(mix.coloured)):
        colour = rng.choice([colour for colour in allowed_colours(thing) if colour != background])
    said = (
        rng.choice(palette.colour_words(colour))
        if colour and style.keeps_colours and (not shape or rng.chance(0.85))
        else ""
    )
    return SceneItem(thing.id, noun, colour, said, None)


@cache
def allowed_colours(thing: Thing) -> tuple[ColourName, ...]:
    """The colours that a thing can be painted in."""
    if not thing.tintable or thing.group in {"person", "body"}:
        return ()
    return tuple(colour for colour in COLOURS if thing.group not in GROUPS_WITH_SKIN or colour not in SKIN_COLOURS)


def _variant(items: tuple[SceneItem, ...], background: str, rng: Rng, count: int) -> int:
    """The number of the background's drawing."""

    def distance(item: SceneItem, variant: int) -> float:
        own = RGB_FROM_COLOUR[item.colour] if item.colour else things()[item.thing].rgb
        return palette.colour_difference(own, backgrounds.rgb(background, variant))

    variants = range(count)
    if background != PLAIN:
        return rng.choice(variants)
    # Any paper will do: one that shows everything.
    clear = [v for v in variants if all(distance(item, v) > MIN_CONTRAST_CIE76 for item in items)]
    return rng.choice(clear) if clear else max(variants, key=lambda v: min(distance(i, v) for i in items))
