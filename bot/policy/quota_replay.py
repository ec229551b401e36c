"""A replay: what other settings would have refused of the requests that there were. Pure; it decides as in real life,
by `quota.limits` and `quota.check`.

A request that is refused in a replay is missing from the counts of those after it. One that was refused, and is
accepted in a replay, is taken to be drawn in the usual time. What people would have done otherwise is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

from bot.errors import OverLimit
from bot.member import Member
from bot.policy.quota import BotLimits, Day, Limits, Used, check, day, limits
from bot.policy.settings import Settings


class Attempt(NamedTuple):
    """One request, accepted or refused by a quota. Times are seconds since 1970.

    Args:
        member: a name for the requester, the same in all their requests.
        roles: the requester's at that time; None where they were deleted: then the member's own number is unknown.
        relaxed: the requester had taken the offer to wait for an idle device.
        finished: when an accepted one was drawn or refunded; None: it is unfinished.
        id: the job's; "" if it was refused.
        name: the requester's, if it was refused.
    """

    asked: float
    member: str
    channel: str
    roles: frozenset[str] | None = frozenset()
    relaxed: bool = False
    accepted: bool = True
    finished: float | None = None
    refunded: bool = False
    id: str = ""
    name: str = ""


@dataclass(frozen=True)
class Week:
    """What is replayed: the attempts from `since` on are counted, and those from before are needed to count them.

    Args:
        attempts: in the order of their times.
        grants: member -> when so many grids more were given to them for the day.
        elsewhere: of other communities, where the whole bot has a limit: when it was accepted, and refunded or `inf`.
    """

    since: float
    attempts: Sequence[Attempt]
    grants: Mapping[str, Sequence[tuple[float, int]]] = field(default_factory=dict)
    elsewhere: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Outcome:
    """Places in `Week.attempts`: refused ones, and those of them that were offered to wait for an idle device."""

    refused: frozenset[int]
    offered: frozenset[int]


class _Days:
    """The day of each time; times mostly go forward."""

    def __init__(self, reset: str, timezone: str) -> None:
        self._clock = reset, timezone
        self._day = Day(inf, -inf)

    def start(self, time: float) -> float:
        if not self._day.start <= time < self._day.end:
            self._day = day(*self._clock, time)
        return self._day.start


class _Counts:
    """Grids by scope and day, as the ledger would have counted them at a time that goes forward."""

    def __init__(self, settings: Settings, bot: BotLimits, elsewhere: Sequence[tuple[float, float]]) -> None:
        self.days, self.bot_days = _Days(settings.reset, settings.timezone), _Days(bot.reset, bot.timezone)
        self._other_days = _Days(bot.reset, bot.timezone)
        self._grids: defaultdict[tuple[str, str, float], int] = defaultdict(int)
        self._refunds: list[tuple[float, tuple[tuple[str, str, float], ...]]] = []
        self._unfinished: defaultdict[str, list[float]] = defaultdict(list)
        self._elsewhere = elsewhere
        self._met = 0

    def used(self, one: Attempt) -> Used:
        now, grids = one.asked, self._grids
        while self._met < len(self._elsewhere) and self._elsewhere[self._met][0] <= now:
            asked, refunded = self._elsewhere[self._met]
            self._met += 1
            self._count((("bot", "", self._other_days.start(asked)),), refunded)
        while self._refunds and self._refunds[0][0] <= now:
            for key in heappop(self._refunds)[1]:
                grids[key] -= 1
        unfinished = self._unfinished[one.member]
        if unfinished:
            unfinished[:] = [end for end in unfinished if end > now]
        today = self.days.start(now)
        return Used(
            {
                "member": grids["member", one.member, today],
                "channel": grids["channel", one.channel, today],
                "community": grids["community", "", today],
                "bot": grids["bot", "", self.bot_days.start(now)],
            },
            len(unfinished),
        )

    def add(self, one: Attempt, lane: str, usual_seconds: float) -> None:
        """It was accepted."""
        today = self.days.start(one.asked)
        keys: tuple[tuple[str, str, float], ...] = (
            ("channel", one.channel, today),
            ("community", "", today),
            ("bot", "", self.bot_days.start(one.asked)),
        )
        if lane == "fast":
            keys = (("member", one.member, today), *keys)
        ends = one.finished if one.accepted else one.asked + usual_seconds
        self._unfinished[one.member].append(inf if ends is None else ends)
        self._count(keys, one.finished if one.refunded and one.finished is not None else inf)

    def _count(self, keys: tuple[tuple[str, str, float], ...], refunded: float) -> None:
        for key in keys:
            self._grids[key] += 1
        if refunded < inf:
            heappush(self._refunds, (refunded, keys))


def begin(settings: Settings, since: float) -> float:
    """The start of the day of `since`: before it, a replay takes requests as they went."""
    return day(settings.reset, settings.timezone, since).start


def replay(
    week: Week, settings: Settings, bot: BotLimits, closed: AbstractSet[str] = frozenset(),
    channels_closed: AbstractSet[str] = frozenset(), usual_seconds: float = 60.0,
) -> Outcome:  # fmt: skip
    """What these settings would have refused since `week.since`.

    Args:
        closed: ids of jobs that something else than a quota would have refused, such as a rule on words.
        channels_closed: where something else would have refused all.
        usual_seconds: from a request to its end.
    """
    counts, first = _Counts(settings, bot, week.elsewhere), begin(settings, week.since)
    boundless = replace(settings, member_per_day=None)
    known: dict[tuple[frozenset[str] | None, int, float, float], Limits] = {}
    refused, offered = [], []
    for place, one in enumerate(week.attempts):
        if one.asked < first:
            if one.accepted:
                counts.used(one)  # takes back what was refunded until then
                counts.add(one, "relaxed" if one.relaxed else "fast", usual_seconds)
            continue
        if one.channel in channels_closed or (one.id and one.id in closed):
            refused.append(place)
            continue
        used, today = counts.used(one), counts.days.start(one.asked)
        granted = _granted(week.grants[one.member], today, one.asked) if one.member in week.grants else 0
        key = one.roles, granted, today, counts.bot_days.start(one.asked)
        held = known.get(key)
        if held is None:
            asker = Member("", "", "", "", "", roles=one.roles or frozenset())
            held = known[key] = limits(boundless if one.roles is None else settings, asker, granted, bot, one.asked)
        lane = _lane(held, used, one.relaxed)
        if lane in ("fast", "relaxed"):
            counts.add(one, lane, usual_seconds)
        else:
            refused.append(place)
            if lane == "offered":
                offered.append(place)
    return Outcome(
        frozenset(place for place in refused if week.attempts[place].asked >= week.since),
        frozenset(place for place in offered if week.attempts[place].asked >= week.since),
    )


def _lane(held: Limits, used: Used, relaxed: bool) -> str:
    """As bot.handlers.acceptance: "fast", "relaxed" for those who took the offer, "offered" or "refused"."""
    try:
        check(held, used, "fast")
    except OverLimit as refusal:
        if not refusal.facts.get("offer_relaxed"):
            return "refused"
        if not relaxed:
            return "offered"
    else:
        return "fast"
    try:
        check(held, used, "relaxed")
    except OverLimit:
        return "refused"
    return "relaxed"


def _granted(grants: Sequence[tuple[float, int]], today: float, now: float) -> int:
    return sum(grids for at, grids in grants if today <= at <= now)


def usual_seconds(attempts: Sequence[Attempt]) -> float:
    """From a request to its end, as half of them took; a minute where none is known."""
    took = sorted(one.finished - one.asked for one in attempts if one.accepted and one.finished is not None)
    return took[len(took) // 2] if took else 60.0


# --- what needs no replay --------------------------------------------------------------------------------------------

REPLAYED = (
    "member_per_day", "role_per_day", "channel_per_day", "community_per_day", "member_unfinished", "reset", "timezone",
    "relaxed",
)  # fmt: skip
"""Fields of Settings that quotas depend on."""


def loosens(old: Settings, new: Settings) -> bool:
    """Whether every quota of `new` allows at least what the same one of `old` allows, on the same days."""
    numbers = ("member_per_day", "channel_per_day", "community_per_day")
    more = all(_most(getattr(new, name)) >= _most(getattr(old, name)) for name in numbers)
    roles = {*old.role_per_day, *new.role_per_day}
    more = more and all(_of_role(new, role) >= _of_role(old, role) for role in roles)
    same_days = (old.reset, old.timezone) == (new.reset, new.timezone)
    return more and same_days and new.member_unfinished >= old.member_unfinished and new.relaxed >= old.relaxed


def _most(number: int | None) -> float:
    return inf if number is None else number


def _of_role(settings: Settings, role: str) -> float:
    return max(_most(settings.member_per_day), settings.role_per_day.get(role, 0))
