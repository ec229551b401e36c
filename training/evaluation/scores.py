"""The result of an evaluation: shares of correct tiles with confidence intervals, as rows of a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
from jaxtyping import Bool

from training.evaluation.looks import Looks
from training.evaluation.prompts import Question

Hits = Bool[np.ndarray, "prompt tile"]

NAME_FROM_QUESTION: dict[Question, str] = {
    "thing": "single things",
    "colour": "colours",
    "background": "backgrounds",
    "style": "styles",
    "count": "counts",
    "position": "positions",
    "pair": "pairs, both things",
    "relation": "relations",
    "hand": "hands asked for",
}
Z = 1.96
"""Half the width of a 95 % interval, in standard deviations."""


@dataclass(frozen=True)
class Share:
    """A share of tiles with its 95 % confidence interval."""

    share: float
    low: float
    high: float

    @classmethod
    def of(cls, hits: Hits) -> Share:
        """The share of all tiles, with Wilson's interval (Wilson, 1927).

        Tiles of one prompt are correlated, so they count as fewer: as the number of independent tiles that would give
        the observed variance between prompts (the design effect of cluster samples), at least one a prompt.
        """
        share, prompts, tiles = float(hits.mean()), len(hits), hits.size
        if 0 < share < 1:
            varies = float(hits.mean(1).var(ddof=1)) / prompts if prompts > 1 else np.inf
            n = min(max(share * (1 - share) / max(varies, 1e-9), prompts), tiles)
        else:
            n = prompts
        middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
        reach = Z / (1 + Z**2 / n) * (share * (1 - share) / n + Z**2 / (4 * n**2)) ** 0.5
        return cls(share, max(0.0, middle - reach), min(1.0, middle + reach))


@dataclass(frozen=True)
class ScoreRow:
    """One group of prompts, and one way to be right.

    Args:
        held_out: whether the combinations were never trained on.
        things_too: whether the things must be recognised as well as what was asked.
        chance: what a guess without a look gets.
        shares: by who drew.
    """

    question: Question
    held_out: bool
    things_too: bool
    prompts: int
    chance: float
    shares: dict[str, Share]

    @property
    def name(self) -> str:
        if self.things_too:
            return "  of the right things" if self.question in {"position", "relation"} else "  of the right thing"
        return f"{'held-out ' if self.held_out else ''}{NAME_FROM_QUESTION[self.question]}"


@dataclass(frozen=True)
class Scores:
    """All shares of an evaluation.

    Args:
        model, judge: their names.
        tiles: judged for each prompt.
        rows: in the order of the prompts; those with `things_too` follow the same without.
        looks: of the tiles of prompts for a single thing, by who drew.
        judge_right: about what of known drawings the judge is right, and how often; empty where it was not asked.
    """

    model: str
    judge: str
    tiles: int
    rows: tuple[ScoreRow, ...]
    looks: dict[str, Looks] = field(default_factory=dict)
    judge_right: dict[str, Share] = field(default_factory=dict)

    def row(self, question: Question, *, held_out: bool = False, things_too: bool = False) -> ScoreRow:
        """The row of a group. Raises KeyError if there is none."""
        for row in self.rows:
            if (row.question, row.held_out, row.things_too) == (question, held_out, things_too):
                return row
        raise KeyError(f"there is no prompt about {question!r}, held_out={held_out}, things_too={things_too}")

    def table(self) -> str:
        """The table as text of equal-width letters."""
        artists = list(self.rows[0].shares)
        lines = [["tiles right", "tiles", *artists, "chance"]]
        for row in self.rows:
            shares = [_shown(row.shares[artist]) for artist in artists]
            lines.append([row.name, f"{row.prompts * self.tiles:,}", *shares, _percent(row.chance)])
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        rows = ["  ".join(_padded(line, widths)).rstrip() for line in lines]
        note = f"{self.model}, {self.tiles} tiles a prompt, judged by {self.judge}; in brackets the 95 % interval."
        if self.judge_right:
            said = ", ".join(f"{name} {_shown(share)}" for name, share in self.judge_right.items())
            note += f"\nThe judge on known drawings, moved, blurred and after its codes: {said}."
        return "\n".join([*rows, note, *self._seen()])

    def _seen(self) -> list[str]:
        """A line for each measure of how tiles look; in brackets the share of the last source's, which is real."""
        measures: dict[str, dict[str, float | None]] = {
            "variety (distance of two tiles)": {who: one.variety for who, one in self.looks.items()},
            "sharpness (mean gradient)": {who: one.sharpness for who, one in self.looks.items()},
            "hands among the tiles of a prompt": {who: one.hands for who, one in self.looks.items()},
        }
        lines = []
        for name, values in measures.items():
            known = {who: value for who, value in values.items() if value is not None}
            real = list(known.values())[-1:]
            if real and real[0] > 0:
                said = [f"{who} {value:.3g} ({100 * value / real[0]:.0f} %)" for who, value in known.items()]
                lines.append(f"{name}: {', '.join(said)}")
        return lines

    def to_json(self) -> str:
        """The same as JSON; shares are 0 to 1."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)


def _shown(share: Share) -> str:
    return f"{_percent(share.share)} ({100 * share.low:.0f}–{100 * share.high:.0f})"


def _percent(share: float) -> str:
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def _padded(line: Iterable[str], widths: Sequence[int]) -> list[str]:
    return [
        cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
