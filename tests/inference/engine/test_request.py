"""A request's phase and its mailbox."""

from __future__ import annotations

import asyncio
from itertools import product

import numpy as np
import pytest

from inference.api import Drawing, Drawn, EngineClosed, PromptReading, Request, Waiting
from inference.engine.device import EncodedPrompt
from inference.engine.request import ActiveRequest, Phase

PROMPT = EncodedPrompt(np.zeros((2, 3), np.int32), np.ones((2, 3), np.bool_), PromptReading("a cat"))
DRAWN = Drawn(np.zeros((1, 16), np.int32), np.zeros((1, 8, 8, 3), np.uint8), 1.0, PROMPT.reading)
LEGAL = {
    (Phase.QUEUED, Phase.IN_SLOT),
    (Phase.QUEUED, Phase.DONE),
    (Phase.IN_SLOT, Phase.QUEUED),
    (Phase.IN_SLOT, Phase.RENDERING),
    (Phase.IN_SLOT, Phase.DONE),
    (Phase.RENDERING, Phase.DONE),
}


def in_phase(phase: Phase) -> ActiveRequest:
    return ActiveRequest(Request("a cat"), PROMPT, arrival=1, queued_at=0.0, phase=phase)


@pytest.mark.parametrize(("now", "then"), list(product(Phase, Phase)))
def test_only_legal_moves_are_made(now: Phase, then: Phase) -> None:
    """Every other one raises AssertionError and changes nothing."""
    request = in_phase(now)
    if (now, then) in LEGAL:
        request.move_to(then)
        assert request.phase is then
    else:
        with pytest.raises(AssertionError, match=f"from {now.name} to {then.name}"):
            request.move_to(then)
        assert request.phase is now


async def test_a_request_ends_once() -> None:
    """Its first outcome is the one that the caller gets; later outcomes and reports are ignored."""
    request = in_phase(Phase.QUEUED)
    request.finish(EngineClosed("stopping"))
    request.finish(DRAWN)
    request.report(Waiting(1, 1.0, 1.0, 1.0))
    assert request.done
    with pytest.raises(EngineClosed):
        await request.next_progress()


async def test_the_caller_gets_the_latest_progress() -> None:
    """It waits for the first, and misses what was replaced before it looked, except a preview."""
    request = in_phase(Phase.IN_SLOT)
    waiting = asyncio.create_task(request.next_progress())
    await asyncio.sleep(0)
    assert not waiting.done()
    preview = np.zeros((1, 8, 8, 3), np.uint8)
    request.report(Waiting(1, 1.0, 1.0, 1.0))
    request.report(Drawing(0.25, 3.0, preview))
    request.report(Drawing(0.5, 2.0))
    latest = await waiting
    assert isinstance(latest, Drawing)
    assert (latest.done, latest.preview is preview) == (0.5, True)


def test_a_requeued_request_starts_over() -> None:
    """As if nothing had been drawn, but ahead of requests that never had a slot."""
    request = in_phase(Phase.IN_SLOT)
    request.steps, request.reported_work, request.device_seconds, request.reported_done = 8, 8, 2.0, 0.5
    request.requeue()
    assert (request.phase, request.lost_slot) == (Phase.QUEUED, True)
    assert (request.steps, request.reported_work, request.device_seconds, request.reported_done) == (0, -1, 0.0, 0.0)
