"""Ctrl-C ends a command at the first time, and nobody is bothered by tracebacks."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from goldens import ROOT

PROGRAM = """
import ctypes, gc, signal, sys, time
from bot import __main__
from bot.cli import usage

def loop():
    while True:
        time.sleep(0.01)

def swallowed():  # as JAX's callback of the garbage collector does
    def callback(phase, info):
        print("begun", flush=True)
        time.sleep(60)
    gc.callbacks.append(callback)
    try:
        gc.collect()
    finally:
        gc.callbacks.clear()
    loop()

def ignored():
    try:
        print("begun", flush=True)
        time.sleep(60)
    except BaseException:
        pass
    loop()

def deaf():  # as XLA's compiler: no Python code runs in the main thread
    print("begun", flush=True)
    mutex, lock = ctypes.create_string_buffer(64), ctypes.CDLL(None).pthread_mutex_lock
    lock(mutex)
    lock(mutex)

def ordinary():
    print("begun", flush=True)
    time.sleep(60)

def converted():
    try:
        ordinary()
    except KeyboardInterrupt:
        time.sleep(0.1)
        raise OSError("the callback failed")

usage.run = lambda options: {body}()
signal.signal(signal.SIGINT, signal.default_int_handler)  # shells let what runs in the background ignore it
from bot.cli import interrupts
interrupts.AGAIN_SECONDS, interrupts.MAX_SECONDS = 0.5, 2.0
sys.argv = ["nonet", "usage"]
sys.exit(__main__.main())
"""


def begin(body: str, folder: Path) -> subprocess.Popen[str]:
    """A command of one's own that has begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.replace("{body}", body)], cwd=folder, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("ordinary", "nonet: stopped.\n"),
        ("converted", "nonet: stopped.\n"),
        ("swallowed", "nonet: stopping …\nnonet: stopped.\n"),
        ("ignored", "nonet: stopping …\nnonet: stopped.\n"),
        ("deaf", "nonet: stopping …\nnonet: stopped.\n"),
    ],
)
def test_one_interrupt_is_enough(tmp_path: Path, body: str, says: str) -> None:
    """Wherever it lands; exit code 130 and a sentence."""
    with begin(body, tmp_path) as process:
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, says)


def test_a_second_interrupt_ends_at_once(tmp_path: Path) -> None:
    """Where the first one was answered, but cannot be heeded yet."""
    program = PROGRAM.replace("0.5, 2.0", "600.0, 600.0").replace("{body}", "deaf")
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.5)  # it becomes deaf right after that
        process.send_signal(signal.SIGINT)
        assert process.stderr.readline() == "nonet: stopping …\n"
        process.send_signal(signal.SIGINT)
        process.wait(60)
        assert (process.returncode, process.stderr.read()) == (130, "nonet: stopped.\n")


@pytest.mark.parametrize(
    ("shell", "codes"),
    [
        ("{nonet} --help | true", (0, 141)),
        ("{nonet} usage | true", (141,)),
        ("{nonet} doctor | head -1 >/dev/null", (141,)),
        ("{nonet} usage >&-", (0,)),
        ("{nonet} usage >/dev/full", (2,)),
        ("{nonet} usage --month x 2>&-", (2,)),
        ("{nonet} usage --month x 2>&1 | true", (2,)),
    ],
)
def test_a_reader_who_has_gone_is_no_traceback(tmp_path: Path, shell: str, codes: tuple[int, ...]) -> None:
    """Pipes that are closed, streams that are not there, and a disk that is full."""
    command = shell.format(nonet=f"{shlex.quote(sys.executable)} -m bot") + "; exit ${PIPESTATUS[0]}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""},
    )  # fmt: skip
    assert done.returncode in codes, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
