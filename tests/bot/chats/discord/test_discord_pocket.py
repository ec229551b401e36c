"""The whole of it: the bundled model draws in this process, while Discord's heartbeats go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fakes.discord.stage import stage

from inference.device.runner import Runner
from inference.engine.local import LocalEngine
from inference.files import dalle_mini


@pytest.mark.slow
async def test_the_bundled_model_draws_and_no_heartbeat_is_late(tmp_path: Path) -> None:
    """Two real collages through the real client and the real engine; a heartbeat every half second."""
    engine: Any = LocalEngine(Runner(dalle_mini.load(dalle_mini.locate("pocket"), "float32"), slots=2))
    engine.start()
    try:
        async with stage(tmp_path, engine, begin=False) as s:
            s.fake.gateway.interval = 0.5
            await s.begin()
            asks = [await s.imagine("a red circle", s.ann), await s.imagine("a blue square", s.bob)]
            for asked in asks:
                message = await s.drawn(asked, within=240)
                assert message.attachments[0].data.startswith(b"\x89PNG")
            print(f"{s.fake.gateway.beats} heartbeats, the worst {s.fake.gateway.latest * 1000:.0f} ms late")
            assert s.fake.gateway.late == []
    finally:
        await engine.drain(0)
