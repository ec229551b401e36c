"""A codebook without training: k-means over patches of small pictures, and an encoder that is set to compute its codes.

A patch of 4x4 pixels of the smallest picture is 48 numbers. `PatchCodebook` keeps their main directions, the weak ones
amplified, since a weak one may be the difference between green and grey. All of that is linear, and the encoder's
convolutions compute it exactly where nothing nonlinear interferes (`install_codebook`). So codes do not depend on
training time: a decoder can always learn to draw them better, and what a BART has learnt about them stays true.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Float32, Int

from inference.model.config import GROUPS
from inference.model.vqgan import VQGAN, Conv, Pictures
from training.data.batches import Pictures as Bytes
from training.model.autoencoder import halve

EDGE, ACROSS = 32, 8
"""Edge of the smallest picture in pixels, and patches along it."""
SIZE = (EDGE // ACROSS) ** 2 * 3
"""Numbers of a patch."""
AMPLIFICATION = 0.25
"""Directions are multiplied by their variance to the power of minus this: 0 changes nothing, 0.5 whitens them."""
FLAT_DEVIATION, FLAT_SHARE = 0.01, 0.1
"""Patches of less deviation than this are plain paper; this share of them is enough to find their codes."""
KMEANS_ROUNDS = 25
REFERENCE = 16.0
"""Value of the constant channels of the last norm."""
LINEAR_OFFSET = 16.0
"""Here swish is a straight line."""


@dataclass(frozen=True, eq=False)
class PatchCodebook:
    """Codes of patches. A patch x is projected to (x - mean) @ basis; its code is the nearest of `rows`."""

    mean: Float32[np.ndarray, " number"]
    basis: Float32[np.ndarray, "number size"]
    rows: Float32[np.ndarray, "code size"]

    def codes(self, pictures: Pictures) -> Int[Array, "image code"]:
        """Pictures of any edge that is a power of two, in [0, 1] -> codes, without a network."""
        small = pictures
        while small.shape[1] > EDGE:
            small = halve(small)
        found = (patches(small) - self.mean) @ self.basis
        return jnp.argmin(jnp.square(self.rows).sum(-1) - 2 * found @ self.rows.T, axis=-1)


def patches(pictures: Pictures) -> Float[Array, "image patch number"]:
    """The pixels of each patch: quarters of it, quarters of these, colours."""
    n = pictures.shape[0]
    parts = pictures.reshape(n, ACROSS, 2, 2, ACROSS, 2, 2, 3)  # row: patch, quarter, pixel; column likewise
    return jnp.einsum("nyRrxCcl->nyxRCrcl", parts).reshape(n, ACROSS * ACROSS, SIZE)


def fit_codebook(pictures: Bytes, codes: int, size: int, seed: int) -> PatchCodebook:
    """k-means over the patches of pictures.

    Args:
        pictures: uint8, of the smallest edge.
        codes: rows of the codebook.
        size: directions that are kept, at most SIZE.
    """
    every = np.asarray(patches(jnp.asarray(pictures, jnp.float32) / 255)).reshape(-1, SIZE)
    rng = np.random.default_rng(seed)
    chosen = every[(_spread(every) > FLAT_DEVIATION) | (rng.random(len(every)) < FLAT_SHARE)]
    mean = chosen.mean(0)
    variance, directions = np.linalg.eigh(np.cov((chosen - mean).T))
    main = np.argsort(-variance)[:size]
    basis = (directions[:, main] * variance[main] ** -AMPLIFICATION).astype(np.float32)
    points = jnp.asarray((chosen - mean) @ basis)
    points /= (scale := points.std())
    rows = points[rng.choice(len(points), codes, replace=False)]
    for number in range(KMEANS_ROUNDS):
        rows, hits = _kmeans_step(points, rows)
        lost = np.flatnonzero(np.asarray(hits) == 0)
        if number < KMEANS_ROUNDS - 1 and len(lost):  # move codes that no patch uses
            rows = rows.at[lost].set(points[rng.choice(len(points), len(lost), replace=False)])
    return PatchCodebook(mean, np.asarray(basis / scale, np.float32), np.asarray(rows))


def _spread(every: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The largest deviation of a patch's channels."""
    deviation: np.ndarray[Any, Any] = every.reshape(len(every), -1, 3).std(1).max(1)
    return deviation


