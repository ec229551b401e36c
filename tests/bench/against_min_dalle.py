"""`make bench`: one grid of nine with Mini's shapes and random weights, ours and min-dalle's in alternation.

Each side is a process of its own that stays up, draws one grid unmeasured (compilation, first touch), and then draws
whenever it is its turn. Medians are printed with the ratio, and the machine. `--json FILE` keeps every round.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ENVIRONMENT = ROOT / ".bench" / "min-dalle"
REQUIREMENTS = ["torch==2.13.0", "min-dalle==0.4.11"]
FIGURES = {"total": "s a grid", "step": "s a decoder step", "vqgan": "s for nine pictures", "peak": "GB at the peak"}


class Side:
    """A worker process that answers every line with one grid's figures."""

    def __init__(self, command: list[str]) -> None:
        quiet = {**os.environ, "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=quiet, cwd=ROOT
        )
        self.name = self.answer()["ready"]

    def grid(self, seed: int) -> dict[str, float]:
        assert self.process.stdin
        print(seed, file=self.process.stdin, flush=True)
        return self.answer()

    def answer(self) -> dict:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"the worker ended with {self.process.wait()}")
        return json.loads(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()

    theirs_python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / "ready").exists():
        print(f"installing {' '.join(REQUIREMENTS)} into {ENVIRONMENT.relative_to(ROOT)}", file=sys.stderr)
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([theirs_python, "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)
        (ENVIRONMENT / "ready").touch()

    ours = Side([sys.executable, "-m", "tests.bench.nonet_worker"])
    theirs = Side([str(theirs_python), str(HERE / "min_dalle_worker.py"), str(ENVIRONMENT / "models")])
    ours.grid(1)
    theirs.grid(1)
    rounds = []
    for number in range(options.rounds):
        rounds.append((ours.grid(number + 2), theirs.grid(number + 2)))
        print(f"round {number + 1}: {rounds[-1][0]['total']:.1f} s, {rounds[-1][1]['total']:.1f} s", file=sys.stderr)

    print(f"{machine()}; {ours.name}, {theirs.name}; {options.rounds} rounds in alternation, medians")
    print(f"{'':24}{'Nonet':>8}{'min-dalle':>11}{'ratio':>8}")
    for figure, unit in FIGURES.items():
        scale = 1e9 if figure == "peak" else 1
        a, b = (statistics.median(r[side][figure] for r in rounds) / scale for side in (0, 1))
        ratio = statistics.median(r[0][figure] / r[1][figure] for r in rounds)
        print(f"{unit:24}{a:8.3f}{b:11.3f}{ratio:8.2f}")
    if options.json:
        options.json.write_text(json.dumps({"machine": machine(), "rounds": rounds}, indent=1) + "\n")


def machine() -> str:
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
    return f"{model}, {os.cpu_count()} cores"


if __name__ == "__main__":
    main()
