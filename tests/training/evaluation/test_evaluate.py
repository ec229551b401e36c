"""Evaluation: renderings score what the judge can reach, noise scores what a guess can, and the table says so."""

import json
from pathlib import Path

import numpy as np
import pytest
from emoji_things import blots
from goldens import CHECKPOINT, GOLDEN, VQGAN_CHECKPOINT
from PIL import Image

from inference.api import TILES, Request
from inference.device.runner import Runner, RunnerResult
from inference.files import dalle_mini
from training.data.batches import Pictures
from training.evaluation import gallery
from training.evaluation.evaluate import (
    CODES,
    DRAWN,
    REAL,
    evaluate,
    from_model,
    question_correct,
    score,
    things_correct,
)
from training.evaluation.judge import Verdict
from training.evaluation.labels import ARRANGEMENT_FROM_RELATION, OPTIONS, Choice
from training.evaluation.prompts import GALLERY, EvaluationPrompt, chance_levels, evaluation_prompts
from training.evaluation.scores import NAME_FROM_QUESTION, ScoreRow, Scores, Share
from training.scenes.relations import acts
from training.scenes.things import things

pytestmark = pytest.mark.long

PROMPTS = evaluation_prompts()
PLACE = dalle_mini.Place("tiny", CHECKPOINT, VQGAN_CHECKPOINT, GOLDEN / "text" / "words-frequency.txt")
EDGE = 4
"""Of the pictures that are but signs for the oracle."""


class Oracle:
    """Knows every truth: the first two bytes of a picture are the number of its prompt, and any other is noise."""

    name = "oracle"
    questions = frozenset(NAME_FROM_QUESTION)

    def __init__(self) -> None:
        self.chance = np.random.default_rng(2)

    def predict(self, pictures: Pictures) -> Verdict:
        numbers = pictures.reshape(len(pictures), -1)[:, :2].astype(int) @ [1, 256]
        known = things_known(len(pictures), self.chance)
        centres = self.chance.random((len(pictures), len(things()), 2)).astype(np.float32)
        choices = {name: self.chance.random((len(pictures), len(some))) for name, some in OPTIONS.items()}
        for tile, number in enumerate(numbers):
            if number >= len(PROMPTS):
                continue
            plan = PROMPTS[number].plan
            asked = PROMPTS[number]
            for item in plan.items:
                known[tile, item.thing] = 2
                centres[tile, item.thing] = item.boxes[0].centre
            for name, said in truth_of(asked).items():
                choices[name][tile, OPTIONS[name].index(said)] = 2
        return Verdict(known, centres, choices)


def things_known(tiles: int, chance: np.random.Generator) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return chance.random((tiles, len(things())), np.float32)


def truth_of(asked: EvaluationPrompt) -> dict[Choice, object]:
    plan = asked.plan
    truth: dict[Choice, object] = {
        "relation": plan.relation,
        "background": plan.background,
        "style": plan.style,
        "count": plan.items[0].count,
        "arrangement": ARRANGEMENT_FROM_RELATION[plan.relation],
    }
    truth |= {"hand": asked.hand} if asked.hand else {}
    if plan.relation not in acts():
        truth.pop("relation")
    return truth | ({"colour": plan.items[0].colour} if plan.items[0].colour else {})


def signs(asked: EvaluationPrompt, tiles: int) -> Pictures:
    return picture_of(PROMPTS.index(asked), tiles)


def noise(asked: EvaluationPrompt, tiles: int) -> Pictures:
    return picture_of(65535, tiles)


def picture_of(number: int, tiles: int) -> Pictures:
    picture = np.zeros((tiles, EDGE * EDGE * 3), np.uint8)
    picture[:, 0], picture[:, 1] = number % 256, number // 256
    return picture.reshape(tiles, EDGE, EDGE, 3)


class Painter:
    """An artist that draws noise."""

    def __init__(self, edge: int) -> None:
        self.edge = edge
        self.requests: list[Request] = []

    def draw(self, request: Request) -> RunnerResult:
        self.requests.append(request)
        shape = (request.tiles, self.edge, self.edge, 3)
        pictures = np.random.default_rng(request.seed).integers(0, 256, shape, np.uint8)
        return RunnerResult(np.zeros((request.tiles, 1), np.int32), pictures)


