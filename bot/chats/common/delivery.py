"""One command's replies, delivered as one message, whatever the chat.

A chat provides a `Surface`: one message at its platform that can show a reply, and can show it to its asker alone if it
may not be posted. This module does the rest for all chats:

    the newest reply wins      progress that there was no time to show is skipped (feed.py)
    retries                    one policy (retries.py): no limit for the end of a job, a few for a note
    the message's address      is recorded with the job, so that another process finds the message
    no permission to post      the job is cancelled and refunded; drawn pictures go to their asker directly
    the end                    is shown, then marked as delivered; until then it is undelivered (deliveries.py)
    tiles                      a posted tile is recorded, and removed again where its grid is gone by now (posts.py)
    removals                   are begun when a reply says that there are any (removals.py)

Errors that a surface raises (failures.py) decide what happens next. Others end this run; deliveries.py starts another.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing
from dataclasses import replace
from typing import Protocol

import structlog

from bot.bot import Bot
from bot.chats.common.failures import CommunityGone, JobDeleted, Unavailable, Undeliverable
from bot.chats.common.feed import ENDS, FINAL, ReplyFeed, looks_like
from bot.chats.common.retries import RetryPolicy
from bot.handlers.cancel import Cancel
from bot.member import Member
from bot.records import Job
from bot.reply import Reply
from inference.api import NonetError

log = structlog.get_logger(__name__)

MAX_NOTE_TRIES = 6
"""For what is not the end of a job, and may get lost."""

Record = Callable[[str], Awaitable[None]]
"""Records with the job where its message is or is about to be. Raises JobDeleted: show nothing."""


class Surface(Protocol):
    """One message of the bot's at a platform, or the place where it will be."""

    @property
    def address(self) -> str:
        """Where it is, in the chat's own format, with what a later process needs to find it, and no more."""
        ...

    @property
    def shown(self) -> str: ...  # what changes the buttons of a posted tile later, in the chat's own format

    def room(self, reply: Reply) -> AbstractAsyncContextManager[None]:
        """Waits until progress may be shown, and prepares it. It is cancelled if a final reply comes first."""
        ...

    async def show(self, reply: Reply, record: Record) -> None:
        """Posts or edits the message; progress is shown within `room`.

        Raises:
            Unavailable, Undeliverable, CommunityGone; JobDeleted from `record`.
        """
        ...

    async def fall_back(self, reply: Reply, error: Undeliverable, record: Record) -> str:
        """Shows a final reply to its asker alone, with `error.why`. Returns the address of the message with the
        picture, "" if there is none. Raises as `show`."""
        ...

    async def close(self) -> None:
        """No more replies in this run: removes what is unfinished, such as "thinking"."""


