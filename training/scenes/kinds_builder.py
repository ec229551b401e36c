"""Which thing a noun is a kind of, from WordNet: a labrador is a dog, a limousine a car.

python -m training.scenes.kinds_builder /usr/share/wordnet      writes kinds.json of the bundled model

The files are those of Debian's package wordnet-base. Where kinds.json lies, prompts are read by it
(inference/text/vocabulary.py).
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inference.errors import NonetError
from inference.files.model_names import BUNDLED
from inference.text.vocabulary import KINDS_FILE, LEAST_LETTERS, one_edit_away
from training.errors import TrainingError
from training.scenes import captions
from training.scenes.things import Thing, things

KINDS_JSON, KINDS_TOML = BUNDLED / "pocket" / KINDS_FILE, Path(__file__).with_name("kinds.toml")
NOTICE = (
    "Names by hand, and what is a kind of what from WordNet, made by python -m training.scenes.kinds_builder. "
    "WordNet's licence, which holds for what is taken from it:"
)
SENSES = 2
"""So many of a noun's meanings are looked at, the most usual first; rarer ones would surprise."""
PERSON_WORD, SENSES_BEFORE_PERSON = "person", 3
"""Nearly everything can also be somebody: a toaster, a canary. What is just a person is looked at further."""
PLAIN_NOUN = re.compile(r"[a-z]+(?:[ -][a-z]+){0,2}")
SHORTEST, LONGEST = 3, 24
"""Letters of a noun."""
INSULT = re.compile(
    r"\b(?:offensive|slur|derogatory|disparag|vulgar|obscene|insult|contempt|prostitut|sexual|pejorative|promiscuous|"
    r"ethnic|racial|religio|jewish|muslim|islam|nazi|negro|skin|stupid|idiot|mental|despicable|despise|slave)"
)
"""In what WordNet says of a person: such nouns are left out: no person is drawn for an insult."""
SLURS = re.compile(
    r"\b(?:squaw|jap|jew|negro|bitch|slave|slaver|faggot|coon|rape|nymph|cripple|shitter|retard|sissy|bastard|whoreson|gypsy|niggard)\b"
)
"""In a noun: so are these, whatever they mean."""
ANIMAL, PERSON, PLANT = 5, 18, 20
"""Numbers of WordNet's lexicographer files."""


@dataclass(frozen=True)
class WordNet:
    """Nouns alone. A meaning is a synset's offset.

    Args:
        senses: a noun in small letters -> its meanings, the most usual first.
        above: a meaning -> what it is a kind of, or an instance of.
        field_of: a meaning -> the number of its lexicographer file: 5 animal, 6 artifact, 13 food, 18 person ...
        left_out: meanings that insult, and single people.
    """

    senses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    field_of: dict[str, int] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, folder: Path) -> WordNet:
        """Raises OSError where the files are missing."""
        net = cls()
        for line in _lines(folder / "index.noun"):
            word, _, _, count, *rest = line.split()
            net.senses[word.replace("_", " ")] = tuple(rest[int(count) + 2 :])
        for line in _lines(folder / "data.noun"):
            facts, _, said = line.partition("|")
            parts = facts.split()
            words = int(parts[3], 16)
            pointers = parts[5 + 2 * words :]
            net.field_of[parts[0]] = int(parts[1])
            if net.field_of[parts[0]] == PERSON and (INSULT.search(said) or "@i" in pointers):
                net.left_out.add(parts[0])
            net.above[parts[0]] = tuple(
                pointers[i + 1] for i in range(0, len(pointers) - 3, 4) if pointers[i] in {"@", "@i"}
            )
        return net

    def kind(self, meaning: str, drawn: Mapping[str, str]) -> str | None:
        """The nearest of `drawn` (meaning -> word) above a meaning, itself among them."""
        level = [meaning]
        for _ in range(20):
            for one in level:
                if one in drawn:
                    return drawn[one]
            level = [up for one in level for up in self.above.get(one, ())]
        return None


def _lines(path: Path) -> Iterator[str]:
    """Without the licence, whose lines begin with a space."""
    return (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(" "))


def licence(folder: Path) -> str:
    """WordNet's licence, which stands at the top of each of its files, in numbered lines."""
    lines = itertools.takewhile(
        lambda line: line.startswith(" "), (folder / "index.noun").read_text("utf-8").splitlines()
    )
    return " ".join(" ".join(line.split()[1:]) for line in lines)


GROUPS_FROM_FIELD: dict[int, tuple[str, ...]] = {
    ANIMAL: ("mammal", "bird", "insect", "sea", "reptile"),
    6: ("building", "clothing", "hat", "tool", "instrument", "vehicle", "aircraft", "boat", "object"),
    8: ("body",),
    13: ("food", "dessert", "drink", "fruit", "vegetable"),
    17: ("planet", "sky", "landscape", "object"),
    PERSON: ("person", "creature"),
    19: ("sky",),
    PLANT: ("plant", "flower", "fruit", "vegetable"),
}
"""Which groups of things are in which lexicographer file: artifacts, bodies, food, objects and phenomena, too."""


