"""A judge that never learnt anything: it lays every thing over every part of a picture, and says what fits best.

It knows things in their own colours, wherever they stand, colours and backgrounds, but no styles or counts.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from PIL import Image

from training.data.batches import Pictures
from training.evaluation import background_probe
from training.evaluation.background_probe import lab
from training.evaluation.judge import Verdict
from training.evaluation.labels import Choice
from training.scenes.sprites import Sprites, sprites
from training.scenes.things import things

EDGE = 16
"""Pixels along a template; 24 are no better."""
FINER = 4
"""Templates are made so many times larger and averaged, so that their borders are soft."""
FIELD = 64
"""Pixels along the picture that windows are cut from."""
FILLS = 0.9
"""How much of a window its thing fills."""
SIDES, STEP = (0.5, 0.58, 0.66, 0.74, 0.82, 0.9, 1.0), 0.06
"""Edges of windows, from a thing of a pair to a big one, and about how far they are from one another."""
TEXTURE = 60.0
"""Variance, in Lab, that a window must have to be worth explaining; empty paper fits anything."""
LOSES = 5.0
"""How much worse a thing is where another fits better; so the cat beside a dog is not "another dog, nearly"."""


class Templates:
    """Nearest rendered pictures.

    A window x is explained by a thing t with opacity a before paper of the colour that suits best:

        |x - a t - (1 - a) b|^2  is least for  b = <1 - a, x - a t> / |1 - a|^2

    and the share of the window's variance that is explained is how well t fits. Colours are CIE Lab.

    Raises:
        NoFont: Noto Color Emoji is not on this machine.
    """

    name = "templates"

    def __init__(self, pictures: Sprites | None = None) -> None:
        coloured, opacity = _templates(pictures or sprites())
        paper = 1 - opacity
        self._coloured = coloured.reshape(len(coloured), -1)
        self._square = jnp.square(coloured).sum((1, 2))
        self._paper, self._papers = paper, jnp.square(paper).sum(1) + 1e-3
        self._bleeds = jnp.einsum("tp,tpc->tc", paper, coloured)
        self._cuts, self._middles = _windows()
        self._each = jax.jit(lambda some: jax.lax.map(self._one, some))

    def look(self, pictures: Pictures) -> Verdict:
        """Pictures of any size, uint8 [picture, row, column, 3]."""
        present, centres = self._each(jnp.asarray(pictures))
        choices: dict[Choice, Any] = {
            "background": background_probe.background(pictures),
            "colour": background_probe.colour(pictures),
        }
        return Verdict(np.asarray(present), np.asarray(centres), choices)

    def _one(self, picture: Array) -> tuple[Float[Array, " thing"], Float[Array, "thing 2"]]:
        x = lab(jax.image.resize(picture.astype(jnp.float32), (FIELD, FIELD, 3), "linear"))
        windows = [jnp.einsum("arp,bcq,pqd->abrcd", cut, cut, x).reshape(-1, EDGE * EDGE, 3) for cut in self._cuts]
        fits = self._fits(jnp.concatenate(windows))
        fits -= LOSES * (fits.max(1, keepdims=True) - fits)
        return fits.max(0), self._middles[fits.argmax(0)]

    def _fits(self, x: Float[Array, "window pixel 3"]) -> Float[Array, "window thing"]:
        """The share of each window's variance that each thing explains; at most 1."""
        flat = x.reshape(len(x), -1)
        left = jnp.square(flat).sum(1)[:, None] - 2 * flat @ self._coloured.T + self._square
        behind = jnp.einsum("wpc,tp->wtc", x, self._paper) - self._bleeds
        left -= jnp.square(behind).sum(-1) / self._papers
        variance = jnp.square(x - x.mean(1, keepdims=True)).sum((1, 2))[:, None]
        return 1 - left / (variance + TEXTURE * EDGE * EDGE)


def _templates(pictures: Sprites) -> tuple[Float[Array, "thing pixel 3"], Float[Array, "thing pixel"]]:
    """Every thing in its own colour: Lab times opacity, and opacity."""
    size = EDGE * FINER
    canvases = np.zeros((len(things()), size, size, 4), np.uint8)
    for canvas, thing in zip(canvases, things(), strict=True):
        glyph = Image.fromarray(pictures.coloured(thing.key, None))
        scale = FILLS * size / max(glyph.size)
        wide, high = (max(1, round(edge * scale)) for edge in glyph.size)
        left, top = (size - wide) // 2, (size - high) // 2
        canvas[top : top + high, left : left + wide] = np.asarray(glyph.resize((wide, high), Image.Resampling.LANCZOS))
    opacity = jnp.asarray(canvases[..., 3:], jnp.float32) / 255
    coloured = jnp.concatenate([lab(some) for some in np.array_split(canvases[..., :3], 16)]) * opacity
    return _averaged(coloured), _averaged(opacity)[..., 0]


def _averaged(x: Float[Array, "thing row column channel"]) -> Float[Array, "thing pixel channel"]:
    x = x.reshape(len(x), EDGE, FINER, EDGE, FINER, -1).mean((2, 4))
    return x.reshape(len(x), EDGE * EDGE, -1)


def _windows() -> tuple[list[Float[Array, "window pixel field"]], Float[Array, "window 2"]]:
    """For each side, matrices that cut windows along one axis and shrink them, and all windows' middles (x, y)."""
    cuts, middles = [], []
    for side in SIDES:
        starts = np.linspace(0, 1 - side, round((1 - side) / STEP) + 1)
        bounds = (starts[:, None] + side * np.linspace(0, 1, EDGE + 1)) * FIELD
        pixel = np.arange(FIELD)
        low, high = bounds[:, :-1, None], bounds[:, 1:, None]
        shares = (np.minimum(high, pixel + 1) - np.maximum(low, pixel)).clip(0)  # how much of it each pixel covers
        cuts.append(jnp.asarray(shares / shares.sum(-1, keepdims=True), jnp.float32))
        middles += [(x + side / 2, y + side / 2) for y in starts for x in starts]
    return cuts, jnp.asarray(middles, jnp.float32)
