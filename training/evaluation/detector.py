"""The network that looks: pictures -> what is where, and what the picture as a whole is.

Things are found where they stand, as in CenterNet (Zhou et al., 2019, "Objects as Points"): each cell of a grid says
whether the middle of a thing is there, and which thing it would be. All else is read from the whole picture.
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
class Detector:
    """The network's sizes: squares of `patch` pixels, then residual blocks, halving the grid between widths.

    Args:
        edge: of the pictures that it looks at, in pixels.
        widths: channels at each size of the grid, multiples of 32.
        blocks: residual blocks at each.
        things: how many things there are.
    """

    edge: int = 128
    patch: int = 4
    widths: tuple[int, ...] = (64, 96, 160)
    blocks: tuple[int, ...] = (1, 2, 2)
    things: int = field(default_factory=lambda: len(things()))

    @property
    def grid(self) -> int:
        """Cells along an edge where things are found."""
        return self.edge // self.patch >> (len(self.widths) - 1)


class Detections(NamedTuple):
    """The network's answers, as logits."""

    there: Float[Array, "picture cell"]
    features: Float[Array, "picture cell feature"]
    choices: dict[Choice, Float[Array, "picture option"]]


GIST, THOUGHT = 16, 192
"""Channels of each cell that the picture as a whole is read from, and features of that reading."""
UNLIKELY = -4.0
"""Where the logit of a cell starts: one in 64 has a thing."""


class DetectorNetwork(nnx.Module):
    """Pictures in [0, 1] -> Seen. `which` turns the features of a cell into logits of things."""

    def __init__(self, sight: Detector, *, rngs: nnx.Rngs) -> None:
        self.patch = sight.patch
        self.stem = Conv(3, sight.widths[0], edge=sight.patch, rngs=rngs)
        self.halve = nnx.List([Conv(a, b, edge=2, rngs=rngs) for a, b in pairwise(sight.widths)])
        self.blocks = nnx.List(
            [
                nnx.List([Residual(width, width, rngs=rngs) for _ in range(count)])
                for width, count in zip(sight.widths, sight.blocks, strict=True)
            ]
        )
        width = sight.widths[-1]
        self.norm = GroupNorm(width)
        self.there = Conv(width, 1, edge=1, rngs=rngs)
        self.which = nnx.Linear(width, sight.things, rngs=rngs)
        self.gist = Conv(width, GIST, edge=1, rngs=rngs)
        self.thought = nnx.Linear(GIST * sight.grid**2 + width, THOUGHT, rngs=rngs)
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
            features=x.reshape(len(x), -1, x.shape[-1]),
            choices={name: self.choices[name](thought) for name in OPTIONS},
        )


def worn(key: Key[Array, ""], pictures: Float[Array, "picture edge edge 3"]) -> Float[Array, "picture edge edge 3"]:
    """Pictures as anybody's might reach a judge: a little soft, pale, blotchy or noisy.

    A network that had only ever seen sharp edges would not know what to make of any model's drawings.
    """
    n, edge, _, _ = pictures.shape
    amounts, noises = jax.random.split(key)
    # Every random number of a kind is drawn at once, which a CPU compiles several times as fast.
    slight, strong, contrast, *shades, blotch, grain = jax.random.uniform(amounts, (8, n, 1, 1, 1))
    noise = jax.random.normal(noises, pictures.shape)
    for times, most, amount in ((2, 1.0, slight), (4, 0.6, strong)):
        soft = _enlarged(_shrunk(pictures, times), edge)
        pictures += (soft - pictures) * most * jnp.maximum(2 * amount - 1, 0)  # every other one stays sharp
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
