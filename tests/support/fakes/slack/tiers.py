"""Slack's rate limits: so many calls of a method a minute for each workspace, by the tier that its page names.

https://docs.slack.dev/apis/web-api/rate-limits: tier 1 is 1 a minute, 2 is 20, 3 is 50, 4 is 100. Slack says "or more",
with some room for bursts; here there is none.
"""

from __future__ import annotations

import math
from collections import deque

SPECIAL = 600  # chat.postMessage: one a second in a channel, and "several hundred" a minute in a workspace
PER_MINUTE = {
    "chat.postMessage": SPECIAL, "auth.test": SPECIAL,
    "chat.postEphemeral": 100, "files.getUploadURLExternal": 100, "files.completeUploadExternal": 100,
    "files.info": 100, "users.info": 100, "views.open": 100, "views.update": 100, "views.push": 100,
    "views.publish": 100, "oauth.v2.access": 100,
    "usergroups.list": 20, "usergroups.users.list": 20,
}  # fmt: skip
TIER_3 = 50
"""Everything else, such as chat.update, chat.delete, files.delete, conversations.open and conversations.history."""


class Tiers:
    """Args: minute: seconds; `None` is no limit at all."""

    def __init__(self, minute: float | None) -> None:
        self.minute = minute
        self.refused: list[str] = []  # methods that were called too often
        self._calls: dict[tuple[str, str], deque[float]] = {}

    def retry_after(self, team: str, method: str, now: float) -> float | None:
        """Seconds after which it may be called again; None: this call is heard."""
        if self.minute is None:
            return None
        calls = self._calls.setdefault((team, method), deque())
        while calls and calls[0] <= now - self.minute:
            calls.popleft()
        if len(calls) < PER_MINUTE.get(method, TIER_3):
            calls.append(now)
            return None
        self.refused.append(method)
        return math.ceil(calls[0] + self.minute - now)
