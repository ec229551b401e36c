"""How long it takes from drawn pictures to a message that shows them, at each platform: members wait for that, too."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import replace
from statistics import median

from inference.api import Drawing


class PostingTime:
    def __init__(self) -> None:
        self._recent: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=15))

    def add(self, platform: str, seconds: float) -> None:
        """A message took so long to encode, upload and post."""
        self._recent[platform].append(max(0.0, seconds))

    def whole(self, platform: str, progress: Drawing) -> Drawing:
        """`progress` on the way to the message instead of the pictures. Until one was posted, that takes no time."""
        recent = self._recent.get(platform)
        if not recent or progress.done >= 1:
            return progress
        posting = median(recent)  # which a platform that was away once does not change
        left, whole = progress.seconds + posting, progress.seconds / (1 - progress.done) + posting
        return replace(progress, done=1 - left / whole if whole else progress.done, seconds=left)
