"""Models from the Hugging Face hub: pull them, find them.

huggingface_hub downloads. A snapshot is marked as unverified before its first file arrives; the mark goes, and the ref
moves, when every checksum was compared. A pull that stops anywhere leaves nothing that a load takes for complete.

Files are downloaded by the function that `snapshot_download` calls for each of them. `snapshot_download` itself uses
threads, so Ctrl-C waits for the end of the file in progress, and it fetches one more listing, without checksums.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
import uuid
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_after_delay, wait_exponential
from tqdm import tqdm

from inference.api import ModelError
from inference.files.hub_cache import (
    COMMIT,
    READ,
    WEIGHTS,
    WORDS_FILE,
    Place,
    Pulled,
    missing,
    place,
    pulled,
    unverified,
)
from inference.files.hub_errors import as_sentences, temporary

if TYPE_CHECKING:
    import httpx2

__all__ = ["WORDS_FILE", "Companion", "Pulled", "companions", "file_of", "folder_of", "pull", "pulled"]

VQGAN_NAME = "dalle-mini/vqgan_imagenet_f16_16384"
VQGAN_REVISION = "e93a26e7707683d349bf5d5c41c5b0ef69b677a9"
"""The commit that both published models were trained with."""
WORDS_NAME = "dalle-mini/dalle-mini"
"""Mini hosts the word list for both models."""
TIMEOUT_S = 20.0
"""Of a hub that accepts a connection and sends nothing."""
WAIT = wait_exponential(multiplier=0.5, max=10)
ABANDONED_S = 3600.0
"""A partial file that did not grow for so long was left by a pull that was killed."""


@dataclass(frozen=True)
class Companion:
    """What a model cannot draw without and does not contain; no `files` means the whole model."""

    name: str
    revision: str | None = None
    files: tuple[str, ...] = ()


def companions(name: str) -> tuple[Companion, ...]:
    """What else to pull for a published model: the picture decoder and, for Mega, the word list that Mini hosts."""
    vqgan, words = Companion(VQGAN_NAME, VQGAN_REVISION), Companion(WORDS_NAME, files=(WORDS_FILE,))
    known = {"dalle-mini/dalle-mini": (vqgan,), "dalle-mini/dalle-mega": (vqgan, words)}
    return known.get(name.partition("@")[0], ())


def pull(
    name: str,
    *,
    revision: str | None = None,
    home: Path | None = None,
    offline: bool = False,
    files: Sequence[str] = (),
) -> Pulled:
    """Download what is missing of a model, and compare the checksums of all its files. A terminal shows progress.

    Args:
        name: the hub's name, "owner/model" or "owner/model@revision".
        revision: a branch, tag or commit; "main" if neither this nor the name gives one.
        home: the cache folder; huggingface_hub's own if not given (HF_HUB_CACHE, HF_HOME).
        offline: open no socket, only check whether the model is here; HF_HUB_OFFLINE=1 does the same.
        files: take only these.

    Raises:
        ModelError: no such model, revision or file; access refused; no connection; disk full; a damaged file, which is
            removed. Complete files stay, and the next pull downloads the others.
    """
    _configure()
    from huggingface_hub import hf_hub_download
    from huggingface_hub.constants import is_offline_mode
    from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

    there = place(name, revision, home)
    if offline or is_offline_mode():
        found = [file_of(str(there), file, home=home).parent for file in files] or [folder_of(str(there), home=home)]
        return there.describe(found[0])
    stop = stop_after_attempt(5) | stop_after_delay(120)
    retrying = Retrying(retry=retry_if_exception(temporary), stop=stop, wait=WAIT, reraise=True)
    lock = there.store.parent / ".locks" / there.store.name / "nonet-pull.lock"
    with as_sentences(there):
        commit, listed = retrying(_listing, there)
        wanted = _choose(there, listed, files)
        folder = there.store / "snapshots" / commit
        mark = unverified(folder)
        for parent in (lock.parent, mark.parent):
            parent.mkdir(parents=True, exist_ok=True)
        with WeakFileLock(lock), warnings.catch_warnings():
            warnings.filterwarnings("error", "Not enough free disk space")
            _remove_partial(there)
            for file in wanted:
                path = folder / file.rfilename
                if path.exists() and path.stat().st_size != file.size:  # a power cut, or another tool
                    _remove(path)
                if not path.exists():
                    mark.touch()
                    how = {"cache_dir": there.store.parent, "tqdm_class": partial(_bar, file.rfilename)}
                    retrying(hf_hub_download, there.name, file.rfilename, revision=commit, **how)
            for file in listed:
                if file in wanted or (folder / file.rfilename).exists():
                    _compare(there, folder / file.rfilename, file.lfs.sha256 if file.lfs else file.blob_id)
            mark.unlink(missing_ok=True)
            ref = there.store / "refs" / there.revision
            if there.revision != commit and (not files or not ref.exists()):  # one file is not the model
                ref.parent.mkdir(parents=True, exist_ok=True)
                fresh = ref.with_name(f"{ref.name}.{uuid.uuid4().hex[:8]}.tmp")  # others may read it: never half
                fresh.write_text(commit)
                fresh.replace(ref)
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
    """One pulled file, without any network; if the name gives no revision, any commit that is here will do.

    Raises:
        ModelError: it is not on this machine.
    """
    there = place(name, None, home)
    for folder in there.snapshots() if there.revision == "main" else [there.snapshot()]:
        if (folder / file).is_file() and not unverified(folder).exists():
            return folder / file
    raise ModelError(f"{file} of {there} is not on this machine; run `nonet model pull {there}`.")


@cache
def _configure() -> None:
    """How huggingface_hub behaves in this process; it reads the two variables when it is imported."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    # Xet is a second protocol with hosts of its own, which mirrors do not serve; plain HTTP has all files.
    os.environ.setdefault("HF_HUB_DISABLE_XET", "1")
    from huggingface_hub import set_client_factory
    from huggingface_hub.utils import logging
    from huggingface_hub.utils._http import default_client_factory

    def client() -> httpx2.Client:
        made: httpx2.Client = default_client_factory()
        made.event_hooks = {**made.event_hooks, "response": [_refuse_paths]}
        return made

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # its warnings would tear the progress bar
    set_client_factory(client)


