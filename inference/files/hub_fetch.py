"""A file from the Hugging Face hub over plain HTTP: what there is, its bytes, its checksum, and errors in words.

It knows nothing of the cache. huggingface_hub supplies the session, the token and the meaning of the hub's answers;
the bytes we take ourselves, for its own download (measured with 2.4) is not made for a line that is often cut: it
writes in blocks of 10 MiB and forgets the block that was cut, gives up at once when the connection is reset, throws
the half-fetched file away when the call ends, and takes a wrong byte for good. Nor do we use its `HfApi`, which first
asks the hub for a list of programs that might be calling, and tells it which one is. Everything the hub keeps can be
had over plain HTTP, also what it stores as Xet.

Sources: https://huggingface.co/docs/hub/api, and RFC 9110, section 14 for ranges.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from inference.api import ModelError

if TYPE_CHECKING:
    import httpx2 as httpx  # huggingface_hub 1 speaks through httpx, 2 through its successor httpx2: the same names

WAITS = (0.5, 1.0, 2.0, 4.0)
"""Seconds between tries that brought no new byte; the counting restarts when one arrives."""
SILENCE = 20.0
"""Seconds without a byte after which a line counts as cut; the session by itself would wait for ever."""
BLOCK = 2**20

_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_T = TypeVar("_T")


@dataclass(frozen=True)
class Listed:
    """A file as the hub lists it. The checksum is sha256 for large files and git's blob sha1 for small ones."""

    path: str
    size: int
    checksum: str


@dataclass(frozen=True)
class Hub:
    """One model at one revision, as a place to fetch from; `name` was checked by the caller."""

    endpoint: str
    name: str
    revision: str

    def listing(self) -> tuple[str, tuple[Listed, ...]]:
        """The commit that the revision means now, and its files.

        Raises:
            ModelError: whoever answers is no hub, or tells of another commit than was asked for. Others as they come;
                see `in_words`.
        """
        return _patiently(partial(_listing, self))

    def receive(self, commit: str, file: Listed, part: Path, tell: Callable[[int], None]) -> None:
        """Appends to `part` until it is as long as the file; cut lines are taken up again with a Range request.

        Args:
            tell: called with the length of `part` as it grows; shorter again if the server starts over.
        """
        url = f"{self.endpoint}/{self.name}/resolve/{commit}/{quote(file.path)}"
        part.touch()
        tell(part.stat().st_size)
        if part.stat().st_size < file.size:
            _patiently(partial(_append, url, file, part, tell), arrived=lambda: part.stat().st_size)


def endpoint_from_environment() -> str:
    """HF_ENDPOINT as it is now (huggingface_hub reads it once, at import), or the public hub.

    Raises:
        ModelError: it is no address.
    """
    endpoint = os.environ.get("HF_ENDPOINT", "").strip().rstrip("/") or "https://huggingface.co"
    if not re.fullmatch(r"https?://[^\s/]\S*", endpoint):
        raise _no_address(endpoint)
    return endpoint


def _no_address(endpoint: str) -> ModelError:
    return ModelError(f"HF_ENDPOINT must be an address like https://huggingface.co, not {_shown(endpoint)!r}.")


def checksum(path: Path, like: str) -> str:
    """The checksum of a file, of the same kind as `like`: 64 digits are sha256, 40 are git's sha1 of a blob."""
    if len(like) == 64:
        digest = hashlib.sha256()
    else:  # git's name for a file, not a safeguard: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
        digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def in_words(hub: Hub, folder: Path) -> Iterator[None]:
    """Translates what the hub, the line and the disk may raise.

    Raises:
        ModelError: one sentence saying what to do, from the original error. No token is ever in it.
    """
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]  # httpx's in 1.x, httpx2's in 2.x

    try:
        yield
    except (HTTPError, OSError) as error:
        raise ModelError(_sentence(error, hub, folder)) from error
    except Exception as error:
        if type(error).__name__ != "InvalidURL":  # httpx's, or httpx2's, and no HTTPError
            raise
        raise _no_address(hub.endpoint) from error


def _sentence(error: Exception, hub: Hub, folder: Path) -> str:
    from huggingface_hub import errors

    name, endpoint = hub.name, _shown(hub.endpoint)
    status = error.response.status_code if isinstance(error, errors.HfHubHTTPError) else 0
    if isinstance(error, errors.GatedRepoError):
        return f"{name} is gated: accept its terms at {endpoint}/{name}, then set HF_TOKEN to a token of that account."
    if isinstance(error, errors.RepositoryNotFoundError):
        return f"{endpoint} has no model {name} that we may see; check the spelling, or set HF_TOKEN if it is private."
    if isinstance(error, errors.RevisionNotFoundError):
        return (
            f"{name} has no revision {hub.revision!r}; leave it out for the newest, or choose one at {endpoint}/{name}."
        )
    if status in (401, 403):
        return f"{endpoint} refuses {name} (status {status}); set HF_TOKEN to a valid token that may read it."
    if status:
        return f"{endpoint} answers {status} instead of {name}; pull again later, it goes on where it stopped."
    if isinstance(error, errors.OfflineModeIsEnabled):
        return f"{name} cannot be pulled offline; unset HF_HUB_OFFLINE and pull again."
    if not isinstance(error, OSError) or isinstance(error, ConnectionError):
        kind = type(error).__name__
        return f"No connection to {endpoint} ({kind}); check the network and pull again, it goes on where it stopped."
    if error.errno in _FULL:
        return f"No room left for {name} in {folder}; free some space and pull again, it goes on where it stopped."
    return f"{folder} cannot be written ({error.strerror}); allow it, or choose another folder with HF_HOME."


