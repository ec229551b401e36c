"""Pictures as squares of pixels, in batches that repeat exactly: what a person sees, whatever the file says it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageOps

from training.data.batches import prefetch
from training.data.captioned_folder import read
from training.data.picture_files import BadPicture, CaptionedPicture, PictureBatches, load_square

RED, LIME, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def picture(path: Path, colour: tuple[int, int, int] = RED, size: tuple[int, int] = (20, 16)) -> Path:
    Image.new("RGB", size, colour).save(path)
    return path


# Batches


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> PictureBatches:
    """Ten pictures, each of one grey that says which it is."""
    place = tmp_path_factory.mktemp("greys")
    entries = [CaptionedPicture(picture(place / f"{i}.png", (20 * i,) * 3), f"number {i}") for i in range(10)]
    return PictureBatches(tuple(entries), size=4, edge=8, seed=3)


def test_an_epoch_has_every_picture_once(pictures: PictureBatches) -> None:
    """Five batches of four are two epochs of ten, each in another order; every picture keeps its words."""
    batches = [pictures(number) for number in range(5)]
    captions = [caption for batch in batches for caption in batch.captions]
    assert Counter(captions[:10]) == Counter(captions[10:]) == Counter(entry.caption for entry in pictures.entries)
    assert captions[:10] != captions[10:]
    shades = [int(square.mean()) for batch in batches for square in batch.pictures]
    assert shades == [20 * int(caption.split()[1]) for caption in captions]
    assert [batch.pictures.shape for batch in batches] == [(4, 8, 8, 3)] * 5


def test_a_batch_may_hold_more_pictures_than_there_are(pictures: PictureBatches) -> None:
    batch = replace(pictures, size=25)(0)
    assert sorted(Counter(batch.captions).values()) == [2] * 5 + [3] * 5


def test_another_seed_is_another_order(pictures: PictureBatches) -> None:
    orders = {replace(pictures, seed=seed, size=10)(0).captions for seed in range(5)}
    assert len(orders) == 5


def test_batches_are_the_same_in_other_processes(pictures: PictureBatches) -> None:
    """Two fresh processes give what this one gives, wherever training begins."""
    there = list(prefetch(pictures, 2, 8, workers=2))
    for number, batch in enumerate(there, 2):
        here = pictures(number)
        assert batch.captions == here.captions
        np.testing.assert_array_equal(batch.pictures, here.pictures)
    assert len(there) == 6


def test_a_picture_that_goes_while_it_is_needed_is_named(tmp_path: Path) -> None:
    entry = CaptionedPicture(picture(tmp_path / "a.png"), "a thing")
    entry.path.unlink()
    expected = f"{entry.path} was a good picture when training began; now it is not there."
    for workers in (0, 1):
        with pytest.raises(BadPicture) as caught:
            list(prefetch(PictureBatches((entry,), 1, 8), 0, 1, workers))
        assert str(caught.value) == expected


# Squares


def test_the_middle_of_a_picture_is_taken(tmp_path: Path) -> None:
    """Of a wide one the ends go, of a high one top and bottom; nothing is squeezed."""
    wide = np.full((30, 90, 3), RED, np.uint8)
    wide[:, 30:60] = BLUE
    for name, pixels in (("wide.png", wide), ("high.png", wide.transpose(1, 0, 2))):
        Image.fromarray(pixels).save(tmp_path / name)
        drawn = load_square(tmp_path / name, 10).astype(int)
        # At its rim the filter looks a little beyond the square.
        assert np.abs(drawn - BLUE)[2:-2, 2:-2].max() <= 1
        assert np.abs(drawn - BLUE).max() <= 50


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_fine_stripes_become_grey(tmp_path: Path, kind: str) -> None:
    """A picture is made small by a filter that sees every pixel, so that nothing flickers; a photograph too."""
    stripes = np.zeros((256, 256), np.uint8)
    stripes[:, ::2] = 254
    Image.fromarray(stripes).save(tmp_path / "stripes", kind, **({"quality": 95} if kind == "jpeg" else {}))
    assert np.abs(load_square(tmp_path / "stripes", 16).astype(int) - 127).max() <= 3


def test_a_photograph_keeps_its_detail(tmp_path: Path) -> None:
    """A JPEG is unpacked no smaller than it is needed: in squares of one pixel it comes out as a PNG does."""
    board = np.kron(np.indices((64, 64)).sum(0) % 2, np.ones((4, 4))).astype(np.uint8) * 255
    Image.fromarray(board).save(tmp_path / "board.jpg", quality=95)
    Image.fromarray(board).save(tmp_path / "board.png")
    photograph, drawing = (load_square(tmp_path / f"board.{kind}", 64).astype(int) for kind in ("jpg", "png"))
    assert np.abs(photograph - drawing).max() <= 20


def test_a_small_picture_grows(tmp_path: Path) -> None:
    assert load_square(picture(tmp_path / "a.png", LIME, (16, 16)), 64).tolist() == np.full((64, 64, 3), LIME).tolist()


def half(colour: float | tuple[float, ...], other: float | tuple[float, ...], mode: str) -> Image.Image:
    """A picture whose upper half has one colour and whose lower half another."""
    image = Image.new(mode, (32, 32), other)
    image.paste(colour, (0, 0, 32, 16))
    return image


def palette(transparent: bool) -> Image.Image:
    image = half(0, 1, "P")
    image.putpalette([*RED, *BLUE])
    if transparent:
        image.info["transparency"] = 1
    return image


def grey16() -> Image.Image:
    pixels = np.full((32, 32), 0x4000, np.uint16)
    pixels[:16] = 0xC000
    return Image.fromarray(pixels)


KINDS: dict[str, tuple[Callable[[], Image.Image], str, tuple[int, int, int], tuple[int, int, int]]] = {
    "RGBA": (lambda: half((*RED, 255), (0, 0, 0, 0), "RGBA"), "png", RED, WHITE),
    "half transparent": (lambda: half((*RED, 255), (0, 0, 0, 128), "RGBA"), "png", RED, (127, 127, 127)),
    "palette": (lambda: palette(False), "png", RED, BLUE),
    "transparent palette": (lambda: palette(True), "png", RED, WHITE),
    "GIF": (lambda: palette(True), "gif", RED, WHITE),
    "grey": (lambda: half(200, 10, "L"), "png", (200,) * 3, (10,) * 3),
    "grey and transparent": (lambda: half((200, 255), (10, 0), "LA"), "png", (200,) * 3, WHITE),
    "16-bit grey": (grey16, "png", (0xC0,) * 3, (0x40,) * 3),
    "one bit": (lambda: half(1, 0, "1"), "png", WHITE, (0, 0, 0)),
    "CMYK": (lambda: half((0, 255, 255, 0), (255, 255, 0, 0), "CMYK"), "jpeg", RED, BLUE),
    "WebP": (lambda: half((*RED, 255), (0, 0, 0, 0), "RGBA"), "webp", RED, WHITE),
    "BMP": (lambda: half(RED, BLUE, "RGB"), "bmp", RED, BLUE),
}


@pytest.mark.parametrize("kind", KINDS)
def test_colours_are_what_a_person_sees(tmp_path: Path, kind: str) -> None:
    """Whatever a file calls its colours; what is transparent lies on white."""
    make, suffix, upper, lower = KINDS[kind]
    make().save(tmp_path / "a", suffix, **({"lossless": True} if suffix == "webp" else {}))
    drawn = load_square(tmp_path / "a", 16).astype(int)
    loss = 4 if suffix == "jpeg" else 1
    assert np.abs(drawn[2] - upper).max() <= loss
    assert np.abs(drawn[13] - lower).max() <= loss


def test_an_animation_gives_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in (RED, BLUE)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert load_square(tmp_path / "a.gif", 4)[0, 0].tolist() == list(RED)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_its_camera_was_held(tmp_path: Path, orientation: int) -> None:
    """Of all eight ways to hold one, each comes out as Pillow's own turning of the whole picture does."""
    taken = Image.new("RGB", (64, 32), LIME)
    taken.paste(RED, (16, 0, 32, 16))  # the upper left of the middle square
    taken.paste(BLUE, (32, 16, 48, 24))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    taken.save(tmp_path / "taken.png", exif=exif)
    with Image.open(tmp_path / "taken.png") as image:
        ImageOps.exif_transpose(image).save(tmp_path / "seen.png")
    np.testing.assert_array_equal(load_square(tmp_path / "taken.png", 16), load_square(tmp_path / "seen.png", 16))


@pytest.mark.parametrize("entry", [b"\x12\x01\x02\0\x03\0\0\0up\0\0", b"\x12\x01\x03\0"], ids=["a word", "cut off"])
def test_damaged_notes_leave_a_picture_good(tmp_path: Path, entry: bytes) -> None:
    """An orientation that cannot be read says nothing about the pixels, and nothing is printed about it."""
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + entry
    Image.new("RGB", (32, 32)).save(tmp_path / "a.jpg", exif=exif)
    (tmp_path / "a.txt").write_text("the night")
    assert read(tmp_path).skipped == ()


def test_a_picture_is_never_mirrored(tmp_path: Path) -> None:
    """In ten epochs a picture is the same ten times: its caption may say left or right."""
    half(RED, BLUE, "RGB").transpose(Image.Transpose.ROTATE_90).save(tmp_path / "a.png")
    batch = PictureBatches((CaptionedPicture(tmp_path / "a.png", "red on the left"),), size=10, edge=8)(0)
    assert np.abs(batch.pictures[:, :, 1].astype(int) - RED).max() <= 1
    assert np.abs(batch.pictures[:, :, 6].astype(int) - BLUE).max() <= 1
