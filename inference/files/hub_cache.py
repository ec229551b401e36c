"""The Hugging Face cache on this machine: where a model is, whether it is complete, and what is here. No network.

The layout is huggingface_hub's own, so what another tool has downloaded is found here, and the other way round
(https://huggingface.co/docs/huggingface_hub/guides/manage-cache):

    models--dalle-mini--dalle-mini/
        blobs/<checksum>                  contents, named by sha256 (large files) or git's sha1 (small ones)
        snapshots/<commit>/config.json    -> ../../blobs/<checksum>
        refs/main                         the commit that "main" meant when it was pulled
        nonet-unverified/<commit>         ours: a pull of this commit has not compared the checksums yet
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from inference.api import ModelError

WORDS_FILE = "enwiki-words-frequency.txt"
"""The list by which the text normaliser splits hashtags."""
COMMIT = re.compile("[0-9a-f]{40}")
WEIGHTS = re.compile(r"(vqgan/)?(flax_model[\w.-]*\.msgpack|[\w.-]+\.safetensors)", re.ASCII)
READ = re.compile(
    rf"{WEIGHTS.pattern}(\.index\.json)?"
    r"|(vqgan/)?(config|preprocessor_config|tokenizer|tokenizer_config|special_tokens_map|vocab|words|kinds)\.json"
    rf"|(vqgan/)?(merges\.txt|LICENSE[\w.-]*|README\.md|CARD\.md)|{re.escape(WORDS_FILE)}",
    re.ASCII,
)
"""The files that we read, below a model's folder. Nothing that could be a pickle is among them."""


@dataclass(frozen=True)
class Pulled:
    """A model on this machine, and those of its files that we read."""

    name: str
    commit: str
    folder: Path
    files: tuple[str, ...]
    bytes: int


@dataclass(frozen=True)
class Place:
    """Where one model at one revision is, or would be."""

    name: str
    revision: str
    store: Path

    def __str__(self) -> str:
        return self.name if self.revision == "main" else f"{self.name}@{self.revision}"

    def snapshots(self) -> list[Path]:
        """The folders of all commits, complete or not, the newest first."""
        return sorted(self.store.glob("snapshots/*"), key=lambda folder: folder.stat().st_mtime, reverse=True)

    def snapshot(self) -> Path:
        """The folder of the revision asked for, complete or not.

        Raises:
            ModelError: it is not here, or not the only one whose commit starts like this.
        """
        ref = self.store / "refs" / self.revision
        named = ref.is_file() and not COMMIT.fullmatch(self.revision)  # a commit is itself, whatever a ref says
        commit = ref.read_text().strip() if named else self.revision
        here = self.snapshots()
        fitting = [folder for folder in here if folder.name.startswith(commit) and len(commit) >= 4]
        if len(fitting) == 1:
            return fitting[0]
        others = ", ".join(f"{self.name}@{folder.name[:12]}" for folder in here if not missing(folder))
        where = "is here only in part" if here and not others else "is not on this machine"
        raise ModelError(f"{self} {where}{others and f', but {others}'}; run `nonet model pull {self}`.")

    def describe(self, folder: Path) -> Pulled:
        """What is in a snapshot folder, as far as we read it."""
        paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        names = tuple(sorted(name for name in paths if READ.fullmatch(name)))
        size = sum(paths[name].stat().st_size for name in names)
        return Pulled(self.name, folder.name, folder, names, size)


def place(name: str, revision: str | None = None, home: Path | None = None) -> Place:
    """The place of "owner/model" or "owner/model@revision"; `home` is the cache, huggingface_hub's own if not given.

    Raises:
        ModelError: no such name or revision can exist.
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


def unverified(folder: Path) -> Path:
    """The marker of a snapshot folder: while it exists, checksums of files in the folder were not compared yet."""
    return folder.parent.parent / "nonet-unverified" / folder.name


def missing(folder: Path) -> str:
    """The first thing that a snapshot folder lacks; empty if it is complete."""
    if not (folder / "config.json").exists():
        return "config.json"
    if not any(WEIGHTS.fullmatch(path.name) and path.exists() for path in folder.glob("*")):
        return "weights"
    return "compared checksums" if unverified(folder).exists() else ""


def pulled(home: Path | None = None) -> list[Pulled]:
    """Every complete model in the cache, each commit by itself: what has a config.json and weights that we read."""
    folders = (folder for folder in _cache(home).glob("models--*/snapshots/*") if not missing(folder))
    return [_place_of(folder).describe(folder) for folder in sorted(folders)]


def _place_of(folder: Path) -> Place:
    store = folder.parent.parent
    return Place(store.name.removeprefix("models--").replace("--", "/"), folder.name, store)


def _cache(home: Path | None) -> Path:
    from huggingface_hub import constants

    return Path(home or constants.HF_HUB_CACHE).expanduser().absolute()
