"""The supervisor of accepted jobs: which ones this process holds, and the task of each one that runs.

A job is held from its acceptance or adoption until a chat confirms that it shows the job's end, whatever becomes of
that chat.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from bot.context import BotContext, person_of
from bot.error_reference import reference_of
from bot.jobs import status
from bot.jobs.budget import Budget, Notice
from bot.jobs.job_run import JobRun, Phase, Shared
from bot.jobs.progress import JobProgress
from bot.policy.quota import Limits
from bot.policy.settings import Settings
from bot.replies import job_replies
from bot.replies.messages import say
from bot.reply import Reply
from bot.store import Job, Reserved, StoreError
from inference.api import EngineBusy

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 5
"""A job that was drawing so many times when the process died is failed: it may be the cause."""

T = TypeVar("T")


class JobSupervisor:
    def __init__(self, context: BotContext, notice: Notice) -> None:
        self._context = context
        budget = Budget(context.store, context.pricing, context.limits, context.clock, notice)
        self._shared = Shared(context, budget)
        self.fair_queue = self._shared.fair_queue
        self._runs: dict[str, JobRun] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False

    @property
    def running(self) -> list[JobRun]:
        return [run for run in self._runs.values() if run.running]

    def progress(self, job: str) -> JobProgress | None:
        """Of a job that runs here."""
        run = self._runs.get(job)
        return run.progress if run is not None and run.running else None

    async def run_to_completion(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`, which goes on if the caller is cancelled."""
        return await asyncio.shield(self._tracked(asyncio.ensure_future(work)))

    # --- a job's start and end ---------------------------------------------------------------------------------------

    async def accept(self, reserved: Reserved, limits: Limits, settings: Settings) -> JobProgress:
        """Starts a job that the store has just reserved; returns when there is a reply.

        Raises:
            Closed: the engine's queue is full, and the job is refunded before anybody saw it.
        """
        charge = status.charge(self._context, reserved.job, reserved.allowances, settings)
        run = JobRun(reserved.job, self._shared, limits, charge)
        progress = await self._start(run)
        if run.refused:
            raise run.refused
        return progress

    async def resume(self, job: Job) -> JobProgress:
        """Continues an adopted job, or only publishes how it ended.

        Raises:
            StoreError, EngineBusy: not now; the job is orphaned, so the next adoption returns it again.
        """
        try:
            return await self._resume(self._hold(job))
        except (StoreError, EngineBusy) as error:
            run = self._hold(job)
            if not run.running:
                run.orphan(error)
            raise

    async def cancel(self, job: Job, by: str) -> bool:
        """Cancels and refunds a job, and says so in its message; `by` is a user, or "" for the bot itself.

        False: it had ended already.
        """
        return await self._cancel(job, by, Phase.UNDELIVERED, job_replies.cancelled(replace(job, ended_by=by)))

    async def discard(self, job: Job, by: str) -> None:
        """Cancels and refunds it, and publishes nothing, since its message will be removed."""
        await self._cancel(job, by, Phase.CLOSED)
        self.mark_delivered(job.id)

    async def check_time(self) -> None:
        """Cancels and refunds fast jobs that were queued for too long; checks whether a new day has brought budget."""
        late = self._context.clock() - self._context.max_wait_seconds
        for run in self.running:
            waits = run.phase is not Phase.DRAWING and run.queued_at is not None and run.queued_at < late
            if not waits or run.job.lane != "fast" or await self.cancel(run.job, "") or run.phase is Phase.DRAWING:
                continue
            await run.ended_elsewhere()  # this process was suspended, and another one took it over
            run.stop(Phase.CLOSED)
        self._shared.budget.check()

    async def drain(self, limit_seconds: float) -> None:
        """Leaves queued jobs to the next start, gives those that draw some time, and leaves the rest, too."""
        self._closing = True
        for run in self.running:
            if run.phase is not Phase.DRAWING:
                run.keep()
        tasks = [run.task for run in self.running if run.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=limit_seconds)
        for run in self.running:
            run.keep()
        if self._tasks:
            await asyncio.wait(self._tasks)

    # --- what this process holds -------------------------------------------------------------------------------------

    @property
    def held_ids(self) -> set[str]:
        """The jobs whose leases this process renews, and which it does not adopt."""
        return {job for job, run in self._runs.items() if run.phase is not Phase.CLOSED}

    async def unattended(self, platform: str, *, restarted: bool) -> list[Job]:
        """Orphaned jobs; after a chat's restart also all others that no chat follows."""
        runs = [run for run in self._runs.values() if run.job.platform == platform]
        alone = [run for run in runs if run.phase is Phase.ORPHANED or (restarted and not run.progress.subscribers)]
        return [row for run in alone if (row := await self._context.store.job(run.job.id)) is not None]

    def mark_undelivered(self, jobs: Iterable[Job]) -> None:
        """Held from now on, also before a chat resumes them; an orphan is not returned again."""
        for job in jobs:
            self._hold(job)

    def mark_delivered(self, job: str) -> None:
        """The chat shows how it ended."""
        run = self._runs.get(job)
        if run is not None and not run.running:
            del self._runs[job]
            if run.drawn_at is not None:
                self._shared.posting_time.add(run.job.platform, self._context.clock() - run.drawn_at)

    # --- its parts ---------------------------------------------------------------------------------------------------

    def _hold(self, job: Job) -> JobRun:
        run = self._runs.get(job.id)
        if run is None or run.phase in (Phase.ORPHANED, Phase.CLOSED):
            run = self._runs[job.id] = JobRun(job, self._shared)
        return run

    async def _start(self, run: JobRun) -> JobProgress:
        progress = run.progress  # which the run lets go when it ends
        self._runs[run.job.id] = run
        self._tracked(run.start()).add_done_callback(lambda _: self._forget(run))
        if self._closing:  # it was accepted at the last moment
            run.keep()
        await progress.first_reply()
        return progress

    async def _resume(self, run: JobRun) -> JobProgress:
        context = self._context
        if run.running:
            return run.progress
        job = await context.store.job(run.job.id) or run.job  # it may have ended since its row was read
        if job.unfinished and job.attempts >= MAX_ATTEMPTS:
            reference = reference_of(RuntimeError(f"the process died {job.attempts} times while it drew"), job=job.id)
            await context.store.failed(job.id, reference)
            job = replace(job, state="failed", reference=reference)
        if not job.unfinished:
            progress = JobProgress()
            progress.publish(await status.stored(context, job), final=True)
            return progress
        settings = await context.settings(job)
        limits = await context.limits_of(job.member, settings)
        charge = status.charge(context, job, await context.allowances(job.member, settings), settings)
        current = self._runs.get(job.id)
        if current is not None and current.running:  # resumed by two at once
            return current.progress
        job = replace(job, tag=self.fair_queue.rejoin(person_of(job), job.tag, job.weight, job.cost))
        run = JobRun(job, self._shared, limits, charge, resumed=True)
        run.progress.publish(job_replies.held(job, charge, say(job.locale, "back-again")))
        return await self._start(run)

    async def _cancel(self, job: Job, by: str, phase: Phase, reply: Reply | None = None) -> bool:
        context, run = self._context, self._runs.get(job.id)
        seconds = run.device_seconds if run else 0.0
        money = context.pricing.money(seconds)
        if not await context.store.cancelled(job.id, by, seconds, money):
            return False
        if run:
            run.stop(phase, reply)
        context.metrics.ended(job.platform, "cancelled", context.clock() - job.asked, money)
        return True

    def _tracked(self, task: asyncio.Task[T]) -> asyncio.Task[T]:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _forget(self, run: JobRun) -> None:
        if run.phase is Phase.CLOSED and self._runs.get(run.job.id) is run:
            del self._runs[run.job.id]
