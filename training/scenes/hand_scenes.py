"""Pictures of scenes in the drawings of many hands, and of every drawing by itself.

single = drawn_alone(drawings, "twemoji", thing, 96)
picture = draw(plan, hands, drawings, 96)       one hand for each item of the plan
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from training.scenes import backgrounds, palette, relations, shapes, styles
from training.scenes.hand_cache import Drawings
from training.scenes.hands import HANDS
from training.scenes.layout import Box
from training.scenes.palette import ColourName, Pixels, Rgb
from training.scenes.pasting import near, paste, paste_staged
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, SceneItem, ScenePlan
from training.scenes.things import Thing, things

ALONE = 10 / 12
"""The longer side of a thing that stands alone, in fractions of the picture: ten of the twelve patches across."""
MIDDLE = Box((1 - ALONE) / 2, (1 - ALONE) / 2, ALONE, ALONE)
"""Where it stands, on whatever background: so it has the same codes everywhere, but for its edges."""
SHAPES = "shapes"
"""The hand that draws cubes and stars: our own pen."""
PAPER = backgrounds.PAPERS[0]
"""What is behind everything when nobody asked for a background."""
RIM: Rgb = (104, 110, 126)
LIGHT_RIM: Rgb = (255, 255, 255)
"""Outlines of what is like the colour behind it."""
WEIGHT_FROM_HAND = {hand.name: hand.weight for hand in HANDS}


def alone(drawings: Drawings, hand: str, key: str, size: int, colour: ColourName | None = None) -> Image.Image:
    """A drawing in the middle of nothing, RGBA; outlined where it could not be seen on white paper."""
    picture = coloured(drawings, hand, key, colour)
    layer = Image.new("RGBA", (size, size))
    paste(layer, picture, MIDDLE, standing=False, rim=RIM if near(picture, PAPER) else None)
    return layer


def drawn_alone(drawings: Drawings, hand: str, thing: Thing, size: int) -> Pixels:
    """A drawing in the middle of white paper, uint8 [size, size, 3]."""
    layer = alone(drawings, hand, thing.key, size)
    sheet = Image.new("RGB", (size, size), PAPER)
    sheet.paste(layer, mask=layer.getchannel("A"))
    return np.asarray(sheet)


def hands_for(plan: ScenePlan, drawings: Drawings, rng: Rng) -> tuple[str, ...]:
    """A hand for each item: the same for all of them, if there is one that has drawn them all."""
    keys = [things()[item.thing].key for item in plan.items]
    drawn = [set(drawings.hands(key)) for key in keys if not key.startswith("shape:")]
    everywhere = [hand for hand in WEIGHT_FROM_HAND if all(hand in hands for hands in drawn)]
    common = rng.weighted_choice({hand: WEIGHT_FROM_HAND[hand] for hand in everywhere}) if everywhere else None
    return tuple(SHAPES if key.startswith("shape:") else common or any_hand(key, drawings, rng) for key in keys)


def any_hand(key: str, drawings: Drawings, rng: Rng) -> str:
    """A hand that has drawn the thing, each as often as its weight says."""
    return rng.weighted_choice({hand: WEIGHT_FROM_HAND[hand] for hand in drawings.hands(key)})


def coloured(drawings: Drawings, hand: str, key: str, colour: ColourName | None) -> Pixels:
    """A hand's drawing in a colour; None leaves it as it is."""
    if key.startswith("shape:"):
        return shapes.picture(key.removeprefix("shape:"), colour or "red")
    picture = np.array(drawings.picture(hand, key))
    return picture if colour is None else palette.tint(picture, colour, palette.body_mask(picture))


def draw(plan: ScenePlan, hands: Sequence[str], drawings: Drawings, size: int) -> Pixels:
    """The picture of a plan, uint8 [size, size, 3]. A drawing keeps its proportions within its box."""
    layer = Image.new("RGBA", (size, size))
    variant = 0 if plan.background == PLAIN else plan.variant
    behind = backgrounds.rgb(plan.background, variant)
    standing = plan.relation == "on" or backgrounds.background(plan.background).ground
    rim = LIGHT_RIM if palette.lab(behind)[0] < 72 else RIM
    cast: list[tuple[SceneItem, str]] = list(zip(plan.items, hands, strict=True))
    stage = relations.stage(plan.relation, [things()[item.thing] for item in plan.items])
    if stage is not None:
        pictures = [coloured(drawings, hand, things()[item.thing].key, item.colour) for item, hand in cast]
        paste_staged(layer, stage, pictures, behind, rim)
        cast = []
    for item, hand in reversed(cast) if plan.relation == "on" else cast:
        picture = coloured(drawings, hand, things()[item.thing].key, item.colour)
        outline = rim if near(picture, behind) else None
        for box in (MIDDLE,) if len(cast) == item.count == 1 else item.boxes:
            paste(layer, picture, box, standing=standing and box is not MIDDLE, rim=outline)
    paper = backgrounds.picture(plan.background, variant, size)
    return np.asarray(styles.style(plan.style).paint(paper, layer, plan.grain))
