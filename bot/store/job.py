"""A job: one accepted request, from its place in the queue to its message in the chat."""

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
from inference.api import TILES, Codes, Lane, Request

State: TypeAlias = Literal["waiting", "drawing", "drawn", "posted", "cancelled", "failed", "deleted"]
UNFINISHED: tuple[State, ...] = ("waiting", "drawing")

ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
"""Without vowels, so that no id is a word, and without signs that look alike (0 o 1 l)."""

ID_LENGTH = 5


@dataclass(frozen=True, kw_only=True)
class NewJob:
    """What is known of a job when it is requested.

    Args:
        community: as in Member; with the platform it is the community's key (`key`).
        roles: the requester's, at the time of the request.
        seed: 0 to 2**32 - 1.
        no: the negative prompt.
        tag, weight: its place in the fair queue and its requester's weight (bot/jobs/fair_queue.py).
        address: where to answer, in the chat's own format.
        delivery: the platform's id of this request; one id is at most one job. "" is none.
        options: guidance and other sampling options that differ from the defaults.
        parent: the grid ("k7f3q") or tile ("k7f3q-5") that this one was made from, or "".
        prefix: codes that each tile begins with: the upper rows of the parent's tile.
        mash, dial, walk: a second prompt, or "", and where between the two, as in Request.
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
    prefix: tuple[int, ...] = ()
    mash: str = ""
    dial: float = 0.5
    walk: bool = False

    @property
    def words(self) -> str:
        """What was asked for, in a sentence: the prompt, or both of a mash."""
        return f"{self.prompt} + {self.mash}" if self.mash else self.prompt

    @property
    def cost(self) -> float:
        """What it takes of the device, in grids."""
        return Request(self.prompt, mash=self.mash, dial=self.dial, walk=self.walk).load

    @property
    def key(self) -> str:
        """The community's, over all platforms."""
        return f"{self.platform}:{self.community}"

    @property
    def member(self) -> Member:
        """The requester as they were then; whether they are a moderator is not stored."""
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
        state: waiting, drawing: unfinished; drawn: finished, not yet shown; posted: shown; cancelled, failed: refunded;
            deleted: by a person, after it was drawn.
        asked, started, finished, shown: seconds since 1970; `shown` is when the chat showed how it ended, or found that
            it can show it to nobody.
        device_seconds, money: its cost; money is in the operator's currency.
        codes: [tiles, image_length]; only from Store.job and Store.adopt, not in lists.
        model: that drew it.
        reference: of a failure, as in the log.
        attempts: how often drawing began.
        facts: what the engine reported beside the picture (how much of the prompt was read).
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
    """An accepted request. `new` is false if its delivery was a job already; `allowances` include this job."""

    job: Job
    new: bool
    allowances: tuple[Allowance, ...]


def new_id(attempt: int) -> str:
    """A random id, one character longer after every third attempt."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH + attempt // 3))


def packed(codes: Codes) -> bytes:
    """A grid's codes as an .npy file of the smallest integer type that holds them: 4.7 KB for DALL·E Mini."""
    file = io.BytesIO()
    np.save(file, codes.astype(smallest(codes)), allow_pickle=False)
    return file.getvalue()


def smallest(codes: Codes) -> np.dtype[Any]:
    """The smallest integer type that holds these codes."""
    return np.dtype(np.uint16 if codes.size == 0 or codes.max() <= np.iinfo(np.uint16).max else np.int32)


def unpacked(data: bytes) -> Codes:
    codes: Codes = np.load(io.BytesIO(data), allow_pickle=False).astype(np.int32)
    return codes


def job_of(row: sa.Row[Any]) -> Job:
    """A row of the table, with or without its codes."""
    return job_with(dict(row._mapping))


def job_with(values: dict[str, Any]) -> Job:
    """The same of its values by column, which are changed."""
    for name in ("owner", "run_id", "lease_until"):
        del values[name]
    codes = values.pop("codes", None)
    values |= {
        "roles": frozenset(values["roles"]),
        "prefix": tuple(values["prefix"]),
        "delivery": values["delivery"] or "",
        "tag": float(values["tag"]),  # SQLite returns 0.0 as 0
        "weight": float(values["weight"]),
        "dial": float(values["dial"]),
        "device_seconds": values.pop("device_us") / MILLION,
        "money": values.pop("money_millionths") / MILLION,
        "codes": None if codes is None else unpacked(codes),
    }
    return Job(**values)
