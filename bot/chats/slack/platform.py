"""What Slack is to the deliveries that all chats share: where adopted jobs are shown, removals, the log channel."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Hashable, Mapping

import structlog

from bot.chats.common.failures import Unavailable, Undeliverable
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import Away, Declined, Removed, SlackError, Unheard
from bot.chats.slack.identity import PLATFORM
from bot.chats.slack.message import SlackMessage, Wire
from bot.chats.slack.rendering import relabelled, rendered
from bot.chats.slack.surface import SlackSurface
from bot.directory import Destination, Entry
from bot.errors import Mistake
from bot.member import Member
from bot.records import Job
from bot.replies.messages import say
from bot.reply import Reply, Report

log = structlog.get_logger(__name__)

NEVER = frozenset(
    {"message_not_found", "channel_not_found", "cant_delete_message", "compliance_exports_prevent_deletion"}
)
"""Slack's words for a message that is gone, or that nobody can remove."""
NO_SHARES = {
    "channel_not_found": "slack-share-invite",
    "not_in_channel": "slack-share-invite",
    "user_not_in_channel": "share-not-there",
    "is_archived": "share-archived",
}
"""Why a picture may not be shared in a channel -> what to do."""
ANNOUNCEMENT_SECONDS = 2.0
FIND_SECONDS = 10.0
MENTION = re.compile(r"<#([CG][A-Z0-9]+)(?:\|([^>]*))?>")
ID = re.compile(r"[CG][A-Z0-9]{5,}")


