"""The bundled model's recipe in miniature: from a folder of drawings to a model that loads and draws."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from goldens import CHECKPOINT, VQGAN_CHECKPOINT

from bot.__main__ import main as nonet
from inference.api import Request
from inference.device.runner import Runner
from inference.files import dalle_mini
from inference.files.dalle_mini import DalleMini
from inference.model.vqgan import VQGAN
from training import hands_run, hands_sheets, pocket, run_folder
from training.data import hand_pool
from training.errors import TrainingError
from training.hands_recipe import POOL, RECIPE
from training.hands_run import HandsRun
from training.loop import save
from training.pocket import main
from training.scenes import hand_cache
from training.scenes.hand_cache import EDGE
from training.scenes.hands import HANDS
from training.scenes.things import things

MINIATURE = replace(
    RECIPE,
    bart=replace(
        RECIPE.bart,
        d_model=32,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=48,
        decoder_ffn_dim=48,
        encoder_vocab_size=512,
        image_vocab_size=64,
        decoder_start_token_id=64,
    ),
    vqgan=replace(RECIPE.vqgan, ch_mult=(1, 1, 1, 2), resolution=96, n_embed=64),
    course=replace(RECIPE.course, scenes_from=0.5),
    painting=((1, 2, 2, 1.0), (0, 2, 1, 0.5)),
    steps=4,
    batch=4,
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HandsRun:
    """A run whose drawings are there already: blobs of colour for every hand and thing."""
    folder = tmp_path / "run" / "drawings"
    folder.mkdir(parents=True)
    rng = np.random.default_rng(1)
    drawn = [[hand.name, thing.key, EDGE, EDGE] for hand in HANDS[:2] for thing in things() if thing.group != "shape"]
    small = rng.integers(0, 256, (len(drawn), 4, 4, 4)).astype(np.uint8)
    small[..., 3] = 255
    np.save(folder / hand_cache.PICTURES, small.repeat(EDGE // 4, 1).repeat(EDGE // 4, 2))
    sets = [[hand.name, hand.package, hand.version] for hand in HANDS]
    (folder / hand_cache.INDEX).write_text(json.dumps({"sets": sets, "drawings": drawn}))
    for name, value in {"BOOK_SCENES": 4, "CAPTIONS": 400, "KEEP": 2, "LOOK": 4, "PACED": 1}.items():
        monkeypatch.setattr(hands_run, name, value)
    monkeypatch.setattr(hands_sheets, "SAMPLE_PROMPTS", ("a fox",))
    monkeypatch.setattr(hand_pool, "SCENES_PER_FILE", 4)
    return HandsRun(MINIATURE, tmp_path / "run", tmp_path / "hands")


@pytest.mark.slow  # minutes of compilation
def test_from_drawings_to_a_model_that_draws(run: HandsRun, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"vqgan-96\.safetensors does not exist yet"):
        run.bundle(tmp_path / "early")
    assert isinstance(run.decoder(), VQGAN)
    run.bart()
    assert {path.name for path in (run.folder / "samples").iterdir()} >= {"bart-000004.png"}
    assert list((run.folder / POOL).glob("*.npy")), "scenes are drawn when they are wanted"
    run.bundle(tmp_path / "model")
    model = dalle_mini.load(dalle_mini.locate(str(tmp_path / "model")), with_encoder=True)
    seen = np.stack([run.scene(seed)[1] for seed in range(4)])
    codes = np.asarray(model.vqgan.encode(jnp.asarray(seen, jnp.float32) / 255))
    assert (codes == run.book.encode(seen)).mean() > 0.95, "float16 leaves the encoder as it was set"
    pictures = Runner(model).draw(Request("a 3d fox", seed=1)).pictures
    assert pictures.shape == (9, 96, 96, 3)
    goes_on(run, model, tmp_path / "again")


def goes_on(run: HandsRun, model: DalleMini, folder: Path) -> None:
    """From a model's folder alone: with its book, its tokenizer and its weights, for as long as there is time."""
    shutil.copytree(run.folder / "drawings", folder / "drawings")
    again = HandsRun(run.recipe, folder, run.hands, model)
    np.testing.assert_array_equal(again.book.rows, run.book.rows)
    assert again.tokenizer.bpe.to_str() == run.tokenizer.bpe.to_str()
    assert again.first() is model.bart
    assert again.updates_within(1.0) > 10, "a small network has many updates in an hour"
    assert not (folder / "bart.safetensors").exists(), "measuring leaves nothing behind"
    again = replace(again, recipe=replace(run.recipe, steps=1))
    before = np.asarray(model.bart.decoder.head.weight[...])
    after = np.asarray(again.bart().decoder.head.weight[...])
    assert np.abs(after - before).mean() < 0.5 * np.abs(before).mean(), "one update on, not from nothing"
    assert isinstance(again.decoder(), VQGAN)


def test_another_recipe_s_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "recipe.json").write_text(json.dumps({"rate": 5}))
    assert main([str(tmp_path)]) == 1
    assert "holds another run" in capsys.readouterr().err


def test_missing_sets_are_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "run"), "--hands", str(tmp_path / "none")]) == 1
    assert "npm install" in capsys.readouterr().err
    assert not (tmp_path / "run").exists(), "nothing is half-written"


def test_a_model_of_another_recipe_is_no_start() -> None:
    """It has no book of patches."""
    place = dalle_mini.Place("tiny", CHECKPOINT, VQGAN_CHECKPOINT, None)
    with pytest.raises(TrainingError, match="tiny was not made by this recipe"):
        hands_run.check_start(dalle_mini.load(place))


class Timed:
    """A run whose decoder takes 45 minutes, and whose words take a second for an update."""

    recipe = RECIPE

    def __init__(self) -> None:
        self.now, self.updates = 0.0, 0

    def decoder(self) -> None:
        self.now += 45 * 60

    def updates_within(self, hours: float) -> int:
        self.updates = round(hours * 3600)
        return self.updates

    def bart(self) -> None:
        pass


@pytest.mark.parametrize(("hours", "updates"), [(2.0, 75 * 60), (0.5, 0)])
def test_hours_are_of_the_whole_run(
    hours: float, updates: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The words have what the decoder leaves; if that is nothing, a sentence says so, and nothing is lost."""
    run = Timed()
    monkeypatch.setattr(pocket, "opened", lambda *args, **options: run)
    monkeypatch.setattr(pocket, "replace", lambda value, **changes: value)
    monkeypatch.setattr(pocket.time, "monotonic", lambda: run.now)
    assert main([str(tmp_path / "run"), f"--hours={hours}"]) == (0 if updates else 1)
    assert run.updates == updates
    assert ("the same command goes on" in capsys.readouterr().err) == (updates == 0)


@pytest.mark.parametrize("option", ["--steps=0", "--hours=0", "--hours=inf", "--hours=nan"])
def test_no_time_is_a_sentence(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "run"), option]) == 1
    assert capsys.readouterr().err == "--steps and --hours must be above 0.\n"
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["train"], "Say what to train"),
        (["train", "pocket", "--data", "x"], "leave out 'pocket'"),
        (["train", "--data", "nowhere"], "nowhere is not a folder"),
        (["train", "eval", "--model", "./nowhere"], "nowhere"),
        (["train", "pocket", "--hours", "0"], "--steps and --hours must be above 0."),
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
    assert nonet(words) == 2
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
        assert nonet(["train", "--data", "nowhere", "--folder", str(folder), "-o", str(output)]) == 2
        assert sentence in capsys.readouterr().err
