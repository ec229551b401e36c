"""The end of a command: its sentence, its exit code, its output, and its threads."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress

from bot.text.sanitize import readable

BAD_INPUT = 2
BROKEN_PIPE = 141
"""As shells have it: 128 and the number of SIGPIPE."""
THREAD_SECONDS = 0.5
"""For the threads of a command that has ended."""


def complain(sentence: str, code: int) -> int:
    """Prints what is wrong to stderr, and returns the exit code."""
    with suppress(OSError, ValueError):  # stderr may be closed; the exit code says it, too
        print(f"nonet: {readable(sentence)}", file=sys.stderr, flush=True)
    return code


def flush(code: int) -> int:
    """Writes what is buffered, here, where a closed pipe and a full disk can still be handled."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:  # the process may have been started without it
                stream.flush()
        except (OSError, ValueError) as error:
            # Drop the rest, or Python would complain at exit.
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            if isinstance(error, BrokenPipeError):
                code = code or BROKEN_PIPE
            elif stream is sys.stdout:
                code = complain(f"the output cannot be written: {error}.", code or BAD_INPUT)
    return code


def end_threads(code: int) -> None:
    """Ends the process if a thread does not end: Python would wait for it, or abort and hide the exit code."""
    end = time.monotonic() + THREAD_SECONDS
    threads = [thread for thread in threading.enumerate() if thread is not threading.current_thread()]
    threads = [thread for thread in threads if not thread.daemon or thread.name == "device"]
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        os._exit(code)
