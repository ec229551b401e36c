"""What happened in the last days, as a table for a spreadsheet and as a chart. It adds nothing up: the ledger did."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bot.replies.messages import knows, say, span
from bot.store import ActivityReport, CommunityRow
from inference.api import Pictures

# --- the table -------------------------------------------------------------------------------------------------------

COLUMNS = ("day", "grids", "given back", "people", "refused", "wait p50 s", "wait p95 s", "device s", "money")


def table(report: ActivityReport, timezone: str) -> str:
    """One line a day and one for all of them, as CSV (RFC 4180). Millionths are kept, so that sums are the ledger's.

    People and waits are those of that day: a person on two days is one in the last line.
    """
    rules = sorted(report.total.refusals)
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow([*COLUMNS, *(_cell(f"refused: {rule}") for rule in rules)])
    for row in report.days:
        lines.writerow(_line(_date(row, timezone), row, rules))
    lines.writerow(_line("total", report.total, rules))
    return text.getvalue()


def _line(name: str, row: CommunityRow, rules: Sequence[str]) -> list[str]:
    waits = ["" if wait is None else f"{wait:.3f}" for wait in (row.wait_p50, row.wait_p95)]
    counts = [row.grids, row.refunded, row.people, sum(row.refusals.values())]
    costs = [f"{row.device_seconds:.6f}", f"{row.money:.6f}"]
    return [name, *map(str, counts), *waits, *costs, *(str(row.refusals.get(rule, 0)) for rule in rules)]


def _cell(text: str) -> str:
    """Moderators name rules, and a spreadsheet takes some signs at the start for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _date(row: CommunityRow, timezone: str) -> str:
    return f"{datetime.fromtimestamp(row.day.start, ZoneInfo(timezone)):%Y-%m-%d}"


def in_money(currency: str, amount: float) -> str:
    """A code stands apart, a sign does not: "EUR 4.39", "$4.39"."""
    return f"{currency}{' ' * currency.isalpha()}{amount:,.2f}"


# --- the chart -------------------------------------------------------------------------------------------------------

WIDTH, HEIGHT = 1200, 800
FINE = 2
"""Drawn so many times finer and then reduced, for smooth edges."""
PAPER, INK, QUIET, LINE = (255, 255, 255), (32, 34, 40), (104, 110, 122), (226, 229, 235)
BLUE, ORANGE, TEAL, VIOLET = (58, 111, 216), (224, 122, 54), (24, 140, 128), (130, 84, 190)
"""Told apart in the common kinds of colour blindness, and each stands in a panel or a legend of its own."""
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Panel:
    """One small chart: bars for the days, whose parts stand on one another."""

    title: str
    sum: str  # of all days, as said beside the title
    parts: Sequence[tuple[str, Colour, Sequence[float]]]
    whole: bool = False  # there are no halves of it


def chart(report: ActivityReport, timezone: str, locale: str, currency: str) -> Pictures:
    """One picture: [1 row column channel]. Slow: call it in a thread."""
    days, total = report.days, report.total
    word = _words(locale)
    refused: Sequence[float] = [sum(row.refusals.values()) for row in days]
    drawn: Sequence[float] = [row.grids for row in days]
    grids = [(word["grids"], BLUE, drawn), (word["refused"], ORANGE, refused)]
    people = Panel(word["people"], f"{total.people:,}", [("", TEAL, [row.people for row in days])], whole=True)
    waits = [row.wait_p50 or 0.0 for row in days]
    # In the numbers of the text beside the chart, and in English, whose letters the font has.
    wait = Panel(word["wait"], "-" if total.wait_p50 is None else span("en", total.wait_p50), [("", ORANGE, waits)])
    costs = [row.money for row in days]
    money = Panel(word["money"], in_money(_drawable(currency), total.money), [("", VIOLET, costs)])
    times = [row.device_seconds for row in days]
    device = Panel(word["device"], _span(total.device_seconds), [("", VIOLET, times)])
    sheet = _Sheet([_date(row, timezone) for row in days])
    sheet.panel(Panel(word["title"], f"{total.grids:,}", grids, whole=True), (0, 0, WIDTH, 500), large=True)
    third = WIDTH // 3
    for number, small in enumerate((people, wait, money if total.money else device)):
        sheet.panel(small, (number * third, 500, (number + 1) * third, HEIGHT))
    return np.asarray(sheet.image.reduce(FINE))[None]


