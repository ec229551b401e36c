"""A stop ends in time, whichever part of the process never answers."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fakes.device import FakeDevice
from fakes.discord.stage import stage
from fakes.slack.acme import acme_at
from structlog.testing import capture_logs

from bot import app
from bot.bot import Bot
from bot.chats.discord.inbound import DiscordClient
from bot.cli.process_end import end_threads
from bot.operator import shutdown
from bot.operator.config import Config, OperationConfig
from bot.operator.environment import Secrets
from bot.operator.shutdown import Shutdown, StopLimits
from bot.store import Store, StoreError
from inference.engine.lazy import LazyEngine

pytestmark = [  # what is left behind complains when it is collected
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

SHORT = StopLimits(results=0.1, chats=0.3, health=0.1, store=0.1, tasks=0.1, threads=0.1, spare=60.0)
"""A busy machine may take longer for what is no wait; `spare` is for the test that is about it."""
FOREVER = 10**6


@dataclass
class Stopped:
    """One run of the bot that was told to stop as soon as its chat was there."""

    said: list[str] = field(default_factory=list)
    log: list[Any] = field(default_factory=list)

    def cut_short(self) -> list[str]:
        """The parts that nobody waited for any longer."""
        return [line["part"] for line in self.log if line["event"] == "end timed out"]


Chat = Callable[[], Awaitable[None]]
Stop = Callable[..., Stopped]


@pytest.fixture
def handlers() -> Iterator[None]:
    earlier = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in earlier.items():
        signal.signal(number, handler)
    gc.collect()  # here, and not in somebody else's test


@pytest.fixture
def stop(handlers: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stop:
    """Runs the bot with a chat and a drawing device, and sends this process SIGTERM when the chat is there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(app, "_device", lambda settings: FakeDevice())

    def run(goodbye: Chat | None = None, *, limits: StopLimits = SHORT, health_port: int = 0) -> Stopped:
        async def chat() -> None:
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.sleep(FOREVER)
            finally:
                if goodbye is not None:
                    await goodbye()

        monkeypatch.setattr(app, "_chats", lambda *_: {"chat": chat})
        settings = Config(operation=OperationConfig(drain_seconds=0.1, health_port=health_port))
        stopped = Stopped()
        with capture_logs() as stopped.log, Shutdown(0.1, limits) as told:
            told.run(app.run(settings, Secrets(), stopped.said.append, told))
        return stopped

    return run


async def hang(*_: object, **__: object) -> None:
    """Never answers, not even when it is cancelled."""
    while True:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(FOREVER)


def test_all_limits_together_are_below_forty_seconds() -> None:
    """With the usual 30 for what is drawing; the chats' own limits fit into theirs."""
    limits = StopLimits()
    assert OperationConfig().drain_seconds + limits.total < 40
    assert limits.total == sum(vars(limits).values())


def test_an_ordinary_stop_waits_for_nothing(stop: Stop) -> None:
    """Every part answers: none is left behind, and the last word is said."""
    stopped = stop(limits=StopLimits())
    assert stopped.said == ["Stopping: finishing what is drawing …", "Stopped."]
    assert [line for line in stopped.log if line["log_level"] != "info"] == []


def test_a_chat_that_never_ends(stop: Stop) -> None:
    """Its connection does not close: it is left behind."""
    stopped = stop(hang)
    assert stopped.said[-1] == "Stopped."
    assert stopped.cut_short()[0] == "chat"


def test_a_chat_that_swallows_its_end_is_not_started_again(stop: Stop) -> None:
    """As a library does that catches everything: the chat looks as if it had ended by itself."""

    async def swallow() -> None:
        raise OSError("the connection was lost just now")

    stopped = stop(swallow)
    assert stopped.said[-1] == "Stopped."
    assert [line["event"] for line in stopped.log if line["event"] == "chat restarts"] == []
    assert stopped.cut_short() == []


@pytest.mark.parametrize(
    ("part", "where"),
    [
        ("jobs", (Bot, "drain")),
        ("maintenance", (Bot, "maintain")),
        ("store", (Store, "close")),
        ("engine", (LazyEngine, "drain")),
    ],
)
def test_a_part_that_never_answers(
    stop: Stop, monkeypatch: pytest.MonkeyPatch, part: str, where: tuple[type, str]
) -> None:
    """It gets its time, and the parts after it get theirs."""
    monkeypatch.setattr(*where, hang)
    stopped = stop()
    assert stopped.said[-1] == "Stopped."
    assert part in stopped.cut_short()


