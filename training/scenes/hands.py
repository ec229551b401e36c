"""Open sets of drawings of the same things by different artists: where they come from, and how one is read.

A "hand" is one artist's set. Each is an npm package; `nonet train pocket` names the missing ones.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from PIL import Image

from training.errors import TrainingError
from training.scenes.icon_set import IconSet, rendered, trimmed
from training.scenes.palette import Pixels
from training.scenes.things import Thing

HANDS_ENV = "NONET_HANDS"
NAMES_JSON = Path(__file__).with_name("hand_names.json")


@dataclass(frozen=True)
class Hand:
    """One set.

    Args:
        name: what the caption cache and the words call it.
        package, version: of npm; another version may have other drawings, and is refused.
        kind: "icons" is an Iconify set of SVG, "pictures" a folder of WebP named by code points.
        licence: its SPDX name.
        credit: who made it and where, for CARD.md.
        weight: how often it is drawn from when the caption names no style.
        words: captions that ask for this hand; {x} is the thing with its article, {n} without.
    """

    name: str
    package: str
    version: str
    kind: Literal["icons", "pictures"]
    licence: str
    credit: str
    weight: float = 1.0
    words: tuple[str, ...] = ()


HANDS: tuple[Hand, ...] = (
    Hand(
        "noto",
        "@iconify-json/noto",
        "1.2.9",
        "icons",
        "Apache-2.0",
        "Noto Emoji by Google Inc., https://github.com/googlefonts/noto-emoji",
    ),
    Hand(
        "noto-v1",
        "@iconify-json/noto-v1",
        "1.2.5",
        "icons",
        "Apache-2.0",
        "Noto Emoji (2016) by Google Inc., https://github.com/googlefonts/noto-emoji",
    ),
    Hand(
        "twemoji",
        "@iconify-json/twemoji",
        "1.2.5",
        "icons",
        "CC-BY-4.0",
        "Twemoji by Twitter, Inc. and other contributors, https://github.com/jdecked/twemoji",
    ),
    Hand(
        "emojione",
        "@iconify-json/emojione",
        "1.2.3",
        "icons",
        "CC-BY-4.0",
        "EmojiOne 2 by EmojiOne, https://github.com/EmojiTwo/emojitwo",
    ),
    Hand(
        "fluent-flat",
        "@iconify-json/fluent-emoji-flat",
        "1.2.6",
        "icons",
        "MIT",
        "Fluent Emoji Flat, (c) Microsoft Corporation, https://github.com/microsoft/fluentui-emoji",
        words=(
            "flat {n}",
            "a flat {n}",
            "{x} in flat design",
            "{x} as a flat icon",
            "flat design of {x}",
            "a vector drawing of {x}",
        ),
    ),
    Hand(
        "fluent-3d",
        "@lobehub/fluent-emoji-3d",
        "1.1.0",
        "pictures",
        "MIT",
        "Fluent Emoji 3D, (c) Microsoft Corporation, packed by LobeHub, https://github.com/microsoft/fluentui-emoji",
        words=(
            "3d {n}",
            "a 3d {n}",
            "a 3d render of {x}",
            "{x} in 3d",
            "3d render of {x}",
            "{x} made of clay",
            "{x} made of plastic",
            "a toy {n}",
        ),
    ),
    Hand(
        "fxemoji",
        "@iconify-json/fxemoji",
        "1.2.2",
        "icons",
        "Apache-2.0",
        "FxEmojis by Mozilla, https://github.com/mozilla/fxemoji",
    ),
    Hand(
        "streamline",
        "@iconify-json/streamline-emojis",
        "1.2.4",
        "icons",
        "CC-BY-4.0",
        "Streamline Emojis by Streamline, https://github.com/webalys-hq/streamline-vectors",
        words=("an outlined {n}", "outlined {n}", "{x} with an outline", "{x} with outlines"),
    ),
    Hand(
        "game-icons",
        "@iconify-json/game-icons",
        "1.2.4",
        "icons",
        "CC-BY-3.0",
        "Game-icons by Lorc, Delapouite and contributors, https://game-icons.net",
        weight=0.25,
        words=("a silhouette of {x}", "silhouette of {x}", "{n} silhouette", "{x} as a silhouette", "a stencil of {x}"),
    ),
    Hand(
        "line",
        "@iconify-json/fluent-emoji-high-contrast",
        "1.2.6",
        "icons",
        "MIT",
        "Fluent Emoji High Contrast, (c) Microsoft Corporation, https://github.com/microsoft/fluentui-emoji",
        weight=0.12,
        words=("line art of {x}", "{n} line art", "{x} in black ink", "an ink drawing of {x}", "a woodcut of {x}"),
    ),
)


def hands_folder() -> Path:
    """Where the packages are: the environment's word, or `hands` in the current folder."""
    return Path(os.environ.get(HANDS_ENV, "hands"))


