"""A picture network grows: it learns at half of its edge first, where a picture costs a third, and then gets its largest
level (Karras et al., 2018, "Progressive Growing of GANs"). Its codes are those of the half, and stay so.

half = Autoencoder(smaller(config), ...)      all levels but the largest, on pictures of half the edge
Growing(config, half, ...).stage              the largest level, and the decoder below it
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from inference.model.config import VQGANConfig
from training.batches import Batch, Batches


def smaller(config: VQGANConfig) -> VQGANConfig:
    """The same network without its largest level.

    Raises:
        ValueError: the two largest levels are not equally wide, so that one cannot be left out.
    """
    first, second, *_ = config.ch_mult
    if first != second:
        raise ValueError(f"a network grows where its two largest levels are equally wide, not {config.ch_mult}")
    return replace(config, ch_mult=config.ch_mult[1:], resolution=config.resolution // 2)


@dataclass(frozen=True)
class Halved:
    """The same pictures at half their edge; picklable, for `batches.ahead`."""

    batches: Batches

    def __call__(self, number: int) -> Batch:
        whole = self.batches(number)
        count, edge, _, _ = whole.pictures.shape
        fours = whole.pictures.reshape(count, edge // 2, 2, edge // 2, 2, 3).astype("uint16")
        return replace(whole, pictures=((fours.sum((2, 4)) + 2) // 4).astype("uint8"))
