"""Words for Discord's menus in every language, and people's text as Discord shows it literally."""

from __future__ import annotations

import re

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.handlers.community_settings import meaning
from bot.replies.catalogs import ENGLISH, language, messages
from bot.replies.messages import say

MAX_CHOICE = 100
"""Characters of something that is offered to choose from."""


def worded(name: str) -> locale_str:
    """The message called `name`, which Translator gives in the reader's language."""
    return locale_str(say(ENGLISH, name), message=name)


def described(name: str) -> locale_str:
    """What a command or an option does: "imagine", "imagine-seed"."""
    return worded(f"command-{name}")


def offered(setting: str) -> locale_str:
    """A setting to be chosen from a list."""
    return locale_str(choice(ENGLISH, setting), setting=setting)


def choice(locale: str, setting: str) -> str:
    """A setting with its meaning, to be chosen from a list."""
    return f"{setting} · {meaning(locale, setting)}"[:MAX_CHOICE]


class Translator(app_commands.Translator):
    """Gives discord.py the names of options and all descriptions in every language that we speak."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        code = language(locale.value)
        if code == ENGLISH:
            return None
        if "setting" in string.extras:  # one of those that a moderator chooses from
            return choice(code, str(string.extras["setting"]))
        option = context.location is app_commands.TranslationContextLocation.parameter_name
        name = f"argument-{string.message}" if option else str(string.extras.get("message", ""))
        return say(code, name) if name in messages(code) else None


# --- people's text ---------------------------------------------------------------------------------------------------

_LINK = re.compile(r"(?i)(https?|ftp|mailto|tel|sms|discord|steam):(?=\S)")
_INVITE = re.compile(r"(?i)(discord(?:app)?)\.(?=(?:gg|gift|new|com)/)")
"""Wherever they begin: Discord looks for links in the middle of words, too, and so after 見て, 1 and _."""
_CALL = re.compile(r"@(?=everyone|here)")
_MARK = re.compile(r"([\\*_~`|<>\[\]])")
_START = re.compile(r"(?m)^(\s*)([#+-]|\d+[.)])(?=[\s#-])")
_GAP = "\u200b"
"""Shows nothing, and ends what would be a link or a call to everyone."""


def escaped(text: str, at_most: int) -> str:
    """Plain text as Discord shows it literally: nothing pings, nothing is bold, nothing can be clicked.

    It is cut to `at_most` characters after escaping, never inside an escape.
    """
    made = _escaped(text)
    while len(made) > at_most:
        text = text[: max(0, len(text) - max(1, (len(made) - at_most) // 2))].rstrip()
        made = f"{_escaped(text)}…"
    return made


def _escaped(text: str) -> str:
    # In one pass: a backslash of the writer's is itself escaped, so it cannot undo one of ours.
    text = _MARK.sub(r"\\\1", text)
    text = _START.sub(lambda found: f"{found[1]}\\{found[2]}" if len(found[2]) == 1 else _numbered(found), text)
    text = _LINK.sub(rf"\1:{_GAP}", text)
    return _CALL.sub(f"@{_GAP}", _INVITE.sub(rf"\1{_GAP}.", text))


def _numbered(found: re.Match[str]) -> str:
    """1. -> 1\\. which is no list"""
    return f"{found[1]}{found[2][:-1]}\\{found[2][-1]}"
