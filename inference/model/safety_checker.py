"""Stable Diffusion's safety checker: CLIP's picture half, and vectors of what should not be shown.

A picture is flagged if it is closer to one of the concepts than that concept's threshold. Where it is close to one of
the special-care concepts, all thresholds after that one count as 0.01 lower. The concepts have no names: their vectors
were published, their words were not. Source: diffusers, pipelines/stable_diffusion/safety_checker.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.typing import DTypeLike
from jaxtyping import Array, Float

from inference.model.clip import INIT_STD, VisionTransformer, unit
from inference.model.clip_config import ClipConfig
from inference.model.layers import Dense

SPECIAL_CARE = np.float32(0.01)
"""By how much a special-care concept tightens the others; the reference's number."""
DECIMALS = 3
"""To which the reference rounds a score before it asks whether it is above 0."""


class SafetyChecker(nnx.Module):
    """Pixels -> cosines to the concepts, and to the special-care concepts. Concepts are float32 in any dtype."""

    def __init__(
        self, config: ClipConfig, *, concepts: int, special: int, dtype: DTypeLike = jnp.float32, rngs: nnx.Rngs
    ) -> None:
        size = config.projection_dim
        self.vision = VisionTransformer(config.vision, dtype=dtype, rngs=rngs)
        self.picture_projection = Dense(config.vision.hidden_size, size, dtype=dtype, init_std=INIT_STD, rngs=rngs)
        self.concepts = nnx.Param(jnp.ones((concepts, size), jnp.float32))
        self.thresholds = nnx.Param(jnp.ones((concepts,), jnp.float32))
        self.special = nnx.Param(jnp.ones((special, size), jnp.float32))
        self.special_thresholds = nnx.Param(jnp.ones((special,), jnp.float32))

    def __call__(
        self, pixels: Float[Array, "picture 3 edge edge"]
    ) -> tuple[Float[Array, "picture concept"], Float[Array, "picture special"]]:
        pictures = unit(self.embed_pictures(pixels))
        return pictures @ unit(self.concepts[...].T).T, pictures @ unit(self.special[...].T).T

    def embed_pictures(self, pixels: Float[Array, "picture 3 edge edge"]) -> Float[Array, "projected picture"]:
        """The projected pictures, not of length 1 yet."""
        return self.picture_projection(self.vision.pooled(self.vision(pixels)))


@dataclass(frozen=True)
class Verdict:
    """What the checker says of one picture.

    Attributes:
        flagged: it should be covered.
        score: by how much the closest concept is above its threshold; 0.0 or less of a picture that is not flagged.
        closest: the number of that concept.
        concepts: the numbers of the concepts above their thresholds, from 0.
        special_care: the same for special-care concepts, which only tighten the others.
    """

    flagged: bool
    score: float
    closest: int
    concepts: tuple[int, ...]
    special_care: tuple[int, ...]


def verdict(
    cosines: np.ndarray[Any, np.dtype[np.float32]],
    thresholds: np.ndarray[Any, np.dtype[np.float32]],
    special_cosines: np.ndarray[Any, np.dtype[np.float32]],
    special_thresholds: np.ndarray[Any, np.dtype[np.float32]],
) -> Verdict:
    """One picture's verdict, from its cosines to the concepts [concept] and the special ones [special], in float32."""
    care: list[int] = []
    for number, above in enumerate(special_cosines - special_thresholds):
        if np.round(above + (SPECIAL_CARE if care else np.float32(0)), DECIMALS) > 0:
            care.append(number)
    scores = np.round(cosines - thresholds + (SPECIAL_CARE if care else np.float32(0)), DECIMALS)
    found = tuple(int(number) for number in np.flatnonzero(scores > 0))
    return Verdict(bool(found), float(scores.max()), int(scores.argmax()), found, tuple(care))