def _listing(hub: Hub) -> tuple[str, tuple[Listed, ...]]:
    url = f"{hub.endpoint}/api/models/{hub.name}/revision/{quote(hub.revision, safe='')}"
    with _get(url, {}, params={"blobs": "true"}) as response:
        response.read()
        try:
            found = response.json()
            commit = found["sha"]
            files = tuple(_listed(file) for file in found["siblings"])
            if not re.fullmatch("[0-9a-f]{40}", commit):
                raise ValueError(commit)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ModelError(
                f"What answers at {_shown(hub.endpoint)} is no model hub; check HF_ENDPOINT, or sign in to the network."
            ) from error
    if re.fullmatch("[0-9a-f]{40}", hub.revision) and commit != hub.revision:
        raise ModelError(
            f"{_shown(hub.endpoint)} was asked for the commit {hub.revision} of {hub.name} and answers with {commit}; "
            "check HF_ENDPOINT."
        )
    return commit, files


def _listed(file: dict[str, Any]) -> Listed:
    large = file.get("lfs")
    size, digest = (large["size"], large["sha256"]) if large else (file["size"], file["blobId"])
    path = file["rfilename"]
    if not (isinstance(path, str) and isinstance(size, int) and size >= 0):
        raise ValueError(path, size)
    if not re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", digest):  # it becomes a file's name
        raise ValueError(digest)
    return Listed(path, size, digest)


def _append(url: str, file: Listed, part: Path, tell: Callable[[int], None]) -> None:
    """One request for what `part` still lacks. Every block is written as it comes, so that a cut costs nothing."""
    here = part.stat().st_size
    with _get(url, {"Range": f"bytes={here}-"} if here else {}) as response:
        if response.status_code != 206:  # the server does not do ranges: from the start, then
            here = 0
        with part.open("ab" if here else "wb") as out:
            for block in response.iter_bytes():
                out.write(block)
                here += len(block)
                tell(here)
                if here > file.size:
                    return  # no longer our file; the checksum will say so
            out.flush()
            os.fsync(out.fileno())  # it is about to get its final name, and must deserve it after a power cut, too
    if here < file.size:
        raise ConnectionError(f"{here} of {file.size} bytes")


@contextmanager
def _get(url: str, headers: dict[str, str], **more: Any) -> Iterator[httpx.Response]:
    from huggingface_hub import constants, get_token
    from huggingface_hub.utils import get_session, hf_raise_for_status  # type: ignore[attr-defined]

    # "identity": ranges count the bytes on the line, so they must be those of the file
    headers = {"User-Agent": "nonet", "Accept-Encoding": "identity", **headers}
    token = None if constants.HF_HUB_DISABLE_IMPLICIT_TOKEN else get_token()
    if token:  # the session drops it again when the hub sends us to another host
        headers["Authorization"] = f"Bearer {token}"
    session = get_session()
    with session.stream("GET", url, headers=headers, timeout=SILENCE, follow_redirects=True, **more) as response:
        hf_raise_for_status(response)
        yield response


def _patiently(attempt: Callable[[], _T], arrived: Callable[[], int] = lambda: 0) -> _T:
    """Tries again what may pass by itself, until that many tries in a row brought nothing new."""
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]

    tries, furthest = 0, arrived()
    while True:
        try:
            return attempt()
        except (HTTPError, ConnectionError) as error:
            if arrived() > furthest:
                tries, furthest = 0, arrived()
            if tries == len(WAITS) or not _passes(error):
                raise
            time.sleep(max(WAITS[tries], _asked_to_wait(error)))
            tries += 1


def _passes(error: Exception) -> bool:
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    if isinstance(error, HfHubHTTPError):
        return error.response.status_code in _PASSING
    return not isinstance(error, OfflineModeIsEnabled)


def _asked_to_wait(error: Exception) -> float:
    """The Retry-After of a busy hub, up to a minute."""
    asked = getattr(getattr(error, "response", None), "headers", {}).get("Retry-After", "")
    return min(float(asked), 60.0) if re.fullmatch(r"\d{1,6}", asked) else 0.0


def _shown(endpoint: str) -> str:
    """An address without the password that may be in it."""
    return re.sub(r"//[^/]*@", "//", endpoint)
