"""A decoder learns to draw the codes of a codebook: small pictures first, then larger ones (progressive_growing.py).

Codes come with the pictures, so that no update has to look for the nearest of thousands of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jaxtyping import Array, Int, UInt8, UInt32

from inference.model.config import VQGANConfig
from inference.model.vqgan import VQGAN
from training.data.batches import Batch, CodeBatch
from training.data.codebook import EDGE as SMALL
from training.data.codebook import Codebook, Codes
from training.loop import AveragedState, Metrics, Stage, window_decay
from training.model.autoencoder import reconstruction_loss
from training.model.optimisers import steady
from training.scenes.palette import Pixels
from training.scenes.rng import Rng

WINDOW = 300
"""Updates that the average of the weights remembers."""


@dataclass(frozen=True, eq=False)
class Shown:
    """Batches of pictures with their codes.

    Args:
        draw: (chance, edge) -> the same picture of SMALL pixels, from which its codes are, and of another edge.
        edge: of the pictures; less than SMALL is made from it by means of squares.
    """

    draw: Callable[[Rng, int], tuple[Pixels, Pixels]]
    book: Codebook
    edge: int
    size: int
    seed: int

    def __call__(self, number: int) -> CodeBatch:
        pairs = [self.draw(Rng(self.seed, number, i), max(self.edge, SMALL)) for i in range(self.size)]
        codes: Codes = self.book.encode(np.stack([small for small, _ in pairs]))
        pictures = np.stack([halved(large, self.edge) for _, large in pairs])
        return CodeBatch(pictures, ("",) * self.size, codes.astype(np.int32))


def halved(picture: Pixels, edge: int) -> Pixels:
    """A picture of `edge` pixels: each the mean of a square of the larger one."""
    by = picture.shape[0] // edge
    if by == 1:
        return picture
    means: np.ndarray[Any, Any] = picture.reshape(edge, by, edge, by, 3).mean((1, 3))
    return np.asarray(np.rint(means), np.uint8)


class Painting:
    """How a decoder is trained. `stage` is what `loop.train` wants."""

    def __init__(self, config: VQGANConfig, *, steps: int, rate: float, name: str) -> None:
        # No weight decay: it would wear down codebook and encoder, which are in no loss.
        self.optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adam(steady(rate, steps), 0.9, 0.98))
        self.graph, _ = nnx.split(nnx.eval_shape(lambda: VQGAN(config, rngs=nnx.Rngs(0))))
        self.stage = Stage(name, steps, self.update, arrays)

    def initial_state(self, model: VQGAN) -> AveragedState:
        _, params = nnx.split(model)
        return AveragedState.start(jax.tree.map(jnp.copy, params), self.optimiser)  # updates consume parameters

    def update(
        self,
        state: AveragedState,
        step: UInt32[Array, ""],
        pictures: UInt8[Array, "picture row column channel"],
        codes: Int[Array, "picture code"],
    ) -> tuple[AveragedState, Metrics]:
        """One step down the gradient; codebook and encoder stay as they are."""
        target = pictures.astype(jnp.float32) / 255

        def loss(params: Any) -> Array:
            model: VQGAN = nnx.merge(self.graph, params)
            return reconstruction_loss(model.decode(codes), target)

        error, gradients = jax.value_and_grad(loss)(state.params)
        gradients["codebook"] = jax.tree.map(jnp.zeros_like, gradients["codebook"])
        return state.updated(self.optimiser, gradients, window_decay(WINDOW, step)), {"loss": error}


def arrays(batch: Batch) -> tuple[np.ndarray[Any, Any], ...]:
    assert isinstance(batch, CodeBatch)  # noqa: S101 (Shown makes nothing else)
    return batch.pictures, batch.codes
