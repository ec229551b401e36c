"""The house: the store, the engine, what the operator decided, and a clock. Every room of the bot gets this value."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.arguments import JOB
from bot.caching import SingleFlight, TTLCache
from bot.errors import Mistake
from bot.jobs.budget import Budget
from bot.member import Member
from bot.policy import quota
from bot.policy.quota import Allowance, BotLimits, Limits
from bot.policy.settings import Settings
from bot.replies.messages import moment, say
from bot.store import Job, Standing, Store
from inference.api import Codes, Engine, Pictures
from inference.files.model_names import same_painter

MOST_LISTS = 1000
"""Block lists that are kept ready."""


class MetricsSink(Protocol):
    """Who counts; labels are the counter's own affair."""

    def asked(self, platform: str, *, accepted: bool) -> None: ...

    def ended(self, platform: str, end: str, seconds: float, money: float) -> None: ...


class NullMetrics:
    def asked(self, platform: str, *, accepted: bool) -> None:
        pass

    def ended(self, platform: str, end: str, seconds: float, money: float) -> None:
        pass


@dataclass(frozen=True)
class BotContext:
    """Args:
    budget: what a device hour costs, and what is left of today's money.
    limits: grids a day for the whole bot, and when its day begins.
    model: what draws, with its revision where it has several (`recipe.full_name`); kept with every job.
    longest_wait: seconds after which a fast job that still waits is given back.
    previews: jobs are shown while they are drawn.
    options: guidance and other settings of drawing that suit the model; kept with every job.
    ready: whether the engine is warm; until then a waiting job says that it is not.
    """

    store: Store
    engine: Engine
    budget: Budget
    limits: BotLimits = field(default_factory=BotLimits)
    model: str = ""
    longest_wait: float = 20 * 60
    previews: bool = True
    clock: Callable[[], float] = time.time
    ready: Callable[[], bool] = lambda: True
    metrics: MetricsSink = field(default_factory=NullMetrics)
    options: Mapping[str, float] = field(default_factory=dict)
    deliveries: SingleFlight = field(default_factory=SingleFlight)
    _settings: TTLCache[Settings] = field(default_factory=TTLCache)
    _with_rules: dict[str, Settings] = field(default_factory=dict)
    _standing: TTLCache[Standing] = field(default_factory=TTLCache)

    async def settings(self, member: Member | Job) -> Settings:
        """What the moderators of this member's community decided."""
        key = community_key(member)
        return await self._settings.get(key, lambda: self._read(key))

    async def _read(self, key: str) -> Settings:
        """With the block list ready, made beside the loop; it is made anew only where something was changed."""
        settings = await self.store.settings(key)
        if not settings.rules:
            return settings
        before = self._with_rules.pop(key, None)
        if before is not None and before == settings:
            settings = before
        else:
            await asyncio.to_thread(lambda: settings.block_list)
        self._with_rules[key] = settings  # the newest: what nobody asks for goes first
        if len(self._with_rules) > MOST_LISTS:
            del self._with_rules[next(iter(self._with_rules))]
        return settings

    async def timed_out(self, member: Member, settings: Settings) -> float | None:
        """Until when this member has a break, or None."""
        until = (await self._standing_of(member, settings)).out_until
        return until if until is not None and until > self.clock() else None

    async def _standing_of(self, member: Member, settings: Settings) -> Standing:
        key, user = community_key(member), member.user
        since = quota.day(settings.reset, settings.timezone, self.clock()).start
        return await self._standing.get((key, user, since), lambda: self.store.standing(key, user, since))

    def changed(self) -> None:
        """A moderator decided something: it holds from the next command on."""
        self._settings.forget()
        self._standing.forget()

    async def limits_of(self, member: Member, settings: Settings) -> Limits:
        """What holds for a member in their channel, now."""
        granted = (await self._standing_of(member, settings)).granted
        return quota.limits(settings, member, granted, self.limits, self.clock())

    async def allowances(self, member: Member, settings: Settings) -> tuple[Allowance, ...]:
        """The whole calculation for a member in their channel: member, channel, community, bot."""
        limits = await self.limits_of(member, settings)
        return quota.explain(limits, await self.store.used(limits))

    async def job(self, member: Member, name: str) -> Job:
        """A job that this member may see: one of their community, of a channel that they see, not deleted.

        Raises:
            Mistake: there is none. A job of another community, of a channel that is hidden from this member, or of a
                private thread that they do not ask in, does not exist here.
        """
        job = await self.store.job(name) if JOB.fullmatch(name) else None
        if job is None or job.state == "deleted" or not sees(member, job):
            raise Mistake("no-such-job", job=name[:20])
        return job

    def paints(self, job: Job) -> bool:
        """Whether the model that is loaded knows what the job's codes mean."""
        return not (job.model and self.model) or same_painter(job.model, self.model)

    async def pictures(self, job: Job, codes: Codes) -> Pictures:
        """Of codes that were drawn for `job`.

        Raises:
            Mistake: by another model, to which they are other pictures, or none.
        """
        if not self.paints(job):
            raise Mistake("other-model", job=job.id, model=job.model)
        return await self.engine.render(codes)

    def moment(self, locale: str, when: float, settings: Settings) -> str:
        return moment(locale, when, settings.timezone, self.clock())

    def left(self, locale: str, allowance: Allowance, settings: Settings) -> str:
        """ "3 of 5 left until 00:00 UTC"."""
        if allowance.left is None:
            return ""
        again = self.moment(locale, allowance.resets_at, settings)
        return say(locale, "left-of", left=allowance.left, limit=allowance.limit, time=again)

    def used(self, locale: str, allowance: Allowance, settings: Settings) -> str:
        """ "2 of 5 used, back at 00:00 UTC"."""
        if allowance.limit is None:
            return say(locale, "used-unlimited", used=allowance.used)
        again = self.moment(locale, allowance.resets_at, settings)
        return say(locale, "used-of", used=allowance.used, limit=allowance.limit, time=again)


def community_key(place: Member | Job) -> str:
    """The community's, over all platforms: what settings, limits and jobs belong to."""
    return f"{place.platform}:{place.community}"


def person_of(place: Member | Job) -> str:
    """Who stands in the fair line: one person in one community."""
    return f"{community_key(place)}:{place.user}"


def may(member: Member, job: Job) -> bool:
    """Whether `member` may end or delete `job`: who asked for it, or a moderator of its community."""
    return member.moderator or (member.user == job.user and member.platform == job.platform)


def sees(member: Member, job: Job) -> bool:
    """Whether `job` was shown where `member` is or may look. Moderators see their whole community's line anyway."""
    if community_key(member) != community_key(job):
        return False
    there = job.channel == member.channel or (member.channels is not None and job.channel in member.channels)
    shown = there and not (member.outside is not None and member.outside(job.address))
    return shown or may(member, job)
