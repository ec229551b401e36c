"""Access to the page: only from this machine's own browser, from the page itself, and rate-limited.

The page has no passwords: being on this machine is the password. So another site that is open in the same browser must
get nothing (Host, Origin, SameSite, CSP), and nobody on the network must reach it (the socket is bound to loopback).
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

MAX_BYTES = 64 * 1024
"""Of a request's body."""

SAFE = frozenset({"GET", "HEAD"})

HEADERS = {
    # No inline code or style, nothing from other origins, and text never becomes markup.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' {style}; img-src 'self'; connect-src 'self'{live}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def headers(host: str = "", style: str = "") -> dict[str, str]:
    """For a request at `host`; not every browser takes 'self' to include the WebSocket.

    Args: style: the hash of the one style that is in the page itself.
    """
    live = f" ws://{host}" if host and not host.startswith("[") else ""  # a policy cannot express an IPv6 address
    return {name: value.format(live=live, style=style) for name, value in HEADERS.items()}


def loopback(host: str) -> bool:
    """Whether only this machine reaches `host`. Other names than "localhost" may mean anything."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def authority(host: str, port: int) -> str:
    """`host:port` as a browser writes it."""
    name = f"[{host}]" if ":" in host else host
    return name if port == 80 else f"{name}:{port}"


def guarded(allowed: Callable[[], frozenset[str]], style: str = "") -> Middleware:
    """Refuses requests for other hosts or from other pages; adds the security headers to every response."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            _check(request, allowed())
            response = await handler(request)
        except web.HTTPException as answer:
            answer.headers.update(headers())
            raise
        if not response.prepared:
            response.headers.update(headers(request.host, style))
        return response

    return guard


def _check(request: web.Request, allowed: frozenset[str]) -> None:
    # A foreign name that points at 127.0.0.1 (DNS rebinding) makes a foreign page "same origin": only Host betrays it.
    if request.headers.get("Host", "").lower() not in allowed:
        raise web.HTTPMisdirectedRequest(text="This is a local page; open it by the address that Nonet printed.")
    upgrade = "websocket" in request.headers.get("Upgrade", "").lower()
    if request.method in SAFE and not upgrade:
        return
    scheme, _, origin = request.headers.get("Origin", "").lower().partition("://")
    if scheme != "http" or origin not in allowed:
        raise web.HTTPForbidden(text="Only Nonet's own page may ask this.")


class Bucket:
    """A token bucket. `wait` takes a token, or returns the seconds until there is one."""

    def __init__(self, size: float, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.size = size
        self.per_second = per_second
        self.clock = clock
        self.left = size
        self.seen = clock()

    def wait(self) -> float:
        now = self.clock()
        self.left = min(self.size, self.left + (now - self.seen) * self.per_second)
        self.seen = now
        if self.left < 1:
            return (1 - self.left) / self.per_second
        self.left -= 1
        return 0.0