@pytest.fixture(scope="module")
def scores() -> Scores:
    return score("sign painter", Oracle(), {DRAWN: signs, "noise": noise}, PROMPTS, TILES)


def share(row: ScoreRow, artist: str) -> Share:
    return row.shares[artist]


def test_who_draws_all_that_is_asked_gets_everything_right(scores: Scores) -> None:
    assert [row.name for row in scores.rows if share(row, DRAWN).share < 1] == []


def test_who_draws_noise_gets_what_a_guess_gets(scores: Scores) -> None:
    """Or less: a guess keeps to what may be asked, and a judge does not, who may see one thing or plain paper."""
    for row in scores.rows:
        got = share(row, "noise")
        assert got.low <= row.chance + 0.001, row.name
        assert got.high >= row.chance / 3, row.name


def test_every_group_of_prompts_has_its_row(scores: Scores) -> None:
    groups = {(asked.question, asked.held_out) for asked in PROMPTS}
    assert {(row.question, row.held_out) for row in scores.rows} == groups
    assert sum(row.prompts for row in scores.rows if not row.things_too) == len(PROMPTS)
    assert scores.row("pair", held_out=True).name == "held-out pairs, both things"
    with pytest.raises(KeyError, match="count"):
        scores.row("count", held_out=True)


def test_the_thing_must_be_the_best_of_all_and_of_a_pair_both_the_best_two() -> None:
    single = next(asked for asked in PROMPTS if asked.question == "thing")
    pair = next(asked for asked in PROMPTS if asked.question == "pair")
    sure = np.zeros((3, len(things())), np.float32)
    sure[0, single.ids[0]] = sure[1, pair.ids[0]] = sure[1, pair.ids[1]] = 1
    sure[2, pair.ids[0]] = sure[2, 0] = 1
    said = Verdict(sure, np.zeros((3, len(things()), 2), np.float32), {})
    assert things_correct(single, said).tolist()[0]
    assert things_correct(pair, said).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("relation", "arrangement", "first", "second"),
    [
        ("left of", "beside", (0.2, 0.5), (0.8, 0.5)),
        ("right of", "beside", (0.8, 0.5), (0.2, 0.5)),
        ("above", "stacked", (0.5, 0.2), (0.5, 0.8)),
        ("below", "stacked", (0.5, 0.8), (0.5, 0.2)),
        ("on", "on", (0.5, 0.3), (0.5, 0.7)),
    ],
)
def test_positions_are_right_for_these_two_and_not_the_other_way_round(
    relation: str, arrangement: str, first: tuple[float, float], second: tuple[float, float]
) -> None:
    asked = next(one for one in PROMPTS if one.question == "position" and one.plan.relation == relation)
    centres = np.zeros((3, len(things()), 2), np.float32)
    centres[0, asked.ids[0]], centres[0, asked.ids[1]] = first, second
    centres[1, asked.ids[0]], centres[1, asked.ids[1]] = second, first
    centres[2] = centres[0]
    said = [arrangement, arrangement, "together"]
    likely = np.eye(len(OPTIONS["arrangement"]))[[OPTIONS["arrangement"].index(one) for one in said]]
    verdict = Verdict(np.zeros((3, len(things())), np.float32), centres, {"arrangement": likely})
    assert question_correct(asked, verdict).tolist() == [True, False, False]


def test_an_interval_is_wilsons_and_wider_where_tiles_of_a_prompt_are_alike() -> None:
    """Reference: 81 of 90 independent trials, 95 %, Wilson without continuity correction: 0.8208 to 0.9463."""
    independent = np.ones((10, 9), bool)
    independent[range(9), range(9)] = False
    alike = np.repeat(np.arange(10)[:, None] > 0, 9, axis=1)
    one, other = Share.of(independent), Share.of(alike)
    assert one.share == other.share == 0.9
    assert (one.low, one.high) == pytest.approx((0.8208, 0.9463), abs=2e-3)
    assert (other.low, other.high) == pytest.approx((0.596, 0.982), abs=2e-3)  # 9 of 10
    assert Share.of(np.ones((10, 9), bool)).high == 1
    assert Share.of(np.zeros((10, 9), bool)).low == 0


