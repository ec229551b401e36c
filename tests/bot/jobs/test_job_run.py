"""A run's phase: what may follow what."""

from __future__ import annotations

from pathlib import Path

import pytest
from scene import ANN, opened

from bot.handlers.cancel import Cancel
from bot.jobs.job_run import JobRun, Phase


async def test_a_job_goes_through_its_phases_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Queued, drawing, undelivered until the chat has shown it; then it is held no longer."""
    phases: list[Phase] = []
    move = JobRun._move

    def noted(run: JobRun, phase: Phase) -> None:
        move(run, phase)
        phases.append(phase)

    monkeypatch.setattr(JobRun, "_move", noted)
    async with opened(tmp_path) as scene:
        replies, first = await scene.waiting(ANN)
        assert [reply async for reply in replies][-1].state == "drawn"
        assert scene.bot._supervisor.held_ids == {first.job}
        await scene.bot.posted("web", first.job)
        assert scene.bot._supervisor.held_ids == set()
    assert phases == [Phase.QUEUED, Phase.DRAWING, Phase.UNDELIVERED]


async def test_what_has_ended_does_not_start_again(tmp_path: Path) -> None:
    """Nor does another end take the place of the first."""
    async with opened(tmp_path) as scene:
        scene.engine.hold()
        replies, first = await scene.waiting(ANN)
        (run,) = scene.bot._supervisor.running
        await scene.last(Cancel(ANN, first.job))
        run.stop(Phase.CLOSED)
        assert run.phase is Phase.UNDELIVERED
        with pytest.raises(RuntimeError, match="cannot go from UNDELIVERED to DRAWING"):
            run._move(Phase.DRAWING)
        assert "cancelled" in [reply async for reply in replies][-1].text.lower()
