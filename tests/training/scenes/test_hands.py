"""Open sets of drawings: how they are found, matched to things, rendered and kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from training.errors import TrainingError
from training.scenes import hand_cache, hands
from training.scenes.hand_cache import EDGE, open_drawings, render
from training.scenes.hand_scenes import PAPER, drawn_alone
from training.scenes.hands import HANDS, NAMES_JSON, Hand, Sets, code_points
from training.scenes.icon_set import RENDERED
from training.scenes.things import Thing, find, things

ICONS = Hand("icons", "@iconify-json/some", "1.0.0", "icons", "MIT", "nobody")
PHOTOS = Hand("photos", "@somebody/photos", "2.0.0", "pictures", "MIT", "nobody")
WIDE = '<rect x="0" y="4" width="16" height="8" fill="#f00"/><rect x="0" y="4" width="4" height="8" fill="#00f"/>'


def thing(word: str) -> Thing:
    found = find(word)
    assert found is not None
    return found


def put(place: Path, hand: Hand, **files: Any) -> None:
    folder = place / "node_modules" / hand.package
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"version": hand.version}))
    for name, value in files.items():
        (folder / f"{name}.json").write_text(json.dumps(value))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of two sets: one of SVG with a fox and a mirrored pizza, one of WebP with a penguin."""
    aliases = {"pizza": {"parent": "taco", "hFlip": True}}
    icons = {"fox": {"body": WIDE}, "taco": {"body": WIDE}, "broken": {"body": "<rect"}}
    put(tmp_path, ICONS, icons={"icons": icons, "aliases": aliases, "width": 16, "height": 16})
    put(tmp_path, PHOTOS)
    assets = tmp_path / "node_modules" / PHOTOS.package / "assets"
    assets.mkdir()
    picture = Image.new("RGBA", (40, 40))
    picture.paste((10, 20, 30, 255), (10, 5, 20, 35))
    picture.save(assets / f"{ord('🐧'):x}.webp", lossless=True)
    return tmp_path


def test_a_missing_set_is_named_with_the_command_that_gets_it(tmp_path: Path) -> None:
    put(tmp_path, ICONS)
    with pytest.raises(TrainingError, match=r"lacks @somebody/photos@2\.0\.0\. .*npm install .*@iconify-json/some@1"):
        Sets.read(tmp_path, (ICONS, PHOTOS))


def test_a_set_of_another_version_is_refused_by_name(tmp_path: Path) -> None:
    put(tmp_path, Hand("icons", ICONS.package, "0.9.0", "icons", "MIT", "nobody"))
    with pytest.raises(TrainingError, match=r"@iconify-json/some@1\.0\.0 \(found 0\.9\.0\)"):
        Sets.read(tmp_path, (ICONS,))


def test_a_drawing_is_cut_to_its_ink(place: Path) -> None:
    picture = Sets.read(place, (ICONS,)).picture(ICONS, thing("fox"))
    assert picture is not None
    high, wide = picture.shape[:2]
    assert (wide, high) == (RENDERED, RENDERED // 2)
    assert picture[high // 2, 5].tolist() == [0, 0, 255, 255], "blue on the left"


def test_an_alias_may_be_a_mirror(place: Path) -> None:
    picture = Sets.read(place, (ICONS,)).picture(ICONS, thing("pizza"))
    assert picture is not None
    assert picture[picture.shape[0] // 2, -5].tolist() == [0, 0, 255, 255], "blue on the right"


def test_what_a_set_lacks_is_none(place: Path) -> None:
    assert Sets.read(place, (ICONS, PHOTOS)).picture(ICONS, thing("octopus")) is None
    assert Sets.read(place, (ICONS, PHOTOS)).picture(PHOTOS, thing("octopus")) is None


def test_a_drawing_that_cannot_be_rendered_is_named(place: Path) -> None:
    sets = Sets(place, {"icons": {"fox": "broken"}})
    with pytest.raises(TrainingError, match="some: the drawing of 'fox' cannot be rendered"):
        sets.picture(ICONS, thing("fox"))


def test_a_name_by_hand_comes_before_all_others_and_an_empty_one_says_that_there_is_none(place: Path) -> None:
    assert Sets(place, {"icons": {"octopus": "fox"}}).picture(ICONS, thing("octopus")) is not None
    assert Sets(place, {"icons": {"fox": ""}}).picture(ICONS, thing("fox")) is None


def test_names_by_hand_are_of_hands_and_things_that_exist() -> None:
    names = json.loads(NAMES_JSON.read_text(encoding="utf-8"))
    assert names.keys() <= {hand.name for hand in HANDS}
    assert {name for of_hand in names.values() for name in of_hand} <= {one.name for one in things()}


def test_files_are_named_by_code_points_with_and_without_the_mark_for_colour() -> None:
    assert code_points("⌨️")[:2] == ("2328-fe0f", "2328")
    assert "a9" in code_points("©")
    assert "00a9" in code_points("©")


def test_no_set_asks_that_what_is_made_of_it_has_its_licence() -> None:
    assert {hand.licence for hand in HANDS} <= {"MIT", "Apache-2.0", "CC-BY-4.0", "CC-BY-3.0"}
    assert all("http" in hand.credit for hand in HANDS)


def test_style_words_have_a_place_for_the_thing() -> None:
    assert all("{x}" in words or "{n}" in words for hand in HANDS for words in hand.words)


def test_what_is_rendered_once_is_found_again(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_cache, "HANDS", (ICONS, PHOTOS))
    some = (thing("fox"), thing("penguin"), thing("octopus"))
    monkeypatch.setattr(hand_cache, "things", lambda: some)
    folder = tmp_path / "drawings"
    render(Sets.read(place, (ICONS, PHOTOS)), folder, workers=1)
    found = open_drawings(folder)
    assert set(found.place_from_drawing) == {("icons", thing("fox").key), ("photos", thing("penguin").key)}
    assert found.picture("icons", thing("fox").key).shape == (EDGE // 2, EDGE, 4)
    assert found.picture("photos", thing("penguin").key).shape == (EDGE, round(EDGE / 3), 4)
    assert found.hands(thing("octopus").key) == ()
    alone = drawn_alone(found, "photos", thing("penguin"), 96)
    assert tuple(alone[0, 0]) == PAPER
    assert np.abs(alone[48, 48].astype(int) - [10, 20, 30]).max() <= 1

    monkeypatch.setattr(hand_cache, "HANDS", (ICONS,))
    with pytest.raises(TrainingError, match="other sets of drawings"):
        open_drawings(folder)


def test_a_cache_that_was_not_finished_is_no_cache(tmp_path: Path) -> None:
    np.save(tmp_path / hand_cache.PICTURES, np.zeros((1, EDGE, EDGE, 4), np.uint8))
    with pytest.raises(TrainingError, match=r"drawings\.json is missing"):
        open_drawings(tmp_path)


def test_the_folder_of_the_sets_is_the_environments_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(hands.HANDS_ENV, "/somewhere")
    assert hands.hands_folder() == Path("/somewhere")
