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

from bot.context import BotContext, person_of
from bot.error_reference import reference_of
from bot.errors import Closed
from bot.jobs import status
from bot.jobs.fair_queue import FairQueue
from bot.jobs.progress import JobProgress
from bot.jobs.store_retry import retried
from bot.jobs.waiters import Waiters
from bot.replies import job_replies
from bot.replies.messages import say
from bot.reply import Reply
from bot.store import Job, StoreError
from inference.api import (
    Drawing,
    Drawn,
    EngineBusy,
    EngineClosed,
    EngineFailed,
    Request,
)

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 5
"""What ends the process each time that it is drawn is given up."""

T = TypeVar("T")


class JobSupervisor:
    def __init__(self, context: BotContext) -> None:
        self._context = context
        self.line = FairQueue()
        self._stories: dict[str, JobProgress] = {}
        self._runs: dict[str, asyncio.Task[None]] = {}
        self._closing = False
        self._owed: dict[str, str] = {}  # platform from job: those whose end nobody has shown yet
        self._adrift: list[Job] = []  # ours, and nobody goes on with them: the store was away for too long
        self._own: set[asyncio.Task[Any]] = set()
        self._outside = Waiters()  # of those for whom the line was full, only the first tries again

    def story(self, job: str) -> JobProgress | None:
        """Of a job that is unfinished and in this process."""
        return self._stories.get(job)

    def stories(self, platform: str, user: str) -> Iterable[JobProgress]:
        return [one for one in self._stories.values() if (one.job.platform, one.job.user) == (platform, user)]

    async def surely(self, work: Coroutine[Any, Any, T]) -> T:
        """To its end, also where whoever asked for it goes away meanwhile."""
        task = asyncio.ensure_future(work)
        self._own.add(task)
        task.add_done_callback(self._own.discard)
        return await asyncio.shield(task)

    # --- a job's beginning and end -----------------------------------------------------------------------------------

    async def begin(self, story: JobProgress) -> None:
        """Go on with a job until it ends; returns when there is something to tell.

        Raises:
            Closed: the line is full, and the job was given back before anybody saw it.
        """
        job = story.job.id
        if self._closing:  # it was accepted at the last moment
            self._keep(story)
            return
        self._stories[job] = story
        self._owed[job] = story.job.platform
        self._runs[job] = asyncio.create_task(self._run(story), name=f"job {job}")
        await story.begun()
        if story.refused:
            self._owed.pop(job, None)
            raise story.refused

    async def end(self, job: Job, by: str) -> bool:
        """Stop a job, give it back and say so in its message; `by` is who did it, "" is nobody.

        False: it had ended already.
        """
        return await self._end(job, by, job_replies.cancelled(replace(job, ended_by=by)))

    async def drop(self, job: Job, by: str) -> None:
        """The same without a word, since its message is to go: said once more, it might be said anew."""
        await self._end(job, by, None)
        self._owed.pop(job.id, None)

    async def _end(self, job: Job, by: str, last: Reply | None) -> bool:
        context, story = self._context, self._stories.get(job.id)
        seconds = story.took(context.budget.typical) if story else 0.0
        money = context.budget.cost.money(seconds)
        if not await context.store.cancelled(job.id, by, seconds, money):
            return False
        if story:
            story.tell(last, over=True) if last else story.stop()
            self._stop(story)
        context.metrics.ended(job.platform, "cancelled", context.clock() - job.asked, money)
        return True

    async def resume(self, job: Job) -> JobProgress:
        """The story of an adopted job: it goes on where it was, or is only told.

        Raises:
            StoreError, EngineBusy: not now; the job is adrift, and comes with those that are adopted next.
        """
        try:
            return await self._resumed(job)
        except (StoreError, EngineBusy) as error:
            log.warning("a job is adrift", job=job.id, why=str(error))
            self._adrift.append(job)
            raise

    async def _resumed(self, job: Job) -> JobProgress:
        context = self._context
        if job.id in self._stories:
            return self._stories[job.id]
        if job.id in self._owed:  # ours, and it may have ended since this row was read
            job = await context.store.job(job.id) or job
        self._owed[job.id] = job.platform
        if job.unfinished and job.attempts >= MAX_ATTEMPTS:
            reference = reference_of(RuntimeError(f"begun {job.attempts} times, and never ended"), job=job.id)
            await context.store.failed(job.id, reference)
            job = replace(job, state="failed", reference=reference)
        settings = await context.settings(job)
        limits = await context.limits_of(job.member, settings)
        charge = await status.charge(context, job, limits) if job.unfinished else ""
        if job.unfinished:
            job = replace(job, tag=self.line.back(person_of(job), job.tag, job.weight))
        story = JobProgress(job, limits, charge)
        if job.unfinished:
            story.resumed = True
            story.tell(job_replies.held(job, story.charge, say(job.locale, "back-again")))
            await self.begin(story)
        else:
            story.tell(await status.standing(context, job), over=True)
        return story

    async def unshown(self, platform: str) -> list[Job]:
        """Jobs of this process that nobody follows and whose end nobody has shown."""
        left = [job for job, place in self._owed.items() if place == platform]
        alone = [job for job in left if job not in self._stories or not self._stories[job].followers]
        return [row for job in alone if (row := await self._context.store.job(job)) is not None]

    def adrift(self, platform: str) -> list[Job]:
        """Jobs that the store's absence stopped on their way; each comes once."""
        found = [job for job in self._adrift if job.platform == platform]
        self._adrift = [job for job in self._adrift if job.platform != platform]
        return found

    @property
    def known(self) -> set[str]:
        """The jobs that this process goes on with, or has yet to show the end of."""
        return {*self._stories, *self._owed, *(job.id for job in self._adrift)}

    def owe(self, adopted: Iterable[Job]) -> None:
        """Ours now, also before a chat comes to go on with them."""
        self._owed |= {job.id: job.platform for job in adopted}

    def shown_now(self, job: str) -> None:
        self._owed.pop(job, None)

    async def drain(self, limit: float) -> None:
        """Keep who waits for the next start, give what draws `limit` seconds, and keep the rest, too."""
        self._closing = True
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
        context = self._context
        late = context.clock() - context.longest_wait
        for story in list(self._stories.values()):
            waits = not story.drawing and story.lined_up is not None and story.lined_up < late
            if not waits or story.job.lane != "fast" or await self.end(story.job, "") or story.drawing:
                continue
            await self._ended_elsewhere(story)  # we slept, and another process took it
            self._stop(story)

    # --- its way -----------------------------------------------------------------------------------------------------

    async def _run(self, story: JobProgress) -> None:
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
            self._outside.leave(job.id)
            (self.line.done if story.drawn else self.line.left)(person_of(job), job.tag)
            await self._context.budget.leave(job.id)

    async def _afford(self, story: JobProgress) -> None:
        """Until there is money for it."""
        job, budget = story.job, self._context.budget
        if await retried(lambda: budget.enter(job)):
            return
        settings = await self._context.settings(job)
        again = self._context.moment(job.locale, budget.resets_at, settings)
        story.tell(job_replies.held(job, story.charge, say(job.locale, "no-money", time=again)))
        await budget.wait(job)

    async def _draw(self, story: JobProgress) -> None:
        """Raises EngineError."""
        job, context = story.job, self._context
        async with aclosing(context.engine.generate(self._request(job))) as progress:
            async for news in progress:
                self._outside.leave(job.id)
                if isinstance(news, Drawn):
                    await self._settle(story, news)
                    return
                if isinstance(news, Drawing) and not story.drawing:
                    story.drawing = True
                    self.line.drawing(person_of(job), job.tag)
                    began = await retried(lambda: context.store.started(job.id))
                    if not began and await self._ended_elsewhere(story):
                        return
                story.tell(await status.unfinished(context, story, news))
            raise RuntimeError("The engine ended a request without a word.")

    async def _settle(self, story: JobProgress, drawn: Drawn) -> None:
        """Paid for, then shown. Whoever cancelled it meanwhile was earlier, and it costs nothing."""
        context, job = self._context, story.job
        money = context.budget.cost.money(drawn.seconds)
        facts = job_replies.facts_of(drawn.read)
        done = replace(job, state="drawn", device_seconds=drawn.seconds, money=money, facts=facts, model=context.model)
        settled, picture = await asyncio.gather(
            retried(lambda: context.store.drawn(job.id, drawn.codes, drawn.seconds, money, facts, context.model)),
            asyncio.to_thread(job_replies.grid_picture, done, drawn.pictures),
        )
        await context.budget.leave(job.id, drawn.seconds)
        if not settled:
            await self._ended_elsewhere(story)
            story.stop()
            return
        story.drawn = True
        story.tell(await retried(lambda: status.drawn(context, done, picture, story.limits)), over=True)
        context.metrics.ended(job.platform, "drawn", context.clock() - job.asked, money)

    # --- its other ends ----------------------------------------------------------------------------------------------

    async def _wait_outside(self, story: JobProgress, busy: EngineBusy) -> None:
        """The line is full: a newcomer is refused, an accepted job comes back by itself."""
        job, context = story.job, self._context
        if story.latest is None:
            await context.store.cancelled(job.id, "")
            await context.store.posted(job.id)  # nobody waits to be told
            story.refused = Closed("line-full", seconds=busy.retry_after)
            story.stop()
            return
        story.tell(job_replies.held(job, story.charge, say(job.locale, "line-full-waits")))
        self._outside.join(job)  # with its money: it is drawn before those who have none yet
        if self._outside.first == job.id:
            await asyncio.sleep(max(0.1, busy.retry_after))  # which is 0 while the device is late
        else:
            await self._outside.news(job.id)

    async def _fail(self, story: JobProgress, reference: str) -> None:
        job, context = story.job, self._context
        seconds = story.took(context.budget.typical)
        money = context.budget.cost.money(seconds)
        try:
            if await retried(lambda: context.store.failed(job.id, reference, seconds, money)):
                story.tell(job_replies.failed(replace(job, state="failed", reference=reference)), over=True)
                context.metrics.ended(job.platform, "failed", context.clock() - job.asked, money)
            else:
                await self._ended_elsewhere(story)
        except Exception as error:  # it stays in the store as it was, for whoever adopts next
            reference_of(error, job=job.id)
            self._adrift.append(job)

    async def _ended_elsewhere(self, story: JobProgress) -> bool:
        """Somebody cancelled it, or another process goes on with it, so that we say no more. False: it is drawn."""
        row = await self._context.store.job(story.job.id)
        if row is not None and row.state == "cancelled":
            story.tell(job_replies.cancelled(row), over=True)
        elif row is not None and row.state == "drawing":
            return False  # by us, as a rule; if not, `drawn` will say so
        else:
            self._owed.pop(story.job.id, None)
        story.stop()
        return True

    def _keep(self, story: JobProgress) -> None:
        """It stays in the store, undrawn, and its message says so."""
        if not story.over:
            story.tell(job_replies.held(story.job, story.charge, say(story.job.locale, "kept")), over=True)
            self._context.metrics.ended(story.job.platform, "handed back", 0.0, 0.0)

    def _stop(self, story: JobProgress) -> None:
        run = self._runs.get(story.job.id)
        if run and run is not asyncio.current_task():
            run.cancel()

    def _request(self, job: Job) -> Request:
        options: dict[str, Any] = dict(job.options)
        return Request(
            job.prompt, seed=job.seed, negative=job.no, tiles=job.tiles, id=job.id, lane=job.lane, tag=job.tag,
            previews=self._context.previews, **options,
        )  # fmt: skip
