"""/gallery: a member's own works, their favourites, what was drawn in the channel, and a search, page by page.

The store lists candidates; `may_see` decides about each. Places are numbers of entries, so pages stay as they are when
new works come.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from bot.arguments import MAX_OPTION_CHARACTERS, Choice, Coded, Integer, Text
from bot.commands import Command, CommandSpec
from bot.context import BotContext
from bot.errors import Mistake
from bot.handlers import captions
from bot.handlers.services import Services
from bot.handlers.thumbnails import thumbnails
from bot.input import buttons
from bot.member import Member
from bot.policy.access import may_see
from bot.replies.contact_sheet import ROOM, Cell, sheet
from bot.replies.job_replies import MAX_ALT_CHARACTERS
from bot.replies.messages import called, say
from bot.reply import Button, Picture, Reply, SheetEntry
from bot.store import Entry, Listing
from bot.text.sanitize import sanitized, shortened
from bot.text.search_words import wanted

KINDS = ("mine", "favourites", "here", "search")
MAX_SEARCH_BYTES = 48
"""Of a search's words, which are in the buttons of its pages; more words are left out."""
MAX_NUMBER = 999_999_999
FIRST_BATCH, LARGEST_BATCH = 4 * ROOM, 2000
"""Entries that are read at a time, until enough of them may be seen."""
MAX_WORDS_CHARACTERS = 70
SUGGESTED, MAX_SUGGESTIONS = 100, 25
"""How many of a member's latest works are looked at, and how many are offered; Discord shows 25."""


@dataclass(frozen=True)
class Browse(Command):
    """Show a page of pictures.

    Args:
        before, after: the number of the entry next to the page, on its newer or its older side; 0, 0 is the first page.
        coded: the words of a search, in base64.
    """

    what: Annotated[str, Choice(KINDS)]
    before: Annotated[int, Integer(0, MAX_NUMBER, hidden=True)] = 0
    after: Annotated[int, Integer(0, MAX_NUMBER, hidden=True)] = 0
    coded: Annotated[str, Coded(hidden=True)] = ""


@dataclass(frozen=True)
class Search(Command):
    """Find pictures in this community by the words of their prompts and captions."""

    words: Annotated[str, Text(MAX_OPTION_CHARACTERS, own_limit=True)]


async def search(services: Services, command: Search) -> Reply:
    words = _beginning(sanitized(command.words[:MAX_OPTION_CHARACTERS]))
    coded = base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")
    return await browse(services, Browse(command.member, "search", coded=coded))


async def browse(services: Services, command: Browse) -> Reply:
    """A contact sheet with buttons for other pages, for this member only."""
    context, member = services.context, command.member
    words = _decoded(command.coded)
    found, newer, older = await _page(services, command, words)
    title = say(member.locale, f"gallery-{command.what}", words=words)
    if not found:
        none = say(member.locale, f"gallery-{command.what}-none", services.platform(member))
        text = f"{title}\n{none}"
        return Reply(text, private=True, buttons=_other(command), quoted=(words,) if words else (), in_place=True)
    shown = await contact_sheet(context, member, title, found)
    pages = []
    if newer:
        pages.append(_to(command, say(member.locale, "newer"), after=found[0].number))
    if older:
        pages.append(_to(command, say(member.locale, "older"), before=found[-1].number))
    quoted = (words, *shown.quoted) if words else shown.quoted
    return replace(shown, buttons=(*pages, *_other(command)), quoted=quoted, in_place=True)


async def contact_sheet(
    context: BotContext, member: Member, title: str, found: list[Entry], words: Sequence[str] = ()
) -> Reply:
    """At most a page of entries, for this member only.

    Args:
        words: of each entry; by default its prompt or caption.
    """
    small = await thumbnails(context, found)
    entries = tuple(_entry(one, lost=thumbnail is None) for one, thumbnail in zip(found, small, strict=True))
    if words:
        entries = tuple(replace(one, words=said) for one, said in zip(entries, words, strict=True))
    cells = [
        Cell(
            thumbnail, one.id, grid=not which.tile, favourite=one.favourite, covered=one.spoiler,
            note=called(which.job.model),
        )
        for one, which, thumbnail in zip(entries, found, small, strict=True)
    ]  # fmt: skip
    pixels = await asyncio.to_thread(sheet, cells)
    lines = tuple(f"{i} · {one.id}{' ★' if one.favourite else ''} · {one.words}" for i, one in enumerate(entries, 1))
    works = "; ".join(f"{one.id}: {one.words}" for one in entries)
    alt = shortened(say(member.locale, "alt-gallery", works=works), MAX_ALT_CHARACTERS)
    picture = Picture(pixels[None], "gallery", alt)
    return Reply("\n".join((title, *lines)), private=True, picture=picture, quoted=lines, sheet=entries)


