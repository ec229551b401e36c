"""VQGAN (arXiv:2012.09841): codes -> pixels, and pixels -> codes. Pictures are [image, row, column, channel] in [0, 1].

Both directions are convolutions over pictures of ever doubling (or halving) size, with attention at the smallest.
"""

from __future__ import annotations

from itertools import pairwise

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int, UInt8

from inference.model.config import GROUPS, VQGANConfig

EPSILON = 1e-6

Pictures = Float[Array, "image _row _column _channel"]


class Conv(nnx.Module):
    """A convolution with bias; `kernel` is [row, column, in, out]. An edge of 3 pads by one pixel of zeros."""

    def __init__(self, size_in: int, size_out: int, *, edge: int = 3, rngs: nnx.Rngs) -> None:
        init = nnx.initializers.lecun_normal()
        self.kernel = nnx.Param(init(rngs.params(), (edge, edge, size_in, size_out), jnp.float32))
        self.bias = nnx.Param(jnp.zeros((size_out,), jnp.float32))

    def __call__(self, x: Pictures, *, stride: int = 1, padding: str = "SAME") -> Pictures:
        return _convolve(x, self.kernel[...], stride, padding) + self.bias


def _convolve(x: Pictures, kernel: Float[Array, "_row _column in out"], stride: int, padding: str) -> Pictures:
    layout = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(x, kernel, (stride, stride), padding, dimension_numbers=layout)


class GroupNorm(nnx.Module):
    def __init__(self, size: int) -> None:
        self.scale = nnx.Param(jnp.ones((size,), jnp.float32))
        self.bias = nnx.Param(jnp.zeros((size,), jnp.float32))

    def __call__(self, x: Pictures) -> Pictures:
        # Means over a picture first, then over a group's channels: the large reduction keeps channels adjacent, which
        # makes the gradient ten times faster on a CPU.
        centred = x - _of_group(x.mean((1, 2)))
        variance = _of_group(jnp.square(centred).mean((1, 2)))
        return centred * (jax.lax.rsqrt(variance + EPSILON) * self.scale) + self.bias


