"""What an engine has done so far, for /metrics and for the curious."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inference.api import Lane


@dataclass(frozen=True)
class EngineStats:
    """One moment's numbers. Counts begin at the engine's start."""

    drawn: int  # requests answered with pictures
    failed: int  # requests and renders given up
    cancelled: int  # left by whoever asked
    handed_back: int  # by a drain
    refused: int  # the line was full
    retried: int  # second tries, after a failure of their own or of a neighbour's
    out_of_memory: int
    restarts: int  # of the device thread
    slots: int
    busy: int  # slots that draw
    painting: int  # requests whose codes are drawn and whose pictures are not painted
    waiting: Mapping[Lane, int]
    device_seconds: float  # in calls that succeeded
    seconds_per_step: float  # one code of every tile in every busy slot, lately; 0 before the first
    filled: float  # the share of the slots that drew, over the time of all chunks


@dataclass
class EngineCounters:
    """The counts, while they are counted."""

    drawn: int = 0
    failed: int = 0
    cancelled: int = 0
    handed_back: int = 0
    refused: int = 0
    retried: int = 0
    out_of_memory: int = 0
    device_seconds: float = 0.0
    slot_seconds: float = 0.0  # of chunks, times all slots
    busy_seconds: float = 0.0  # of chunks, times the slots that drew
