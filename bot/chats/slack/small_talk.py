"""What people write to the app itself: a command, words to draw, or a greeting."""

from __future__ import annotations

import re
from functools import cache

from bot.commands import Commands
from bot.errors import Mistake
from bot.input import parser
from bot.member import Member
from bot.replies.catalogs import languages
from bot.replies.messages import say

QUESTION_MARKS = ("?", "？")
EMOJI = re.compile(r":[\w+-]+:")
SHORT = 2
"""Words of a command that somebody has written in a wrong way; more of them are words to draw."""


def line(commands: Commands, member: Member, text: str) -> str | None:
    """The command that is meant; None for a greeting or a question, which is answered with how to begin.

    "quota" is a command, "again in the rain" and "line drawing of a cat" are not.
    """
    words = re.findall(r"\w+", EMOJI.sub("", text.lower()))
    if not words or text.rstrip().endswith(QUESTION_MARKS) or set(words) <= greetings():
        return None
    verb = text.split(maxsplit=1)[0].lower()
    specs = [spec for spec in commands if spec.typed and spec.group == verb]
    if verb.startswith("/"):
        return text
    if not specs or (specs[0].moderators and not member.moderator):
        return f"/imagine {text}"
    try:
        parser.parse(commands, member, text, users=re.compile(r"\w+"), channels=re.compile(r"\w+"))
    except Mistake:
        return text if len(words) <= SHORT else f"/imagine {text}"
    return text


@cache
def greetings() -> frozenset[str]:
    """In every language that we know."""
    return frozenset(word for locale in languages() for word in say(locale, "slack-greetings").lower().split())
