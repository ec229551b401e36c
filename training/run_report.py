"""The page of a run: report.md in its folder, with a curve and the newest samples of every part.

log = RunLog(folder)
log.note("bart", report)      at every report: one line in losses.csv
write_page(folder)            at every checkpoint
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from training.atomic_file import replacing
from training.progress import TrainingReport

LOG, PAGE, CURVES, SAMPLES = "losses.csv", "report.md", "curves", "samples"
"""Names in the run's folder."""
SMOOTH = 9
"""Reports over which the dark line is the median."""
SIZE_INCHES, DPI = (7.0, 3.2), 110
LIGHT, DARK = "#b9c6e8", "#24479c"
SHEETS = 3
"""Sample sheets of a part on the page: the first, one halfway, and the newest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One report: updates done and in all, the loss, and the seconds since the report before it."""

    part: str
    step: int
    steps: int
    loss: float
    seconds: float


@dataclass
class RunLog:
    """Appends reports to the log of a run. Time in which nothing ran is in no line."""

    folder: Path
    _last: float = field(default_factory=time.monotonic)

    def note(self, part: str, report: TrainingReport) -> None:
        """Raises OSError where the folder cannot be written."""
        now = time.monotonic()
        seconds, self._last = now - self._last, now
        with (self.folder / LOG).open("a", encoding="utf-8", newline="") as file:
            loss = report.metrics.get("loss", float("nan"))
            csv.writer(file).writerow([part, report.step, report.steps, f"{loss:.5g}", f"{seconds:.1f}"])


def read_log(folder: Path) -> dict[str, list[Line]]:
    """The lines of every part by the order of updates. What a kill undid is left out; half a line is, too."""
    found: dict[str, list[Line]] = {}
    path = folder / LOG
    for row in csv.reader(path.read_text(encoding="utf-8").splitlines()) if path.exists() else ():
        try:
            part, step, steps, loss, seconds = row
            line = Line(part, int(step), int(steps), float(loss), float(seconds))
        except ValueError:
            continue  # the process was killed while it wrote this line
        lines = found.setdefault(part, [])
        while lines and lines[-1].step >= line.step:
            lines.pop()
        lines.append(line)
    return found


def write_page(folder: Path) -> Path:
    """Write report.md and its curves; returns the page's path.

    Raises:
        OSError: the folder cannot be written.
    """
    parts = read_log(folder)
    text = [f"# Training run {folder.resolve().name}", "", "| part | updates | loss | hours |", "|---|---|---|---|"]
    for part, lines in parts.items():
        last, hours = lines[-1], sum(line.seconds for line in lines) / 3600
        loss = float(np.median([line.loss for line in lines[-SMOOTH:]]))
        text.append(f"| {part} | {last.step:,} of {last.steps:,} | {loss:.3f} | {hours:.2f} |")
    sheets = _sheets_by_part((folder / SAMPLES).glob("*.png"))
    for part, lines in parts.items():
        curve = folder / CURVES / f"{part}.png"
        draw_curve(lines, curve)
        text += ["", f"## {part}", "", f"![The loss by updates]({CURVES}/{curve.name})"]
        for sheet in sheets.get(part, ()):
            done = f"after {int(sheet.stem.rpartition('-')[2]):,} updates"
            text += ["", f"Samples {done}:", "", f"![Samples {done}]({SAMPLES}/{sheet.name})"]
    with replacing(folder / PAGE) as temporary:
        temporary.write_text("\n".join(text) + "\n", encoding="utf-8")
    return folder / PAGE


def draw_curve(lines: Sequence[Line], path: Path) -> None:
    """The loss of each report and their running median as a PNG; losses on a logarithmic scale."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    steps, losses = [line.step for line in lines], np.array([line.loss for line in lines])
    middle = [float(np.median(losses[max(0, i - SMOOTH // 2) : i + SMOOTH // 2 + 1])) for i in range(len(losses))]
    figure = Figure(figsize=SIZE_INCHES, dpi=DPI, layout="constrained")
    axes = FigureCanvasAgg(figure).figure.add_subplot()
    axes.plot(steps, losses, color=LIGHT, linewidth=1)
    axes.plot(steps, middle, color=DARK, linewidth=1.8)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter("{x:g}")
    axes.set_xlabel("updates")
    axes.set_ylabel("loss")
    axes.grid(visible=True, which="both", alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(exist_ok=True)
    with replacing(path) as temporary:
        figure.savefig(temporary, format="png")


def _sheets_by_part(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """Of the sheets "part-000500.png", those that the page shows, in order."""
    found: dict[str, list[Path]] = {}
    for path in sorted(paths):
        part, _, step = path.stem.rpartition("-")
        if part and step.isdigit():
            found.setdefault(part, []).append(path)
    return {part: _spread(sheets) for part, sheets in found.items()}


def _spread(sheets: Sequence[Path]) -> list[Path]:
    chosen = {round(i * (len(sheets) - 1) / (SHEETS - 1)) for i in range(SHEETS)}
    return [sheets[i] for i in sorted(chosen)]
