"""A pulled model is complete, stays what it is, and needs no network any more; what goes wrong is one sentence."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.hub import FakeHub, blob_sha1, sha256
from fakes.published import FILES, NAME, READ, TOKEN, TOTAL, WEIGHTS, at, contents, published, refusal
from goldens import CLIP_TINY
from huggingface_hub import close_session, constants, scan_cache_dir, snapshot_download

from inference.api import ModelError
from inference.files import hub as ours
from inference.files.clip_folder import load_clip
from inference.files.hub import WORDS_FILE, companions, file_of, folder_of, pull, pulled

STORE = "models--dalle-mini--dalle-mini"
PULL = [sys.executable, "-m", "bot", "model", "pull", NAME]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with published(monkeypatch) as server:
        yield server


# What arrives


def test_a_pulled_model_is_found_and_is_complete(hub: FakeHub, tmp_path: Path) -> None:
    """Exactly the files we read arrive, byte for byte, and `folder_of` finds them; pickles are never asked for."""
    model = pull(NAME, home=tmp_path)
    assert (model.name, model.commit, model.bytes) == (NAME, hub.repos[NAME].branches["main"], TOTAL)
    assert list(model.files) == sorted(READ)
    assert folder_of(NAME, home=tmp_path) == model.folder
    assert contents(model.folder) == READ
    assert [seen.path for seen in hub.requests if seen.path.endswith((".pkl", ".bin", ".pt"))] == []
    assert pulled(tmp_path) == [model]


def test_a_clip_comes_once(hub: FakeHub, tmp_path: Path) -> None:
    """With what prepares its pictures, and without the same weights in other layouts; it can be loaded then."""
    parts = ("config", "preprocessor_config", "tokenizer", "tokenizer_config")
    files = {
        name: (CLIP_TINY / name).read_bytes() for name in (*(f"{part}.json" for part in parts), "model.safetensors")
    }
    name = "openai/clip-vit-base-patch32"
    hub.commit(name, files | {"flax_model.msgpack": WEIGHTS, "pytorch_model.bin": b"\x80\x04.", "tf_model.h5": b"x"})
    model = pull(name, home=tmp_path)
    assert contents(model.folder) == files
    assert load_clip(str(folder_of(name, home=tmp_path))).config.projection_dim == 48


def test_a_second_pull_downloads_only_what_is_new(hub: FakeHub, tmp_path: Path) -> None:
    """What is here is not fetched again, also when only its commit is new."""
    pull(NAME, home=tmp_path)
    hub.commit(NAME, FILES | {"merges.txt": b"#version: 0.3\n"})
    hub.requests.clear()
    pull(NAME, home=tmp_path)
    assert [seen.path.rpartition("/")[2] for seen in hub.fetched("") if seen.method == "GET"] == ["merges.txt"]


def test_the_token_goes_to_the_hub_and_not_to_its_cdn(hub: FakeHub, tmp_path: Path) -> None:
    """A token is for the hub alone, wherever it sends us."""
    pull(NAME, home=tmp_path)
    sent = {seen.path.startswith("/cdn/"): seen.authorization for seen in hub.requests}
    assert sent == {False: f"Bearer {TOKEN}", True: None}


def test_the_cache_is_shared_with_other_tools(hub: FakeHub, tmp_path: Path) -> None:
    """huggingface_hub finds what we pulled, and we download nothing that it has."""
    model = pull(NAME, home=tmp_path / "ours")
    assert snapshot_download(NAME, cache_dir=tmp_path / "ours", local_files_only=True) == str(model.folder)
    scanned = scan_cache_dir(tmp_path / "ours")
    assert (len(scanned.repos), scanned.size_on_disk, scanned.warnings) == (1, TOTAL, [])
    snapshot_download(NAME, cache_dir=tmp_path / "theirs")
    hub.requests.clear()
    assert pull(NAME, home=tmp_path / "theirs").files == model.files
    assert hub.fetched("") == []


def test_where_links_are_not_allowed_files_are_in_the_snapshot(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems have no links; contents are there once, and checked, all the same."""

    def not_allowed(*_: object) -> None:
        raise OSError("a required privilege is not held by the client")

    monkeypatch.setattr(os, "symlink", not_allowed)
    monkeypatch.setenv("HF_HUB_DISABLE_SYMLINKS_WARNING", "1")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS_WARNING", True)
    model = pull(NAME, home=tmp_path)
    assert contents(model.folder) == READ
    weights = model.folder / "flax_model.msgpack"
    weights.write_bytes(WEIGHTS[::-1])
    assert "is damaged" in refusal(NAME, home=tmp_path)
    assert not weights.exists()
    weights.write_bytes(WEIGHTS[:1000])
    assert contents(pull(NAME, home=tmp_path).folder) == READ


