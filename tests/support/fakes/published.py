"""A small model as the hub publishes one, on a fake hub, in a world where no other host can be reached."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fakes.hub import FakeHub
from huggingface_hub import close_session, constants, get_session

from inference.api import ModelError
from inference.files.hub import WORDS_FILE, pull

NAME = "dalle-mini/dalle-mini"
TOKEN = "hf_a_secret"  # noqa: S105
WEIGHTS = random.Random(1).randbytes(300_000)
READ = {
    "config.json": b'{"model_type": "dallebart"}',
    "tokenizer.json": b'{"version": "1.0"}',
    "merges.txt": b"#version: 0.2\n" * 200,
    WORDS_FILE: b"the 1\nof 2\n",
    "vqgan/config.json": b"{}",
    "vqgan/flax_model.msgpack": WEIGHTS[:5_000],
    "flax_model.msgpack": WEIGHTS,
}
"""What a pull brings."""
UNREAD = {
    "flax_model.pkl": b"\x80\x04.",
    "pytorch_model.bin": b"\x80\x04.",
    "vqgan/model.pt": b"\x80\x04.",
    "vae/config.json": b"{}",
    ".gitattributes": b"*",
}
FILES = READ | UNREAD
TOTAL = sum(map(len, READ.values()))


@contextmanager
def published(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A hub with the model, as HF_ENDPOINT; looking up any other host is an error, and is held against the test."""
    elsewhere: list[str] = []
    look_up = socket.getaddrinfo

    def only_here(host: str, *rest: object, **more: object) -> object:
        if host not in ("127.0.0.1", "localhost"):
            elsewhere.append(host)
            raise OSError(f"the tests have no business at {host}")
        return look_up(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", only_here)
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_OIDC_RESOURCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    nap = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: nap(min(seconds, 0.01)))  # between tries, ours and the library's
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)  # read at import; `pull` sets the variable
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    close_session()  # it remembers proxies and open lines
    get_session()  # huggingface_hub 1 opens two if two threads ask first
    with FakeHub() as server:
        server.tokens = {TOKEN}
        server.commit(NAME, FILES)
        at(server.url, monkeypatch)
        yield server
        close_session()
    assert elsewhere == []


def at(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """HF_ENDPOINT, for programs that the test starts and for this one, where huggingface_hub has read it already."""
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    monkeypatch.setattr(constants, "ENDPOINT", endpoint)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", endpoint + "/{repo_id}/resolve/{revision}/{filename}")


def refusal(name: str, **how: object) -> str:
    """The one sentence that a pull fails with."""
    with pytest.raises(ModelError) as caught:
        pull(name, **how)  # type: ignore[arg-type]
    sentence = str(caught.value)
    assert TOKEN not in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
