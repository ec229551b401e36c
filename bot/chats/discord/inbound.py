"""The connection to Discord: what it sends becomes commands, whose replies are delivered."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
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
from bot.chats.discord.identity import PLATFORM, address_of, member_of, names_of, only_private
from bot.chats.discord.platform import DiscordPlatform
from bot.chats.discord.rendering import chosen_press
from bot.chats.discord.session import Session
from bot.chats.discord.suggestions import suggestions
from bot.chats.discord.surface import DiscordSurface
from bot.commands import Command, spec_of
from bot.errors import Closed, Mistake, Refused
from bot.handlers.captions import PostCaption
from bot.handlers.community_settings import SetSetting
from bot.handlers.drawing import Imagine, Redo
from bot.handlers.gallery import Delete, Post
from bot.handlers.reported_pictures import Dismiss
from bot.handlers.variations import Edit, EditMash, Vary
from bot.input import buttons
from bot.member import Member
from bot.reply import Reply
from inference.api import NonetError

log = structlog.get_logger("bot.chats.discord")

RENEW_SECONDS = 3600.0

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
        self._registered = folder / "discord-commands.sha256"
        self._renewed = -RENEW_SECONDS
        self.tree = _Tree(self)

    async def setup_hook(self) -> None:
        """Logged in, not connected yet."""
        await command_tree.register(
            self.tree, self._session.bot.commands, self._ask, {"settings": self._setup},
            {"discord-menu-imagine": self._imagine_this, "discord-menu-report": self._report},
            suggestions(self._session.bot),
        )  # fmt: skip
        self._session.open(self)
        await self._sync()

    async def renew_commands(self) -> None:
        """Registers the commands once more, at most once an hour: somebody's were not ours."""
        if self._session.clock() - self._renewed >= RENEW_SECONDS:
            self._renewed = self._session.clock()
            self._registered.unlink(missing_ok=True)
            await self._sync()

    async def _sync(self) -> None:
        """Registers the commands if they have changed since they were registered last."""
        translator = self.tree.translator
        if translator is None:
            return
        shown = [await command.get_translated_payload(self.tree, translator) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps([self.application_id, shown], sort_keys=True).encode()).hexdigest()
        if self._registered.exists() and self._registered.read_text() == digest:
            return
        try:
            with translated():
                await self.tree.sync()
        except ApiFailure as failure:  # those registered last still work
            log.error("commands could not be registered", why=str(failure))
            return
        self._registered.parent.mkdir(parents=True, exist_ok=True)
        self._registered.write_text(digest)
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
            self.refuse(interaction, refusal)
        except NonetError as error:  # the store, as a rule
            self.refuse(interaction, error)
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
            return await self._moderation.switched(interaction, member, chosen[0])
        if press.startswith(moderation.FORM):
            return SetSetting(member, press.removeprefix(moderation.FORM), moderation.typed(interaction))
        press = moderation.judging(chosen_press(press, chosen))
        bot, sent = self._session.bot, interaction.type is discord.InteractionType.modal_submit
        spec = buttons.form_of(bot.commands, press)
        filled = command_forms.values(spec, interaction) if spec and sent else None
        command = buttons.pressed(bot.commands, member, press, str(interaction.id), at.json(), filled)
        if spec and not sent:
            await command_forms.show(interaction, spec, press, at.locale, bot, command)
            return None
        if isinstance(command, Post) and interaction.message is not None:
            # A double click is two interactions with the same message, but one post.
            once = (str(interaction.message.id), member.user, press, getattr(command, "channel", ""))
            command = replace(command, delivery=":".join(once))
        return command

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
        """The words of a message; of one of ours, the prompt of its job."""
        at, member = address_of(interaction, self._session.clock()), member_of(interaction)
        delivery, job = str(interaction.id), await self._moderation.job(member, message)
        if job is not None:
            self._run(interaction, at, Redo(member, job.id, delivery=delivery, address=at.json()))
        else:
            self._run(interaction, at, Imagine(member, message.content, delivery=delivery, address=at.json()))

    async def _report(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        at, member = address_of(interaction, self._session.clock()), member_of(interaction)
        self._deliver(interaction, at, member, self._moderation.reported(member, message), private=True)

    def _run(self, interaction: discord.Interaction[Any], at: DiscordAddress, command: Command) -> None:
        command = command_forms.readable(command, names_of(interaction))
        replies = self._session.bot.handle(command)
        spec = spec_of(self._session.bot.commands, command)
        if type(command) in (Post, PostCaption, Vary, Edit, EditMash, Redo) and not at.adult:
            replies = self._of_age(command, replies)
        if isinstance(command, Delete | Dismiss) and interaction.message is not None:
            replies = self._moderation.judged(interaction.message, at, replies)
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
        if surface := self._surface(interaction, at, private=private):
            self._deliveries.deliver(member, replies, surface, acknowledge=surface.acknowledge)

    def refuse(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        """Answers with a refusal, or with an apology for an error of ours."""
        if surface := self._surface(interaction, address_of(interaction, self._session.clock()), private=True):
            self._deliveries.refuse(member_of(interaction), error, surface, surface.acknowledge)

    def _surface(self, asked: command_tree.Asked, at: DiscordAddress, *, private: bool) -> DiscordSurface | None:
        """Where it is answered; None if it came before."""
        if not self._session.seen.first(str(asked.id)):
            return None
        return DiscordSurface(self._session, at, asked, private=private, only_private=only_private(asked))

    async def _of_age(self, command: Any, replies: AsyncGenerator[Reply, None]) -> AsyncGenerator[Reply, None]:
        """What was drawn for an age-restricted channel is not posted elsewhere, nor the half of it that Vary keeps."""
        async with aclosing(replies) as running:
            job = await self._session.bot.records.job(command.job)
            there = parsed(job.address) if job else None
            if job and there is not None and there.adult and (job.prefix or not isinstance(command, Redo)):
                yield await self._session.bot.refused(command.member, Closed("age-restricted"), command)
                return
            async for reply in running:
                yield reply

    # --- what happens to servers -------------------------------------------------------------------------------------

    async def on_ready(self) -> None:
        """Also after each new session: servers may have removed or added the bot while it was offline."""
        await self._surely(self._compare)
        self._session.bot.unchecked.discard(PLATFORM)

    async def _surely(self, work: Callable[[], Awaitable[None]]) -> None:
        """Tried again for as long as the store is unavailable: Discord says it once."""
        await self._deliveries.policy.call(work, "communities", again=lambda error: isinstance(error, NonetError))

    async def _compare(self) -> None:
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
        await self._surely(lambda: self._deliveries.community_removed(str(guild.id)))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._surely(lambda: self._deliveries.community_back(str(guild.id)))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.exception("discord event failed", name=event_method)


class _Tree(app_commands.CommandTree[DiscordClient]):
    """Answers interactions that discord.py itself refuses: of forged commands, and of those of another version."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        if isinstance(error, app_commands.CommandInvokeError):
            self.client.refuse(interaction, error.original)
            return
        # Not logged: its text has what was typed.
        log.warning("interaction refused by discord.py", user=interaction.user.id, error=type(error).__name__)
        self.client.refuse(interaction, Mistake("discord-old-command"))
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await self.client.renew_commands()
