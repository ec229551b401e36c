"""The page of a run: what it says after a kill, and what it shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.progress import TrainingReport
from training.run_report import LOG, RunLog, read_log, write_page


def reported(folder: Path, part: str, *steps: int) -> None:
    log = RunLog(folder)
    for step in steps:
        log.note(part, TrainingReport(step, 1000, 1.0, {"loss": 8 / (1 + step)}))


def test_what_a_kill_undid_is_left_out(tmp_path: Path) -> None:
    reported(tmp_path, "bart", 50, 100, 150, 190)  # killed after 190; the checkpoint is of 100
    with (tmp_path / LOG).open("a") as file:
        file.write("bart,19")  # half a line
        file.write("\n")
    reported(tmp_path, "bart", 101, 150, 200)
    reported(tmp_path, "vqgan-96", 7)
    found = read_log(tmp_path)
    assert [line.step for line in found["bart"]] == [50, 100, 101, 150, 200]
    assert [line.step for line in found["vqgan-96"]] == [7]
    assert found["bart"][1].loss == pytest.approx(8 / 101, rel=1e-4)


def test_the_page_has_a_row_a_curve_and_samples_of_every_part(tmp_path: Path) -> None:
    reported(tmp_path, "bart", *range(0, 1000, 50), 1000)
    reported(tmp_path, "vqgan-96", 1, 2)
    (tmp_path / "samples").mkdir()
    for step in (100, 200, 300, 400, 500):
        Image.new("RGB", (8, 8)).save(tmp_path / "samples" / f"bart-{step:06}.png")
    Image.new("RGB", (8, 8)).save(tmp_path / "samples" / "vqgan-96-000002.png")
    text = write_page(tmp_path).read_text()
    assert "| bart | 1,000 of 1,000 |" in text
    assert "| vqgan-96 | 2 of 1,000 |" in text
    assert [f"bart-{step:06}.png" in text for step in (100, 200, 300, 400, 500)] == [True, False, True, False, True]
    assert text.index("## bart") < text.index("bart-000500.png") < text.index("## vqgan-96")
    for target in (part.split(")")[0] for part in text.split("](")[1:]):
        assert (tmp_path / target).is_file(), "every picture of the page is there"
    curve = np.asarray(Image.open(tmp_path / "curves" / "bart.png").convert("L"))
    assert (curve < 128).sum() > 500, "there is a dark line"


def test_an_empty_folder_has_an_empty_page(tmp_path: Path) -> None:
    assert "| part | updates | loss | hours |" in write_page(tmp_path).read_text()
