"""Machines ask the bot how it is."""

from __future__ import annotations

import re
import socket

import aiohttp
import pytest

from bot.operator import health
from bot.operator.config import ConfigError
from bot.operator.metrics import Metrics
from inference.engine.stats import EngineStats

STATS = EngineStats(
    completed=7,
    failed=1,
    cancelled=2,
    rejected=3,
    retried=1,
    device_seconds=12.5,
    slot_seconds=40.0,
    busy_slot_seconds=30.0,
    slots=4,
    busy_slots=2,
    queued={"fast": 5, "relaxed": 6},
    seconds_per_step=0.01,
)


async def well() -> str:
    return ""


async def warming() -> str:
    return "warming up"


async def broken() -> str:
    raise OSError("a password")


async def get(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


async def test_alive_and_ready() -> None:
    """/healthz while the loop runs, /readyz when every check is content."""
    async with health.serve("127.0.0.1", 0, Metrics(), {"engine": well, "store": well}) as port:
        assert await get(port, "/healthz") == (200, "ok\n")
        assert await get(port, "/readyz") == (200, "engine: ok\nstore: ok\n")


async def test_not_ready_says_why() -> None:
    """A check that is not content, or breaks, is named; what an error says may be secret, so only its kind is told."""
    async with health.serve("127.0.0.1", 0, Metrics(), {"engine": warming, "store": broken}) as port:
        assert await get(port, "/readyz") == (503, "engine: warming up\nstore: OSError\n")
        assert (await get(port, "/healthz"))[0] == 200


async def test_a_taken_port_is_a_sentence() -> None:
    """It names the settings to change."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigError, match=r"^Is Nonet running already\? 127.0.0.1:\d+ is taken; \[oper"):
            async with health.serve("127.0.0.1", taken.getsockname()[1], Metrics(), {}):
                pass


async def test_the_numbers_are_the_engines_and_ours() -> None:
    """What was counted is what Prometheus reads."""
    metrics = Metrics(lambda: STATS)
    metrics.asked("web", accepted=True)
    metrics.asked("web", accepted=False)
    metrics.ended("discord", "drawn", 3.0, 0.25)
    async with health.serve("127.0.0.1", 0, metrics, {}) as port:
        _, text = await get(port, "/metrics")
    for line in (
        'nonet_requests_total{outcome="accepted",platform="web"} 1.0',
        'nonet_jobs_total{outcome="drawn",platform="discord"} 1.0',
        'nonet_job_duration_seconds_bucket{le="5.0",platform="discord"} 1.0',
        "nonet_cost_total 0.25",
        'nonet_engine_requests_total{outcome="completed"} 7.0',
        'nonet_engine_queued_requests{lane="relaxed"} 6.0',
        "nonet_engine_slot_utilization_ratio 0.75",
        "nonet_engine_device_busy_seconds_total 12.5",
    ):
        assert line in text.splitlines()


def test_labels_are_bounded() -> None:
    """A thousand invented platforms are one line."""
    metrics = Metrics()
    for i in range(1000):
        metrics.asked(f"platform{i}", accepted=True)
        metrics.ended(f"platform{i}", f"end{i}", 1.0, 0.0)
    assert len(re.findall(r"^nonet_(?:requests|jobs)_total", metrics.text().decode(), re.M)) == 2