def test_importing_costs_no_huggingface_hub() -> None:
    """`nonet --help` does not wait for it."""
    program = "import sys, inference.files.hub; print({'huggingface_hub', 'httpx2', 'jax'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=240)
    assert done.stdout.strip() == "set()"


def test_a_terminal_shows_progress(hub: FakeHub, tmp_path: Path) -> None:
    """A bar for each file, in a terminal; nothing but the result elsewhere, and the hub is not told who calls."""
    shown, terminal = pty.openpty()
    environment = os.environ | {"HF_HOME": str(tmp_path), "TERM": "xterm"}
    hub.commit("dalle-mini/vqgan_imagenet_f16_16384", {"config.json": b"{}", "flax_model.msgpack": b"1"})
    hub.repos[ours.VQGAN_NAME].commits[ours.VQGAN_REVISION] = {"config.json": b"{}", "flax_model.msgpack": b"1"}
    done = subprocess.run(PULL, env=environment, stderr=terminal, stdout=subprocess.PIPE, text=True, timeout=240)
    os.close(terminal)
    bars = b""
    try:
        while block := os.read(shown, 65536):
            bars += block
    except OSError:  # how a terminal ends
        pass
    os.close(shown)
    assert done.returncode == 0, bars.decode()
    assert b"flax_model.msgpack: 100%" in bars
    quiet = subprocess.run(PULL, env=environment, capture_output=True, text=True, timeout=240)
    assert (quiet.stderr, quiet.stdout) == ("", done.stdout)
    assert [seen.path for seen in hub.requests if "agent" in seen.path] == []


# Names and revisions


def test_what_the_hub_does_not_have_is_one_sentence(hub: FakeHub, tmp_path: Path) -> None:
    """A model, a revision, a file, or weights that we could read."""
    hub.commit("someone/torch", {"config.json": b"{}", "pytorch_model.bin": b"\x80"})
    assert "no model someone/nobody" in refusal("someone/nobody", home=tmp_path)
    assert "no revision 'v9'" in refusal(f"{NAME}@v9", home=tmp_path)
    assert "pickles are never opened" in refusal("someone/torch", home=tmp_path)
    assert "has no pytorch_model.bin that we read" in refusal(NAME, home=tmp_path, files=["pytorch_model.bin"])
    hub.lost = "merges.txt"
    assert "answers 404" in refusal(NAME, home=tmp_path)


@pytest.mark.parametrize("name", ["", "a/b/c", "../x", "a/..", "a--b/c", "x/y@", "x/y@a/../b", "mini-1:v0", "x/y@-f"])
def test_a_name_that_cannot_exist_is_refused_before_anything(hub: FakeHub, tmp_path: Path, name: str) -> None:
    """No request is made and no folder outside the cache is looked at."""
    assert " is no " in refusal(name, home=tmp_path)
    assert hub.requests == []


