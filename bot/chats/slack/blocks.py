"""Replies -> Slack's blocks. All text is plain text there, and escaped, so that nothing in a prompt is ever markup."""

from __future__ import annotations

import re
from typing import Any

from bot.replies.messages import say
from bot.reply import Button, Reply

Block = dict[str, Any]

LONGEST_TEXT = 3000
LONGEST_FALLBACK = 3500
"""Of `text`, which notifications and screen readers take. Slack would take 40,000 characters, and show few of them."""
LONGEST_LABEL = 75
LONGEST_ALT = 2000
LONGEST_ALL = 8000
"""Of all sections together: at about 13,000 characters of blocks Slack refuses a message, whatever it documents."""
LONGEST_SMALL, MOST_SMALL = 300, 6
BUTTONS_A_ROW = 5
"""Slack takes 25; more than five wrap anyhow on a phone."""

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape(text: str, at_most: int | None = None) -> str:
    """Slack reads & < > as its own; with `at_most` what does not fit is cut, never within an entity."""
    escaped = re.sub("[&<>]", lambda match: _ENTITIES[match[0]], text)
    if at_most is None or len(escaped) <= at_most:
        return escaped
    return re.sub(r"&[a-z]{0,4}$", "", escaped[: at_most - 1]) + "…"


def unescape(text: str) -> str:
    """What somebody typed, from what Slack stored."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed(text: str) -> str:
    """As `unescape`, and links as they were typed; mentions of people and channels stay, for the parser."""
    text = re.sub(r"<(https?://[^|>]+|mailto:[^|>]+)(?:\|([^>]*))?>", lambda match: match[2] or match[1], text)
    text = re.sub(r"<!(?:subteam\^[^|>]*\|)?@?([^>|^]+)>", r"@\1", text)
    return unescape(text)


# --- pieces ----------------------------------------------------------------------------------------------------------


def plain(text: str, at_most: int = LONGEST_TEXT) -> Block:
    return {"type": "plain_text", "text": escape(text, at_most) or "…", "emoji": False}


def section(text: str) -> list[Block]:
    """As many as the text needs."""
    parts = _parts(text if len(escape(text)) <= LONGEST_ALL else unescape(escape(text, LONGEST_ALL)))
    return [{"type": "section", "text": plain(part)} for part in parts if part.strip()]


def small(text: str) -> list[Block]:
    """Small print, a line each."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    return [{"type": "context", "elements": [plain(line, LONGEST_SMALL) for line in lines[:MOST_SMALL]]}]


def image(file: str, alt: str) -> Block:
    return {"type": "image", "slack_file": {"id": file}, "alt_text": alt[:LONGEST_ALT] or "…"}


def button(label: str, value: str, style: str = "plain", spoken: str = "") -> Block:
    """`value` comes back when it is pressed; it is the action's id, too, as ids must differ within a message."""
    made: Block = {"type": "button", "text": plain(label, LONGEST_LABEL), "action_id": value, "value": value}
    if style != "plain":
        made["style"] = style
    if spoken:
        made["accessibility_label"] = spoken[:LONGEST_LABEL]
    return made


def rows(buttons: list[Block]) -> list[Block]:
    return [
        {"type": "actions", "elements": buttons[start : start + BUTTONS_A_ROW]}
        for start in range(0, len(buttons), BUTTONS_A_ROW)
    ]


# --- a message -------------------------------------------------------------------------------------------------------


def message(reply: Reply, locale: str, *, file: str = "", covered: Block | None = None) -> dict[str, Any]:
    """`text` and `blocks` of a reply.

    Args:
        file: the id of its picture, processed.
        covered: the button that shows a picture that is a spoiler; `file` is then its cover.
    """
    text = "\n".join(part for part in (reply.text, reply.footer) if part)
    made = section(reply.text)
    if file and reply.picture:
        made.append(image(file, say(locale, "slack-covered") if covered else reply.picture.alt))
    if covered:
        made += rows([covered])
    made += small(reply.footer)
    if reply.tiles and reply.job:
        made += picks(reply.job, reply.tiles, locale)
    made += rows([_shown(each) for each in reply.buttons[:20]])
    return {"text": escape(text, LONGEST_FALLBACK) or "…", "blocks": made}


def picks(job: str, tiles: int, locale: str) -> list[Block]:
    """A button for each tile, in rows of three as they lie in the collage."""
    buttons = [
        button(str(tile), f"pick:{job}:{tile}", spoken=say(locale, "slack-pick", tile=tile))
        for tile in range(1, tiles + 1)
    ]
    return [{"type": "actions", "elements": buttons[start : start + 3]} for start in range(0, len(buttons), 3)]


def _shown(given: Button) -> Block:
    return button(given.label, given.press, given.style)


def _parts(text: str) -> list[str]:
    """Pieces that fit into a section once escaped, cut between lines where that is possible."""
    parts, current = [], ""
    for line in text.split("\n"):
        longer = f"{current}\n{line}" if current else line
        if current and len(escape(longer)) > LONGEST_TEXT:
            parts.append(current)
            current = line
        else:
            current = longer
    parts.append(current)
    return parts
