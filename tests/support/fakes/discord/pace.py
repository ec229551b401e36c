"""Discord's rate limits: buckets that every answer tells of, and 429 for who does not listen."""

from __future__ import annotations

import hashlib
import re
import time
from collections import deque

from aiohttp import web
from fakes.discord.faults import limited

GLOBAL = 50
"""Requests a second of one bot; interaction routes are free of it."""

LIMITS = (
    (re.compile(r"POST /channels/(\d+)/messages$"), 5, 5.0),
    (re.compile(r"PATCH /channels/(\d+)/messages/\d+$"), 5, 5.0),
    (re.compile(r"DELETE /channels/(\d+)/messages/\d+$"), 5, 1.0),
    (re.compile(r"(?:POST|PATCH|DELETE) /webhooks/(\d+/[^/]+)"), 5, 2.0),
    (re.compile(r"POST /users/@me/channels()$"), 10, 1.0),
)
"""Who may how often in how many seconds. Real ones are never told in advance, and these are no promise."""


class Buckets:
    def __init__(self) -> None:
        self.hit: list[str] = []  # what was refused
        self._times: dict[str, deque[float]] = {}
        self._global: deque[float] = deque()

    def refuse(self, method: str, path: str) -> tuple[web.Response | None, dict[str, str]]:
        """A 429 if this is too often, and the headers that every answer carries."""
        now = time.monotonic()
        if not path.startswith(("/interactions/", "/webhooks/")):
            wait = _full(self._global, GLOBAL, 1.0, now)
            if wait > 0:
                self.hit.append(f"global: {method} {path}")
                return limited("429 global", round(wait, 3)), {}
        for pattern, limit, seconds in LIMITS:
            found = pattern.match(f"{method} {path}")
            if not found:
                continue
            name = hashlib.md5(f"{pattern.pattern}".encode(), usedforsecurity=False).hexdigest()
            times = self._times.setdefault(f"{name}:{found[1]}", deque())
            if times and times[0] <= now - seconds:
                times.clear()  # a bucket is empty all at once, when its headers say: clients count on that
            wait = _full(times, limit, seconds, now)
            left = max(0, limit - len(times))
            after = (times[0] + seconds - now) if times else seconds
            headers = {
                "X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(left), "X-RateLimit-Bucket": name,
                "X-RateLimit-Reset": f"{time.time() + after:.3f}", "X-RateLimit-Reset-After": f"{after:.3f}",
            }  # fmt: skip
            if wait > 0:
                self.hit.append(f"{method} {path}")
                return limited("429", round(wait, 3)), headers
            return None, headers
        return None, {}


def _full(times: deque[float], limit: int, seconds: float, now: float) -> float:
    """Seconds until there is room; counts this request if there is."""
    while times and times[0] <= now - seconds:
        times.popleft()
    if len(times) >= limit:
        return times[0] + seconds - now
    times.append(now)
    return 0.0
