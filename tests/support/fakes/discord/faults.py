"""Everything that can go wrong between the bot and Discord's REST, in the shapes that Discord gives it.

    discord.fault("429", "PATCH", "/messages/", times=2)     # the next two edits
    discord.fault("reset after", "POST", "/callback")        # acted, and never answered

A code's text is Discord's, but only the code counts. Shapes: as the real services send them to discord.py 2.7.1.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

CODES = {
    "10003": (404, "Unknown Channel"),
    "10008": (404, "Unknown Message"),
    "10015": (404, "Unknown Webhook"),
    "10062": (404, "Unknown interaction"),
    "40005": (413, "Request entity too large"),
    "40060": (400, "Interaction has already been acknowledged."),
    "40094": (400, "This interaction has hit the maximum number of follow up messages."),
    "40333": (403, "internal network error"),
    "50001": (403, "Missing Access"),
    "50006": (400, "Cannot send an empty message"),
    "50007": (403, "Cannot send messages to this user"),
    "50013": (403, "Missing Permissions"),
    "50027": (401, "Invalid Webhook Token"),
    "50035": (400, "Invalid Form Body"),
    "50045": (400, "File uploaded exceeds the maximum size"),
    "50109": (400, "The request body contains invalid JSON."),
    "50146": (400, "The attachment was not found."),
    "130000": (503, "API resource is currently overloaded. Try again a little later"),
    "200000": (400, "Message was blocked by automatic moderation"),
    "240000": (400, "Message was blocked by harmful links filter"),
    "400001": (400, "Uploads are limited"),
}
LIMITED = {"429": "user", "429 shared": "shared", "429 global": "global", "20028": "user", "20016": "user",
           "30046": "user"}  # fmt: skip
BROKEN = ("reset before", "reset after", "half body", "hang", "delay", "not json", "cloudflare", "401")
SERVER = ("500", "502", "504", "524")
EVERY = (*CODES, *LIMITED, *SERVER, *BROKEN)


@dataclass
class Fault:
    """One kind of trouble, waiting for the requests that it is for."""

    kind: str
    method: str
    path: re.Pattern[str]
    times: int
    says: str
    seconds: float
    struck: int = field(default=0)

    def strikes(self, method: str, path: str, body: object) -> bool:
        if method != self.method or not self.path.search(path) or self.struck >= self.times:
            return False
        if self.says not in str(body):
            return False
        self.struck += 1
        return True


def fault(kind: str, method: str, path: str, times: int, says: str, seconds: float) -> Fault:
    assert kind in EVERY, f"no such fault: {kind}"
    return Fault(kind, method, re.compile(path), times, says, seconds)


def refusal(code: str, text: str = "", errors: object = None) -> web.Response:
    """An error in Discord's shape."""
    status, usual = CODES[code]
    body: dict[str, object] = {"message": text or usual, "code": int(code)}
    if errors is not None:
        body["errors"] = errors
    return answer(body, status)


def answer(body: object, status: int = 200) -> web.Response:
    """JSON with exactly the content type that Discord gives it; discord.py takes anything else for text."""
    return web.Response(
        body=json.dumps(body).encode(), status=status, headers={"Content-Type": "application/json", "Via": "1.1 google"}
    )


def limited(kind: str, retry_after: float) -> web.Response:
    scope = LIMITED[kind]
    said = "The resource is being rate limited." if scope == "shared" else "You are being rate limited."
    body: dict[str, object] = {"message": said, "retry_after": retry_after, "global": scope == "global"}
    if kind.isdigit() and kind != "429":
        body["code"] = int(kind)
    made = answer(body, 429)
    made.headers.update({"Retry-After": str(max(1, round(retry_after))), "X-RateLimit-Scope": scope})
    if scope == "global":
        made.headers["X-RateLimit-Global"] = "true"
    return made


async def inflict(
    fault: Fault, request: web.Request, act: Callable[[], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer as the fault says; `act` does what the request asks."""
    kind, transport = fault.kind, request.transport
    assert transport is not None
    if kind in CODES:
        errors = {"content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "too long"}]}}
        return refusal(kind, errors=errors if kind == "50035" else None)
    if kind in LIMITED:
        return limited(kind, fault.seconds)
    if kind in SERVER:
        return web.Response(text="<html>server error</html>", status=int(kind), content_type="text/html")
    if kind == "401":
        return answer({"message": "401: Unauthorized", "code": 0}, 401)
    if kind == "cloudflare":
        page = web.Response(text="<html>error code: 1015</html>", status=429, content_type="text/html")
        page.headers["Retry-After"] = str(max(1, round(fault.seconds)))  # the real one says 3600
        return page
    if kind == "hang":
        await asyncio.sleep(fault.seconds)
        transport.abort()
        return web.Response()
    if kind == "delay":
        await asyncio.sleep(fault.seconds)
        return await act()
    if kind == "reset before":
        transport.abort()
        return web.Response()
    acted = await act()
    if kind == "reset after":
        transport.abort()
        return web.Response()
    assert isinstance(acted, web.Response)
    body = acted.body if isinstance(acted.body, bytes) else b""
    if kind == "not json":
        return web.Response(body=b"{not json", headers={"Content-Type": "application/json", "Via": "1.1 google"})
    half = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body) + 100)})
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    transport.abort()
    return half
