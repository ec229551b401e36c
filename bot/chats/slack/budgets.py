"""Slack's rate limits, kept before Slack has to say so: calls of a method in a minute, for each workspace.

Progress may use half of each limit, evenly spread: the other half is there when pictures are finished. Other processes
use the same limits, so Slack may still answer "too many"; then the method rests for as long as it says.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0
TIER_3 = 50
PER_MINUTE = {
    "chat.postMessage": 300, "auth.test": 300,  # "several hundred"; the limit of a channel is ChannelThrottle's
    "chat.postEphemeral": 100, "files.completeUploadExternal": 100, "files.getUploadURLExternal": 100,
    "files.info": 100, "users.info": 100, "views.open": 100, "views.publish": 100, "views.update": 100,
    "views.push": 100,
    "usergroups.list": 20, "usergroups.users.list": 20,
}  # fmt: skip
"""By the tier on each method's page: 2 is 20, 4 is 100; others are of tier 3, such as chat.update and files.delete."""
PROGRESS_SHARE = 0.5
PARTS = 5
"""Of a minute, in each of which progress may use its part: an edit every few seconds instead of all at once."""
MARGIN = 1.02
"""Slack counts a call when it arrives, which may be later than the one before."""


@dataclass
class Call:
    """Args: at: when it is or was made (monotonic)."""

    at: float


class CallBudgets:
    """Args: minute: seconds; tests have shorter ones."""

    def __init__(self, minute: float = MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        self._window = minute * MARGIN
        self._clock = clock
        self._calls: dict[tuple[str, str], list[Call]] = {}
        self._busy: dict[tuple[str, str], float] = {}  # until when Slack refuses it

    def wait(self, team: str, method: str, *, progress: bool = False) -> float:
        """Seconds until this call may be made."""
        now, key = self._clock(), (team, method)
        calls = self._calls[key] = [call for call in self._calls.get(key, ()) if call.at > now - self._window]
        times = sorted(call.at for call in calls)
        limit = PER_MINUTE.get(method, TIER_3)
        limits = [(limit, self._window)]
        if progress:
            share = max(PARTS, int(limit * PROGRESS_SHARE))
            limits = [(share, self._window), (share // PARTS, self._window / PARTS)]
        due = [times[-most] + seconds for most, seconds in limits if len(times) >= most]
        return max(0.0, *(at - now for at in (*due, self._busy.get(key, 0.0))))

    def count(self, team: str, method: str, seconds: float = 0.0) -> Call:
        """A call that is made in so many seconds; `at` may be set to a later moment, when it is."""
        call = Call(self._clock() + seconds)
        self._calls.setdefault((team, method), []).append(call)
        return call

    def sent(self, call: Call) -> None:
        """It is made now."""
        call.at = self._clock()

    def refused(self, team: str, method: str, seconds: float) -> None:
        """Slack has had too many."""
        self._busy[team, method] = self._clock() + seconds

    def busy(self, team: str, method: str) -> float:
        """Seconds for which Slack still refuses it."""
        return self._busy.get((team, method), 0.0) - self._clock()
