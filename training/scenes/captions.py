"""What people would type for a scene: the same content in many wordings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache

from training.scenes import backgrounds, palette, relations, styles
from training.scenes.grammar import Noun, article
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, SceneItem
from training.scenes.things import Thing, things

NUMBERS = {2: ("two", "2"), 3: ("three", "3"), 4: ("four", "4"), 5: ("five", "5"), 6: ("six", "6")}
SIZES = {"big": ("big", "large", "huge", "giant", "enormous"), "small": ("small", "tiny", "little", "mini")}

BETWEEN: dict[str, tuple[str, ...]] = {
    "and": (
        "{a} and {b}",
        "{a} and {b}",
        "{a} with {b}",
        "{a} next to {b}",
        "{a} beside {b}",
        "{a} meeting {b}",
        "{a} together with {b}",
    ),
    "on": ("{a} on {b}", "{a} on {b}", "{a} on top of {b}", "{a} sitting on {b}", "{a} standing on {b}"),
    "left of": (
        "{a} left of {b}",
        "{a} to the left of {b}",
        "{a} on the left of {b}",
        "{a} on the left and {b} on the right",
        "{a} on the left side of {b}",
    ),
    "right of": (
        "{a} right of {b}",
        "{a} to the right of {b}",
        "{a} on the right of {b}",
        "{a} on the right side of {b}",
    ),
    "above": ("{a} above {b}", "{a} over {b}", "{a} floating above {b}", "{a} up above {b}"),
    "below": ("{a} below {b}", "{a} under {b}", "{a} beneath {b}", "{a} underneath {b}"),
}
"""Wordings by relation; {a} and {b} are the two things, {a} first."""

BEFORE = (
    "draw {x}",
    "please draw {x}",
    "a picture of {x}",
    "an image of {x}",
    "picture of {x}",
    "an emoji of {x}",
    "{n} emoji",
    "an illustration of {x}",
    "show me {x}",
    "i want {x}",
    "just {x}",
    "{x} please",
)
"""Phrases around a prompt that change nothing in the picture."""
ON_COLOUR = (
    "{x} on a {c} background",
    "{x} with a {c} background",
    "{x} in front of a {c} background",
    "{x} against a {c} background",
    "{x} on {c} background",
    "{x} {c} background",
    "{n} before a {c} background",
)
IN_SCENERY = (*["{x} {p}"] * 6, "{x} with a {c} background", "{c} background with {x}")

ANIMATE = frozenset({"mammal", "bird", "reptile", "insect", "sea", "person", "creature", "face"})


def is_animate(thing: Thing) -> bool:
    """Whether the thing can ride, eat, hold and wear others."""
    return thing.group in ANIMATE


def caption(
    items: Sequence[SceneItem],
    relation: str,
    background: str,
    style: str,
    rng: Rng,
    around: tuple[str, ...] | None = None,
) -> str:
    """One wording of a scene, nearly always in lower case. `around` replaces the style's templates."""
    articles = rng.weighted_choice({"a": 0.66, "": 0.24, "the": 0.1})
    phrases = [_phrase(item, rng, 0.3 if relation else 1.0) for item in items]
    full = [
        _with_article(words, noun, articles, item.count) for item, (words, noun) in zip(items, phrases, strict=True)
    ]
    bare = phrases[0][0]
    if relation:
        second, last = (full[1], phrases[1][0]) if len(items) == 2 else ("", bare)
        act = relations.acts().get(relation)
        between = act.phrase(rng) if act else rng.choice(BETWEEN[relation])
        scene, bare = (between.format(a=first, b=second, n=last) for first in (full[0], bare))
        bare = bare.removeprefix("a ")
    else:
        scene = full[0]
    if background != PLAIN:
        where = rng.choice(_where(background))
        there = backgrounds.background(background)
        values = {"p": rng.choice(there.phrases or ("",)), "c": rng.choice(there.nouns)}
        where = where.replace("a {c}", f"{article(values['c'])} {values['c']}")
        scene, bare = (where.format(x=words, n=bare, **values) for words in (scene, bare))
    if around is None:
        around = styles.style(style).templates if style != PLAIN else BEFORE if rng.chance(0.22) else ("{x}",)
    text = rng.choice(around).format(x=scene, n=bare)
    return _cased(text, rng)


def _phrase(item: SceneItem, rng: Rng, counted: float) -> tuple[str, Noun]:
    """Adjectives and noun without an article; and the noun."""
    noun = item.noun
    words = [noun.plural() if item.count > 1 else noun.text]
    if item.caption_colour:
        words.insert(0, item.caption_colour)
    if item.size:
        words.insert(0, rng.choice(SIZES[item.size]))
    if item.count > 1 and rng.chance(counted):
        words.insert(0, rng.choice(NUMBERS[item.count]))
    return " ".join(words), noun


def _with_article(words: str, noun: Noun, articles: str, count: int) -> str:
    if articles == "" or count > 1:
        return words
    if articles == "the":
        return f"the {words}"
    return f"{article(words)} {words}" if noun.form == "count" else words


def _where(background: str) -> tuple[str, ...]:
    return IN_SCENERY if backgrounds.background(background).phrases else ON_COLOUR


def _cased(text: str, rng: Rng) -> str:
    """As people write: nearly always lower case, sometimes capitalised. The model's normaliser lowers everything."""
    if rng.chance(0.06):
        return text.capitalize()
    return text.upper() if rng.chance(0.01) else text


@cache
def known_words() -> frozenset[str]:
    """Every word that a caption can have, in lower case."""
    nouns = (text for noun in _nouns() for text in (noun.text, noun.plural()))
    return known_names() | frozenset(word for text in nouns for word in text.split())


def _nouns() -> list[Noun]:
    return [noun for thing in things() for noun in (*thing.nouns, *thing.kinds)]


@cache
def known_names() -> frozenset[str]:
    """What Pocket knows, in lower case: names of things, of one word or several, and every other word of a caption.

    A word of a longer name is not known by itself: who has seen pirate flags has not seen a pirate.
    """
    texts = itertools.chain(
        *NUMBERS.values(),
        *SIZES.values(),
        *BETWEEN.values(),
        *(act.phrases for act in relations.acts().values()),
        *(palette.colour_words(colour) for colour in palette.COLOURS),
        *(one.templates for one in styles.STYLES),
        *((*one.phrases, *one.nouns) for one in backgrounds.BACKGROUNDS),
        (*BEFORE, *ON_COLOUR, "a an the"),
    )
    names = (text for noun in _nouns() for text in (noun.text, noun.plural()))
    return frozenset(names) | frozenset(word for text in texts for word in re.sub(r"\{.\}", " ", text).split())