@dataclass(frozen=True)
class Sets:
    """The packages in a folder, all of them there and of the right version.

    Raises:
        TrainingError: from `read`, one is missing or another version; the text says how to get it.
    """

    place: Path
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, place: Path, hands: tuple[Hand, ...] = HANDS) -> Sets:
        wrong = []
        for hand in hands:
            found = _version(place / "node_modules" / hand.package / "package.json")
            if found != hand.version:
                wrong.append(f"{hand.package}@{hand.version}" + (f" (found {found})" if found else ""))
        if wrong:
            get = " ".join(f"{hand.package}@{hand.version}" for hand in hands)
            raise TrainingError(
                f"{place} lacks {', '.join(wrong)}. Get all drawings with: "
                f"npm install --ignore-scripts --prefix {place} {get}"
            )
        return cls(place, json.loads(NAMES_JSON.read_text(encoding="utf-8")))

    def picture(self, hand: Hand, thing: Thing) -> Pixels | None:
        """This hand's drawing of a thing: RGBA, trimmed to its ink; None where the set has none.

        Raises:
            TrainingError: the set has a picture that cannot be rendered.
        """
        folder = self.place / "node_modules" / hand.package
        try:
            if hand.kind == "pictures":
                path = _first(folder / "assets" / f"{points}.webp" for points in code_points(thing.key))
                return None if path is None else trimmed(Image.open(path).convert("RGBA"))
            icons = self._icons(hand)
            name = next((name for name in self.icon_names(hand, thing) if name in icons), None)
            return None if name is None else trimmed(rendered(icons.svg(name)))
        except (OSError, ValueError, KeyError) as error:
            raise TrainingError(
                f"{hand.package}: the drawing of {thing.name!r} cannot be rendered ({error})."
            ) from error

    def icon_names(self, hand: Hand, thing: Thing) -> Iterator[str]:
        """What an icon of the thing may be called in this set, the likeliest first."""
        by_hand = self.names.get(hand.name, {}).get(thing.name)
        if by_hand is not None:
            if by_hand:  # an empty name says that what matches by name is something else
                yield by_hand
            return
        names = [name for chars in self._chars for points in code_points(thing.key) if (name := chars.get(points))]
        names += [noun.text.replace(" ", "-") for noun in thing.nouns]
        for name in dict.fromkeys(names):
            yield from (name, f"{name}-1", name.replace("-", ""), f"{name}-face", f"{name}-face-1")

    @cached_property
    def _chars(self) -> list[dict[str, str]]:
        """Names by code points, from the sets that have such a list; the others use the same names."""
        paths = [self.place / "node_modules" / hand.package / "chars.json" for hand in HANDS]
        return [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.exists()]

    @cached_property
    def _loaded(self) -> dict[str, IconSet]:
        return {}

    def _icons(self, hand: Hand) -> IconSet:
        if hand.name not in self._loaded:
            self._loaded[hand.name] = IconSet.read(self.place / "node_modules" / hand.package / "icons.json")
        return self._loaded[hand.name]


def code_points(key: str) -> tuple[str, ...]:
    """How files are named for an emoji: with and without the mark that asks for colour, and with one at its end."""
    bare = key.replace("\ufe0f", "")
    variants = (key, bare, bare + "\ufe0f")
    return tuple(dict.fromkeys("-".join(f"{ord(sign):04x}" for sign in text) for text in variants)) + tuple(
        dict.fromkeys("-".join(f"{ord(sign):x}" for sign in text) for text in variants)
    )


def _first(paths: Iterator[Path]) -> Path | None:
    return next((path for path in paths if path.exists()), None)


def _version(path: Path) -> str | None:
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        return None