def _of_group(means: Float[Array, "image channel"]) -> Float[Array, "image 1 1 channel"]:
    """The mean of each group, for each of its channels."""
    images, channels = means.shape
    grouped = means.reshape(images, GROUPS, -1).mean(-1)
    return jnp.repeat(grouped, channels // GROUPS, axis=-1)[:, None, None]


class Residual(nnx.Module):
    """A residual block of two convolutions; a 1x1 convolution changes the width of the stream where needed."""

    def __init__(self, size_in: int, size_out: int, *, rngs: nnx.Rngs) -> None:
        self.norm1 = GroupNorm(size_in)
        self.conv1 = Conv(size_in, size_out, rngs=rngs)
        self.norm2 = GroupNorm(size_out)
        self.conv2 = Conv(size_out, size_out, rngs=rngs)
        self.nin_shortcut = Conv(size_in, size_out, edge=1, rngs=rngs) if size_in != size_out else None

    def __call__(self, x: Pictures) -> Pictures:
        y = self.conv1(jax.nn.swish(self.norm1(x)))
        y = self.conv2(jax.nn.swish(self.norm2(y)))
        return y + (x if self.nin_shortcut is None else self.nin_shortcut(x))


class Attention(nnx.Module):
    """Self-attention over all pixels, with one head."""

    def __init__(self, size: int, *, rngs: nnx.Rngs) -> None:
        self.norm = GroupNorm(size)
        self.q = Conv(size, size, edge=1, rngs=rngs)
        self.k = Conv(size, size, edge=1, rngs=rngs)
        self.v = Conv(size, size, edge=1, rngs=rngs)
        self.proj_out = Conv(size, size, edge=1, rngs=rngs)

    def __call__(self, x: Pictures) -> Pictures:
        images, rows, columns, size = x.shape
        y = self.norm(x)
        q, k, v = (part(y).reshape(images, rows * columns, size) for part in (self.q, self.k, self.v))
        weights = jax.nn.softmax(jnp.einsum("iqc,ikc->iqk", q, k) * size**-0.5)
        return x + self.proj_out(jnp.einsum("iqk,ikc->iqc", weights, v).reshape(x.shape))


class Middle(nnx.Module):
    def __init__(self, size: int, *, rngs: nnx.Rngs) -> None:
        self.block_1 = Residual(size, size, rngs=rngs)
        self.attn_1 = Attention(size, rngs=rngs)
        self.block_2 = Residual(size, size, rngs=rngs)

    def __call__(self, x: Pictures) -> Pictures:
        return self.block_2(self.attn_1(self.block_1(x)))


class Level(nnx.Module):
    """Residual blocks at one picture size, each with attention if asked, then the change to the next size."""

    def __init__(self, widths: list[int], *, attention: bool, resample: str | None, rngs: nnx.Rngs) -> None:
        self.block = nnx.List([Residual(a, b, rngs=rngs) for a, b in pairwise(widths)])
        self.attn = nnx.List([Attention(width, rngs=rngs) for width in widths[1:]] if attention else [])
        self.resample = resample
        self.conv = Conv(widths[-1], widths[-1], rngs=rngs) if resample else None

    def __call__(self, x: Pictures) -> Pictures:
        for i, block in enumerate(self.block):
            x = block(x)
            if self.attn:
                x = self.attn[i](x)
        if self.conv is None:
            return x
        if self.resample == "up":
            return doubled(x, self.conv)
        # Halving pads at the bottom and the right only, as the reference does.
        return self.conv(jnp.pad(x, ((0, 0), (0, 1), (0, 1), (0, 0))), stride=2, padding="VALID")


def doubled(x: Pictures, conv: Conv) -> Pictures:
    """Every pixel four times, then a 3x3 convolution, without ever multiplying equal neighbours twice.

    Of the three pixels that a kernel row sees, two are copies of one: above for an even output row, below for an odd
    one. So each of the four output phases is a 2x2 convolution of the small picture, and 4/9 of the work remains:

        even row: k0 * x[i-1] + (k1 + k2) * x[i]        odd row: (k0 + k1) * x[i] + k2 * x[i+1]
    """
    images, rows, columns, _ = x.shape
    padded = jnp.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    phases = []
    for odd_row in (0, 1):
        for odd_column in (0, 1):
            kernel = _two_of_three(_two_of_three(conv.kernel[...], odd_row, 0), odd_column, 1)
            seen = padded[:, odd_row : odd_row + rows + 1, odd_column : odd_column + columns + 1]
            phases.append(_convolve(seen, kernel, 1, "VALID"))
    y = jnp.stack(phases, axis=3).reshape(images, rows, columns, 2, 2, -1)
    return jnp.einsum("irckls->irkcls", y).reshape(images, 2 * rows, 2 * columns, -1) + conv.bias


def _two_of_three(kernel: Float[Array, "_row _column in out"], odd: int, axis: int) -> Float[Array, "_r _c in out"]:
    first, middle, last = jnp.split(kernel, 3, axis)
    return jnp.concatenate([first + middle, last] if odd else [first, middle + last], axis)


class Encoder(nnx.Module):
    def __init__(self, config: VQGANConfig, *, rngs: nnx.Rngs) -> None:
        widths = [config.ch, *(config.ch * m for m in config.ch_mult)]
        last = len(config.ch_mult) - 1
        self.conv_in = Conv(3, config.ch, rngs=rngs)
        self.down = nnx.List(
            [
                Level(
                    [widths[i], *[widths[i + 1]] * config.num_res_blocks],
                    attention=config.resolution // 2**i in config.attn_resolutions,
                    resample="down" if i < last else None,
                    rngs=rngs,
                )
                for i in range(last + 1)
            ]
        )
        self.mid = Middle(widths[-1], rngs=rngs)
        self.norm_out = GroupNorm(widths[-1])
        self.conv_out = Conv(widths[-1], config.z_channels, rngs=rngs)

    def __call__(self, pictures: Pictures) -> Pictures:
        x = self.conv_in(pictures)
        for level in self.down:
            x = level(x)
        return self.conv_out(jax.nn.swish(self.norm_out(self.mid(x))))


class Decoder(nnx.Module):
    def __init__(self, config: VQGANConfig, *, rngs: nnx.Rngs) -> None:
        widths = [config.ch * m for m in config.ch_mult]
        last = len(widths) - 1
        self.conv_in = Conv(config.z_channels, widths[-1], rngs=rngs)
        self.mid = Middle(widths[-1], rngs=rngs)
        # Numbered by size as in the published files: up[0] is the largest and is used last.
        self.up = nnx.List(
            [
                Level(
                    [widths[min(i + 1, last)], *[widths[i]] * (config.num_res_blocks + 1)],
                    attention=config.resolution // 2**i in config.attn_resolutions,
                    resample="up" if i > 0 else None,
                    rngs=rngs,
                )
                for i in range(last + 1)
            ]
        )
        self.norm_out = GroupNorm(widths[0])
        self.conv_out = Conv(widths[0], 3, rngs=rngs)

    def __call__(self, x: Pictures) -> Pictures:
        x = self.mid(self.conv_in(x))
        for level in reversed(self.up):
            x = level(x)
        return self.conv_out(jax.nn.swish(self.norm_out(x)))


class VQGAN(nnx.Module):
    """The codebook with both directions; drawing alone needs no encoder."""

    def __init__(self, config: VQGANConfig, *, with_encoder: bool = True, rngs: nnx.Rngs) -> None:
        self.codebook = nnx.Param(jax.random.normal(rngs.params(), (config.n_embed, config.embed_dim)))
        self.post_quant_conv = Conv(config.embed_dim, config.z_channels, edge=1, rngs=rngs)
        self.decoder = Decoder(config, rngs=rngs)
        self.encoder = Encoder(config, rngs=rngs) if with_encoder else None
        self.quant_conv = Conv(config.z_channels, config.embed_dim, edge=1, rngs=rngs) if with_encoder else None

    def decode(self, codes: Int[Array, "image code"]) -> Pictures:
        """Codes -> pictures, meant to lie in [0, 1] but not clipped."""
        edge = round(codes.shape[-1] ** 0.5)
        rows = self.codebook[...][codes].reshape(codes.shape[0], edge, edge, -1)
        return self.decoder(self.post_quant_conv(rows))

    def embed(self, pictures: Pictures) -> Pictures:
        """Pictures in [0, 1] -> what the quantiser rounds to codebook rows."""
        if self.encoder is None or self.quant_conv is None:
            raise ValueError("this VQGAN was made without its encoder")
        return self.quant_conv(self.encoder(pictures))

    def encode(self, pictures: Pictures) -> Int[Array, "image code"]:
        """Pictures in [0, 1] -> codes: the nearest codebook row of every patch, row by row."""
        embedded = self.embed(pictures)
        return self.nearest(embedded.reshape(embedded.shape[0], -1, embedded.shape[-1]))

    def nearest(self, embedded: Float[Array, "*patch size"]) -> Int[Array, "*patch"]:
        """The number of the codebook row that is nearest to each vector."""
        book = self.codebook[...]
        # |z - e|^2 without |z|^2, which is the same for every row e
        return jnp.argmin(jnp.square(book).sum(-1) - 2 * embedded @ book.T, axis=-1)


def to_bytes(pictures: Pictures) -> UInt8[Array, "image row column channel"]:
    """[0, 1] -> 0..255, cut off like the reference, not rounded."""
    return (jnp.clip(pictures, 0, 1) * 255).astype(jnp.uint8)
