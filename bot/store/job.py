"""A job: one accepted ask, from its place in line to its message in the chat."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import sqlalchemy as sa

from bot.member import Member
from bot.policy.quota import Allowance
from bot.store.schema import MILLION
from inference.api import TILES, Codes, Lane

State: TypeAlias = Literal["waiting", "drawing", "drawn", "posted", "cancelled", "failed", "deleted"]
UNFINISHED: tuple[State, ...] = ("waiting", "drawing")

ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
"""No vowels, so that no id is a word, and nothing that is mistaken for something else (0 o 1 l)."""

ID_LENGTH = 5


@dataclass(frozen=True, kw_only=True)
class NewJob:
    """Everything of a job that is known when it is asked for.

    Args:
        community: as in Member; with the platform it is the community's key (`key`).
        roles: the asker's, at the moment of asking.
        seed: 0 to 2**32 - 1.
        no: what to steer away from.
        tag, weight: its place in the fair line and its asker's weight (bot/jobs/fair_queue.py).
        address: where to answer, in the chat's own words.
        delivery: the platform's own id of this ask; the same one is never two jobs. "" is none.
        options: guidance and other settings of drawing that are not the default ones.
        parent: the grid ("k7f3q") or tile ("k7f3q-5") that this one was made from, or "".
    """

    platform: str
    community: str
    channel: str
    user: str
    name: str
    prompt: str
    seed: int
    channel_name: str = ""
    locale: str = "en"
    roles: frozenset[str] = frozenset()
    no: str = ""
    spoiler: bool = False
    tiles: int = TILES
    lane: Lane = "fast"
    tag: float = 0.0
    weight: float = 1.0
    address: str = ""
    delivery: str = ""
    options: Mapping[str, float] = field(default_factory=dict)
    parent: str = ""

    @property
    def key(self) -> str:
        """The community's, over all platforms."""
        return f"{self.platform}:{self.community}"

    @property
    def member(self) -> Member:
        """The asker as they were then; whether they still are a moderator is not kept."""
        return Member(
            platform=self.platform,
            community=self.community,
            channel=self.channel,
            user=self.user,
            name=self.name,
            channel_name=self.channel_name,
            roles=self.roles,
            locale=self.locale,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Job(NewJob):
    """A row as it was when it was read.

    Args:
        state: waiting, drawing: unfinished; drawn: finished, not shown; posted: shown; cancelled, failed: given
            back; deleted: taken away after it was drawn.
        asked, started, finished, shown: seconds since 1970; `shown` is when the chat had its last message,
            or found that nobody can be shown it.
        device_seconds, money: what it cost; money is in the operator's currency.
        codes: only where one job is read (Store.job, Store.adopt), not in lists.
        model: what drew it.
        reference: of a failure, as in the log.
        attempts: how often drawing began.
        facts: what drawing told beside the picture (how far the prompt was read).
        ended_by: who cancelled or deleted it.
    """

    id: str
    state: State
    asked: float
    started: float | None = None
    finished: float | None = None
    shown: float | None = None
    device_seconds: float = 0.0
    money: float = 0.0
    codes: Codes | None = None
    model: str = ""
    reference: str = ""
    attempts: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)
    ended_by: str = ""

    @property
    def unfinished(self) -> bool:
        return self.state in UNFINISHED


@dataclass(frozen=True, eq=False)
class Reserved:
    """An accepted ask. `new` is false where this delivery was a job already; `allowances` count this job, too."""

    job: Job
    new: bool
    allowances: tuple[Allowance, ...]


def new_id(attempt: int) -> str:
    """A random id, longer after every third one that was taken."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH + attempt // 3))


def packed(codes: Codes) -> bytes:
    """A grid's codes as an .npy file of the smallest whole numbers that hold them: 4.7 KB for DALL·E Mini."""
    file = io.BytesIO()
    np.save(file, codes.astype(smallest(codes)), allow_pickle=False)
    return file.getvalue()


def smallest(codes: Codes) -> np.dtype[Any]:
    """The smallest whole numbers that hold these codes."""
    return np.dtype(np.uint16 if codes.size == 0 or codes.max() <= np.iinfo(np.uint16).max else np.int32)


def unpacked(data: bytes) -> Codes:
    codes: Codes = np.load(io.BytesIO(data), allow_pickle=False).astype(np.int32)
    return codes


def job_of(row: sa.Row[Any]) -> Job:
    """A row of the table, with or without its codes."""
    values = dict(row._mapping)
    for name in ("owner", "life", "lease_until"):
        del values[name]
    codes = values.pop("codes", None)
    values |= {
        "roles": frozenset(values["roles"]),
        "delivery": values["delivery"] or "",
        "tag": float(values["tag"]),  # SQLite gives 0.0 back as 0
        "weight": float(values["weight"]),
        "device_seconds": values.pop("device_us") / MILLION,
        "money": values.pop("money_millionths") / MILLION,
        "codes": None if codes is None else unpacked(codes),
    }
    return Job(**values)
