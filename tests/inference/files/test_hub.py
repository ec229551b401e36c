"""Where models come from: a pulled model is whole, stays what it is, and needs no network any more."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.hub import FakeHub
from fakes.published import FILES, NAME, READ, TOKEN, TOTAL, WEIGHTS, contents, published, refusal
from huggingface_hub import close_session, scan_cache_dir, snapshot_download

from inference.api import ModelError
from inference.files import hub as ours
from inference.files.hub import (
    VQGAN_NAME,
    VQGAN_REVISION,
    WORDS_FILE,
    WORDS_NAME,
    companions,
    file_of,
    folder_of,
    pull,
    pulled,
)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with published(monkeypatch) as server:
        yield server


# The plain story


def test_a_pulled_model_is_found_and_is_whole(hub: FakeHub, tmp_path: Path) -> None:
    """Exactly the files we read arrive, byte for byte, and `folder_of` finds them; pickles are never asked for."""
    model = pull(NAME, home=tmp_path)
    commit = hub.repos[NAME].branches["main"]
    assert (model.name, model.revision, model.commit, model.bytes) == (NAME, "main", commit, TOTAL)
    assert list(model.files) == sorted(READ)
    assert folder_of(NAME, home=tmp_path) == model.folder
    assert contents(model.folder) == READ
    assert [seen.path for seen in hub.requests if seen.path.endswith((".pkl", ".bin", ".pt"))] == []
    assert pulled(tmp_path) == [model]


def test_a_second_pull_fetches_nothing(hub: FakeHub, tmp_path: Path) -> None:
    """What is here is not fetched again, also when it is new only by its commit."""
    pull(NAME, home=tmp_path)
    hub.commit(NAME, FILES | {"merges.txt": b"#version: 0.3\n"})
    hub.requests.clear()
    pull(NAME, home=tmp_path)
    assert [seen.path.rpartition("/")[2] for seen in hub.fetched("")] == ["merges.txt"]


def test_progress_never_goes_backwards_and_reaches_the_total(hub: FakeHub, tmp_path: Path) -> None:
    """Not even when the line is cut and the server starts the file over."""
    hub.ranges = False
    hub.cut(after=200_000)
    told: list[tuple[int, int, str]] = []
    pull(NAME, home=tmp_path, progress=lambda *now: told.append(now))
    counts = [done for done, _, _ in told]
    assert counts == sorted(counts)
    assert {total for _, total, _ in told} == {TOTAL}
    assert told[-1] == (TOTAL, TOTAL, "vqgan/flax_model.msgpack")
    assert len({done for done, _, file in told if file == "flax_model.msgpack"}) > 2


def test_the_token_goes_to_the_hub_and_not_to_its_cdn(hub: FakeHub, tmp_path: Path) -> None:
    """A token is for the hub alone, wherever it sends us."""
    pull(NAME, home=tmp_path)
    sent = {seen.path.startswith("/cdn/"): seen.authorization for seen in hub.requests}
    assert sent == {False: f"Bearer {TOKEN}", True: None}


def test_the_cache_is_shared_with_other_tools(hub: FakeHub, tmp_path: Path) -> None:
    """huggingface_hub finds what we pulled, and we fetch nothing that it has."""
    model = pull(NAME, home=tmp_path / "ours")
    assert snapshot_download(NAME, cache_dir=tmp_path / "ours", local_files_only=True) == str(model.folder)
    scanned = scan_cache_dir(tmp_path / "ours")
    assert (len(scanned.repos), scanned.size_on_disk, scanned.warnings) == (1, TOTAL, [])
    program = f"from huggingface_hub import snapshot_download as d; d({NAME!r}, cache_dir={str(tmp_path / 'theirs')!r})"
    quiet = {"HF_ENDPOINT": hub.url, "HF_HUB_DISABLE_TELEMETRY": "1", "HF_TOKEN": TOKEN, "HF_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, env=quiet, timeout=240)
    hub.requests.clear()
    assert pull(NAME, home=tmp_path / "theirs", verify=True).files == model.files
    assert hub.fetched("") == []


def test_where_links_are_not_allowed_files_lie_in_the_snapshot(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows: nothing is kept twice, fetched twice, or left when it is damaged."""

    def not_allowed(path: Path, target: str) -> None:
        raise OSError("a required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", not_allowed)
    model = pull(NAME, home=tmp_path)
    assert contents(model.folder) == READ
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) - TOTAL == len(model.commit)
    hub.requests.clear()
    assert pull(NAME, home=tmp_path, verify=True) == model
    assert hub.fetched("") == []
    (model.folder / "flax_model.msgpack").write_bytes(WEIGHTS[::-1])
    assert "is damaged" in refusal(NAME, home=tmp_path, verify=True)
    assert not (model.folder / "flax_model.msgpack").exists()
    (model.folder / "flax_model.msgpack").write_bytes(WEIGHTS[:1000])
    assert contents(pull(NAME, home=tmp_path).folder) == READ