def test_a_closed_model_says_how_to_open_it(hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gated with a token, gated without, private, and a token that is no good."""
    hub.commit("someone/gated", FILES, gated=True)
    assert "accept its terms at" in refusal("someone/gated", home=tmp_path)
    monkeypatch.setenv("HF_TOKEN", f"{TOKEN}_expired")
    assert "refuses dalle-mini/dalle-mini (status 401)" in refusal(NAME, home=tmp_path)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
    assert "accept its terms at" in refusal("someone/gated", home=tmp_path)
    assert "set HF_TOKEN if it is private" in refusal("someone/private", home=tmp_path)


def test_a_pinned_revision_stays_when_the_hub_moves_on(hub: FakeHub, tmp_path: Path) -> None:
    """A commit is for ever; main is what it was at the last pull."""
    old = hub.repos[NAME].branches["main"]
    assert pull(NAME, home=tmp_path).commit == old
    new = hub.commit(NAME, FILES | {"config.json": b'{"moved": "on"}'})
    assert folder_of(NAME, home=tmp_path).name == old
    assert pull(f"{NAME}@{old}", home=tmp_path).commit == old
    assert pull(NAME, revision=old, home=tmp_path).folder == folder_of(f"{NAME}@{old[:7]}", home=tmp_path)
    assert pull(NAME, home=tmp_path).commit == new
    assert folder_of(NAME, home=tmp_path).name == new
    assert (folder_of(f"{NAME}@{old}", home=tmp_path) / "config.json").read_bytes() == FILES["config.json"]
    assert {model.commit for model in pulled(tmp_path)} == {old, new}
    with pytest.raises(ModelError, match="two different things"):
        pull(f"{NAME}@{old}", revision=new, home=tmp_path)


def test_a_pinned_commit_is_what_comes(hub: FakeHub, tmp_path: Path) -> None:
    """A hub that answers with another commit is not believed, nor is a ref that it made."""
    asked, other = "c" * 40, hub.repos[NAME].branches["main"]
    hub.answer(200, part="/api/", text=json.dumps({"id": NAME, "sha": other, "siblings": []}))
    assert f"{asked} was asked for, and the hub answers with {other}" in refusal(f"{NAME}@{asked}", home=tmp_path)
    pull(NAME, home=tmp_path)
    (tmp_path / STORE / "refs" / asked).write_text(other)
    with pytest.raises(ModelError, match="is not on this machine"):
        folder_of(f"{NAME}@{asked}", home=tmp_path)


def test_companions_complete_the_published_models(hub: FakeHub, tmp_path: Path) -> None:
    """Mega takes one file of Mini, and Mini itself is not moved or taken for complete by that."""
    decoder = ours.Companion(ours.VQGAN_NAME, ours.VQGAN_REVISION)
    words = ours.Companion(ours.WORDS_NAME, None, (WORDS_FILE,))
    assert companions(NAME) == (decoder,)
    assert companions("dalle-mini/dalle-mega@main") == (decoder, words)
    assert companions("someone/else") == ()
    pull(words.name, files=words.files, home=tmp_path)
    assert file_of(words.name, WORDS_FILE, home=tmp_path).read_bytes() == FILES[WORDS_FILE]
    with pytest.raises(ModelError, match=r"only in part, without config\.json"):
        folder_of(words.name, home=tmp_path)
    complete = pull(NAME, home=tmp_path)
    hub.commit(NAME, FILES | {WORDS_FILE: b"of 1\n"})
    pull(words.name, files=words.files, home=tmp_path)
    assert folder_of(NAME, home=tmp_path) == complete.folder


# Without a network


@pytest.mark.parametrize("by_environment", [False, True])
def test_offline_knows_what_is_here_and_opens_no_socket(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_environment: bool
) -> None:
    """What was pulled is given, what was not is refused in one sentence, and nobody is asked."""
    model = pull(NAME, home=tmp_path)
    close_session()
    hub.requests.clear()
    monkeypatch.setattr(socket.socket, "connect", lambda *address: pytest.fail("a socket was opened"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", by_environment)
    offline = not by_environment
    assert pull(NAME, home=tmp_path, offline=offline) == model
    assert pull(NAME, home=tmp_path, offline=offline, files=[WORDS_FILE]) == model
    for name in ("someone/else", f"{NAME}@v2"):
        assert f"{name} is not on this machine" in refusal(name, home=tmp_path, offline=offline)
    assert "card.md of " in refusal(NAME, home=tmp_path, offline=offline, files=["card.md"])
    assert hub.requests == []


def test_a_model_that_is_not_here_says_which_command_brings_it(tmp_path: Path) -> None:
    """Not pulled, pulled at another commit, ambiguous, or not verified."""
    snapshots = tmp_path / "models--x--y" / "snapshots"

    def says(name: str, sentence: str) -> None:
        with pytest.raises(ModelError, match=sentence):
            folder_of(name, home=tmp_path)

    says("x/y", r"x/y is not on this machine; run `nonet model pull x/y`\.")
    for commit in ("abcd1" + "0" * 35, "abcd2" + "0" * 35):
        (snapshots / commit).mkdir(parents=True)
        (snapshots / commit / "config.json").write_text("{}")
        (snapshots / commit / "model.safetensors").write_bytes(b"")
    says("x/y", "not on this machine, but x/y@abcd")
    says("x/y@abcd", "not on this machine, but x/y@abcd")
    folder = folder_of("x/y@abcd1", home=tmp_path)
    ours.unverified(folder).parent.mkdir()
    ours.unverified(folder).touch()
    says("x/y@abcd1", "without compared checksums; run `nonet model pull x/y@abcd1` to go on")


# The connection


@pytest.mark.parametrize("reset", [False, True])
def test_a_cut_connection_is_taken_up_again(hub: FakeHub, tmp_path: Path, reset: bool) -> None:
    """The same call gets the rest, or the file once more, however rudely the connection ended."""
    hub.cut(after=100_000, reset=reset, times=2)
    assert contents(pull(NAME, home=tmp_path).folder) == READ
    assert list(tmp_path.rglob("*.incomplete")) == []


def test_a_pull_that_gives_up_leaves_the_old_model_in_use(hub: FakeHub, tmp_path: Path) -> None:
    """Nothing that a load takes for complete; the next pull keeps the files that were, and ends it."""
    old = pull(NAME, home=tmp_path).folder
    new = hub.commit(NAME, FILES | {"config.json": b'{"new": 1}', "flax_model.msgpack": WEIGHTS[::-1]})
    hub.cut(after=1000, then=503)
    assert "answers 503" in refusal(NAME, home=tmp_path)
    assert folder_of(NAME, home=tmp_path) == old
    with pytest.raises(ModelError, match="only in part"):
        folder_of(f"{NAME}@{new}", home=tmp_path)
    hub.heal()
    hub.requests.clear()
    assert folder_of(NAME, home=tmp_path) == old
    assert pull(NAME, home=tmp_path).commit == new
    assert {seen.path.rpartition("/")[2] for seen in hub.fetched("")} == {"flax_model.msgpack"}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_pull_that_is_stopped_ends_at_once(hub: FakeHub, tmp_path: Path, how: signal.Signals) -> None:
    """Ctrl-C and SIGKILL in the middle of a file; the model is in part, and the next pull completes it."""
    hub.stall = 100_000
    program = f"""
import signal, sys
from bot.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background is told to ignore it
sys.argv[1:] = ["model", "pull", {NAME!r}]
sys.exit(main())
"""
    command, environment = [sys.executable, "-c", program], os.environ | {"HF_HOME": str(tmp_path)}
    going = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert hub.stalled.wait(60)
    time.sleep(0.01)
    start = time.monotonic()
    going.send_signal(how)
    _, said = going.communicate()
    assert (going.returncode != 0, "Traceback" in said) == (True, False)
    assert time.monotonic() - start < 5
    home = tmp_path / "hub"
    with pytest.raises(ModelError, match="only in part"):
        folder_of(NAME, home=home)
    left = list(home.rglob("*.incomplete"))
    for part in left:
        os.utime(part, (0, 0))  # long ago
    hub.heal()
    assert contents(pull(NAME, home=home).folder) == READ
    assert (len(left), list(home.rglob("*.incomplete"))) == (how == signal.SIGKILL, [])


def test_two_pulls_at_once_download_once(hub: FakeHub, tmp_path: Path) -> None:
    """The second waits for the first and finds everything there."""
    both = [threading.Thread(target=pull, args=(NAME,), kwargs={"home": tmp_path}) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert contents(folder_of(NAME, home=tmp_path)) == READ
    assert len(hub.fetched("/cdn/")) == 2  # the two files of weights


@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize("part", ["/api/", "/resolve/", "/cdn/"])
def test_a_hub_that_stumbles_is_asked_again(hub: FakeHub, tmp_path: Path, part: str, status: int) -> None:
    """Too busy, or broken for a moment, is no reason to stop."""
    hub.answer(status, part=part, times=2)
    assert pull(NAME, home=tmp_path).bytes == TOTAL


def test_a_hub_that_falls_silent_counts_as_cut(hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever, neither for a listing nor for the rest of a file."""
    monkeypatch.setattr(ours, "TIMEOUT_S", 0.1)
    monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 0.1)
    hub.stall = 100_000
    assert "No connection to http://127.0.0.1" in refusal(NAME, home=tmp_path)
    hub.silent = True
    assert "No connection to http://127.0.0.1" in refusal(NAME, home=tmp_path)


