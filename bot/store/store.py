"""The store: what a crash must not lose. Each method is one transaction, done wholly or not at all.

Times are seconds since 1970; a community's key is "platform:community". Every method may raise StoreError.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.member import Member
from bot.policy.quota import Day, Limits, Used
from bot.policy.settings import Settings
from bot.store import (
    admissions,
    jobs,
    leases,
    ledger,
    member_overrides,
    pending_removals,
    personal_data,
    settings_history,
    statistics,
    uninstalls,
)
from bot.store.database import MAX_TRIES, Database
from bot.store.database_url import DEFAULT_URL, StoreError
from bot.store.job import Job, NewJob, Reserved
from bot.store.leases import Lease
from bot.store.member_overrides import Standing
from bot.store.pending_removals import Removal
from bot.store.settings_history import AuditEntry, Changed, Differences, Moderator
from bot.store.slack_installations import SlackInstallations
from bot.store.statistics import ActivityReport, Spent, Usage
from bot.store.web_messages import WebMessages
from inference.api import Codes

LEASE_SECONDS = 60.0
P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """`Store.open` makes one.

    Args:
        lease: who we are, and for how long others believe in us without a `renew`.
        secret: of this installation, hexadecimal: it keeps the ledger from naming people.
        defaults: the settings of a community that changed nothing.
    """

    def __init__(
        self, database: Database, *, lease: Lease, secret: str, clock: Callable[[], float], defaults: Settings
    ) -> None:
        self._database = database
        self._lease = lease
        self._secret = secret
        self._clock = clock
        self._defaults = defaults
        self.web_messages = WebMessages(database, clock)
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
            owner: this installation, the same after a restart, so that it takes its own jobs up again at once; no two
                processes that run at the same time may have the same one. "" is one that never comes back.
            lease_seconds: how long our jobs stay ours without `renew`.
        """
        database = await Database.open(url)
        life = secrets.token_hex(8)
        try:
            secret = await database.transaction(ledger.secret)
        except BaseException:
            await database.close()
            raise
        lease = Lease(owner or life, life, lease_seconds)
        return cls(database, lease=lease, secret=secret, clock=clock, defaults=defaults or Settings())

    async def close(self) -> None:
        """Hands unfinished jobs back: the next start, or another process, takes them up at once."""
        if self._database.closed:
            return
        try:
            await self._do(leases.release, self._lease, self._clock())
        finally:
            await self._database.close()

    # --- a job, from accepted to shown -------------------------------------------------------------------------------

    async def reserve(self, ask: NewJob, limits: Limits) -> Reserved:
        """Counts the ask in every scope and makes it a job, at once and together.

        Raises:
            OverLimit: "at-once" (used, limit), or "member-per-day", "channel-per-day",
                "community-per-day", "bot-per-day" (used, limit, source, role, offer_relaxed; `until` is the day's end,
                None where the limit is 0).
        """
        work = asyncio.ensure_future(self._reserve(ask, limits))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work])
            if not work.cancelled() and work.exception() is None and work.result().new:
                # It is accepted and nobody knows: whoever adopts next draws it.
                await self._do(leases.release, self._lease, self._clock(), work.result().job.id)
            raise

    async def _reserve(self, ask: NewJob, limits: Limits) -> Reserved:
        member = ledger.member_key(self._secret, limits.platform, limits.community, limits.user)
        for attempt in range(3 * MAX_TRIES):
            try:
                return await self._do(jobs.reserve, ask, limits, member, self._lease, self._clock(), attempt)
            except IntegrityError:  # the id is taken, or somebody else has the same delivery: look again
                continue
        raise StoreError("No free job id was found.")

    async def admit(self, wanted: Sequence[str], seconds: float, since: float, cap: float) -> list[str]:
        """Which of our jobs `wanted`, from the first on, may be drawn: the day's cap holds for all processes together.

        What was admitted counts as if it were paid already, until it ends or its lease does.

        Args:
            seconds: of the device that one will probably take; 0 where nobody here knows.
            since, cap: the day's start, and the device seconds that it may take.
        """
        now, life = self._clock(), self._lease.life
        return await self._do(admissions.admit, wanted, life, now, seconds=seconds, since=since, cap=cap)

    async def started(self, job_id: str) -> bool:
        """waiting -> drawing. False: it is not waiting any more, or not ours."""
        return await self._do(jobs.started, job_id, self._lease.life, self._clock())

    async def drawn(
        self,
        job_id: str,
        codes: Codes,
        device_seconds: float = 0.0,
        money: float = 0.0,
        facts: Mapping[str, object] | None = None,
        model: str = "",
    ) -> bool:
        """-> drawn; it is charged. False: it was finished already (cancelled, say), or is not ours: show nothing.

        Args:
            facts: anything that JSON can say.
        """
        return await self._do(
            jobs.drawn, job_id, self._lease.life, self._clock(), codes, device_seconds, money, facts or {}, model
        )

    async def failed(self, job_id: str, reference: str, device_seconds: float = 0.0, money: float = 0.0) -> bool:
        """-> failed; the member gets it back, the device's time is counted all the same."""
        return await self._do(jobs.failed, job_id, self._lease.life, self._clock(), reference, device_seconds, money)

    async def cancelled(self, job_id: str, by: str, device_seconds: float = 0.0, money: float = 0.0) -> bool:
        """-> cancelled by the user `by`; the member gets it back. False: it is finished already.

        Any process may do so for somebody; by itself ("") only the one whose job it is.
        """
        return await self._do(jobs.cancelled, job_id, self._lease.life, self._clock(), by, device_seconds, money)

    async def posted(self, job_id: str, address: str = "") -> bool:
        """The chat shows how the job ended: drawn -> posted; a failed or cancelled one stays what it is, and is told.

        Args:
            address: where it is now; "" leaves it as it was.
        """
        return await self._do(jobs.posted, job_id, self._lease.life, self._clock(), address)

    async def unseen(self, job_id: str) -> None:
        """Nobody can be shown how the job ended: it is not adopted again, and not marked as posted."""
        await self._do(jobs.unseen, job_id, self._clock())

    async def readdress(self, job_id: str, address: str) -> bool:
        """The job's message is there now. False: the job is deleted."""
        return await self._do(jobs.readdress, job_id, address)

    async def late(self, platform: str, job_id: str, address: str) -> bool:
        """True: the job was deleted before its message came to be there, and the message is due to go, too."""
        return await self._do(pending_removals.late, platform, job_id, address)

    async def deleted(self, job_id: str, by: str) -> bool:
        """drawn or posted -> deleted, codes gone; it was drawn, so it stays charged. Its messages are due to go."""
        return await self._do(pending_removals.deleted, job_id, by)

    async def shared(self, job_id: str, user: str, address: str) -> bool:
        """This person has posted a tile. False: its grid is gone by now, and the message has to go, too."""
        return await self._do(pending_removals.shared, job_id, user, address)

    async def removals(self, platform: str) -> list[Removal]:
        """Messages that are to be taken away: of grids that were deleted, of people who were forgotten."""
        return await self._do(pending_removals.listed, platform)

    async def taken_away(self, number: int, address: str) -> None:
        """That one is removed, or can never be."""
        await self._do(pending_removals.done, number, address)

    # --- whose it is -------------------------------------------------------------------------------------------------

    async def adopt(self, platform: str, known: Collection[str] = ()) -> list[Job]:
        """Jobs that nobody finishes, with their codes if they are drawn; they are ours from now on, and come once.

        Those are what an earlier life of this installation left, and others whose lease has ended: waiting (also
        those that drew: they draw again), drawn but not posted, and failed or cancelled without the chat being told.

        Args:
            known: those that this process goes on with, and that are not to come, whatever their leases say.
        """
        return await self._do(leases.adopt, platform, self._lease, self._clock(), known)

    async def renew(self, known: Collection[str]) -> int:
        """These are still ours for the lease's seconds; to be called well before it ends. How many they are.

        What is ours and not known, since the answer to its commit was lost, is adopted when its lease has ended.
        """
        return await self._do(leases.renew, self._lease, self._clock(), known)

    # --- reading -----------------------------------------------------------------------------------------------------

    async def job(self, job_id: str) -> Job | None:
        """With its codes."""
        return await self._do(jobs.job, job_id)

    async def newest(self, member: Member, *, unfinished: bool = True) -> Job | None:
        """The member's last one in this community."""
        return await self._do(jobs.newest, member, unfinished)

    async def line(self, community: str | None = None, user: str | None = None) -> list[Job]:
        """Unfinished jobs: those that draw, then those that wait, in order. Of one community's key, of one user."""
        return await self._do(jobs.unfinished, community, user)

    async def used(self, limits: Limits) -> Used:
        """What counts against `limits` now; quota.explain puts the two together."""
        member = ledger.member_key(self._secret, limits.platform, limits.community, limits.user)
        return await self._do(ledger.used, limits, member)

    async def prompts_since(self, community: str, since: float) -> list[str]:
        """Newest first, for a rule's tester."""
        return await self._do(jobs.prompts, community, since)

    async def channels(self, community: str, user: str) -> dict[str, str]:
        """id -> name of those that this user asked in, the latest first, as last seen."""
        return await self._do(jobs.channels, community, user)

    # --- what moderators decided -------------------------------------------------------------------------------------

    async def settings(self, community: str) -> Settings:
        return await self._do(settings_history.settings, community, self._defaults)

    async def change(
        self, community: str, edit: Callable[[Settings], Settings], by: Moderator, what: str = "settings"
    ) -> Changed:
        """`edit` makes new settings of those that hold; of two changes at once none is lost. What it raises comes out
        here, and nothing is changed. A change that changes nothing is none."""
        return await self._do(settings_history.change, community, edit, by, what, self._defaults, self._clock())

    async def undo(self, community: str, by: Moderator, only: int | None = None) -> Changed:
        """Back to exactly what was before the last change; once more: to what was before that.

        Args:
            only: the version that is to be taken back, and no other.

        Raises:
            Mistake: "nothing-to-undo", or "changed-since" where another version holds.
        """
        return await self._do(settings_history.undo, community, by, only, self._defaults, self._clock())

    async def audit(self, community: str, page: int = 1, size: int = 10) -> tuple[list[AuditEntry], int]:
        """One page, the newest first, and how many pages there are."""
        return await self._do(settings_history.entries, community, page, size)

    async def log(self, community: str, by: Moderator, what: str, changes: Differences = ()) -> AuditEntry:
        """Something else that a moderator did, into the audit log: (what, old, new)."""
        return await self._do(settings_history.log, community, by, what, changes, self._clock())

    async def grant(self, community: str, user: str, grids: int, by: Moderator) -> AuditEntry:
        """So many more grids, today; in the audit log."""
        return await self._do(member_overrides.grant, community, user, grids, by, self._clock())

    async def time_out(self, community: str, user: str, until: float, by: Moderator) -> AuditEntry:
        """Until then; a time that is not ahead lifts it. In the audit log."""
        return await self._do(member_overrides.time_out, community, user, until, by, self._clock())

    async def standing(self, community: str, user: str, since: float) -> Standing:
        """Grids given to a member since the day began, and until when a time-out holds (which may be over)."""
        return await self._do(member_overrides.standing, community, user, since)

    async def out(self, community: str) -> dict[str, float]:
        """User -> until when, of those who have a time-out."""
        return await self._do(member_overrides.out, community, self._clock())

    # --- communities that come and go --------------------------------------------------------------------------------

    async def communities(self, platform: str) -> dict[str, bool]:
        """Those of which something is kept, by their ids at the platform; True: the bot was removed there."""
        return await self._do(uninstalls.known, platform)

    async def removed(self, community: str) -> bool:
        """The bot is not there any more: thirty days from now `expire` deletes all but the ledger. False: known."""
        return await self._do(uninstalls.removed, community, self._clock())

    async def back(self, community: str) -> bool:
        """It is there again, and what was decided holds. False: it was not away."""
        return await self._do(uninstalls.back, community, self._clock())

    # --- what happened -----------------------------------------------------------------------------------------------

    async def refused(self, community: str, rule: str, times: int = 1) -> None:
        """Counts refusals for the report, by their rule's name."""
        counted = ledger.community_key(self._secret, community)
        await self._do(statistics.refused, counted, rule, self._clock(), times)

    async def report(self, community: str | None, days: Sequence[Day]) -> ActivityReport:
        """Of these days (quota.days), oldest first; of one community's key, or of the whole bot.

        Each day is a transaction of its own: the others' need not wait for a year.
        """
        tallies = [await self._do(statistics.tally, community, day) for day in days]
        return await asyncio.to_thread(statistics.report, days, tallies)

    async def clocks(self) -> tuple[float | None, float | None]:
        """The time on the database's server, None where it is a file; and when the last ask came, None before that."""
        return await self._do(statistics.clocks)

    async def spent(self, since: float, until: float | None = None) -> Spent:
        """By the whole bot, as for the day's cap: spent(quota.day(…).start)."""
        return await self._do(statistics.spent, since, until)

    async def usage(self, since: float, until: float) -> list[Usage]:
        """By community, the dearest first; a month is quota.month(…)."""
        return await self._do(statistics.usage, since, until)

    # --- what is kept of people --------------------------------------------------------------------------------------

    async def export(self, platform: str, user: str) -> dict[str, object]:
        """Everything of one person, as JSON can say it."""
        return await self._do(personal_data.export, platform, user)

    async def forget(self, platform: str, user: str) -> list[Job]:
        """Jobs with prompts and codes, and the web chat's messages, are gone; what was not finished is given back.

        The ledger's sums stay (they name nobody), and so do time-outs, grants, and what they did as moderators.
        Returns the jobs as they were last; their messages, and tiles that they posted, are due to go.
        """
        return await self._do(personal_data.forget, platform, user, self._clock())

    async def expire(self) -> int:
        """Deletes jobs that are older than their community keeps them; how many. What is owed to somebody stays.

        And everything of communities that removed the bot thirty days ago, but the ledger.
        """
        return await self._do(personal_data.expire, self._defaults, self._clock())

    async def _do(self, work: Callable[Concatenate[sa.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._database.transaction(lambda connection: work(connection, *args, **kwargs))
