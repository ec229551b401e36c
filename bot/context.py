"""What every handler and job needs: the store, the engine, the operator's limits, caches, and a clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

import numpy as np
from cachetools import LRUCache

from bot.arguments import JOB
from bot.caching import IdempotencyKeys, ReadThroughCache
from bot.errors import Mistake
from bot.member import Member
from bot.picture_cache import PictureCache
from bot.policy import quota
from bot.policy.access import may_see
from bot.policy.pricing import Pricing
from bot.policy.quota import Allowance, BotLimits, Limits
from bot.policy.settings import Settings
from bot.replies.messages import moment, say
from bot.store import Job, Standing, Store
from inference.api import Codes, Engine, Pictures
from inference.files.model_names import same_painter

MAX_BLOCK_LISTS = 1000
"""Compiled ones in memory."""
MAX_THUMBNAIL_BYTES = 32 * 2**20
"""Of the gallery, in memory: about 300 of them."""
MAX_TILE_BYTES = 64 * 2**20
"""Of decoded tiles, in memory: about 340 of 256 pixels."""


class MetricsSink(Protocol):
    """Counts requests and jobs; it chooses its labels itself."""

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
    pricing: what a device hour costs, and the day's caps.
    limits: grids a day for the whole bot, and when its day begins.
    model: its full name with its revision (`model_names.full_name`); stored with every job.
    max_wait_seconds: a fast job that is queued for longer is cancelled and refunded.
    previews: jobs are shown while they are drawn.
    ready: whether the engine is warm; until then a queued job says that it is not.
    latin: the model reads Latin letters; a prompt of other letters alone is refused.
    options: guidance and other sampling options that suit the model; stored with every job.
    thumbnails: of old pictures, so that they are not rendered again for each page of the gallery.
    tiles: decoded tiles of the newest grids, and of those that people looked at last.
    one_caption, one_file: held while one is made, so that many presses leave threads for everybody's posts.
    """

    store: Store
    engine: Engine
    pricing: Pricing = field(default_factory=Pricing)
    limits: BotLimits = field(default_factory=BotLimits)
    model: str = ""
    max_wait_seconds: float = 20 * 60
    previews: bool = True
    clock: Callable[[], float] = time.time
    ready: Callable[[], bool] = lambda: True
    metrics: MetricsSink = field(default_factory=NullMetrics)
    latin: bool = True
    options: Mapping[str, float] = field(default_factory=dict)
    post_keys: IdempotencyKeys = field(default_factory=IdempotencyKeys)
    one_caption: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    one_file: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    thumbnails: PictureCache = field(default_factory=lambda: PictureCache(MAX_THUMBNAIL_BYTES))
    tiles: PictureCache = field(default_factory=lambda: PictureCache(MAX_TILE_BYTES))
    _settings: ReadThroughCache[Settings] = field(default_factory=ReadThroughCache)
    _with_block_list: LRUCache[str, Settings] = field(default_factory=lambda: LRUCache(MAX_BLOCK_LISTS))
    _standing: ReadThroughCache[Standing] = field(default_factory=ReadThroughCache)

    async def settings(self, member: Member | Job) -> Settings:
        """What the moderators of this member's community decided."""
        key = community_key(member)
        return await self._settings.get(key, lambda: self._read(key))

    async def _read(self, key: str) -> Settings:
        """With its block list compiled, in a thread; it is compiled again only after a change."""
        settings = await self.store.decisions.settings(key)
        if not settings.rules:
            return settings
        compiled = self._with_block_list.get(key)
        if compiled != settings:
            await asyncio.to_thread(lambda: settings.block_list)
            compiled = self._with_block_list[key] = settings
        return compiled

    async def timed_out(self, member: Member, settings: Settings) -> float | None:
        """Until when this member is timed out, or None."""
        until = (await self._standing_of(member, settings)).timed_out_until
        return until if until is not None and until > self.clock() else None

    async def _standing_of(self, member: Member, settings: Settings) -> Standing:
        key, user = community_key(member), member.user
        day = quota.day(settings.reset, settings.timezone, self.clock())
        return await self._standing.get((key, user, day.start), lambda: self.store.decisions.standing(key, user, day))

    def changed(self) -> None:
        """Forgets the caches after a moderator's change, so that it holds from the next command on."""
        self._settings.clear()
        self._standing.clear()

    async def limits_of(self, member: Member, settings: Settings) -> Limits:
        """What holds for a member in their channel, now."""
        granted = (await self._standing_of(member, settings)).granted
        return quota.limits(settings, member, granted, self.limits, self.clock())

    async def allowances(self, member: Member, settings: Settings) -> tuple[Allowance, ...]:
        """The whole calculation for a member in their channel: member, channel, community, bot."""
        limits = await self.limits_of(member, settings)
        return quota.explain(limits, await self.store.used(limits))

    async def job(self, member: Member, name: str) -> Job:
        """A job that this member may see (policy/access.py) and that is not deleted.

        Raises:
            Mistake: there is none, or it is hidden from this member: the answer is the same.
        """
        job = await self.store.job(name) if JOB.fullmatch(name) else None
        if job is None or job.state == "deleted" or not may_see(member, job.member, job.address):
            raise Mistake("no-such-job", job=name[:20])
        return job

    def can_render(self, job: Job) -> bool:
        """Whether the loaded model can decode the job's codes."""
        return not (job.model and self.model) or same_painter(job.model, self.model)

    def check_model(self, job: Job) -> None:
        """Raises Mistake if the loaded model cannot decode the job's codes."""
        if not self.can_render(job):
            raise Mistake("other-model", job=job.id, model=job.model)

    async def pictures(self, job: Job, codes: Codes) -> Pictures:
        """The pictures of codes that were drawn for `job`, as `decoded`.

        Raises:
            Mistake: another model drew them; this one would decode other pictures, or none.
        """
        self.check_model(job)
        return await self.decoded(codes)

    async def decoded(self, codes: Codes) -> Pictures:
        """Decodes what was not decoded lately. Raises what Engine.render raises."""
        keys = [one.tobytes() for one in codes]  # the loaded model always decodes the same pixels from them
        codes_of = dict(zip(keys, codes, strict=True))

        async def decode(missing: list[Hashable]) -> Pictures:
            return await self.engine.render(np.stack([codes_of[cast(bytes, key)] for key in missing]))

        return np.stack(cast(list[np.ndarray], await self.tiles.get(keys, decode)))

    def keep_decoded(self, codes: Codes, pictures: Pictures) -> None:
        """They were drawn just now, so people are going to press their buttons."""
        for one, pixels in zip(codes, pictures, strict=True):
            self.tiles.keep(one.tobytes(), pixels)

    def moment(self, locale: str, when: float, settings: Settings) -> str:
        return moment(locale, when, settings.timezone, self.clock())

    def budget_resets(self, locale: str, settings: Settings) -> str:
        """When the bot's next day begins."""
        return self.moment(locale, self.limits.day(self.clock()).end, settings)

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
    """The community's key, over all platforms: settings, limits and jobs belong to it."""
    return f"{place.platform}:{place.community}"


def person_of(place: Member | Job) -> str:
    """The fair queue's member: one person in one community."""
    return f"{community_key(place)}:{place.user}"
