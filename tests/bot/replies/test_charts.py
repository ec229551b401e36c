"""The report's paper: a table whose sums are the ledger's, and a chart that can be read."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from matplotlib.text import Text

from bot.policy.quota import Day
from bot.replies import charts
from bot.replies.charts import HEIGHT, WIDTH, chart, chart_svg, in_money, refusals_in_words, table
from bot.replies.messages import measured, span
from bot.store import ActivityReport, CommunityRow

BLUE, ORANGE, WHITE = (58, 111, 216), (224, 122, 54), (255, 255, 255)
DAY = 86400.0
START = 1795392000.0  # 2026-11-23 00:00 UTC


def row(first: float, last: float, grids: int, **facts: object) -> CommunityRow:
    values: dict[str, object] = {
        "refunded": 1, "people": 2, "refusals": {"at-once": 3}, "wait_p50": 1.5, "wait_p95": None,
        "device_seconds": 0.1, "money": 0.000001,
    }  # fmt: skip
    return CommunityRow(Day(first, last), grids, **(values | facts))  # type: ignore[arg-type]


def report(grids: list[int], **facts: object) -> ActivityReport:
    rows = tuple(row(START + DAY * day, START + DAY * (day + 1), count, **facts) for day, count in enumerate(grids))
    return ActivityReport(rows, row(START, START + DAY * len(grids), sum(grids), **facts))


def test_the_table_keeps_every_millionth() -> None:
    """One line a day, one for all; each rule has its column, and no name is a formula."""
    lines = list(csv.reader(io.StringIO(table(report([1, 2], refusals={"=rude": 4, "at-once": 3}), "UTC"))))
    assert lines == [
        ["day", "grids", "given back", "people", "refused", "wait p50 s", "wait p95 s", "device s", "money",
         "refused: =rude", "refused: at-once"],
        ["2026-11-23", "1", "1", "2", "7", "1.500", "", "0.100000", "0.000001", "4", "3"],
        ["2026-11-24", "2", "1", "2", "7", "1.500", "", "0.100000", "0.000001", "4", "3"],
        ["total", "3", "1", "2", "7", "1.500", "", "0.100000", "0.000001", "4", "3"],
    ]  # fmt: skip


def test_days_are_the_community_s() -> None:
    """A day that begins at 15:00 UTC is the next one in Tokyo."""
    one = ActivityReport((row(START - 9 * 3600, START + 15 * 3600, 1),), row(START - 9 * 3600, START + 15 * 3600, 1))
    assert table(one, "Asia/Tokyo").splitlines()[1].startswith("2026-11-23,")


def test_the_chart_and_the_text_say_the_same_wait() -> None:
    """Also of less than a second: 0.08 s is not 1 s, and the axis beside it says so, too."""
    figure = charts._figure(report([1, 2], wait_p50=0.08, device_seconds=0.5, money=0.0), "UTC", "en", "$")
    figure.draw_without_rendering()
    texts = {text.get_text() for text in figure.findobj(Text)}
    assert {measured("en", 0.08), measured("en", 0.5)} == {"0.08 sec", "0.5 sec"}
    assert {"0.08 sec", "0.5 sec", "0.075", "0.45"} <= texts
    assert measured("de", 0.08) == "0,08 Sek."
    assert measured("en", 1.4) == span("en", 1.4) == "1 sec"


def test_bars_are_as_high_as_their_numbers() -> None:
    """Twice as many grids are twice as high; a refusal stands on top; nothing leaves the paper."""
    pixels = chart(report([100, 200], refusals={"at-once": 50}), "UTC", "en", "$")
    assert pixels.shape == (1, HEIGHT, WIDTH, 3)
    blue = (pixels[0, 110:450] == BLUE).all(-1).sum(0)
    orange = (pixels[0, 110:450] == ORANGE).all(-1).sum(0)
    first, second = blue[100 : WIDTH // 2].max(), blue[WIDTH // 2 :].max()
    assert second == pytest.approx(2 * first, abs=3)
    assert orange[100:].max() == pytest.approx(first / 2, abs=3)
    border = np.concatenate(
        [pixels[0, :8].reshape(-1, 3), pixels[0, -8:].reshape(-1, 3), pixels[0, :, -8:].reshape(-1, 3)]
    )
    assert (border == WHITE).all()


@pytest.mark.parametrize("days", [1, 7, 31, 366])
@pytest.mark.parametrize("most", [0, 1, 123_456])
def test_any_report_has_a_chart(days: int, most: int) -> None:
    """Of a day or a year, of nothing or of very much; in a language that the font does not know, too."""
    grids = [most * day // days for day in range(1, days + 1)]
    pixels = chart(report(grids, money=float(most), wait_p50=None), "UTC", "ja", "¥")
    assert pixels.shape == (1, HEIGHT, WIDTH, 3)
    assert pixels.min() < 60


def test_a_small_day_is_not_an_empty_one() -> None:
    """One grid beside ten thousand is still a line."""
    pixels = chart(report([1, 10_000], refusals={}), "UTC", "en", "$")[0, 110:450, 100 : WIDTH // 2]
    assert (np.abs(pixels.astype(int) - BLUE).sum(-1) < 200).any()


def test_refusals_are_told_the_commonest_first() -> None:
    """With their numbers."""
    refusals = {"member-per-day": 1, "at-once": 30, "blocked: be kind": 2, "channel-off": 2, "channel-off-all": 1}
    assert refusals_in_words(refusals, "en") == (
        "too many unfinished requests (30), drawing off in the channel (3), rule “be kind” (2), "
        "member's quota used up (1)"
    )
    assert refusals_in_words({"blocked: nett": 1, "of-tomorrow": 1}, "de") == "Regel „nett“ (1), of-tomorrow (1)"


def test_a_currency_s_code_stands_apart() -> None:
    """And its sign does not."""
    assert in_money("EUR", 1234.5) == "EUR 1,234.50"
    assert in_money("$", 0.0) == "$0.00"


def test_the_svg_follows_the_reader_s_theme() -> None:
    """Its paper and ink are variables with a light and a dark value; the same report gives the same bytes."""
    svg = chart_svg(report([3, 1]), "UTC", "en", "EUR")
    assert svg == chart_svg(report([3, 1]), "UTC", "en", "EUR")
    assert b"prefers-color-scheme:dark" in svg
    body = svg.partition(b"</style>")[2]
    assert b"var(--ink)" in body
    assert not any(colour.encode() in body for colour in charts.THEME.values())


def test_letters_that_no_font_has_make_the_chart_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Boxes would say nothing to anybody."""
    monkeypatch.setattr(charts, "FONTS", ("DejaVu Sans",))
    charts._fonts.cache_clear()
    assert charts._words("de")["locale"] == "de"
    assert charts._words("ja") == charts._words("en")
    charts._fonts.cache_clear()
