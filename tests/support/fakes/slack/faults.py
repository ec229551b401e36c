"""What can go wrong between Slack and its clients, in the shapes it really has.

slack.faults.next("chat.postMessage", "ratelimited", 1)      the next such call is refused
slack.faults.next("upload", "status", 503, times=2)          so are the next two uploads
slack.faults.weather(0.05, seed=7)                           any call may fail, one in twenty
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

Json = dict[str, Any]

BEFORE = ("ratelimited", "error", "status", "reset_before")
"""Slack does nothing."""
AFTER = ("status_after", "reset_after", "half", "broken", "empty", "hang")
"""Slack acts, and the client does not hear of it."""
LATE = ("slow",)
"""Slack takes its time, then acts and answers."""


@dataclass(frozen=True)
class Fault:
    kind: str
    value: Any = None
    when: Callable[[Json], bool] = lambda args: True


class Faults:
    def __init__(self) -> None:
        self._next: dict[str, deque[Fault]] = {}
        self._rate = 0.0
        self._random = random.Random(0)
        self._kinds: Sequence[tuple[str, Any]] = ()
        self._only: Callable[[str], bool] = lambda where: True
        self.struck: list[tuple[str, str]] = []  # (where, kind)

    def next(
        self, where: str, kind: str, value: Any = None, *, times: int = 1, when: Callable[[Json], bool] | None = None
    ) -> None:
        if kind not in BEFORE + AFTER + LATE:
            raise ValueError(kind)
        fault = Fault(kind, value, when) if when else Fault(kind, value)
        self._next.setdefault(where, deque()).extend([fault] * times)

    def weather(
        self,
        rate: float,
        seed: int,
        kinds: Sequence[tuple[str, Any]] = (
            ("ratelimited", 1), ("error", "internal_error"), ("error", "fatal_error"), ("status", 503),
            ("status_after", 502), ("reset_before", None), ("reset_after", None), ("half", None), ("broken", None),
            ("empty", None),
        ),
        only: Callable[[str], bool] = lambda where: True,
    ) -> None:  # fmt: skip
        self._rate, self._random, self._kinds, self._only = rate, random.Random(seed), kinds, only

    def clear(self) -> None:
        self._next.clear()
        self._rate = 0.0

    def take(self, where: str, args: Json) -> Fault | None:
        waiting = self._next.get(where)
        if waiting and waiting[0].when(args):
            fault = waiting.popleft()
        elif self._rate and self._only(where) and self._random.random() < self._rate:
            fault = Fault(*self._random.choice(self._kinds))
        else:
            return None
        self.struck.append((where, fault.kind))
        return fault


async def answer(
    request: web.Request,
    fault: Fault | None,
    act: Callable[[], Awaitable[web.Response]],
    *,
    note: Callable[[int, Any], None],
) -> web.StreamResponse:
    """What the client gets: `act`'s response, or what `fault` makes of it. `note` hears status and body."""
    kind = fault.kind if fault else ""
    if kind == "ratelimited":
        note(429, {"ok": False, "error": "ratelimited"})
        return web.json_response(
            {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(fault.value or 1)}
        )
    if kind == "error":
        note(200, {"ok": False, "error": fault.value})
        return web.json_response({"ok": False, "error": fault.value})
    if kind == "status":
        note(fault.value, "html")
        return _html(fault.value)
    if kind == "reset_before":
        note(0, "reset before")
        return _reset(request)
    if fault and kind == "slow":
        await asyncio.sleep(fault.value)
    response = await act()
    if kind in ("", "slow"):
        said = response.text or ""
        note(response.status, json.loads(said) if response.content_type == "application/json" else said)
        return response
    note(0, kind)
    if kind == "status_after":
        return _html(fault.value)
    if kind == "broken":
        return web.Response(text='{"ok": tru', content_type="application/json")
    if kind == "empty":
        return web.Response(status=200, body=b"", content_type="application/json")
    if kind == "half":
        body = response.body if isinstance(response.body, bytes) else b"{}"
        half = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body) + 20)})
        await half.prepare(request)
        await half.write(body)
        return _reset(request)
    if kind == "hang":
        await asyncio.sleep(fault.value)
    return _reset(request)


def _html(status: int) -> web.Response:
    return web.Response(status=status, text="<html>Slack is down</html>", content_type="text/html")


def _reset(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