def test_importing_costs_no_huggingface_hub() -> None:
    """`nonet --help` does not wait for it."""
    program = "import sys, inference.files.hub; print({'huggingface_hub', 'httpx2', 'jax'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=240)
    assert done.stdout.strip() == "set()"


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
def test_a_name_that_cannot_be_is_refused_before_anything(hub: FakeHub, tmp_path: Path, name: str) -> None:
    """No request is made and no folder outside the cache is looked at."""
    assert " is no " in refusal(name, home=tmp_path)
    assert hub.requests == []


def test_a_closed_model_says_how_to_open_it(hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gated with a token, gated without, private, and a token that is no good."""
    hub.commit("someone/gated", FILES, gated=True)
    assert "accept its terms at" in refusal("someone/gated", home=tmp_path)
    monkeypatch.setenv("HF_TOKEN", f"{TOKEN}_expired")
    assert "refuses dalle-mini/dalle-mini (status 401)" in refusal(NAME, home=tmp_path)
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr("huggingface_hub.get_token", lambda: None)
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
    assert {model.revision: model.commit for model in pulled(tmp_path)} == {old: old, "main": new}
    with pytest.raises(ModelError, match="two different things"):
        pull(f"{NAME}@{old}", revision=new, home=tmp_path)


@pytest.mark.parametrize(
    "index", ['{"weight_map": {"a": 5}}', f'{{"weight_map": {{"a": "{"x" * 300}"}}}}', "[" * 200_000]
)
def test_a_shard_list_that_cannot_be_is_a_model_in_part(hub: FakeHub, tmp_path: Path, index: str) -> None:
    """Whatever lies in the cache, what is here is listed, and a broken model is said to be one."""
    folder = pull(NAME, home=tmp_path).folder
    (folder / "model.safetensors.index.json").write_text(index)
    assert pulled(tmp_path) == []
    with pytest.raises(ModelError, match=r"without a readable model\.safetensors\.index\.json"):
        folder_of(NAME, home=tmp_path)


def test_a_pull_that_is_cut_leaves_the_old_main_in_use(hub: FakeHub, tmp_path: Path) -> None:
    """The ref moves last."""
    old = pull(NAME, home=tmp_path).commit
    hub.commit(NAME, FILES | {"flax_model.msgpack": WEIGHTS[::-1]})
    hub.cut(after=1000, then=503)
    refusal(NAME, home=tmp_path)
    assert folder_of(NAME, home=tmp_path).name == old


def test_companions_complete_the_published_models(hub: FakeHub, tmp_path: Path) -> None:
    """Mega takes one file of mini, and mini itself is not moved or taken for whole by that."""
    decoder = ours.Companion(VQGAN_NAME, VQGAN_REVISION)
    assert companions(NAME) == (decoder,)
    assert companions("dalle-mini/dalle-mega@main") == (decoder, ours.Companion(WORDS_NAME, None, (WORDS_FILE,)))
    assert companions("someone/else") == ()
    words = companions("dalle-mini/dalle-mega")[1]
    pull(words.name, files=words.files, home=tmp_path)
    assert file_of(WORDS_NAME, WORDS_FILE, home=tmp_path).read_bytes() == FILES[WORDS_FILE]
    with pytest.raises(ModelError, match=r"only in part, without config\.json"):
        folder_of(WORDS_NAME, home=tmp_path)
    whole = pull(NAME, home=tmp_path)
    hub.commit(NAME, FILES | {WORDS_FILE: b"of 1\n"})
    pull(words.name, files=words.files, home=tmp_path)
    assert folder_of(NAME, home=tmp_path) == whole.folder


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
    if by_environment:
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    offline = not by_environment
    assert pull(NAME, home=tmp_path, offline=offline) == model
    assert pull(NAME, home=tmp_path, offline=offline, files=[WORDS_FILE]) == model
    assert "while online" in refusal("someone/else", home=tmp_path, offline=offline)
    assert "while online" in refusal(f"{NAME}@v2", home=tmp_path, offline=offline)
    assert "card.md of " in refusal(NAME, home=tmp_path, offline=offline, files=["card.md"])
    assert hub.requests == []
    (model.folder / "flax_model.msgpack").resolve().write_bytes(b"\0" + WEIGHTS[1:])
    assert "is damaged" in refusal(NAME, home=tmp_path, offline=offline, verify=True)


def test_a_model_that_is_not_here_says_which_command_brings_it(tmp_path: Path) -> None:
    """Not pulled, pulled at another commit, ambiguous, or with a shard missing."""
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
    says("x/y@abcd", "give more of the commit")
    folder = folder_of("x/y@abcd1", home=tmp_path)
    shards = {"weight_map": {"a": "flax_model-1.msgpack", "b": "flax_model-2.msgpack"}}
    (folder / "flax_model.msgpack.index.json").write_text(json.dumps(shards))
    (folder / "flax_model-1.msgpack").write_bytes(b"")
    says("x/y@abcd1", "without flax_model-2.msgpack; run `nonet model pull x/y@abcd1` to go on")
    (folder / "flax_model-2.msgpack").write_bytes(b"")
    assert folder_of("x/y@abcd1", home=tmp_path) == folder
    (folder / "flax_model.msgpack.index.json").write_text("half a fi")
    says("x/y@abcd1", "without a readable flax_model.msgpack.index.json")
