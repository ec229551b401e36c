"""A judge without training: it compares a picture with every drawing of every hand, and the nearest one is its answer.

It looks for one thing in the middle, before the background that the border of the picture is most like. Of counts,
places and styles it knows nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Float32
from PIL import Image

from training.data.batches import Pictures
from training.data.codebook import EDGE as RENDERED
from training.evaluation.judge import Verdict
from training.evaluation.labels import OPTIONS
from training.evaluation.prompts import Question
from training.scenes import backgrounds
from training.scenes.hand_cache import Drawings
from training.scenes.hand_scenes import SHAPES, alone
from training.scenes.palette import COLOURS, ColourName
from training.scenes.things import things

EDGE, BORDER = 24, 1
"""Pixels along a picture when it is compared, and those at its border that are compared with backgrounds."""
FARTHEST = 0.1
"""Squared distances of a border's pixels are clipped here: a thing that reaches the border is no other background."""
EVEN = 0.01
"""A squared distance that is larger by this is e times less likely."""

Small = Float32[np.ndarray, "picture edge edge 3"]
Distances = Float32[np.ndarray, "picture drawing"]


class NearestDrawing:
    """Compares pictures of EDGE pixels, a little blurred, moved by up to one pixel: the mean of squared differences.

    Args:
        drawings: what is known; shapes are known in every colour besides.
        on_progress: called with the number of drawings that were made small, and that of all.
    """

    name = "nearest drawing"
    questions: frozenset[Question] = frozenset({"thing", "hand", "background"})

    def __init__(self, drawings: Drawings, on_progress: Callable[[int, int], None] = lambda done, total: None) -> None:
        known: list[tuple[int, str, ColourName | None]] = []  # by thing, for `_of_things`
        for thing in things():
            shapes = [(thing.id, SHAPES, colour) for colour in COLOURS] if thing.group == "shape" else []
            known += shapes or [(thing.id, hand, None) for hand in drawings.hands(thing.key)]
        self._layers = np.zeros((len(known), EDGE, EDGE, 4), np.float32)
        for number, (thing_id, hand, colour) in enumerate(known):
            layer = np.asarray(alone(drawings, hand, things()[thing_id].key, RENDERED, colour), np.float32) / 255
            layer[..., :3] *= layer[..., 3:]
            by = RENDERED // EDGE
            self._layers[number] = layer.reshape(EDGE, by, EDGE, by, 4).mean((1, 3))
            on_progress(number + 1, len(known))
        self._layers = blurred(self._layers)
        self._things, self._starts = np.unique([thing_id for thing_id, _, _ in known], return_index=True)
        self._hands = np.array([hand for _, hand, _ in known])
        named = [(str(name), variant) for name in OPTIONS["background"] for variant in range(backgrounds.VARIANTS)]
        self._behind = blurred(small(np.stack([np.asarray(backgrounds.picture(*one, RENDERED)) for one in named])))

    def predict(self, pictures: Pictures) -> Verdict:
        """Pictures of any size, uint8 [picture, row, column, 3]."""
        seen = blurred(small(pictures))
        from_background = self._from_backgrounds(seen)
        behind = from_background.argmin(1)
        away = np.zeros((len(seen), len(self._layers)), np.float32)
        for number in np.unique(behind):  # the nine tiles of a prompt have few of them
            away[behind == number] = self._from_drawings(seen[behind == number], self._behind[number])
        least = np.full((len(seen), len(things())), np.inf, np.float32)
        least[:, self._things] = np.minimum.reduceat(away, self._starts, axis=1)
        hands = [away[:, self._hands == hand].min(1, initial=np.inf) for hand in OPTIONS["hand"]]
        options = from_background.reshape(len(seen), -1, backgrounds.VARIANTS).min(2)
        middle = np.full((*least.shape, 2), 0.5, np.float32)
        return Verdict(-least, middle, {"hand": _chances(np.stack(hands, 1)), "background": _chances(options)})

    def _from_drawings(self, seen: Small, behind: Float32[np.ndarray, "edge edge 3"]) -> Distances:
        """How far every drawing before a background is from each picture, at the shift where it is nearest."""
        there = (self._layers[..., :3] + (1 - self._layers[..., 3:]) * behind).reshape(len(self._layers), -1)
        square, wide = np.square(there).sum(1), np.pad(seen, ((0, 0), (1, 1), (1, 1), (0, 0)), "edge")
        away = np.full((len(seen), len(there)), np.inf, np.float32)
        for down, right in np.ndindex(3, 3):
            moved = wide[:, down : down + EDGE, right : right + EDGE].reshape(len(seen), -1)
            # |x - t|^2 = |x|^2 - 2 x t + |t|^2
            away = np.minimum(away, np.square(moved).sum(1)[:, None] - 2 * moved @ there.T + square)
        return np.asarray(away / there.shape[1], np.float32)

    def _from_backgrounds(self, seen: Small) -> Float32[np.ndarray, "picture background"]:
        """How far each picture's border is from that of every background in all its variants."""
        border = np.ones((EDGE, EDGE), bool)
        border[BORDER:-BORDER, BORDER:-BORDER] = False
        away = np.square(seen[:, None, border] - self._behind[None, :, border]).sum(-1)
        return np.asarray(away.clip(max=FARTHEST).mean(-1), np.float32)


def small(pictures: Pictures) -> Small:
    """Pictures of EDGE pixels in [0, 1], each the mean of what it covers."""
    fitted = [Image.fromarray(one).resize((EDGE, EDGE), Image.Resampling.BOX) for one in pictures]
    return np.stack([np.asarray(one, np.float32) for one in fitted]) / 255


def blurred(
    pictures: Float32[np.ndarray, "picture edge edge channel"],
) -> Float32[np.ndarray, "picture edge edge channel"]:
    """Each pixel with a quarter of each neighbour's difference, down and across."""
    for axis in (1, 2):
        around = [(0, 0)] * 4
        around[axis] = (1, 1)
        wide = np.pad(pictures, around, "edge")
        before, after = (np.take(wide, range(first, first + EDGE), axis) for first in (0, 2))
        pictures = pictures / 2 + (before + after) / 4
    return pictures


def _chances(away: Float[np.ndarray, "picture option"]) -> Float[np.ndarray, "picture option"]:
    likely = np.exp((away.min(1, keepdims=True) - away) / EVEN)
    chances: Float[np.ndarray, "picture option"] = likely / likely.sum(1, keepdims=True)
    return chances
