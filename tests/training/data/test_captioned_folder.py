"""People's own pictures: every good one is found with its words, and every bad one is named."""

from __future__ import annotations

import json
import os
import shutil
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from threading import Timer

import numpy as np
import pytest
from PIL import Image

from inference.api import MAX_PROMPT
from training.data import captioned_folder as folder_module
from training.data.captioned_folder import MAX_NAMED_FILES, CaptionedFolder, Skipped, read
from training.errors import TrainingError

RED, LIME, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def picture(path: Path, colour: tuple[int, int, int] = RED, size: tuple[int, int] = (20, 16)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return path


def pair(place: Path, name: str, caption: str = "a thing") -> Path:
    path = picture(place / name)
    path.with_suffix(".txt").write_text(caption, encoding="utf-8")
    return path


def found(data: CaptionedFolder) -> list[tuple[str, str]]:
    return [(entry.path.relative_to(data.place).as_posix(), entry.caption) for entry in data.entries]


def noisy(size: tuple[int, int] = (48, 48)) -> Image.Image:
    """What no format can make small, so that half a file is half a picture."""
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8))


def encoded(image: Image.Image, kind: str) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG of any size in a few bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


# What is in a folder


def test_pairs_are_found_at_any_depth_and_in_one_order(tmp_path: Path) -> None:
    """x.png has its words in x.txt, whatever kind of picture it is and however deep it lies."""
    names = ["b.png", "a/c.JPG", "a/b/d.jpeg", "e.webp", "f.gif", "g.bmp"]
    for name in names:
        pair(tmp_path, name, f" {name}\n of  many lines\n")
    assert found(read(tmp_path)) == [(name, f"{name} of many lines") for name in sorted(names)]
    assert read(tmp_path).skipped == ()


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    """What a system keeps for itself in a folder is neither a picture nor a complaint."""
    pair(tmp_path, "a.png")
    for name in (".b.png", ".cache/c.png", "._a.png"):
        picture(tmp_path / name)
    data = read(tmp_path)
    assert (found(data), data.skipped) == ([("a.png", "a thing")], ())


