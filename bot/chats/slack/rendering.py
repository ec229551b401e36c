"""A reply as Slack shows it: blocks with the words, the picture, small print, and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.chats.slack.blocks import MAX_FALLBACK_CHARACTERS, Block, button, escape, image, plain, rows, section, small
from bot.replies.messages import say
from bot.reply import Reply


def rendered(
    reply: Reply, locale: str, *, file: str = "", covered: Block | None = None, album: Sequence[str] = ()
) -> dict[str, Any]:
    """`text` and `blocks` of a reply.

    Args:
        file: the id of its picture, processed.
        album: those of its album.
        covered: the button that shows a picture that is a spoiler; `file` is then its cover.
    """
    text = "\n".join(part for part in (reply.text, reply.footer) if part)
    made = section(reply.text)
    if file and reply.picture:
        made.append(image(file, say(locale, "slack-covered") if covered else reply.picture.alt))
    made += [image(each, picture.alt) for each, picture in zip(album, reply.album, strict=False)]
    if covered:
        made += rows([covered])
    made += small(reply.footer)
    if reply.sheet:
        made += _in_threes([button(str(i), one.press, spoken=one.id) for i, one in enumerate(reply.sheet, 1)])
    if reply.tiles and reply.job:
        made += picks(reply.job, reply.tiles, locale)
    made += rows([button(each.label, each.press, each.style) for each in reply.buttons[:20]])
    return {"text": escape(text, MAX_FALLBACK_CHARACTERS) or "…", "blocks": made}


def relabelled(said: dict[str, Any], press: str, label: str) -> dict[str, Any]:
    """The same message with another label on the button whose press begins with `press`."""

    def changed(element: Block) -> Block:
        return element | {"text": plain(label)} if str(element.get("value", "")).startswith(press) else element

    made = [
        block | {"elements": [changed(one) for one in block["elements"]]} if block["type"] == "actions" else block
        for block in said["blocks"]
    ]
    return said | {"blocks": made}


def picks(job: str, tiles: int, locale: str) -> list[Block]:
    """A button for each tile."""
    buttons = [
        button(str(tile), f"pick:{job}:{tile}", spoken=say(locale, "slack-pick", tile=tile))
        for tile in range(1, tiles + 1)
    ]
    return _in_threes(buttons)


def _in_threes(buttons: list[Block]) -> list[Block]:
    """As they lie in the picture."""
    return [{"type": "actions", "elements": buttons[start : start + 3]} for start in range(0, len(buttons), 3)]