def meaning_of(net: WordNet, thing: Thing, name: str) -> str | None:
    """The meaning in which a thing has this name: the most usual one of its own field."""
    fields = {number for number, groups in GROUPS_FROM_FIELD.items() if thing.group in groups}
    return next((one for one in net.senses.get(name, ()) if net.field_of[one] in fields), None)


def drawn_meanings(net: WordNet, wide: Mapping[str, list[Any]]) -> dict[str, str]:
    """Meanings that are drawn, and as what; a name counts more than a synonym, and people more than both."""
    drawn: dict[str, str] = {}
    named = [(thing, noun.text) for thing in things() for noun in thing.nouns]
    for thing, name in sorted(named, key=lambda one: one[0].nouns[0].text != one[1]):
        meaning = meaning_of(net, thing, name)
        if meaning is not None:
            drawn.setdefault(meaning, thing.name)
    for word, meanings in wide.items():
        for noun, sense in zip(meanings[::2], meanings[1::2], strict=True):
            drawn[net.senses[noun][sense - 1]] = word
    return drawn


def kind_of(net: WordNet, noun: str, drawn: Mapping[str, str]) -> str | None:
    """What is drawn for a noun, or None."""
    senses = net.senses[noun][:SENSES_BEFORE_PERSON]
    seen = [None if one in net.left_out else net.kind(one, drawn) for one in senses]
    usual = [kind for kind in seen[:SENSES] if kind]
    if usual[:1] == [PERSON_WORD]:
        usual = [kind for kind in seen if kind and kind != PERSON_WORD] or usual
    return usual[0] if usual else None


def kinds(net: WordNet) -> dict[str, list[str]]:
    """The word for each kind -> the nouns known only by it. Raises TrainingError for a kind that no scene draws."""
    by_hand = tomllib.loads(KINDS_TOML.read_text(encoding="utf-8"))
    drawn, known = drawn_meanings(net, by_hand["wide"]), captions.known_names()
    found: dict[str, list[str]] = defaultdict(list, {kind: list(names) for kind, names in by_hand["names"].items()})
    done = {name for names in found.values() for name in names} | set(by_hand["never"])
    for noun in net.senses.keys() - done:
        if not PLAIN_NOUN.fullmatch(noun) or not SHORTEST <= len(noun) <= LONGEST or SLURS.search(noun):
            continue
        words = re.findall("[a-z]+", noun)
        if all(word in known for word in words) or is_latin(net, noun):
            continue
        kind = kind_of(net, noun, drawn)
        if kind is not None:
            found[kind].append(" ".join(words))
    unheard = {word for kind in found for word in kind.split()} - captions.known_words()
    if unheard:
        raise TrainingError(f"kinds.toml draws what no caption says: {', '.join(sorted(unheard))}.")
    return {kind: sorted(set(nouns)) for kind, nouns in sorted(found.items())}


def is_latin(net: WordNet, noun: str) -> bool:
    """Whether it is the scholars' name of an animal or a plant: passer domesticus."""
    words = noun.split()
    living = any(net.field_of[one] in {ANIMAL, PLANT} for one in net.senses[noun])
    return living and len(words) == 2 and words[1] not in net.senses


def no_typos(folder: Path) -> list[str]:
    """Verbs, adjectives and adverbs that are one letter from what is known, and mean themselves."""
    known = captions.known_names()
    others = {line.split()[0] for part in ("verb", "adj", "adv") for line in _lines(folder / f"index.{part}")}
    forms = {word + end for word in others for end in ("", "s", "es", "ed", "ing", "er")}
    forms |= {word.removesuffix("e") + end for word in others for end in ("ed", "ing", "er")}
    near = {one for word in known if " " not in word for one in one_edit_away(word)}
    return sorted(word for word in (forms & near) - known if len(word) >= LEAST_LETTERS)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write kinds.json.")
    parser.add_argument("wordnet", type=Path, help="folder with index.noun and data.noun")
    options = parser.parse_args(arguments)
    try:
        found = kinds(WordNet.read(options.wordnet))
        lines = [f"{json.dumps(kind)}: {json.dumps('|'.join(nouns))}" for kind, nouns in found.items()]
        spared = json.dumps("|".join(no_typos(options.wordnet)))
        notice = json.dumps(f"{NOTICE} {licence(options.wordnet)}")
        text = f'{{"notice": {notice},\n"no typos": {spared},\n"kinds": {{\n' + ",\n".join(lines) + "\n}}\n"
        KINDS_JSON.write_text(text, encoding="utf-8")
    except (OSError, NonetError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{sum(map(len, found.values())):,} nouns of {len(found):,} kinds")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
