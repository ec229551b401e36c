"""Endless captioned scenes: a seed becomes a plan (words and truth, no pixels), and a plan becomes a picture.

plan = sketch(seed, "train")      pure arithmetic, no font needed
picture = draw(plan)              pixels, by the font and our pen
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from PIL import Image, ImageFilter

from training.scenes import backgrounds, captions, layout, palette, styles
from training.scenes.palette import COLOURS, RGB_FROM_COLOUR, ColourName, Pixels
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, Relation, SceneItem, ScenePlan, Split, holds_out, is_held_out
from training.scenes.sprites import Sprites, sprites
from training.scenes.things import Thing, common, things

__all__ = ["Mix", "Scene", "SceneItem", "ScenePlan", "Split", "draw", "is_held_out", "scene", "sketch", "stage"]

TOO_NEAR = 24.0
"""A thing nearer than this to the colour behind it (CIE76) gets an outline."""
SHAPES_SHARE = 0.05
"""How many of the things drawn are shapes; they are few, but have many colours."""
SKIN = frozenset({"face", "creature"})
SKIN_COLOURS = frozenset({"black", "white", "brown"})
"""Colours that mean something else when said of somebody with a face; people and hands keep their own altogether."""


@dataclass(frozen=True)
class Mix:
    """How often which scenes come, so that training can shift it. Weights, then chances.

    Args:
        single, count, pair, placed, on, wearing: weights of one thing, two to six of it, "X and Y", "X left of /
            right of / above / below Y", "X on Y" and "X wearing a hat".
        coloured, backed, styled, sized: how often a thing has a colour, a background, a style, a size.
        vague: how often a single thing is called by a word for its group: "an animal".
        still: things of the same scene stand in the same places in the same size (`layout.settled`), which are
            otherwise drawn by lot; there is less to learn then, for a network or a machine that is small.
        variants: how many drawings of each background come, and colours of paper.
        grains: how many kinds of paper and strokes a style has.
        common: how often a thing is one of things.COMMON, on top of its turn among all.
    """

    single: float = 0.64
    count: float = 0.08
    pair: float = 0.1
    placed: float = 0.08
    on: float = 0.08
    wearing: float = 0.02
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
        if min(self.single, self.count, self.pair, self.placed, self.on, self.wearing) < 0 or self.single <= 0:
            raise ValueError(f"weights are at least 0, and that of single things above 0: {self}")


@dataclass(frozen=True, slots=True)
class Scene:
    """A plan with its picture, uint8 [size, size, 3]."""

    plan: ScenePlan
    picture: Pixels

    @property
    def caption(self) -> str:
        return self.plan.caption


def sketch(seed: int, split: Split = "train", mix: Mix | None = None) -> ScenePlan:
    """The plan of a seed: the same for the same arguments, in any order and in any process; needs no font."""
    mix = mix or Mix()
    for attempt in itertools.count():
        dice = Rng(seed, attempt, split == "held-out")
        plan = _compose(seed, mix, dice)
        if plan.split == split:
            words = captions.caption(plan.items, plan.relation, plan.background, plan.style, dice)
            return replace(plan, caption=words)
    raise AssertionError("there is always another attempt")


def scene(seed: int, *, split: Split = "train", size: int = 128, mix: Mix | None = None) -> Scene:
    """Caption, picture and truth of a seed.

    Raises:
        NoFont: Noto Color Emoji is not on this machine.
    """
    plan = sketch(seed, split, mix)
    return Scene(plan, draw(plan, size))


def _compose(seed: int, mix: Mix, dice: Rng) -> ScenePlan:
    """A plan without a caption, held out or not."""
    style = dice.pick(styles.STYLES) if dice.chance(mix.styled) else styles.style(PLAIN)
    there = backgrounds.background(PLAIN)
    if style.sceneries and dice.chance(mix.backed):
        there = dice.pick(backgrounds.BACKGROUNDS)
        if not style.colours and not there.phrases:  # a red background cannot be seen in black and white
            there = backgrounds.background(PLAIN)
    weights = {
        "single": mix.single,
        "count": mix.count,
        "pair": mix.pair,
        "placed": mix.placed,
        "on": mix.on,
        "wearing": mix.wearing,
    }
    kind = dice.weighed(weights)
    chosen, relation = _cast(kind, mix, dice)
    items = tuple(_item(thing, kind, mix, style, there.name, dice) for thing in chosen)
    if kind == "count":
        items = (replace(items[0], count=2 + dice.below(5)),)
    elif kind == "single" and dice.chance(mix.sized):
        items = (replace(items[0], size=dice.pick(("big", "small"))),)
    return stage(seed, items, relation, there.name, style.name, dice, mix)


def stage(
    seed: int,
    items: tuple[SceneItem, ...],
    relation: Relation,
    background: str,
    style: str,
    dice: Rng,
    mix: Mix | None = None,
) -> ScenePlan:
    """The plan, still without a caption, in which these items have found their places."""
    mix = mix or Mix()
    variant, items = _seen(items, background, dice, mix.variants)
    cast = [things()[item.thing] for item in items]
    ground = backgrounds.background(background).ground
    count, size = items[0].count, items[0].size
    if mix.still:
        boxes = layout.settled(cast, relation, count, size, ground)
    else:
        boxes = layout.boxes(cast, relation, count, size, ground, dice)
    placed = tuple(replace(item, boxes=where) for item, where in zip(items, boxes, strict=True))
    plan = ScenePlan(seed, "train", "", placed, relation, background, style, variant, dice.below(mix.grains))
    return replace(plan, split="held-out" if holds_out(plan) else "train")


def _cast(kind: str, mix: Mix, dice: Rng) -> tuple[tuple[Thing, ...], Relation]:
    """Which things come, and how the first stands to the second."""
    if kind == "single":
        return (_any(mix, dice),), ""
    if kind == "count":
        return (dice.pick(_countable()),), ""
    if kind == "wearing":
        return (dice.pick(_dressable()), dice.pick(_hats())), "wearing"
    first, second = _any(mix, dice), _any(mix, dice)
    if kind == "on" and dice.chance(0.3):
        first, second = dice.pick(_riders()), dice.pick(_mounts())
    elif kind == "pair" and dice.chance(0.3):
        first = dice.pick(_riders())
    while second == first:
        second = _any(mix, dice)
    if kind == "placed":
        return (first, second), dice.pick(("left of", "right of", "above", "below"))
    return (first, second), "on" if kind == "on" else "and"


def _any(mix: Mix, dice: Rng) -> Thing:
    if mix.common and dice.chance(mix.common):
        return dice.pick(common())
    return dice.pick(_shapes() if dice.chance(SHAPES_SHARE) else _emoji())


def _item(thing: Thing, kind: str, mix: Mix, style: styles.Style, background: str, dice: Rng) -> SceneItem:
    """The thing with a word for it and perhaps a colour, which is not the background's."""
    if kind == "single" and thing.kinds and dice.chance(mix.vague):
        noun = dice.pick(thing.kinds)
    elif kind == "count":
        noun = dice.pick([noun for noun in thing.nouns if noun.form == "count"])
    else:
        noun = thing.nouns[0] if dice.chance(0.65) else dice.pick(thing.nouns)
    colour: ColourName | None = None
    shape = thing.group == "shape"
    if shape or (wearable(thing) and style.colours and dice.chance(mix.coloured)):
        colour = dice.pick([colour for colour in wearable(thing) if colour != background])
    said = dice.pick(palette.words(colour)) if colour and style.colours and (not shape or dice.chance(0.85)) else ""
    return SceneItem(thing.id, noun, colour, said, None)


