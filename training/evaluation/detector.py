"""The judge's network: pictures -> which things are where, and what the whole picture is.

Things are detected by their centres, as in CenterNet (Zhou et al., 2019, "Objects as Points"): each cell of a grid
predicts whether it contains a thing's centre, and which thing. Everything else is read from the whole picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Key

from inference.model.vqgan import Conv, GroupNorm, Residual
from training.evaluation.labels import OPTIONS, Choice
from training.scenes.things import things


@dataclass(frozen=True)
class DetectorConfig:
    """The network's sizes: patches of `patch` pixels, then residual blocks; the grid is halved between widths.

    Args:
        edge: of its input pictures, in pixels.
        widths: channels at each size of the grid, multiples of 32.
        blocks: residual blocks at each.
        things: number of things.
    """

    edge: int = 128
    patch: int = 4
    widths: tuple[int, ...] = (64, 96, 160)
    blocks: tuple[int, ...] = (1, 2, 2)
    things: int = field(default_factory=lambda: len(things()))

    @property
    def grid(self) -> int:
        """Cells along an edge of the detection grid."""
        return self.edge // self.patch >> (len(self.widths) - 1)


class Detections(NamedTuple):
    """The network's answers, as logits. `second` says that something is done to what is there."""

    there: Float[Array, "picture cell"]
    second: Float[Array, "picture cell"]
    features: Float[Array, "picture cell feature"]
    choices: dict[Choice, Float[Array, "picture option"]]


GIST, THOUGHT = 16, 192
"""Channels of each cell, and features, from which properties of the whole picture are predicted."""
UNLIKELY = -4.0
"""Initial logit of a cell: roughly one in 64 contains a thing."""


class Detector(nnx.Module):
    """Pictures in [0, 1] -> Detections. `which` maps the features of a cell to logits of things.

    Attribute names are the names of parameters in checkpoints.
    """

    def __init__(self, detector: DetectorConfig, *, rngs: nnx.Rngs) -> None:
        self.patch = detector.patch
        self.stem = Conv(3, detector.widths[0], edge=detector.patch, rngs=rngs)
        self.halve = nnx.List([Conv(a, b, edge=2, rngs=rngs) for a, b in pairwise(detector.widths)])
        self.blocks = nnx.List(
            [
                nnx.List([Residual(width, width, rngs=rngs) for _ in range(count)])
                for width, count in zip(detector.widths, detector.blocks, strict=True)
            ]
        )
        width = detector.widths[-1]
        self.norm = GroupNorm(width)
        self.there = Conv(width, 1, edge=1, rngs=rngs)
        self.second = Conv(width, 1, edge=1, rngs=rngs)
        self.which = nnx.Linear(width, detector.things, rngs=rngs)
        self.gist = Conv(width, GIST, edge=1, rngs=rngs)
        self.thought = nnx.Linear(GIST * detector.grid**2 + width, THOUGHT, rngs=rngs)
        self.choices = nnx.Dict({name: nnx.Linear(THOUGHT, len(some), rngs=rngs) for name, some in OPTIONS.items()})

    def __call__(self, pictures: Float[Array, "picture row column channel"]) -> Detections:
        x = self.stem(pictures * 2 - 1, stride=self.patch, padding="VALID")
        for i, blocks in enumerate(self.blocks):
            x = self.halve[i - 1](x, stride=2, padding="VALID") if i else x
            for block in blocks:
                x = block(x)
        x = jax.nn.swish(self.norm(x))
        gist = jnp.concatenate([self.gist(x).reshape(len(x), -1), x.mean((1, 2))], -1)
        thought = jax.nn.swish(self.thought(gist))
        return Detections(
            there=self.there(x).reshape(len(x), -1) + UNLIKELY,
            second=self.second(x).reshape(len(x), -1),
            features=x.reshape(len(x), -1, x.shape[-1]),
            choices={name: self.choices[name](thought) for name in OPTIONS},
        )


def augment(key: Key[Array, ""], pictures: Float[Array, "picture edge edge 3"]) -> Float[Array, "picture edge edge 3"]:
    """Data augmentation: pictures that are a little soft, pale, blotchy or noisy, as drawings of models are.

    A network trained on sharp edges alone fails on them.
    """
    n, edge, _, _ = pictures.shape
    amounts, noises = jax.random.split(key)
    # Drawing all random numbers of a kind at once compiles several times faster on a CPU.
    slight, strong, contrast, *shades, blotch, grain = jax.random.uniform(amounts, (8, n, 1, 1, 1))
    noise = jax.random.normal(noises, pictures.shape)
    for times, most, amount in ((2, 1.0, slight), (4, 0.6, strong)):
        soft = _enlarged(_shrunk(pictures, times), edge)
        pictures += (soft - pictures) * most * jnp.maximum(2 * amount - 1, 0)  # half of the pictures stay sharp
    pictures = (pictures - 0.5) * (0.85 + 0.25 * contrast) + 0.46 + 0.08 * jnp.concatenate(shades, -1)
    blotches = 8 * _enlarged(_shrunk(noise, 8), edge)  # a mean of 64 varies an eighth as much
    pictures += 0.04 * blotch * blotches + 0.06 * grain * noise
    return pictures


def _shrunk(x: Float[Array, "picture edge edge 3"], times: int) -> Float[Array, "picture less less 3"]:
    n, edge, _, _ = x.shape
    small: Array = x.reshape(n, edge // times, times, edge // times, times, 3).mean((2, 4))
    return small


def _enlarged(x: Float[Array, "picture less less 3"], edge: int) -> Float[Array, "picture edge edge 3"]:
    large: Array = jax.image.resize(x, (len(x), edge, edge, 3), "linear")
    return large
