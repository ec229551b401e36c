"""Builds the list of things: reads CLDR, the `emoji` package, the font and things.toml, and writes things.json.

It needs Debian's fonts-noto-color-emoji and unicode-cldr-core, or the same files elsewhere. Nothing else needs them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import emoji
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.scenes import palette, shapes
from training.scenes.grammar import Form, Noun
from training.scenes.palette import Pixels, Rgb
from training.scenes.things import THINGS_JSON

CLDR, FONT = Path("/usr/share/unicode/cldr/common"), Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
STRIKE_PIXELS = 109
"""The font has bitmaps of a single size, 136 pixels wide; FreeType calls it 109."""
MAX_WIDTH_PIXELS = 140
"""A sequence that the font does not know becomes several glyphs, wider than this."""
NOTICE = (
    "Names and keywords: Unicode CLDR, (c) 1991-2022 Unicode, Inc., under the Unicode licence (Unicode-DFS-2016), "
    "https://www.unicode.org/copyright.html; and the `emoji` package (BSD-3-Clause). "
    "Made by python -m training.scenes.vocabulary_builder."
)


@dataclass(frozen=True)
class VocabularyDecisions:
    """The content of things.toml."""

    newest: float
    dropped: frozenset[str]
    not_synonyms: frozenset[str]
    form_from_word: Mapping[str, Form]
    words_from_emoji: Mapping[str, tuple[str, ...]]
    group_from_emoji: Mapping[str, str]
    group_from_label: Mapping[str, str]
    kinds_from_group: Mapping[str, tuple[str, ...]]
    mounts: frozenset[str]

    @classmethod
    def read(cls, path: Path) -> VocabularyDecisions:
        book = tomllib.loads(path.read_text(encoding="utf-8"))
        forms: dict[str, Form] = dict.fromkeys(_listed(book["mass"]), "mass")
        forms.update(dict.fromkeys(_listed(book["plural"]), "plural"))
        return cls(
            newest=book["newest"],
            dropped=frozenset(book["drop"].split()),
            not_synonyms=frozenset(_listed(book["not_synonyms"])),
            form_from_word=forms,
            words_from_emoji={sign: _listed(words) for sign, words in book["things"].items()},
            group_from_emoji={sign: group for group, signs in book["groups"].items() for sign in signs.split()},
            group_from_label={label: group for group, labels in book["labels"].items() for label in _listed(labels)},
            kinds_from_group={group: _listed(words) for group, words in book["kinds"].items()},
            mounts=frozenset(book["roles"]["mount"].split()),
        )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("\n", " ").split(",") if word.strip())


def plain(text: str) -> str:
    """The text as the model's normaliser leaves it: lower-case Latin letters, digits and single spaces."""
    text = unicodedata.normalize("NFKD", text.lower().replace("&", " and ").replace("’", "").replace("'", ""))
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", "".join(c for c in text if not unicodedata.combining(c))).split())


def main(arguments: list[str] | None = None) -> int:
    """Write things.json and print what is in it."""
    parser = argparse.ArgumentParser(prog="python -m training.scenes.vocabulary_builder", description=__doc__)
    parser.add_argument("--cldr", type=Path, default=CLDR, help="the folder `common` of CLDR (default %(default)s)")
    parser.add_argument("--font", type=Path, default=FONT, help="Noto Color Emoji (default %(default)s)")
    parser.add_argument("--out", type=Path, default=THINGS_JSON)
    options = parser.parse_args(arguments)
    if not options.cldr.is_dir():
        raise SystemExit(f"{options.cldr} is no folder: install unicode-cldr-core or use --cldr.")
    if not options.font.is_file():
        raise SystemExit(f"{options.font} is no file: install fonts-noto-color-emoji or use --font.")
    decisions = VocabularyDecisions.read(Path(__file__).with_name("things.toml"))
    rows = _emoji_rows(decisions, options.cldr, options.font) + _shape_rows()
    _check(rows)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    kinds = {
        group: [_noun(word, decisions).marked() for word in words]
        for group, words in decisions.kinds_from_group.items()
    }
    head = f'{{"notice":{json.dumps(NOTICE)},\n"kinds":{json.dumps(kinds)},\n"things":[\n'
    options.out.write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")
    words = sum(len(row["words"]) for row in rows)
    print(f"{len(rows)} things, {words} words, {options.out.stat().st_size} bytes: {options.out}")
    print("; ".join(f"{group} {count}" for group, count in Counter(row["group"] for row in rows).most_common()))
    return 0


