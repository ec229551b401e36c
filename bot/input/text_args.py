"""What somebody typed after a command's name: its arguments, by their kinds, in order or as `--options`.

A text that is an argument is text as people write it, with quotes and apostrophes that mean nothing here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from bot.arguments import (
    Argument,
    Channel,
    Choice,
    Flag,
    Integer,
    JobId,
    JobOrTile,
    Switch,
    Text,
    Tile,
    User,
    Word,
)
from bot.commands import CommandSpec
from bot.errors import Mistake
from bot.member import Member

QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」"}
MENTION = re.compile(r"<@!?([^>|]+)(?:\|([^>]*))?>")
PLACE = re.compile(r"<#([^>|]+)(?:\|([^>]*))?>")
OPTION = re.compile(r"(?:^|(?<=\s))(--|[—–―]{1,2})(?=[^\W\d_])([\w-]+)(?:=|\s+|$)")
"""`--name`, also with one long dash, as phones write it. A long dash is also how prose begins an aside or a line of
dialogue: see _is_option."""
_ASIDE = re.compile(r"(?<=[^\s—–―-])(?:--|[—–―])(?!\w)|(?<!\S)[—–―]|[—–―](?!\S)")
"""A dash that prose uses: it ends an aside, begins one, or stands alone. One between two letters is a hyphen."""
_NUMBERED = re.compile(r"(?i)#?([a-z0-9]{4,16})(?:[-_ ]+([0-9]{1,3}))?")

Known: TypeAlias = Mapping[str, str] | re.Pattern[str]
"""Who or what is here: id from name (lower case, without "@" and "#"); in a chat without such lists, how ids look."""
NOBODY: Known = MappingProxyType({})


@dataclass(frozen=True)
class Typed:
    """Args:
    text: what comes after the command's name.
    users, channels: those that can be named. A name that is none of them is a mistake, and never "done".
    """

    member: Member
    text: str
    users: Known
    channels: Known

    def user(self, text: str) -> tuple[str, str]:
        """Id and name. Raises Mistake "no-such-user"."""
        mention = MENTION.fullmatch(text)
        if mention:
            return _mentioned(self.users, mention[1], "no-such-user"), mention[2] or ""
        name = text.removeprefix("@")
        return _id(self.users, name, "no-such-user"), name

    def channel(self, word: str) -> tuple[str, str]:
        """Id and name. Raises Mistake "no-such-channel"."""
        place = PLACE.fullmatch(word)
        if place:
            return _mentioned(self.channels, place[1], "no-such-channel"), place[2] or ""
        name = word.removeprefix("#")
        return _id(self.channels, name, "no-such-channel"), name


def values(spec: CommandSpec[Any], typed: Typed) -> Mapping[str, object]:
    """The values of the fields that were typed. Raises Mistake."""
    given = spec.given()
    text = typed.text
    found: dict[str, object] = {}
    if any(kind.dashed for kind in given.values()):
        text, found = _options(spec, {name: kind for name, kind in given.items() if kind.dashed}, text)
    return found | _in_order(spec, typed, {name: kind for name, kind in given.items() if not kind.dashed}, text)


def integer(spec: CommandSpec[Any], kind: Integer, text: str) -> int:
    """Raises Mistake for anything but a whole number that is allowed."""
    if not re.fullmatch(r"[0-9]{1,10}", text) or not kind.low <= int(text) <= kind.high:
        raise spec.wrong_number(kind, text)
    return int(text)


# --- in order --------------------------------------------------------------------------------------------------------


def _in_order(spec: CommandSpec[Any], typed: Typed, given: Mapping[str, Argument], text: str) -> dict[str, object]:
    """Names and texts may have spaces: so the arguments after such a one are taken from the end."""
    if not (names := list(given)):
        return {}  # whatever stands there means nothing
    if isinstance(last_kind := given[names[-1]], Text) and last_kind.after:
        return _two(spec, names[-2], names[-1], last_kind.after, text)
    long = next((i for i, name in enumerate(names) if isinstance(given[name], User | Text | Word)), len(names))
    found: dict[str, object] = {}
    for name in names[:long]:
        more, text = _first(spec, typed, name, given[name], text)
        found |= more
    last: dict[str, object] = {}
    for name in reversed(names[long + 1 :]):
        more, text = _last(spec, typed, name, given[name], text)
        last |= more
    if long < len(names):
        found |= _whole(spec, typed, names[long], given[names[long]], text)
        text = ""
    if text:
        raise spec.mistake()
    return found | last


def _two(spec: CommandSpec[Any], first: str, second: str, sign: str, text: str) -> dict[str, object]:
    """Two texts: `a cat + a teapot`, or by their names, as Discord shows options: `a: a cat b: a teapot`."""
    named = re.search(rf"(?i)\s{second}:", text) if text.lower().startswith(f"{first}:") else None
    between = named or re.search(rf"(?<!\S){re.escape(sign)}(?!\S)|\|", text)
    start, end = between.span() if between else (0, 0)
    before, after = text[len(first) + 1 if named else 0 : start].strip(), text[end:].strip()
    if before and after:
        return {first: before, second: after}
    raise spec.mistake()


def _first(spec: CommandSpec[Any], typed: Typed, name: str, kind: Argument, text: str) -> tuple[dict[str, object], str]:
    """The value of an argument at the beginning of `text`, if it is there, and what comes after it."""
    if not text and not spec.required(name):
        return {}, text
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    match kind:
        case JobId() if match := re.match(r"(?i)#?([a-z0-9]{4,16})(?=[-_\s]|$)[-_\s]*", text):
            rest = text[match.end() :]
            alone = list(spec.given()) == [name]
            return {name: match[1].lower()}, "" if alone and re.fullmatch(r"[0-9]{1,3}", rest) else rest
        case JobOrTile() if match := _NUMBERED.fullmatch(text):
            if match[2] and not 1 <= int(match[2]) <= 9:
                raise Mistake("no-such-tile", tile=int(match[2]))
            return {name: match[1].lower() + (f"-{int(match[2])}" if match[2] else "")}, ""
        case Tile() if re.fullmatch(r"[0-9]{1,3}", word):
            return {name: int(word)}, rest
        case Integer() if match := re.match(rf"(?i)([0-9]{{1,9}})(?:\s*{kind.unit or '(?!)'}[a-z]*)?(?=\s|$)", text):
            return {name: int(match[1])}, text[match.end() :].strip()
        case Choice() if word.lower() in kind.values:
            return {name: word.lower()}, rest
        case Switch() if word.lower() in ("on", "off"):
            return {name: word.lower() == "on"}, rest
        case Flag() if word.lower() in kind.words:
            return {name: True}, rest
        case Channel():
            channel, shown = typed.channel(word)
            return {name: channel, f"{name}_name": shown}, rest
    raise spec.mistake()


def _last(spec: CommandSpec[Any], typed: Typed, name: str, kind: Argument, text: str) -> tuple[dict[str, object], str]:
    """The value of an argument at the end of `text`, if it is there, and what stands before it."""
    before, _, word = text.rpartition(" ")
    match kind:
        case Integer() if re.fullmatch(r"[0-9]{1,9}", word):
            return {name: int(word)}, before.strip()
        case Channel() if before and word[:1] in ("#", "<") and word[:2] != "<@":
            channel, shown = typed.channel(word)
            return {name: channel, f"{name}_name": shown}, before.strip()
    if spec.required(name):
        raise spec.mistake()
    return {}, text


def _whole(spec: CommandSpec[Any], typed: Typed, name: str, kind: Argument, text: str) -> dict[str, object]:
    if spec.required(name) and not (text.lstrip("@") if isinstance(kind, User) else text):
        raise spec.missing(kind)
    match kind:
        case User():
            user, shown = typed.user(text)
            return {name: user, "user_name": shown}
        case Word():
            return {name: text.lower().removeprefix("/")[: kind.max_length]}
    return {name: text}


# --- options ---------------------------------------------------------------------------------------------------------


def _options(spec: CommandSpec[Any], given: Mapping[str, Argument], text: str) -> tuple[str, dict[str, object]]:
    """The text without its options, and their values. After the text a value goes on to the next option; before it, and
    in quotes, it is one word or what is quoted. A flag has no value."""
    field_of = {kind.option or name: name for name, kind in given.items()}
    found: dict[str, object] = {}
    matches = _option_matches({option: given[name] for option, name in field_of.items()}, text)
    ends = [match.start() for match in matches[1:]] + [len(text)]
    parts = [text[: matches[0].start()] if matches else text]
    for match, end in zip(matches, ends if matches else [], strict=True):
        option, after = match[2].lower(), text[match.end() : end].strip()
        if option not in field_of:
            closest = close(option, field_of)
            options = tuple(f"--{one}" for one in field_of)
            raise Mistake("unknown-option", option=option[:40], closest=closest and f"--{closest}", options=options)
        name, kind = field_of[option], given[field_of[option]]
        if name in found:
            raise Mistake("option-twice", option=option)
        if isinstance(kind, Flag):
            found[name] = True
            parts.append(after)
            continue
        value, rest = _value(after, whole=isinstance(kind, Text) and bool(" ".join(parts).strip()))
        if not value:
            raise Mistake("option-empty", option=option, example=kind.example)
        found[name] = integer(spec, kind, value) if isinstance(kind, Integer) else value
        parts.append(rest)
    return " ".join(part.strip() for part in parts if part.strip()), found


def _option_matches(kinds: Mapping[str, Argument], text: str) -> list[re.Match[str]]:
    """Where options begin. From the end, as a flag in prose is told by what comes after it."""
    found: list[re.Match[str]] = []
    for match in reversed(list(OPTION.finditer(text))):
        after = text[match.end() : found[-1].start() if found else len(text)]
        if _is_option(kinds.get(match[2].lower()), match, text[: match.start()], after):
            found.append(match)
    return found[::-1]


def _is_option(kind: Argument | None, match: re.Match[str], before: str, after: str) -> bool:
    """Whether a dash and a word are an option with its value, and not prose: "—no muy grande— volando".

    Two hyphens begin an option, also one of an unknown name, which is a mistake; but not an aside, which ends with two.
    A long dash begins one only if the name is known, in small letters, and what comes after it reads like its value.
    """
    if match[1] == "--":
        return not re.search(r"(?<=[^\s-])--(?!\w)", after)
    if kind is None or not match[2].islower() or _in_quotes(before):
        return False
    prose = _ASIDE.search(after) is not None
    match kind:
        case Integer():
            return re.match(r"[0-9]+(?!\S)", after) is not None
        case Flag():
            return not after.strip() or (not before.strip() and not prose)
    return bool(before.strip()) and not prose


def _in_quotes(before: str) -> bool:
    """Whether a quotation that began before is still open."""
    end = ""
    for sign in before:
        if sign == end:
            end = ""
        elif not end:
            end = QUOTES.get(sign, "")
    return bool(end)


def _value(text: str, whole: bool) -> tuple[str, str]:
    end = QUOTES.get(text[:1])
    if end and end in text[1:]:
        quoted, _, rest = text[1:].partition(end)
        return quoted.strip(), rest.strip()
    if whole:
        return text, ""
    word, _, rest = text.partition(" ")
    return word, rest.strip()


# --- names -----------------------------------------------------------------------------------------------------------


def close(word: str, known: Collection[str]) -> str:
    """What was probably meant, or ""."""
    found = difflib.get_close_matches(word.lower(), known, n=1)
    return found[0] if found else ""


def unquoted(text: str) -> str:
    """Without the quotes around all of it."""
    end = QUOTES.get(text[:1])
    return text[1:-1] if end and len(text) > 1 and text.endswith(end) else text


def _mentioned(known: Known, name: str, otherwise: str) -> str:
    """The client made an id of it, as a rule; a person who types `<@bob>` did not."""
    if isinstance(known, re.Pattern) and not known.fullmatch(name):
        raise Mistake(otherwise, name=name[:40])
    return name


def _id(known: Known, name: str, otherwise: str) -> str:
    if isinstance(known, re.Pattern):
        return _mentioned(known, name, otherwise)
    if name in known.values():
        return name
    if name.lower() not in known:
        raise Mistake(otherwise, name=name[:40], closest=close(name, known))
    return known[name.lower()]
