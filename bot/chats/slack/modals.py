"""Forms: opened within three seconds, read when they are submitted, and refused if the app did not open them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog

from bot.bot import Bot
from bot.chats.slack import forms
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import Declined, SlackError
from bot.chats.slack.message import Wire
from bot.chats.slack.middleware import Middleware
from bot.chats.slack.signing import Signer
from bot.commands import Command, CommandSpec
from bot.context import community_key
from bot.errors import Mistake
from bot.handlers.community_settings import ShowSettings, meaning
from bot.member import Member
from bot.policy.settings import describe
from bot.replies.messages import say
from bot.reply import Reply
from inference.api import NonetError

log = structlog.get_logger(__name__)


class Modals:
    def __init__(self, bot: Bot, wire: Wire, middleware: Middleware, signer: Signer) -> None:
        self._bot = bot
        self._wire = wire
        self._middleware = middleware
        self._signer = signer

    # --- opened ------------------------------------------------------------------------------------------------------

    async def arguments(
        self, spec: CommandSpec[Any], member: Member, address: SlackAddress, trigger: str,
        values: Mapping[str, str] | None = None, press: str = "", *, above: bool = False,
    ) -> None:  # fmt: skip
        """Opens a command's form; `above` the window in which it was asked for."""
        try:
            longest = (await self._bot.records.settings(community_key(member))).longest_prompt
        except NonetError as error:  # the store, as a rule
            self._middleware.answer(member, self._bot.apology(member, error), address)
            return
        view = forms.form(self._signer, address, member.locale, spec, values, press, longest_prompt=longest)
        await self.open(view, member, address, trigger, above=above)

    async def settings(self, member: Member, address: SlackAddress, trigger: str) -> None:
        if not member.moderator:
            self._middleware.deliver(ShowSettings(member), address)  # which says why not
            return
        try:
            settings, locale = await self._bot.records.settings(community_key(member)), member.locale
        except NonetError as error:  # the store, as a rule
            self._middleware.answer(member, self._bot.apology(member, error), address)
            return
        rows = [(key, value, meaning(locale, key)) for key, value in describe(settings)]
        await self.open(forms.settings(self._signer, address, locale, rows), member, address, trigger)

    async def open(
        self, view: forms.View, member: Member, address: SlackAddress, trigger: str, *, above: bool = False
    ) -> str:
        """A trigger opens one window, within three seconds. Returns its id; "" if it did not open."""
        method = "views.push" if above else "views.open"
        try:
            opened = await self._wire.api.call(
                address.team, method, again=False, patience=1, trigger_id=trigger, view=view
            )
            return str(opened["view"]["id"])
        except SlackError as error:
            log.info("form did not open", why=str(error))
            if isinstance(error, Declined) and address.channel:
                self._middleware.answer(member, Reply(say(member.locale, "slack-late"), private=True), address)
            return ""

    # --- sent back ---------------------------------------------------------------------------------------------------

    def carried(self, view: Mapping[str, Any], team: str, user: str) -> forms.Carried | None:
        return forms.carried(self._signer, view, team, user)

    async def filled(
        self, spec: CommandSpec[Any], member: Member, view: Mapping[str, Any]
    ) -> tuple[dict[str, Any], Command | None, str]:
        """What its acknowledgement says; if nothing is wrong the command, and its delivery."""
        held = self.carried(view, member.community, member.user)
        if held is None:
            return {"response_action": "update", "view": forms.done(self._forged(member), member.locale)}, None, ""
        delivery = f"{member.community}:{view['id']}"
        try:
            values = view["state"]["values"]
            return {}, forms.filled(self._bot.commands, spec, member, values, delivery, held), delivery
        except Mistake as mistake:
            words = (await self._bot.refused(member, mistake)).text
            return (
                {"response_action": "errors", "errors": {str(mistake.facts.get("field") or spec.form[0]): words}},
                None,
                "",
            )

    async def changed(self, member: Member, view: Mapping[str, Any]) -> str | dict[str, str]:
        """What came of the settings that were sent; or what is wrong with which, and then nothing is saved."""
        held = self.carried(view, member.community, member.user)
        if held is None:
            return self._forged(member)
        command = forms.changed(member, view["state"]["values"], held.values)
        with suppress(SlackError):  # said by the command itself
            if member.moderator and (wrong := await self._middleware.wrong(command)):
                return wrong
        replies = await self._middleware.collect(command)
        return "\n".join(part for reply in replies for part in (reply.text, reply.footer) if part)

    async def later(self, result: asyncio.Task[str | dict[str, str]], member: Member, view: str) -> None:
        """What it came to, in the view that says to wait."""
        said = await result
        text = said if isinstance(said, str) else "\n".join(said.values())
        await self.update(member, view, forms.done(text, member.locale))

    async def update(self, member: Member, view: str, shown: forms.View) -> None:
        """Raises SlackError, also where it was closed."""
        await self._wire.api.call(member.community, "views.update", patience=5, view_id=view, view=shown)

    def _forged(self, member: Member) -> str:
        log.warning("forged form refused", team=member.community, user=member.user)
        return say(member.locale, "slack-forged")
