"""Bytes over the line: a cut line is taken up where it was, a wrong byte is refused, a full disk is said."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.hub import FakeHub, blob_sha1, sha256
from fakes.published import NAME, READ, TOKEN, TOTAL, WEIGHTS, contents, published, refusal

from inference.api import ModelError
from inference.files import hub_fetch
from inference.files.hub import folder_of, pull, pulled


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with published(monkeypatch) as server:
        yield server


# The line


@pytest.mark.parametrize("reset", [False, True])
def test_a_cut_line_is_taken_up_where_it_was(hub: FakeHub, tmp_path: Path, reset: bool) -> None:
    """The same call asks for the rest, however rudely the line went."""
    hub.cut(after=100_000, reset=reset)
    model = pull(NAME, home=tmp_path)
    assert [seen.range for seen in hub.fetched("/cdn/") if seen.path.endswith("/flax_model.msgpack")][:2] == [
        None,
        "bytes=100000-",
    ]
    assert (model.folder / "flax_model.msgpack").read_bytes() == WEIGHTS


def test_a_line_that_is_cut_again_and_again_still_arrives(hub: FakeHub, tmp_path: Path) -> None:
    """As long as every try brings something, there is no last try."""
    hub.cut(after=20_000, times=10)
    assert (pull(NAME, home=tmp_path).folder / "flax_model.msgpack").read_bytes() == WEIGHTS


def test_the_next_pull_goes_on_where_the_last_one_gave_up(hub: FakeHub, tmp_path: Path) -> None:
    """A half-fetched file outlives the call, is no model meanwhile, and its bytes are not fetched twice."""
    hub.cut(after=100_000, then=503)
    assert "answers 503" in refusal(NAME, home=tmp_path)
    with pytest.raises(ModelError, match="only in part"):
        folder_of(NAME, home=tmp_path)
    assert pulled(tmp_path) == []
    hub.heal()
    hub.requests.clear()
    told: list[int] = []
    model = pull(NAME, home=tmp_path, progress=lambda done, total, file: told.append(done))
    assert [seen.range for seen in hub.fetched("/flax_model.msgpack")][:2] == ["bytes=100000-"] * 2  # hub, then CDN
    assert (model.folder / "flax_model.msgpack").read_bytes() == WEIGHTS
    assert told[-1] == TOTAL
    assert list(tmp_path.rglob("*.incomplete")) == []


def test_two_pulls_at_once_fetch_once(hub: FakeHub, tmp_path: Path) -> None:
    """The second waits for the first and finds everything there."""
    both = [threading.Thread(target=pull, args=(NAME,), kwargs={"home": tmp_path}) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert contents(folder_of(NAME, home=tmp_path)) == READ
    assert len(hub.fetched("/cdn/")) == 2  # the two files of weights


@pytest.mark.parametrize("part", ["/api/", "/resolve/", "/cdn/"])
def test_a_hub_that_stumbles_is_asked_again(hub: FakeHub, tmp_path: Path, part: str) -> None:
    """A 500 or a 503 now and then is no reason to stop."""
    hub.answer(503, part=part)
    hub.answer(500, part=part)
    assert pull(NAME, home=tmp_path).bytes == TOTAL


def test_a_hub_that_falls_silent_counts_as_cut(hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever."""
    monkeypatch.setattr(hub_fetch, "SILENCE", 0.1)
    hub.silent = True
    assert "No connection to http://127.0.0.1" in refusal(NAME, home=tmp_path)