@jax.jit
def _kmeans_step(points: Float[Array, "point size"], rows: Float[Array, "code size"]) -> tuple[Array, Array]:
    """Each code as the mean of the points that are nearest to it, and how many these are."""
    at = jnp.argmin(jnp.square(rows).sum(-1) - 2 * points @ rows.T, axis=-1)
    hits = jnp.zeros(len(rows)).at[at].add(1.0)
    sums = jnp.zeros_like(rows).at[at].add(points)
    return jnp.where(hits[:, None] > 0, sums / jnp.maximum(hits, 1)[:, None], rows), hits


def install_codebook(book: PatchCodebook, vqgan: VQGAN) -> None:
    """Set codebook and encoder so that `vqgan.encode` computes the codes of `book`.

    Residual blocks and attention add nothing. The stream is halved by means until it has the smallest picture's edge,
    then by giving each of four pixels channels of its own. The last norm would subtract means. So every two numbers
    share a group with a reference and its negative, R and -R: its deviation is nearly that of these alone, and

        (x - m) / s - ((R - m) / s + (-R - m) / s) / 2  =  x / s,  s = R / sqrt(2) to within (x / R)^2

    Raises:
        ValueError: the encoder has no room for a patch.
    """
    encoder, quant = vqgan.encoder, vqgan.quant_conv
    if encoder is None or quant is None:
        raise ValueError("this VQGAN was made without its encoder")
    halvings = [level.conv for level in encoder.down if level.conv is not None]
    wide = encoder.norm_out.scale.shape[0]
    into = encoder.down[-1].block[0].nin_shortcut
    if into is None or wide != 4 * GROUPS or into.kernel.shape[2] < SIZE or quant.kernel.shape[2] < SIZE:
        raise ValueError(f"an encoder that ends {4 * GROUPS} wide, and {SIZE} before that, has room for a patch")
    blocks = [block for level in encoder.down for block in level.block]
    for block in (*blocks, encoder.mid.block_1, encoder.mid.block_2):
        set_only(block.conv2, {})
    set_only(encoder.mid.attn_1.proj_out, {})
    set_only(encoder.conv_in, {(1, 1, colour, colour): 1.0 for colour in range(3)})
    numbers = 3
    for left, conv in reversed(list(enumerate(reversed(halvings)))):
        four = [(row, column) for row in (0, 1) for column in (0, 1)]
        if left < 2:
            set_only(
                conv, {(*at, n, place * numbers + n): 1.0 for place, at in enumerate(four) for n in range(numbers)}
            )
            numbers *= 4
        else:
            set_only(conv, {(*at, n, n): 0.25 for at in four for n in range(numbers)})
    where = [4 * (n // 2) + n % 2 for n in range(SIZE)]
    set_only(into, {(0, 0, n, channel): 1.0 for n, channel in enumerate(where)})
    bias = np.zeros(wide, np.float32)
    bias[where] = -0.5
    bias[2::4], bias[3::4] = REFERENCE, -REFERENCE
    into.bias[...] = jnp.asarray(bias)
    encoder.norm_out.scale[...], encoder.norm_out.bias[...] = jnp.ones(wide), jnp.full(wide, LINEAR_OFFSET, jnp.float32)
    deviation = REFERENCE / 2**0.5
    reads = {(1, 1, channel, n): deviation for n, channel in enumerate(where)}
    for n, channel in enumerate(where):
        for reference in (2, 3):
            reads[1, 1, channel // 4 * 4 + reference, n] = -deviation / 2
    set_only(encoder.conv_out, reads)
    kernel = np.zeros(quant.kernel.shape, np.float32)
    kernel[0, 0, :SIZE] = book.basis
    quant.kernel[...], quant.bias[...] = jnp.asarray(kernel), jnp.asarray((0.5 - book.mean) @ book.basis)
    vqgan.codebook[...] = jnp.asarray(book.rows)


def set_only(conv: Conv, entries: dict[tuple[int, int, int, int], float]) -> None:
    """Set these weights, and all others and the bias to zero."""
    kernel = np.zeros(conv.kernel.shape, np.float32)
    for where, weight in entries.items():
        kernel[where] = weight
    conv.kernel[...], conv.bias[...] = jnp.asarray(kernel), jnp.zeros(conv.bias.shape, jnp.float32)
