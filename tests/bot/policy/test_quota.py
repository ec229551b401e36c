"""Which caps hold, and when a day begins: also where clocks change."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores import ANN, NOON

from bot.policy.quota import BotLimits, Day, Used, day, days, explain, limits, month
from bot.policy.settings import Settings

HOUR = 3600.0


def at(text: str, zone: str = "UTC") -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("reset", "zone", "now", "start", "hours"),
    [
        ("00:00", "UTC", "2026-11-23 12:00", "2026-11-23 00:00", 24),
        ("00:00", "UTC", "2026-11-23 00:00", "2026-11-23 00:00", 24),
        ("06:30", "UTC", "2026-11-23 06:29", "2026-11-22 06:30", 24),
        ("06:00", "Asia/Kathmandu", "2026-11-23 07:00", "2026-11-23 06:00", 24),
        ("00:00", "Europe/Berlin", "2026-03-29 12:00", "2026-03-29 00:00", 23),  # clocks go forward
        ("00:00", "Europe/Berlin", "2026-10-25 12:00", "2026-10-25 00:00", 25),  # and back
        ("04:00", "America/New_York", "2026-03-08 03:30", "2026-03-07 04:00", 23),
        ("02:30", "America/New_York", "2026-03-08 12:00", "2026-03-08 03:30", 23),  # 02:30 is left out that day
        ("01:30", "America/New_York", "2026-11-01 12:00", "2026-11-01 01:30", 25),  # 01:30 comes twice
        ("00:00", "America/Sao_Paulo", "2018-11-04 12:00", "2018-11-04 01:00", 23),  # midnight is left out
        ("12:00", "Pacific/Apia", "2011-12-31 13:00", "2011-12-31 12:00", 24),  # the whole 30th is left out
    ],
)
def test_a_day_begins_at_the_reset(reset: str, zone: str, now: str, start: str, hours: float) -> None:
    today = day(reset, zone, at(now, zone))
    assert today.start == at(start, zone)
    assert (today.end - today.start) / HOUR == hours


ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(ZONES), st.floats(at("2005-01-01"), at("2035-01-01")))
def test_days_follow_one_another(hour: int, minute: int, zone: str, now: float) -> None:
    """Every moment is in exactly one day, and a day's end is the next one's start."""
    reset = f"{hour:02}:{minute:02}"
    today = day(reset, zone, now)
    assert today.start <= now < today.end
    assert day(reset, zone, today.start) == today
    assert day(reset, zone, today.end).start == today.end
    assert day(reset, zone, today.start - 1).end == today.start
    assert 0 < today.end - today.start <= 49 * HOUR


def test_the_last_days_are_oldest_first() -> None:
    last = days("00:00", "Europe/Berlin", at("2026-10-26 12:00", "Europe/Berlin"), 3)
    assert [(one.end - one.start) / HOUR for one in last] == [24, 25, 24]
    assert [one.end for one in last[:-1]] == [one.start for one in last[1:]]


def test_a_month_is_from_midnight_to_midnight() -> None:
    assert month("2026-03", "Europe/Berlin") == Day(
        at("2026-03-01 00:00", "Europe/Berlin"), at("2026-04-01 00:00", "Europe/Berlin")
    )
    assert month("2026-12", "UTC").end == at("2027-01-01 00:00")
    for nonsense in ("2026-13", "2026", "November"):
        with pytest.raises(ValueError, match="data"):
            month(nonsense, "UTC")


def test_all_scopes_have_their_cap() -> None:
    found = limits(Settings(reset="06:00"), ANN, 0, BotLimits(1000, reset="09:00"), NOON)
    assert [(cap.scope, cap.limit) for cap in found.caps] == [
        ("member", 5), ("channel", 200), ("community", 300), ("bot", 1000),
    ]  # fmt: skip
    assert [cap.day.start for cap in found.caps] == [NOON - 6 * HOUR] * 3 + [NOON - 3 * HOUR]
    assert found.at_once == 3


@pytest.mark.parametrize(
    ("member", "roles", "grants", "limit", "role"),
    [
        (5, {}, 0, 5, ""),
        (5, {"a": 7, "b": 9}, 0, 9, "b"),
        (5, {"a": 3}, 0, 5, ""),  # a role never takes away
        (0, {"a": 1}, 0, 1, "a"),
        (None, {"a": 100}, 0, None, ""),  # nothing is more than no limit
        (5, {"other": 50}, 0, 5, ""),
        (0, {}, 2, 2, ""),
        (5, {"a": 7}, 2, 9, "a"),
        (None, {}, 2, None, ""),
    ],
)
def test_the_most_generous_role_holds(
    member: int | None, roles: dict[str, int], grants: int, limit: int | None, role: str
) -> None:
    """And what was given for today is on top of it."""
    who = ANN.__class__(**{**ANN.__dict__, "roles": frozenset("ab")})
    cap = limits(Settings(member, roles), who, grants, BotLimits(), NOON).caps[0]
    assert (cap.limit, cap.role, cap.granted) == (limit, role, grants)
    assert cap.source == ("role" if role else "setting")


def test_the_calculation_is_explained_scope_by_scope() -> None:
    found = limits(Settings(3, {}, None), ANN, 0, BotLimits(), NOON)
    lines = explain(found, Used({"member": 4, "channel": 7, "community": 9, "bot": 9}))
    assert [(one.scope, one.used, one.limit, one.left) for one in lines] == [
        ("member", 4, 3, 0), ("channel", 7, None, None), ("community", 9, 300, 291), ("bot", 9, None, None),
    ]  # fmt: skip
    assert {one.resets_at for one in lines} == {NOON + 12 * HOUR}