@cache
def wearable(thing: Thing) -> tuple[ColourName, ...]:
    """The colours that it can be had in."""
    if not thing.tintable or thing.group in {"person", "body"}:
        return ()
    return tuple(colour for colour in COLOURS if thing.group not in SKIN or colour not in SKIN_COLOURS)


def _seen(items: tuple[SceneItem, ...], background: str, dice: Rng, count: int) -> tuple[int, tuple[SceneItem, ...]]:
    """Which drawing of the background, and the items, outlined where they could not be told from it."""

    def distance(item: SceneItem, variant: int) -> float:
        own = RGB_FROM_COLOUR[item.colour] if item.colour else things()[item.thing].rgb
        return palette.difference(own, backgrounds.rgb(background, variant))

    variants = range(count)
    if background == PLAIN:  # nobody asked for white paper: take one that shows everything
        clear = [v for v in variants if all(distance(item, v) > TOO_NEAR for item in items)]
        variant = dice.pick(clear) if clear else max(variants, key=lambda v: min(distance(i, v) for i in items))
    else:
        variant = dice.pick(variants)
    return variant, tuple(replace(item, outlined=distance(item, variant) < TOO_NEAR) for item in items)


def draw(plan: ScenePlan, size: int = 128, pictures: Sprites | None = None) -> Pixels:
    """The picture of a plan, uint8 [size, size, 3].

    Raises:
        NoFont: Noto Color Emoji is not on this machine.
    """
    pictures = pictures or sprites()
    layer = Image.new("RGBA", (size, size))
    behind = backgrounds.rgb(plan.background, plan.variant)
    rim, width = ((255, 255, 255), size // 64) if palette.lab(behind)[0] < 72 else ((104, 110, 126), size // 128)
    for item in reversed(plan.items) if plan.relation == "on" else plan.items:
        glyph = Image.fromarray(pictures.coloured(things()[item.thing].key, item.colour))
        for box in item.boxes:
            wide, high = max(1, round(box.width * size)), max(1, round(box.height * size))
            small = glyph.resize((wide, high), Image.Resampling.LANCZOS, reducing_gap=2.0)
            corner = (round(box.left * size), round(box.top * size))
            if item.outlined:
                _outline(layer, small, corner, rim, max(1, width))
            layer.alpha_composite(small, _inside(corner, size), _cut(corner))
    paper = backgrounds.picture(plan.background, plan.variant, size)
    return np.asarray(styles.style(plan.style).paint(paper, layer, plan.grain))


def _outline(layer: Image.Image, small: Image.Image, corner: tuple[int, int], rim: palette.Rgb, width: int) -> None:
    edge = Image.new("L", (small.width + 2 * width, small.height + 2 * width))
    edge.paste(small.getchannel("A"), (width, width))
    edge = edge.filter(ImageFilter.MaxFilter(2 * width + 1))
    layer.paste(rim, (corner[0] - width, corner[1] - width), edge)


def _inside(corner: tuple[int, int], size: int) -> tuple[int, int]:
    return min(max(corner[0], 0), size - 1), min(max(corner[1], 0), size - 1)


def _cut(corner: tuple[int, int]) -> tuple[int, int]:
    return max(-corner[0], 0), max(-corner[1], 0)


@cache
def _emoji() -> tuple[Thing, ...]:
    return tuple(thing for thing in things() if thing.group != "shape")


@cache
def _shapes() -> tuple[Thing, ...]:
    return tuple(thing for thing in things() if thing.group == "shape")


@cache
def _countable() -> tuple[Thing, ...]:
    return tuple(thing for thing in things() if any(noun.form == "count" for noun in thing.nouns))


@cache
def _hats() -> tuple[Thing, ...]:
    return tuple(thing for thing in things() if thing.group == "hat")


@cache
def _riders() -> tuple[Thing, ...]:
    return tuple(thing for thing in things() if captions.animate(thing))


@cache
def _dressable() -> tuple[Thing, ...]:
    return tuple(thing for thing in things() if thing.group in {"mammal", "bird", "reptile", "creature"})


@cache
def _mounts() -> tuple[Thing, ...]:
    return tuple(thing for thing in things() if thing.mount)
