"""What a moderator types becomes settings, or a mistake that says what is allowed; nothing in between."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Mistake
from bot.policy.blocklist import Rule
from bot.policy.settings import DIALS, Settings, changed, describe, differences


def mistake(changes: dict[str, str], settings: Settings | None = None) -> Mistake:
    with pytest.raises(Mistake) as caught:
        changed(settings or Settings(), changes)
    return caught.value


def test_a_setting_that_is_part_of_another_now_says_so() -> None:
    """Forms that were opened before name it."""
    for key in ("drawing", "waiting"):
        merged = mistake({key: "2"})
        assert (merged.rule, merged.facts) == ("merged-setting", {"key": key, "now": "unfinished"})


@pytest.mark.parametrize(
    ("key", "typed", "name", "value"),
    [
        ("member-per-day", "10", "member_per_day", 10),
        ("member-per-day", "0", "member_per_day", 0),
        ("member-per-day", "", "member_per_day", None),
        ("channel-per-day", "none", "channel_per_day", None),
        ("community-per-day", " No Limit ", "community_per_day", None),
        ("role-per-day", "123=20 456=0", "role_per_day", {"123": 20, "456": 0}),
        ("role-weight", "123=2, 456=0.5", "role_weight", {"123": 2.0, "456": 0.5}),
        ("unfinished", "2", "member_unfinished", 2),
        ("reset", "06:30", "reset", "06:30"),
        ("reset", "6", "reset", "06:00"),
        ("timezone", "europe/berlin", "timezone", "Europe/Berlin"),
        ("relaxed", "on", "relaxed", True),
        ("relaxed", "No", "relaxed", False),
        ("longest-prompt", "200", "longest_prompt", 200),
        ("log-channel", "C024BE91L", "log_channel", "C024BE91L"),
        ("log-channel", "", "log_channel", ""),
        ("retention-days", "30", "retention_days", 30),
    ],
)
def test_a_typed_value_is_understood(key: str, typed: str, name: str, value: object) -> None:
    assert changed(Settings(), {key: typed}) == replace(Settings(), **{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("member-per-day", "-1"), ("member-per-day", "1.5"), ("member-per-day", "many"), ("member-per-day", "1000001"),
        ("member-per-day", "1e3"), ("member-per-day", "٣"), ("member-per-day", "9" * 5000), ("member-per-day", "1_0"),
        ("unfinished", "0"), ("unfinished", ""), ("unfinished", "101"), ("longest-prompt", "0"),
        ("longest-prompt", "none"), ("role-per-day", "123"), ("role-per-day", "=5"), ("role-per-day", "123=-1"),
        ("role-weight", "123=0"), ("role-weight", "123=inf"), ("reset", "24:00"), ("reset", "12:60"), ("reset", ""),
        ("timezone", "Europe"), ("timezone", "../etc/passwd"), ("timezone", "Berlin"), ("relaxed", "perhaps"),
        ("retention-days", "0"), ("log-channel", "x" * 101),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_what_is_allowed(key: str, typed: str) -> None:
    refusal = mistake({key: typed})
    dial = DIALS[key]
    assert refusal.rule == "wrong-setting"
    assert refusal.facts["key"] == key
    assert refusal.facts["value"] == typed
    assert (refusal.facts["kind"], refusal.facts["low"], refusal.facts["high"], refusal.facts["empty"]) == (
        dial.kind, dial.low, dial.high, dial.empty,
    )  # fmt: skip


def test_nearly_a_zone_is_helped() -> None:
    assert mistake({"timezone": "Europe/Berln"}).facts["closest"] == "Europe/Berlin"


def test_an_unknown_setting_is_helped() -> None:
    refusal = mistake({"members-per-day": "5"})
    assert (refusal.rule, refusal.facts["closest"]) == ("unknown-setting", "member-per-day")
    assert refusal.facts["known"] == tuple(DIALS)
    assert mistake({"xyz": "5"}).facts["closest"] == ""


def test_one_wrong_value_changes_nothing() -> None:
    """Of several changes at once; the settings before are as they were in any case."""
    before = Settings()
    mistake({"member-per-day": "9", "reset": "soon"}, before)
    assert before == Settings()


def test_roles_are_changed_one_by_one() -> None:
    """Others keep their number, an empty one takes its away, nothing at all takes all away."""
    settings = Settings(role_per_day={"a": 1, "b": 2})
    assert changed(settings, {"role-per-day": "b=5 c=7"}).role_per_day == {"a": 1, "b": 5, "c": 7}
    assert changed(settings, {"role-per-day": "a="}).role_per_day == {"b": 2}
    assert changed(settings, {"role-per-day": "none"}).role_per_day == {}
    assert settings.role_per_day == {"a": 1, "b": 2}


def test_the_best_weight_of_a_member_holds() -> None:
    settings = Settings(role_weight={"a": 0.5, "b": 2.0, "c": 3.0})
    assert settings.weight(frozenset({"a", "b"})) == 2.0
    assert settings.weight(frozenset({"a"})) == 0.5
    assert settings.weight(frozenset({"x"})) == settings.weight(frozenset()) == 1.0


@given(
    st.builds(
        Settings,
        member_per_day=st.none() | st.integers(0, 10**6),
        role_per_day=st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)),
        channel_per_day=st.none() | st.integers(0, 10**6),
        role_weight=st.dictionaries(st.sampled_from("abc"), st.sampled_from((0.5, 2.0, 2.25))),
        reset=st.sampled_from(("00:00", "23:59")),
        timezone=st.sampled_from(("UTC", "Asia/Kathmandu")),
        relaxed=st.booleans(),
        retention_days=st.none() | st.integers(1, 400),
    )
)
def test_what_is_described_can_be_typed_again(settings: Settings) -> None:
    """Every value is shown as a moderator would type it."""
    typed = {key: value for key, value, _ in describe(settings)}
    assert changed(Settings(), typed) == settings
    assert changed(settings, typed) == settings


def test_differences_name_what_changed() -> None:
    old = Settings()
    new = replace(old, member_per_day=None, relaxed=True, channels_off={"C1": "art"}, rules=(Rule("rude", ("a", "b")),))
    assert differences(old, new) == [
        ("member-per-day", "5", "none"),
        ("relaxed", "off", "on"),
        ("channels-off", "none", "#art"),
        ("rules", "", "+ rude: a, b"),
    ]
    assert differences(old, Settings()) == []


def test_of_rules_only_what_came_and_went_is_told() -> None:
    """However long they are."""
    many = tuple(f"word {number}" for number in range(1000))
    old = Settings(rules=(Rule("rude", many), Rule("cats", ("lion", "tiger")), Rule("dogs", ("pug",))))
    new = Settings(rules=(Rule("rude", (*many, "oaf")), Rule("cats", ("lion",)), Rule("new", ("a", "b"))))
    assert differences(old, new) == [("rules", "", "+ rude: oaf; + new: a, b; - cats: tiger; - dogs: pug")]
    assert differences(new, old) == [("rules", "", "+ cats: tiger; + dogs: pug; - rude: oaf; - new: a, b")]
