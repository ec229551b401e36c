"""What goes wrong between this machine and the Hugging Face hub: what is tried again, and a sentence for the rest."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

from inference.api import ModelError
from inference.files.hub_cache import Place

_TEMPORARY = frozenset({408, 429, 500, 502, 503, 504})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def temporary(error: BaseException) -> bool:
    """Whether the same request may succeed in a moment."""
    from huggingface_hub import errors

    error = _cause(error)
    if isinstance(error, errors.HfHubHTTPError):
        return error.response.status_code in _TEMPORARY
    # A file that ended early is an OSError without a number.
    return isinstance(error, errors.HTTPError) or (type(error) is OSError and error.errno is None)  # type: ignore[attr-defined]


@contextmanager
def as_sentences(place: Place) -> Iterator[None]:
    """Raises ModelError, one sentence without tokens or passwords, for what the hub, the network and the disk raise."""
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]  # httpx2's

    try:
        yield
    except (HTTPError, OSError, UserWarning) as error:
        raise ModelError(_sentence(_cause(error), place)) from error
    except Exception as error:
        if type(error).__name__ != "InvalidURL":  # httpx2's; it is no HTTPError
            raise
        raise ModelError(_sentence(error, place)) from error


def _cause(error: BaseException) -> BaseException:
    """huggingface_hub hides why it could not ask for a file behind "not found on this machine"."""
    from huggingface_hub.errors import LocalEntryNotFoundError

    return error.__cause__ or error if isinstance(error, LocalEntryNotFoundError) else error


def _sentence(error: BaseException, place: Place) -> str:
    from huggingface_hub import constants, errors

    name, hub, kind = place.name, re.sub(r"//[^/]*@", "//", constants.ENDPOINT), type(error).__name__
    status = error.response.status_code if isinstance(error, errors.HfHubHTTPError) else 0
    if isinstance(error, errors.GatedRepoError):
        return f"{name} is gated: accept its terms at {hub}/{name}, then set HF_TOKEN to a token of that account."
    if isinstance(error, errors.RepositoryNotFoundError):
        return f"{hub} has no model {name} that we may see; check the spelling, or set HF_TOKEN if it is private."
    if isinstance(error, errors.RevisionNotFoundError):
        return f"{name} has no revision {place.revision!r}; leave it out for the newest, or see {hub}/{name}."
    if status in (401, 403):
        return f"{hub} refuses {name} (status {status}); set HF_TOKEN to a valid token that may read it."
    if status:
        return f"{hub} answers {status} instead of {name}; pull again later, complete files are kept."
    if kind in ("InvalidURL", "UnsupportedProtocol"):
        return f"HF_ENDPOINT must be an address like https://huggingface.co, not {hub!r}."
    if isinstance(error, UserWarning) or (isinstance(error, OSError) and error.errno in _FULL):
        return f"No room left for {name} in {place.store}; free some space and pull again, complete files are kept."
    if isinstance(error, OSError) and error.errno is not None:
        return f"{place.store} cannot be written ({error.strerror}); allow it, or choose another folder with HF_HOME."
    if isinstance(error, errors.FileMetadataError):
        return f"What answers at {hub} is not a model hub; check HF_ENDPOINT, or sign in to the network."
    return f"No connection to {hub} ({kind}); check the network and pull again, complete files are kept."
