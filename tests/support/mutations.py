"""Random changes of JSON values and of text, for fuzz tests: what is sent begins as something real."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.sampled_from([0, 1, -1, 2**31, 2**63, 10**4000]),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["", "x" * 100_000, "\x1b[2J", "\ud800", "</s>", "BPE", "ByteLevel", "F16", "I64"]),
    st.just([]),
    st.just({}),
    st.lists(st.integers(-1, 2**40), max_size=4),
    st.builds(lambda depth: json.loads("[" * depth + "]" * depth), st.integers(1, 200)),
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 2**30), st.sampled_from(["replace", "remove", "add", "move"]), STRANGE),
    min_size=1,
    max_size=4,
)


def places(value: Any, depth: int = 0) -> list[tuple[Any, Any]]:
    """Every container and key below `value`, of long ones the first and last few."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    some = keys if len(keys) < 40 else keys[:8] + keys[-8:]
    return [(value, key) for key in some] + [place for key in some for place in places(value[key], depth + 1)]


def mutated(value: Any, changes: list[tuple[int, str, Any]]) -> Any:
    """A copy in which things are replaced, removed, added, or moved to where something else was."""
    value = copy.deepcopy(value)
    for where, how, new in changes:
        if not (every := places(value)):
            return new
        container, key = every[where % len(every)]
        if how == "remove":
            del container[key]
        elif how == "move":
            other, place = every[(where // len(every)) % len(every)]
            container[key] = copy.deepcopy(other[place])
        elif how == "add" and isinstance(container, dict):
            container[new if isinstance(new, str) else f"{key}{where % 3}"] = new
        else:
            container[key] = new
    return value


SIGNS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ["\0", "\n", "\r\n", "\ufeff", "\u202e", '"', "'", "\\", "[", "]", "=", ":", ";", "%", "{", "<@U1>", "—"]
    ),
    st.sampled_from(["x" * 5000, "[" * 500, "é" * 3000, "9" * 400, "-1", "nan", "1e999", "0x10", "true", "none"]),
)
EDITS = st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 12), SIGNS), min_size=1, max_size=5)
T = TypeVar("T")


def edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """The text with some stretches replaced."""
    for place, length, new in edits:
        at = place % (len(text) + 1)
        text = text[:at] + new + text[at + length :]
    return text


def drawn(strategy: st.SearchStrategy[T], count: int) -> Sequence[T]:
    """So many examples, the same in every run: for tests whose inputs are sent to a server that is up already."""
    found: list[T] = []

    @settings(
        max_examples=count, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(one: T) -> None:
        found.append(one)

    collect()
    return found
