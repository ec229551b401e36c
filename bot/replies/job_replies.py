"""A job's replies, from its place in the queue to its nine pictures: a job and facts in, a Reply out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image

from bot.input import buttons
from bot.replies.collage import collage
from bot.replies.messages import called, expected, say, span
from bot.reply import Button, Picture, Reply
from bot.store import Job, Tally
from bot.text.sanitize import sanitized, shortened
from inference.api import Drawing, Pictures, PromptReading, Waiting

MAX_ALT_CHARACTERS = 1000
PREVIEW_PIXELS = 384
"""Across a preview, of which the engine gives fewer: it is enlarged smoothly, and its numbers are as sharp as ever."""
VARY = {"little": 0.75, "half": 0.5, "most": 0.25}
"""How much a variation changes -> the part of a tile's rows of codes that it keeps."""
MAX_UNKNOWN_WORDS, MAX_WORD_CHARACTERS = 5, 40
"""Of words that a footer names."""


# --- one job ---------------------------------------------------------------------------------------------------------


def waiting(job: Job, charge: str, progress: Waiting, *reasons: str) -> Reply:
    """In the queue. `reasons` are names of sentences that say why it takes longer than expected."""
    lines = [say(job.locale, "place", place=progress.place, ready=expected(job.locale, progress))]
    lines += [say(job.locale, reason) for reason in reasons]
    return held(job, charge, "\n".join(lines))


def held(job: Job, charge: str, why: str) -> Reply:
    """Waiting, for the reason that `why` says."""
    return Reply(
        f"{title(job)}\n{why}", state="waiting", footer=_footer(job.id, charge), buttons=(_cancel(job),), job=job.id,
        quoted=(title(job),),
    )  # fmt: skip


def drawing(job: Job, charge: str, progress: Drawing, preview: Picture | None) -> Reply:
    left = span(job.locale, progress.seconds)
    text = say(job.locale, "drawing", percent=min(99, round(100 * progress.done)), left=left)
    return Reply(
        f"{title(job)}\n{text}",
        state="drawing",
        footer=_footer(job.id, charge),
        picture=preview,
        buttons=(_cancel(job),),
        job=job.id,
        quoted=(title(job),),
    )


def drawn(job: Job, left: str, picture: Picture, notes: list[str]) -> Reply:
    """The collage, and in small print everything that draws it again."""
    facts = (job.id, say(job.locale, "seed", seed=job.seed), say(job.locale, "took", seconds=seconds(job)), left)
    return Reply(
        title(job),
        state="drawn",
        footer="\n".join([_footer(*facts), *notes]),
        picture=picture,
        buttons=(
            Button(say(job.locale, "redo"), buttons.press("redo", job.id)),
            *grid_buttons(job, job.locale),
            Button(say(job.locale, "delete"), buttons.press("delete", job.id), "danger"),
        ),
        job=job.id,
        tiles=job.tiles,
        quoted=(title(job), *notes),
    )


def ended(job: Job, why: str, *, retry: bool = False) -> Reply:
    """No pictures: cancelled, or failed with a way to try again."""
    again = Button(say(job.locale, "retry"), buttons.press("retry", job.id), "primary")
    return Reply(
        f"{title(job)}\n{why}", state="ended", footer=job.id, buttons=(again,) if retry else (), job=job.id,
        quoted=(title(job),),
    )  # fmt: skip


def failed(job: Job) -> Reply:
    return ended(job, say(job.locale, "failed", reference=job.reference), retry=True)


def cancelled(job: Job) -> Reply:
    return ended(job, why_cancelled(job, job.ended_by), retry=not job.ended_by)


def why_cancelled(job: Job, by: str) -> str:
    """Nobody is "" : it waited for too long."""
    if not by:
        return say(job.locale, "waited-too-long")
    return say(job.locale, "cancelled" if by == job.user else "cancelled-by-moderator")


def title(job: Job) -> str:
    """The prompt and who requested it: the first line of each of a job's messages."""
    lines = [say(job.locale, "title", prompt=job.words, name=job.name)]
    if job.mash:
        lines.append(dial(job))
    if job.no.strip():
        lines.append(say(job.locale, "without", no=job.no))
    return "\n".join(lines)