def _bar(file: str, /, **more: Any) -> tqdm[Any]:
    """The library's bar, with the file's name, which it would show as a part of a signed address."""
    size = shutil.get_terminal_size()  # tqdm hides its bars where a container says 0
    return tqdm(**(more | {"desc": file, "disable": None, "ncols": size.columns, "nrows": size.lines}))


def _refuse_paths(response: httpx2.Response) -> None:
    """huggingface_hub makes the ETag a file's name as it is; with a slash it could be any file on this machine."""
    from huggingface_hub.errors import FileMetadataError

    for header in ("ETag", "X-Linked-Etag"):
        if not re.fullmatch(r'(W/)?"?[\w.+=-]*"?', response.headers.get(header, ""), re.ASCII):
            raise FileMetadataError(f"{header} of {response.url.host}")


def _listing(there: Place) -> tuple[str, list[Any]]:
    """The commit that the revision means now, and those of its files that we read."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import FileMetadataError

    try:
        found = HfApi().model_info(there.name, revision=there.revision, files_metadata=True, timeout=TIMEOUT_S)
        commit, files = found.sha or "", [file for file in found.siblings or () if READ.fullmatch(file.rfilename)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileMetadataError("no listing") from error
    if COMMIT.fullmatch(there.revision) and commit != there.revision:
        raise ModelError(f"{there} was asked for, and the hub answers with {commit}; check HF_ENDPOINT.")
    if not COMMIT.fullmatch(commit):  # it becomes a folder's name
        raise FileMetadataError(commit)
    return commit, files


def _choose(there: Place, listed: Sequence[Any], files: Sequence[str]) -> list[Any]:
    """What to download, in order: weights last, because they are what a cut connection interrupts."""
    readable = {file.rfilename: file for file in listed}
    for file in files:
        if file not in readable:
            raise ModelError(f"{there} has no {file} that we read, but {', '.join(sorted(readable)) or 'nothing'}.")
    if not files and not ("config.json" in readable and any(WEIGHTS.fullmatch(path) for path in readable)):
        raise ModelError(
            f"{there} has no config.json with flax_model.msgpack or safetensors weights, and pickles are never opened; "
            "choose another model."
        )
    if not files and any(path.startswith("model.safetensors") for path in readable):
        # The same weights once more, as CLIP's have them: a folder's safetensors are what is read of it.
        readable = {path: file for path, file in readable.items() if not path.startswith("flax_model")}
    wanted = (readable[path] for path in files or sorted(readable))
    return sorted(wanted, key=lambda file: bool(WEIGHTS.fullmatch(file.rfilename)))


def _remove_partial(there: Place) -> None:
    for part in there.store.glob("blobs/*.incomplete"):
        if time.time() - part.stat().st_mtime > ABANDONED_S:
            part.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    """A damaged file of a snapshot, and its contents; other snapshots miss them then, and get them again."""
    path.resolve().unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _compare(there: Place, path: Path, expected: str) -> None:
    with path.open("rb") as file:
        if len(expected) == 64:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        else:  # git's name for a small file, not a safeguard
            contents = file.read()
            found = hashlib.sha1(b"blob %d\0" % len(contents) + contents, usedforsecurity=False).hexdigest()
    if found != expected:
        _remove(path)
        raise ModelError(
            f"{path.name} of {there} is damaged, its checksum should be {expected} and is {found}; it was removed, "
            "pull again, and if this happens again something on the way to the hub changes files."
        )
