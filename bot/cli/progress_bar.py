"""A progress bar with times, shown only if stderr is a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

SHAPE = "{desc:<12}{bar:24} {percentage:3.0f} %  {elapsed} gone, {remaining} left"


@contextmanager
def bar(what: str) -> Iterator[Callable[[float], None]]:
    """Yields a function that takes the share that is done, 0 to 1."""
    size = shutil.get_terminal_size()  # tqdm hides its bars in containers that report a width of 0
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