async def thumbnail(services: Services, member: Member, name: str) -> Picture:
    """As Bot.thumbnail."""
    grid, _, place = name.partition("-")
    tile, _, caption_id = place.partition("-")
    job = await services.context.job(member, grid)
    caption = await captions.visible(services, member, name) if caption_id else None
    number = int(tile) if tile.isdecimal() and len(tile) == 1 else 0
    (found,) = await thumbnails(services.context, [Entry(0, job, number, caption, member.user, False)])
    if found is None:
        raise Mistake("no-picture", job=job.id)
    return Picture(found[None], name, "", job.spoiler)


async def suggestions(services: Services, member: Member, typed: str, *, tiles: bool) -> list[tuple[str, str]]:
    """As Bot.suggestions."""
    typed = typed.strip().lstrip("#").casefold()
    latest = await services.context.store.gallery.page(Listing("mine", member), SUGGESTED)
    found: dict[str, str] = {}
    for one in latest:
        name = _id(one)
        known = typed in name or typed in one.job.words.casefold()
        if known and (tiles or not one.tile) and may_see(member, one.job.member, one.job.address):
            found.setdefault(name, one.job.words)
    return list(found.items())[:MAX_SUGGESTIONS]


# --- a page ----------------------------------------------------------------------------------------------------------


async def _page(services: Services, command: Browse, words: str) -> tuple[list[Entry], bool, bool]:
    """The entries, and whether there are newer and older ones."""
    member = command.member
    hidden_elsewhere = member.channels is None and not member.moderator
    listing = Listing(command.what, member, tuple(wanted(words)), only_here=hidden_elsewhere)  # type: ignore[arg-type]
    if command.what == "search" and not listing.wanted:
        return [], False, False
    if command.after:
        found = await _seen(services, listing, after=command.after)
        if len(found) >= ROOM:
            return found[:ROOM][::-1], len(found) > ROOM, True
    found = await _seen(services, listing, before=command.before if not command.after else 0)
    return found[:ROOM], bool(command.before and not command.after), len(found) > ROOM


async def _seen(services: Services, listing: Listing, *, before: int = 0, after: int = 0) -> list[Entry]:
    """One more than a page of what the member may see, from there on; fewer at the end."""
    member, found, limit = listing.member, list[Entry](), FIRST_BATCH
    while True:
        batch = await services.context.store.gallery.page(listing, limit, before=before, after=after)
        for one in batch:
            if _visible(member, one):
                found.append(one)
            elif not may_see(member, one.job.member, ""):  # nothing else of that channel need be looked at
                listing = replace(listing, hidden=listing.hidden | {one.job.channel})
        if len(found) > ROOM or len(batch) < limit:
            return found[: ROOM + 1]
        before, after = (0, batch[-1].number) if after else (batch[-1].number, 0)
        limit = min(2 * limit, LARGEST_BATCH)


def _visible(member: Member, entry: Entry) -> bool:
    caption = entry.caption
    if caption is not None and not (caption.posted or caption.user == member.user):
        return False
    return may_see(member, entry.job.member, entry.job.address)


# --- words and buttons -----------------------------------------------------------------------------------------------


def _entry(entry: Entry, *, lost: bool) -> SheetEntry:
    job, caption, name = entry.job, entry.caption, _id(entry)
    if caption is not None:
        text = " / ".join(filter(None, (caption.top, caption.bottom)))
        press, words = buttons.press("show-caption", job.id, entry.tile, caption.id), text
        picture = f"{name}-{caption.id}"
    else:
        press = buttons.press("pick", job.id, entry.tile) if entry.tile else buttons.press("again", job.id)
        words, picture = job.words, name
    words = sanitized(words, MAX_WORDS_CHARACTERS)
    return SheetEntry(picture, name, words, press, entry.favourite, job.spoiler, lost)


def _id(entry: Entry) -> str:
    return f"{entry.job.id}-{entry.tile}" if entry.tile else entry.job.id


def _to(command: Browse, label: str, *, before: int = 0, after: int = 0) -> Button:
    coded = (command.coded,) if command.coded else ()
    return Button(label, buttons.press("gallery", command.what, before, after, *coded))


def _other(command: Browse) -> tuple[Button, ...]:
    """From a member's works to their favourites, and back."""
    other = {"mine": "favourites", "favourites": "mine"}.get(command.what)
    return (
        (Button(say(command.member.locale, f"gallery-{other}"), buttons.press("gallery", other, 0, 0)),)
        if other
        else ()
    )


def _beginning(words: str) -> str:
    """As many of the words as there is room for."""
    while len(words.encode()) > MAX_SEARCH_BYTES:
        shorter, space, _ = words.rpartition(" ")
        words = shorter if space else words[:-1]
    return words


def _decoded(coded: str) -> str:
    """The words of a search; a button may be forged."""
    data = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)) if len(coded) % 4 != 1 else b""
    return sanitized(data.decode("utf-8", "replace"))


COMMANDS = (
    CommandSpec("gallery mine", Browse, browse, fixed={"what": "mine"}),
    CommandSpec("gallery favourites", Browse, browse, fixed={"what": "favourites"}),
    CommandSpec("gallery here", Browse, browse, fixed={"what": "here"}),
    CommandSpec("gallery search", Search, search),
    CommandSpec("gallery-page", Browse, browse, typed=False, discord=None, button="gallery:what:before:after:coded?"),
)
