"""The Hugging Face cache on this machine: where a model lies, whether it is whole, and what is here; no network.

The layout is huggingface_hub's own, so what another tool has fetched is here already, and the other way round
(https://huggingface.co/docs/huggingface_hub/guides/manage-cache):

    models--dalle-mini--dalle-mini/
        blobs/<checksum>                  contents, named by sha256 (large files) or git's sha1 (small ones)
        blobs/<checksum>.incomplete       as much as had arrived when the line was cut
        snapshots/<commit>/config.json    -> ../../blobs/<checksum>
        refs/main                         the commit that "main" meant when it was pulled
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inference.api import ModelError

WORDS_FILE = "enwiki-words-frequency.txt"
"""The list by which the text normaliser splits hashtags."""

WEIGHTS = re.compile(r"(vqgan/)?(flax_model[\w.-]*\.msgpack|[\w.-]+\.safetensors)", re.ASCII)
READ = re.compile(
    rf"{WEIGHTS.pattern}(\.index\.json)?"
    r"|(vqgan/)?(config|tokenizer|tokenizer_config|special_tokens_map|vocab)\.json"
    rf"|(vqgan/)?(merges\.txt|LICENSE[\w.-]*|README\.md|CARD\.md)|{re.escape(WORDS_FILE)}",
    re.ASCII,
)
"""The files that we read, below a model's folder. Nothing that could be a pickle is among them."""


@dataclass(frozen=True)
class Pulled:
    """A model on this machine: its name, the revision asked for and the commit it is, and the files that we read."""

    name: str
    revision: str
    commit: str
    folder: Path
    files: tuple[str, ...]
    bytes: int


@dataclass(frozen=True)
class Place:
    """Where one model at one revision lies, or would lie."""

    name: str
    revision: str
    store: Path

    def __str__(self) -> str:
        return self.name if self.revision == "main" else f"{self.name}@{self.revision}"

    def snapshots(self) -> list[Path]:
        """The folders of all commits, whole or not, the newest first."""
        return sorted(self.store.glob("snapshots/*"), key=lambda folder: folder.stat().st_mtime, reverse=True)

    def snapshot(self) -> Path:
        """The folder of the revision asked for, whole or not.

        Raises:
            ModelError: it is not here, or the start of a commit fits several.
        """
        ref = self.store / "refs" / self.revision
        commit = ref.read_text().strip() if ref.is_file() else self.revision
        here = self.snapshots()
        fitting = [folder for folder in here if folder.name.startswith(commit) and len(commit) >= 4]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise ModelError(
                f"{self} may be {' or '.join(folder.name for folder in fitting)}; give more of the commit."
            )
        if whole := [f"{self.name}@{folder.name[:12]}" for folder in here if not missing(folder)]:
            raise ModelError(f"{self} is not on this machine, but {', '.join(whole)}; run `nonet model pull {self}`.")
        if any(self.store.glob("blobs/*")):
            raise ModelError(f"{self} is here only in part, its pull was cut; run `nonet model pull {self}` to go on.")
        raise ModelError(f"{self} is not on this machine; run `nonet model pull {self}`.")

    def describe(self, folder: Path) -> Pulled:
        """What is in a snapshot folder, as far as we read it."""
        paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        names = tuple(sorted(name for name in paths if READ.fullmatch(name)))
        size = sum(paths[name].stat().st_size for name in names)
        return Pulled(self.name, self.revision, folder.name, folder, names, size)

    def blob(self, checksum: str) -> Path:
        """Where the contents with this checksum lie."""
        return self.store / "blobs" / checksum

    @contextmanager
    def locked(self, checksum: str) -> Iterator[None]:
        """Keeps other pulls, ours and other tools', from writing the same contents at the same time."""
        from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

        lock = self.store.parent / ".locks" / self.store.name / f"{checksum}.lock"
        for folder in (lock.parent, self.store / "blobs"):
            folder.mkdir(parents=True, exist_ok=True)
        with WeakFileLock(lock):
            yield

    def link(self, checksum: str, path: Path) -> None:
        """Makes `path` in a snapshot show the contents; where links are not allowed (Windows) they move there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        try:
            path.symlink_to(os.path.relpath(self.blob(checksum), path.parent))
        except OSError:
            self.blob(checksum).replace(path)

    def forget(self, checksum: str, path: Path) -> None:
        """Removes damaged contents, the file in the snapshot, and every other link to them."""
        self.blob(checksum).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        for other in self.store.glob("snapshots/**/*"):
            if other.is_symlink() and not other.exists():
                other.unlink()

    def move_ref(self, commit: str) -> None:
        """From now on the revision means this commit, here too."""
        ref = self.store / "refs" / self.revision
        if self.revision != commit:
            ref.parent.mkdir(parents=True, exist_ok=True)
            fresh = ref.with_name(f"{ref.name}.{uuid.uuid4().hex[:8]}.tmp")  # others read it meanwhile: never half
            fresh.write_text(commit)
            fresh.replace(ref)


def place(name: str, revision: str | None = None, home: Path | None = None) -> Place:
    """The place of "owner/model" or "owner/model@revision"; `home` is the cache, huggingface_hub's own if not given.

    Raises:
        ModelError: no such name or revision can be.
    """
    model, at, after = name.partition("@")
    # the hub's own rule for names; it also keeps "..", and with it every other folder, out of our paths
    if not re.fullmatch(r"(?!.*(--|\.\.))(\w[\w.-]*/)?\w[\w.-]*", model, re.ASCII):
        raise ModelError(f"{model!r} is no name of a model on the hub; names look like dalle-mini/dalle-mini.")
    asked = after if at else revision or "main"
    if revision not in (None, asked):
        raise ModelError(f"{name} and the revision {revision} say two different things; give one of them.")
    if not re.fullmatch(r"(?!.*\.\.)\w[\w./-]*", asked, re.ASCII):
        raise ModelError(f"{asked!r} is no revision; give a branch, a tag or a commit, as in {model}@main.")
    return Place(model, asked, _cache(home) / f"models--{model.replace('/', '--')}")


def missing(folder: Path) -> str:
    """The first thing that loading this folder would miss; empty if it is whole."""
    if not (folder / "config.json").exists():
        return "config.json"
    for index in sorted([*folder.glob("*.index.json"), *folder.glob("vqgan/*.index.json")]):
        try:
            shards = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
            absent = [shard for shard in shards if not (index.parent / shard).exists()]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return f"a readable {index.name}"
        if absent:
            return str(absent[0])
    weights = (path for path in folder.glob("*") if WEIGHTS.fullmatch(path.name) and path.exists())
    return "" if any(weights) else "weights"


def pulled(home: Path | None = None) -> list[Pulled]:
    """Every whole model in the cache, each commit by itself: whatever has a config.json and weights that we read."""
    found = []
    for folder in sorted(_cache(home).glob("models--*/snapshots/*")):
        if folder.is_dir() and not missing(folder):
            store = folder.parent.parent
            refs = [ref for ref in store.glob("refs/**/*") if ref.is_file() and ref.read_text().strip() == folder.name]
            names = sorted(ref.relative_to(store / "refs").as_posix() for ref in refs) or [folder.name]
            name = store.name.removeprefix("models--").replace("--", "/")
            found.append(Place(name, "main" if "main" in names else names[0], store).describe(folder))
    return found


def _cache(home: Path | None) -> Path:
    from huggingface_hub import constants

    return Path(home or constants.HF_HUB_CACHE).expanduser().absolute()
