"""`make gpu`: what a GPU that is lent for ten minutes can tell about Nonet. The same command goes on where it stopped.

    python3 -m tests.bench.gpu --out build/gpu --minutes 9

Every part is a process of its own and writes OUT/PART.json, with its output in OUT/PART.log. A part that fails says
why, and the next one goes on. OUT/results.json and OUT/results.md have everything. Finished parts are not measured
again; failed ones are, after those that were never begun.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.bench.gpu import plan, report, results
from tests.bench.gpu.plan import Part

ROOT = Path(__file__).parents[3]
GRACE = 5.0
"""Seconds that a part has after its time to end by itself."""

SLOWER = 6.0
"""The most by which tiny shapes on a busy CPU take longer than a GPU."""

LEAST = 20.0
"""Seconds without which no part is begun: JAX and the weights take as long."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "gpu", help="results, and compiled programs")
    parser.add_argument("--minutes", type=float, default=9.0, help="the time there is, the end included")
    parser.add_argument("--parts", help="only these, with commas between them")
    parser.add_argument("--again", action="store_true", help="measure finished parts, too")
    parser.add_argument("--hands", type=Path, help="folder of the sets of drawings: trains Pocket in the time left")
    parser.add_argument("--small", action="store_true", help="tiny shapes on the CPU, to try this program")
    parser.add_argument("--expected", action="store_true", help="only print the roofline of H100 and H200")
    options = parser.parse_args(arguments)
    if options.expected:
        from tests.bench.gpu import expected

        print(expected.table(expected.rows()))
        return 0
    wanted = options.parts.split(",") if options.parts else None
    if wanted and (unknown := set(wanted) - {part.name for part in plan.PARTS}):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(p.name for p in plan.PARTS)}")
    run = Run(options.out.absolute(), options.minutes * 60, small=options.small, hands=options.hands)
    parts = [part for part in plan.PARTS if not wanted or part.name in wanted]
    if options.again:
        for part in parts:
            run.file(part).unlink(missing_ok=True)
    try:
        return run.all(parts)
    except KeyboardInterrupt:
        run.write(parts)
        print("stopped; the same command goes on", file=sys.stderr)
        return 130


class Run:
    """Parts, one after the other, in one folder.

    Args:
        folder: of the results.
        seconds: the time for all.
    """

    def __init__(self, folder: Path, seconds: float, *, small: bool, hands: Path | None = None) -> None:
        self.folder = folder
        self.end = time.monotonic() + seconds
        self.small = small
        self.hands = hands
        # Figures of another version or of tiny shapes are not a part's own.
        self.key = {"small": small, "jax": _version("jax"), "flax": _version("flax")}

    @property
    def left(self) -> float:
        return self.end - time.monotonic()

    def file(self, part: Part) -> Path:
        return self.folder / f"{part.name}.json"

    def state(self, part: Part) -> str:
        found = results.read(self.file(part))
        return str(found.get("state", "")) if found.get("key") == self.key else ""

    def all(self, parts: list[Part]) -> int:
        """0 if all of these are finished."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # What was never begun comes first, and then what failed; the order is stable.
        todo = sorted((p for p in parts if self.state(p) != results.FINISHED), key=lambda p: self.state(p) != "")
        for part in todo:
            if self.left < LEAST:
                self._say("the time is over; the same command goes on")
                break
            self.one(part, min(part.seconds * (SLOWER if self.small else 1), self.left))
            if part.name == "device" and (refusal := self._refusal()):
                self.file(part).unlink(missing_ok=True)
                print(refusal, file=sys.stderr)
                return 2
        if self.hands and self.left > plan.TRAINING_LEAST and self.state(plan.TRAINING) != results.FINISHED:
            self.one(plan.TRAINING, self.left)
        self.write(parts)
        return int(any(self.state(part) != results.FINISHED for part in parts))

    def one(self, part: Part, seconds: float) -> None:
        """Measure a part, for at most so long; its file says how it ended."""
        self._say(f"{part.name}, at most {seconds:.0f} s")
        file, log = self.file(part), self.folder / f"{part.name}.log"
        file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.bench.gpu.part", part.name, "--folder", str(self.folder)]
        command += ["--seconds", f"{seconds - GRACE:.1f}", "--key", json.dumps(self.key)]
        command += ["--small"] * self.small + (["--hands", str(self.hands.absolute())] if self.hands else [])
        began = time.monotonic()
        with log.open("w") as output:
            process = subprocess.Popen(
                command, stdout=output, stderr=output, cwd=ROOT, env=self._environment(part), start_new_session=True
            )
            try:
                process.wait(seconds)
                why = f"it ended with {process.returncode}: {_reason(log.read_text(errors='replace'))}"
            except subprocess.TimeoutExpired:
                why = f"it took longer than {seconds:.0f} s"
            finally:  # a process that the part has started, too
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        found = results.read(file) or {"key": self.key, "figures": {}, "notes": []}
        if found.get("state") == results.UNFINISHED or "state" not in found:
            found["state"] = results.FAILED
            found["notes"] = [*found["notes"], why]
        found["wall_seconds"] = round(time.monotonic() - began, 1)
        results.write(file, found)
        self._say(f"{part.name}: {found['state']} after {found['wall_seconds']:.0f} s")
        for note in found["notes"]:
            print(f"  {note}", flush=True)

    def write(self, parts: list[Part]) -> None:
        """Everything in one file, and for people."""
        every = {part.name: found for part in (*parts, plan.TRAINING) if (found := results.read(self.file(part)))}
        results.write(self.folder / "results.json", every)
        table = report.markdown(every)
        (self.folder / "results.md").write_text(table)
        print(f"\n{table}\n{self.folder / 'results.json'}")

    def _environment(self, part: Part) -> dict[str, str]:
        programs = self.folder / part.cache
        if part.emptied:
            shutil.rmtree(programs, ignore_errors=True)
        flags = " ".join(filter(None, (os.environ.get("XLA_FLAGS", ""), part.flags)))
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        return {
            **os.environ,
            **({"JAX_PLATFORMS": "cpu"} if self.small else {}),
            "PYTHONPATH": paths,
            "XLA_FLAGS": flags,
            # Small programs are kept, too: hundreds of them make the weights.
            "JAX_COMPILATION_CACHE_DIR": str(programs),
            "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
            "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        }

    def _refusal(self) -> str:
        """A sentence where there is nothing to measure, or only what is not asked for."""
        found = results.read(self.folder / "device.json")
        platform = found.get("figures", {}).get("platform", "")
        if platform == "cpu" and not self.small:
            return "No GPU can be measured: JAX finds only a CPU here. To try this program on a CPU, add --small."
        if not platform:  # a package is missing, or the driver
            return f"Nothing can be measured here: {found['notes'][-1]}"
        return ""

    def _say(self, text: str) -> None:
        print(f"[{max(0.0, self.left):4.0f} s left] {text}", flush=True)


def _reason(log: str) -> str:
    """The line that says why a process ended; of a flag that is refused, its name."""
    if refused := re.search(r"Unknown flags? in XLA_FLAGS: (.*)", log):
        return f"this XLA refuses the flag {refused[1].strip()}"
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    said = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b|F\d{4} |Check failed|Fatal", line)]
    return (said or lines or ["it said nothing"])[-1][:300]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or the part that is measured would go on alone
    sys.exit(main())
