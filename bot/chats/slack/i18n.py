"""What only Slack's forms and pages say, in words.toml; everything else is in bot/locales."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from bot.replies.messages import language


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    file = resources.files("bot.chats.slack") / "words.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def knows(name: str) -> bool:
    return name in _words()["en"]


def say(locale: str, name: str, **facts: object) -> str:
    """The sentence called `name` in the reader's language, or in English."""
    words = _words()
    sentence = words.get(language(locale), {}).get(name) or words["en"][name]
    return sentence.format(**facts)
