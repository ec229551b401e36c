"""What other settings would have refused in the last seven days: quotas by a replay, channels and words by the requests
that there were."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.context import community_key
from bot.errors import Blocked
from bot.handlers import admission
from bot.handlers.services import Services
from bot.member import Member
from bot.policy.blocklist import Rule
from bot.policy.quota_replay import REPLAYED, Outcome, Week, loosens, replay, usual_seconds
from bot.policy.settings import Settings
from bot.store.attempts import Asked

WEEK = 7 * 86400.0
MAX_PROMPTS = 10_000
"""The newest requests of which prompts are read: a rule on words takes some 50 µs for each."""
MAX_NAMES = 5

REHEARSED = (*REPLAYED, "channels_off", "rules", "longest_prompt", "mash_off")
"""Fields of Settings that refuse requests."""


@dataclass(frozen=True)
class Effect:
    """Args:
    total: requests of the last seven days.
    refused, before: by the new settings, and by those of now.
    more: refused by the new settings alone.
    offered: of `refused`, those that were offered to wait in the relaxed lane.
    people: how many people were refused, and how often the first of them; "" has no name any more.
    prompts: how many requests were looked at for their words; None: none had to be.
    """

    total: int
    refused: int
    before: int
    more: int
    offered: int
    people: int
    names: tuple[tuple[str, int], ...]
    prompts: int | None


@dataclass(frozen=True)
class Gates:
    """What refuses a request before its quota is counted, and did not before.

    Args:
        channels: where drawing would be off.
        words: settings with the added words alone, or None.
        longest: a new limit on prompts, or None.
        mash: the old and the new settings, if mash would be off somewhere.
    """

    channels: frozenset[str]
    words: Settings | None
    longest: int | None
    mash: tuple[Settings, Settings] | None

    @property
    def reads(self) -> bool:
        """Whether the prompts matter."""
        return self.words is not None or self.longest is not None or self.mash is not None

    def shut(self, asked: Asked) -> bool:
        texts = (asked.prompt, asked.mash, asked.no)
        if self.longest is not None and any(len(text) > self.longest for text in texts):
            return True
        if self.mash and asked.mash:
            old, new = self.mash
            if old.offers("mash", asked.channel) and not new.offers("mash", asked.channel):
                return True
        if self.words is None:
            return False
        try:
            admission.check_blocked(self.words, *filter(None, texts))
        except Blocked:
            return True
        return False


def gates(old: Settings, new: Settings) -> Gates:
    channels = frozenset(new.channels_off.keys() - old.channels_off.keys())
    had = {rule.name: frozenset(rule.words) for rule in old.rules}
    added = []
    for rule in new.rules:
        words = tuple(word for word in rule.words if word not in had.get(rule.name, ()))
        added += [Rule(rule.name, words)] if words else []
    return Gates(
        channels,
        replace(new, rules=tuple(added)) if added else None,
        new.longest_prompt if new.longest_prompt < old.longest_prompt else None,
        (old, new) if not new.mash_off.keys() <= old.mash_off.keys() else None,
    )


def concerns(old: Settings, new: Settings) -> bool:
    """Whether the two differ in something that refuses requests."""
    return any(getattr(old, name) != getattr(new, name) for name in REHEARSED)


def only_loosens(old: Settings, new: Settings) -> bool:
    """Without a look at what happened."""
    shut = gates(old, new)
    return not shut.channels and not shut.reads and loosens(old, new)


async def effect(services: Services, member: Member, old: Settings, new: Settings) -> Effect:
    """Reads the week in pages and replays it in a thread, so that no other command waits. Raises StoreError."""
    context, key = services.context, community_key(member)
    async with services.rehearsals.one:
        await services.refusals_counted()
        now, bot = context.clock(), context.limits
        attempts, shut = context.store.attempts, gates(old, new)
        week = await attempts.week(key, now - WEEK, now, elsewhere=bot.grids_per_day is not None)
        asked = await attempts.asked(key, now - WEEK, MAX_PROMPTS) if shut.reads else []

        def found() -> tuple[Effect, Sequence[tuple[str, str, int]]]:
            usual = usual_seconds(week.attempts)
            before = replay(week, old, bot, usual_seconds=usual)
            after = replay(week, new, bot, _shut(shut, asked), shut.channels, usual)
            people, first = _people(week, after)
            total, more = sum(one.asked >= week.since for one in week.attempts), len(after.refused - before.refused)
            numbers = (total, len(after.refused), len(before.refused), more, len(after.offered), people)
            return Effect(*numbers, (), len(asked) if shut.reads else None), first

        told, first = await asyncio.to_thread(found)
        known = await attempts.names([job for job, _, _ in first if job])
    return replace(told, names=tuple((known.get(job) or name, times) for job, name, times in first))


def _shut(shut: Gates, asked: Sequence[Asked]) -> frozenset[str]:
    """The ids of those that a gate refuses. Many people draw the same words again."""
    known: dict[Asked, bool] = {}
    found = []
    for one in asked:
        same = one._replace(asked=0.0, id="")
        if same not in known:
            known[same] = shut.shut(one)
        if known[same]:
            found.append(one.id)
    return frozenset(found)


def _people(week: Week, after: Outcome) -> tuple[int, Sequence[tuple[str, str, int]]]:
    """How many, and of those who were refused most: a job of theirs or their name, and how often."""
    times: Counter[str] = Counter()
    seen: dict[str, tuple[str, str]] = {}
    for place in sorted(after.refused):
        one = week.attempts[place]
        times[one.member] += 1
        job, name = seen.get(one.member, ("", ""))
        seen[one.member] = one.id or job, one.name or name
    return len(times), [(*seen[member], count) for member, count in times.most_common(MAX_NAMES)]
