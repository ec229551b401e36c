"""Signs of life of work that takes minutes before it has a number to report."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SILENCE_SECONDS = 10.0
"""After so long without a line, there is one."""


class Heartbeat:
    """Use `heartbeat`. Reports go to stdout, signs of life to stderr."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._began = self._last = time.monotonic()

    def report(self, part: str, line: str) -> None:
        """Prints a line about `part`, which is what the next sign of life names."""
        self._doing, self._last = part, time.monotonic()
        print(line, flush=True)

    def _sign(self) -> float:
        """Prints a sign of life if it is time, and returns the seconds until the next one."""
        now = time.monotonic()
        if now - self._last < SILENCE_SECONDS:
            return SILENCE_SECONDS - (now - self._last)
        self._last = now
        self.say(f"{self._doing} … {int(now - self._began) // 60}:{int(now - self._began) % 60:02}")
        return SILENCE_SECONDS

    def say(self, line: str) -> None:
        with suppress(OSError, ValueError):  # nobody reads stderr
            print(line, file=sys.stderr, flush=True)


@contextmanager
def heartbeat(doing: str) -> Iterator[Heartbeat]:
    """Says at once what begins, and then every SILENCE_SECONDS that it goes on, until the block ends."""
    shown, ended = Heartbeat(doing), threading.Event()

    def beat() -> None:
        while not ended.wait(shown._sign()):
            pass

    shown.say(f"{doing} …")
    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield shown
    finally:
        ended.set()
        thread.join()
