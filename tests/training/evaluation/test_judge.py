"""Judges: a network that learns from renderings to say what is where, and templates that need not learn."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from training.data.batches import Scenes
from training.errors import TrainingError
from training.evaluation import judge, labels
from training.evaluation.detector import Detector
from training.evaluation.ensemble import JudgeEnsemble
from training.evaluation.judge import Lesson, TrainedJudge, Verdict, taught
from training.evaluation.labels import OPTIONS, UNSAID, Choice, LabelledBatches, Labels, shown
from training.evaluation.template_judge import Templates
from training.scenes.compose import draw, sketch, stage
from training.scenes.grammar import Noun
from training.scenes.palette import ColourName
from training.scenes.rng import Rng
from training.scenes.scene_plan import PLAIN, Relation, SceneItem, ScenePlan, holds_out
from training.scenes.sprites import font_path
from training.scenes.things import Thing, find, things

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(font_path() is None, reason="Noto Color Emoji is not installed (NONET_EMOJI_FONT)"),
]

FEW = ("cat", "pizza", "rocket", "guitar", "tree", "house", "car", "frog", "umbrella", "apple")
SIGHT = Detector(edge=32, patch=2, widths=(32, 64), blocks=(1, 1), things=len(FEW))
LESSON = Lesson(SIGHT, steps=150, batch=32, rate=3e-3, every=140)


def known(word: str) -> Thing:
    thing = find(word)
    assert thing is not None
    return thing


def item(word: str, count: int = 1, colour: ColourName | None = None) -> SceneItem:
    return SceneItem(known(word).id, Noun(word), colour, colour or "", None, count=count)


def a_plan(
    *items: SceneItem, relation: Relation = "", background: str = PLAIN, style: str = PLAIN, seed: int = 0
) -> ScenePlan:
    return stage(seed, items, relation, background, style, Rng(seed))


class FewThings:
    """Batches of ten things, alone, several or two together; the same number gives the same batch."""

    def __init__(self, size: int = LESSON.batch, seed: int = 0) -> None:
        self.size, self.seed = size, seed

    def __call__(self, number: int) -> Labels:
        batch = shown([self.plan(Rng(self.seed, number, i)) for i in range(self.size)], SIGHT.edge, SIGHT.grid)
        few = [known(word).id for word in FEW]
        ids = np.array([[few.index(i) if i in few else UNSAID for i in row] for row in batch.things], np.int32)
        return replace(batch, things=ids)

    def plan(self, dice: Rng) -> ScenePlan:
        first, second = sorted(FEW, key=lambda word: dice.number())[:2]
        if dice.chance(0.3):
            relation: Relation = dice.pick(("left of", "above"))
            return stage(0, (item(first), item(second)), relation, PLAIN, PLAIN, dice)
        count = 1 if dice.chance(0.5) else 4
        background, style = dice.pick((PLAIN, "red", "night sky")), dice.pick((PLAIN, "black and white"))
        return stage(0, (item(first, count),), "", background, style, dice)


def right(verdict: Verdict, batch: Labels, choice: Choice) -> float:
    """The share of a batch that a verdict is right about, where there is a truth."""
    asked = batch.choices[choice] != UNSAID
    return float((verdict.choices[choice].argmax(1) == batch.choices[choice])[asked].mean())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("judge")


@pytest.fixture(scope="module")
def learnt(folder: Path) -> TrainedJudge:
    def batches(number: int) -> Labels:
        if number == LESSON.every + 5:  # what a kill would leave
            shutil.copy(folder / "judge.safetensors", folder / "killed")
        return FewThings()(number)

    return taught(folder, LESSON, batches=batches, workers=0)


@pytest.fixture(scope="module")
def unseen() -> Labels:
    return FewThings(270, seed=1)(0)


@pytest.fixture(scope="module")
def verdict(learnt: TrainedJudge, unseen: Labels) -> Verdict:
    return learnt.look(unseen.pictures)


def test_truth_says_what_a_picture_shows_and_no_more() -> None:
    pair = a_plan(item("cat"), item("pizza"), relation="right of", background="beach")
    four = a_plan(item("frog", 4, "blue"), style="neon")
    grey = a_plan(item("frog", colour="blue"), style="black and white")
    batch = shown([pair, four, grey], 32, 8)
    cat, pizza, frog = (known(word).id for word in ("cat", "pizza", "frog"))
    assert batch.pictures.shape == (3, 32, 32, 3)
    assert batch.things.tolist() == [[cat, pizza, -1, -1, -1, -1], [frog] * 4 + [-1, -1], [frog, -1, -1, -1, -1, -1]]
    assert batch.cells[0, 0] % 8 > 3 >= batch.cells[0, 1] % 8  # columns: the cat is in the right half
    said = {
        name: [None if i == UNSAID else OPTIONS[name][i] for i in numbers] for name, numbers in batch.choices.items()
    }
    assert said == {
        "colour": [None, "blue", None],
        "background": ["beach", PLAIN, PLAIN],
        "style": [PLAIN, "neon", "black and white"],
        "count": [None, 4, 1],
        "arrangement": ["beside", "alone", "alone"],
    }


def test_the_judges_scenes_are_nobody_elses() -> None:
    """Models are trained on seeds below 2**63, and their captions are sketched from the first few."""
    theirs = Scenes(2, 32, seed=2)(0).captions
    assert theirs == tuple(sketch((2 << 40) + i).caption for i in range(2))
    assert (
        LabelledBatches(2, 32, 8, seed=2)(0).captions[1] == sketch(labels.FIRST + (2 << 40) + 1, mix=labels.MIX).caption
    )
    assert labels.FIRST > 2**22 << 40


def test_the_judge_sees_held_out_combinations_too() -> None:
    captions = LabelledBatches(16, 32, 8)(0).captions
    held_out = [sketch(labels.FIRST + i, "held-out", labels.MIX) for i in (0, 8)]
    assert [captions[0], captions[8]] == [plan.caption for plan in held_out]
    assert all(holds_out(plan) for plan in held_out)


def test_the_network_learns_things_and_everything_else(verdict: Verdict, unseen: Labels) -> None:
    """Chance is a tenth for things, a fiftieth for pairs, and less than a half for the others."""
    single = unseen.choices["count"] != UNSAID
    assert (verdict.things.argmax(1) == unseen.things[:, 0])[single].mean() > 0.8
    best = np.sort(np.argsort(-verdict.things, 1)[:, :2], 1)
    assert (best == np.sort(unseen.things[:, :2], 1)).all(1)[~single].mean() > 0.3
    for choice in ("background", "style", "count", "arrangement"):
        assert right(verdict, unseen, choice) > 0.9, choice


def test_the_network_knows_where_things_are(verdict: Verdict, unseen: Labels) -> None:
    for row in np.flatnonzero(unseen.choices["count"] == UNSAID):
        first, second = unseen.things[row, :2]
        (x1, y1), (x2, y2) = verdict.centres[row, first], verdict.centres[row, second]
        beside = OPTIONS["arrangement"][unseen.choices["arrangement"][row]] == "beside"
        assert x1 < x2 if beside else y1 < y2


def test_a_run_that_was_killed_ends_like_one_that_was_not(folder: Path, learnt: TrainedJudge, tmp_path: Path) -> None:
    """What `learnt` had written when it was asked for its last batches goes on to the same end, number by number."""
    (folder / "killed").rename(tmp_path / "judge.safetensors")
    taught(tmp_path, LESSON, batches=FewThings(), workers=0)
    resumed, whole = (load_file(run / "judge.safetensors") for run in (tmp_path, folder))
    assert resumed.keys() == whole.keys()
    assert all(np.array_equal(resumed[name], whole[name]) for name in whole)


def test_a_finished_run_is_only_read(folder: Path, learnt: TrainedJudge, verdict: Verdict, unseen: Labels) -> None:
    def no_batch(number: int) -> Labels:
        raise AssertionError

    again = taught(folder, LESSON, batches=no_batch, workers=0)
    assert np.array_equal(again.look(unseen.pictures).things, verdict.things)


def test_a_saved_judge_says_the_same(learnt: TrainedJudge, verdict: Verdict, unseen: Labels, tmp_path: Path) -> None:
    learnt.save(tmp_path / "judge.safetensors")
    again = judge.load(tmp_path / "judge.safetensors").look(unseen.pictures)
    assert np.abs(again.things - verdict.things).max() < 0.02  # float16
    assert (again.things.argmax(1) == verdict.things.argmax(1)).mean() > 0.99


def test_pictures_of_another_size_are_judged_too(learnt: TrainedJudge) -> None:
    pictures = np.stack([draw(a_plan(item(word)), 80) for word in FEW])
    assert (learnt.look(pictures).things.argmax(1) == np.arange(len(FEW))).mean() > 0.7


def test_a_judge_of_other_things_is_refused(
    learnt: TrainedJudge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "judge.safetensors"
    learnt.save(path)
    monkeypatch.setattr(judge, "things", lambda: things()[1:])
    with pytest.raises(TrainingError, match="other things"):
        judge.load(path)
    path.write_bytes(b"no judge")
    with pytest.raises(TrainingError, match="is no judge"):
        judge.load(path)
    with pytest.raises(TrainingError, match="is no judge"):
        judge.load(tmp_path / "nowhere.safetensors")


def test_a_judge_learns_only_from_pictures_with_their_truth(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="truth"):
        taught(tmp_path, LESSON, batches=Scenes(8, 32), workers=0)


def test_templates_recognise_renderings_among_all_things() -> None:
    """Fifty things, before plain paper, wherever they stand: at least four in five."""
    dice = Rng(3)
    some = sorted(things(), key=lambda thing: dice.number())[:50]
    plans = [
        stage(0, (SceneItem(one.id, one.nouns[0], None, "", None),), "", PLAIN, PLAIN, Rng(one.id)) for one in some
    ]
    said = Templates().look(np.stack([draw(plan, 128) for plan in plans]))
    assert said.things.shape == (50, len(things()))
    assert np.mean(said.things.argmax(1) == [one.id for one in some]) >= 0.8
    centres = said.centres[range(50), [one.id for one in some]]
    assert np.abs(centres - [plan.items[0].boxes[0].centre for plan in plans]).max(1).mean() < 0.06
    assert said.choices.keys() == {"background", "colour"}


def test_a_panel_believes_each_judge_in_what_it_knows(learnt: TrainedJudge, unseen: Labels) -> None:
    """Things, places, colours and backgrounds are the templates', the rest the network's; of any size of picture."""
    few = unseen.pictures[:6]
    templates, whole = Templates().look(few), learnt.look(few)
    said = JudgeEnsemble(Templates(), learnt).look(few)
    assert np.array_equal(said.things, templates.things)
    assert np.array_equal(said.centres, templates.centres)
    assert said.choices.keys() == OPTIONS.keys()
    for name, likely in said.choices.items():
        other = templates if name in templates.choices else whole
        assert np.array_equal(likely, other.choices[name])
