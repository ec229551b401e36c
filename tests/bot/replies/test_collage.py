"""Nine pictures become one that can be read, and a file that says how it was drawn or is not there at all."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.operator import output_file
from bot.operator.output_file import OutputError
from bot.replies import collage
from bot.replies.collage import PictureError
from bot.reply import File, Picture

EDGE = 256
GUTTER = 4
PARAMETERS = {"prompt": 'a "café" on the 🌙, 東京\nnew line', "seed": 4294967295, "negative": "", "top_p": 0.9}
SUFFIXES = [".png", ".webp", ".jpg", ".jpeg", ".PNG", ".JPG"]


def plain(*shades: int, edge: int = EDGE) -> np.ndarray:
    """One picture for each shade of grey."""
    return np.stack([np.full((edge, edge, 3), shade, np.uint8) for shade in shades])


def noise(tiles: int = 9, edge: int = EDGE) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (tiles, edge, edge, 3), dtype=np.uint8)


def tile(image: Image.Image, row: int, column: int, edge: int = EDGE, gutter: int = GUTTER) -> np.ndarray:
    step = edge + gutter
    return np.asarray(image)[row * step : row * step + edge, column * step : column * step + edge]


def parameters_of(path: Path) -> dict[str, object]:
    """What any program finds in the file's metadata."""
    with Image.open(path) as image:
        text = image.text["nonet"] if image.format == "PNG" else image.getexif()[0x010E]
    loaded: dict[str, object] = json.loads(text)
    return loaded


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- the picture


@pytest.mark.parametrize(
    ("tiles", "rows", "columns"),
    [(1, 1, 1), (2, 1, 2), (3, 2, 2), (4, 2, 2), (5, 2, 3), (6, 2, 3), (7, 3, 3), (9, 3, 3)],
)
def test_tiles_go_row_by_row(tiles: int, rows: int, columns: int) -> None:
    """Tile 1 at the top left, 2 to the right of it; gutters between them only; what is left over stays dark."""
    pictures = noise(tiles)
    image = collage.collage(pictures, numbered=False)
    assert image.size == (columns * (EDGE + GUTTER) - GUTTER, rows * (EDGE + GUTTER) - GUTTER)
    for place in range(rows * columns):
        expected = pictures[place] if place < tiles else np.full((EDGE, EDGE, 3), collage.GUTTER_COLOUR)
        np.testing.assert_array_equal(tile(image, *divmod(place, columns)), expected)


def test_gutters_are_dark() -> None:
    """Two lines across and two down, a 64th of a tile wide."""
    pixels = np.asarray(collage.collage(plain(*[255] * 9), numbered=False))
    dark = (pixels == collage.GUTTER_COLOUR).all(-1)
    lines = [256, 257, 258, 259, 516, 517, 518, 519]
    assert np.flatnonzero(dark.all(0)).tolist() == lines
    assert np.flatnonzero(dark.all(1)).tolist() == lines
    assert dark.sum() == 2 * 8 * 776 - 64


