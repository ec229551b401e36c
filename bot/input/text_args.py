"""One typed line: who typed what, and whom and which channel it names. What a text chat's parsers work on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from bot.commands import Member
from bot.errors import Mistake

QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」"}
MENTION = re.compile(r"<@!?([^>|]+)(?:\|([^>]*))?>")
PLACE = re.compile(r"<#([^>|]+)(?:\|([^>]*))?>")

Known: TypeAlias = Mapping[str, str] | re.Pattern[str]
"""Who or what is here: id from name (lower case, without "@" and "#"); in a chat without such lists, how ids look."""
NOBODY: Known = MappingProxyType({})


@dataclass(frozen=True)
class Typed:
    """Args:
    text: what comes after the command's name.
    users, channels: those that can be named. What nobody could be is a mistake, and never "done".
    """

    member: Member
    text: str
    delivery: str
    address: str
    users: Known
    channels: Known

    def user(self, verb: str, more: int = 0) -> tuple[str, str, list[str]]:
        """Id, name, and so many words after them. Names may have spaces, so the words are taken from the end.

        Raises:
            Mistake: "how-…", or "no-such-user".
        """
        words = self.text.split()
        who, last = " ".join(words[: len(words) - more]), words[len(words) - more :] if more else []
        if len(words) <= more or not who.lstrip("@"):
            raise Mistake(f"how-{verb}")
        mention = MENTION.fullmatch(who)
        if mention:
            return _mentioned(self.users, mention[1], "no-such-user"), mention[2] or "", last
        name = who.removeprefix("@")
        return _id(self.users, name, "no-such-user"), name, last

    def channel(self, word: str) -> tuple[str, str]:
        """Id and name. Raises Mistake "no-such-channel"."""
        place = PLACE.fullmatch(word)
        if place:
            return _mentioned(self.channels, place[1], "no-such-channel"), place[2] or ""
        name = word.removeprefix("#")
        return _id(self.channels, name, "no-such-channel"), name


def close(word: str, known: Collection[str]) -> str:
    """What was probably meant, or ""."""
    found = difflib.get_close_matches(word.lower(), known, n=1)
    return found[0] if found else ""


def unquoted(text: str) -> str:
    """Without the quotes around all of it."""
    end = QUOTES.get(text[:1])
    return text[1:-1] if end and len(text) > 1 and text.endswith(end) else text


def _mentioned(known: Known, name: str, otherwise: str) -> str:
    """The client made an id of it, as a rule; whoever types `<@bob>` did not."""
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
