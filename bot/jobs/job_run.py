"""One job in this process, in a task of its own: budget, queue, drawing, settled in the store, published.

Each step is in the store before it is published, so that what a message says is true after a crash, too.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

import structlog

from bot.context import BotContext, person_of
from bot.error_reference import reference_of
from bot.errors import Closed
from bot.jobs import status
from bot.jobs.budget import Budget
from bot.jobs.device_time import DeviceTime
from bot.jobs.fair_queue import FairQueue
from bot.jobs.posting_time import PostingTime
from bot.jobs.progress import JobProgress
from bot.jobs.store_retry import retried
from bot.jobs.waiters import Waiters
from bot.policy.quota import Limits
from bot.replies import job_replies
from bot.replies.messages import say
from bot.reply import Picture, Reply
from bot.store import Job
from inference.api import Drawing, Drawn, EngineBusy, EngineClosed, EngineFailed, Request, Waiting

log = structlog.get_logger(__name__)


class Phase(Enum):
    QUEUED = "in the engine's queue, or waiting for room in it"
    AWAITING_BUDGET = "waiting for the next day's budget"
    DRAWING = "in a slot, or queued again after a failed try"
    UNDELIVERED = "nothing runs here, and no chat has confirmed that it shows the end"
    ORPHANED = "interrupted while the store was unavailable; the next adoption returns it"
    CLOSED = "delivered, or another process's"


RUNNING = frozenset({Phase.QUEUED, Phase.AWAITING_BUDGET, Phase.DRAWING})
STOPPED = frozenset(Phase) - RUNNING
NEXT = {
    Phase.UNDELIVERED: {Phase.QUEUED, Phase.ORPHANED},
    Phase.QUEUED: STOPPED | {Phase.AWAITING_BUDGET, Phase.DRAWING},
    Phase.AWAITING_BUDGET: STOPPED | {Phase.QUEUED},
    Phase.DRAWING: STOPPED,
}


@dataclass(frozen=True)
class Shared:
    """What all runs of a supervisor share.

    Args:
        engine_waiters: jobs that found the engine's queue full; only the first tries again.
    """

    context: BotContext
    budget: Budget
    fair_queue: FairQueue = field(default_factory=FairQueue)
    engine_waiters: Waiters = field(default_factory=Waiters)
    posting_time: PostingTime = field(default_factory=PostingTime)


class JobRun:
    """Only its own methods change its phase.

    Args:
        job: as it was accepted or adopted; its row may have moved on.
        limits: its requester's, when it was accepted.
        charge: "1 of 5 used, back at 00:00 UTC", in the requester's language.
        resumed: another run of the bot accepted it, and its message showed another place in the queue.
    """

    def __init__(
        self, job: Job, shared: Shared, limits: Limits | None = None, charge: str = "", *, resumed: bool = False
    ) -> None:
        self.job, self.limits, self.charge, self.resumed = job, limits, charge, resumed
        self.phase = Phase.UNDELIVERED
        self.progress = JobProgress()
        self.refused: Closed | None = None  # the engine's queue was full, before anything was published
        self.seconds_left = 0.0  # until the pictures are there, by the last estimate; 0 is unknown
        self.drawn_at: float | None = None  # when the pictures were there, in seconds since 1970
        self.queued_at: float | None = None  # when the engine took it in, in seconds since 1970
        self.task: asyncio.Task[None] | None = None
        self._shared, self._context = shared, shared.context
        self._device_time = DeviceTime()
        self._best_place = 0  # published so far; 0 is none
        self._best_share = 0.0  # of this try, published so far
        self._settled = False  # drawn and charged

    @property
    def running(self) -> bool:
        return self.phase in RUNNING

    @property
    def device_seconds(self) -> float:
        """An estimate of what it took so far."""
        return self._device_time.estimate(self._shared.budget.grid_seconds)

    def start(self) -> asyncio.Task[None]:
        self._move(Phase.QUEUED)
        self.task = asyncio.create_task(self._execute(), name=f"job {self.job.id}")
        return self.task

    def stop(self, phase: Phase, reply: Reply | None = None) -> None:
        """Publishes the last reply, if there is one, and ends the task. Nothing, if it ended already."""
        self._end(phase, reply)
        if self.task is not None and self.task is not asyncio.current_task():
            self.task.cancel()

    def keep(self) -> None:
        """The process stops: the job stays in the store, and its message says so."""
        self._context.metrics.ended(self.job.platform, "deferred", 0.0, 0.0)
        self.stop(Phase.UNDELIVERED, self._held("kept"))

    def orphan(self, why: Exception) -> None:
        """For the next adoption, when the store is available again."""
        log.warning("job orphaned", job=self.job.id, why=str(why))
        self.progress.close()
        self._move(Phase.ORPHANED)

    async def ended_elsewhere(self, *, unless_drawing: bool = False) -> bool:
        """Ends the run as its row says: cancelled, or else finished or continued by another process.

        False: with `unless_drawing`, the row says "drawing", and the run continues.
        """
        row = await self._context.store.job(self.job.id)
        if row is not None and row.state == "cancelled":
            self._end(Phase.UNDELIVERED, job_replies.cancelled(row))
        elif row is not None and row.state == "drawing" and unless_drawing:
            return False
        else:
            self._end(Phase.CLOSED)
        return True

    # --- its steps ---------------------------------------------------------------------------------------------------

    async def _execute(self) -> None:
        job, shared = self.job, self._shared
        try:
            while self.running:
                try:
                    await self._await_budget()
                    await self._draw()
                except EngineBusy as busy:
                    await self._await_engine(busy)
        except EngineClosed:
            self.keep()
        except EngineFailed as failure:
            await self._fail(failure.reference)
        except Exception as error:
            await self._fail(reference_of(error, job=job.id))
        finally:
            self._end(Phase.UNDELIVERED)  # no subscriber waits for ever, whatever went wrong
            self.progress = JobProgress()  # subscribers have the old one; without them its pictures take no memory
            shared.engine_waiters.leave(job.id)
            (shared.fair_queue.finished if self._settled else shared.fair_queue.leave)(person_of(job), job.tag)
            await shared.budget.leave(job.id)

    async def _await_budget(self) -> None:
        job, context, budget = self.job, self._context, self._shared.budget
        if await retried(lambda: budget.enter(job)):
            return
        resets = context.budget_resets(job.locale, await context.settings(job))
        self._move(Phase.AWAITING_BUDGET)
        self.progress.publish(self._held("no-money", time=resets))
        await budget.wait(job)
        self._move(Phase.QUEUED)

    async def _draw(self) -> None:
        """Raises EngineError."""
        job, context, shared = self.job, self._context, self._shared
        async with aclosing(context.engine.generate(self._request())) as updates:
            async for update in updates:
                shared.engine_waiters.leave(job.id)
                if isinstance(update, Drawn):
                    await self._settle(update)
                    return
                if isinstance(update, Drawing) and self.phase is not Phase.DRAWING:
                    self._move(Phase.DRAWING)
                    shared.fair_queue.started(person_of(job), job.tag)
                    started = await retried(lambda: context.store.started(job.id))
                    # A row that says "drawing" is ours whose commit we did not hear of; if it is not, `_settle` fails.
                    if not started and await self.ended_elsewhere(unless_drawing=True):
                        return
                self.progress.publish(await self._reply(update))
            raise RuntimeError("The engine ended a request without a result.")

    async def _settle(self, drawn: Drawn) -> None:
        """Charged, then published. A cancellation that came first wins, and the job costs nothing."""
        context, job = self._context, self.job
        self.drawn_at = context.clock()
        money = context.pricing.money(drawn.seconds)
        facts = job_replies.facts_of(drawn.reading, drawn.second)
        done = replace(job, state="drawn", device_seconds=drawn.seconds, money=money, facts=facts, model=context.model)
        settled, picture = await asyncio.gather(
            retried(lambda: context.store.drawn(job.id, drawn.codes, drawn.seconds, money, facts, context.model)),
            asyncio.to_thread(job_replies.grid_picture, done, drawn.pictures),
        )
        await self._shared.budget.leave(job.id, drawn.seconds)
        if not settled:
            await self.ended_elsewhere()
            return
        self._settled = True
        context.keep_decoded(drawn.codes, drawn.pictures)
        reply = await retried(lambda: status.drawn(context, done, picture, self.limits))
        self._end(Phase.UNDELIVERED, reply)
        context.metrics.ended(job.platform, "drawn", context.clock() - job.asked, money)

    async def _await_engine(self, busy: EngineBusy) -> None:
        """The engine's queue is full: a new request is refused, an accepted job tries again by itself."""
        job, context, waiters = self.job, self._context, self._shared.engine_waiters
        if self.progress.latest is None:
            await context.store.cancelled(job.id, "")
            await context.store.posted(job.id)  # the refusal is the answer
            self.refused = Closed("line-full", seconds=busy.retry_after)
            self._end(Phase.CLOSED)
            return
        self.progress.publish(self._held("line-full-waits"))
        waiters.join(job)  # it keeps its budget, so it is drawn before those that have none yet
        if waiters.first == job.id:
            await asyncio.sleep(max(0.1, busy.retry_after))  # which is 0 while the device is late
        else:
            await waiters.wait(job.id)

    async def _fail(self, reference: str) -> None:
        job, context, seconds = self.job, self._context, self.device_seconds
        money = context.pricing.money(seconds)
        try:
            if await retried(lambda: context.store.failed(job.id, reference, seconds, money)):
                self._end(Phase.UNDELIVERED, job_replies.failed(replace(job, state="failed", reference=reference)))
                context.metrics.ended(job.platform, "failed", context.clock() - job.asked, money)
            else:
                await self.ended_elsewhere()
        except Exception as error:  # its row stays as it was
            reference_of(error, job=job.id)
            self.orphan(error)

    def _end(self, phase: Phase, reply: Reply | None = None) -> None:
        """Only the first end counts."""
        if not self.running:
            return
        if reply is not None:
            self.progress.publish(reply, final=True)
        self.progress.close()
        self._move(phase)

    def _move(self, phase: Phase) -> None:
        if phase not in NEXT.get(self.phase, ()):
            raise RuntimeError(f"Job {self.job.id} cannot go from {self.phase.name} to {phase.name}.")
        self.phase = phase

    # --- its replies -------------------------------------------------------------------------------------------------

    async def _reply(self, update: Waiting | Drawing) -> Reply:
        self.seconds_left = update.seconds
        if isinstance(update, Waiting):
            return self._waiting(update)
        self._device_time.drawing(update.done)
        shown = self._shared.posting_time.whole(self.job.platform, update)
        self._best_share = max(self._best_share, shown.done)
        preview: Picture | None = self.progress.latest.picture if self.progress.latest else None
        if update.preview is not None and self.progress.subscribers:
            preview = await asyncio.to_thread(job_replies.preview_picture, self.job, update.preview)
        return job_replies.drawing(self.job, self.charge, replace(shown, done=self._best_share), preview)

    def _waiting(self, update: Waiting) -> Reply:
        self._device_time.waiting()
        self._best_share = 0.0
        if self.queued_at is None:
            self.queued_at = self._context.clock()
        if self.phase is Phase.DRAWING:
            return self._held("trying-again")
        resumed = ("back-again",) if self.resumed else ()
        if not self._context.ready():
            return job_replies.waiting(self.job, self.charge, update, *resumed, "warming-up")
        overtaken = 0 < self._best_place < update.place
        self._best_place = min(self._best_place or update.place, update.place)
        return job_replies.waiting(self.job, self.charge, update, *(("overtaken",) if overtaken else resumed))

    def _held(self, why: str, **facts: object) -> Reply:
        return job_replies.held(self.job, self.charge, say(self.job.locale, why, **facts))

    def _request(self) -> Request:
        job = self.job
        options: dict[str, Any] = dict(job.options)
        return Request(
            job.prompt, seed=job.seed, negative=job.no, tiles=job.tiles, id=job.id, lane=job.lane, tag=job.tag,
            previews=self._context.previews, prefix=(job.prefix,) * job.tiles if job.prefix else (),
            mash=job.mash, dial=job.dial, walk=job.walk, **options,
        )  # fmt: skip
