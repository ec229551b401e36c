"""The part "training": Pocket's recipe of many hands, for as long as is left, and how far it came."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.bench.gpu.models import Setup
from tests.bench.gpu.results import Results

RESERVE = 0.15
"""Of the time, for preparing and for what an estimate of the pace is off."""

PROGRESS = re.compile(r"^(?P<part>[^:]+): (?P<step>[\d,]+) of (?P<steps>[\d,]+), (?P<values>.*)$")


def measure(results: Results, setup: Setup) -> None:
    assert setup.hands is not None
    hours = results.left * (1 - RESERVE) / 3600
    command = [sys.executable, "-m", "training.pocket", str(setup.folder / "pocket")]
    command += ["--hands", str(setup.hands), "--hours", f"{hours:.5f}"]
    results.put(hours=round(hours, 4), parts={})
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
            if found := PROGRESS.match(last):
                told = {"step": found["step"], "of": found["steps"], "values": found["values"]}
                results.put(parts=results.figures["parts"] | {found["part"]: told | {"at": _at(results)}})
    if process.returncode:
        raise RuntimeError(f"training ended with {process.returncode}: {last}")


def _at(results: Results) -> float:
    """Seconds since the part began."""
    return round(results.seconds - results.left, 1)
