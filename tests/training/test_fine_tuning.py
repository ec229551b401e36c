"""Training on people's own pictures: it learns them, keeps what it was given, and a killed run is the same run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import PIPE

import jax
import numpy as np
import pytest
from flax import nnx
from folders import folder_of
from goldens import CHECKPOINT, VQGAN_CHECKPOINT
from PIL import Image, ImageDraw
from safetensors import safe_open

from inference.api import ModelError, Request
from inference.device.runner import Runner
from inference.files import dalle_mini
from inference.files.dalle_mini import DalleMini, Place
from inference.files.model_folder import sampling
from inference.model.config import BartConfig, VQGANConfig
from training import fine_tuning, run_folder
from training.data.captioned_folder import CaptionedFolder, read
from training.data.picture_files import load_square
from training.errors import TrainingError
from training.model import bundle
from training.progress import TrainingReport
from training.training_run import Recipe

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("quick_compilation")]

TINY = Place("tiny", CHECKPOINT, VQGAN_CHECKPOINT, None)
STEPS, EVERY = 60, 20
COLOURS = ("red", "lime", "blue", "yellow", "black", "cyan")

SCRATCH = Recipe(
    vqgan=VQGANConfig(
        ch=32,
        ch_mult=(1,),
        num_res_blocks=1,
        attn_resolutions=(),
        resolution=8,
        z_channels=16,
        embed_dim=8,
        n_embed=32,
    ),
    bart=BartConfig(
        d_model=32,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        encoder_vocab_size=128,
        image_vocab_size=32,
        max_text_length=16,
        image_length=64,
        decoder_start_token_id=32,
        normalize_text=True,
    ),
    vqgan_steps=20,
    vqgan_batch=8,
    vqgan_rate=2e-3,
    bart_steps=20,
    bart_batch=8,
    bart_rate=5e-3,
)
"""As small as a model can be."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> CaptionedFolder:
    """A dozen pictures: balls and boxes of six colours."""
    place = tmp_path_factory.mktemp("pictures")
    for number in range(12):
        colour, shape = COLOURS[number % 6], "box" if number < 6 else "ball"
        image = Image.new("RGB", (32, 24), "white")
        pen = ImageDraw.Draw(image)
        draw = pen.rectangle if shape == "box" else pen.ellipse
        draw((8, 4, 23, 19), fill=colour)
        image.save(place / f"{number}.png")
        (place / f"{number}.txt").write_text(f"a {colour} {shape}")
    return read(place)


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return replace(fine_tuning.recipe_for(12, TINY), bart_steps=STEPS)


@dataclass(frozen=True)
class Tuned:
    folder: Path
    model: DalleMini
    reports: list[tuple[str, TrainingReport]]


