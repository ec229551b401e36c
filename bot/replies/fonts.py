"""Fonts for captions: the one that comes with Nonet, and those of the system for all that it lacks.

System fonts are looked for by Noto's file names, in the folders where Linux keeps fonts, and opened only when a
character needs one. fontconfig is not asked: what it answers depends on settings that no test has.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

DISPLAY = Path(__file__).parent / "font_files" / "Anton-Regular.ttf"
"""Anton, by The Anton Project Authors; SIL Open Font License 1.1 (OFL.txt beside it)."""

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
EMOJI = re.compile(r"NotoColorEmoji.*")
WANTED = (
    re.compile(r"NotoSans-(Bold|Black)"),  # Greek, Cyrillic, and signs
    re.compile(r"NotoSans(Arabic|Hebrew|Devanagari|Thai)-Bold"),
    re.compile(r"NotoSansCJK-Bold"),
    re.compile(r"NotoSans(?!.*(UI|Mono|Display|Unjoined|Supplement)-)\w+-Bold"),
    re.compile(r"NotoSans(?!.*(UI|Mono|Display|Unjoined)-)\w+-Regular"),
    re.compile(r"NotoSerif\w*-Bold"),
    re.compile(r"DejaVuSans-Bold"),
)
"""Stems of file names, the ones to prefer first."""
SCRIPTS = {
    "Greek": "ψ", "Cyrillic": "Ж", "Arabic": "ع", "Hebrew": "ש", "Devanagari": "क", "Bengali": "ক", "Tamil": "க",
    "Thai": "ก", "Chinese": "狐", "Japanese": "あ", "Korean": "한", "emoji": "🦊",
}  # fmt: skip
"""A letter of each script whose font doctor looks for; Latin comes with Nonet."""
PACKAGES = "fonts-noto-core, fonts-noto-cjk, fonts-noto-color-emoji"
"""Debian's packages that have all of them."""
SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})


class Fonts:
    """Args: files: in the order of preference."""

    def __init__(self, files: Sequence[Path]) -> None:
        import skia
        from skia import textlayout

        self._manager = skia.FontMgr.New_Custom_Empty()
        self._unopened = list(files)
        self._opened: list[tuple[str, Any]] = []  # family and typeface
        self._provider = textlayout.TypefaceFontProvider()
        self._family_from_character: dict[str, str | None] = {}

    @cached_property
    def collection(self) -> Any:
        """Of all fonts that were opened so far, and of those to come."""
        from skia import textlayout

        collection = textlayout.FontCollection()
        collection.setDefaultFontManager(self._provider)
        return collection

    def family_of(self, character: str) -> str | None:
        """The first font that has this character; None: no font has it."""
        if character not in self._family_from_character:
            self._family_from_character[character] = self._find(ord(character))
        return self._family_from_character[character]

    def in_order(self, families: Collection[str]) -> list[str]:
        """The preferred first: a font for emoji has digits and spaces, too."""
        return [family for family, _ in self._opened if family in families]

    def _find(self, point: int) -> str | None:
        for family, typeface in self._opened:
            if typeface.unicharToGlyph(point):
                return family
        while self._unopened:
            family, typeface = self._open(self._unopened.pop(0))
            if typeface is not None and typeface.unicharToGlyph(point):
                return family
        return None

    def _open(self, file: Path) -> tuple[str, Any]:
        """A file that is no font, or cannot be read, is passed over."""
        typeface = self._manager.makeFromFile(str(file))
        if typeface is not None:
            self._provider.registerTypeface(typeface, file.stem)
            self._opened.append((file.stem, typeface))
        return file.stem, typeface


@cache
def system_fonts() -> Fonts:
    """The display font, emoji, and what this system has for other scripts."""
    # Path.expanduser raises where there is no home.
    return Fonts([DISPLAY, *found(map(os.path.expanduser, FOLDERS))])


def found(folders: Iterable[str | Path]) -> list[Path]:
    """Emoji first, so that ❤ is red; then the others in the order of WANTED, one file of each name."""
    files: dict[str, Path] = {}
    for folder in folders:
        for path, inner, names in os.walk(folder):  # what may not be read is passed over
            inner.sort()
            for file in (Path(path, name) for name in sorted(names)):
                if file.suffix.lower() in SUFFIXES:
                    files.setdefault(file.stem, file)
    chosen: dict[str, Path] = {}
    for pattern in (EMOJI, *WANTED):
        chosen |= {stem: file for stem, file in files.items() if pattern.fullmatch(stem) and stem not in chosen}
    return list(chosen.values())
