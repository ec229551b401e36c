"""How things that happen reach the app: over its socket, or as signed requests to its address."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web
from fakes.slack.world import Json, new_id

if TYPE_CHECKING:
    from fakes.slack.server import FakeSlack

IN_TIME = 60.0
"""Seconds in which the app has to acknowledge. Slack allows three: test_slack_load checks that, on a quiet machine."""


@dataclass
class Delivery:
    """Something that happened, and what the app said to it."""

    id: str
    type: str
    payload: Json
    attempt: int = 0
    seconds: float | None = None  # until it was acknowledged; None: it was not
    said: Any = None  # the acknowledgement's payload
    status: int = 200  # over HTTP
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Doors:
    """The app's sockets, or its address. A delivery goes to one of them."""

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack
        self.address = ""  # the app's HTTP address; "" is Socket Mode
        self.sockets: list[web.WebSocketResponse] = []
        self.refuse_sockets = 0  # so many upgrades answer 503
        self.connected = asyncio.Event()
        self.opened = 0  # sockets so far
        self.deaf = False  # sockets opened now answer no pings, and their acknowledgements are not read
        self._waiting: dict[str, tuple[Delivery, float]] = {}
        self._turn = 0

    async def close(self) -> None:
        for socket in list(self.sockets):
            await socket.close()

    # --- the socket ----------------------------------------------------------------------------------------------

    async def socket(self, request: web.Request) -> web.StreamResponse:
        if self.refuse_sockets:
            self.refuse_sockets -= 1
            return web.Response(status=503)
        if len(self.sockets) >= 10:
            self.slack.wrong("socket: more than 10 connections")
        deaf = self.deaf
        socket = web.WebSocketResponse(autoping=not deaf)
        await socket.prepare(request)
        hello = {
            "type": "hello",
            "num_connections": len(self.sockets) + 1,
            "connection_info": {"app_id": self.slack.app_id},
            "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
        }
        await socket.send_json(hello)
        self.sockets.append(socket)
        self.opened += 1
        self.connected.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT and not deaf:
                    self._acknowledged(message.data)
        finally:
            self.sockets.remove(socket)
            if not self.sockets:
                self.connected.clear()
        return socket

    def _acknowledged(self, text: str) -> None:
        ack = json.loads(text)
        delivery, sent = self._waiting.pop(ack.get("envelope_id", ""), (None, 0.0))
        if delivery is None:
            self.slack.wrong(f"socket: an acknowledgement of nothing: {text[:80]}")
            return
        self.slack.record.write("ack", id=delivery.id, payload=ack.get("payload"))
        self._done(delivery, ack.get("payload"), time.monotonic() - sent)

    def _done(self, delivery: Delivery, said: Any, seconds: float) -> None:
        delivery.said, delivery.seconds = said, seconds
        if seconds > IN_TIME:
            self.slack.wrong(f"{delivery.type}: acknowledged after {seconds:.1f} s")
        delivery.done.set()

    async def disconnect(self, reason: str) -> None:
        """`warning` or `refresh_requested`: the app should come back by another socket; then this one is closed."""
        for socket in list(self.sockets):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})

    def abort(self) -> None:
        """Cut, without a word."""
        for socket in list(self.sockets):
            if socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()

    async def garbage(self) -> None:
        for socket in self.sockets:
            for text in ("not json", "{}", "[]", '{"type":"events_api"}', '{"type":"none","envelope_id":"1"}'):
                await socket.send_str(text)

    # --- deliver -------------------------------------------------------------------------------------------------

    async def deliver(
        self, type_: str, payload: Json, *, attempt: int = 0, reason: str = "timeout", patience: float = IN_TIME
    ) -> Delivery:
        """Hand it over, and wait for the acknowledgement as long as Slack would."""
        delivery = Delivery(new_id("E"), type_, payload, attempt)
        if self.address:
            self.slack.record.write("envelope", id=delivery.id, type=type_, payload=_safe(payload))
            await self._over_http(delivery, reason)
            self.slack.record.write("ack", id=delivery.id, payload=delivery.said)
            return delivery
        await asyncio.wait_for(self.connected.wait(), 60)
        self._turn += 1
        socket = self.sockets[self._turn % len(self.sockets)]
        envelope: Json = {"type": type_, "envelope_id": delivery.id, "payload": payload,
                          "accepts_response_payload": type_ != "events_api"}  # fmt: skip
        if type_ == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason if attempt else ""}
        self.slack.record.write("envelope", id=delivery.id, type=type_, payload=_safe(payload))
        self._waiting[delivery.id] = (delivery, time.monotonic())
        await socket.send_json(envelope)
        try:
            await asyncio.wait_for(delivery.done.wait(), patience)
        except TimeoutError:
            self._waiting.pop(delivery.id, None)
        return delivery

    async def _over_http(self, delivery: Delivery, reason: str) -> None:
        if delivery.type == "slash_commands":
            body, content = urlencode(delivery.payload), "application/x-www-form-urlencoded"
        elif delivery.type == "interactive":
            body, content = urlencode({"payload": json.dumps(delivery.payload)}), "application/x-www-form-urlencoded"
        else:
            body, content = json.dumps(delivery.payload), "application/json"
        headers = {"Content-Type": content}
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": f"http_{reason}"}
        start = time.monotonic()
        delivery.status, text = await self.send(body.encode(), headers)
        if delivery.status == 200:
            said = json.loads(text) if text.startswith("{") else {"text": text} if text else None
            self._done(delivery, said, time.monotonic() - start)

    async def send(
        self, body: bytes, headers: dict[str, str], *, stamp: str | None = None, signature: str | None = None
    ) -> tuple[int, str]:
        """A signed request; a test may give a wrong or old signature. An empty one is left out."""
        stamp = str(int(self.slack.clock())) if stamp is None else stamp
        signature = signed(self.slack.signing, stamp, body) if signature is None else signature
        signing = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        given = headers | {name: value for name, value in signing.items() if value}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.address, data=io.BytesIO(body), headers=given) as answer,
        ):
            return answer.status, await answer.text()


def signed(secret: str, stamp: str, body: bytes) -> str:
    return "v0=" + hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()


def _safe(payload: Json) -> Json:
    return {key: "…" if key == "token" else value for key, value in payload.items()}