@pytest.fixture(scope="module")
def tuned(data: CaptionedFolder, recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> Tuned:
    """The golden tiny model after sixty updates on the dozen, with nothing in between."""
    folder = tmp_path_factory.mktemp("runs") / "tuned"
    reports: list[tuple[str, TrainingReport]] = []
    model = fine_tuning.run(
        recipe,
        data,
        folder,
        lambda part, report: reports.append((part, report)),
        init=TINY,
        workers=0,
        every=EVERY,
        sample_prompts=0,
    )
    return Tuned(folder, model, reports)


def leaves(module: nnx.Module) -> dict[str, np.ndarray]:
    state = jax.tree_util.tree_leaves_with_path(nnx.state(module, nnx.Param))
    return {jax.tree_util.keystr(path): np.asarray(leaf) for path, leaf in state}


# A model that exists


def test_the_loss_falls(tuned: Tuned) -> None:
    """Reports come every second update, with the part that is trained and the time that is left; the loss is halved."""
    told = [report.step for _, report in tuned.reports]
    assert told[0] == 1
    assert {*range(2, STEPS + 1, 2)} <= {*told}  # and more where the machine is slow
    assert {part for part, _ in tuned.reports} == {"words to codes"}
    losses = [report.metrics["loss"] for _, report in tuned.reports]
    assert max(losses[-5:]) < losses[0] / 2
    assert tuned.reports[0][1].seconds_left > tuned.reports[-1][1].seconds_left == 0


def test_what_was_learnt_is_drawn(tuned: Tuned, data: CaptionedFolder) -> None:
    """Asked for a picture's words, the tuned model draws that picture's codes, and others for other words."""
    pictures = np.stack([load_square(entry.path, tuned.model.vqgan_config.resolution) for entry in data.entries])
    codes = np.asarray(tuned.model.vqgan.encode(jax.numpy.asarray(pictures / np.float32(255))))
    runner = Runner(tuned.model)
    drawn = [runner.codes(Request(entry.caption, guidance=2, top_k=1, tiles=1))[0] for entry in data.entries]
    same = (np.stack(drawn)[:, None] == codes[None]).mean(-1)  # of each caption with each picture
    assert same.diagonal().mean() > 0.9
    assert same.mean() < 0.8  # the pictures themselves are not all alike
    assert runner.draw(Request("a red box")).pictures.shape == (9, 16, 16, 3)


def test_words_and_codes_stay_as_they_were(tuned: Tuned) -> None:
    """The tokenizer and the VQGAN are those of the model that training began with; all of the BART has moved from
    where it was, and no matrix of it far."""
    start = dalle_mini.load(TINY, with_encoder=True)
    assert tuned.model.tokenizer.bpe.to_str() == start.tokenizer.bpe.to_str()
    for name, leaf in leaves(start.vqgan).items():
        np.testing.assert_array_equal(leaves(tuned.model.vqgan)[name], leaf)
    before, after = leaves(start.bart), leaves(tuned.model.bart)
    moved = {name: np.linalg.norm(after[name] - leaf) / np.linalg.norm(leaf) for name, leaf in before.items()}
    assert min(moved.values()) > 0
    assert max(distance for name, distance in moved.items() if before[name].ndim > 1) < 0.7


def test_a_finished_run_is_not_trained_again(tuned: Tuned, data: CaptionedFolder, recipe: Recipe) -> None:
    """The same call gives the same weights at once."""
    reports: list[TrainingReport] = []
    again = fine_tuning.run(
        recipe, data, tuned.folder, lambda part, report: reports.append(report), init=TINY, workers=0
    )
    assert reports == []
    for name, leaf in leaves(again.bart).items():
        np.testing.assert_array_equal(leaf, leaves(tuned.model.bart)[name])


def test_the_bundle_draws_what_the_run_draws(tuned: Tuned, tmp_path: Path) -> None:
    """Written in float16 into small files and loaded again, the model draws nearly the same codes."""
    target = tmp_path / "mine"
    bundle.write(tuned.model, target, max_file_bytes=2**17, sampling=fine_tuning.SAMPLING)
    assert sampling(str(target)) == fine_tuning.SAMPLING
    assert max(path.stat().st_size for path in target.rglob("*.safetensors")) < 2**17 + 2**14
    assert len(list(target.rglob("*.safetensors"))) > 2
    again = dalle_mini.load(dalle_mini.locate(str(target)))
    request = Request("a red box", seed=3, guidance=2)
    assert (Runner(again).codes(request) == Runner(tuned.model).codes(request)).mean() > 0.9
    with pytest.raises(TrainingError, match="exists already"):
        bundle.write(tuned.model, target)


# A run that is killed

CHILD = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from inference.files.dalle_mini import Place
from training import fine_tuning
from training.data.captioned_folder import read

place, folder, bart, vqgan, steps, every = sys.argv[1:]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def run(moment):
    if moment == "while writing":
        os.fsync = die  # the new checkpoint is written, and has not taken the old one's place

    def on_report(part, report):
        if moment == "between" and report.step == int(every) + 8:
            die()

    init = Place("tiny", Path(bart), Path(vqgan), None)
    recipe = replace(fine_tuning.recipe_for(12, init), bart_steps=int(steps))
    data, folder_of_run = read(Path(place)), Path(folder)
    fine_tuning.run(recipe, data, folder_of_run, on_report, init=init, workers=0, every=int(every), sample_prompts=0)
    os._exit(0)

for line in sys.stdin:  # JAX starts its threads in the forks alone, which find all modules imported
    child = os.fork()
    if child == 0:
        run(line.strip())
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def step_of(path: Path) -> int:
    with safe_open(path, framework="numpy") as file:
        return int(file.metadata()["step"])


@pytest.mark.slow
def test_a_killed_run_goes_on_to_the_same_weights(tuned: Tuned, data: CaptionedFolder, tmp_path: Path) -> None:
    """Killed between two checkpoints, and again while the second is put in the first one's place: bit for bit the
    weights, averages and optimiser of the run that nobody disturbed."""
    folder = tmp_path / "killed"
    programs = tmp_path / "programs"  # a copy: what is killed while it writes may leave half a program
    shutil.copytree(os.environ["JAX_COMPILATION_CACHE_DIR"], programs)
    environment = os.environ | {"JAX_PLATFORMS": "cpu", "JAX_COMPILATION_CACHE_DIR": str(programs)}
    arguments = [data.place, folder, CHECKPOINT, VQGAN_CHECKPOINT, STEPS, EVERY]
    command = [sys.executable, "-c", CHILD, *map(str, arguments)]
    checkpoint, writing = folder / "bart.safetensors", folder / "bart.writing"
    with subprocess.Popen(command, env=environment, stdin=PIPE, stdout=PIPE, text=True, bufsize=1) as parent:
        assert parent.stdin
        assert parent.stdout

        def start(moment: str) -> int:
            print(moment, file=parent.stdin)
            return int(parent.stdout.readline())

        assert start("between") == -signal.SIGKILL
        assert (step_of(checkpoint), writing.exists()) == (EVERY, False)
        assert start("while writing") == -signal.SIGKILL
        assert (step_of(checkpoint), step_of(writing)) == (EVERY, 2 * EVERY)
        assert start("never") == 0
    assert step_of(checkpoint) == STEPS
    assert checkpoint.read_bytes() == (tuned.folder / "bart.safetensors").read_bytes()


# Folders, and what they refuse


def refusal(recipe: Recipe, data: CaptionedFolder, folder: Path, init: Place | None = TINY) -> str:
    with pytest.raises(TrainingError) as caught:
        fine_tuning.run(recipe, data, folder, init=init, workers=0)
    return str(caught.value)


def test_a_folder_of_another_run_is_refused(
    tuned: Tuned, data: CaptionedFolder, recipe: Recipe, tmp_path: Path
) -> None:
    """What is other is named: lengths, pictures, the model that it began with. Nothing is written."""
    before = {path: path.stat().st_mtime_ns for path in tuned.folder.rglob("*")}
    fewer = replace(data, entries=data.entries[:-1])
    other = json.loads((CHECKPOINT / "tokenizer.json").read_text())
    other["model"]["merges"] = other["model"]["merges"][:-1]
    bart = folder_of(tmp_path)
    (bart / "tokenizer.json").write_text(json.dumps(other))
    for refused, names in (
        (refusal(replace(recipe, bart_steps=61, seed=2), data, tuned.folder), "--seed, --steps"),
        (refusal(recipe, fewer, tuned.folder), "pictures"),
        (refusal(recipe, data, tuned.folder, replace(TINY, bart=bart)), "--init"),
    ):
        expected = f"{tuned.folder} holds another run, with other {names}; choose another folder, or remove it."
        assert refused == expected
    assert {path: path.stat().st_mtime_ns for path in tuned.folder.rglob("*")} == before


def test_a_folder_is_claimed_once(tmp_path: Path) -> None:
    """The same recipe goes on; another, half a one, foreign weights and a file in the way are refused."""

    def refused(folder: Path) -> str:
        with pytest.raises(TrainingError) as caught:
            run_folder.open_run_folder(folder, {"a": (1, 2)})
        return str(caught.value)

    place = tmp_path / "deep" / "run"
    run_folder.open_run_folder(place, {"a": (1, 2)})
    run_folder.open_run_folder(place, {"a": (1, 2)})
    for other, names in (('{"a": [1, 3]}', "a"), ('{"a": [1, 2], "b": 1}', "b"), ("{}", "a"), ("7", "a")):
        (place / "recipe.json").write_text(other)
        expected = f"{place} holds another run, with other {names}; choose another folder, or remove it."
        assert refused(place) == expected
    (place / "recipe.json").write_text('{"a": [1')
    assert refused(place).startswith(f"{place / 'recipe.json'} is broken")
    (place / "recipe.json").rename(place / "bart.safetensors")
    assert refused(place) == f"{place} holds other weights; choose another folder."
    file = tmp_path / "file"
    file.touch()
    assert refused(file) == f"{file} cannot hold a run: File exists."


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"bart_steps": 0}, "bart: 0 updates at a rate of 0.000781: both must be above 0."),
        ({"bart_rate": 0.0}, "bart: 60 updates at a rate of 0: both must be above 0."),
        ({"bart_rate": float("nan")}, "bart: 60 updates at a rate of nan: both must be above 0."),
        ({"bart_batch": 0}, "bart: a batch of 0 cannot be split over 1 devices; use a multiple."),
        (
            {"vqgan": SCRATCH.vqgan},
            "The recipe belongs to another model than --init; make it with recipe_for.",
        ),
    ],
)
def test_a_recipe_that_cannot_be_followed_is_refused(
    data: CaptionedFolder, recipe: Recipe, tmp_path: Path, changes: dict[str, object], expected: str
) -> None:
    """Before the folder is touched."""
    assert refusal(replace(recipe, **changes), data, tmp_path / "run") == expected  # type: ignore[arg-type]
    assert not (tmp_path / "run").exists()


