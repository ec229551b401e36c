"""Every sentence that the bot says, in the reader's language.

The words lie in bot/locales, one file for each language; what one of them lacks is said in English. A sentence with
a number may have two forms, chosen by the fact `count`. Facts are people's words as often as not, so each is made
plain (bot/text/sanitize.py) on its way in, and stands apart if it is written from right to left.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import PurePath
from zoneinfo import ZoneInfo

from bot.text.sanitize import sanitized
from inference.api import Waiting
from inference.files.model_names import bundled

LANGUAGES = ("en", "de", "es", "fr", "ja")
Words = Mapping[str, str | Mapping[str, str]]

MINUTE, HOUR, DAY = 60, 3600, 86400

SAID = frozenset({"again", "cancel", "delete", "help", "pick", "post", "privacy", "redo", "retry"})
"""What everybody in Slack asks for by the bot's name; moderators' commands are words of /imagine-admin."""


@cache
def language(locale: str) -> str:
    """The language that we speak to readers of `locale` ("pt-BR"): theirs if we know it, else English."""
    code = locale.replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else "en"


@cache
def words(code: str) -> Words:
    """All sentences of one language, by name."""
    file = resources.files("bot") / "locales" / f"{code}.toml"
    said: Words = tomllib.loads(file.read_text(encoding="utf-8"))
    # Slack has three slash commands; all others are said to the bot. Every sentence that names one has its twin there.
    english = said if code == "en" else words("en")
    named = {name for name, one in english.items() if isinstance(one, str) and _in_slack(one) != one}
    twins = {f"slack-{name}": _in_slack(str(said[name])) for name in named if name in said and name[:8] != "discord-"}
    return {**said, **twins}


def _in_slack(sentence: str) -> str:
    def typed(found: re.Match[str]) -> str:
        verb = found[1]
        return f"/imagine-{verb}" if verb == "quota" else f"@Nonet {verb}" if verb in SAID else f"/imagine-admin {verb}"

    return re.sub(r"(?<![\w/])/(?!imagine\b)([a-z]+(?:-[a-z]+)*)", typed, sentence)


def called(model: str) -> str:
    """What people call a model: the bundled "pocket@1a2b3c4d" is Pocket, a folder only its last name."""
    name = PurePath(model.partition("@")[0]).name
    return name.capitalize() if bundled(name) else name


def knows(name: str) -> bool:
    return name in words("en")


def at(platform: str, name: str) -> str:
    """The name of a sentence as it is said on a platform, where that has its own: there one chooses, here one types."""
    own = f"{platform}-{name}"
    return own if knows(own) else name


def say(locale: str, name: str, /, **facts: object) -> str:
    """The sentence called `name`, with its facts. A KeyError means that English has no such sentence."""
    code = language(locale)
    sentence = words(code).get(name)
    if sentence is None:
        code, sentence = "en", words("en")[name]
    if not isinstance(sentence, str):
        sentence = sentence["one"] if _is_one(code, facts.get("count")) and "one" in sentence else sentence["other"]
    return sentence.format_map(_Facts({key: _shown(value) for key, value in facts.items()}))


class _Facts(dict[str, str]):
    """A fact that is missing costs its own place, not the whole answer."""

    def __missing__(self, key: str) -> str:
        return "…"


def _shown(value: object) -> str:
    match value:
        case str():
            return _apart(sanitized(value))
        case float():
            return f"{value:g}"
        case list() | tuple() | set() | frozenset():
            return ", ".join(_shown(one) for one in value)
    return sanitized(str(value))


def _apart(text: str) -> str:
    """What is written from right to left keeps its direction to itself: it would turn the sentence around it."""
    turns = any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
    return f"\u2068{text}\u2069" if turns else text


def _is_one(code: str, count: object) -> bool:
    if code == "fr":
        return count in (0, 1)
    return count == 1


# --- times -----------------------------------------------------------------------------------------------------------


def moment(locale: str, when: float, timezone: str, now: float) -> str:
    """A time on the community's clock: "06:00 UTC"; with its day, where that is not today."""
    zone = ZoneInfo(timezone)
    then, today = datetime.fromtimestamp(when, zone), datetime.fromtimestamp(now, zone).date()
    clock = f"{then:%H:%M} {then.tzname() or timezone}"
    days = (then.date() - today).days
    # Midnight is the end of today for anybody who waits for it.
    if days == 0 or (days == 1 and when - now < DAY and then.hour < 12):
        return clock
    if days == 1:
        return say(locale, "tomorrow", time=clock)
    return f"{then:%Y-%m-%d} {clock}"


def span(locale: str, seconds: float) -> str:
    """How long, as a person would say it: "40 s", "3 min", "2 h 10 min", "3 days"."""
    if seconds < 90:
        return say(locale, "seconds", count=max(1, _round(seconds)))
    if seconds < 90 * MINUTE:
        return say(locale, "minutes", count=round(seconds / MINUTE))
    if seconds < 36 * HOUR:
        hours, rest = divmod(round(seconds / MINUTE), 60)
        return say(locale, "hours-minutes", hours=hours, minutes=rest) if rest else say(locale, "hours", count=hours)
    return say(locale, "days", count=round(seconds / DAY))


def expected(locale: str, waiting: Waiting) -> str:
    """When the pictures are there, with the band that holds 9 of 10 waits."""
    likely, soonest, latest = (span(locale, one) for one in (waiting.seconds, waiting.soonest, waiting.latest))
    if soonest == latest:
        return say(locale, "ready-in", span=likely)
    return say(locale, "ready-in-band", span=likely, soonest=soonest, latest=latest)


def _round(seconds: float) -> int:
    """Whole seconds, and above 20 in fives: nobody believes 37."""
    whole = round(seconds)
    return whole if whole <= 20 else 5 * round(seconds / 5)
