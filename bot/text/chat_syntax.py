"""What chats write in place of a word that people see: a custom emoji, a mention, a link, a time. It becomes that word.

The model reads a prompt, and everybody in the channel does: both get the same words, and no id. A name in a prompt is
never a mention, so it pings nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from bot.text.sanitize import sanitized

Kind: TypeAlias = Literal["user", "role", "channel"]
Names: TypeAlias = Callable[[Kind, str], str]
"""The name of a person, a role or a channel by its id; "" where the chat does not know it."""

NAMELESS: Mapping[Kind, str] = {"user": "somebody", "role": "some people", "channel": "a channel"}
"""Said of an id without a name. In English, as the model reads it."""
MAX_NAME_CHARACTERS = 80

_SYNTAX = re.compile(
    r"""<(?:
        a?:(?P<emoji>\w{1,64}):\d{1,25}
      | @!?(?P<user>[\w.-]{1,64})(?:\|(?P<user_name>[^<>]*))?
      | @&(?P<role>\d{1,25})
      | !subteam\^(?P<group>\w{1,25})(?:\|(?P<group_name>[^<>]*))?
      | \#(?P<channel>[\w-]{1,100})(?:\|(?P<channel_name>[^<>]*))?
      | /(?P<command>[\w -]{1,100}):\d{1,25}
      | id:(?P<page>\w{1,40})(?::\d{1,25})?
      | t:(?P<time>-?\d{1,15})(?::(?P<style>[tTdDfFsSR]))?
      | !date\^[^<>|]*\|(?P<date>[^<>]*)
      | !(?P<call>here|channel|everyone)(?:\|[^<>]*)?
      | (?P<link>(?:https?://|mailto:|tel:)[^\s<>|]+)(?:\|(?P<label>[^<>]*))?
    )>""",
    re.VERBOSE,
)
_ID = re.compile(r"\d{1,25}|[A-Z][A-Z0-9]{5,20}")
_ENTITY = re.compile(r"&(lt|gt|amp);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}


def plain(text: str, names: Names = lambda kind, id_: "") -> str:
    """`text` with words for all of a chat's syntax; other signs, a lone `<` among them, stay as they are."""
    if "<" not in text and "&" not in text:  # nearly every prompt
        return text

    text = _ENTITY.sub(lambda found: _ENTITIES[found[1]], text)

    def spaced(found: re.Match[str]) -> str:
        word = _word(found, names)
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        return f"{' ' * (_joins(before) and word != '')}{word}{' ' * (_joins(after) and word != '')}"

    return _SYNTAX.sub(spaced, text)


def mentioned(text: str) -> set[tuple[Kind, str]]:
    """Who and what is named by id alone."""
    found: set[tuple[Kind, str]] = set()
    for match in _SYNTAX.finditer(text):
        kind, id_, name = _mention(match)
        if kind and not name and _ID.fullmatch(id_):
            found.add((kind, id_))
    return found


def _joins(sign: str) -> bool:
    """Whether a word would run into this sign, as into one of the next custom emoji."""
    return sign.isalnum() or sign in ("<", ">")


def _mention(found: re.Match[str]) -> tuple[Kind | None, str, str]:
    """Kind, id and the name that stands beside it."""
    if found["user"]:
        return "user", found["user"], found["user_name"] or ""
    if found["channel"]:
        return "channel", found["channel"], found["channel_name"] or ""
    if found["role"] or found["group"]:
        return "role", found["role"] or found["group"], found["group_name"] or ""
    return None, "", ""


def _word(found: re.Match[str], names: Names) -> str:
    kind, id_, name = _mention(found)
    if kind is not None:
        name = name or (names(kind, id_) if _ID.fullmatch(id_) else id_)
        return sanitized(name.lstrip("@#"), MAX_NAME_CHARACTERS) or NAMELESS[kind]
    if found["time"]:
        return _moment(int(found["time"]), found["style"] or "f")
    if found["emoji"] or found["page"]:
        return (found["emoji"] or found["page"]).replace("_", " ").strip()
    return found["command"] or found["date"] or found["call"] or found["label"] or found["link"] or ""


def _moment(seconds: int, style: str) -> str:
    """In English and UTC; people see it in their own language and time zone."""
    try:
        then = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return ""
    day, clock = f"{then:%B} {then.day}, {then.year}", f"{then:%H:%M}"
    return clock if style in "tT" else day if style in "dDR" else f"{day} {clock}"
