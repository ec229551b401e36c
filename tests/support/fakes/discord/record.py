"""Writes down what passes between the bot and the fake Discord, as JSON lines in $NONET_RECORD_DIR/discord.jsonl."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from fakes.discord.world import Json


class Record:
    """`lines` is kept in memory, too, for tests that count requests."""

    def __init__(self, *, to_file: bool) -> None:
        folder = os.environ.get("NONET_RECORD_DIR") if to_file else None
        self.lines: list[Json] = []
        self._path = Path(folder) / "discord.jsonl" if folder else None
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)

    def interaction(self, payload: Json) -> None:
        said = {"id": payload["id"], "token": payload["token"], "type": payload["type"]}
        self._write({"event": "INTERACTION_CREATE", "t": time.time(), **said})

    def request(
        self, t: float, method: str, path: str, status: int, body: Any, files: list[Json] | None, fault: str
    ) -> None:
        line: Json = {"t": t, "method": method, "path": path, "status": status}
        if files is None:
            line["json"] = body
        else:
            line |= {"payload_json": body, "files": files}
        if fault:
            line["fault"] = fault  # what was done to it, so that its status is no surprise
        self._write(line)

    def _write(self, line: Json) -> None:
        self.lines.append(line)
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
