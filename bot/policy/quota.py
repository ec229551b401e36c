"""Quotas: which caps hold for a request, from when to when, and what is left of them. Pure: the store counts what is
used.

A day begins at the community's reset time in its time zone, so that it has 23 or 25 hours where clocks change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.errors import OverLimit
from bot.member import Member
from bot.policy.settings import Settings

Scope = Literal["member", "channel", "community", "bot"]
SCOPES: tuple[Scope, ...] = ("member", "channel", "community", "bot")
"""From the nearest to the widest: the order in which a refusal names them, and in which the store takes its locks."""


@dataclass(frozen=True)
class Day:
    """From `start` up to, and without, `end`: seconds since 1970."""

    start: float
    end: float


@dataclass(frozen=True)
class BotLimits:
    """The operator's limits for the whole bot. At this cap requests are refused; at one of money or of device seconds
    (bot/policy/pricing.py) they are accepted, and wait for the next day.
    """

    grids_per_day: int | None = None
    reset: str = "00:00"
    timezone: str = "UTC"

    def day(self, now: float) -> Day:
        """The bot's day around `now`, for its cap and its budget."""
        return day(self.reset, self.timezone, now)


@dataclass(frozen=True)
class Cap:
    """At most `limit` grids in `day`; None is no limit.

    Args:
        source: where the limit comes from: "setting", or "role" with its id in `role`.
        granted: how many of `limit` were given for today.
    """

    scope: Scope
    limit: int | None
    day: Day
    source: Literal["setting", "role"] = "setting"
    role: str = ""
    granted: int = 0


@dataclass(frozen=True)
class Limits:
    """Everything that holds for one member in one channel, now. `caps` has all four scopes, nearest first."""

    platform: str
    community: str
    channel: str
    user: str
    caps: tuple[Cap, ...]
    at_once: int  # unfinished jobs that the member may have
    relaxed: bool  # requests beyond the member's cap may go into the relaxed lane


@dataclass(frozen=True)
class Used:
    """What the store counted: grids in each cap's day, and the member's unfinished jobs."""

    grids: Mapping[Scope, int]
    unfinished: int = 0


@dataclass(frozen=True)
class Allowance:
    """One line of `/quota` and `why`: "`used` of `limit`, back at `resets_at`"."""

    scope: Scope
    used: int
    limit: int | None
    resets_at: float
    source: Literal["setting", "role"] = "setting"
    role: str = ""
    granted: int = 0

    @property
    def left(self) -> int | None:
        """Never negative, also where the limit was lowered below what is used; None where there is no limit."""
        return None if self.limit is None else max(0, self.limit - self.used)


def limits(settings: Settings, member: Member, grants: int, bot: BotLimits, now: float) -> Limits:
    """What holds for `member` at `now` (seconds since 1970); `grants` are the grids given to them for today."""
    today = day(settings.reset, settings.timezone, now)
    role, most = _most_generous(settings, member.roles)
    return Limits(
        platform=member.platform,
        community=member.community,
        channel=member.channel,
        user=member.user,
        caps=(
            Cap(
                "member",
                None if most is None else most + grants,
                today,
                source="role" if role else "setting",
                role=role,
                granted=grants,
            ),
            Cap("channel", settings.channel_per_day, today),
            Cap("community", settings.community_per_day, today),
            Cap("bot", bot.grids_per_day, bot.day(now)),
        ),
        at_once=settings.member_unfinished,
        relaxed=settings.relaxed,
    )


def explain(limits: Limits, used: Used) -> tuple[Allowance, ...]:
    """The whole calculation, scope by scope; `/quota` shows the first line, `why` all of them."""
    return tuple(
        Allowance(cap.scope, used.grids.get(cap.scope, 0), cap.limit, cap.day.end, cap.source, cap.role, cap.granted)
        for cap in limits.caps
    )


def check(limits: Limits, used: Used, lane: str) -> None:
    """Raises OverLimit if there is no room for one more in this lane; its rules are listed at Store.reserve."""
    if used.unfinished >= limits.at_once:
        raise OverLimit("at-once", used=used.unfinished, limit=limits.at_once)
    full = [cap for cap in limits.caps if cap.limit is not None and used.grids[cap.scope] >= cap.limit]
    if lane == "relaxed":
        full = [cap for cap in full if cap.scope != "member"]
    if full:
        first = full[0]
        raise OverLimit(
            f"{first.scope}-per-day",
            until=first.day.end if first.limit else None,  # a limit of 0 holds on the next day, too
            used=used.grids[first.scope],
            limit=first.limit,
            source=first.source,
            role=first.role,
            offer_relaxed=limits.relaxed and bool(first.limit) and [cap.scope for cap in full] == ["member"],
        )


def day(reset: str, timezone: str, now: float) -> Day:
    """The day around `now` (seconds since 1970) that begins at `reset` ("06:30") in `timezone` ("Europe/Berlin")."""
    zone = ZoneInfo(timezone)
    here = datetime.fromtimestamp(now, zone).date()
    # Four dates, not two: where clocks jump, or a country leaves out a day, yesterday's reset may come after now.
    resets = [_begin(reset, zone, here + timedelta(days=days)) for days in (-2, -1, 0, 1, 2)]
    return Day(max(time for time in resets if time <= now), min(time for time in resets if time > now))


def days(reset: str, timezone: str, now: float, count: int) -> list[Day]:
    """The last `count` days, oldest first; the last one is not over yet."""
    found = [day(reset, timezone, now)]
    while len(found) < count:
        found.append(day(reset, timezone, found[-1].start - 1))
    return found[::-1]


def month(name: str, timezone: str) -> Day:
    """A whole month ("2026-11"), as one long day from its first midnight to the next month's.

    Raises:
        ValueError: it is no month, or one at the very end of the calendar.
    """
    first = datetime.strptime(name, "%Y-%m").replace(tzinfo=ZoneInfo(timezone))
    try:
        return Day(first.timestamp(), (first + timedelta(days=32)).replace(day=1).timestamp())
    except OverflowError:
        raise ValueError(f"{name} begins or ends outside the calendar") from None


def _begin(reset: str, zone: ZoneInfo, on: date) -> float:
    hour, _, minute = reset.partition(":")
    # A time that clocks leave out in spring is as long after the jump; of a time that comes twice, it is the first.
    return datetime(on.year, on.month, on.day, int(hour), int(minute), tzinfo=zone).timestamp()


def _most_generous(settings: Settings, roles: frozenset[str]) -> tuple[str, int | None]:
    """The role whose number is more than everybody's, or ""; and the number."""
    most = settings.member_per_day
    best = ""
    for role, number in sorted(settings.role_per_day.items()):
        if role in roles and most is not None and number > most:
            best, most = role, number
    return best, most
