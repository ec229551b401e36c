"""Every sentence that the bot says, in the reader's language.

The words lie in bot/locales (see catalogs.py). Facts are people's words as often as not, so each is made plain
(bot/text/sanitize.py) on its way in, and stands apart if it is written from right to left.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_datetime_format
from babel.lists import format_list
from babel.units import format_unit

from bot.commands import Platform
from bot.replies.catalogs import ANYWHERE, Fact, conventions, messages, rendered
from bot.text.sanitize import sanitized
from inference.api import Waiting
from inference.files.model_names import bundled

MINUTE, HOUR, DAY = 60, 3600, 86400


def called(model: str) -> str:
    """What people call a model: the bundled "pocket@1a2b3c4d" is Pocket, a folder only its last name."""
    name = PurePath(model.partition("@")[0]).name
    return name.capitalize() if bundled(name) else name


def knows(name: str) -> bool:
    """Whether there is a message called `name`."""
    return name in messages("en")


def argument_name(locale: str, option: str) -> str:
    """What an argument of a command is called."""
    return say(locale, f"argument-{option}") if knows(f"argument-{option}") else option


def labelled(description: str) -> tuple[str, str]:
    """Of an argument's description: what stands above its field in a form, and the hint that follows the colon."""
    label, _, hint = description.partition(":")
    return label.strip(), hint.strip()


def audit_kind(locale: str, what: str) -> str:
    """What kind of decision it was, in the reader's language."""
    return say(locale, f"audit-kind-{what}") if knows(f"audit-kind-{what}") else what


def audit_key(locale: str, key: str) -> str:
    """What was changed. The keys of settings are typed, so they are the same in all languages."""
    name = f"audit-key-{key.replace(' ', '-')}"
    return say(locale, name) if knows(name) else key


def say(locale: str, name: str, platform: Platform = ANYWHERE, /, **facts: object) -> str:
    """The message called `name`, with its facts, as it is said on `platform`. Raises KeyError if English has no such
    message."""
    return rendered(locale, platform, name, {key: _shown(locale, value) for key, value in facts.items()})


def _shown(locale: str, value: object) -> object:
    match value:
        case int() | float():
            return value  # Fluent writes it, and chooses the plural by it
        case list() | tuple() | set() | frozenset():
            return Fact(format_list([str(_shown(locale, one)) for one in value], locale=conventions(locale)))
    return Fact(_apart(sanitized(str(value))))


def _apart(text: str) -> str:
    """What is written from right to left keeps its direction to itself: it would turn the sentence around it."""
    turns = any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
    return f"\u2068{text}\u2069" if turns else text


# --- times -----------------------------------------------------------------------------------------------------------


def moment(locale: str, when: float, timezone: str, now: float) -> str:
    """A time on the community's clock: "6:00 AM UTC"; with its day, where that is not today."""
    zone = ZoneInfo(timezone)
    then, today = datetime.fromtimestamp(when, zone), datetime.fromtimestamp(now, zone).date()
    clock = f"{format_time(then, 'short', zone, conventions(locale))} {then.tzname() or timezone}"
    days = (then.date() - today).days
    # Midnight is the end of today for anybody who waits for it.
    if days == 0 or (days == 1 and when - now < DAY and then.hour < 12):
        return clock
    if days == 1:
        return say(locale, "tomorrow", time=clock)
    return _dated(locale, then, clock)


def timestamp(locale: str, when: float, timezone: str) -> str:
    """A time with its day, on the community's clock: "Nov 28, 2026, 6:00 AM"."""
    then = datetime.fromtimestamp(when, ZoneInfo(timezone))
    return _dated(locale, then, format_time(then, "short", then.tzinfo, conventions(locale)))


def _dated(locale: str, then: datetime, clock: str) -> str:
    day = format_date(then, "medium", conventions(locale))
    return str(get_datetime_format("medium", conventions(locale))).format(clock, day)


def span(locale: str, seconds: float) -> str:
    """How long, as a person would say it: "40 sec", "3 min", "2 hr 10 min", "3 days"."""
    if seconds < 90:
        return _unit(locale, "second", max(1, _round(seconds)))
    if seconds < 90 * MINUTE:
        return _unit(locale, "minute", round(seconds / MINUTE))
    if seconds < 36 * HOUR:
        hours, rest = divmod(round(seconds / MINUTE), 60)
        return " ".join([_unit(locale, "hour", hours), *([_unit(locale, "minute", rest)] if rest else [])])
    return _unit(locale, "day", round(seconds / DAY))


def measured(locale: str, seconds: float) -> str:
    """A time that is over: as `span`, but "0.08 sec" and not "1 sec"."""
    if seconds >= 1:
        return span(locale, seconds)
    return _unit(locale, "second", float(f"{seconds:.2g}"))


def _unit(locale: str, unit: str, count: float) -> str:
    # Days in full: German has "3 Tg." for them.
    return format_unit(count, f"duration-{unit}", "long" if unit == "day" else "short", locale=conventions(locale))


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
