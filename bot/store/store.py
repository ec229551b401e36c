"""The store: everything that must survive a crash. Each method is one transaction: all of it is done, or nothing.

Times are seconds since 1970; a community's key is "platform:community". Every method may raise StoreError.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress

import structlog
from sqlalchemy.exc import IntegrityError

from bot.member import Member
from bot.policy.quota import Day, Limits, Used
from bot.policy.settings import Settings
from bot.store import admissions, jobs, leases, ledger, pending_removals, personal_data, retention
from bot.store.attempts import Attempts
from bot.store.database import MAX_TRIES, Database
from bot.store.database_url import DEFAULT_URL, StoreError
from bot.store.decisions import Decisions
from bot.store.gallery_pages import Gallery
from bot.store.job import Job, NewJob, Reserved
from bot.store.leases import Lease
from bot.store.pending_removals import Removal
from bot.store.saved_captions import Captions
from bot.store.shares import Shares
from bot.store.slack_installations import SlackInstallations
from bot.store.statistics import Statistics
from bot.store.uninstalls import Communities
from bot.store.votes import Votes
from bot.store.web_messages import WebMessages
from bot.store.web_people import WebPeople
from inference.api import Codes

log = structlog.get_logger(__name__)
LEASE_SECONDS = 60.0


class Store:
    """Args:
    lease: this process's identity, and how long its jobs stay its own without `renew`.
    secret: of this installation, hexadecimal; with it the ledger counts people without naming them.
    defaults: the settings of a community that changed nothing.
    """

    def __init__(
        self, database: Database, *, lease: Lease, secret: str, clock: Callable[[], float], defaults: Settings
    ) -> None:
        self._database = database
        self._do = database.call
        self._lease = lease
        self._secret = secret
        self._clock = clock
        self._defaults = defaults
        self.decisions = Decisions(database, clock, defaults)
        self.statistics = Statistics(database, secret, clock)
        self.web_messages = WebMessages(database, clock)
        self.web_people = WebPeople(database)
        self.captions = Captions(database, clock)
        self.gallery = Gallery(database)
        self.shares = Shares(database, lease, clock)
        self.votes = Votes(database, clock)
        self.attempts = Attempts(database, secret)
        self.communities = Communities(database, clock)
        self.slack = SlackInstallations(database, secret)

    @classmethod
    async def open(
        cls,
        url: str = DEFAULT_URL,
        *,
        owner: str = "",
        clock: Callable[[], float] = time.time,
        defaults: Settings | None = None,
        lease_seconds: float = LEASE_SECONDS,
    ) -> Store:
        """Connects, makes or migrates the tables.

        Args:
            owner: the name of this installation. It is the same after a restart, so that the next run adopts this
                run's jobs at once; processes that run at the same time need different ones. "" is never reused.
            lease_seconds: how long jobs stay with this process without `renew`.

        Raises:
            StoreError: the database cannot be used.
        """
        database = await Database.open(url)
        run_id = secrets.token_hex(8)
        try:
            secret = await database.transaction(ledger.secret)
        except BaseException:
            await database.close()
            raise
        lease = Lease(owner or run_id, run_id, lease_seconds)
        return cls(database, lease=lease, secret=secret, clock=clock, defaults=defaults or Settings())

    async def close(self) -> None:
        """Releases unfinished jobs: the next start, or another process, adopts them at once."""
        if self._database.closed:
            return
        try:
            await self._do(leases.release, self._lease, self._clock())
        except StoreError as error:  # a full disk, say: their leases end by themselves
            log.warning("jobs were not released", why=str(error))
        finally:
            await self._database.close()

    # --- a job, from accepted to shown -------------------------------------------------------------------------------

    async def reserve(self, request: NewJob, limits: Limits) -> Reserved:
        """Counts the request in every scope and makes it a job, in one transaction.

        Raises:
            OverLimit: "at-once" (used, limit), or "member-per-day", "channel-per-day",
                "community-per-day", "bot-per-day" (used, limit, source, role, offer_relaxed; `until` is the day's end,
                None where the limit is 0).
        """
        work = asyncio.ensure_future(self._reserve(request, limits))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work])
            if not work.cancelled() and work.exception() is None and work.result().new:
                # Accepted, but the caller does not know: the next process that adopts draws it.
                await self._do(leases.release, self._lease, self._clock(), work.result().job.id)
            raise

    async def _reserve(self, request: NewJob, limits: Limits) -> Reserved:
        member = ledger.member_key(self._secret, limits.platform, limits.community, limits.user)
        for attempt in range(3 * MAX_TRIES):
            with suppress(IntegrityError):  # the id is taken, or the same delivery arrived twice: look again
                return await self._do(jobs.reserve, request, limits, member, self._lease, self._clock(), attempt)
        raise StoreError("No free job id was found.")

    async def admit(self, wanted: Sequence[str], seconds: float, day: Day, cap: float) -> list[str]:
        """The first of our jobs `wanted` that fit into the day's cap, which all processes share.

        An admitted job counts as already paid until the job or its lease ends.

        Args:
            seconds: the device seconds that one job will probably take; 0 if this process does not know.
            day, cap: the day, and the device seconds that may be used in it.
        """
        run = self._lease.run_id
        return await self._do(admissions.admit, wanted, run, self._clock(), seconds=seconds, day=day, cap=cap)

    async def started(self, job_id: str) -> bool:
        """waiting -> drawing. False: it is no longer waiting, or no longer ours."""
        return await self._do(jobs.started, job_id, self._lease.run_id, self._clock())

    async def drawn(
        self,
        job_id: str,
        codes: Codes,
        device_seconds: float = 0.0,
        money: float = 0.0,
        facts: Mapping[str, object] | None = None,
        model: str = "",
    ) -> bool:
        """-> drawn; it is charged. False: it has ended, or is no longer ours: show nothing. `facts` are JSON values."""
        return await self._do(
            jobs.drawn, job_id, self._lease.run_id, self._clock(), codes, device_seconds, money, facts or {}, model
        )

    async def failed(self, job_id: str, reference: str, device_seconds: float = 0.0, money: float = 0.0) -> bool:
        """-> failed; refunded to the member. The device's time still counts as spent."""
        return await self._do(jobs.failed, job_id, self._lease.run_id, self._clock(), reference, device_seconds, money)

    async def cancelled(self, job_id: str, by: str, device_seconds: float = 0.0, money: float = 0.0) -> bool:
        """-> cancelled by the user `by`, and refunded. False: it has ended already.

        Any process may cancel on behalf of a user; without one ("") only the process that holds the job.
        """
        return await self._do(jobs.cancelled, job_id, self._lease.run_id, self._clock(), by, device_seconds, money)

    async def posted(self, job_id: str, address: str = "") -> bool:
        """The chat shows how the job ended: drawn -> posted; failed and cancelled jobs keep their state. False: it was
        recorded before, the job is deleted, or another process holds it by now. An `address` of "" changes nothing."""
        return await self._do(jobs.posted, job_id, self._lease.run_id, self._clock(), address)

    async def unseen(self, job_id: str) -> None:
        """Nobody can be shown how the job ended: it is not adopted again, and not marked as posted."""
        await self._do(jobs.unseen, job_id, self._clock())

    async def readdress(self, job_id: str, address: str) -> bool:
        """Records where the job's message is now. False: the job is deleted, or another process holds it by now."""
        return await self._do(jobs.readdress, job_id, self._lease.run_id, address)

    async def late(self, platform: str, job_id: str, address: str) -> bool:
        """True: the job was deleted before its message was known, so this message is now listed for removal."""
        return await self._do(pending_removals.late, platform, job_id, address)

    async def deleted(self, job_id: str, by: str) -> bool:
        """A finished job -> deleted, without codes. What was drawn stays charged. Its messages will be removed."""
        return await self._do(pending_removals.deleted, job_id, by)

    async def shared(self, job_id: str, user: str, address: str) -> bool:
        """Records a message with pictures of this grid, no tile that somebody posted. False: as in `reported`."""
        return await self._do(pending_removals.shared, job_id, user, address)

    async def reported(self, job_id: str, user: str, address: str, share_id: str = "") -> bool:
        """Records this user's report, which is removed with the grid, or with the posted tile that it is about. False:
        the job is deleted, so the message must be removed, too."""
        return await self._do(pending_removals.shared, job_id, user, address, report=True, about=share_id)

    async def dismissed(self, platform: str, job_id: str) -> None:
        """Lists all reports of this job for removal."""
        await self._do(pending_removals.dismissed, platform, job_id)

    async def removals(self, platform: str) -> list[Removal]:
        """Messages to remove: of deleted grids, and of people whose data was deleted."""
        return await self._do(pending_removals.listed, platform)

    async def repeated(self, platform: str, address: str) -> None:
        """Lists a message for removal that shows what another one shows."""
        await self._do(pending_removals.due, platform, [address])

    async def removal_done(self, number: int, address: str) -> None:
        """This message is removed, or never can be."""
        await self._do(pending_removals.done, number, address)

    # --- leases -----------------------------------------------------------------------------------------------------

    async def adopt(self, platform: str, known: Collection[str] = ()) -> list[Job]:
        """Takes over orphaned jobs, with their codes if they are drawn. Each one is returned once.

        These are jobs of an earlier run of this installation, and jobs whose lease has ended: waiting, drawing (they
        wait again), drawn but not shown, and failed or cancelled without the requester having been told.

        Args:
            known: jobs that this process is working on; they are never returned.
        """
        return await self._do(leases.adopt, platform, self._lease, self._clock(), known)

    async def renew(self, known: Collection[str]) -> list[str]:
        """Extends the leases of these jobs; call it well before they end. Returns those that were still ours."""
        return await self._do(leases.renew, self._lease, self._clock(), known)

    async def hold(self, job_id: str) -> bool:
        """Begins the lease of one job anew. False: it is deleted, or another process holds it."""
        return await self._do(leases.hold, self._lease, self._clock(), job_id)

    async def overwritten(self, job_id: str) -> None:
        """Something older was shown over how the job ended: the process that adopts it shows its end again."""
        await self._do(leases.overwritten, job_id)

    # --- reading, and personal data ----------------------------------------------------------------------------------

    async def job(self, job_id: str) -> Job | None:
        """With its codes."""
        return await self._do(jobs.job, job_id)

    async def newest(self, member: Member, *, unfinished: bool = True) -> Job | None:
        """The member's last one in this community."""
        return await self._do(jobs.newest, member, unfinished)

    async def unfinished(self, community: str | None = None, user: str | None = None) -> list[Job]:
        """Those that draw, then those that wait, in order; of one community's key, and of one user."""
        return await self._do(jobs.unfinished, community, user)

    async def used(self, limits: Limits) -> Used:
        """What counts against `limits` now, for quota.explain."""
        member = ledger.member_key(self._secret, limits.platform, limits.community, limits.user)
        return await self._do(ledger.used, limits, member)

    async def prompts_since(self, community: str, since: float, most: int) -> list[str]:
        """The newest, newest first, to test a rule with."""
        return await self._do(jobs.prompts, community, since, most)

    async def channels(self, community: str, user: str) -> dict[str, str]:
        """id -> last known name of the channels that this user requested in, most recent first."""
        return await self._do(jobs.channels, community, user)

    async def export(self, platform: str, user: str) -> dict[str, object]:
        """Everything stored about one person, as JSON values."""
        return await self._do(personal_data.export, platform, user)

    async def forget(self, platform: str, user: str) -> list[Job]:
        """Deletes a person's jobs with their codes, and messages in the web chat; unfinished jobs are refunded.

        The ledger's sums stay (they name nobody), and so do time-outs, grants, and the audit log. Returns the jobs as
        they were last; their messages, and tiles that this person posted, are listed for removal.
        """
        gone = await personal_data.forget(self._database, platform, user, self._clock)
        await self._database.scrub()
        return gone

    async def expire(self) -> int:
        """Deletes jobs older than their community's retention, except undelivered ones; returns how many.

        Of communities that removed the bot thirty days ago it deletes everything except the ledger.
        """
        count = await retention.expire(self._database, self._defaults, self._clock())
        if count:
            await self._database.scrub()
        return count
