"""The results of one part: a file that is written anew after every figure, so that an end by force loses little.

Importing it costs no JAX.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FINISHED, UNFINISHED, FAILED = "finished", "unfinished", "failed"


def read(file: Path) -> dict[str, Any]:
    """What a part has written; nothing where there is none, or half a file."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(file.read_text())
        if isinstance(found, dict):
            return found
    return {}


def write(file: Path, values: dict[str, Any]) -> None:
    """Whole or not at all."""
    unfinished = file.with_suffix(".writing")
    unfinished.write_text(json.dumps(values, indent=1) + "\n")
    unfinished.replace(file)


LOST = ("CUDA_ERROR", "ILLEGAL_ADDRESS", "DEVICE_LOST", "device is lost", "uncorrectable ECC")


def lost(error: BaseException) -> bool:
    """Whether the process can use the device no more."""
    text = str(error)
    return "CUDA_ERROR_OUT_OF_MEMORY" not in text and any(word in text for word in LOST)


def sentence(error: BaseException) -> str:
    """What an error of the device means, in one sentence."""
    text = " ".join(str(error).split()) or type(error).__name__
    first = text[:300]
    if type(error).__name__ == "DeviceOutOfMemory" or "RESOURCE_EXHAUSTED" in text or "OUT_OF_MEMORY" in text:
        return f"The device has too little memory: {first}"
    if lost(error):
        return f"The device is lost or has failed: {first}"
    return f"{type(error).__name__}: {first}"


@dataclass
class Results:
    """Figures by name, and sentences on what was not measured.

    Args:
        file: where they are written.
        seconds: the time there is.
        key: what the figures depend on; a file with another key is measured anew.
    """

    file: Path
    seconds: float
    key: dict[str, Any]
    figures: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    state: str = UNFINISHED
    began: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Seconds."""
        return self.seconds - (time.monotonic() - self.began)

    def put(self, **figures: Any) -> None:
        """Add figures, and write all."""
        self.figures |= figures
        self._write()

    def note(self, text: str) -> None:
        print(text, flush=True)
        self.notes.append(text)
        self._write()

    def end(self, state: str) -> None:
        self.state = state
        self._write()

    def attempt(self, what: str, measure: Callable[[], None]) -> bool:
        """Whether it was measured. Why not is a note, and the next thing may be tried.

        Raises whatever says that the device is lost: nothing else can be measured in this process.
        """
        if self.left <= 0:
            self.note(f"{what}: no time was left.")
            return False
        try:
            measure()
        except Exception as error:
            self.note(f"{what}: {sentence(error)}")
            if lost(error):
                raise
            return False
        return True

    def _write(self) -> None:
        took = round(time.monotonic() - self.began, 2)
        write(
            self.file,
            {"key": self.key, "state": self.state, "seconds": took, "figures": self.figures, "notes": self.notes},
        )
