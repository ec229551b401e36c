"""An Iconify set: many SVG drawings in one JSON file, and how one of them becomes pixels."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from training.errors import TrainingError
from training.scenes.palette import Pixels

RENDERED = 192
"""Pixels along the edge of a rendered icon, before it is trimmed to its ink."""


@dataclass(frozen=True, eq=False)
class IconSet:
    """An Iconify file: SVG bodies by name, and names that are others' aliases."""

    values: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> IconSet:
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def __contains__(self, name: str) -> bool:
        return name in self.values["icons"] or name in self.values.get("aliases", {})

    def svg(self, name: str) -> str:
        """A whole SVG file; an alias may mirror its parent."""
        mirrored = False
        while name not in self.values["icons"]:
            alias = self.values["aliases"][name]
            mirrored ^= bool(alias.get("hFlip"))
            name = alias["parent"]
        icon = self.values["icons"][name]
        left, top, width, height = (
            icon.get(key, self.values.get(key, default))
            for key, default in (("left", 0), ("top", 0), ("width", 16), ("height", 16))
        )
        body = icon["body"]
        if mirrored:
            body = f'<g transform="translate({2 * left + width} 0) scale(-1 1)">{body}</g>'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="{left} {top} {width} {height}" width="{width}" height="{height}">{body}</svg>'
        )


def rendered(svg: str) -> Image.Image:
    """An SVG as RGBA, RENDERED pixels wide.

    Raises:
        TrainingError: the library that renders SVG is not installed.
        ValueError: this SVG cannot be rendered.
    """
    try:
        import resvg_py
    except ModuleNotFoundError as error:
        raise TrainingError("Rendering SVG needs resvg-py: install the extra [train], or resvg-py alone.") from error
    data = resvg_py.svg_to_bytes(svg_string=svg, width=RENDERED, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(data))).convert("RGBA")


def trimmed(picture: Image.Image) -> Pixels | None:
    """A picture cut to its ink; None where there is none."""
    box = picture.getchannel("A").point(lambda alpha: 255 if alpha > 24 else 0).getbbox()
    return None if box is None else np.asarray(picture.crop(box))
