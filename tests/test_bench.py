"""`nonet bench` says what it measured, and measures what it says."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from fakes.device import FakeDevice
from terminal import MODEL, Nonet, complaint

from bot.terminal.bench import StaticBatches
from inference.api import Request

pytestmark = pytest.mark.usefixtures("remembered", "here")


def test_figures(nonet: Nonet, here: Path) -> None:
    """For people on the screen, for programs as JSON; percentiles are in order, and shares are shares."""
    done = nonet("bench", *MODEL, "--grids", "4", "--loads", "50,90", "--json", here / "figures.json")
    assert done.code == 0, done.err
    figures = json.loads((here / "figures.json").read_text())
    assert f"slots: {figures['slots']}" in done.out
    assert figures["grid_seconds"] > 0
    assert figures["grids_per_second"] > 0
    assert 0 < figures["filled"] <= 1
    assert figures["floor"]["floor_seconds"] > 0
    assert [load["share"] for load in figures["loads"]] == [0.5, 0.9]
    for load in figures["loads"]:
        for way in ("continuous", "static"):
            assert 0 < load[way]["p50"] <= load[way]["p95"] <= load[way]["p99"]


@pytest.mark.parametrize(
    "words", [["--loads", "fast"], ["--loads", "0"], ["--loads", "120"], ["--grids", "1"], ["--slots", "0"]]
)
def test_options_that_cannot_be(nonet: Nonet, words: list[str]) -> None:
    """They are refused before a model is looked for."""
    assert words[0] in complaint(nonet("bench", *words))


async def test_a_static_batch_ends_before_the_next_begins() -> None:
    """Who comes while it is drawn is in the next one: that is what continuous batching is compared with."""
    device = FakeDevice(slots=2, chunk_seconds=lambda busy: 0.02)
    async with StaticBatches(device) as static:
        asks = [asyncio.create_task(static.draw(Request(letter))) for letter in "abc"]
        await asyncio.gather(*asks)
    steps = device.called("step")
    assert steps == [("a", "b")] * 4 + [("c",)] * 4
    assert len(device.called("render")) == 5 + 3  # 18 tiles and 9, 4 at once
    assert device.taken == 0
    assert device.violations == []
