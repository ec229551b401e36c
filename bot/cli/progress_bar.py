"""A bar with a time for everything that takes longer than a second; shown only where somebody watches."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

SHAPE = "{desc:<12}{bar:24} {percentage:3.0f} %  {elapsed} gone, {remaining} left"


@contextmanager
def bar(what: str) -> Iterator[Callable[[float], None]]:
    """Gives a function to be told how much is done, 0 to 1."""
    size = shutil.get_terminal_size()  # tqdm asks too, but hides its bars where a container says 0
    with tqdm(
        desc=what,
        total=1.0,
        bar_format=SHAPE,
        leave=False,
        disable=not sys.stderr.isatty(),
        file=sys.stderr,
        ncols=size.columns,
        nrows=size.lines,
    ) as shown:

        def move(part: float) -> None:
            shown.update(part - shown.n)

        yield move
