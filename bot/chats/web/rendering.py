"""A reply as the page shows it: a message whose body is JSON, with URLs of pictures and files."""

from __future__ import annotations

from dataclasses import asdict, replace

from bot.chats.web.history import HistoryMessage
from bot.chats.web.images import NAME, Frames
from bot.input import buttons
from bot.reply import Reply

KEPT = ("asker", "said", "pressed", "panel", "lang")
"""What a message keeps while it changes: whom it answers, why, where, and in which language."""


async def rendered(frames: Frames, message: HistoryMessage, reply: Reply, number: int) -> HistoryMessage:
    """`message` with what `reply` says. `number` counts its previews."""
    asker = str(message.body.get("asker", ""))
    picture = None
    if reply.sheet:
        picture = None  # its thumbnails are pictures of their own here
    elif reply.picture and reply.state == "drawing":
        picture = await frames.of_moment(reply.picture, message.id, number)
    elif reply.picture and reply.job and NAME.fullmatch(reply.picture.name):
        picture = await frames.of_job(reply.picture, asker if reply.private else "")
    elif reply.picture:
        picture = await frames.of_person_picture(reply.picture, asker)
    body = {
        **{key: message.body[key] for key in KEPT if key in message.body},
        "kind": "reply",
        "text": reply.text.partition("\n")[0] if reply.sheet else reply.text,
        "state": reply.state,
        "footer": reply.footer,
        "job": reply.job,
        "own_to": list(reply.own_to),
        "tiles": 0 if reply.tile or reply.album else reply.tiles,
        "picture": picture,
        "album": [await frames.of_job(one) for one in reply.album],
        "sheet": [asdict(one) | {"src": frames.of_thumbnail(one.name)} for one in reply.sheet],
        "in_place": reply.in_place,
        "report": _report(reply),
        "buttons": [{"label": one.label, "press": one.press, "style": one.style} for one in reply.buttons],
        "files": [frames.of_person(file, asker if reply.private else "") for file in reply.files],
    }
    private = asker if reply.private else ""
    return replace(message, body=body, private_to=private, fleeting=reply.private and reply.state == "note")


def _report(reply: Reply) -> str:
    """The press that reports its picture to the moderators; "" if everybody sees none."""
    if reply.private or not reply.picture or not reply.job or reply.state not in ("drawn", "note"):
        return ""
    return buttons.press("report-picture", reply.job, *([reply.share] if reply.share else []))