def test_a_model_that_cannot_be_loaded_is_refused(data: CaptionedFolder, recipe: Recipe, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not a folder"):
        fine_tuning.recipe_for(12, replace(TINY, bart=tmp_path / "none"))
    with pytest.raises(ModelError, match="is not a folder"):
        fine_tuning.run(recipe, data, tmp_path / "run", init=replace(TINY, vqgan=tmp_path / "none"))


# Lengths


@pytest.mark.parametrize(
    ("pictures", "steps", "batch"),
    [(1, 200, 1), (12, 200, 12), (200, 250, 32), (1_000, 1_250, 32), (10**6, 20_000, 32)],
)
def test_more_pictures_are_trained_longer(pictures: int, steps: int, batch: int) -> None:
    """Forty epochs, but no fewer than 200 and no more than 20,000 updates; the rate goes with the width."""
    recipe = fine_tuning.recipe_for(pictures, TINY)
    assert (recipe.bart_steps, recipe.bart_batch, recipe.bart_rate) == (steps, batch, 0.05 / 64)
    assert recipe.bart == BartConfig.read(CHECKPOINT / "config.json")


@pytest.mark.parametrize(
    ("pictures", "steps"), [(10, (3_000, 2_000)), (10_000, (46_875, 7_813)), (10**8, (60_000, 100_000))]
)
def test_from_nothing_takes_longer(pictures: int, steps: tuple[int, int]) -> None:
    """Shorter where there is less to learn."""
    recipe = fine_tuning.recipe_for(pictures)
    assert (recipe.vqgan_steps, recipe.bart_steps) == steps
    assert (recipe.vqgan, recipe.bart) == (fine_tuning.FROM_NOTHING.vqgan, fine_tuning.FROM_NOTHING.bart)


# From nothing


@pytest.mark.slow
def test_a_model_from_nothing_but_pictures(data: CaptionedFolder, tmp_path: Path) -> None:
    """Words, codes and what is drawn for which words are all learnt from the folder, in this order, with samples."""
    told: dict[str, list[float]] = {}
    folder = tmp_path / "run"
    model = fine_tuning.run(
        fine_tuning.recipe_for(12, base=SCRATCH),
        data,
        folder,
        lambda part, report: told.setdefault(part, []).append(report.metrics["loss"]),
        workers=0,
        every=20,
        sample_prompts=2,
    )
    assert list(told) == ["pictures to codes", "words to codes"]
    for losses in told.values():
        assert losses[-1] < 0.8 * losses[0]
    assert {"Ġball", "Ġbox"} <= model.tokenizer.bpe.get_vocab().keys()
    sizes = {}
    for path in (folder / "samples").iterdir():
        with Image.open(path) as sample:
            sizes[path.name] = sample.size
    assert sizes == {"vqgan-000020.png": (4 * 2 * 8, 4 * 8), "bart-000020.png": (9 * 8, 2 * 8)}
    assert model.name == "run"
    assert (model.config, model.vqgan_config) == (SCRATCH.bart, SCRATCH.vqgan)
