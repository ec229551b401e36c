"""The engine on the real device: a small network, real threads, and the codes that a request has alone."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from fakes.heartbeat import heartbeat
from fakes.opened import draw
from goldens import CHECKPOINT, GOLDEN, VQGAN_CHECKPOINT

from inference.api import UNDRAWN, Request
from inference.device.previews import PreviewTable
from inference.device.runner import Runner
from inference.engine.local import LocalEngine
from inference.files import dalle_mini
from inference.files.dalle_mini import Place

PLACE = Place("tiny", CHECKPOINT, VQGAN_CHECKPOINT, GOLDEN / "text" / "words-frequency.txt")


@pytest.fixture(scope="module", params=[1, 3], ids="{} slots a batch".format)
def runner(request: pytest.FixtureRequest) -> Runner:
    """As on a CPU, and as on a GPU."""
    model = dalle_mini.load(PLACE)
    return Runner(model, slots=3, width=request.param, previews=PreviewTable(model))


def test_a_preview_shows_what_is_in_a_slot(runner: Runner) -> None:
    """The wanted tiles of that request, as far as they are drawn; nothing before the codes are learned."""
    request = Request("a cat", tiles=2, prefix=((1, 2), (3, 4)))
    for slot, each in enumerate((Request("a dog"), request)):
        runner.insert(slot, each, runner.encode(each))
    assert runner.preview(1) is None
    while runner.learn_codes():
        pass
    before = runner.preview(1)
    runner.step()
    after = runner.preview(1)
    runner.reset()
    assert before is not None
    assert after is not None
    patch = before.shape[1] // round(runner.length**0.5)
    drawn = np.s_[:, :patch, : 2 * patch]
    assert len(before) == 2
    assert (before[:, :, 2 * patch :] == UNDRAWN).all()
    assert (before[drawn] != UNDRAWN).any()
    np.testing.assert_array_equal(before[drawn], after[drawn])
    assert (after[:, :, 2 * patch :] != UNDRAWN).any()


async def test_a_request_is_drawn_as_if_alone(runner: Runner) -> None:
    """Whatever else is drawn or cancelled, codes and pictures are those of the device by itself, bit for bit."""
    requests = [Request(f"a cat {number}", seed=number, tiles=1 + number % 9, previews=True) for number in range(8)]
    alone = [runner.draw(request) for request in requests]
    async with LocalEngine(runner) as engine:
        leaving = [asyncio.create_task(draw(engine, Request(f"a dog {number}"))) for number in range(4)]
        tasks = [asyncio.create_task(draw(engine, request)) for request in requests]
        await engine.warm()
        for task in leaving:
            await asyncio.sleep(0.01)
            task.cancel()
        for drawn, expected in zip(await asyncio.gather(*tasks), alone, strict=True):
            np.testing.assert_array_equal(drawn.codes, expected.codes)
            np.testing.assert_array_equal(drawn.pictures, expected.pictures)
        again = await engine.render(alone[3].codes)
        np.testing.assert_array_equal(again, alone[3].pictures)


@pytest.mark.slow  # what else a machine does meanwhile decides, so it is for a quiet one
async def test_the_loop_never_waits_for_the_network() -> None:
    """While Pocket draws and renders without a pause, nothing waits 20 ms for the event loop."""
    pocket = Runner(dalle_mini.load(dalle_mini.locate("pocket")), slots=2)
    longest = []
    for _ in range(3):  # the machine is shared: once without somebody else's stall is enough
        async with LocalEngine(pocket) as engine:
            await engine.warm()
            async with heartbeat() as stalls:
                await asyncio.gather(*(draw(engine, Request(f"a cat {number}", previews=True)) for number in range(3)))
        longest.append(max(stalls))
        if longest[-1] < 0.02:
            break
    assert min(longest) < 0.02, longest
