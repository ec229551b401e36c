"""A judge: a network that learns from renderings to say what is where."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from emoji_things import blots, known
from safetensors.numpy import load_file

from training.data.batches import Batch
from training.evaluation.detector import DetectorConfig
from training.evaluation.judge import JudgeRecipe, TrainedJudge, Verdict, train_judge
from training.evaluation.labels import OPTIONS, UNLABELLED, Choice, Labels, label_plans
from training.scenes.compose import arrange
from training.scenes.grammar import Noun
from training.scenes.hand_scenes import draw
from training.scenes.palette import ColourName, Pixels
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, Relation, SceneItem, ScenePlan

pytestmark = [
    pytest.mark.long,
    pytest.mark.usefixtures("quick_compilation"),
]

FEW = ("cat", "pizza", "rocket", "guitar", "tree", "house", "car", "frog", "umbrella", "apple")
NETWORK = DetectorConfig(edge=32, patch=2, widths=(32, 64), blocks=(1, 1), things=len(FEW))
RECIPE = JudgeRecipe(NETWORK, steps=150, batch=32, rate=3e-3, every=140)


def item(word: str, count: int = 1, colour: ColourName | None = None) -> SceneItem:
    return SceneItem(known(word).id, Noun(word), colour, colour or "", None, count=count)


def a_plan(
    *items: SceneItem, relation: Relation = "", background: str = PLAIN, style: str = PLAIN, seed: int = 0
) -> ScenePlan:
    return arrange(seed, items, relation, background, style, Rng(seed))


def drawn(plan: ScenePlan, size: int) -> Pixels:
    return draw(plan, ("noto",) * len(plan.items), blots("noto"), size)


class FewThings:
    """Batches of ten things, alone, several or two together; the same number gives the same batch."""

    def __init__(self, size: int = RECIPE.batch, seed: int = 0) -> None:
        self.size, self.seed = size, seed

    def __call__(self, number: int) -> Labels:
        plans = [self.plan(Rng(self.seed, number, i)) for i in range(self.size)]
        batch = label_plans(plans, np.stack([drawn(plan, NETWORK.edge) for plan in plans]), NETWORK.grid)
        few = [known(word).id for word in FEW]
        ids = np.array([[few.index(i) if i in few else UNLABELLED for i in row] for row in batch.things], np.int32)
        return replace(batch, things=ids)

    def plan(self, rng: Rng) -> ScenePlan:
        first, second = sorted(FEW, key=lambda word: rng.next_uint64())[:2]
        if rng.chance(0.3):
            relation: Relation = rng.choice(("left of", "above"))
            return arrange(0, (item(first), item(second)), relation, PLAIN, PLAIN, rng)
        count = 1 if rng.chance(0.5) else 4
        background, style = rng.choice((PLAIN, "red", "night sky")), rng.choice((PLAIN, "black and white"))
        return arrange(0, (item(first, count),), "", background, style, rng)


def right(verdict: Verdict, batch: Labels, choice: Choice) -> float:
    """The share of a batch that a verdict is right about, where there is a truth."""
    asked = batch.choices[choice] != UNLABELLED
    return float((verdict.choices[choice].argmax(1) == batch.choices[choice])[asked].mean())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("judge")


@pytest.fixture(scope="module")
def trained(folder: Path) -> TrainedJudge:
    def batches(number: int) -> Labels:
        if number == RECIPE.every + 5:  # what a kill would leave
            shutil.copy(folder / "judge.safetensors", folder / "killed")
        return FewThings()(number)

    return train_judge(folder, RECIPE, batches=batches, workers=0)


@pytest.fixture(scope="module")
def unseen() -> Labels:
    return FewThings(270, seed=1)(0)


@pytest.fixture(scope="module")
def verdict(trained: TrainedJudge, unseen: Labels) -> Verdict:
    return trained.predict(unseen.pictures)


def test_truth_says_what_a_picture_shows_and_no_more() -> None:
    pair = a_plan(item("cat"), item("pizza"), relation="right of", background="beach")
    four = a_plan(item("frog", 4, "blue"), style="neon")
    grey = a_plan(item("frog", colour="blue"), style="black and white")
    plans = [pair, four, grey]
    batch = label_plans(plans, np.stack([drawn(plan, 32) for plan in plans]), 8)
    cat, pizza, frog = (known(word).id for word in ("cat", "pizza", "frog"))
    assert batch.pictures.shape == (3, 32, 32, 3)
    assert batch.things.tolist() == [[cat, pizza, -1, -1, -1, -1], [frog] * 4 + [-1, -1], [frog, -1, -1, -1, -1, -1]]
    assert batch.cells[0, 0] % 8 > 3 >= batch.cells[0, 1] % 8  # columns: the cat is in the right half
    said = {
        name: [None if i == UNLABELLED else OPTIONS[name][i] for i in numbers]
        for name, numbers in batch.choices.items()
    }
    assert said == {
        "colour": [None, "blue", None],
        "background": ["beach", PLAIN, PLAIN],
        "style": [PLAIN, "neon", "black and white"],
        "count": [None, 4, 1],
        "arrangement": ["beside", "alone", "alone"],
        "relation": ["", "", ""],
        "hand": [None, None, None],
    }


@pytest.mark.slow
def test_the_network_learns_things_and_everything_else(verdict: Verdict, unseen: Labels) -> None:
    """Chance is a tenth for things, a fiftieth for pairs, and less than a half for the others."""
    single = unseen.choices["count"] != UNLABELLED
    assert (verdict.things.argmax(1) == unseen.things[:, 0])[single].mean() > 0.8
    best = np.sort(np.argsort(-verdict.things, 1)[:, :2], 1)
    assert (best == np.sort(unseen.things[:, :2], 1)).all(1)[~single].mean() > 0.3
    for choice in ("background", "style", "count", "arrangement"):
        assert right(verdict, unseen, choice) > 0.9, choice


@pytest.mark.slow
def test_the_network_knows_where_things_are(verdict: Verdict, unseen: Labels) -> None:
    for row in np.flatnonzero(unseen.choices["count"] == UNLABELLED):
        first, second = unseen.things[row, :2]
        (x1, y1), (x2, y2) = verdict.centres[row, first], verdict.centres[row, second]
        beside = OPTIONS["arrangement"][unseen.choices["arrangement"][row]] == "beside"
        assert x1 < x2 if beside else y1 < y2


@pytest.mark.slow
def test_a_run_that_was_killed_ends_like_one_that_was_not(folder: Path, trained: TrainedJudge, tmp_path: Path) -> None:
    """What `trained` had written when it was asked for its last batches goes on to the same end, number by number."""
    (folder / "killed").rename(tmp_path / "judge.safetensors")
    train_judge(tmp_path, RECIPE, batches=FewThings(), workers=0)
    resumed, whole = (load_file(run / "judge.safetensors") for run in (tmp_path, folder))
    assert resumed.keys() == whole.keys()
    assert all(np.array_equal(resumed[name], whole[name]) for name in whole)


@pytest.mark.slow
def test_a_finished_run_is_only_read(folder: Path, trained: TrainedJudge, verdict: Verdict, unseen: Labels) -> None:
    def no_batch(number: int) -> Labels:
        raise AssertionError

    again = train_judge(folder, RECIPE, batches=no_batch, workers=0)
    assert np.array_equal(again.predict(unseen.pictures).things, verdict.things)


@pytest.mark.slow
def test_pictures_of_another_size_are_judged_too(trained: TrainedJudge) -> None:
    pictures = np.stack([drawn(a_plan(item(word)), 80) for word in FEW])
    assert (trained.predict(pictures).things.argmax(1) == np.arange(len(FEW))).mean() > 0.7


def test_a_judge_learns_only_from_pictures_with_their_truth(tmp_path: Path) -> None:
    few = np.zeros((8, 32, 32, 3), np.uint8)
    with pytest.raises(TypeError, match="labels"):
        train_judge(tmp_path, RECIPE, batches=lambda number: Batch(few, ("",) * 8), workers=0)
