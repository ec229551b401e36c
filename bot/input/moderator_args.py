"""What moderators type -> commands: `/settings member-per-day 10`, `/timeout @ann 30`, `/block add rude: words`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal, cast

from bot.commands import (
    Audit,
    Block,
    CancelAll,
    ChangeSettings,
    Command,
    Grant,
    Line,
    Report,
    ShowSettings,
    SwitchChannel,
    TimeOut,
    Undo,
    Why,
)
from bot.errors import Mistake
from bot.input.text_args import Typed, unquoted
from bot.policy.settings import NOTHING


def _settings(typed: Typed) -> Command:
    """`/settings` shows them, `/settings KEY` that one; `/settings KEY VALUE` and `/settings KEY=VALUE` change one, and
    `KEY=` takes a limit away."""
    if not typed.text or typed.text.lower() == "show":
        return ShowSettings(typed.member)
    match = re.fullmatch(r"(?:set\s+)?(?:--)?([\w-]+?)(\s*=\s*|\s+|$)(.*)", typed.text, re.DOTALL)
    if not match:
        raise Mistake("how-settings")
    key = match[1].lower().replace("_", "-")
    if not match[2]:
        return ShowSettings(typed.member, key)
    value = unquoted(match[3].strip())
    if key == "log-channel" and typed.channels is not None and value.lower() not in NOTHING:
        value = typed.channel(value)[0]  # where the chat knows them all, only one that there is
    return ChangeSettings(typed.member, {key: value})


def _audit(typed: Typed) -> Command:
    if typed.text and not re.fullmatch(r"[0-9]{1,4}", typed.text):
        raise Mistake("how-audit")
    return Audit(typed.member, max(1, int(typed.text or 1)))


def _block(typed: Typed) -> Command:
    """`/block add NAME: words, and phrases`, or `"NAME" words`; the words alone are named by the first of them."""
    what, _, rest = typed.text.partition(" ")
    what = what.lower() or "list"
    if what not in ("list", "add", "remove", "test"):
        raise Mistake("how-block")
    name, colon, words = rest.partition(":")
    quoted = re.fullmatch(r"""["“„«](.+?)["”»]\s+(?!:)(.+)""", rest.strip(), re.DOTALL) if what == "add" else None
    if quoted:
        name, words = quoted[1], quoted[2]
    elif not colon:
        name, words = (rest, "") if what == "remove" else ("", rest)
    name = unquoted(name.strip())
    if what != "list" and not rest.strip():
        raise Mistake("how-block")
    return Block(typed.member, cast(Literal["list", "add", "remove", "test"], what), words.strip(), name)


def _channel(typed: Typed) -> Command:
    words = typed.text.split()
    if not words or words[0].lower() not in ("on", "off") or len(words) > 2:
        raise Mistake("how-channel")
    if len(words) == 1:
        return SwitchChannel(typed.member, typed.member.channel, words[0].lower() == "on", typed.member.channel_name)
    channel, name = typed.channel(words[1])
    return SwitchChannel(typed.member, channel, words[0].lower() == "on", name)


def _timeout(typed: Typed) -> Command:
    user, name, minutes = _numbered(typed, "timeout", 6)
    return TimeOut(typed.member, user, minutes, name)


def _lift(typed: Typed) -> Command:
    user, name, _ = typed.user("lift")
    return TimeOut(typed.member, user, 0, name)


def _grant(typed: Typed) -> Command:
    user, name, grids = _numbered(typed, "grant", 4)
    return Grant(typed.member, user, grids, name)


def _numbered(typed: Typed, verb: str, digits: int) -> tuple[str, str, int]:
    """Id, name and a number. Where the number is missing, that is said before anything about the name."""
    if not re.search(rf"(?:^|\s)[0-9]{{1,{digits}}}$", typed.text):
        raise Mistake(f"how-{verb}")
    user, name, (number,) = typed.user(verb, 1)
    return user, name, int(number)


def _why(typed: Typed) -> Command:
    words = typed.text.split()
    channel = words.pop() if len(words) > 1 and words[-1][:1] in "#<" and words[-1][:2] != "<@" else ""
    user, name, _ = replace(typed, text=" ".join(words)).user("why")
    return Why(typed.member, user, typed.channel(channel)[0] if channel else "", name)


def _cancel_all(typed: Typed) -> Command:
    return CancelAll(typed.member, typed.user("cancel-all")[0])


def _report(typed: Typed) -> Command:
    match = re.fullmatch(r"([0-9]{1,3})\s*d?(?:ays)?", typed.text.lower() or "7")
    if not match or not 1 <= int(match[1]) <= 366:
        raise Mistake("how-report")
    return Report(typed.member, int(match[1]))


VERBS: Mapping[str, Callable[[Typed], Command]] = {
    "settings": _settings,
    "undo": lambda typed: Undo(typed.member),
    "audit": _audit,
    "block": _block,
    "channel": _channel,
    "timeout": _timeout,
    "lift": _lift,
    "grant": _grant,
    "why": _why,
    "line": lambda typed: Line(typed.member),
    "cancel-all": _cancel_all,
    "report": _report,
}
