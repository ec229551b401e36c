"""The connection to Discord: what it sends becomes commands, whose replies are delivered."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.chats.common.deliveries import Deliveries
from bot.chats.discord import command_forms, command_tree, moderation, transport
from bot.chats.discord.ack import within
from bot.chats.discord.address import DiscordAddress, parsed
from bot.chats.discord.api_errors import ApiFailure, translated
from bot.chats.discord.identity import PLATFORM, address_of, member_of, only_private
from bot.chats.discord.platform import DiscordPlatform
from bot.chats.discord.rendering import TILES
from bot.chats.discord.session import Session
from bot.chats.discord.surface import DiscordSurface
from bot.commands import Command, spec_of
from bot.errors import Closed, Mistake, Refused
from bot.handlers.community_settings import SetSetting, SwitchChannel
from bot.handlers.drawing import Imagine
from bot.handlers.gallery import Post
from bot.input import buttons
from bot.member import Member
from bot.reply import Reply
from inference.api import NonetError

log = structlog.get_logger("bot.chats.discord")

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # the bot makes no calls


class DiscordClient(discord.AutoShardedClient):
    """Args:
    session, deliveries: outlive this client.
    folder: where the hash of the registered commands is kept, so that they are sent only when they change.
    connector: how to reach Discord; None is the internet.
    """

    def __init__(
        self,
        session: Session,
        deliveries: Deliveries,
        platform: DiscordPlatform,
        folder: Path,
        connector: aiohttp.BaseConnector | None,
        shards: int,
        shard_ids: list[int],
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),  # channels and permissions; nobody's messages, nobody's presence
            allowed_mentions=transport.QUIET,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            connector=connector,
            http_trace=session.invalid.trace,
            shard_count=shards or None,
        )
        self.shard_ids = shard_ids or None
        self._session = session
        self._deliveries = deliveries
        self._moderation = moderation.Moderation(session, platform, deliveries)
        self._folder = folder
        self.tree = _Tree(self)

    async def setup_hook(self) -> None:
        """Logged in, not connected yet."""
        await command_tree.register(
            self.tree, self._session.bot.commands, self._ask, {"settings": self._setup},
            {"discord-menu-imagine": self._imagine_this, "discord-menu-report": self._report},
        )  # fmt: skip
        self._session.open(self)
        try:
            with translated():
                await self._sync()
        except ApiFailure as failure:  # those registered last still work
            log.error("commands could not be registered", why=str(failure))

    async def _sync(self) -> None:
        """Registers the commands if they have changed since they were registered last."""
        translator = self.tree.translator
        if translator is None:
            return
        shown = [await command.get_translated_payload(self.tree, translator) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps([self.application_id, shown], sort_keys=True).encode()).hexdigest()
        file = self._folder / "discord-commands.sha256"
        if file.exists() and file.read_text() == digest:
            return
        await self.tree.sync()
        self._folder.mkdir(parents=True, exist_ok=True)
        file.write_text(digest)
        log.info("commands registered", count=len(shown))

    # --- what people do ----------------------------------------------------------------------------------------------

    async def _ask(self, interaction: discord.Interaction[Any], make: command_tree.Make) -> None:
        at = address_of(interaction, self._session.clock())
        self._run(interaction, at, make(member_of(interaction), str(interaction.id), at.json()))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Presses, choices and forms. Commands come by the tree.

        Every one arrives here, of messages of any age and whatever its custom_id says: it names a job, and the
        job's row decides. So no view has to be kept, and a forged press gets an answer instead of silence.
        """
        kinds = discord.InteractionType
        if interaction.type not in (kinds.component, kinds.modal_submit):
            return
        data: Any = interaction.data or {}
        press, chosen = str(data.get("custom_id", "")), [str(value) for value in data.get("values") or []]
        at, member = address_of(interaction, self._session.clock()), member_of(interaction)
        try:
            command = await self._pressed(interaction, member, at, press, chosen)
        except Refused as refusal:
            log.warning("press refused", user=member.user, press=press[:100], rule=refusal.rule)
            self._answer(interaction, at, member, refusal)
        except NonetError as error:  # the store, as a rule
            self._answer(interaction, at, member, error)
        except ApiFailure as failure:
            log.warning("form could not be shown", press=press[:100], why=str(failure))
        else:
            if command is not None:
                self._run(interaction, at, command)

    async def _pressed(
        self, interaction: discord.Interaction[Any], member: Member, at: DiscordAddress, press: str, chosen: list[str]
    ) -> Command | None:
        """The command of a press; None if it is answered already. Raises Refused, ApiFailure."""
        if press == moderation.SETTING and chosen:
            await self._moderation.form(interaction, member, chosen[0])
            return None
        if press == moderation.CHANNEL and chosen:
            return await self._switched(interaction, member, chosen[0])
        if press.startswith(moderation.FORM):
            return SetSetting(member, press.removeprefix(moderation.FORM), _typed(interaction))
        if press.startswith((moderation.DISMISS, moderation.TIME_OUT)):
            command = await self._moderation.judged(member, press)
            if command is None:
                with translated():
                    await interaction.response.defer()
                    await interaction.delete_original_response()
            return command
        if press.startswith(TILES):
            press = f"pick:{press.removeprefix(TILES)}:{chosen[0] if chosen else ''}"
        bot, sent = self._session.bot, interaction.type is discord.InteractionType.modal_submit
        spec = buttons.form_of(bot.commands, press)
        filled = command_forms.values(spec, interaction) if spec and sent else None
        command = buttons.pressed(bot.commands, member, press, str(interaction.id), at.json(), filled)
        if spec and not sent:
            await command_forms.show(interaction, spec, press, at.locale, await bot.prefill(command))
            return None
        if isinstance(command, Post) and interaction.message is not None:
            # A double click is two interactions with the same message, but one post.
            command = replace(command, delivery=f"{interaction.message.id}:{member.user}:{press}")
        return command

    async def _switched(self, interaction: discord.Interaction[Any], member: Member, channel: str) -> Command:
        """Off if it is on, on if it is off."""
        data: Any = interaction.data or {}
        known = data.get("resolved", {}).get("channels", {}).get(channel, {})
        settings = await self._session.bot.context.settings(member)
        off = channel in settings.channels_off
        return SwitchChannel(member, channel, off, str(known.get("name", "")))

    async def _setup(self, interaction: discord.Interaction[Any]) -> None:
        at, member = address_of(interaction, self._session.clock()), member_of(interaction)
        if not self._session.seen.first(str(interaction.id)):
            return
        end = asyncio.get_running_loop().time() + self._session.times.answer
        try:
            _, view = await self._moderation.shown(member, at, self)
        except BaseException:
            self._session.seen.forget(str(interaction.id))
            raise
        try:
            await within(lambda: interaction.response.send_message(view=view, ephemeral=True), end)
        except ApiFailure as failure:
            log.warning("setup page could not be shown", user=member.user, why=str(failure))

    async def _imagine_this(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        at = address_of(interaction, self._session.clock())
        command = Imagine(member_of(interaction), message.content, delivery=str(interaction.id), address=at.json())
        self._run(interaction, at, command)

    async def _report(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        at, member = address_of(interaction, self._session.clock()), member_of(interaction)

        async def reported() -> AsyncGenerator[Reply, None]:
            yield await self._moderation.reported(member, message)

        self._deliver(interaction, at, member, reported(), private=True)

    def _run(self, interaction: discord.Interaction[Any], at: DiscordAddress, command: Command) -> None:
        replies = self._session.bot.handle(command)
        spec = spec_of(self._session.bot.commands, command)
        if isinstance(command, Post) and not at.adult:
            replies = self._of_age(command, replies)
        if spec.moderators and command.member.moderator:
            replies = self._moderation.readable(command, replies)
        self._deliver(interaction, at, command.member, replies, private=not spec.public)

    def _deliver(
        self,
        interaction: discord.Interaction[Any],
        at: DiscordAddress,
        member: Member,
        replies: AsyncGenerator[Reply, None],
        *,
        private: bool,
    ) -> None:
        if self._session.seen.first(str(interaction.id)):
            surface = DiscordSurface(
                self._session, at, interaction, private=private, only_private=only_private(interaction)
            )
            self._deliveries.deliver(member, replies, surface, acknowledge=surface.acknowledge)

    async def _of_age(self, post: Post, replies: AsyncGenerator[Reply, None]) -> AsyncGenerator[Reply, None]:
        """Pictures of age-restricted channels are not posted elsewhere."""
        async with aclosing(replies) as running:
            job = await self._session.bot.records.job(post.job)
            there = parsed(job.address) if job else None
            if there is not None and there.adult:
                yield await self._session.bot.refused(post.member, Closed("age-restricted"), post)
                return
            async for reply in running:
                yield reply

    def _answer(
        self, interaction: discord.Interaction[Any], at: DiscordAddress, member: Member, answer: Refused | Exception
    ) -> None:
        """A refusal, or an apology for an error of ours."""

        async def replies() -> AsyncGenerator[Reply, None]:
            bot = self._session.bot
            yield await bot.refused(member, answer) if isinstance(answer, Refused) else bot.apology(member, answer)

        self._deliver(interaction, at, member, replies(), private=True)

    # --- what happens to servers -------------------------------------------------------------------------------------

    async def on_ready(self) -> None:
        """Also after each new session: servers may have removed or added the bot while it was offline."""
        here = {str(guild.id) for guild in self.guilds}
        for community, away in (await self._session.bot.records.communities(PLATFORM)).items():
            if community in here and away:
                await self._deliveries.community_back(community)
            elif community not in here and not away and self._ours(community):
                await self._deliveries.community_removed(community)

    def _ours(self, community: str) -> bool:
        """Whether that server belongs to a shard of this process."""
        return community.isdecimal() and (int(community) >> 22) % (self.shard_count or 1) in self.shards

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._deliveries.community_removed(str(guild.id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._deliveries.community_back(str(guild.id))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.exception("discord event failed", name=event_method)


def _typed(interaction: discord.Interaction[Any]) -> str:
    """The text in a form's only field."""
    data: Any = interaction.data or {}
    for part in data.get("components", []):
        for field in [part["component"]] if "component" in part else part.get("components", []):
            if field.get("custom_id") == "value":
                return str(field.get("value", ""))
    return ""


class _Tree(app_commands.CommandTree[DiscordClient]):
    """Answers interactions that discord.py itself refuses, as forged ones."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        member: Member = member_of(interaction)
        at = address_of(interaction, self.client._session.clock())
        if isinstance(error, app_commands.CommandInvokeError):
            answer: Refused | Exception = error.original
        else:  # not logged: its text has what was typed
            log.warning("interaction refused by discord.py", user=member.user, error=type(error).__name__)
            answer = Mistake("old-button")
        self.client._answer(interaction, at, member, answer)
