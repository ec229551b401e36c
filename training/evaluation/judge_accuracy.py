"""How often a judge is right about known drawings that were moved, blurred and passed through a model's codes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from inference.api import TILES
from training.data.batches import Pictures
from training.evaluation.judge import Judge
from training.evaluation.labels import OPTIONS
from training.evaluation.scores import Share
from training.scenes.hand_cache import Drawings
from training.scenes.hand_scenes import drawn_alone
from training.scenes.rng import Rng
from training.scenes.things import things

COUNT = 270
"""Drawings that a judge is asked about, by lot."""
SHIFT, BLUR = 1 / 24, 1 / 96
"""How far a drawing is moved at most, and the deviation of the blur, in fractions of the picture."""


def judge_accuracy(
    judge: Judge, drawings: Drawings, edge: int, again: Callable[[Pictures], Pictures], size: int = TILES
) -> dict[str, Share]:
    """The shares of drawings of which a judge names the thing, and the hand.

    Args:
        edge: of the pictures, in pixels.
        again: what pictures are after a round trip through a model's codes; it gets `size` of them.
    """
    rng = Rng(20261201)
    known = tuple(drawings.place_from_drawing)
    thing_from_key = {thing.key: thing for thing in things()}
    right: dict[str, list[bool]] = {"thing": [], "hand": []}
    for _ in range(-(-COUNT // size)):
        chosen = [rng.choice(known) for _ in range(size)]
        pictures = [_suffered(drawn_alone(drawings, hand, thing_from_key[key], edge), rng) for hand, key in chosen]
        verdict = judge.predict(again(np.stack(pictures)))
        best = [things()[number].key for number in verdict.things.argmax(1)]
        hands = [OPTIONS["hand"][number] for number in verdict.choices["hand"].argmax(1)]
        right["thing"] += [one == key for one, (_, key) in zip(best, chosen, strict=True)]
        right["hand"] += [one == hand for one, (hand, _) in zip(hands, chosen, strict=True)]
    return {name: Share.of(np.array(ones)[:, None]) for name, ones in right.items()}


def _suffered(picture: np.ndarray, rng: Rng) -> np.ndarray:
    edge = len(picture)
    most = round(SHIFT * edge)
    top, left = (rng.below(2 * most + 1) for _ in range(2))
    moved = np.pad(picture, ((most, most), (most, most), (0, 0)), "edge")[top : top + edge, left : left + edge]
    return np.asarray(Image.fromarray(moved).filter(ImageFilter.GaussianBlur(BLUR * edge)))