def _emoji_rows(decisions: VocabularyDecisions, cldr: Path, font_file: Path) -> list[dict[str, Any]]:
    names, keywords = _annotations(cldr)
    label_from_emoji = _labels(cldr)
    font = ImageFont.truetype(str(font_file), STRIKE_PIXELS)
    pictures = {}
    for sign in sorted(emoji.EMOJI_DATA):
        if sign not in decisions.dropped and _wanted(sign, decisions.newest):
            picture = _emoji_picture(sign, font)
            if picture is not None:
                pictures[sign] = picture
    own = {sign: _own_words(sign, names, decisions) for sign in pictures}
    taken = Counter(word for words in own.values() for word in words)
    shared = Counter(word for sign in pictures for word in set(keywords.get(_bare(sign), ())))
    for word in (*shapes.SHAPES, *(also for words in shapes.ALSO_FROM_SHAPE.values() for also in words)):
        taken[word] += 1
    rows = []
    for sign, picture in pictures.items():
        also = [
            word
            for word in keywords.get(_bare(sign), ())
            if shared[word] == 1 and not taken[word] and len(word) > 1 and word not in decisions.not_synonyms
        ]
        name, *others = (*own[sign], *also)
        nouns = [_noun(word, decisions) for word in (name, *(word for word in others if not _coloured(word)))]
        group = decisions.group_from_emoji.get(sign) or _group(label_from_emoji.get(_bare(sign), ""), decisions)
        row: dict[str, Any] = {"key": sign, "words": [noun.marked() for noun in nouns], "group": group}
        row |= _measured(picture, group)
        if _coloured(name):  # a red flag is never blue
            row.pop("tintable", None)
        rows.append(row | ({"mount": True} if sign in decisions.mounts else {}))
    unknown = (set(decisions.words_from_emoji) | set(decisions.group_from_emoji) | decisions.mounts) - set(pictures)
    if unknown:
        print(f"things.toml names emoji that are missing: {' '.join(sorted(unknown))}", file=sys.stderr)
    return rows


def _emoji_picture(emoji: str, font: ImageFont.FreeTypeFont) -> Pixels | None:
    """RGBA [height, width, 4], cropped; None if the font lacks the emoji or draws it as several glyphs."""
    if font.getlength(emoji) > MAX_WIDTH_PIXELS:
        return None
    canvas = Image.new("RGBA", (MAX_WIDTH_PIXELS, MAX_WIDTH_PIXELS))
    ImageDraw.Draw(canvas).text((0, 0), emoji, font=font, embedded_color=True)
    box = canvas.getchannel("A").point(lambda alpha: 255 if alpha > 24 else 0).getbbox()
    return None if box is None else np.asarray(canvas.crop(box))


def _wanted(sign: str, newest: float) -> bool:
    """Whether it is the one picture of its kind: no flags of places, skin tones, genders of a job, or facing right."""
    known = emoji.EMOJI_DATA[sign]
    if known["status"] != emoji.STATUS["fully_qualified"] or known["E"] > newest:
        return False
    name = known["en"].strip(":").replace("_", " ")
    if any(0x1F3FB <= ord(char) <= 0x1F3FF or 0x1F1E6 <= ord(char) <= 0x1F1FF for char in sign):
        return False
    gendered = "\u200d" in sign and re.match(r"(man|woman|men|women)\b", name, re.IGNORECASE)
    couple = "\u200d" in sign and re.match(r"(couple|kiss|family)\b", name)
    return not gendered and not couple and "facing right" not in name and "\U000e007f" not in sign


