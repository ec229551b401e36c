"""Numbers for Prometheus. Labels come from short fixed lists, so that no member can make the server's memory grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from inference.engine.stats import EngineStats

PLATFORMS = ("web", "discord", "slack")
ENDS = ("drawn", "failed", "cancelled", "handed back")
SECONDS = (0.5, 1, 2, 5, 10, 20, 45, 90, 180, 300, 600, 1200)


class Metrics:
    """What the bot counts itself, and, beside it, whatever the engine says when Prometheus asks."""

    def __init__(self, stats: Callable[[], EngineStats] | None = None) -> None:
        self.registry = CollectorRegistry()
        self._asks = Counter(
            "nonet_asks", "Asks by what became of them at once.", ["platform", "answer"], registry=self.registry
        )
        self._ends = Counter(
            "nonet_jobs", "Accepted jobs by how they ended.", ["platform", "end"], registry=self.registry
        )
        self._waits = Histogram(
            "nonet_job_seconds", "From the ask to its end.", ["platform"], buckets=SECONDS, registry=self.registry
        )
        self._money = Counter(
            "nonet_cost", "Money spent on drawing, in the operator's currency.", registry=self.registry
        )
        if stats is not None:
            self.registry.register(_EngineNumbers(stats))

    def asked(self, platform: str, *, accepted: bool) -> None:
        """An /imagine was answered: it became a job, or a refusal."""
        self._asks.labels(_known(platform, PLATFORMS), "accepted" if accepted else "refused").inc()

    def ended(self, platform: str, end: str, seconds: float, money: float) -> None:
        """A job is over, `seconds` after it was asked for."""
        platform = _known(platform, PLATFORMS)
        self._ends.labels(platform, _known(end, ENDS)).inc()
        self._waits.labels(platform).observe(seconds)
        self._money.inc(money)

    def text(self) -> bytes:
        """The exposition format, version 0.0.4."""
        return generate_latest(self.registry)


class _EngineNumbers(Collector):
    def __init__(self, stats: Callable[[], EngineStats]) -> None:
        self._stats = stats

    def describe(self) -> list[Metric]:
        return []  # so that registering asks the engine for nothing

    def collect(self) -> Iterator[Metric]:
        stats = self._stats()
        ends = CounterMetricFamily(
            "nonet_engine_requests", "Requests by how the engine was done with them.", labels=["end"]
        )
        for end in ("completed", "failed", "cancelled", "interrupted", "rejected"):
            ends.add_metric([end], getattr(stats, end))
        yield ends
        for name, value, meaning in (
            ("retries", stats.retried, "Second tries."),
            ("out_of_memory", stats.out_of_memory, "Times that the device had too little memory."),
            ("device_restarts", stats.thread_restarts, "Times that the device's thread was started again."),
            ("device_seconds", stats.device_seconds, "Seconds that the device worked."),
        ):
            yield CounterMetricFamily(f"nonet_engine_{name}", meaning, value=value)
        for name, value, meaning in (
            ("slots", stats.slots, "Prompts that can be drawn at once."),
            ("busy_slots", stats.busy_slots, "Prompts that are being drawn."),
            ("step_seconds", stats.seconds_per_step, "One code of every tile in every busy slot, lately."),
            ("slot_utilization_ratio", stats.slot_utilization, "Share of the slots that drew, while anything did."),
        ):
            yield GaugeMetricFamily(f"nonet_engine_{name}", meaning, value=value)
        waiting = GaugeMetricFamily("nonet_engine_waiting", "Requests in line.", labels=["lane"])
        for lane, number in stats.queued.items():
            waiting.add_metric([lane], number)
        yield waiting


def _known(label: str, labels: tuple[str, ...]) -> str:
    return label if label in labels else "other"
