"""One open window: a WebSocket that hears what happens. Slow windows miss frames, never the newest one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import WSCloseCode, web

MOST_WAITING = 256
"""Messages with news that a window has not taken yet. One more, and it is cut off: it asks for the history again."""

MOST_BYTES = 1024
"""Of what a window may say here. It has nothing to say: asks are requests of their own."""

HEARTBEAT = 20.0


class Window:
    """News for one window of `person`. At most one frame a message waits, the latest."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.waiting: dict[str, Mapping[str, Any]] = {}
        self.news = asyncio.Event()
        self.lost = False

    def tell(self, key: str, frame: Mapping[str, Any]) -> None:
        if key not in self.waiting and len(self.waiting) >= MOST_WAITING:
            self.lost = True
        else:
            self.waiting[key] = frame
        self.news.set()

    def cut(self) -> None:
        self.lost = True
        self.news.set()

    async def serve(self, request: web.Request, hello: Mapping[str, Any]) -> web.WebSocketResponse:
        """Say hello and then what happens, until the window closes, is too slow, or says anything."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MOST_BYTES, compress=False)
        await socket.prepare(request)
        await socket.send_json(hello)
        writer = asyncio.create_task(self._write(socket))
        try:
            async for _ in socket:
                await socket.close(code=WSCloseCode.POLICY_VIOLATION)
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    async def _write(self, socket: web.WebSocketResponse) -> None:
        while True:
            await self.news.wait()
            if self.lost:
                await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
                return
            self.news.clear()
            while self.waiting:
                key = next(iter(self.waiting))
                frame = self.waiting.pop(key)
                try:
                    await socket.send_json(frame)
                except ConnectionError:
                    return  # the reader sees the same, and ends
