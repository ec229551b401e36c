"""Buttons: a command as the short string that a chat sends back when the button is pressed, and the way back.

The string comes from a client and may be forged, so it names things only; whether this member may do it to this job
is looked up again. It fits everywhere: at most 100 characters, ASCII.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from bot.commands import (
    Audit,
    Cancel,
    CancelAll,
    Command,
    Delete,
    Help,
    Member,
    Pick,
    Post,
    Privacy,
    Quota,
    Redo,
    TakeOffer,
    Undo,
)
from bot.errors import Mistake

MOST = 100
JOB = re.compile(r"[a-z0-9]{4,16}")
"""What a job's id looks like."""
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_VERSION = re.compile(r"[1-9][0-9]{0,8}")
_TILE = re.compile(r"[1-9]")
_OFFER = re.compile(r"[A-Za-z0-9_-]{6,32}")


def press(command: Command) -> str:
    """The string of a command that has a button. Its member is whoever presses.

    Raises:
        ValueError: this command has no button, or does not fit into one.
    """
    match command:
        case Pick(job=job, tile=tile):
            words = ["pick", job, str(tile)]
        case Post(job=job, tile=tile):
            words = ["post", job, str(tile)]
        case Cancel(job=job):
            words = ["cancel", job]
        case Redo(job=job, same_seed=same_seed):
            words = ["retry" if same_seed else "redo", job]
        case Delete(job=job):
            words = ["delete", job]
        case TakeOffer(offer=offer):
            words = ["relaxed", offer]
        case CancelAll(user=user):
            words = ["cancelall", quote(user, safe="")]
        case Audit(page=page):
            words = ["audit", str(page)]
        case Help(topic=topic):
            words = ["help", *([topic] if topic else [])]
        case Privacy(what="delete", sure=True):
            words = ["forget"]
        case Privacy(what="export", part=part):
            words = ["export", *([str(part)] if part > 1 else [])]
        case Quota():
            words = ["quota"]
        case Undo(version=int(version)):
            words = ["undo", str(version)]
        case _:
            raise ValueError(f"{type(command).__name__} has no button.")
    string = ":".join(words)
    if len(string) > MOST or not string.isascii():
        raise ValueError(f"{string!r} does not fit into a button.")
    return string


def pressed(member: Member, press: str, delivery: str = "", address: str = "") -> Command:
    """The command of a pressed button, given by `member`.

    Raises:
        Mistake: no button of ours says that.
    """
    if not isinstance(press, str) or len(press) > MOST:
        raise Mistake("old-button")
    match press.split(":"):
        case ["pick", job, tile] if JOB.fullmatch(job) and _TILE.fullmatch(tile):
            return Pick(member, job, int(tile))
        case ["post", job, tile] if JOB.fullmatch(job) and _TILE.fullmatch(tile):
            return Post(member, job, int(tile), delivery, address)
        case ["cancel", job] if JOB.fullmatch(job):
            return Cancel(member, job)
        case ["redo" | "retry" as verb, job] if JOB.fullmatch(job):
            return Redo(member, job, verb == "retry", delivery, address)
        case ["delete", job] if JOB.fullmatch(job):
            return Delete(member, job)
        case ["relaxed", offer] if _OFFER.fullmatch(offer):
            return TakeOffer(member, offer, delivery, address)
        case ["cancelall", user] if user:
            return CancelAll(member, unquote(user))
        case ["audit", page] if _NUMBER.fullmatch(page):
            return Audit(member, int(page))
        case ["help"]:
            return Help(member)
        case ["help", topic] if re.fullmatch(r"[a-z-]{1,20}", topic):
            return Help(member, topic)
        case ["forget"]:
            return Privacy(member, "delete", sure=True)
        case ["export"]:
            return Privacy(member, "export")
        case ["export", part] if _NUMBER.fullmatch(part):
            return Privacy(member, "export", part=int(part))
        case ["quota"]:
            return Quota(member)
        case ["undo", version] if _VERSION.fullmatch(version):
            return Undo(member, int(version))
    raise Mistake("old-button")
