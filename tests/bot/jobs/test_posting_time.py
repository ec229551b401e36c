"""Progress counts until the message shows the pictures, not only until they are drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fakes.engine import FakeEngine
from scene import ANN, opened

from bot.handlers.drawing import Imagine
from bot.jobs.posting_time import PostingTime
from inference.api import Drawing


def test_the_share_and_the_seconds_include_the_post() -> None:
    """As long as the last posts at that platform took; one that took ten minutes changes nothing."""
    posting = PostingTime()
    half = Drawing(0.5, 3.0)
    assert posting.whole("discord", half) is half
    for seconds in (2.0, 600.0, 2.0):
        posting.add("discord", seconds)
    assert posting.whole("slack", half) is half
    shown = posting.whole("discord", half)
    assert (shown.done, shown.seconds) == pytest.approx((3 / 8, 5.0))
    start, end = (posting.whole("discord", each) for each in (Drawing(0.0, 6.0), Drawing(0.99, 0.06)))
    assert (start.done, start.seconds) == pytest.approx((0.0, 8.0))
    assert (end.done, end.seconds) == pytest.approx((5.94 / 8, 2.06))


@pytest.mark.parametrize("drawing", [Drawing(0.0, 0.0), Drawing(1.0, 0.0), Drawing(1.0, 2.0)])
def test_a_share_is_a_share(drawing: Drawing) -> None:
    """Whatever the engine reports, even nothing."""
    posting = PostingTime()
    for seconds in (0.0, 5.0):
        posting.add("web", seconds)
        assert 0 <= posting.whole("web", drawing).done <= 1


async def test_a_bot_learns_how_long_its_posts_take(tmp_path: Path) -> None:
    """After a grid of 40 ms whose post took 60, the next one is never half done before it is drawn."""
    async with opened(tmp_path, engine=FakeEngine(0.04)) as scene:
        replies, first = await scene.waiting(ANN)
        assert [reply async for reply in replies][-1].state == "drawn"
        scene.clock.pass_by(0.06)
        await scene.bot.posted("web", first.job)

        texts = [reply.text async for reply in scene.bot.handle(Imagine(ANN, "a dog")) if reply.state == "drawing"]
        assert {int(each) for text in texts for each in re.findall(r"(\d+)%", text)} <= {0, 10, 20, 30}
        assert texts