@pytest.mark.parametrize("edge", [8, 16, 64, 128, 256])
def test_even_the_smallest_gutter_is_a_pixel(edge: int) -> None:
    """Pictures of any size are told apart."""
    image = collage.collage(plain(*[255] * 9, edge=edge), numbered=False)
    assert image.width == 3 * edge + 2 * max(1, edge // 64)


# --- the numbers


def luminance(pixels: np.ndarray) -> np.ndarray:
    """Relative luminance as WCAG 2 defines it."""
    linear = np.where(pixels <= 10, pixels / 255 / 12.92, ((pixels / 255 + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def badge_of(edge: int, picture: np.ndarray) -> np.ndarray:
    """The part of a numbered tile that its badge covers, number in the middle."""
    inset, size = max(1, edge // 48), max(9, round(edge / 9))
    return picture[inset : inset + size, inset : inset + size]


@pytest.mark.parametrize("shade", [0, 64, 128, 192, 255])
@pytest.mark.parametrize("edge", [128, 256])
def test_numbers_are_readable_on_any_picture(edge: int, shade: int) -> None:
    """White on its badge, with a contrast of more than 4.5 to 1, as WCAG asks of text."""
    image = collage.collage(plain(*[shade] * 9, edge=edge))
    for number in range(1, 10):
        bright = luminance(badge_of(edge, tile(image, *divmod(number - 1, 3), edge=edge, gutter=edge // 64)))
        ink, ground = bright.max(), np.median(bright)
        assert (ink + 0.05) / (ground + 0.05) > 4.5
        assert 0.02 < (bright > 0.5).mean() < 0.4  # strokes are there, and are strokes


@pytest.mark.parametrize("edge", [128, 256])
def test_every_tile_has_its_own_number(edge: int) -> None:
    """On nine equal tiles the badges differ, and on three grids a number looks the same."""
    badges = [
        [badge_of(edge, tile(image, *divmod(place, 3), edge=edge, gutter=edge // 64)).tobytes() for place in range(9)]
        for image in [collage.collage(plain(*[200] * 9, edge=edge)) for _ in range(2)]
    ]
    assert len(set(badges[0])) == 9
    assert badges[0] == badges[1]


@pytest.mark.parametrize("edge", [64, 128, 256])
def test_numbers_cover_little(edge: int) -> None:
    """Less than a fortieth of a tile, in its corner; the rest is the picture itself."""
    pictures = noise(edge=edge)
    gutter = edge // 64
    image = collage.collage(pictures)
    for place in range(9):
        changed = (tile(image, *divmod(place, 3), edge=edge, gutter=gutter) != pictures[place]).any(-1)
        assert 0 < changed.mean() < 1 / 40
        assert not changed[edge // 5 :].any()
        assert not changed[:, edge // 5 :].any()
    bare = np.asarray(collage.collage(pictures, numbered=False))
    np.testing.assert_array_equal(tile(Image.fromarray(bare), 1, 1, edge=edge, gutter=gutter), pictures[4])


# --- the file


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_says_how_it_was_drawn(tmp_path: Path, suffix: str) -> None:
    """Every parameter comes back as it was, with quotes, emoji and newlines; the suffix decides the format."""
    path = tmp_path / f"parade{suffix}"
    collage.save(collage.collage(noise()), path, PARAMETERS)
    assert parameters_of(path) == PARAMETERS
    with Image.open(path) as image:
        assert image.format == {"p": "PNG", "w": "WEBP", "j": "JPEG"}[suffix[1].lower()]


def test_a_png_loses_nothing(tmp_path: Path) -> None:
    """Pixel for pixel."""
    image = collage.collage(noise())
    collage.save(image, tmp_path / "a.png", {})
    with Image.open(tmp_path / "a.png") as written:
        np.testing.assert_array_equal(np.asarray(written), np.asarray(image))


@pytest.mark.parametrize("suffix", SUFFIXES[:3])
def test_equal_pictures_are_equal_files(tmp_path: Path, suffix: str) -> None:
    """No date, no chance."""
    for name in "ab":
        collage.save(collage.collage(noise()), tmp_path / f"{name}{suffix}", PARAMETERS)
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES[:3])
@pytest.mark.parametrize("prompt", ["🌙" * 10_000, "half a character \ud83c", "nothing \x00 at all"])
def test_no_prompt_costs_the_picture(tmp_path: Path, suffix: str, prompt: str) -> None:
    """A prompt too long for a JPEG's metadata, or that is no text, is no reason to lose a minute's drawing."""
    path = tmp_path / f"a{suffix}"
    collage.save(collage.collage(noise()), path, {"prompt": prompt, "negative": prompt, "seed": 7})
    with Image.open(path) as image:
        image.load()
        assert image.size == (776, 776)
    if suffix != ".jpg":
        assert parameters_of(path)["seed"] == 7


def test_a_picture_is_as_open_as_any_new_file(tmp_path: Path) -> None:
    """The umask decides who may read it, not the temporary file that it was."""
    before = os.umask(0o027)
    try:
        collage.save(collage.collage(noise()), tmp_path / "a.png", {})
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.png").stat().st_mode) == 0o640


def test_a_picture_replaces_the_older_one(tmp_path: Path) -> None:
    """And nothing else is left beside it."""
    (tmp_path / "a.png").write_text("older")
    collage.save(collage.collage(noise()), tmp_path / "a.png", {})
    assert names(tmp_path) == ["a.png"]
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (776, 776)


def test_a_long_name_is_a_name(tmp_path: Path) -> None:
    """As long as the system allows: the temporary file's is its own."""
    path = tmp_path / f"{'n' * 251}.png"
    collage.check(path)
    collage.save(collage.collage(noise()), path, {})
    assert path.is_file()


@pytest.mark.parametrize(
    "failure", [OSError(errno.ENOSPC, "No space left on device"), ValueError("x"), KeyboardInterrupt()]
)
def test_a_failed_save_leaves_the_older_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    """Whole or not at all, whatever stops it: no half a picture, and no temporary file."""
    path = tmp_path / "a.png"
    path.write_text("older")

    def save(self: Image.Image, file, kind: str, **options: object) -> None:
        file.write(b"half a picture")
        assert len(names(tmp_path)) == 2
        raise failure

    monkeypatch.setattr(Image.Image, "save", save)
    expected = OutputError if isinstance(failure, OSError) else type(failure)
    with pytest.raises(expected) as caught:
        collage.save(collage.collage(noise()), path, {})
    assert names(tmp_path) == ["a.png"]
    assert path.read_text() == "older"
    if expected is OutputError:
        assert str(caught.value) == f"{path} cannot be written: No space left on device."


# --- refused


@pytest.mark.parametrize("name", ["a.gif", "a.bmp", "a", "png", ".png", "a.png.exe", "a."])
@pytest.mark.parametrize("ask", [collage.check, collage.format_of, lambda path: collage.save(None, path, {})])
def test_a_suffix_that_is_no_pictures(tmp_path: Path, name: str, ask) -> None:
    """All suffixes that are are said."""
    with pytest.raises(PictureError) as caught:
        ask(tmp_path / name)
    assert str(caught.value) == f"{tmp_path / name} should end in one of .png, .webp, .jpg, .jpeg."
    assert names(tmp_path) == []


def test_a_place_that_takes_no_file_is_noticed_before_drawing(tmp_path: Path) -> None:
    """A folder in the way, no folder at all, a name too long, a system that refuses; and checking leaves nothing."""
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").touch()
    for path, sentence in {
        tmp_path / "folder.png": f"{tmp_path / 'folder.png'} is a folder; name a file.",
        tmp_path / "no" / "a.png": f"{tmp_path / 'no'} is not a folder; make it, or choose another output.",
        tmp_path / "file" / "a.png": f"{tmp_path / 'file'} is not a folder; make it, or choose another output.",
        tmp_path / f"{'n' * 252}.png": f"{tmp_path / ('n' * 252)}.png cannot be written: File name too long.",
    }.items():
        with pytest.raises(OutputError) as caught:
            collage.check(path)
        assert str(caught.value) == sentence
        with pytest.raises(OutputError):
            collage.save(collage.collage(noise()), path, {})
    collage.check(tmp_path / "a.png")
    assert names(tmp_path) == ["file", "folder.png"]


def test_a_folder_that_may_not_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the system's reason."""
    readable = tmp_path / "readable"
    readable.mkdir(mode=0o555)
    if os.geteuid() == 0:  # may write anywhere; what others would hear is said by hand
        refuse = OSError(errno.EACCES, "Permission denied")
        monkeypatch.setattr(output_file.tempfile, "TemporaryFile", lambda **_: (_ for _ in ()).throw(refuse))
    with pytest.raises(OutputError) as caught:
        collage.check(readable / "a.png")
    assert str(caught.value) == f"Nothing can be written to {readable}: Permission denied."


# --- a file for a chat


def picture(pixels: np.ndarray, **parameters: object) -> Picture:
    return Picture(pixels[None], "k7f3q", "a cat", parameters=parameters)


def opened(file: File) -> Image.Image:
    image = Image.open(io.BytesIO(file.data))
    image.load()
    return image


def test_a_png_keeps_every_pixel_and_says_how_it_was_drawn() -> None:
    """It is what is made where nothing else is asked for."""
    pixels = np.asarray(collage.collage(noise()))
    file = collage.encode(picture(pixels, **PARAMETERS))
    assert (file.name, file.mime) == ("k7f3q.png", "image/png")
    np.testing.assert_array_equal(np.asarray(opened(file)), pixels)
    assert json.loads(opened(file).text["nonet"]) == PARAMETERS


@pytest.mark.parametrize(
    ("kind", "name", "mime"),
    [("PNG", "k7f3q.png", "image/png"), ("WEBP", "k7f3q.webp", "image/webp"), ("JPEG", "k7f3q.jpg", "image/jpeg")],
)
def test_each_kind_is_what_it_says(kind: str, name: str, mime: str) -> None:
    """By its name, its type and its first bytes."""
    file = collage.encode(picture(noise(1)[0], **PARAMETERS), kinds=(kind,))
    assert (file.name, file.mime, opened(file).format) == (name, mime, kind)


def test_the_first_kind_that_fits_is_taken() -> None:
    """Noise of this size is 590 KB as a PNG, and a quarter of that as a JPEG."""
    pixels = np.asarray(collage.collage(noise(9, 128)))
    assert collage.encode(picture(pixels), kinds=("PNG", "JPEG")).mime == "image/png"
    file = collage.encode(picture(pixels), kinds=("PNG", "JPEG"), at_most=300_000)
    assert file.mime == "image/jpeg"
    assert opened(file).size == (388, 388)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
@pytest.mark.parametrize("at_most", [100_000, 20_000, 3_000])
def test_a_picture_shrinks_until_it_fits(kind: str, at_most: int) -> None:
    """And no further than it must, much."""
    file = collage.encode(picture(np.asarray(collage.collage(noise(9, 128)))), kinds=(kind,), at_most=at_most)
    assert at_most / 6 < len(file.data) <= at_most
    width, height = opened(file).size
    assert abs(width - height) <= 1


def test_what_cannot_fit_is_refused() -> None:
    """In one sentence."""
    with pytest.raises(PictureError, match=r"^No picture fits into 10 bytes\.$"):
        collage.encode(picture(noise(1)[0]), at_most=10)


def test_a_preview_says_nothing() -> None:
    """Without parameters there is no metadata."""
    assert "nonet" not in opened(collage.encode(picture(noise(1)[0]))).text
