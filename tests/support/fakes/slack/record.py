"""A transcript of what went over the wire, as JSON lines in $NONET_RECORD_DIR/slack.jsonl, without tokens."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any


class Record:
    """Appends; without NONET_RECORD_DIR it only remembers, for the test that asks."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []
        folder = os.environ.get("NONET_RECORD_DIR")
        self.path = Path(folder) / "slack.jsonl" if folder else None
        if self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, kind: str, *, t: float | None = None, **fields: Any) -> None:
        """`t` is when it came (seconds since 1970), if that was not now."""
        line = {"kind": kind, "t": round(t or time.time(), 4), **fields}
        self.lines.append(line)
        if self.path:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["kind"] == "api" and line["method"] == method]
