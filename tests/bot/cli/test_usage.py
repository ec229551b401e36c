"""What a month cost adds up, to the cent."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.__main__ import main
from bot.cli.usage import cents
from bot.policy.quota import BotLimits, limits
from bot.policy.settings import Settings
from bot.store import NewJob, Store

NOVEMBER = 1_793_000_000.0  # 2026-10-26; its month is October
ROWS = (("one", 3.004), ("one", 0.001), ("two", 0.007))


@pytest.fixture
async def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two communities that drew in October 2026."""
    monkeypatch.chdir(tmp_path)
    store = await Store.open("sqlite:///data/nonet.db", clock=lambda: NOVEMBER)
    for community, money in ROWS:
        ask = NewJob(platform="web", community=community, channel="c", user="u", name="U", prompt="a cat", seed=1)
        reserved = await store.reserve(ask, limits(Settings(), ask.member, 0, BotLimits(), NOVEMBER))
        await store.started(reserved.job.id)
        await store.drawn(reserved.job.id, np.zeros((9, 4), np.int32), 1.5, money, {}, "tiny")
    await store.close()


def test_the_table_adds_up(ledger: None, capsys: pytest.CaptureFixture[str]) -> None:
    """Communities to the cent, and their sum in the last line."""
    assert main(["usage", "--month", "2026-10"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0][0] == "2026-10"
    assert [line[-1] for line in lines[1:]] == ["3.00", "0.01", "3.01"]
    assert [line[-3] for line in lines[1:]] == ["2", "1", "3"]


def test_the_csv_is_exact(ledger: None, capsys: pytest.CaptureFixture[str]) -> None:
    """To the millionth that the ledger counts."""
    assert main(["usage", "--month", "2026-10", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["community"], row["money"], row["device_seconds"]) for row in rows] == [
        ("web:one", "3.005000", "3.000000"),
        ("web:two", "0.007000", "1.500000"),
    ]


def test_a_month_without_drawings(ledger: None, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so."""
    assert main(["usage", "--month", "2025-01"]) == 0
    assert capsys.readouterr().out == "Nothing was drawn in 2025-01.\n"


@pytest.mark.parametrize("month", ["November", "2026-13", "9999-12"])
def test_no_month_is_a_sentence(ledger: None, capsys: pytest.CaptureFixture[str], month: str) -> None:
    """With an example of one; also where the calendar ends, before the month does."""
    assert main(["usage", "--month", month]) == 2
    assert capsys.readouterr().err == f'nonet: --month should be like 2026-11, not "{month}".\n'


@given(st.lists(st.integers(0, 10**9), max_size=20))
def test_cents_add_up_to_the_rounded_sum(millionths: list[int]) -> None:
    """And no amount is further from the truth than a cent."""
    amounts = [number / 10**6 for number in millionths]
    rounded = cents(amounts)
    exact = [Decimal(number) / 10**6 for number in millionths]
    assert sum(rounded, Decimal()) == sum(exact, Decimal()).quantize(Decimal("0.01"))
    assert all(abs(a - b) < Decimal("0.01") for a, b in zip(rounded, exact, strict=True))
