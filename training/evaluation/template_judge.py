"""A judge without training: it compares every thing with every part of a picture and reports the best matches.

It knows things in their own colours at any position, colours and backgrounds, but no styles and no counts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from PIL import Image

from training.data.batches import Pictures
from training.evaluation import background_probe
from training.evaluation.background_probe import lab
from training.evaluation.judge import Verdict, in_batches
from training.evaluation.labels import Choice
from training.scenes.sprites import Sprites, sprites
from training.scenes.things import things

EDGE_PIXELS = 16
"""Edge of a template. 24 is no better."""
SUPERSAMPLING = 4
"""Templates are drawn this many times larger and averaged, for soft borders."""
FIELD_PIXELS = 64
"""Edge of the picture from which windows are cut."""
THING_SHARE = 0.9
"""The part of a window's edge that its thing takes."""
SIDES, STEP = (0.5, 0.58, 0.66, 0.74, 0.82, 0.9, 1.0), 0.06
"""Edges of windows, from a thing of a pair to a big one, and roughly their distance, in fractions of the picture."""
TEXTURE_VARIANCE = 60.0
"""Added to a window's variance per pixel, in Lab: plain paper would fit anything."""
RIVAL_PENALTY = 5.0
"""How much worse a thing gets where another one fits better: the cat beside a dog is not "almost another dog"."""


class Templates(NamedTuple):
    """Every thing in its own colour, in CIE Lab, and sums that all windows need."""

    coloured: Float[Array, "thing number"]  # colour times opacity, flat
    square: Float[Array, " thing"]  # its squared norm
    paper: Float[Array, "thing pixel"]  # 1 - opacity
    paper_square: Float[Array, " thing"]
    overlap: Float[Array, "thing 3"]  # <paper, coloured>


class TemplateJudge:
    """Nearest rendered pictures.

    A thing t with opacity a, in front of the paper colour b that suits best, explains a window x:

        |x - a t - (1 - a) b|^2  is least for  b = <1 - a, x - a t> / |1 - a|^2

    The score of t is the share of the window's variance that it explains. Colours are CIE Lab.

    Raises:
        FontNotFound: Noto Color Emoji is not on this machine.
    """

    name = "templates"

    def __init__(self, pictures: Sprites | None = None) -> None:
        coloured, opacity = _rendered(pictures or sprites())
        paper = 1 - opacity
        self._templates = Templates(
            coloured.reshape(len(coloured), -1),
            jnp.square(coloured).sum((1, 2)),
            paper,
            jnp.square(paper).sum(1) + 1e-3,
            jnp.einsum("tp,tpc->tc", paper, coloured),
        )
        self._cuts, self._centres = _windows()

    def predict(self, pictures: Pictures) -> Verdict:
        """Pictures of any size, uint8 [picture, row, column, 3]."""
        present, centres = in_batches(
            lambda some: _match(self._templates, self._cuts, self._centres, some[0]), pictures, FIELD_PIXELS, 1
        )
        choices: dict[Choice, Any] = {
            "background": background_probe.background_probabilities(pictures),
            "colour": background_probe.colour_probabilities(pictures),
        }
        return Verdict(present, centres, choices)


@jax.jit
def _match(
    templates: Templates, cuts: list[Array], centres: Float[Array, "window 2"], picture: Float[Array, "row column 3"]
) -> tuple[Float[Array, "1 thing"], Float[Array, "1 thing 2"]]:
    """How well each thing fits at its best window, and the centre of that window."""
    x = lab(picture * 255)
    windows = [jnp.einsum("arp,bcq,pqd->abrcd", cut, cut, x).reshape(-1, EDGE_PIXELS**2, 3) for cut in cuts]
    fits = _explained(templates, jnp.concatenate(windows))
    fits -= RIVAL_PENALTY * (fits.max(1, keepdims=True) - fits)
    return fits.max(0)[None], centres[fits.argmax(0)][None]


def _explained(templates: Templates, x: Float[Array, "window pixel 3"]) -> Float[Array, "window thing"]:
    """The share of each window's variance that each thing explains; at most 1."""
    flat = x.reshape(len(x), -1)
    rest = jnp.square(flat).sum(1)[:, None] - 2 * flat @ templates.coloured.T + templates.square
    behind = jnp.einsum("wpc,tp->wtc", x, templates.paper) - templates.overlap
    rest -= jnp.square(behind).sum(-1) / templates.paper_square
    variance = jnp.square(x - x.mean(1, keepdims=True)).sum((1, 2))[:, None]
    return 1 - rest / (variance + TEXTURE_VARIANCE * EDGE_PIXELS**2)


def _rendered(pictures: Sprites) -> tuple[Float[Array, "thing pixel 3"], Float[Array, "thing pixel"]]:
    """Every thing in its own colour: Lab times opacity, and opacity."""
    size = EDGE_PIXELS * SUPERSAMPLING
    canvases = np.zeros((len(things()), size, size, 4), np.uint8)
    for canvas, thing in zip(canvases, things(), strict=True):
        glyph = Image.fromarray(pictures.coloured(thing.key, None))
        scale = THING_SHARE * size / max(glyph.size)
        wide, high = (max(1, round(edge * scale)) for edge in glyph.size)
        left, top = (size - wide) // 2, (size - high) // 2
        canvas[top : top + high, left : left + wide] = np.asarray(glyph.resize((wide, high), Image.Resampling.LANCZOS))
    opacity = jnp.asarray(canvases[..., 3:], jnp.float32) / 255
    coloured = jnp.concatenate([lab(some) for some in np.array_split(canvases[..., :3], 16)]) * opacity
    return _averaged(coloured), _averaged(opacity)[..., 0]


def _averaged(x: Float[Array, "thing row column channel"]) -> Float[Array, "thing pixel channel"]:
    x = x.reshape(len(x), EDGE_PIXELS, SUPERSAMPLING, EDGE_PIXELS, SUPERSAMPLING, -1).mean((2, 4))
    return x.reshape(len(x), EDGE_PIXELS**2, -1)


def _windows() -> tuple[list[Float[Array, "window pixel field"]], Float[Array, "window 2"]]:
    """Matrices that cut and shrink windows along one axis, one for each side, and the centres (x, y) of all windows."""
    cuts, centres = [], []
    for side in SIDES:
        starts = np.linspace(0, 1 - side, round((1 - side) / STEP) + 1)
        bounds = (starts[:, None] + side * np.linspace(0, 1, EDGE_PIXELS + 1)) * FIELD_PIXELS
        pixel = np.arange(FIELD_PIXELS)
        low, high = bounds[:, :-1, None], bounds[:, 1:, None]
        shares = (np.minimum(high, pixel + 1) - np.maximum(low, pixel)).clip(0)  # how much of it each pixel covers
        cuts.append(jnp.asarray(shares / shares.sum(-1, keepdims=True), jnp.float32))
        centres += [(x + side / 2, y + side / 2) for y in starts for x in starts]
    return cuts, jnp.asarray(centres, jnp.float32)
