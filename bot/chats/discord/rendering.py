"""A reply as Discord shows it: one box with the words, the picture with its alt text, small print, and what to press.

It uses the newer message components (discord.com/developers/docs/components): a picture in them has alt text and a real
spoiler, and no link in them ever unfolds.
"""

from __future__ import annotations

import asyncio
import io
import re
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.chats.discord.i18n import escaped
from bot.replies.collage import encode
from bot.replies.messages import say
from bot.reply import File, Picture, Reply
from inference.api import NonetError

MAX_TEXT, MAX_FOOTER, MAX_NOTE = 3900, 900, 450
"""Characters; all texts of a message have 4,000 together, so a note and small print are taken off the text's."""
BUTTONS_IN_ROW = 5
LABEL, ALT, PLACEHOLDER, OPTION = 80, 1024, 150, 100
COLOURS = {"waiting": 0x99AAB5, "drawing": 0x5865F2, "drawn": 0x57F287, "ended": 0xED4245, "note": None}
STYLES = {
    "plain": discord.ButtonStyle.secondary,
    "primary": discord.ButtonStyle.primary,
    "danger": discord.ButtonStyle.danger,
}
TILES, OTHERS = "tiles:", "tile:"
"""The select of a job's tiles says this and the job's id; what is chosen becomes pick:job:tile. One of the others takes
the place of the tile that its message shows."""
SHEET = "sheet"
"""The select of a contact sheet's entries; what is chosen is the press of a button."""


class Upload(discord.File):
    """Discord's description of its API knows the number of a file as text; discord.py sends a number."""

    def to_dict(self, index: int) -> dict[str, Any]:
        return super().to_dict(index) | {"id": str(index)}


