"""A picked tile, in a window that its presser alone sees: another number shows that tile in the same window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import structlog
from cachetools import TTLCache

from bot.chats.slack import blocks, forms
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import SlackError
from bot.chats.slack.message import Wire
from bot.chats.slack.middleware import Middleware
from bot.chats.slack.modals import Modals
from bot.chats.slack.rendering import picks, rendered
from bot.chats.slack.signing import Signer
from bot.handlers.favourites import Favourite
from bot.handlers.gallery import Pick
from bot.member import Member
from bot.replies.messages import say
from bot.reply import Reply

log = structlog.get_logger(__name__)

PREVIEW = "tile"
UPLOAD_SECONDS = 30.0
MAX_WINDOWS, WINDOW_SECONDS = 10_000, 3600.0


class TilePreview:
    def __init__(self, wire: Wire, middleware: Middleware, modals: Modals, signer: Signer) -> None:
        self._wire = wire
        self._middleware = middleware
        self._modals = modals
        self._signer = signer
        self._newest: TTLCache[str, Pick | Favourite] = TTLCache(
            MAX_WINDOWS, WINDOW_SECONDS
        )  # an older tile does not replace it
        self._shown: TTLCache[str, forms.View] = TTLCache(MAX_WINDOWS, WINDOW_SECONDS)

    async def show(
        self, command: Pick | Favourite, body: Mapping[str, Any], address: SlackAddress, trigger: str
    ) -> None:
        """Opens the window at once, as Slack allows three seconds for it; the tile follows."""
        member, shown_in = command.member, body.get("view") or {}
        window = str(shown_in.get("id", ""))
        if not window:
            waiting = self._view(Reply(say(member.locale, "slack-loading")), address, member.locale, {})
            window = await self._modals.open(waiting, member, address, trigger)
        if not window:
            return
        self._newest[window] = command
        reply = (await self._middleware.collect(command))[-1]
        try:
            file = ""
            if reply.picture:  # who presses a number wants to see it: no cover
                picture = replace(reply.picture, spoiler=False)
                reply = replace(reply, picture=picture)
                file = (
                    await self._wire.uploads.upload(address.team, picture, member.locale, patience=UPLOAD_SECONDS)
                ).id
            if not file and reply.picture:
                reply = replace(reply, text=f"{reply.text}\n{say(member.locale, 'slack-no-files')}")
            if self._newest.get(window) is command:
                view = self._shown[window] = self._view(reply, address, member.locale, body, file)
                await self._modals.update(member, window, view)
        except SlackError as error:  # closed, as a rule
            log.info("tile not shown", team=address.team, why=str(error))

    async def answered(self, member: Member, body: Mapping[str, Any]) -> None:
        """A button of the window was pressed whose answer is in the conversation behind it."""
        note, window = say(member.locale, "slack-behind"), str(body["view"]["id"])
        view = self._shown.get(window)
        if view is None:
            view = forms.done(note, member.locale)
        else:
            view = view | {"blocks": blocks.section(note) + view["blocks"]}
        try:
            await self._modals.update(member, window, view)
        except SlackError as error:
            log.info("window not updated", team=member.community, why=str(error))

    def _view(
        self, reply: Reply, address: SlackAddress, locale: str, source: Mapping[str, Any], file: str = ""
    ) -> forms.View:
        """With the numbers that the pressed message or window has."""
        shown = rendered(replace(reply, tiles=0), locale, file=file)["blocks"]
        place = replace(address, response_url="", expires=0.0, uses=0)
        numbers = _numbers(source, reply.job)
        return forms.done("", locale) | {
            "callback_id": PREVIEW,
            "private_metadata": forms.Carried(address.user, place, {}).sealed(self._signer, PREVIEW),
            "blocks": shown + (picks(reply.job, numbers, locale) if reply.job and numbers else []),
        }


def _numbers(source: Mapping[str, Any], job: str) -> int:
    """How many tiles of this job its buttons offer: from the first one on. A gallery offers single ones of many."""
    shown = (source.get("message") or source.get("view") or {}).get("blocks", ())
    values = {str(element.get("value", "")) for block in shown for element in block.get("elements", ())}
    return next(tile for tile in count() if f"pick:{job}:{tile + 1}" not in values)


def in_preview(body: Mapping[str, Any]) -> bool:
    """Whether this was pressed in such a window."""
    return bool((body.get("view") or {}).get("callback_id") == PREVIEW)