def test_the_table_has_a_line_for_each_row(scores: Scores) -> None:
    lines = scores.table().splitlines()
    assert lines[0].split() == ["tiles", "right", "tiles", "drawn", "noise", "chance"]
    assert lines[1].startswith("single things") and " 2,160 " in lines[1] and " 100.0 % (98–100) " in lines[1]  # noqa: PT018
    table, note, looks = lines[: len(scores.rows) + 1], lines[len(scores.rows) + 1], lines[len(scores.rows) + 2 :]
    assert len({len(line) for line in table}) == 1
    assert [line.split()[0] for line in looks] == ["sharpness", "hands"], "the tiles of a sign are all alike"
    assert note == "sign painter, 9 tiles a prompt, judged by oracle; in brackets the 95 % interval."


def test_the_json_says_the_same(scores: Scores) -> None:
    said = json.loads(scores.to_json())
    assert (said["model"], said["judge"], said["tiles"]) == ("sign painter", "oracle", 9)
    assert len(said["rows"]) == len(scores.rows)
    assert said["rows"][0]["question"] == "thing"
    assert said["rows"][0]["shares"][DRAWN]["share"] == 1
    assert said["rows"][0]["chance"] == chance_levels()["thing"]


def test_progress_counts_prompts() -> None:
    told: list[tuple[int, int]] = []
    score("painter", Oracle(), {DRAWN: signs}, PROMPTS[:3], 1, lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_artist_is_asked_each_prompt_with_its_own_seed_and_the_given_settings() -> None:
    painter = Painter(8)
    draw = from_model(painter, Request("", guidance=3.0))
    assert draw(PROMPTS[0], 4).shape == (4, 8, 8, 3)
    draw(PROMPTS[1], 4)
    first, second = painter.requests
    assert first == Request(PROMPTS[0].prompt, seed=PROMPTS[0].plan.seed, guidance=3.0, tiles=4)
    assert first.seed != second.seed


def test_any_model_that_loads_can_be_evaluated_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What its codes could hold is known only where it was loaded with its encoder."""
    model = dalle_mini.load(PLACE, with_encoder=True)
    runner = Runner(model)  # its weights are all that is drawn with, so its programs are compiled once
    for module in ("evaluate", "gallery"):
        monkeypatch.setattr(f"training.evaluation.{module}.Runner", lambda model: runner)
    monkeypatch.setattr("training.evaluation.judge_accuracy.COUNT", 4)
    drawings = blots("noto")
    scores = evaluate(model, Oracle(), drawings, PROMPTS[:2], tiles=2, base_request=Request("", top_k=1))
    assert list(scores.row("thing").shares) == [DRAWN, CODES, REAL]
    assert scores.model == "tiny"
    assert "The judge on known drawings, moved, blurred and after its codes: thing 0.0 %" in scores.table()
    without = evaluate(dalle_mini.load(PLACE), Oracle(), drawings, PROMPTS[:1], tiles=1)
    assert list(without.rows[0].shares) == [DRAWN, REAL]
    assert without.judge_right == {}
    gallery.gallery(model, tmp_path / "gallery.png", GALLERY[:2])
    with Image.open(tmp_path / "gallery.png") as sheet:
        assert len(np.unique(np.asarray(sheet).reshape(-1, 3), axis=0)) > 100


def test_the_gallery_is_one_page(tmp_path: Path) -> None:
    grids = list(np.random.default_rng(1).integers(0, 256, (len(GALLERY), 9, 8, 8, 3)).astype(np.uint8))
    gallery.page(GALLERY, grids).save(tmp_path / "gallery.png")
    with Image.open(tmp_path / "gallery.png") as sheet:
        assert sheet.format == "PNG"
        cell = 3 * gallery.EDGE + 2 * gallery.GAP + gallery.MARGIN
        assert sheet.width == 4 * cell + gallery.MARGIN
        assert sheet.height == 6 * (cell + gallery.LINES * gallery.LINE) + gallery.MARGIN
        captions = np.asarray(sheet)[gallery.MARGIN + cell - gallery.MARGIN : cell + gallery.LINES * gallery.LINE]
        assert (captions < 100).any()