@dataclass(frozen=True, eq=False)
class RenderedReply:
    """Args:
    files: the picture first, or the album's, then what else is attached.
    bare: without what is `quoted`, or without any text where nothing is: the server's own rules have blocked it.
    note: a sentence of ours on top.
    link: an address that one more button leads to, and what stands on it.
    """

    reply: Reply
    files: tuple[File, ...]
    locale: str
    bare: bool = False
    note: str = ""
    link: tuple[str, str] | None = None

    def view(self) -> ui.LayoutView:
        """A new one for each attempt. It is finished from the start: presses come to us by their custom_id alone."""
        reply = self.reply
        text, footer = self._unquoted() if self.bare else (reply.text, reply.footer)
        box: ui.Container[Any] = ui.Container(accent_colour=COLOURS[reply.state])
        note, small = escaped(self.note, MAX_NOTE), _small(footer)
        for words in (note, escaped(text, MAX_TEXT - len(note) - len(small))):
            if words.strip():
                box.add_item(ui.TextDisplay(words))
        pictures = self._pictures if self.files else ()
        if pictures:
            gallery: ui.MediaGallery[Any] = ui.MediaGallery()
            for picture, file in zip(pictures, self.files, strict=False):
                alt = say(self.locale, "discord-your-pictures", job=reply.job) if self.bare else picture.alt
                gallery.add_item(
                    media=f"attachment://{name(file)}", description=alt[:ALT] or None, spoiler=picture.spoiler
                )
            box.add_item(gallery)
        for file in self.files[len(pictures) :]:
            if file.mime.startswith("image/"):
                moving: ui.MediaGallery[Any] = ui.MediaGallery()
                said = None if self.bare else file.alt[:ALT] or None
                moving.add_item(media=f"attachment://{name(file)}", description=said, spoiler=file.spoiler)
                box.add_item(moving)
            else:
                box.add_item(ui.File(f"attachment://{name(file)}"))
        if small:
            box.add_item(ui.TextDisplay(small))
        if reply.tiles and reply.job:
            box.add_item(self._tiles())
        if reply.sheet:
            box.add_item(self._entries())
        buttons = [
            ui.Button[Any](label=button.label[:LABEL], custom_id=button.press, style=STYLES[button.style])
            for button in reply.buttons
        ]
        if self.link:
            buttons.append(ui.Button(label=self.link[1][:LABEL], url=self.link[0]))
        for start in range(0, len(buttons), BUTTONS_IN_ROW):
            box.add_item(ui.ActionRow(*buttons[start : start + BUTTONS_IN_ROW]))
        view = ui.LayoutView(timeout=None)
        if not box.children:
            box.add_item(ui.TextDisplay("…"))
        view.add_item(box)
        view.stop()
        return view

    @property
    def _pictures(self) -> tuple[Picture, ...]:
        return self.reply.album or ((self.reply.picture,) if self.reply.picture else ())

    def _unquoted(self) -> tuple[str, str]:
        """Text and footer without people's words."""
        named = say(self.locale, "discord-your-pictures", job=self.reply.job)
        if not self.reply.quoted:
            return named, ""
        text, footer = self.reply.text, self.reply.footer
        for part in self.reply.quoted:
            text, footer = text.replace(part, ""), footer.replace(part, "")
        return f"{named}\n{text.strip()}", footer.strip()

    def uploads(self) -> list[discord.File]:
        alts = [picture.alt for picture in self._pictures][: len(self.files)]
        alts += [file.alt for file in self.files[len(alts) :]]
        return [
            Upload(io.BytesIO(file.data), name(file), description=None if self.bare else alt[:ALT] or None)
            for file, alt in zip(self.files, alts, strict=True)
        ]

    def _tiles(self) -> ui.ActionRow[Any]:
        select: ui.Select[Any] = ui.Select(
            custom_id=f"{OTHERS if self.reply.tile else TILES}{self.reply.job}",
            placeholder=say(self.locale, "discord-pick")[:PLACEHOLDER],
            options=[
                discord.SelectOption(label=str(n), value=str(n), default=n == self.reply.tile)
                for n in range(1, self.reply.tiles + 1)
            ],
        )
        return ui.ActionRow(select)

    def _entries(self) -> ui.ActionRow[Any]:
        select: ui.Select[Any] = ui.Select(custom_id=SHEET, placeholder=say(self.locale, "discord-pick")[:PLACEHOLDER])
        for number, entry in enumerate(self.reply.sheet, 1):
            label, words = f"{number} · {entry.id}", "" if self.bare else entry.words
            select.add_option(label=label, value=entry.press, description=words[:OPTION] or None)
        return ui.ActionRow(select)


def chosen_press(select: str, chosen: list[str]) -> str:
    """The press of what was chosen in one of our selects; that of a button stays what it is."""
    first = chosen[0] if chosen else ""
    for mark in (TILES, OTHERS):
        if select.startswith(mark):
            return f"pick:{select.removeprefix(mark)}:{first}"
    return first if select == SHEET else select


async def rendered(reply: Reply, limit: int, locale: str, *, bare: bool = False, note: str = "") -> RenderedReply:
    """`reply` with its picture as a file of at most `limit` bytes, or its album as files of so many together; encoding
    runs in a thread.

    Raises:
        NonetError: no encoding is small enough, or another file is too large.
    """
    files = reply.files
    for file in files:
        if len(file.data) > limit:
            raise NonetError(f"{file.name} has {len(file.data)} bytes, not at most {limit}.")
    if reply.picture is not None:
        kinds = ("JPEG",) if reply.state == "drawing" else ("PNG", "WEBP", "JPEG")
        files = (await asyncio.to_thread(encode, reply.picture, kinds=kinds, at_most=limit), *files)
    if album := reply.album:
        each = limit // len(album)
        files = (
            *[await asyncio.to_thread(encode, one, kinds=("PNG", "WEBP", "JPEG"), at_most=each) for one in album],
            *files,
        )
    return RenderedReply(reply, files, locale, bare, note)


def name(file: File) -> str:
    """Letters that survive the way into attachment:// and back."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", file.name)


def _small(footer: str) -> str:
    """Each line with the mark of small print."""
    return "\n".join(f"-# {line}" for line in escaped(footer, MAX_FOOTER).splitlines() if line.strip())