def dial(job: Job) -> str:
    """Where a mash is between its prompts."""
    if job.walk:
        return say(job.locale, "mash-walk")
    return say(job.locale, "mash-dial", percent=100 * job.dial)


def notes(job: Job) -> list[str]:
    """What the requester should know about how the model read the prompt."""
    lines = reading_notes(job.locale, job.model, job.facts)
    if isinstance(second := job.facts.get("second"), Mapping):
        lines = list(dict.fromkeys([*lines, *reading_notes(job.locale, job.model, second)]))
    if job.parent:
        lines.append(made_from(job, job.locale))
    return lines


def made_from(job: Job, locale: str) -> str:
    """Which grid or tile this one comes from."""
    return say(locale, "varied-from" if "-" in job.parent else "made-from", parent=job.parent)


def reading_notes(locale: str, model: str, facts: Mapping[str, object]) -> list[str]:
    """From `facts_of` a prompt: what was not read, and what the model never saw."""
    lines = []
    if unread := facts.get("unread", 0):
        end = sanitized(str(facts.get("read", "")))[-40:].strip()
        lines.append(say(locale, "unread", end=end, count=unread))
    if dropped := _named(locale, facts.get("dropped")):
        lines.append(say(locale, "dropped", words=dropped))
    if unknown := _named(locale, facts.get("unknown")):
        lines.append(say(locale, "unknown-words", model=called(model), words=unknown))
    return lines + _by_kind(locale, facts.get("kinds"))


def _by_kind(locale: str, kinds: object) -> list[str]:
    """For which words something else is drawn, as the model knows no more of them than that."""
    if not isinstance(kinds, list | tuple) or not kinds:
        return []
    pairs = [
        say(locale, "kind", word=shortened(str(word), MAX_WORD_CHARACTERS), kind=str(kind))
        for word, kind in kinds[:MAX_UNKNOWN_WORDS]
    ]
    return [say(locale, "known-by-kind", kinds=", ".join(pairs))]


def _named(locale: str, words: object) -> str:
    named = words[:MAX_UNKNOWN_WORDS] if isinstance(words, list | tuple) else []
    return ", ".join(say(locale, "quoted", text=shortened(str(word), MAX_WORD_CHARACTERS)) for word in named)


def facts_of(reading: PromptReading, second: PromptReading | None = None) -> Mapping[str, object]:
    """What is kept with the job of how its prompt was read, and a mash's second one."""
    facts: dict[str, object] = {}
    if reading.unread:
        facts |= {"read": reading.text[-60:], "unread": reading.unread}
    if reading.unknown:
        facts["unknown"] = list(reading.unknown[: 2 * MAX_UNKNOWN_WORDS])
    if reading.dropped:
        facts["dropped"] = [shortened(word, MAX_WORD_CHARACTERS) for word in reading.dropped[:MAX_UNKNOWN_WORDS]]
    if reading.kinds:
        facts["kinds"] = [list(pair) for pair in reading.kinds[:MAX_UNKNOWN_WORDS]]
    if second is not None and (more := facts_of(second)):
        facts["second"] = more
    return facts


def seconds(job: Job) -> str:
    """Of the device: what it cost."""
    return f"{job.device_seconds:.1f}"


