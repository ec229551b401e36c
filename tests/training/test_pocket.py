"""The bundled model's recipe in miniature: from nothing but a seed to a folder that draws."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from emoji_things import needs_font

from bot.__main__ import main
from inference.api import Request
from inference.device.runner import Runner
from inference.files import dalle_mini
from inference.files.model_folder import sampling
from inference.model.config import BartConfig, VQGANConfig
from training import pocket, run_folder
from training.errors import TrainingError
from training.loop import save
from training.model import bundle
from training.progress import TrainingReport
from training.training_run import Recipe

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("quick_compilation"), needs_font]

MINIATURE = Recipe(
    vqgan=VQGANConfig(
        ch=32,
        ch_mult=(1, 1),
        num_res_blocks=1,
        attn_resolutions=(),
        resolution=16,
        z_channels=32,
        embed_dim=8,
        n_embed=32,
    ),
    bart=BartConfig(
        d_model=32,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=48,
        decoder_ffn_dim=48,
        encoder_vocab_size=512,
        image_vocab_size=32,
        max_text_length=24,
        image_length=64,
        decoder_start_token_id=32,
        normalize_text=True,
    ),
    vqgan_steps=40,
    vqgan_batch=16,
    vqgan_rate=3e-3,
    pool=256,
    bart_steps=60,
    bart_batch=16,
    bart_rate=5e-3,
)
KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = ["tests/support", "tests/training"]
from test_pocket import MINIATURE
from training import pocket
pocket.CAPTIONS = 2000

def die(part, report):
    print(part, report.step, flush=True)
    if [part, report.step] == [sys.argv[2], int(sys.argv[3])]:
        os.kill(os.getpid(), signal.SIGKILL)

pocket.run(MINIATURE, Path(sys.argv[1]), die, workers=0)
"""


@pytest.fixture(scope="module")
def run(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, list[tuple[str, TrainingReport]], dalle_mini.DalleMini]:
    """A whole run without a stop: its folder, what it reported, and its model."""
    folder = tmp_path_factory.mktemp("run")
    reports: list[tuple[str, TrainingReport]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pocket, "CAPTIONS", 2000)
        patch.setattr(pocket, "SAMPLE_PROMPTS", pocket.SAMPLE_PROMPTS[:2])
        model = pocket.run(MINIATURE, folder, lambda part, report: reports.append((part, report)), workers=0)
    return folder, reports, model


def test_losses_fall_and_codes_are_used(run: tuple) -> None:
    """Both networks learn within a minute, and most of the codebook is in use."""
    for part in ("pictures to codes", "words to codes"):
        losses = [report.metrics["loss"] for name, report in run[1] if name == part]
        assert losses[-1] < 0.8 * losses[0], (part, losses)
    assert next(r.metrics["codes used"] for name, r in reversed(run[1]) if "codes used" in r.metrics) > 0.5


def test_the_time_left_ends_at_nothing(run: tuple) -> None:
    """Every report says how long it will take still, and the last says that it is over."""
    assert all(report.seconds_left >= 0 for _, report in run[1])
    assert run[1][-1][1].seconds_left == 0
    assert run[1][-1][1].step == MINIATURE.bart_steps


def test_samples_lie_beside_the_checkpoints(run: tuple) -> None:
    """A sheet of round trips and a sheet of drawings was written at every checkpoint."""
    names = sorted(path.name for path in (run[0] / "samples").iterdir())
    assert names == [
        *(f"bart-{step:06}.png" for step in (15, 30, 45, 60)),
        *(f"vqgan-{step:06}.png" for step in (10, 20, 30, 40)),
    ]