@pytest.mark.parametrize("header", ["file,caption", "filename,text", "\ufeffFile, Caption", "id,file,caption"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_gives_captions(tmp_path: Path, header: str, end: str) -> None:
    """With or without a byte order mark; a quoted caption may have commas and lines, a picture several captions."""
    for name in ("a.png", "ö/b.png"):
        picture(tmp_path / name)
    first = "1," if header.startswith("id") else ""
    lines = [header, f'{first}a.png,"one, two{end}three"', "", f"{first}ö/b.png,Ünï", f"{first}./a.png,again"]
    (tmp_path / "captions.csv").write_bytes(end.join(lines).encode())
    data = read(tmp_path)
    assert found(data) == [("a.png", "one, two three"), ("ö/b.png", "Ünï"), ("a.png", "again")]
    assert data.skipped == ()


def test_jsonl_gives_captions(tmp_path: Path) -> None:
    """One object a line, with either name for each of its two values."""
    for name in ("a.png", "b.png"):
        picture(tmp_path / name)
    lines = ['\ufeff{"file": "a.png", "caption": "one"}', "", '{"text": "two", "filename": "b.png", "more": 1}']
    (tmp_path / "captions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert found(read(tmp_path)) == [("a.png", "one"), ("b.png", "two")]


def test_a_list_takes_the_place_of_text_files(tmp_path: Path) -> None:
    """Where there is a list, pictures that it lacks are named, even if a text is beside them."""
    pair(tmp_path, "a.png", "from the text")
    pair(tmp_path, "b.png")
    (tmp_path / "captions.csv").write_text("file,caption\na.png,from the list\n")
    data = read(tmp_path)
    assert found(data) == [("a.png", "from the list")]
    assert data.skipped == (Skipped("b.png", "it is not in captions.csv"),)


def test_json_and_csv_may_stand_side_by_side(tmp_path: Path) -> None:
    """Both lists are read, and a picture is complained about only if neither has it."""
    for name in ("a.png", "b.png", "c.png"):
        picture(tmp_path / name)
    (tmp_path / "captions.csv").write_text("file,caption\na.png,one\n")
    (tmp_path / "captions.jsonl").write_text(json.dumps({"file": "b.png", "caption": "two"}))
    data = read(tmp_path)
    assert found(data) == [("a.png", "one"), ("b.png", "two")]
    assert data.skipped == (Skipped("c.png", "it is not in captions.csv or captions.jsonl"),)


def test_every_picture_is_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many captions it has; progress counts pictures, and reaches their number."""
    for name in ("a.png", "b.png", "c.png"):
        picture(tmp_path / name)
    rows = [f"{name}.png,caption {i}" for name in "abc" for i in range(3)]
    (tmp_path / "captions.csv").write_text("\n".join(["file,caption", *rows]))
    opened: list[str] = []
    monkeypatch.setattr(folder_module, "load_square", lambda path, edge: opened.append(path.name))
    told: list[tuple[int, int]] = []
    assert len(read(tmp_path, lambda done, total: told.append((done, total))).entries) == 9
    assert sorted(opened) == ["a.png", "b.png", "c.png"]
    assert told == [(1, 3), (2, 3), (3, 3)]


# What is wrong with it


def truncated(kind: str) -> bytes:
    content = encoded(noisy(), kind)
    return content[: len(content) * 2 // 3]


def damaged_png() -> bytes:
    content = bytearray(encoded(noisy(), "png"))
    content[len(content) // 2] ^= 255
    return bytes(content)


BAD_PICTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "it is no PNG"),
    "text": (lambda: b"a cat", "it is no PNG"),
    "another format": (lambda: encoded(noisy(), "tiff"), "it is no PNG"),
    "truncated PNG": (lambda: truncated("png"), "it cannot be read"),
    "truncated JPEG": (lambda: truncated("jpeg"), "it cannot be read"),
    "truncated WebP": (lambda: truncated("webp"), "it cannot be read"),
    "truncated GIF": (lambda: truncated("gif"), "it cannot be read"),
    "truncated BMP": (lambda: truncated("bmp"), "it cannot be read"),
    "damaged": (damaged_png, "it cannot be read"),
    "too small": (lambda: encoded(noisy((15, 400)), "png"), "it is 400 x 15 pixels, at least 16 x 16"),
    "too large": (lambda: png_header(9_000, 9_000), "it has more than 80 million pixels"),
    "too large for Pillow without a warning": (lambda: png_header(10_000, 10_000), "it has more than 80 million"),
    "a bomb": (lambda: png_header(60_000, 60_000), "it has more than 80 million pixels"),
}


@pytest.mark.parametrize("kind", BAD_PICTURES)
def test_a_bad_picture_is_named_and_left_out(tmp_path: Path, kind: str) -> None:
    """It says what is wrong, and the good picture after it is found."""
    make, reason = BAD_PICTURES[kind]
    pair(tmp_path, "bad.png").write_bytes(make())
    pair(tmp_path, "good.png")
    data = read(tmp_path)
    assert [entry.path.name for entry in data.entries] == ["good.png"]
    assert [one.name for one in data.skipped] == ["bad.png"]
    assert data.skipped[0].reason.startswith(reason)


def test_a_bad_picture_with_two_captions_is_named_once(tmp_path: Path) -> None:
    picture(tmp_path / "good.png")
    (tmp_path / "bad.png").write_bytes(b"")
    (tmp_path / "captions.csv").write_text("file,caption\nbad.png,one\nbad.png,two\ngood.png,three\n")
    assert [one.name for one in read(tmp_path).skipped] == ["bad.png"]


@pytest.mark.parametrize(
    ("caption", "reason"),
    [
        (None, "it has no caption; write bad.txt"),
        (b"", "its caption is empty"),
        (b" \n\t", "its caption is empty"),
        (b"caf\xe9", "it is not UTF-8"),
        (b"word " * MAX_PROMPT, "its caption has more than 10,000 characters"),
    ],
)
def test_a_picture_without_words_is_named_and_left_out(tmp_path: Path, caption: bytes | None, reason: str) -> None:
    pair(tmp_path, "good.png")
    picture(tmp_path / "bad.png")
    if caption is not None:
        (tmp_path / "bad.txt").write_bytes(caption)
    data = read(tmp_path)
    assert found(data) == [("good.png", "a thing")]
    assert data.skipped == (Skipped("bad.png", reason),)


def test_words_without_a_picture_are_named(tmp_path: Path) -> None:
    """As when the picture is of a kind that is not looked for."""
    pair(tmp_path, "good.png")
    (tmp_path / "bad.txt").write_text("a thing")
    (tmp_path / "bad.tiff").write_bytes(b"")
    assert [one.name for one in read(tmp_path).skipped] == ["bad.txt"]


BAD_CSV_LINES = [
    ("a.png", "it has no caption"),
    ("a.png,", "its caption is empty"),
    ("a.png,one, two", "it has too many commas"),
    ('a.png,"one" two', "its quotes are broken"),
    ('a.png,"one', "its quotes are broken"),
    (",one", "it names no file"),
    ("a.png,caf\udce9", "it is not UTF-8"),
    ("../a.png,one", "../a.png is not in this folder"),
    ("sub/../../a.png,one", "sub/../../a.png is not in this folder"),
    ("/a.png,one", "/a.png is not in this folder"),
    ("out.png,one", "out.png is not in this folder"),
    ("\0.png,one", r"'\x00.png' is no valid file name"),
]


@pytest.mark.parametrize(("line", "reason"), BAD_CSV_LINES)
def test_a_bad_line_of_a_csv_is_named_and_left_out(tmp_path: Path, line: str, reason: str) -> None:
    """By its number; what stands before it and after it is read."""
    place = tmp_path / "pictures"
    for name in ("a.png", "b.png"):
        picture(place / name)
    (place / "out.png").symlink_to(picture(tmp_path / "a.png"))
    lines = ["file,caption", "a.png,before", line, "b.png,after", ",", ""]
    (place / "captions.csv").write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    data = read(place)
    assert found(data) == [("a.png", "before"), ("b.png", "after")]
    skipped = [one for one in data.skipped if one.name != "out.png"]
    assert [one.name for one in skipped] == ["captions.csv, line 3"]
    assert skipped[0].reason.startswith(reason)


def test_a_line_is_counted_as_an_editor_counts_it(tmp_path: Path) -> None:
    """A caption of several lines before it, or an empty one, does not put the number out."""
    picture(tmp_path / "a.png")
    (tmp_path / "captions.csv").write_text('file,caption\na.png,"one\ntwo\nthree"\n\na.png\na.png,"four\n')
    assert [one.name for one in read(tmp_path).skipped] == ["captions.csv, line 6", "captions.csv, line 7"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"file": "a.png"', "it is no {"),
        ('["a.png", "one"]', "it is no {"),
        ("[" * 100_000, "it is no {"),
        ('{"file": "a.png"}', "it has no caption"),
        ('{"file": "a.png", "caption": 7}', "it has no caption"),
        ('{"file": "a.png", "caption": " "}', "its caption is empty"),
        ('{"caption": "one"}', "it names no file"),
        ('{"file": null, "caption": "one"}', "it names no file"),
        (r'{"file": "a.png", "caption": "\ud800"}', "it is not UTF-8"),
        ('{"file": "../a.png", "caption": "one"}', "../a.png is not in this folder"),
    ],
)
def test_a_bad_line_of_a_jsonl_is_named_and_left_out(tmp_path: Path, line: str, reason: str) -> None:
    for name in ("a.png", "b.png"):
        picture(tmp_path / name)
    good = ['{"file": "a.png", "caption": "before"}', '{"file": "b.png", "caption": "after"}']
    (tmp_path / "captions.jsonl").write_text("\n".join([good[0], line, good[1]]))
    data = read(tmp_path)
    assert found(data) == [("a.png", "before"), ("b.png", "after")]
    assert [one.name for one in data.skipped] == ["captions.jsonl, line 2"]
    assert data.skipped[0].reason.startswith(reason)


def test_what_is_listed_but_is_no_file_is_named(tmp_path: Path) -> None:
    """Absent, a folder, or a name that no file can have."""
    picture(tmp_path / "good.png")
    (tmp_path / "folder.png").mkdir()
    endless = f"{'a' * 300}.png"
    names = ["absent.png", "folder.png", endless, "good.png"]
    (tmp_path / "captions.csv").write_text("\n".join(["file,caption", *(f"{name},one" for name in names)]))
    assert read(tmp_path).skipped == (
        Skipped("absent.png", "it is not there"),
        Skipped("folder.png", "it is no file"),
        Skipped(endless, "it cannot be read (File name too long)"),
    )


def test_a_pipe_does_not_keep_anybody_waiting(tmp_path: Path) -> None:
    """It is not opened; whoever opened it would wait for a writer, who comes here after five seconds."""
    pair(tmp_path, "good.png")
    pipe = pair(tmp_path, "pipe.png")
    pipe.unlink()
    os.mkfifo(pipe)
    writer = Timer(5, lambda: os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)))
    writer.start()
    try:
        assert read(tmp_path).skipped == (Skipped("pipe.png", "it is no file"),)
    finally:
        writer.cancel()


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    pair(tmp_path / "pictures", "good.png")
    link = tmp_path / "pictures" / "link.png"
    link.symlink_to(picture(tmp_path / "secret.png"))
    link.with_suffix(".txt").write_text("a secret")
    assert read(tmp_path / "pictures").skipped == (Skipped("link.png", "link.png is not in this folder"),)


# What is said about it


def test_the_report_names_ten_and_counts_the_others(tmp_path: Path) -> None:
    pair(tmp_path, "good.png")
    for number in range(13):
        picture(tmp_path / f"bad{number:02}.png")
    lines = read(tmp_path).report().splitlines()
    assert lines[0] == f"{tmp_path}: 1 picture with captions; 13 skipped:"
    assert lines[1] == "  bad00.png: it has no caption; write bad00.txt"
    assert len(lines) == 2 + MAX_NAMED_FILES
    assert lines[-1] == "  and 3 more"


def test_the_report_of_a_good_folder_is_one_line(tmp_path: Path) -> None:
    pair(tmp_path, "good.png")
    assert read(tmp_path).report() == f"{tmp_path}: 1 picture with captions."


def test_a_name_cannot_command_the_terminal(tmp_path: Path) -> None:
    pair(tmp_path, "good.png")
    picture(tmp_path / "\x1b[2J\n.png")
    assert "\x1b" not in read(tmp_path).report()
    assert len(read(tmp_path).report().splitlines()) == 2


def refusal(place: Path) -> str:
    with pytest.raises(TrainingError) as caught:
        read(place)
    return str(caught.value)


def test_a_folder_without_a_usable_picture_is_refused(tmp_path: Path) -> None:
    """In one sentence, which says what was expected or what is wrong with the first picture."""
    assert refusal(tmp_path / "none").endswith("none is not a folder; name one with pictures and captions.")
    assert "has no pictures with captions; it needs captions.csv, captions.jsonl or pairs" in refusal(tmp_path)
    picture(tmp_path / "a.png")
    picture(tmp_path / "b.png")
    expected = "has no usable picture; a.png: it has no caption; write a.txt (and 1 more)."
    assert refusal(tmp_path).endswith(expected)


@pytest.mark.parametrize("content", ["", "a.png,one\n", "file;caption\na.png;one\n", '"file,caption\n'])
def test_a_csv_without_its_first_line_is_refused(tmp_path: Path, content: str) -> None:
    picture(tmp_path / "a.png")
    (tmp_path / "captions.csv").write_text(content)
    first = content.split("\n")[0] or "nothing"
    assert refusal(tmp_path).endswith(f"captions.csv must start with the line file,caption; it starts with {first}.")


def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "captions.jsonl").mkdir()
    assert refusal(tmp_path) == f"{tmp_path / 'captions.jsonl'} cannot be read: Is a directory."


def test_the_fingerprint_is_of_what_is_trained_on(tmp_path: Path) -> None:
    """It changes with a caption, a name and a file, and not with where the folder lies or what is left out."""
    here = tmp_path / "here"
    for name in ("a.png", "b.png"):
        pair(here, name)
    first = read(here).fingerprint()
    shutil.copytree(here, tmp_path / "there")
    picture(tmp_path / "there" / "bad.png")
    assert read(tmp_path / "there").fingerprint() == first
    others = {first}
    (here / "a.txt").write_text("another thing")
    others.add(read(here).fingerprint())
    (here / "b.png").write_bytes(encoded(noisy(), "png"))
    others.add(read(here).fingerprint())
    (here / "b.png").rename(here / "c.png")
    (here / "b.txt").rename(here / "c.txt")
    others.add(read(here).fingerprint())
    assert len(others) == 4
