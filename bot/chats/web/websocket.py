"""One open window: a WebSocket with live updates. Slow windows skip frames, but never the newest one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import WSCloseCode, web

MAX_WAITING = 256
"""Updates that a window has not received yet. With more, it is disconnected, and loads the history again."""

MAX_BYTES = 1024
"""Of a message from a window, which should send none: commands are HTTP requests."""

HEARTBEAT = 20.0


class Window:
    """Updates for one window of `person`; only the latest frame of each message waits."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.waiting: dict[str, Mapping[str, Any]] = {}
        self.news = asyncio.Event()
        self.lost = False

    def send(self, key: str, frame: Mapping[str, Any]) -> None:
        if key not in self.waiting and len(self.waiting) >= MAX_WAITING:
            self.lost = True
        else:
            self.waiting[key] = frame
        self.news.set()

    def cut(self) -> None:
        self.lost = True
        self.news.set()

    async def serve(self, request: web.Request, hello: Mapping[str, Any]) -> web.WebSocketResponse:
        """Sends hello and then updates, until the window closes, is too slow, or sends anything."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MAX_BYTES, compress=False)
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
                    return  # the reader ends, too