def _annotations(cldr: Path) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Names and keywords by emoji, without variation selectors, as CLDR writes them."""
    names, keywords = {}, {}
    for folder in ("annotations", "annotationsDerived"):
        for note in ElementTree.parse(cldr / folder / "en.xml").iter("annotation"):  # noqa: S314 - a system file
            sign, text = note.attrib["cp"], note.text or ""
            if note.get("type") == "tts":
                names[sign] = plain(text)
            else:
                keywords[sign] = tuple(dict.fromkeys(plain(word) for word in text.split("|")))
    return names, keywords


def _labels(cldr: Path) -> dict[str, str]:
    """CLDR's labels by emoji: "animal-mammal"; from single characters and ranges only."""
    labels = {}
    for line in (cldr / "properties" / "labels.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("["):
            continue
        signs, large, small = (part.strip() for part in line.split(";"))
        label = "symbol" if large == "Symbols" else "face" if small.startswith("face-") else small
        for first, last in re.findall(r"([^{}\[\]])(?:-([^{}\[\]]))?", re.sub(r"\{[^}]*\}", "", signs)):
            for code in range(ord(first), ord(last or first) + 1):
                labels[chr(code)] = label
    return labels


def _group(label: str, decisions: VocabularyDecisions) -> str:
    return label if label in {"symbol", "face"} else decisions.group_from_label.get(label, "object")


def _bare(sign: str) -> str:
    return sign.replace("\ufe0f", "")


def _own_words(sign: str, names: Mapping[str, str], decisions: VocabularyDecisions) -> tuple[str, ...]:
    """The name and the chosen synonyms."""
    name = names.get(_bare(sign)) or plain(emoji.EMOJI_DATA[sign]["en"].strip(":").replace("_", " "))
    return decisions.words_from_emoji.get(sign, (name,))


def _coloured(word: str) -> bool:
    """Whether a name of several words contains a colour, which would contradict a requested one: "red car"."""
    words = word.split(" ")
    return len(words) > 1 and any(also in words for colour in palette.COLOURS for also in palette.colour_words(colour))


def _noun(word: str, decisions: VocabularyDecisions) -> Noun:
    return Noun(word, decisions.form_from_word.get(word, "count"))


def _measured(picture: Pixels, group: str) -> dict[str, Any]:
    """What scenes need to know about a picture without drawing it."""
    height, width = picture.shape[:2]
    solid = picture[..., 3] > 128
    body = palette.body_mask(picture)
    share = float(body.sum() / solid.sum())
    mean: Rgb = _mean(picture, solid)
    row: dict[str, Any] = {"size": [width, height], "rgb": list(mean)}
    if share >= 0.5 and group not in {"landscape", "planet"}:
        row["tintable"] = True
    first = int(solid.any(axis=1).argmax())
    head = solid[first : first + max(1, height // 6)]
    row["top"] = round(float(np.nonzero(head)[1].mean() / width), 2)
    middle = solid[:, width * 2 // 5 : width * 3 // 5]
    tops = middle.argmax(axis=0)[middle.any(axis=0)]
    row["seat"] = round(float(np.median(tops)) / height, 2) if len(tops) else 0.0
    return row


def _mean(picture: Pixels, where: Any) -> Rgb:
    red, green, blue = (round(float(channel)) for channel in picture[where][:, :3].mean(axis=0))
    return red, green, blue


def _shape_rows() -> list[dict[str, Any]]:
    rows = []
    for shape in shapes.SHAPES:
        picture = shapes.picture(shape, "red")
        words = [shape, *shapes.ALSO_FROM_SHAPE.get(shape, ())]
        row = {"key": f"shape:{shape}", "words": words, "group": "shape"} | _measured(picture, "shape")
        rows.append(row | {"tintable": True})
    return rows


def _check(rows: list[dict[str, Any]]) -> None:
    owners: dict[str, str] = {}
    for row in rows:
        for word in row["words"]:
            text = Noun.read(word).text
            if text != plain(text) or owners.setdefault(text, row["key"]) != row["key"]:
                raise SystemExit(
                    f"things.toml: {text!r} of {row['key']} is not plain or belongs to {owners[text]} too."
                )
        if len(set(row["words"])) != len(row["words"]):
            raise SystemExit(f"things.toml: {row['key']} has a word twice: {row['words']}")


if __name__ == "__main__":
    raise SystemExit(main())
