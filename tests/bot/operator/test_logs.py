"""A log line is for the operator: structured, with the job's id, without secrets."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.operator import logs


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_line_is_one_json_object(out: io.StringIO) -> None:
    """With the event, its facts, the level and the time in UTC."""
    logs.configure("json", out=out)
    structlog.get_logger("bot").info("drawn", job="k7f3q", seconds=1.5)
    line = json.loads(out.getvalue())
    assert (line["event"], line["job"], line["seconds"], line["level"], line["logger"]) == (
        "drawn",
        "k7f3q",
        1.5,
        "info",
        "bot",
    )
    assert line["timestamp"].endswith("Z")


def test_libraries_come_out_the_same_way(out: io.StringIO) -> None:
    """The standard library's logging is one JSON object a line as well; talkative ones say only warnings."""
    logs.configure("json", out=out)
    logging.getLogger("discord.gateway").info("heartbeat")
    logging.getLogger("discord.gateway").warning("lost %s", "shard 1")
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == ["lost shard 1"]


@pytest.mark.parametrize("kind", ["json", "text"])
def test_text_from_elsewhere_forges_no_line(out: io.StringIO, kind: str) -> None:
    """Not in an event, a fact, a foreign line or an exception; nor does it move the cursor of a terminal."""
    forged = "2026-11-30T00:00:00Z [info     ] all is well"
    logs.configure(kind, out=out)
    structlog.get_logger("bot").error(f"a\n{forged}", why=f"b\r\n{forged}\x1b[2J", name=f"\u2028{forged}")
    logging.getLogger("other").error("c\n%s", forged)
    try:
        raise ValueError(f"d\n{forged}\n\x1b[2J")
    except ValueError:
        structlog.get_logger("bot").exception("failed")
    lines = out.getvalue().split("\n") if kind == "json" else out.getvalue().splitlines()
    assert not [line for line in lines if line.startswith(forged)]
    assert "\x1b" not in out.getvalue()


@pytest.mark.parametrize("kind", ["json", "text"])
def test_a_secret_is_never_written(out: io.StringIO, kind: str) -> None:
    """Not in an event, a fact, a foreign line's arguments or a traceback."""
    logs.configure(kind, secrets=["s3cr3t-token"], out=out)
    structlog.get_logger("bot").info(
        "uses s3cr3t-token", url="https://x/?token=s3cr3t-token", data={"t": "s3cr3t-token"}
    )
    logging.getLogger("other").error("got %s", "s3cr3t-token")
    try:
        raise ValueError("s3cr3t-token is wrong")
    except ValueError:
        structlog.get_logger("bot").exception("failed")
        logging.getLogger("other").exception("failed")
    assert out.getvalue().count(logs.HIDDEN) >= 6
    assert "s3cr3t-token" not in out.getvalue()


def test_lines_below_the_level_are_left_out(out: io.StringIO) -> None:
    """log_level = "warning" means warnings and worse."""
    logs.configure("json", "warning", out=out)
    structlog.get_logger("bot").info("drawn")
    structlog.get_logger("bot").warning("slow")
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == ["slow"]
