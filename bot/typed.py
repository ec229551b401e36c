"""One typed line: who typed what, and whom and which channel it names. What a text chat's parsers work on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.commands import Member
from bot.errors import Mistake

QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」"}
MENTION = re.compile(r"<@!?([^>|]+)(?:\|([^>]*))?>")
PLACE = re.compile(r"<#([^>|]+)(?:\|([^>]*))?>")


@dataclass(frozen=True)
class Typed:
    """Args:
    text: what comes after the command's name.
    users, channels: id from name (lower case, without "@" and "#"), or None where names are ids.
    """

    member: Member
    text: str
    delivery: str = ""
    address: str = ""
    users: Mapping[str, str] | None = None
    channels: Mapping[str, str] | None = None

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
            return mention[1], mention[2] or "", last
        name = who.removeprefix("@")
        return _id(self.users, name, "no-such-user"), name, last

    def channel(self, word: str) -> tuple[str, str]:
        """Id and name. Raises Mistake "no-such-channel"."""
        place = PLACE.fullmatch(word)
        if place:
            return place[1], place[2] or ""
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


def _id(known: Mapping[str, str] | None, name: str, otherwise: str) -> str:
    if known is None or name in known.values():
        return name
    if name.lower() not in known:
        raise Mistake(otherwise, name=name[:40], closest=close(name, known))
    return known[name.lower()]
