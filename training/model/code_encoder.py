"""A VQGAN's encoder set to find the codes of a codebook exactly, without training it.

The stream is halved by means until it is as small as the book's pictures, then by giving each of four pixels channels
of its own, until the last halving projects the patch on the book's directions. Residual blocks and attention add
nothing.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from inference.model.config import GROUPS
from inference.model.vqgan import VQGAN, Conv
from training.data.codebook import PATCH, Codebook

REFERENCE = 16.0
"""Value of the constant channels of the last norm."""
LINEAR_OFFSET = 16.0
"""Here swish is a straight line."""
SMALLER = 1 / 32
"""The projection is made so much smaller on its way through the last norm: it must be small beside REFERENCE."""
GATHERINGS = PATCH.bit_length() - 1
"""Halvings in which pixels get channels of their own: three for a patch of 8x8."""
PLACES = ((0, 0), (0, 1), (1, 0), (1, 1))


def install_codebook(book: Codebook, vqgan: VQGAN) -> None:
    """Set codebook and encoder of `vqgan`.

    The last norm would take means away: beside every two numbers stand a reference R and -R, so that the deviation of
    the four is nearly that of these alone, and (x - m) / s - ((R - m) / s + (-R - m) / s) / 2 = x / s.

    Raises:
        ValueError: the encoder has no room for a patch.
    """
    encoder, quant = vqgan.encoder, vqgan.quant_conv
    if encoder is None or quant is None:
        raise ValueError("this VQGAN was made without its encoder")
    halvings = [level.conv for level in encoder.down if level.conv is not None]
    size, wide = book.rows.shape[1], encoder.norm_out.scale.shape[0]
    into = encoder.down[-1].block[0].nin_shortcut
    gathered = 3 * 4 ** (GATHERINGS - 1)
    if into is None or len(halvings) < GATHERINGS:
        raise ValueError(f"an encoder needs {GATHERINGS} halvings, and to be wider after the last, to read a patch")
    if wide != 4 * GROUPS or size != 2 * GROUPS:
        raise ValueError(f"an encoder {4 * GROUPS} wide has room for {2 * GROUPS} numbers; here are {wide} and {size}")
    if halvings[-1].bias.shape[0] < max(gathered, size) or quant.kernel.shape[2] < size:
        raise ValueError(f"an encoder that is {max(gathered, size)} wide before its end has room for a patch")
    for block in (*(b for level in encoder.down for b in level.block), encoder.mid.block_1, encoder.mid.block_2):
        set_only(block.conv2, {})
        if block.nin_shortcut is not None:  # a level that is wider than the one before goes on with its channels
            set_only(block.nin_shortcut, {(0, 0, n, n): 1.0 for n in range(block.nin_shortcut.kernel.shape[2])})
    set_only(encoder.mid.attn_1.proj_out, {})
    set_only(encoder.conv_in, {(1, 1, colour, colour): 1.0 for colour in range(3)})
    numbers = 3
    # Which pixel of the patch a channel is, and which colour of it.
    rows, columns, colours = np.zeros(3, int), np.zeros(3, int), np.arange(3)
    for left, conv in reversed(list(enumerate(reversed(halvings)))):
        if left >= GATHERINGS:
            set_only(conv, {(*at, n, n): 0.25 for at in PLACES for n in range(numbers)})
            continue
        step = 2 ** (GATHERINGS - 1 - left)  # pixels of the small picture along one edge of what a channel stands for
        if left > 0:
            entries = {(*at, n, k * numbers + n): 1.0 for k, at in enumerate(PLACES) for n in range(numbers)}
            set_only(conv, entries)
            rows = np.concatenate([rows + step * row for row, _ in PLACES])
            columns = np.concatenate([columns + step * column for _, column in PLACES])
            colours, numbers = np.tile(colours, 4), numbers * 4
            continue
        kernel = np.zeros(conv.kernel.shape, np.float32)
        for row, column in PLACES:
            where = ((rows + step * row) * PATCH + columns + step * column) * 3 + colours
            kernel[row, column, :numbers, :size] = book.basis[where] * SMALLER
        bias = np.zeros(conv.bias.shape, np.float32)
        bias[:size] = -book.mean @ book.basis * SMALLER
        conv.kernel[...], conv.bias[...] = jnp.asarray(kernel), jnp.asarray(bias)
    _through_the_norm(vqgan, into, size, wide)
    set_rows(book, vqgan)


def set_rows(book: Codebook, vqgan: VQGAN) -> None:
    """Only the codebook."""
    vqgan.codebook[...] = jnp.asarray(book.rows)


def _through_the_norm(vqgan: VQGAN, into: Conv, size: int, wide: int) -> None:
    """The last level: numbers beside references, and out of the norm again."""
    encoder, quant = vqgan.encoder, vqgan.quant_conv
    assert encoder is not None  # noqa: S101 (`install_codebook` has looked)
    assert quant is not None  # noqa: S101
    where = [4 * (n // 2) + n % 2 for n in range(size)]
    set_only(into, {(0, 0, n, channel): 1.0 for n, channel in enumerate(where)})
    bias = np.zeros(wide, np.float32)
    bias[2::4], bias[3::4] = REFERENCE, -REFERENCE
    into.bias[...] = jnp.asarray(bias)
    encoder.norm_out.scale[...], encoder.norm_out.bias[...] = jnp.ones(wide), jnp.full(wide, LINEAR_OFFSET)
    deviation = REFERENCE / 2**0.5
    reads = {(1, 1, channel, n): deviation for n, channel in enumerate(where)}
    for n, channel in enumerate(where):
        for reference in (2, 3):
            reads[1, 1, channel // 4 * 4 + reference, n] = -deviation / 2
    set_only(encoder.conv_out, reads)
    kernel = np.zeros(quant.kernel.shape, np.float32)
    kernel[0, 0, :size] = np.eye(size) / SMALLER
    quant.kernel[...], quant.bias[...] = jnp.asarray(kernel), jnp.zeros(quant.bias.shape, jnp.float32)


def set_only(conv: Conv, entries: dict[tuple[int, int, int, int], float]) -> None:
    """Set these weights, and all others and the bias to zero."""
    kernel = np.zeros(conv.kernel.shape, np.float32)
    for where, weight in entries.items():
        kernel[where] = weight
    conv.kernel[...], conv.bias[...] = jnp.asarray(kernel), jnp.zeros(conv.bias.shape, jnp.float32)