class _Sheet:
    """Paper, in units of the finished picture."""

    def __init__(self, dates: Sequence[str]) -> None:
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PAPER)
        self._draw = ImageDraw.Draw(self.image)
        self._dates = dates

    def panel(self, panel: Panel, box: tuple[int, int, int, int], *, large: bool = False) -> None:
        left, top, right, bottom = box
        size, margin = (26, 40) if large else (20, 40)
        self._text((left + margin, top + 28), panel.title, size, INK)
        self._text((right - margin, top + 28), panel.sum, size, INK, anchor="ra")
        if len(panel.parts) > 1:
            self._legend(panel, left + margin, top + 72)
        plot = (left + margin + 52, top + (120 if large else 84), right - margin, bottom - 56)
        self._bars(panel, plot, ticks=4 if large else 2)

    def _legend(self, panel: Panel, x: float, y: float) -> None:
        for name, colour, _ in panel.parts:
            self._box((x, y + 3, x + 14, y + 17), colour)
            self._text((x + 22, y), name, 17, QUIET)
            x += 22 + self._width(name, 17) + 28

    def _bars(self, panel: Panel, plot: tuple[int, int, int, int], ticks: int) -> None:
        left, top, right, bottom = plot
        heights = [sum(values) for values in zip(*(values for _, _, values in panel.parts), strict=True)]
        step = max(_step(max(heights, default=0.0), ticks), 1.0 if panel.whole else 0.0)
        most = step * max(1, -(-max(heights, default=0.0) // step))
        for tick in range(round(most / step) + 1):
            y = bottom - (bottom - top) * tick * step / most
            self._draw.line([left * FINE, y * FINE, right * FINE, y * FINE], LINE, FINE)
            self._text((left - 10, y), _number(tick * step), 15, QUIET, anchor="rm")
        room = (right - left) / len(self._dates)
        width = min(room * 0.72, 96)
        for day in range(len(self._dates)):
            middle, y = left + room * (day + 0.5), float(bottom)
            for _, colour, values in panel.parts:
                height = (bottom - top) * values[day] / most
                if height:
                    self._box((middle - width / 2, y - height, middle + width / 2, y), colour)
                y -= height
        self._days(left, room, bottom)

    def _days(self, left: float, room: float, bottom: float) -> None:
        """As many dates as have room, the last one always."""
        every = max(1, ceil((self._width("00-00", 15) + 14) / room))
        for day, date in enumerate(self._dates):
            if (len(self._dates) - 1 - day) % every == 0:
                self._text((left + room * (day + 0.5), bottom + 10), date[5:], 15, QUIET, anchor="ma")

    def _box(self, box: tuple[float, float, float, float], colour: Colour) -> None:
        left, top, right, bottom = (value * FINE for value in box)
        # At least a line: a day of one among days of thousands was not a day of none.
        self._draw.rectangle((left, min(top, bottom - FINE), right, bottom - 1), colour)

    def _text(self, at: tuple[float, float], text: str, size: int, colour: Colour, anchor: str = "la") -> None:
        self._draw.text((at[0] * FINE, at[1] * FINE), text, colour, _font(size * FINE), anchor=anchor)

    def _width(self, text: str, size: int) -> float:
        return _font(size * FINE).getlength(text) / FINE


def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # noqa: S101 - it is one wherever a size is given
    return font


def _words(locale: str) -> Mapping[str, str]:
    """The chart's words, all in one language: English, where the font does not know the reader's letters."""
    names = ("title", "grids", "refused", "people", "wait", "money", "device")
    words = {name: say(locale, f"chart-{name}") for name in names}
    return words if all(map(_drawable, words.values())) else {name: say("en", f"chart-{name}") for name in names}


def _drawable(text: str) -> str:
    """`text` if the font that comes with Pillow, which knows ASCII only, has all of it; else nothing."""
    return text if text.isascii() else ""


def _step(most: float, ticks: int) -> float:
    """A round number of which `ticks` or a few less make `most`: 1, 2 or 5 times a power of ten."""
    if most <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(most / ticks))
    return float(next(power * factor for factor in (1, 2, 5, 10) if power * factor * ticks >= most))


def _number(value: float) -> str:
    return f"{value / 1000:g}k" if value >= 10_000 else f"{value:,g}"


def _span(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:,.1f} h"


def refusals_in_words(refusals: Mapping[str, int], locale: str) -> str:
    """The commonest first. The table keeps the rules' own names: it is for programs, too."""
    counts: Counter[str] = Counter()
    for rule, times in refusals.items():
        counts[_refusal(rule, locale)] += times
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(say(locale, "report-refusal", what=what, count=count) for what, count in ordered)


def _refusal(rule: str, locale: str) -> str:
    """A rule as people call it; one that has no words is as it is counted."""
    kind, _, name = rule.partition(": ")
    sentence = f"rule-{kind.removesuffix('-all')}"
    return say(locale, sentence, name=name) if knows(sentence) else rule
