"""The `nonet` command as tests type it, in a folder of their own; conftest makes the fixtures known to all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from goldens import CHECKPOINT, VQGAN_CHECKPOINT
from PIL import Image

from bot.__main__ import main
from inference.api import Request

if TYPE_CHECKING:
    from inference.files import dalle_mini

MODEL = ["--model", str(CHECKPOINT), "--vqgan", str(VQGAN_CHECKPOINT)]
FOX = ["imagine", "a red fox", *MODEL]


class Done(NamedTuple):
    code: int
    out: str
    err: str


Nonet = Callable[..., Done]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and no models but those that a test names."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return folder


@pytest.fixture(scope="module")
def compiled_once() -> Iterator[None]:
    """In this process each model is loaded and compiled once, however often a test draws with it."""
    from inference.device import runner
    from inference.files import dalle_mini

    read, new = cache(dalle_mini.load), cache(runner.Runner)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dalle_mini, "load", lambda place, dtype="float32", tell=None, **more: read(place, dtype, **more))
        patch.setattr(runner, "Runner", new)
        patch.setattr(runner, "keep_programs", lambda folder: None)
        yield


@pytest.fixture
def nonet(compiled_once: None, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Nonet:
    """Runs a command in this process."""

    def run(*words: str | Path) -> Done:
        try:
            code = main([str(word) for word in words])
        except SystemExit as leaving:  # argparse does not return
            code = int(leaving.code or 0)
        return Done(code, *capfd.readouterr())

    return run


@pytest.fixture
def asked(nonet: Nonet, monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """The requests that reach the device, which draws nothing."""
    from inference.device import runner

    requests: list[Request] = []

    class Blank:
        def __init__(self, model: dalle_mini.DalleMini) -> None:
            pass

        def codes(self, request: Request, on_progress: object) -> np.ndarray:
            requests.append(request)
            return np.zeros((9, 16), np.int32)

        def pictures(self, codes: np.ndarray) -> Iterator[np.ndarray]:
            yield np.zeros((9, 16, 16, 3), np.uint8)

    monkeypatch.setattr(runner, "Runner", Blank)
    return requests


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def parameters_of(path: Path) -> dict[str, object]:
    with Image.open(path) as image:
        loaded: dict[str, object] = json.loads(image.text["nonet"])
    return loaded


def complaint(done: Done) -> str:
    """The one sentence of a command that was refused."""
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(r"nonet: [^\n]+\n", done.err), done.err
    assert "Traceback" not in done.err
    return done.err.removeprefix("nonet: ").removesuffix("\n")
