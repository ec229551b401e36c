"""The activity report as a table for a spreadsheet and as a chart. The sums come from the ledger."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from bot.replies.messages import knows, measured, say, span
from bot.store import ActivityReport, CommunityRow
from inference.api import Pictures

if TYPE_CHECKING:  # imported where it is used: matplotlib takes a second, which no start waits for
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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

WIDTH, HEIGHT, DPI = 1200, 800, 100
THEME = {"paper": "#ffffff", "ink": "#23201b", "quiet": "#6a6357", "rule": "#e7e1d7"}
DARK_THEME = {"paper": "#211f1b", "ink": "#efebe4", "quiet": "#aaa294", "rule": "#332f29"}
"""The page's own colours (base.css)."""
BLUE, ORANGE, TEAL, VIOLET = "#3a6fd8", "#e07a36", "#188c80", "#8254be"
"""Distinguishable with the common kinds of colour blindness; each is in a panel or a legend of its own."""
FONTS = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", "Hiragino Sans", "Yu Gothic", "Noto Sans")
"""The first comes with matplotlib; the others give it letters that it lacks, where the system has them."""
MIN_BAR_HEIGHT = 1 / 150
"""As a share of the axis: a day of one among days of thousands was not a day of none."""


@dataclass(frozen=True)
class Panel:
    """One small chart: a bar a day, made of stacked parts."""

    title: str
    total: str  # of all days, as written beside the title
    parts: Sequence[tuple[str, str, Sequence[float]]]  # name, colour, a value a day
    whole: bool = False  # the values are counts


def chart(report: ActivityReport, timezone: str, locale: str, currency: str) -> Pictures:
    """The report as one picture: [1 row column channel]. Slow: call it in a thread."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(_figure(report, timezone, locale, currency))
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[None, :, :, :3].copy()


def chart_svg(report: ActivityReport, timezone: str, locale: str, currency: str) -> bytes:
    """The same as SVG, whose colours follow the reader's light or dark theme. Slow: call it in a thread."""
    from matplotlib import rc_context

    out = io.StringIO()
    with rc_context({"svg.fonttype": "path", "svg.hashsalt": "nonet"}):
        _figure(report, timezone, locale, currency).savefig(out, format="svg", metadata={"Date": None})
    svg = out.getvalue()
    for name, colour in THEME.items():
        svg = svg.replace(colour, f"var(--{name})")
    light, dark = (";".join(f"--{name}:{colour}" for name, colour in theme.items()) for theme in (THEME, DARK_THEME))
    style = f"<style>:root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}</style>"
    return svg.replace("<defs>", style + "<defs>", 1).encode()


def _figure(report: ActivityReport, timezone: str, locale: str, currency: str) -> Figure:
    from matplotlib.figure import Figure

    words, days, total = _words(locale), report.days, report.total
    grids: list[tuple[str, str, Sequence[float]]] = [
        (words["grids"], BLUE, [row.grids for row in days]),
        (words["refused"], ORANGE, [sum(row.refusals.values()) for row in days]),
    ]
    wait = "-" if total.wait_p50 is None else measured(words["locale"], total.wait_p50)
    if total.money:
        cost = Panel(words["money"], in_money(currency, total.money), [("", VIOLET, [row.money for row in days])])
    else:
        device = [row.device_seconds for row in days]
        cost = Panel(words["device"], measured(words["locale"], total.device_seconds), [("", VIOLET, device)])
    panels = [
        Panel(words["title"], f"{total.grids:,}", grids, whole=True),
        Panel(words["people"], f"{total.people:,}", [("", TEAL, [row.people for row in days])], whole=True),
        Panel(words["wait"], wait, [("", ORANGE, [row.wait_p50 or 0.0 for row in days])]),
        cost,
    ]
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=THEME["paper"])
    figure.subplots_adjust(left=0.06, right=0.975, top=0.87, bottom=0.07, hspace=0.55, wspace=0.24)
    places = figure.add_gridspec(2, 3, height_ratios=[1.9, 1])
    dates = [_date(row, timezone)[5:] for row in days]
    for panel, place in zip(panels, (places[0, :], places[1, 0], places[1, 1], places[1, 2]), strict=True):
        _draw(figure.add_subplot(place), panel, dates, 19 if panel is panels[0] else 14)
    return figure


def _draw(axes: Axes, panel: Panel, dates: Sequence[str], size: int) -> None:
    from matplotlib.ticker import MaxNLocator

    sums = [sum(values) for values in zip(*(values for _, _, values in panel.parts), strict=True)]
    top = max(sums, default=0.0) or 1.0
    bottom = np.zeros(len(dates))
    for name, colour, values in panel.parts:
        heights = np.asarray(values, dtype=float)
        heights = np.where(heights > 0, np.maximum(heights, top * MIN_BAR_HEIGHT), 0.0)
        axes.bar(range(len(dates)), heights, bottom=bottom, color=colour, label=name, width=min(0.72, len(dates) / 4))
        bottom += heights
    fonts = _fonts()
    axes.set_title(panel.title, loc="left", fontsize=size, color=THEME["ink"], fontfamily=fonts, pad=size * 1.2)
    axes.set_title(panel.total, loc="right", fontsize=size, color=THEME["ink"], fontfamily=fonts, pad=size * 1.2)
    axes.set_facecolor(THEME["paper"])
    axes.set_ylim(0, top * 1.05)
    axes.set_xlim(-0.6, len(dates) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=panel.whole))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value / 1000:g}k" if value >= 10_000 else f"{value:,g}")
    axes.grid(axis="y", color=THEME["rule"])
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelsize=size * 0.62, labelcolor=THEME["quiet"])
    shown = _ticks(len(dates), 12 if size > 14 else 5)
    axes.set_xticks(shown, [dates[day] for day in shown])
    if len(panel.parts) > 1:
        legend = axes.legend(
            loc="lower left", bbox_to_anchor=(0.0, 0.99), ncols=len(panel.parts), borderaxespad=0.0, frameon=False,
            handlelength=1.0, labelcolor=THEME["quiet"],
        )  # fmt: skip
        for text in legend.get_texts():
            text.set(fontfamily=fonts, fontsize=size * 0.62)


def _ticks(days: int, most: int) -> list[int]:
    """As many days as have room for their date, evenly spaced; always the last one."""
    step = -(-days // most)
    return list(range((days - 1) % step, days, step))


@cache
def _fonts() -> list[str]:
    """Of FONTS, those that this system has."""
    from matplotlib.font_manager import fontManager

    there = {font.name for font in fontManager.ttflist}
    return [name for name in FONTS if name in there]


def _drawable(text: str) -> bool:
    from matplotlib.font_manager import findfont, get_font

    letters = {code for name in _fonts() for code in get_font(findfont(name)).get_charmap()}
    return all(ord(letter) in letters for letter in text)


def _words(locale: str) -> Mapping[str, str]:
    """The chart's words, all in one language: English where no font has the reader's letters."""
    names = ("title", "grids", "refused", "people", "wait", "money", "device")
    words = {name: say(locale, f"chart-{name}") for name in names} | {"locale": locale}
    return words if _drawable("".join(words.values()) + span(locale, 90.0)) else _words("en")


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
