"""Things by their names, and the font that draws them, for the tests of training."""

from __future__ import annotations

import pytest

from training.scenes.sprites import font_path
from training.scenes.things import Thing, find

needs_font = pytest.mark.skipif(font_path() is None, reason="Noto Color Emoji is not installed (NONET_EMOJI_FONT)")


def known(word: str) -> Thing:
    """The thing of that name."""
    thing = find(word)
    assert thing is not None
    return thing
