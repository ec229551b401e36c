"""A job's progress: the latest reply of its message, for everyone who subscribes. It knows neither the engine nor the
chats.

Only the latest reply counts: a chat that edits slowly misses previews, never the last reply. Subscribers come and go;
the job goes on without them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from bot.reply import Reply


class JobProgress:
    def __init__(self) -> None:
        self.latest: Reply | None = None
        self.closed = False  # nothing more is published
        self.subscribers = 0
        self._version = 0
        self._changed = asyncio.Event()

    def publish(self, reply: Reply, *, final: bool = False) -> None:
        """Replaces the latest reply; after a final one, and after `close`, it does nothing."""
        if self.closed:
            return
        self.latest, self.closed = reply, final
        self._version += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def close(self) -> None:
        """Ends every subscription without another reply."""
        self.closed = True
        self._changed.set()

    async def first_reply(self) -> None:
        """Returns when there is a reply, or when there will be none."""
        while self.latest is None and not self.closed:
            await self._changed.wait()

    async def subscribe(self) -> AsyncGenerator[Reply, None]:
        """The latest reply, and each later one, up to the final one."""
        self.subscribers += 1
        seen = 0
        try:
            while True:
                changed = self._changed
                if self.latest is not None and seen != self._version:
                    seen = self._version
                    yield self.latest
                elif self.closed:
                    return
                else:
                    await changed.wait()
        finally:
            self.subscribers -= 1