def test_no_hub_at_all_is_one_sentence(hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether nobody listens, the address is none, or a sign-in page answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://user:{TOKEN}@127.0.0.1:{taken.getsockname()[1]}")
        assert "No connection to http://127.0.0.1" in refusal(NAME, home=tmp_path)
    for address in ("my.mirror", "http://[::1", "http://☃.com"):
        monkeypatch.setenv("HF_ENDPOINT", address)
        assert "HF_ENDPOINT must be an address" in refusal(NAME, home=tmp_path)
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    hub.answer(200)
    assert "is no model hub" in refusal(NAME, home=tmp_path)


LISTED = {"rfilename": "config.json", "size": 2, "blobId": "b" * 40}
LIES = {
    "a list": "[]",
    "no files": {"siblings": None},
    "files that are names": {"siblings": ["config.json"]},
    "a name that is a number": {"siblings": [LISTED | {"rfilename": 5}]},
    "an infinite size": {"siblings": [LISTED | {"size": float("inf")}]},
    "a size below nothing": {"siblings": [LISTED | {"size": -1}]},
    "a checksum that leads elsewhere": {"siblings": [LISTED | {"blobId": "../../config.json"}]},
    "a large file in words": {"siblings": [LISTED | {"lfs": "yes"}]},
    "depth": "[" * 200_000,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_listing_that_cannot_be_is_one_sentence(hub: FakeHub, tmp_path: Path, lie: object) -> None:
    """Whoever answers to the hub's name may say anything."""
    hub.answer(200, part="/api/", text=lie if isinstance(lie, str) else json.dumps({"sha": "a" * 40} | dict(lie)))
    assert "is no model hub" in refusal(NAME, home=tmp_path)


def test_a_pinned_commit_is_what_comes(hub: FakeHub, tmp_path: Path) -> None:
    """Somebody who asked for a commit is not given another one, nor a ref that says so."""
    asked, listed = "c" * 40, {"sha": hub.repos[NAME].branches["main"], "siblings": [LISTED]}
    hub.answer(200, part="/api/", text=json.dumps(listed))
    assert f"{asked} of {NAME} and answers with {listed['sha']}" in refusal(f"{NAME}@{asked}", home=tmp_path)
    assert list(tmp_path.iterdir()) == []


# Damage


def test_a_wrong_byte_is_refused_and_leaves_nothing(hub: FakeHub, tmp_path: Path) -> None:
    """The sentence names the file and both checksums; the healed hub is pulled from as if nothing had been."""
    hub.damage()
    sentence = refusal(NAME, home=tmp_path)
    damaged = WEIGHTS[:-1] + bytes([WEIGHTS[-1] ^ 1])
    assert "flax_model.msgpack of dalle-mini/dalle-mini is damaged" in sentence
    assert sha256(WEIGHTS) in sentence
    assert sha256(damaged) in sentence
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size == len(WEIGHTS)] == []
    with pytest.raises(ModelError, match="only in part"):
        folder_of(NAME, home=tmp_path)
    assert pull(NAME, home=tmp_path).bytes == TOTAL


def test_a_bad_beginning_from_an_earlier_pull_heals_by_itself(hub: FakeHub, tmp_path: Path) -> None:
    """Whoever left it: when the whole does not fit the checksum, it is fetched once more from zero."""
    blobs = tmp_path / "models--dalle-mini--dalle-mini" / "blobs"
    blobs.mkdir(parents=True)
    (blobs / f"{sha256(WEIGHTS)}.incomplete").write_bytes(b"not the beginning")
    (blobs / f"{blob_sha1(READ['merges.txt'])}.incomplete").write_bytes(b"longer than the file" * 1000)
    assert contents(pull(NAME, home=tmp_path).folder) == READ


def test_verify_finds_a_byte_that_changed_on_the_disk(hub: FakeHub, tmp_path: Path) -> None:
    """A pull alone trusts what is here, unless its length is wrong; `verify` reads it all."""
    weights = pull(NAME, home=tmp_path).folder / "flax_model.msgpack"
    weights.resolve().write_bytes(b"\0" + WEIGHTS[1:])
    pull(NAME, home=tmp_path)
    assert "flax_model.msgpack of dalle-mini/dalle-mini is damaged" in refusal(NAME, home=tmp_path, verify=True)
    assert not weights.is_symlink()
    assert pull(NAME, home=tmp_path, verify=True).bytes == TOTAL
    weights.resolve().write_bytes(WEIGHTS[:1000])
    pull(NAME, home=tmp_path)
    assert weights.read_bytes() == WEIGHTS


def test_a_full_disk_is_known_beforehand(hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is fetched when it cannot fit."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, TOTAL - 1))
    assert "free some space" in refusal(NAME, home=tmp_path)
    assert hub.fetched("") == []
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, TOTAL))
    assert pull(NAME, home=tmp_path).bytes == TOTAL


def test_a_disk_that_fills_up_meanwhile_keeps_what_fits(hub: FakeHub, tmp_path: Path) -> None:
    """A real limit, in a process of its own; with room again, the rest is fetched and no more."""
    pytest.importorskip("resource")
    program = f"""
import resource, sys
from pathlib import Path
from inference.api import ModelError
from inference.files.hub import pull
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
try:
    pull({NAME!r}, home=Path({str(tmp_path)!r}))
except ModelError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=240)
    assert done.stdout.startswith(f"No room left for {NAME}")
    (part,) = tmp_path.rglob("*.incomplete")
    assert part.stat().st_size == 150_000
    hub.requests.clear()
    assert pull(NAME, home=tmp_path).bytes == TOTAL
    assert {seen.range for seen in hub.fetched("/flax_model.msgpack")} == {"bytes=150000-", None}


def test_a_folder_that_cannot_be_written_is_one_sentence(hub: FakeHub, tmp_path: Path) -> None:
    """The cache may be somebody else's, or no folder at all."""
    (tmp_path / "file").write_bytes(b"")
    assert "cannot be written (Not a directory)" in refusal(NAME, home=tmp_path / "file")
