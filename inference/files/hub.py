"""Where models come from: the Hugging Face hub.

    pull(name)            fetch what we read of a model, compare checksums, and only then give it its name
    folder_of(name)       the folder of a pulled model, without any network
    file_of(name, file)   the same for one file
    pulled()              what is here

How bytes come over the line is `hub_fetch.py`, how they lie on the disk `hub_cache.py`. Contents get
their name after their checksum was compared, weights come after everything else, and the ref moves last: a pull that
stops anywhere leaves nothing that a load could take for whole.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path

from inference.api import ModelError
from inference.files.hub_cache import READ, WEIGHTS, WORDS_FILE, Place, Pulled, missing, place, pulled
from inference.files.hub_fetch import Hub, Listed, checksum, endpoint_from_environment, in_words

__all__ = [
    "VQGAN_NAME",
    "VQGAN_REVISION",
    "WORDS_FILE",
    "WORDS_NAME",
    "Companion",
    "Pulled",
    "companions",
    "file_of",
    "folder_of",
    "pull",
    "pulled",
]

VQGAN_NAME = "dalle-mini/vqgan_imagenet_f16_16384"
VQGAN_REVISION = "e93a26e7707683d349bf5d5c41c5b0ef69b677a9"
"""The commit that both published models were trained with."""
WORDS_NAME = "dalle-mini/dalle-mini"
"""Mini hosts the word list for both models."""

Progress = Callable[[int, int, str], None]
"""Told the bytes that are here, the bytes of everything asked for, and the file in question."""


@dataclass(frozen=True)
class Companion:
    """What a model cannot draw without and does not bring along; no `files` means the whole model."""

    name: str
    revision: str | None = None
    files: tuple[str, ...] = ()


def companions(name: str) -> tuple[Companion, ...]:
    """What else to pull for a published model: the picture decoder and, for mega, the word list that mini hosts."""
    vqgan, words = Companion(VQGAN_NAME, VQGAN_REVISION), Companion(WORDS_NAME, files=(WORDS_FILE,))
    known = {"dalle-mini/dalle-mini": (vqgan,), "dalle-mini/dalle-mega": (vqgan, words)}
    return known.get(name.partition("@")[0], ())


def pull(
    name: str,
    *,
    revision: str | None = None,
    home: Path | None = None,
    offline: bool = False,
    progress: Progress | None = None,
    verify: bool = False,
    files: Sequence[str] = (),
) -> Pulled:
    """Brings a model from the hub into the cache, going on where an earlier pull was cut.

    Args:
        name: the hub's name, "owner/model" or "owner/model@revision".
        revision: a branch, tag or commit; "main" if neither this nor the name says.
        home: the cache folder; huggingface_hub's own if not given (HF_HUB_CACHE, HF_HOME).
        offline: open no socket, only look whether it is here; HF_HUB_OFFLINE=1 says the same.
        progress: told as bytes arrive; the count never goes backwards and ends at the total.
        verify: compare the checksums of files that were here already, too.
        files: take only these.

    The hub is https://huggingface.co, or HF_ENDPOINT; the token is that of HF_TOKEN or of a login.

    Raises:
        ModelError: no such model, revision or file; access refused; no connection; disk full; a damaged file, which is
            removed. Whatever else had arrived stays, and the next pull goes on from there.
    """
    there = place(name, revision, home)
    if offline or _on("HF_HUB_OFFLINE") or _on("TRANSFORMERS_OFFLINE"):
        return _without_network(there, files, verify)
    hub = Hub(endpoint_from_environment(), there.name, there.revision)
    with in_words(hub, there.store):
        commit, listed = hub.listing()
        wanted = _choose(there, listed, files)
        folder = there.store / "snapshots" / commit
        _need_room(there, folder, wanted)
        tell = _teller(progress, wanted)
        for file in wanted:
            fetch = partial(hub.receive, commit, file, tell=partial(tell, file))
            _bring(there, folder / file.path, file, fetch, verify)
            tell(file, file.size)
        if not files or not (there.store / "refs" / there.revision).exists():  # a single file speaks for no model
            there.move_ref(commit)
    return there.describe(folder)


def folder_of(name: str, *, home: Path | None = None) -> Path:
    """The folder of a pulled model: "owner/model", or with "@revision" or "@" and the start of a commit; no network.

    Raises:
        ModelError: it is not on this machine, or only in part.
    """
    there = place(name, None, home)
    folder = there.snapshot()
    if lacking := missing(folder):
        raise ModelError(f"{there} is here only in part, without {lacking}; run `nonet model pull {there}` to go on.")
    return folder


def file_of(name: str, file: str, *, home: Path | None = None) -> Path:
    """One pulled file, without any network; if the name says no revision, any commit that is here will do.

    Raises:
        ModelError: it is not on this machine.
    """
    there = place(name, None, home)
    for folder in there.snapshots() if there.revision == "main" else [there.snapshot()]:
        if (folder / file).is_file():
            return folder / file
    raise ModelError(f"{file} of {there} is not on this machine; run `nonet model pull {there}`.")


def _on(variable: str) -> bool:
    return os.environ.get(variable, "").upper() in ("1", "ON", "YES", "TRUE")


def _without_network(there: Place, files: Sequence[str], verify: bool) -> Pulled:
    home = there.store.parent
    try:
        folders = [file_of(str(there), file, home=home).parent for file in files] or [folder_of(str(there), home=home)]
    except ModelError as error:
        what = ", ".join(files) + " of " if files else ""
        raise ModelError(f"{what}{there} is not whole on this machine; pull it once while online.") from error
    found = there.describe(folders[0])
    for path in (found.folder / file for file in found.files) if verify else ():
        if path.is_symlink():  # the link's target is named by the checksum; without a link nobody knows it
            _compare(there, path, path, path.readlink().name)
    return found


def _choose(there: Place, listed: Sequence[Listed], files: Sequence[str]) -> list[Listed]:
    """What to fetch, in order: weights last, so that where they are everything else is."""
    readable = {file.path: file for file in listed if READ.fullmatch(file.path)}
    for file in files:
        if file not in readable:
            raise ModelError(f"{there} has no {file} that we read, but {', '.join(sorted(readable)) or 'nothing'}.")
    if not files and not ("config.json" in readable and any(WEIGHTS.fullmatch(path) for path in readable)):
        raise ModelError(
            f"{there} has no config.json with flax_model.msgpack or safetensors weights, and pickles are never opened; "
            "choose another model."
        )
    wanted = [readable[path] for path in dict.fromkeys(files or readable)]
    return sorted(wanted, key=lambda file: (bool(WEIGHTS.fullmatch(file.path)), file.path))


def _need_room(there: Place, folder: Path, wanted: Sequence[Listed]) -> None:
    """Better said before gigabytes have come than after."""
    absent = [file for file in wanted if not (folder / file.path).exists() and not there.blob(file.checksum).exists()]
    need = sum(max(file.size - _size(_part(there, file)), 0) for file in absent)
    disk = next(parent for parent in there.store.parents if parent.exists())
    free = shutil.disk_usage(disk).free
    if need > free:
        raise ModelError(
            f"{there} needs {need / 1e9:.2f} GB more, and {disk} has {free / 1e9:.2f} GB free; "
            "free some space, or choose another folder with HF_HOME."
        )


def _bring(there: Place, path: Path, file: Listed, fetch: Callable[[Path], None], verify: bool) -> None:
    """Has one file in the snapshot: as it is, by a link to contents that are here, or fetched."""
    blob = there.blob(file.checksum)
    with there.locked(file.checksum):
        here = path if path.exists() else blob
        if here.exists() and here.stat().st_size != file.size:  # a power cut, another tool: fetch it again
            there.forget(file.checksum, path)
        if here.exists() and verify:
            _compare(there, path, here, file.checksum)
        if not here.exists():
            _fetch_whole(there, path, file, fetch).replace(blob)
        if not path.exists():
            there.link(file.checksum, path)


def _fetch_whole(there: Place, path: Path, file: Listed, fetch: Callable[[Path], None]) -> Path:
    """Fetches until the checksum fits; what an earlier pull left may be bad and is worth one more try, from zero."""
    part = _part(there, file)
    if _size(part):
        fetch(part)
        if checksum(part, like=file.checksum) == file.checksum:
            return part
        part.unlink()
    fetch(part)
    _compare(there, path, part, file.checksum)
    return part


def _compare(there: Place, path: Path, contents: Path, expected: str) -> None:
    """Removes contents that are not what the file at `path` in the snapshot should have, and says so."""
    if (found := checksum(contents, like=expected)) != expected:
        contents.unlink()
        there.forget(expected, path)
        file = path.relative_to(there.store / "snapshots").as_posix().partition("/")[2]  # below the commit
        raise ModelError(
            f"{file} of {there} is damaged, its checksum should be {expected} and is {found}; it was removed, "
            "pull again, and if this happens again something on the way to the hub changes files."
        )


def _part(there: Place, file: Listed) -> Path:
    blob = there.blob(file.checksum)
    return blob.with_name(f"{blob.name}.incomplete")  # huggingface_hub's own word, so that `hf cache prune` knows it


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _teller(progress: Progress | None, wanted: Sequence[Listed]) -> Callable[[Listed, int], None]:
    """Turns "so much of this file is here" into progress over all files, never backwards."""
    ends = accumulate(file.size for file in wanted)
    start = {file.path: end - file.size for file, end in zip(wanted, ends, strict=True)}
    total, furthest = sum(file.size for file in wanted), 0

    def tell(file: Listed, here: int) -> None:
        nonlocal furthest
        furthest = max(furthest, start[file.path] + min(here, file.size))
        if progress:
            progress(furthest, total, file.path)

    return tell
