"""The studio: every accepted job on its way from its place in line to its pictures, each in a task of its own.

    there is money · in line · drawing · settled · told

It writes each step into the store before it tells anybody, so that what was told is true after a crash, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import aclosing
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from bot import quota, replies
from bot.commands import Picture, Reply
from bot.errors import Closed
from bot.house import House, person_of
from bot.line import FairLine
from bot.messages import say
from bot.refusals import reference_of
from bot.store import Job
from bot.story import Story
from inference.api import (
    Drawing,
    Drawn,
    EngineBusy,
    EngineClosed,
    EngineFailed,
    Progress,
    Request,
    Waiting,
)

log = structlog.get_logger(__name__)
T = TypeVar("T")


class Studio:
    def __init__(self, house: House) -> None:
        self._house = house
        self.line = FairLine()
        self._stories: dict[str, Story] = {}
        self._runs: dict[str, asyncio.Task[None]] = {}
        self._own: set[asyncio.Task[Any]] = set()

    def story(self, job: str) -> Story | None:
        """Of a job that is unfinished and in this process."""
        return self._stories.get(job)

    def stories(self, platform: str, user: str) -> Iterable[Story]:
        return [one for one in self._stories.values() if (one.job.platform, one.job.user) == (platform, user)]

    async def surely(self, work: Coroutine[Any, Any, T]) -> T:
        """To its end, also where whoever asked for it goes away meanwhile."""
        task = asyncio.ensure_future(work)
        self._own.add(task)
        task.add_done_callback(self._own.discard)
        return await asyncio.shield(task)

    # --- a job's beginning and end -----------------------------------------------------------------------------------

    async def begin(self, story: Story) -> None:
        """Go on with a job until it ends; returns when there is something to tell.

        Raises:
            Closed: the line is full, and the job was given back before anybody saw it.
        """
        job = story.job.id
        self._stories[job] = story
        self._runs[job] = asyncio.create_task(self._run(story), name=f"job {job}")
        await story.begun()
        if story.refused:
            raise story.refused

    async def end(self, job: Job, by: str) -> bool:
        """Stop a job, give it back and say so in its message; `by` is who did it, "" is nobody.

        False: it had ended already.
        """
        house, story = self._house, self._stories.get(job.id)
        # What it has cost so far, nobody says; about as much of a grid as was drawn.
        seconds = house.budget.typical * story.done if story else 0.0
        if not await house.store.cancelled(job.id, by, seconds, house.budget.cost.money(seconds)):
            return False
        if story:
            story.tell(replies.cancelled(replace(job, ended_by=by)), over=True)
            self._stop(story)
        house.metrics.ended(job.platform, "cancelled", house.clock() - job.asked, 0.0)
        return True

    async def resume(self, job: Job) -> Story:
        """The story of an adopted job: it goes on where it was, or is only told."""
        house = self._house
        if job.id in self._stories:
            return self._stories[job.id]
        settings = await house.settings(job)
        limits = await house.limits_of(job.member, settings)
        if job.unfinished:
            job = replace(job, tag=self.line.back(person_of(job), job.tag, job.weight))
        story = Story(job, limits, "")
        if job.unfinished:
            allowance = quota.explain(limits, await house.store.used(limits))[0]
            story.charge = house.used(job.locale, allowance, settings)
            story.tell(replies.held(job, story.charge, say(job.locale, "back-again")))
            await self.begin(story)
        else:
            story.tell(await self.standing(job), over=True)
        return story

    async def standing(self, job: Job) -> Reply:
        """What the message of a job says, by its row alone."""
        match job.state:
            case "waiting" | "drawing":
                return replies.held(job, "", say(job.locale, "elsewhere"))
            case "failed":
                return replies.failed(job)
            case "cancelled":
                return replies.cancelled(job)
            case "deleted":
                return replies.ended(job, say(job.locale, "deleted", job=job.id))
        if job.codes is None:
            return replies.ended(job, say(job.locale, "no-picture", job=job.id))
        pictures = await self._house.engine.render(job.codes)
        return await self.shown(job, await asyncio.to_thread(replies.grid_picture, job, pictures))

    async def drain(self, limit: float) -> None:
        """Keep who waits for the next start, give what draws `limit` seconds, and keep the rest, too."""
        for story in [story for story in self._stories.values() if not story.drawing]:
            self._keep(story)
            self._stop(story)
        running = list(self._runs.values())
        if running:
            await asyncio.wait(running, timeout=limit)
        for story in list(self._stories.values()):
            self._keep(story)
            self._stop(story)
        if self._runs or self._own:
            await asyncio.wait([*self._runs.values(), *self._own])

    async def look(self) -> None:
        """Give back what has waited in line for too long."""
        house = self._house
        late = house.clock() - house.longest_wait
        for story in list(self._stories.values()):
            waits = not story.drawing and story.lined_up is not None and story.lined_up < late
            if waits and story.job.lane == "fast":
                await self.end(story.job, "")

    # --- its way -----------------------------------------------------------------------------------------------------

    async def _run(self, story: Story) -> None:
        job = story.job
        try:
            while not story.over:
                try:
                    await self._afford(story)
                    await self._draw(story)
                except EngineBusy as busy:
                    await self._wait_outside(story, busy)
        except EngineClosed:
            self._keep(story)
        except EngineFailed as failure:
            await self._fail(story, failure.reference)
        except Exception as error:
            await self._fail(story, reference_of(error, job=job.id))
        finally:
            story.stop()  # no follower waits for ever, whatever went wrong
            self._stories.pop(job.id, None)
            self._runs.pop(job.id, None)
            (self.line.done if story.drawn else self.line.left)(person_of(job), job.tag)
            await self._house.budget.leave(job.id)

    async def _afford(self, story: Story) -> None:
        """Until there is money for it."""
        job, budget = story.job, self._house.budget
        if await budget.enter(job):
            return
        settings = await self._house.settings(job)
        again = self._house.moment(job.locale, budget.resets_at, settings)
        story.tell(replies.held(job, story.charge, say(job.locale, "no-money", time=again)))
        await budget.wait(job)

    async def _draw(self, story: Story) -> None:
        """Raises EngineError."""
        job, house = story.job, self._house
        async with aclosing(house.engine.generate(self._request(job))) as progress:
            async for news in progress:
                if isinstance(news, Drawn):
                    await self._settle(story, news)
                    return
                if isinstance(news, Drawing) and not story.drawing:
                    story.drawing = True
                    self.line.drawing(person_of(job), job.tag)
                    if not await house.store.started(job.id) and await self._ended_elsewhere(story):
                        return
                await self._tell(story, news)

    async def _tell(self, story: Story, news: Progress) -> None:
        job, charge = story.job, story.charge
        if isinstance(news, Waiting):
            story.seconds = news.seconds
            if story.lined_up is None:
                story.lined_up = self._house.clock()
            if story.drawing:  # it was in a slot, and lost it
                story.tell(replies.held(job, charge, say(job.locale, "trying-again")))
            elif not self._house.ready():
                story.tell(replies.waiting(job, charge, news, reason="warming-up"))
            else:
                overtaken = 0 < story.best_place < news.place
                story.best_place = min(story.best_place or news.place, news.place)
                story.tell(replies.waiting(job, charge, news, reason="overtaken" if overtaken else ""))
        elif isinstance(news, Drawing):
            story.seconds, story.done = news.seconds, news.done
            preview: Picture | None = story.latest.picture if story.latest else None
            if news.preview is not None and story.followers:
                preview = await asyncio.to_thread(replies.preview_picture, job, news.preview)
            story.tell(replies.drawing(job, charge, news, preview))

    async def _settle(self, story: Story, drawn: Drawn) -> None:
        """Paid for, then shown. Whoever cancelled it meanwhile was earlier, and it costs nothing."""
        house, job = self._house, story.job
        money = house.budget.cost.money(drawn.seconds)
        facts = replies.facts_of(drawn.read)
        done = replace(job, state="drawn", device_seconds=drawn.seconds, money=money, facts=facts, model=house.model)
        settled, picture = await asyncio.gather(
            house.store.drawn(job.id, drawn.codes, drawn.seconds, money, facts, house.model),
            asyncio.to_thread(replies.grid_picture, done, drawn.pictures),
        )
        await house.budget.leave(job.id, drawn.seconds)
        if not settled:
            await self._ended_elsewhere(story)
            return
        story.drawn = True
        story.tell(await self.shown(done, picture, story), over=True)
        house.metrics.ended(job.platform, "drawn", house.clock() - job.asked, money)

    async def shown(self, job: Job, picture: Picture, story: Story | None = None) -> Reply:
        """The final message of a drawn job."""
        house = self._house
        settings = await house.settings(job)
        limits = story.limits if story else await house.limits_of(job.member, settings)
        allowance = quota.explain(limits, await house.store.used(limits))[0]
        left = house.left(job.locale, allowance, settings)
        return replies.drawn(job, left, picture, replies.notes(job, house.model, house.real_model))

    # --- its other ends ----------------------------------------------------------------------------------------------

    async def _wait_outside(self, story: Story, busy: EngineBusy) -> None:
        """The line is full: a newcomer is refused, an accepted job comes back by itself."""
        job, house = story.job, self._house
        if story.latest is None:
            await house.store.cancelled(job.id, "")
            await house.store.posted(job.id)  # nobody waits to be told
            story.refused = Closed("line-full", seconds=busy.retry_after)
            story.stop()
            return
        await house.budget.leave(job.id)
        story.tell(replies.held(job, story.charge, say(job.locale, "line-full-waits")))
        await asyncio.sleep(busy.retry_after)

    async def _fail(self, story: Story, reference: str) -> None:
        job, house = story.job, self._house
        try:
            if await house.store.failed(job.id, reference):
                story.tell(replies.failed(replace(job, state="failed", reference=reference)), over=True)
                house.metrics.ended(job.platform, "failed", house.clock() - job.asked, 0.0)
            else:
                await self._ended_elsewhere(story)
        except Exception as error:  # it stays in the store as it was, for the next start
            reference_of(error, job=job.id)

    async def _ended_elsewhere(self, story: Story) -> bool:
        """Somebody cancelled it, or another process goes on with it: say which. False: neither, it is ours."""
        row = await self._house.store.job(story.job.id)
        if row is not None and row.state == "cancelled":
            story.tell(replies.cancelled(row), over=True)
        elif row is not None and row.unfinished and row.state == "drawing":
            return False
        story.stop()
        return True

    def _keep(self, story: Story) -> None:
        """It stays in the store, undrawn, and its message says so."""
        if not story.over:
            story.tell(replies.held(story.job, story.charge, say(story.job.locale, "kept")), over=True)
            self._house.metrics.ended(story.job.platform, "handed back", 0.0, 0.0)

    def _stop(self, story: Story) -> None:
        run = self._runs.get(story.job.id)
        if run and run is not asyncio.current_task():
            run.cancel()

    def _request(self, job: Job) -> Request:
        options: dict[str, Any] = dict(job.options)
        return Request(
            job.prompt, seed=job.seed, negative=job.no, tiles=job.tiles, id=job.id, lane=job.lane, tag=job.tag,
            previews=self._house.previews, **options,
        )  # fmt: skip