def _footer(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _cancel(job: Job) -> Button:
    return Button(say(job.locale, "cancel"), buttons.press("cancel", job.id))


# --- its pictures: slow, so call these in a thread -------------------------------------------------------------------


def grid_picture(job: Job, pictures: Pictures) -> Picture:
    pixels = np.asarray(collage(pictures))[None]
    alt = _alt(job.locale, "alt-grid", job, seed=job.seed, count=job.tiles)
    return Picture(pixels, job.id, alt, job.spoiler, parameters(job))


def tile_picture(job: Job, tile: int, pictures: Pictures, locale: str) -> Picture:
    """Tile `tile` (from 1), as the engine drew it; `pictures` holds only that one."""
    alt = _alt(locale, "alt-tile", job, seed=job.seed, tile=tile, count=job.tiles)
    return Picture(pictures, f"{job.id}-{tile}", alt, job.spoiler, parameters(job) | {"tile": tile})


def caption_alt(job: Job, tile: int, top: str, bottom: str, locale: str) -> str:
    """The alt text of a captioned tile, as long as nobody writes a better one."""
    words = " / ".join(say(locale, "quoted", text=text) for text in (top, bottom) if text)
    return _alt(locale, "alt-caption", job, tile=tile, words=words)


def animation_alt(job: Job) -> str:
    return _alt(job.locale, "alt-animation", job, count=job.tiles)


def preview_picture(job: Job, pictures: Pictures) -> Picture:
    edge = PREVIEW_PIXELS // math.ceil(math.sqrt(len(pictures)))
    tiles = [Image.fromarray(tile).resize((edge, edge), Image.Resampling.BICUBIC) for tile in pictures]
    image = collage(np.stack([np.asarray(tile) for tile in tiles]))
    return Picture(np.asarray(image)[None], f"{job.id}-preview", _alt(job.locale, "alt-preview", job), job.spoiler)


def parameters(job: Job) -> dict[str, object]:
    """Metadata of the file: the request that gives the same pictures."""
    drawn_as: dict[str, object] = {"prompt": job.prompt, "seed": job.seed, "negative": job.no}
    begun: dict[str, object] = {"parent": job.parent, "prefix": list(job.prefix)} if job.prefix else {}
    mashed: dict[str, object] = {"mash": job.mash} if job.mash else {}
    if job.mash:
        mashed |= {"walk": True} if job.walk else {"dial": job.dial}
    return drawn_as | mashed | dict(job.options) | begun | {"model": job.model, "id": job.id}


def _alt(locale: str, name: str, job: Job, **facts: object) -> str:
    """The prompt is cut before the facts around it are."""
    around = len(say(locale, name, prompt="\u05d0", **facts)) - 1  # a letter from right to left: it takes most room
    return say(locale, name, prompt=sanitized(job.words, MAX_ALT_CHARACTERS - around), **facts)


def grid_buttons(job: Job, locale: str) -> tuple[Button, ...]:
    """What can be done with a grid, besides drawing it again."""
    return (
        Button(say(locale, "nine"), buttons.press("nine", job.id)),
        Button(say(locale, "edit"), buttons.press("edit-mash" if job.mash else "edit", job.id)),
        Button(say(locale, "watch"), buttons.press("watch", job.id)),
        Button(say(locale, "save"), buttons.press("save", job.id)),
    )


def tile_buttons(
    job: Job, tile: int, locale: str, offered: Callable[[str], bool], *, favourite: bool, votes: Tally | None
) -> tuple[Button, ...]:
    """What can be done with one tile.

    Args:
        offered: whether moderators left one of FEATURES on.
        votes: None where its reader cannot vote for it.
    """
    star, value = ("unfavourite", "off") if favourite else ("favourite", "on")
    posts = (
        Button(say(locale, "post"), buttons.press("post", job.id, tile), "primary"),
        Button(say(locale, "share"), buttons.press("share", job.id, tile)),
    )
    caption = Button(say(locale, "caption"), buttons.press("caption", job.id, tile))
    return (
        *(posts if offered("sharing") else ()),
        *([caption] if offered("captions") else []),
        *(Button(say(locale, f"vary-{kept}"), buttons.press("vary", job.id, tile, kept)) for kept in VARY),
        Button(say(locale, "enlarge"), buttons.press("enlarge", job.id, tile)),
        Button(say(locale, star), buttons.press("favourite", job.id, tile, value)),
        *([vote_button(job, tile, locale, votes.count, own=votes.own)] if votes else []),
    )


def vote_button(job: Job, tile: int, locale: str, count: int = 0, *, own: bool = False) -> Button:
    """Args: own: its reader has voted for it."""
    said = say(locale, "unvote" if own else "vote", count=count)
    return Button(said, buttons.press("vote", job.id, tile, "off" if own else "on"))


def posted_buttons(job: Job, share: str, locale: str, *, votes_for: int, votes: int = 0) -> tuple[Button, ...]:
    """Under a posted tile: to its grid, to take it back, to vote.

    Args:
        votes_for: the tile; 0: there are no votes there.
        votes: how many it has.
    """
    return (
        Button(say(locale, "show-grid"), buttons.press("again", job.id)),
        Button(say(locale, "withdraw"), buttons.press("withdraw", job.id, share)),
        *([vote_button(job, votes_for, locale, votes)] if votes_for else []),
    )