class Delivery:
    """Args:
    acknowledge: answers the platform in time; returns the first reply if it has shown it.
    adopted: a job that another process left; we show its end.
    removals_due: called when there may be messages to remove.
    """

    def __init__(
        self,
        bot: Bot,
        platform: str,
        member: Member,
        surface: Surface,
        policy: RetryPolicy,
        removals_due: Callable[[], None],
        *,
        acknowledge: Callable[[ReplyFeed], Awaitable[Reply | None]] | None = None,
        adopted: Job | None = None,
    ) -> None:
        self.member = member
        self.surface = surface
        self.feed = ReplyFeed(lambda error: bot.apology(member, error), adopted.id if adopted else "")
        self._adopted = adopted
        self._bot = bot
        self._platform = platform
        self._policy = policy
        self._removals_due = removals_due
        self._acknowledge = acknowledge
        self.recorded = adopted.address if adopted else ""  # the address in the job's row
        self.lost = ""  # the job, where another process shows it by now
        self._declined = False  # the job was cancelled, as its message cannot be posted
        self._progress = True  # progress can be shown
        self._last: Reply | None = None  # the progress that is shown
        self._tried: Reply | None = None  # the reply that was begun to be shown
        self._ended = False  # the end of the job was shown, or cannot be
        self._unseen = False  # nobody saw the end of the job

    @property
    def job(self) -> str:
        """The job whose end is still to be shown; "" if there is none."""
        return self.feed.job

    async def run(self, replies: AsyncGenerator[Reply, None]) -> None:
        """Shows the replies until there are no more, or the job has ended.

        Raises:
            CommunityGone, and unexpected errors.
        """
        async with self.feed.reading(replies) as reading:
            try:
                if self._acknowledge is not None:
                    acknowledge, self._acknowledge = self._acknowledge, None
                    if (shown := await acknowledge(self.feed)) is not None:
                        self.feed.take(shown)
                        await self._finish(shown, shown=True)
                while not self._ended and (reply := await self.feed.next()) is not None:
                    if reply.state in FINAL:
                        self.feed.take(reply)
                        await self._finish(reply, shown=await self._show_final(reply))
                    else:
                        await self._show_progress(reply)
                if reading.done():
                    reading.result()  # raises what broke the replies
            except JobDeleted:
                row = await self._bot.records.job(self.job)
                if row is not None and row.state != "deleted":
                    log.warning("job is shown by another process", job=self.job)
                    self.lost, self.feed.job = self.job, ""
                    return  # nor is anything of it removed
                log.info("job was deleted while it was shown", job=self.job)
                self.feed.job = ""
                self._removals_due()
            await self.surface.close()

    # --- showing it ---------------------------------------------------------------------------------------------------

    async def _show_progress(self, reply: Reply) -> None:
        """Errors are ignored; after one of ours, progress ends. Raises CommunityGone, JobDeleted, StoreError."""
        if not self._progress or (self._last and looks_like(reply, self._last)):
            self.feed.take(reply)
            return
        async with AsyncExitStack() as stack:
            if not await self.feed.unless_final(stack.enter_async_context(self.surface.room(reply))):
                return
            newest = self.feed.newest or reply
            if newest.state in FINAL:
                return
            self.feed.take(newest)
            try:
                await self._show_held(newest)
            except Unavailable as error:
                log.info("progress left out", job=newest.job, why=str(error))
            except Undeliverable as error:
                await self._refused(newest, error)
            except (CommunityGone, JobDeleted, NonetError):
                raise
            except Exception as error:
                log.error("progress cannot be shown", job=newest.job, exc_info=error)
                self._progress = False
            else:
                self._last = newest
                await self._finish(newest, shown=True)

    async def _refused(self, reply: Reply, error: Undeliverable) -> None:
        """No more progress is shown; a job whose message cannot be posted is cancelled."""
        log.info("progress cannot be shown", job=reply.job, why=str(error))
        self._progress = False
        if not error.unposted or not reply.job:
            return
        self._declined = True
        log.warning("job cancelled: its message cannot be posted", job=reply.job, why=str(error))
        async with aclosing(self._bot.handle(Cancel(self.member, reply.job))) as cancelled:
            async for _ in cancelled:
                pass
        if error.why:
            await self._show_final(Reply(error.why, private=True))

    async def _show_final(self, reply: Reply) -> bool:
        """Whether it was shown in its place. The end of a job is tried without limit, and then in other places."""
        if self._declined and reply.state == "ended":
            return True  # its asker was told why
        tries = None if reply.job and reply.state in ENDS else MAX_NOTE_TRIES
        try:
            await self._policy.call(lambda: self._show_held(reply), reply.state, tries=tries)
        except Unavailable as error:
            log.warning("reply left out", job=reply.job, state=reply.state, why=str(error))
            return False  # a tile may be posted, and only the answer lost: posts.py looks for it later
        except Undeliverable as error:
            await self._fall_back(reply, error, tries)
            return False
        return True

    async def _fall_back(self, reply: Reply, error: Undeliverable, tries: int | None) -> None:
        """Pictures and public replies are shown to their asker alone, also that a request failed, which has a button to
        retry it. Private replies are dropped, and that a request was cancelled."""
        log.warning("reply undeliverable", job=reply.job, state=reply.state, why=str(error))
        if reply.share:
            await self._bot.unshared(reply)
            reply = replace(reply, share="", buttons=())  # shown to their asker alone it is not shared
        if reply.private or (reply.state == "ended" and not reply.buttons):
            return
        try:
            there = await self._policy.call(
                lambda: self.surface.fall_back(reply, error, self._record), "direct message", tries=tries
            )
        except (Unavailable, Undeliverable) as neither:
            log.error("final reply undeliverable", job=reply.job, state=reply.state, why=str(neither))
            self._unseen = True
            return
        if there:
            await self._share(reply, there)

    # --- records ------------------------------------------------------------------------------------------------------

    async def _finish(self, reply: Reply, *, shown: bool) -> None:
        """Records that a reply was shown, or could not be."""
        if reply.gone:
            self._removals_due()
        if reply.state not in FINAL:
            if self.surface.address != self.recorded:
                await self._record(self.surface.address)
            return
        if shown and reply.shared_by:
            await self._share(reply, self.surface.address)
        if reply.job and reply.state in ENDS:
            if self._unseen:
                await self._bot.unseen(reply.job)
            elif not await self._bot.posted(self._platform, reply.job, self.surface.address):
                self.lost = reply.job
                self._removals_due()
            self.feed.job, self._ended = "", True
        self.feed.shown()

    async def _show_held(self, reply: Reply) -> None:
        """Raises JobDeleted: it is deleted, or another process shows it."""
        jobs = bool(self.job) and self.job == reply.job
        if jobs and not await self._bot.holds(self.job, ends=reply.state in ENDS):
            row = await self._bot.records.job(self.job)
            if self._tried is reply and (row is None or row.state == "deleted"):
                await self.surface.show(reply, self._record)  # it may be posted, and the answer lost: it is looked for
            raise JobDeleted(self.job)
        self._tried = reply
        await self.surface.show(reply, self._record)
        if jobs and reply.state not in FINAL and not await self._bot.holds(reply.job, ends=False):
            await self._bot.overwritten(reply.job)  # we were suspended before it was shown
            raise JobDeleted(reply.job)

    async def _record(self, address: str) -> None:
        """Raises JobDeleted, StoreError."""
        if self.job and not await self._bot.addressed(self._platform, self.job, address):
            raise JobDeleted(self.job)
        self.recorded = address

    async def _share(self, reply: Reply, address: str) -> None:
        """A shared tile or direct message is removed with its grid, which may be deleted already."""
        if not await self._bot.shared(self._platform, reply, address, self.surface.shown):
            await self._bot.late(self._platform, reply.job, address)
            self._removals_due()

    # --- after an error -----------------------------------------------------------------------------------------------

    async def again(self) -> AsyncGenerator[Reply, None]:
        """The replies of the job from now on."""
        await self._record(self.surface.address)
        again = self._bot.resume(self._adopted) if self._adopted else self._bot.follow(self.job)
        async with aclosing(again) as replies:
            async for reply in replies:
                yield reply

    async def give_up(self, error: Exception) -> bool:
        """Tells the asker of an ended job that its end cannot be shown, which is its end then. False: it has not ended.
        Raises what `Surface.show` raises, and StoreError."""
        job = await self._bot.records.job(self.job)
        if job is None or job.unfinished:
            return False
        log.error("end of job cannot be shown: it is kept for /again", job=job.id)
        said = self._bot.apology(self.member, error)
        apology = replace(said, private=False, state="ended", footer=job.id, job=job.id)
        await self._finish(apology, shown=await self._show_final(apology))
        return True

    async def apologise(self, error: Exception) -> None:
        """Shows an apology, if there is no job. Raises what `Surface.show` raises."""
        await self.surface.show(self._bot.apology(self.member, error), self._record)
