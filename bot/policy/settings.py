"""The settings of a community, and the parser of a moderator's changes to them. It knows no store."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from bot.errors import Mistake
from bot.policy.blocklist import BlockList, Rule

MAX_GRIDS = 1_000_000
NOTHING = ("", "none", "no limit")
"""Typed by a moderator to remove a limit."""
FEATURES = ("captions", "sharing", "mash", "hall")
"""What moderators can switch off, everywhere or in some channels; each has a setting of its name."""
EVERYWHERE = "*"


@dataclass(frozen=True)
class Settings:
    """Settings of one community. Numbers of grids are per day; None means no limit, 0 means no grids.

    Args:
        role_per_day: role id -> grids a day. A member gets the highest of these and `member_per_day`.
        member_unfinished: unfinished requests that a member may have at the same time.
        role_weight: role id -> how much faster requests of its members move in the queue; 1 is normal.
        reset: the local time, in `timezone`, at which a day begins.
        relaxed: a member whose quota is used up may request pictures that an idle device draws.
        channels_off: id -> name of the channels where drawing is off.
        channels_on: id -> name of the channels where a moderator turned drawing on.
        log_channel: the id of the channel where changes are announced; "" for none.
        hall_channel: the id of the hall of fame's channel; "" for none, and then there are no votes.
        hall_votes: with so many a tile is posted there.
        longest_prompt: in characters.
        retention_days: after so many days prompts and codes are deleted; None keeps them.
    captions_off, sharing_off, mash_off, hall_off: id -> name of the channels where that feature is off; EVERYWHERE is
        one of them where it is off in the whole community.
    """

    member_per_day: int | None = 5
    role_per_day: Mapping[str, int] = field(default_factory=dict)
    channel_per_day: int | None = 200
    community_per_day: int | None = 300
    member_unfinished: int = 3
    role_weight: Mapping[str, float] = field(default_factory=dict)
    reset: str = "00:00"
    timezone: str = "UTC"
    relaxed: bool = False
    channels_off: Mapping[str, str] = field(default_factory=dict)
    channels_on: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    log_channel: str = ""
    hall_channel: str = ""
    hall_votes: int = 5
    longest_prompt: int = 400
    retention_days: int | None = None
    captions_off: Mapping[str, str] = field(default_factory=dict)
    sharing_off: Mapping[str, str] = field(default_factory=dict)
    mash_off: Mapping[str, str] = field(default_factory=dict)
    hall_off: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def block_list(self) -> BlockList:
        """Compiled from `rules` at the first access, which takes up to 0.2 s: see BotContext.settings."""
        return BlockList(self.rules)

    def offers(self, feature: str, channel: str) -> bool:
        """Whether one of FEATURES is on in this channel."""
        off: Mapping[str, str] = getattr(self, f"{feature}_off")
        return EVERYWHERE not in off and channel not in off

    def weight(self, roles: frozenset[str]) -> float:
        """The weight of a member with these roles in the fair queue: the highest of them, or 1."""
        return max((weight for role, weight in self.role_weight.items() if role in roles), default=1.0)


@dataclass(frozen=True)
class SettingSpec:
    """A setting that a moderator can change: its field, and the values that are allowed. Its words: meaning-KEY."""

    name: str  # of the field in Settings
    kind: str  # "number", "time", "zone", "switch", "numbers of roles", "weights of roles", "channel" or "feature"
    low: float = 0
    high: float = MAX_GRIDS
    empty: bool = False  # an empty value is allowed and removes the limit


DIALS: Mapping[str, SettingSpec] = {
    "member-per-day": SettingSpec("member_per_day", "number", empty=True),
    "role-per-day": SettingSpec("role_per_day", "numbers of roles", empty=True),
    "channel-per-day": SettingSpec("channel_per_day", "number", empty=True),
    "community-per-day": SettingSpec("community_per_day", "number", empty=True),
    "unfinished": SettingSpec("member_unfinished", "number", low=1, high=100),
    "role-weight": SettingSpec("role_weight", "weights of roles", low=0.1, high=10, empty=True),
    "reset": SettingSpec("reset", "time"),
    "timezone": SettingSpec("timezone", "zone"),
    "relaxed": SettingSpec("relaxed", "switch"),
    "longest-prompt": SettingSpec("longest_prompt", "number", low=1, high=4000),
    "log-channel": SettingSpec("log_channel", "channel", high=100, empty=True),
    "hall-channel": SettingSpec("hall_channel", "channel", high=100, empty=True),
    "hall-votes": SettingSpec("hall_votes", "number", low=1, high=1000),
    "retention-days": SettingSpec("retention_days", "number", low=1, high=36_500, empty=True),
    **{feature: SettingSpec(f"{feature}_off", "feature") for feature in FEATURES},
}
"""By their keys, as moderators type them."""


MERGED = {"drawing": "unfinished", "waiting": "unfinished"}
"""Settings that were two and are one. Forms that were opened before still name them."""


def changed(settings: Settings, changes: Mapping[str, str]) -> Settings:
    """`settings` with typed changes, all of them or none. Roles are given as "ID=NUMBER ID=NUMBER"; "ID=" alone removes
    the number of one role, and an empty value those of all roles. A feature is "on", "off" or "off #CHANNEL #CHANNEL".

    Raises:
        Mistake: "unknown-setting" (key, closest, known), "merged-setting" (key, now) or "wrong-setting" (key, value,
            kind, low, high, empty, closest); the names of kinds are SettingSpec's.
    """
    for key, value in changes.items():
        dial = known(key)
        new: Any = {dial.name: _READ[dial.kind](key, dial, value.strip(), settings)}
        settings = replace(settings, **new)
    return settings


def known(key: str) -> SettingSpec:
    """Raises Mistake "unknown-setting" (key, closest, known) or "merged-setting" (key, now)."""
    if key in MERGED:
        raise Mistake("merged-setting", key=key, now=MERGED[key])
    if key not in DIALS:
        closest = difflib.get_close_matches(key, DIALS, n=1)
        raise Mistake("unknown-setting", key=key, closest=closest[0] if closest else "", known=tuple(DIALS))
    return DIALS[key]


def is_number(key: str) -> bool:
    """Whether an empty value means "no limit"."""
    return key in DIALS and DIALS[key].kind == "number"


def is_channel(key: str) -> bool:
    return key in DIALS and DIALS[key].kind == "channel"


def describe(settings: Settings) -> list[tuple[str, str]]:
    """A row for each setting: its key, and its value as it would be typed."""
    return [(key, _typed(dial, getattr(settings, dial.name))) for key, dial in DIALS.items()]


def differences(old: Settings, new: Settings) -> list[tuple[str, str, str]]:
    """Key, old value and new value of each setting that differs, for the audit log. Rules are long: their entry has the
    added and removed words as the new value, and no old value."""
    key_of_field = {dial.name: key for key, dial in DIALS.items()}
    features = {dial.name for dial in DIALS.values() if dial.kind == "feature"}
    found = []
    for name in Settings.__dataclass_fields__:
        was, now = getattr(old, name), getattr(new, name)
        if was != now and name == "rules":
            found.append((name, "", _moved(was, now)))
        elif was != now and name in features:
            found.append((key_of_field[name], _switched(was), _switched(now)))
        elif was != now:
            found.append((key_of_field.get(name, name.replace("_", "-")), _written(was), _written(now)))
    return found


def _moved(old: tuple[Rule, ...], new: tuple[Rule, ...]) -> str:
    """ "+ rude: oaf; - cats: lion, tiger"."""
    before, after = ({rule.name: rule.words for rule in rules} for rules in (old, new))
    moved = []
    for sign, these, those in (("+", after, before), ("-", before, after)):
        for name, words in these.items():
            other = set(those.get(name, ()))
            only = [word for word in words if word not in other]
            moved += [f"{sign} {name}: {', '.join(only)}"] if only else []
    return "; ".join(moved)


def _typed(dial: SettingSpec, value: Any) -> str:
    return _switched(value) if dial.kind == "feature" else _written(value)


def _switched(off: Mapping[str, str]) -> str:
    """A feature as a moderator types it."""
    if not off or EVERYWHERE in off:
        return "off" if off else "on"
    return " ".join(["off", *sorted(f"#{name or channel}" for channel, name in off.items())])


def _written(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case float():
            return f"{value:g}"
        case Mapping() if all(isinstance(one, str) for one in value.values()):  # channels, by their names
            return ", ".join(sorted(f"#{name or channel}" for channel, name in value.items())) or "none"
        case Mapping():
            return " ".join(f"{name}={_written(value[name])}" for name in sorted(value)) or "none"
        case _:
            return str(value)


def _wrong(key: str, dial: SettingSpec, value: str, closest: str = "") -> Mistake:
    return Mistake(
        "wrong-setting", key=key, value=value, kind=dial.kind, low=dial.low, high=dial.high, empty=dial.empty,
        closest=closest,
    )  # fmt: skip


def _number(key: str, dial: SettingSpec, value: str, settings: Settings) -> int | None:
    if dial.empty and value.lower() in NOTHING:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", value) or not dial.low <= int(value) <= dial.high:
        raise _wrong(key, dial, value)
    return int(value)


def _numbers(key: str, dial: SettingSpec, value: str, settings: Settings) -> Mapping[str, float]:
    if value.lower() in NOTHING:
        return {}
    whole = dial.kind == "numbers of roles"
    numbers: dict[str, float] = dict(getattr(settings, dial.name))
    for pair in re.split(r"[\s,]+", value):
        role, equals, number = pair.rpartition("=")
        if not role or not equals:
            raise _wrong(key, dial, value)
        if number.lower() in NOTHING:
            numbers.pop(role, None)
        elif re.fullmatch(r"[0-9]{1,9}" if whole else r"[0-9]{1,3}(\.[0-9]{1,3})?", number) and (
            dial.low <= float(number) <= dial.high
        ):
            numbers[role] = int(number) if whole else float(number)
        else:
            raise _wrong(key, dial, value)
    return numbers


def _time(key: str, dial: SettingSpec, value: str, settings: Settings) -> str:
    match = re.fullmatch(r"([0-9]{1,2})(?::([0-9]{2}))?", value)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    if hour > 23 or minute > 59:
        raise _wrong(key, dial, value)
    return f"{hour:02}:{minute:02}"


def _zone(key: str, dial: SettingSpec, value: str, settings: Settings) -> str:
    zones = {zone.lower(): zone for zone in zoneinfo.available_timezones()}
    if value.lower() not in zones:
        closest = difflib.get_close_matches(value.lower(), zones, n=1)
        raise _wrong(key, dial, value, closest=zones[closest[0]] if closest else "")
    return zones[value.lower()]


def _switch(key: str, dial: SettingSpec, value: str, settings: Settings) -> bool:
    if value.lower() in ("on", "yes", "true", "1"):
        return True
    if value.lower() in ("off", "no", "false", "0"):
        return False
    raise _wrong(key, dial, value)


def _channel(key: str, dial: SettingSpec, value: str, settings: Settings) -> str:
    if len(value) > dial.high:
        raise _wrong(key, dial, value)
    return "" if value.lower() in NOTHING else value


def _feature(key: str, dial: SettingSpec, value: str, settings: Settings) -> Mapping[str, str]:
    """Channels are ids, or `<#ID|NAME>`."""
    word, *channels = re.split(r"[\s,]+", value)
    if word.lower() in ("on", "off") and not channels:
        return {EVERYWHERE: ""} if word.lower() == "off" else {}
    named = {match[1]: match[2] or "" for one in channels if (match := MENTIONED.fullmatch(one))}
    if word.lower() != "off" or len(named) != len(set(channels)):
        raise _wrong(key, dial, value)
    return named


MENTIONED = re.compile(r"(?:<#)?#?([\w-]{1,64})(?:\|([^>]*))?>?")
"""A channel in the value of a feature."""

_READ: Mapping[str, Callable[[str, SettingSpec, str, Settings], object]] = {
    "number": _number,
    "numbers of roles": _numbers,
    "weights of roles": _numbers,
    "time": _time,
    "zone": _zone,
    "switch": _switch,
    "channel": _channel,
    "feature": _feature,
}