class SlackPlatform:
    platform = PLATFORM

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def adopted(self, job: Job) -> SlackSurface | None:
        address = SlackAddress.read(job.address)
        if address is None or not address.channel:
            return None
        address = SlackAddress(
            address.team, address.channel, address.user, address.thread_ts, address.ts, address.file
        )  # its response_url is of another time
        return SlackSurface(self._wire, address, job.locale, since=job.asked)

    def place(self, address: str) -> Hashable:
        at = SlackAddress.read(address)
        return (at.team, at.channel) if at else ""

    def message(self, address: str) -> str:
        at = SlackAddress.read(address)
        return f"{at.channel}/{at.ts}" if at and at.ts else ""

    async def remove(self, address: str) -> None:
        at = SlackAddress.read(address)
        if at is None or not at.ts:
            return
        try:
            await self._wire.api.call(at.team, "chat.delete", patience=0, channel=at.channel, ts=at.ts)
        except Removed:
            raise
        except Declined as error:
            if error.error not in NEVER:
                raise Undeliverable(str(error)) from error
            log.info("message cannot be removed", channel=at.channel, why=error.error)

    # --- posted tiles ------------------------------------------------------------------------------------------------

    def posting(self, address: str) -> SlackSurface | None:
        at = SlackAddress.read(address)
        return SlackSurface(self._wire, at, "en") if at else None

    async def find(self, address: str, share: str, since: float) -> str:
        """In the channel's history, where the app may read it."""
        at = SlackAddress.read(address)
        if at is None or at.ts:
            return address if at else ""

        async def found(_: str) -> None:
            pass

        message = SlackMessage(self._wire, at, "en", since=since)
        try:
            async with asyncio.timeout(FIND_SECONDS):
                there = await message.find(share, found)
        except Removed:
            raise
        except Declined as error:
            if error.error == "channel_not_found":
                return ""
            raise Undeliverable(str(error)) from error
        except TimeoutError:
            raise Unavailable("Slack's history") from None
        if there is None:
            raise Undeliverable("the app may not read the channel")
        return str(message.address) if there else ""

    async def relabel(self, address: str, shown: str, press: str, label: str) -> None:
        """Slack shows an app no message of its own without more scopes, so the whole message is kept."""
        at = SlackAddress.read(address)
        if at is None or not at.ts or not shown:
            return
        said = relabelled(json.loads(shown), press, label)
        try:
            await self._wire.api.progress(at.team, "chat.update")
            async with self._wire.throttle.progress(at.channel):
                await self._wire.api.call(
                    at.team, "chat.update", patience=0, counted=True, channel=at.channel, ts=at.ts, **said
                )
        except Removed:
            raise
        except Declined as error:
            raise Undeliverable(str(error)) from error

    async def destination(self, member: Member, channel: str, drawn_at: str, *, chosen: bool = False) -> Destination:
        """Slack tells no app without more scopes who is in a channel; a message there that this member alone sees is
        the test of both the app and the member."""
        if not ID.fullmatch(channel):
            raise Mistake("share-not-there")
        if not chosen:
            await self._check(member, channel)
        name = await self._channel_name(member, channel)
        return Destination(channel, name or "", str(SlackAddress(member.community, channel, member.user)))

    async def _check(self, member: Member, channel: str) -> None:
        locale = member.locale
        try:
            await self._wire.api.call(
                member.community, "chat.postEphemeral", again=False, patience=ANNOUNCEMENT_SECONDS, channel=channel,
                user=member.user, **rendered(Reply(say(locale, "slack-share-here")), locale),
            )  # fmt: skip
        except Removed:
            raise
        except Declined as error:
            raise Mistake(NO_SHARES.get(error.error, "share-refused")) from error
        except SlackError as error:
            raise Mistake("slack-share-later") from error

    async def destinations(self, member: Member, drawn_at: str) -> None:
        return None  # Slack's own list has the conversations of who looks at it

    # --- roles and channels ------------------------------------------------------------------------------------------

    async def role(self, member: Member, name: str) -> Entry:
        return Entry(name, "")  # user groups are ids since Middleware, which found them

    async def channel(self, member: Member, name: str) -> Entry:
        mention = MENTION.fullmatch(name)
        id_ = mention[1] if mention else name.removeprefix("#")
        if not ID.fullmatch(id_):
            raise Mistake("no-such-channel", name=id_[:40])
        return Entry(id_, f"#{mention[2]}" if mention and mention[2] else await self._channel_name(member, id_) or "")

    async def may_post(self, member: Member, channel: str, *, probe: bool) -> bool:
        """There is no right to ask; a message that the moderator alone sees is the test."""
        if not probe:
            return True
        try:
            await self._wire.api.call(
                member.community, "chat.postEphemeral", again=False, patience=ANNOUNCEMENT_SECONDS, channel=channel,
                user=member.user, **rendered(Reply(say(member.locale, "slack-posts-here")), member.locale),
            )  # fmt: skip
        except Removed:
            raise
        except Declined as error:
            return error.error == "user_not_in_channel"  # we are in it, and may write
        except SlackError:
            return True  # it did not say; if nothing can be posted, the change itself will tell
        return True

    async def names(self, member: Member, ids: Collection[str]) -> Mapping[str, str | None]:
        found = {id_: await self._channel_name(member, id_) for id_ in ids if ID.fullmatch(id_)}
        return {id_: name or None for id_, name in found.items() if name is not None}

    async def _channel_name(self, member: Member, channel: str) -> str | None:
        """ "#general"; "" if it is gone; None: we may not know, as without the scope channels:read."""
        try:
            said = await self._wire.api.call(
                member.community, "conversations.info", form=True, patience=ANNOUNCEMENT_SECONDS, channel=channel
            )
        except Removed:
            raise
        except SlackError as error:
            gone = isinstance(error, Declined) and error.error == "channel_not_found"
            return "" if gone else None
        return f"#{said['channel'].get('name', channel)}"

    async def announce(self, member: Member, channel: str, text: str, key: str) -> None:
        why = say(member.locale, "slack-no-log", channel=channel)
        try:
            await self._post(member, channel, Reply(text))
        except (Declined, Unheard) as error:  # it may be there: posted again, it would be there twice
            raise Undeliverable(str(error), why) from error

    async def report(self, member: Member, report: Report) -> str:
        if not report.channel:
            raise Undeliverable("no log channel")
        try:
            return await self._post(member, report.channel, report.reply)
        except (Declined, Away) as error:
            raise Undeliverable(str(error)) from error
        except Unheard as error:
            log.warning("report may be posted", team=member.community, why=str(error))
            return ""

    async def _post(self, member: Member, channel: str, reply: Reply) -> str:
        """Posts it once, and returns its address. The channel is its mention (as Slack makes one of #mod-log), its id
        or its name. Raises SlackError."""
        mentioned = MENTION.search(channel)
        place = mentioned[1] if mentioned else channel
        said = await self._wire.api.call(
            member.community, "chat.postMessage", again=False, patience=ANNOUNCEMENT_SECONDS, channel=place,
            turn=lambda: self._wire.throttle.turn(place), unfurl_links=False, unfurl_media=False,
            **rendered(reply, member.community_locale or member.locale),
        )  # fmt: skip
        return str(SlackAddress(member.community, str(said["channel"]), ts=str(said["ts"])))
