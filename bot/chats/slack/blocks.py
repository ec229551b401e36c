"""Slack's blocks. All text is escaped plain text, so that nothing in a prompt is ever markup."""

from __future__ import annotations

import re
from typing import Any

import emoji

Block = dict[str, Any]

MAX_TEXT_CHARACTERS = 3000
MAX_FALLBACK_CHARACTERS = 3500
"""Of `text`, which notifications and screen readers use; Slack would accept 40,000 characters."""
MAX_LABEL_CHARACTERS = 75
MAX_ALT_CHARACTERS = 2000
MAX_ALL_CHARACTERS = 8000
"""Of all sections together: Slack refuses a message with about 13,000 characters of blocks."""
MAX_SMALL_CHARACTERS, MAX_SMALL_LINES = 300, 6
LINK = "link"
BUTTONS_A_ROW = 5
"""Slack allows 25; more than five wrap on a phone."""

_EMOJI = re.compile(r"(?<!\w):((?=[0-9_+'-]*[a-z])[a-z0-9_+'-]{2,80}|\+1|-1):(?::skin-tone-[2-6]:)?(?!\w)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape(text: str, at_most: int | None = None) -> str:
    """Escapes & < >, which are markup in Slack; cut to `at_most` characters, never within an entity."""
    escaped = re.sub("[&<>]", lambda match: _ENTITIES[match[0]], text)
    if at_most is None or len(escaped) <= at_most:
        return escaped
    return re.sub(r"&[a-z]{0,4}$", "", escaped[: at_most - 1]) + "…"


def unescape(text: str) -> str:
    """The text as it was typed, from what Slack stores."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed(text: str) -> str:
    """As `unescape`, and links as they were typed; mentions of people and channels stay, for the parser."""
    text = re.sub(r"<(https?://[^|>]+|mailto:[^|>]+)(?:\|([^>]*))?>", lambda match: match[2] or match[1], text)
    text = re.sub(r"<!(?:subteam\^[^|>]*\|)?@?([^>|^]+)>", r"@\1", text)
    return unescape(text)


def with_emoji(text: str) -> str:
    """Slack writes an emoji as `:fox_face:`; one of the workspace's own, which is a picture there, becomes its name."""
    return _EMOJI.sub(lambda found: _emoji(found[1]), text)


def _emoji(name: str) -> str:
    sign = emoji.emojize(f":{name}:", language="alias")
    return name.replace("_", " ").replace("-", " ").strip() if sign == f":{name}:" else sign


# --- pieces ----------------------------------------------------------------------------------------------------------


def plain(text: str, at_most: int = MAX_TEXT_CHARACTERS) -> Block:
    return {"type": "plain_text", "text": escape(text, at_most) or "…", "emoji": False}


def section(text: str) -> list[Block]:
    """As many sections as the text needs."""
    parts = _parts(text if len(escape(text)) <= MAX_ALL_CHARACTERS else unescape(escape(text, MAX_ALL_CHARACTERS)))
    return [{"type": "section", "text": plain(part)} for part in parts if part.strip()]


def small(text: str) -> list[Block]:
    """Small print, a line each."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    return [{"type": "context", "elements": [plain(line, MAX_SMALL_CHARACTERS) for line in lines[:MAX_SMALL_LINES]]}]


def image(file: str, alt: str) -> Block:
    return {"type": "image", "slack_file": {"id": file}, "alt_text": alt[:MAX_ALT_CHARACTERS] or "…"}


def button(label: str, value: str, style: str = "plain", spoken: str = "") -> Block:
    """`value` comes back when it is pressed; it is also the action's id, as ids must differ within a message."""
    made: Block = {"type": "button", "text": plain(label, MAX_LABEL_CHARACTERS), "action_id": value, "value": value}
    if style != "plain":
        made["style"] = style
    if spoken:
        made["accessibility_label"] = spoken[:MAX_LABEL_CHARACTERS]
    return made


def link_button(label: str, url: str) -> Block:
    """Pressed, it opens an address; Slack tells the app, too, by this action's id."""
    return {"type": "button", "text": plain(label, MAX_LABEL_CHARACTERS), "url": url, "action_id": LINK}


def rows(buttons: list[Block]) -> list[Block]:
    return [
        {"type": "actions", "elements": buttons[start : start + BUTTONS_A_ROW]}
        for start in range(0, len(buttons), BUTTONS_A_ROW)
    ]


def _parts(text: str) -> list[str]:
    """Pieces that fit into a section once escaped, cut between lines where that is possible."""
    parts, current = [], ""
    for line in text.split("\n"):
        longer = f"{current}\n{line}" if current else line
        if current and len(escape(longer)) > MAX_TEXT_CHARACTERS:
            parts.append(current)
            current = line
        else:
            current = longer
    parts.append(current)
    return parts