def test_a_store_that_cannot_close_ends_no_stop(stop: Stop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full at the last moment: the log says so; jobs are taken up again anyway."""

    async def full(self: Store) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Store, "close", full)
    stopped = stop()
    assert stopped.said[-1] == "Stopped."
    assert [(line["part"], line["why"]) for line in stopped.log if line["event"] == "end failed"] == [
        ("store", "The disk is full.")
    ]


def test_a_store_that_never_opens(stop: Stop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database server that is silent at the start: a stop does not wait for it."""

    async def silent(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await hang()

    monkeypatch.setattr(Store, "open", silent)
    assert stop().said == ["Stopped."]


def test_a_request_that_is_never_answered(stop: Stop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody asks /readyz while the store hangs: the health server closes all the same."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = asyncio.Event()

    async def silent(*_: object) -> None:
        asked.set()
        await hang()

    with socket.socket() as client:

        async def ask() -> None:
            client.connect(("127.0.0.1", port))
            client.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
            await asked.wait()

        monkeypatch.setattr(Store, "unfinished", silent)
        stopped = stop(ask, limits=StopLimits(0.1, 30.0, 0.1, 0.1, 0.1, 0.1, 60.0), health_port=port)
    assert stopped.said[-1] == "Stopped."
    assert asked.is_set()


def test_a_thread_that_never_ends(stop: Stop, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a name server that is not there holds one: neither the loop nor the process waits for it."""
    release = threading.Event()

    async def look_up() -> None:
        asyncio.get_running_loop().run_in_executor(None, release.wait)

    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    monkeypatch.setattr("bot.cli.process_end.THREAD_SECONDS", 0.1)
    try:
        assert stop(look_up).said[-1] == "Stopped."
        end_threads(0)
        assert codes == [0]
    finally:
        release.set()


def test_a_generator_that_never_ends(stop: Stop) -> None:
    """Nobody has closed it, and its clean-up hangs."""

    async def numbers() -> Any:
        try:
            yield 1
        finally:
            await hang()

    kept = []

    async def leave() -> None:
        kept.append(numbers())
        await anext(kept[0])

    stopped = stop(leave)
    assert stopped.said[-1] == "Stopped."
    assert "generators" in stopped.cut_short()


def test_a_loop_that_is_blocked_is_ended_from_outside(stop: Stop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something computes for ever in the loop's own thread: the process ends with 1, and says why."""
    ended: list[tuple[int, str]] = []
    release = threading.Event()

    def end_process(code: int, sentence: str) -> None:
        ended.append((code, sentence))
        release.set()

    async def compute() -> None:
        release.wait()

    monkeypatch.setattr(shutdown, "end_process", end_process)
    stop(compute, limits=StopLimits(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1))
    assert ended == [(1, "the stop took too long and was cut short; what was drawing continues with the next start.")]


@pytest.mark.parametrize(
    ("first", "second", "echo", "codes"),
    [
        (signal.SIGTERM, signal.SIGTERM, 60.0, []),
        (signal.SIGTERM, signal.SIGTERM, 0.0, [143]),
        (signal.SIGINT, signal.SIGINT, 60.0, [130]),
        (signal.SIGTERM, signal.SIGINT, 60.0, [130]),
        (signal.SIGINT, signal.SIGTERM, 0.0, [143]),
    ],
)
def test_a_second_signal_ends_the_process(
    handlers: None, monkeypatch: pytest.MonkeyPatch, first: int, second: int, echo: float, codes: list[int]
) -> None:
    """At once, but for the echo of a supervisor that tells the process and its group."""
    ended: list[int] = []
    monkeypatch.setattr(shutdown, "end_process", lambda code, sentence: ended.append(code))
    monkeypatch.setattr(shutdown, "ECHO_SECONDS", echo)
    with Shutdown(30) as told:
        os.kill(os.getpid(), first)
        time.sleep(0.01)
        assert told.requested.is_set()
        os.kill(os.getpid(), second)
        time.sleep(0.01)
    assert ended == codes


async def test_discord_that_died_a_moment_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never confirms that the connection is closed: discord.py would wait for half a minute, or for ever."""
    async with stage(tmp_path) as s:
        await s.drawn(await s.imagine())  # it is connected in all respects
        assert s.task is not None
        s.bot.draining = True
        clients: list[DiscordClient] = []

        async def close(self: DiscordClient) -> None:
            clients.append(self)
            await asyncio.sleep(FOREVER)

        with capture_logs() as log, monkeypatch.context() as patch:
            patch.setattr(DiscordClient, "close", close)
            s.task.cancel()
            done, _ = await asyncio.wait({s.task}, timeout=20)
        assert done
        assert [line["part"] for line in log if line["event"] == "end timed out"] == ["discord connection"]
        s.task = None
        await clients[0].close()
        await s.bot.drain(0)
        await s.store.close()


async def test_slack_that_died_a_moment_before(tmp_path: Path) -> None:
    """The same for its socket."""
    async with acme_at(tmp_path) as acme:
        for connection in acme.slack.doors.sockets:
            assert connection._req is not None
            assert connection._req.transport is not None
            connection._req.transport.pause_reading()
        acme.run.bot.draining = True
        with capture_logs() as log:
            acme.run.task.cancel()
            done, _ = await asyncio.wait({acme.run.task}, timeout=8)
        assert done
        assert [line["part"] for line in log if line["event"] == "end timed out"] == ["slack socket"]
