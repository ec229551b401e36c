"""Training says something at once, and never nothing for long."""

from __future__ import annotations

import time

import pytest

from bot.cli import heartbeat


def test_signs_of_life(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, after every silence, and about the part that was reported last; none after the end."""
    monkeypatch.setattr(heartbeat, "SILENCE_SECONDS", 0.05)
    heard: list[str] = []

    def until(line: str) -> None:
        while line not in heard:
            time.sleep(0.01)
            heard.extend(capfd.readouterr().err.splitlines())

    with heartbeat.heartbeat("preparing") as progress:
        until("preparing …")
        until("preparing … 0:00")
        progress.report("words to codes", "words to codes  1 of 9")
        until("words to codes … 0:00")
    assert heard[0] == "preparing …"
    capfd.readouterr()
    time.sleep(0.1)
    assert capfd.readouterr().err == ""


def test_reports_are_no_silence(capfd: pytest.CaptureFixture[str]) -> None:
    """Where there is a report every second, there is nothing else; reports are the output."""
    with heartbeat.heartbeat("preparing") as progress:
        progress.report("a", "a  1 of 2")
        progress.report("a", "a  2 of 2")
    assert capfd.readouterr() == ("a  1 of 2\na  2 of 2\n", "preparing …\n")
