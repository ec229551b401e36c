"""Things by their names, and drawings of them, for the tests of training."""

from __future__ import annotations

import numpy as np

from training.scenes.hand_cache import EDGE, Drawings
from training.scenes.things import Thing, find, things


def known(word: str) -> Thing:
    """The thing of that name."""
    thing = find(word)
    assert thing is not None
    return thing


def blots(*hands: str) -> Drawings:
    """Every thing by these hands: four by four squares of colours that are its own, the outer corners left out."""
    drawn = [(hand, thing.key) for hand in hands for thing in things() if thing.group != "shape"]
    few = np.random.default_rng(1).integers(0, 200, (len(drawn), 4, 4, 4)).astype(np.uint8)
    few[..., 3] = 255
    few[:, 0, 0, 3] = few[:, 3, 3, 3] = 0
    return Large(few, {at: (number, EDGE, EDGE) for number, at in enumerate(drawn)})


class Large(Drawings):
    """Small pictures, enlarged when they are asked for."""

    def picture(self, hand: str, key: str) -> np.ndarray:
        few = self.pictures[self.place_from_drawing[hand, key][0]]
        return few.repeat(EDGE // 4, 0).repeat(EDGE // 4, 1)
