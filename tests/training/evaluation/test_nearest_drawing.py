"""A judge that need not learn: the nearest of all drawings, also when it was moved, and before any background."""

from __future__ import annotations

import numpy as np
import pytest
from emoji_things import blots

from training.evaluation import nearest_drawing
from training.evaluation.judge_accuracy import judge_accuracy
from training.evaluation.labels import OPTIONS
from training.evaluation.nearest_drawing import NearestDrawing
from training.scenes import backgrounds
from training.scenes.hand_cache import Drawings
from training.scenes.hand_scenes import SHAPES, alone
from training.scenes.palette import Pixels
from training.scenes.things import common, find

HANDS = ("noto", "fluent-3d")


@pytest.fixture(scope="module")
def drawings() -> Drawings:
    keys = {thing.key for thing in common()[:20]}
    return blots(*HANDS).only(lambda hand, key: key in keys)


@pytest.fixture(scope="module")
def judge(drawings: Drawings) -> NearestDrawing:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearest_drawing.backgrounds, "VARIANTS", 1)
        yield NearestDrawing(drawings)


def before(drawings: Drawings, hand: str, key: str, background: str, size: int) -> Pixels:
    sheet, layer = backgrounds.picture(background, 0, size).copy(), alone(drawings, hand, key, size)
    sheet.paste(layer, mask=layer.getchannel("A"))
    return np.asarray(sheet)


@pytest.mark.parametrize("background", ["plain", "beach", "green"])
def test_the_thing_the_hand_and_the_background_are_said(
    judge: NearestDrawing, drawings: Drawings, background: str
) -> None:
    """Of pictures of any size."""
    asked = [(hand, thing) for thing in common()[:4] for hand in HANDS]
    seen = np.stack([before(drawings, hand, thing.key, background, 144) for hand, thing in asked])
    verdict = judge.predict(seen)
    assert verdict.things.argmax(1).tolist() == [thing.id for _, thing in asked]
    assert [OPTIONS["hand"][number] for number in verdict.choices["hand"].argmax(1)] == [hand for hand, _ in asked]
    assert {OPTIONS["background"][number] for number in verdict.choices["background"].argmax(1)} == {background}


def test_a_shape_is_known_in_its_colours(judge: NearestDrawing, drawings: Drawings) -> None:
    cube = find("cube")
    assert cube is not None
    layer = alone(drawings, SHAPES, cube.key, 96, "blue")
    sheet = backgrounds.picture("plain", 0, 96).copy()
    sheet.paste(layer, mask=layer.getchannel("A"))
    assert judge.predict(np.asarray(sheet)[None]).things.argmax(1).tolist() == [cube.id]


def test_it_is_right_about_what_was_moved_and_blurred_and_not_about_noise(
    judge: NearestDrawing, drawings: Drawings
) -> None:
    good = judge_accuracy(judge, drawings, 96, lambda pictures: pictures)
    rng = np.random.default_rng(1)
    noise = judge_accuracy(judge, drawings, 96, lambda pictures: rng.integers(0, 256, pictures.shape).astype(np.uint8))
    assert min(good["thing"].share, good["hand"].share) > 0.95
    assert noise["thing"].share < 0.3