def test_no_hub_at_all_is_one_sentence(hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens, the address is none, or a sign-in page answers; the password in an address is not shown."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        at(f"http://user:{TOKEN}@127.0.0.1:{taken.getsockname()[1]}", monkeypatch)
        assert "No connection to http://127.0.0.1" in refusal(NAME, home=tmp_path)
    for address in ("my.mirror", "http://[::1", "http://☃.com"):
        at(address, monkeypatch)
        assert "HF_ENDPOINT must be an address" in refusal(NAME, home=tmp_path)
    at(hub.url, monkeypatch)
    hub.answer(200)
    assert "is not a model hub" in refusal(NAME, home=tmp_path)


LISTED = {"rfilename": "config.json", "size": 2, "blobId": "b" * 40}
LIES = {
    "a list": "[]",
    "files that are names": {"siblings": ["config.json"]},
    "a name that is a number": {"siblings": [LISTED | {"rfilename": 5}]},
    "a large file in words": {"siblings": [LISTED | {"lfs": "yes"}]},
    "depth": "[" * 200_000,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_listing_that_cannot_be_is_one_sentence(hub: FakeHub, tmp_path: Path, lie: object) -> None:
    """Whoever answers to the hub's name may say anything."""
    text = lie if isinstance(lie, str) else json.dumps({"id": NAME, "sha": "a" * 40} | dict(lie))
    hub.answer(200, part="/api/", text=text)
    assert "is not a model hub" in refusal(NAME, home=tmp_path)


@pytest.mark.parametrize("etag", ["/../../../../evil", "../../evil", "{}/evil"])
def test_a_hub_cannot_choose_where_its_files_go(hub: FakeHub, tmp_path: Path, etag: str) -> None:
    """An ETag becomes a file's name; one that leads out of the cache is refused before anything is written there."""
    hub.etag = etag.format(tmp_path)
    assert "is not a model hub" in refusal(NAME, home=tmp_path / "cache" / "hub")
    assert list(tmp_path.rglob("evil*")) == []


# Damage


def test_a_wrong_byte_is_refused_and_leaves_nothing(hub: FakeHub, tmp_path: Path) -> None:
    """The sentence names the file and both checksums; the next pull gets the file again."""
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


def test_a_file_is_not_used_before_its_checksum_was_compared(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All files are there, the last comparison is not done: a load and a list do not see the model."""
    seen: list[str] = []
    compare = ours._compare

    def looking(there: object, path: Path, expected: str) -> None:
        with pytest.raises(ModelError, match="only in part, without compared checksums") as caught:
            folder_of(f"{NAME}@{path.parts[-2 - ('vqgan' in path.parts)][:12]}", home=tmp_path)
        assert pulled(tmp_path) == []
        with pytest.raises(ModelError):
            file_of(NAME, WORDS_FILE, home=tmp_path)
        seen.append(str(caught.value))
        compare(there, path, expected)

    monkeypatch.setattr(ours, "_compare", looking)
    pull(NAME, home=tmp_path)
    assert len(seen) == len(READ)
    assert pulled(tmp_path) != []


def test_a_byte_that_changed_on_the_disk_is_found(hub: FakeHub, tmp_path: Path) -> None:
    """By the next pull, which compares all checksums; a wrong size is mended by itself."""
    weights = pull(NAME, home=tmp_path).folder / "flax_model.msgpack"
    weights.resolve().write_bytes(b"\0" + WEIGHTS[1:])
    assert "flax_model.msgpack of dalle-mini/dalle-mini is damaged" in refusal(NAME, home=tmp_path)
    assert not weights.is_symlink()
    assert pull(NAME, home=tmp_path).bytes == TOTAL
    weights.resolve().write_bytes(WEIGHTS[:1000])
    pull(NAME, home=tmp_path)
    assert weights.read_bytes() == WEIGHTS
    small = weights.with_name("merges.txt")
    small.resolve().write_bytes(READ["merges.txt"][::-1])
    assert blob_sha1(READ["merges.txt"]) in refusal(NAME, home=tmp_path)


def test_a_disk_that_is_too_small_is_known_beforehand(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No byte of a file is downloaded that cannot fit."""
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": len(WEIGHTS) - 1}))
    assert "No room left" in refusal(NAME, home=tmp_path)
    assert hub.fetched("/cdn/") == [seen for seen in hub.fetched("/cdn/") if "vqgan" in seen.path]


def test_a_disk_that_fills_up_meanwhile_is_one_sentence(hub: FakeHub, tmp_path: Path) -> None:
    """A real limit, in a process of its own; with room again, the next pull completes the model."""
    program = f"""
import resource
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
    assert list(tmp_path.rglob("*.incomplete")) == []
    assert pull(NAME, home=tmp_path).bytes == TOTAL


def test_a_folder_that_cannot_be_written_is_one_sentence(hub: FakeHub, tmp_path: Path) -> None:
    """The cache may be somebody else's, or no folder at all."""
    (tmp_path / "file").write_bytes(b"")
    assert "cannot be written (Not a directory)" in refusal(NAME, home=tmp_path / "file")
