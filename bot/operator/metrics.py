"""Prometheus metrics. Label values come from short fixed lists, so no member can grow the server's memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from inference.engine.stats import EngineStats

PLATFORMS = ("web", "discord", "slack")
OUTCOMES = ("drawn", "failed", "cancelled", "deferred")
"""How a job ends in this process. A deferred job stays in the store, and the next start draws it."""
DURATION_BUCKETS_SECONDS = (0.5, 1, 2, 5, 10, 20, 45, 90, 180, 300, 600, 1200)


class Metrics:
    """The bot's own counters, and the engine's statistics, read when Prometheus scrapes."""

    def __init__(self, stats: Callable[[], EngineStats] | None = None) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "nonet_requests", "Requests, accepted or refused.", ["platform", "outcome"], registry=self.registry
        )
        self._jobs = Counter(
            "nonet_jobs", "Finished jobs, by outcome.", ["platform", "outcome"], registry=self.registry
        )
        self._durations = Histogram(
            "nonet_job_duration_seconds",
            "From the request to the end of its job.",
            ["platform"],
            buckets=DURATION_BUCKETS_SECONDS,
            registry=self.registry,
        )
        self._cost = Counter("nonet_cost", "Cost of drawing, in the configured currency.", registry=self.registry)
        if stats is not None:
            self.registry.register(_EngineCollector(stats))

    def asked(self, platform: str, *, accepted: bool) -> None:
        """An /imagine became a job or was refused."""
        self._requests.labels(_known(platform, PLATFORMS), "accepted" if accepted else "refused").inc()

    def ended(self, platform: str, outcome: str, seconds: float, money: float) -> None:
        """A job ended `seconds` after its request."""
        platform = _known(platform, PLATFORMS)
        self._jobs.labels(platform, _known(outcome, OUTCOMES)).inc()
        self._durations.labels(platform).observe(seconds)
        self._cost.inc(money)

    def text(self) -> bytes:
        """The exposition format, version 0.0.4."""
        return generate_latest(self.registry)


class _EngineCollector(Collector):
    def __init__(self, stats: Callable[[], EngineStats]) -> None:
        self._stats = stats

    def describe(self) -> list[Metric]:
        return []  # registering must not read the engine's statistics

    def collect(self) -> Iterator[Metric]:
        stats = self._stats()
        requests = CounterMetricFamily("nonet_engine_requests", "Finished requests, by outcome.", labels=["outcome"])
        for outcome in ("completed", "failed", "cancelled", "interrupted", "rejected"):
            requests.add_metric([outcome], getattr(stats, outcome))
        yield requests
        for name, value, meaning in (
            ("retries", stats.retried, "Requests that were tried again after the device failed."),
            ("out_of_memory", stats.out_of_memory, "Calls that ran out of device memory."),
            ("device_restarts", stats.thread_restarts, "Restarts of the device's thread."),
            ("device_busy_seconds", stats.device_seconds, "Seconds that the device was busy."),
        ):
            yield CounterMetricFamily(f"nonet_engine_{name}", meaning, value=value)
        for name, value, meaning in (
            ("slots", stats.slots, "Slots: prompts that the device draws at once."),
            ("slots_busy", stats.busy_slots, "Slots that hold a request."),
            ("decode_step_seconds", stats.seconds_per_step, "Recent time of one decode step of all busy slots."),
            ("slot_utilization_ratio", stats.slot_utilization, "Share of slot time in use while anything is drawn."),
        ):
            yield GaugeMetricFamily(f"nonet_engine_{name}", meaning, value=value)
        queued = GaugeMetricFamily("nonet_engine_queued_requests", "Queued requests, by lane.", labels=["lane"])
        for lane, number in stats.queued.items():
            queued.add_metric([lane], number)
        yield queued


def _known(label: str, labels: tuple[str, ...]) -> str:
    return label if label in labels else "other"