@pytest.mark.slow  # minutes of compiling; test_tune has the same of a smaller run
def test_a_run_that_is_killed_twice_goes_on_to_the_same_weights(run: tuple, tmp_path: Path) -> None:
    """SIGKILL between two checkpoints of either network, the same command again: the same bytes as without."""
    folder = tmp_path / "run"

    def until(part: str, step: int) -> tuple[int, list[str]]:
        command = [sys.executable, "-c", KILLED, str(folder), part, str(step)]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.returncode, done.stdout.splitlines()

    assert until("pictures to codes", 23) == (-9, [f"pictures to codes {step}" for step in range(1, 24)])
    code, told = until("words to codes", 32)
    assert code == -9
    assert told[0] == "pictures to codes 21"  # it went on at the checkpoint of step 20, and did not begin anew
    assert told[-1] == "words to codes 32"
    code, told = until("nothing", -1)
    assert code == 0
    assert told[0] == "words to codes 31"  # from the checkpoint of step 30
    for name in ("tokenizer.json", "vqgan.safetensors", "bart.safetensors"):
        assert (folder / name).read_bytes() == (run[0] / name).read_bytes(), name


def test_a_folder_holds_one_run(run: tuple) -> None:
    """Another recipe in the same folder is refused, with the difference named."""
    with pytest.raises(TrainingError, match="with other --seed"):
        pocket.run(pocket.replace(MINIATURE, seed=2), run[0], lambda part, report: None)


def test_the_bundle_draws_what_the_run_draws(run: tuple, tmp_path: Path) -> None:
    """Written in float16 into small files and loaded again, the model draws nearly the same codes."""
    target = tmp_path / "pocket"
    bundle.write(run[2], target, max_file_bytes=2**17, sampling=pocket.SAMPLING)
    assert sampling(str(target)) == pocket.SAMPLING
    assert max(path.stat().st_size for path in target.rglob("*.safetensors")) < 2**17 + 2**14
    assert len(list(target.rglob("*.safetensors"))) > 2
    again = dalle_mini.load(dalle_mini.locate(str(target)))
    request = Request("three cats", seed=3, guidance=2)
    assert (Runner(again).codes(request) == Runner(run[2]).codes(request)).mean() > 0.9
    assert np.isfinite(Runner(again).draw(request).pictures).all()
    with pytest.raises(TrainingError, match="exists already"):
        bundle.write(run[2], target)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["train"], "Say what to train"),
        (["train", "pocket", "--data", "x"], "leave out 'pocket'"),
        (["train", "--data", "nowhere"], "nowhere is not a folder"),
        (["train", "eval", "--model", "./nowhere"], "nowhere"),
        (["train", "pocket", "--share", "0"], "--share"),
        (["train", "pocket", "--workers", "-1"], "--workers"),
        (["train", "--data", "nowhere", "--steps", "0"], "--steps must be 1 or more, not 0."),
        (["train", "--data", "nowhere", "--batch", "-2"], "--batch must be 1 or more, not -2."),
        (["train", "--data", "nowhere", "--rate", "nan"], "--rate must be above 0, not nan."),
        (["train", "--data", "nowhere", "-o", "/dev/null"], "/dev/null exists already"),
        (["train", "pocket", "-o", "/dev/null/x"], "/dev/null/x cannot be written: Not a directory."),
        (["train", "--data", "nowhere", "-o", "x" * 300], "cannot be written: File name too long."),
        (["train", "pocket", "-o", "run"], "-o run is where --folder keeps the run"),
        (["train", "pocket", "-o", "here", "--folder", "here/run"], "-o here is where --folder keeps the run"),
    ],
)
def test_mistakes_are_one_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    """A wrong order to train is answered at once, with exit code 2: before a picture is read, and nothing is made."""
    assert main(words) == 2
    assert not list(here.iterdir())
    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1


def test_a_finished_command_says_that_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Typed once more, with its model there: what there is to do with it. A run with updates left is not called so."""
    folder, output = tmp_path / "run", tmp_path / "trained"
    output.mkdir()
    run_folder.open_run_folder(folder, {"bart_steps": 20})
    for step, sentence in ((10, f"{output} exists already"), (20, f"run in {folder} is finished; -o {output} exists.")):
        save(folder / "bart.safetensors", step, np.zeros(1))
        assert main(["train", "pocket", "--folder", str(folder), "-o", str(output)]) == 2
        assert sentence in capsys.readouterr().err
