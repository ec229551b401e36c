"""The worker that keeps the number of votes on the buttons of posted tiles.

The store marks a tile's posts in the transaction of each vote, until their buttons show the number. However many vote,
a message is edited once in a while, with the number that is true by then.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from bot.bot import Bot
from bot.chats.common.failures import CommunityGone, Unavailable, Undeliverable
from bot.chats.common.polling import poll
from bot.records import Share
from bot.replies.messages import say
from inference.api import NonetError

log = structlog.get_logger(__name__)

PACE_SECONDS = 10.0
"""Between two edits of a message."""
REFUSED_SECONDS = 3600.0
"""Before a message that the bot may not edit is tried again, if there are votes for it."""
MAX_EDITS = 4
"""At the same time, in all channels."""
MAX_DUE = 50
"""Posts that are read at a time."""


class Labels(Protocol):
    """How a chat changes a button of a message."""

    platform: str

    async def relabel(self, address: str, shown: str, press: str, label: str) -> None:
        """Puts `label` on the button whose press begins with `press`. Returns when it is there, or can never be.

        Args:
            shown: what `Surface.shown` was when the message was posted.

        Raises:
            Unavailable: not now. Undeliverable, CommunityGone: the bot may not.
        """
        ...


class VoteCounts:
    """Args:
    poll_seconds: between two looks for votes that another process was given.
    pace_seconds: between two edits of a message.
    """

    def __init__(self, bot: Bot, chat: Labels, *, poll_seconds: float, pace_seconds: float = PACE_SECONDS) -> None:
        self._bot = bot
        self._chat = chat
        self._poll_seconds = poll_seconds
        self._pace_seconds = pace_seconds
        self._due = asyncio.Event()
        self._editing: dict[str, asyncio.Task[None]] = {}  # by the post's id
        self._resting: dict[str, float] = {}  # post -> when it may be edited again, on the loop's clock

    def due(self) -> None:
        """Votes have changed; does not wait for the edits."""
        self._due.set()

    async def run(self) -> None:
        """Until it is cancelled."""
        await poll(self._begin, self._due, self._editing, self._poll_seconds, "votes could not be counted")

    async def _begin(self) -> float:
        """Starts an edit of each message that is due. Returns the seconds until the next look."""
        now = asyncio.get_running_loop().time()
        self._resting = {post: until for post, until in self._resting.items() if until > now}
        if room := MAX_EDITS - len(self._editing):
            busy = {*self._editing, *self._resting}
            for share, count in (await self._bot.records.recounts(self._chat.platform, MAX_DUE, busy))[:room]:
                self._editing[share.id] = asyncio.create_task(self._edit(share, count))
        soon = min(self._resting.values(), default=now + self._poll_seconds) - now
        return max(0.0, min(self._poll_seconds, soon))

    async def _edit(self, share: Share, count: int) -> None:
        pause, facts = self._pace_seconds, {"share": share.id, "channel": share.channel}
        press, label = f"vote:{share.job}:{share.tile}:", say(share.locale, "vote", count=count)
        try:
            try:
                await self._chat.relabel(share.address, share.shown, press, label)
            except Unavailable as error:
                pause = max(pause, error.after)
                log.info("votes not shown yet", **facts, why=str(error))
                return
            except (Undeliverable, CommunityGone) as error:  # the next vote lists it again
                pause = REFUSED_SECONDS
                log.warning("votes cannot be shown", **facts, why=str(error))
            await self._bot.records.recounted(share.id, count)
        except NonetError as error:
            log.warning("votes not shown yet", **facts, why=str(error))
        except Exception as error:
            pause = REFUSED_SECONDS
            log.error("votes cannot be shown", **facts, exc_info=error)
        finally:
            self._resting[share.id] = asyncio.get_running_loop().time() + pause
            del self._editing[share.id]
            self._due.set()  # there may be more by now
