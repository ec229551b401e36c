"""Pictures of scenes in the drawings of many hands, and of every drawing by itself.

single = drawn_alone(drawings, "twemoji", thing, 96)
picture = draw(plan, hands, drawings, 96)       one hand for each item of the plan
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from training.scenes import backgrounds, palette, shapes, styles
from training.scenes.hand_cache import Drawings
from training.scenes.hands import HANDS
from training.scenes.layout import Box
from training.scenes.palette import ColourName, Pixels, Rgb
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, SceneItem, ScenePlan
from training.scenes.things import Thing, things

ALONE = 10 / 12
"""The longer side of a thing that stands alone, in fractions of the picture: ten of the twelve patches across."""
MIDDLE = Box((1 - ALONE) / 2, (1 - ALONE) / 2, ALONE, ALONE)
"""Where it stands, on whatever background: so it has the same codes everywhere, but for its edges."""
SHAPES = "shapes"
"""The hand that draws cubes and stars: our own pen."""
ACROSS = 12
"""Patches along a picture, each of which is one code."""
PAPER = backgrounds.PAPERS[0]
"""What is behind everything when nobody asked for a background."""
TOO_NEAR = 24.0
"""A drawing nearer than this to what is behind it (CIE76) gets an outline, of one of these."""
RIM: Rgb = (104, 110, 126)
LIGHT_RIM: Rgb = (255, 255, 255)
WEIGHT_FROM_HAND = {hand.name: hand.weight for hand in HANDS}


def drawn_alone(drawings: Drawings, hand: str, thing: Thing, size: int) -> Pixels:
    """A drawing in the middle of white paper, uint8 [size, size, 3]; outlined where it could not be seen there."""
    picture = coloured(drawings, hand, thing.key, None)
    layer = Image.new("RGBA", (size, size))
    rim = RIM if _near(picture, PAPER) else None
    _paste(layer, picture, MIDDLE, standing=False, rim=rim)
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
    standing = plan.relation in {"on", "wearing"} or backgrounds.background(plan.background).ground
    rim = LIGHT_RIM if palette.lab(behind)[0] < 72 else RIM
    cast: list[tuple[SceneItem, str]] = list(zip(plan.items, hands, strict=True))
    for item, hand in reversed(cast) if plan.relation == "on" else cast:
        picture = coloured(drawings, hand, things()[item.thing].key, item.colour)
        outline = rim if _near(picture, behind) else None
        for box in (MIDDLE,) if len(cast) == item.count == 1 else item.boxes:
            _paste(layer, picture, box, standing=standing and box is not MIDDLE, rim=outline)
    paper = backgrounds.picture(plan.background, variant, size)
    return np.asarray(styles.style(plan.style).paint(paper, layer, plan.grain))


def _paste(layer: Image.Image, picture: Pixels, box: Box, *, standing: bool, rim: Rgb | None) -> None:
    """Put a drawing into a box: as large as the box's longer side allows, in its middle or on its floor.

    It is moved by half a patch at most, so that a drawing of one size lies in its patches alike wherever it stands, and
    what was learnt of it at one place is true at another.
    """
    size = layer.width
    scale = max(box.width, box.height) * size / max(picture.shape[:2])
    wide, high = (max(1, round(edge * scale)) for edge in (picture.shape[1], picture.shape[0]))
    small = Image.fromarray(np.ascontiguousarray(picture)).resize((wide, high), Image.Resampling.LANCZOS)
    x = round((box.left + box.width / 2) * size - wide / 2)
    y = round(box.bottom * size - high) if standing else round((box.top + box.height / 2) * size - high / 2)
    x, y = _in_patches(x, wide, size), _in_patches(y, high, size)
    if rim is not None:
        width = max(1, size // 96)
        edge = Image.new("L", (wide + 2 * width, high + 2 * width))
        edge.paste(small.getchannel("A"), (width, width))
        layer.paste(rim, (x - width, y - width), edge.filter(ImageFilter.MaxFilter(2 * width + 1)))
    layer.alpha_composite(small, (max(x, 0), max(y, 0)))


def _in_patches(start: int, length: int, size: int) -> int:
    """The place next to `start` where so long a thing has its middle on a border of patches, inside the picture."""
    patch = size // ACROSS
    middle = round((start + length / 2) / patch) * patch
    while middle - length / 2 < 0 and middle + length / 2 + patch <= size:
        middle += patch
    while middle + length / 2 > size and middle - length / 2 - patch >= 0:
        middle -= patch
    return max(0, round(middle - length / 2))


def _near(picture: Pixels, behind: Rgb) -> bool:
    return palette.colour_difference(_mean(picture), behind) < TOO_NEAR


def _mean(picture: Pixels) -> Rgb:
    solid = picture[picture[..., 3] > 128]
    if not len(solid):
        return (255, 255, 255)
    red, green, blue = (round(float(channel)) for channel in solid[:, :3].mean(axis=0))
    return red, green, blue
