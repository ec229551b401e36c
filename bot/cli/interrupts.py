"""Ctrl-C ends a command at the first time, wherever it lands.

Python raises KeyboardInterrupt in the main thread once that runs Python code again: minutes later while XLA
compiles. A callback of a library may swallow the exception. So a thread watches the signal itself.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

INTERRUPTED = 130
"""The exit code of a command that was ended by Ctrl-C, as shells have it."""
ANSWER_SECONDS = 0.3
"""If the command has not ended by then, a line says that the signal has arrived."""
AGAIN_SECONDS = 2.0
"""Between two exceptions, if the first one was swallowed."""
MAX_SECONDS = 5.0
"""After this time the process ends without cleaning up: training continues from its last checkpoint."""


@contextmanager
def ends_at_once() -> Iterator[None]:
    """Ctrl-C ends the block: with KeyboardInterrupt, raised again if need be, or with the process. A second one ends
    the process at once. Outside the main thread, this does nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    earlier = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    arrived, ended = threading.Event(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(reader, arrived, ended), name="interrupts", daemon=True)
    watcher.start()
    earlier_hook, sys.unraisablehook = sys.unraisablehook, _unraisable
    try:
        yield
    except Exception as error:
        if arrived.is_set():  # a library has made another exception of it
            raise KeyboardInterrupt from error
        raise
    finally:
        ended.set()
        sys.unraisablehook = earlier_hook
        signal.set_wakeup_fd(earlier)
        os.close(writer)  # which ends the watcher
        watcher.join(1)


def _watch(reader: int, arrived: threading.Event, ended: threading.Event) -> None:
    """Reads the numbers of signals, which Python writes as soon as they arrive, whatever the main thread does."""
    with open(reader, "rb", buffering=0) as signals:
        while number := signals.read(1):
            if number[0] != signal.SIGINT:
                continue
            arrived.set()
            if not ended.wait(ANSWER_SECONDS):
                _insist(signals.fileno(), ended)


def _insist(reader: int, ended: threading.Event) -> None:
    _say("stopping …")
    os.set_blocking(reader, False)
    tick, passed, since_raised = 0.1, ANSWER_SECONDS, 0.0
    while not ended.wait(tick):
        passed, since_raised = passed + tick, since_raised + tick
        again = _read(reader)
        if signal.SIGINT in again or passed > MAX_SECONDS:
            _say("stopped.")
            os._exit(INTERRUPTED)
        if since_raised >= AGAIN_SECONDS:
            since_raised = 0.0
            signal.raise_signal(signal.SIGINT)
            _read(reader)  # that was our own


def _read(reader: int) -> bytes:
    try:
        return os.read(reader, 100)
    except BlockingIOError:
        return b""


def _say(what: str) -> None:
    with suppress(OSError):  # nobody reads stderr
        os.write(2, f"nonet: {what}\n".encode())


def _unraisable(error: sys.UnraisableHookArgs) -> None:
    """An exception that a callback could not raise. If that was Ctrl-C, it is raised again, so nothing is printed."""
    if error.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(error)
