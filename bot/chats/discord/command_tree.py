"""The commands that Discord shows, with their options, limits and words; each becomes a command of bot.commands."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal, TypeAlias

import discord
from discord import app_commands
from discord.app_commands import Range

from bot import commands
from bot.chats.discord.i18n import Translator, described, offered, worded
from bot.commands import Command, Member
from bot.policy.settings import DIALS, MOST_GRIDS
from inference.api import MAX_SEED

Asked: TypeAlias = discord.Interaction[Any]
Make: TypeAlias = Callable[[Member, str, str], Command]
"""member, delivery, address -> command"""
Ask: TypeAlias = Callable[[Asked, Make, bool], Awaitable[None]]
"""Give a command to the bot and show its replies; True: they are private, as far as we can tell beforehand."""
Show: TypeAlias = Callable[[Asked], Awaitable[None]]
Menu: TypeAlias = Callable[[Asked, discord.Message], Coroutine[Any, Any, None]]

Place: TypeAlias = app_commands.AppCommandChannel
_ROLE = re.compile(r"<@&(\d+)>")
LONGEST = 4000
"""Characters of a prompt, or into a form's field, that can be typed at all; a community's own limit on prompts is
smaller, and explained when it is met."""
EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
ANYHOW = app_commands.AppInstallationType(guild=True, user=True)
AT_HOME = app_commands.AppCommandContext(guild=True)
INSTALLED = app_commands.AppInstallationType(guild=True)


def typed(value: str) -> str:
    """A setting's value as it was typed: a role that was chosen with @ is known by its id."""
    return _ROLE.sub(r"\1", value)


class Places(app_commands.Transformer):
    """Channels in which people write, or whose threads they write in."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        kinds = discord.ChannelType
        return [kinds.text, kinds.news, kinds.voice, kinds.forum]

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> Place:
        chosen: Place = value
        return chosen


async def register(
    tree: app_commands.CommandTree[Any], ask: Ask, setup: Show, imagine_this: Menu, report: Menu
) -> None:
    """Fill the tree; nothing is sent to Discord yet."""
    await tree.set_translator(Translator())
    _for_members(tree, ask)
    tree.add_command(_for_moderators(ask, setup))
    for name, does, contexts, installs in (
        ("discord-menu-imagine", imagine_this, EVERYWHERE, ANYHOW),
        ("discord-menu-report", report, AT_HOME, INSTALLED),
    ):
        menu = app_commands.ContextMenu(
            name=worded(name), callback=_menu(does), allowed_contexts=contexts, allowed_installs=installs
        )
        tree.add_command(menu)


def _menu(does: Menu) -> Menu:
    async def chosen(interaction: discord.Interaction, message: discord.Message) -> None:
        await does(interaction, message)

    return chosen


def _for_members(tree: app_commands.CommandTree[Any], ask: Ask) -> None:
    everywhere: dict[str, Any] = {"allowed_contexts": EVERYWHERE, "allowed_installs": ANYHOW}

    @app_commands.describe(
        prompt=described("imagine-prompt"),
        seed=described("imagine-seed"),
        no=described("imagine-no"),
        spoiler=described("imagine-spoiler"),
    )
    async def imagine(
        interaction: discord.Interaction,
        prompt: Range[str, 1, LONGEST],
        seed: Range[int, 0, MAX_SEED] | None = None,
        no: Range[str, 0, LONGEST] = "",
        spoiler: bool = False,
    ) -> None:
        await ask(interaction, lambda m, d, a: commands.Imagine(m, prompt, seed, no, spoiler, d, a), False)

    async def quota(interaction: discord.Interaction) -> None:
        await ask(interaction, lambda m, d, a: commands.Quota(m), True)

    @app_commands.describe(id=described("again-id"))
    async def again(interaction: discord.Interaction, id: Range[str, 1, 24]) -> None:  # noqa: A002, people see it
        await ask(interaction, lambda m, d, a: commands.Again(m, id), True)

    @app_commands.describe(job=described("cancel-job"))
    async def cancel(interaction: discord.Interaction, job: Range[str, 0, 24] = "") -> None:
        await ask(interaction, lambda m, d, a: commands.Cancel(m, job.strip().lower()), True)

    @app_commands.describe(what=described("privacy-what"), sure=described("privacy-sure"))
    async def privacy(
        interaction: discord.Interaction, what: Literal["show", "export", "delete"] = "show", sure: bool = False
    ) -> None:
        await ask(interaction, lambda m, d, a: commands.Privacy(m, what, sure), True)

    @app_commands.describe(topic=described("help-topic"))
    async def help(interaction: discord.Interaction, topic: Range[str, 0, 40] = "") -> None:  # noqa: A001, as above
        await ask(interaction, lambda m, d, a: commands.Help(m, topic), True)

    for does in (imagine, quota, again, cancel, privacy, help):
        name = does.__name__
        tree.add_command(app_commands.Command(name=name, description=described(name), callback=does, **everywhere))


def _for_moderators(ask: Ask, setup: Show) -> app_commands.Group:
    """One group, hidden from everybody who may not manage the server; and each is checked again by the bot."""
    may = discord.Permissions(manage_guild=True)
    group = app_commands.Group(
        name="nonet",
        description=described("nonet"),
        default_permissions=may,
        allowed_contexts=AT_HOME,
        allowed_installs=INSTALLED,
    )
    block = app_commands.Group(name="block", description=described("block"), parent=group)

    @group.command(name="setup", description=described("setup"))
    async def set_up(interaction: discord.Interaction) -> None:
        await setup(interaction)

    @group.command(name="set", description=described("set"))
    @app_commands.describe(setting=described("set-setting"), value=described("set-value"))
    @app_commands.choices(setting=[app_commands.Choice(name=offered(key), value=key) for key in DIALS])
    async def set_(interaction: discord.Interaction, setting: str, value: Range[str, 0, 200] = "") -> None:
        await ask(interaction, lambda m, d, a: commands.ChangeSettings(m, {setting: typed(value)}), True)

    @group.command(description=described("role"))
    @app_commands.describe(
        role=described("role-role"), per_day=described("role-per_day"), weight=described("role-weight")
    )
    async def role(
        interaction: discord.Interaction,
        role: discord.Role,
        per_day: Range[int, 0, MOST_GRIDS] | None = None,
        weight: Range[float, 0.1, 10.0] | None = None,
    ) -> None:
        numbers = {"role-per-day": per_day, "role-weight": weight}
        given = {key: f"{role.id}={number:g}" for key, number in numbers.items() if number is not None}
        changes = given or dict.fromkeys(numbers, f"{role.id}=")
        await ask(interaction, lambda m, d, a: commands.ChangeSettings(m, changes), True)

    @group.command(description=described("undo"))
    async def undo(interaction: discord.Interaction) -> None:
        await ask(interaction, lambda m, d, a: commands.Undo(m), True)

    @group.command(description=described("audit"))
    @app_commands.describe(page=described("audit-page"))
    async def audit(interaction: discord.Interaction, page: Range[int, 1, 10_000] = 1) -> None:
        await ask(interaction, lambda m, d, a: commands.Audit(m, page), True)

    @group.command(description=described("channel"))
    @app_commands.describe(channel=described("channel-channel"), on=described("channel-on"))
    async def channel(
        interaction: discord.Interaction,
        channel: app_commands.Transform[Place, Places],
        on: bool,
    ) -> None:
        name = channel.name
        await ask(interaction, lambda m, d, a: commands.SwitchChannel(m, str(channel.id), on, name), True)

    @group.command(description=described("timeout"))
    @app_commands.describe(member=described("timeout-member"), minutes=described("timeout-minutes"))
    async def timeout(interaction: discord.Interaction, member: discord.Member, minutes: Range[int, 0, 40_320]) -> None:
        name = member.display_name
        await ask(interaction, lambda m, d, a: commands.TimeOut(m, str(member.id), minutes, name), True)

    @group.command(description=described("grant"))
    @app_commands.describe(member=described("grant-member"), grids=described("grant-grids"))
    async def grant(interaction: discord.Interaction, member: discord.Member, grids: Range[int, 0, 10_000]) -> None:
        name = member.display_name
        await ask(interaction, lambda m, d, a: commands.Grant(m, str(member.id), grids, name), True)

    @group.command(description=described("why"))
    @app_commands.describe(member=described("why-member"), channel=described("why-channel"))
    async def why(
        interaction: discord.Interaction,
        member: discord.Member,
        channel: app_commands.Transform[Place, Places] | None = None,
    ) -> None:
        where = str(channel.id) if channel else ""
        roles = frozenset(str(role.id) for role in member.roles)
        name = member.display_name
        await ask(interaction, lambda m, d, a: commands.Why(m, str(member.id), where, name, roles), True)

    @group.command(description=described("line"))
    async def line(interaction: discord.Interaction) -> None:
        await ask(interaction, lambda m, d, a: commands.Line(m), True)

    @group.command(description=described("cancel-all"))
    @app_commands.describe(member=described("cancel-all-member"))
    async def cancel(interaction: discord.Interaction, member: discord.Member) -> None:
        await ask(interaction, lambda m, d, a: commands.CancelAll(m, str(member.id)), True)

    @group.command(description=described("report"))
    @app_commands.describe(days=described("report-days"))
    async def report(interaction: discord.Interaction, days: Range[int, 1, 366] = 7) -> None:
        await ask(interaction, lambda m, d, a: commands.Report(m, days), True)

    @block.command(name="list", description=described("block-list"))
    async def list_(interaction: discord.Interaction) -> None:
        await ask(interaction, lambda m, d, a: commands.Block(m, "list"), True)

    @block.command(description=described("block-add"))
    @app_commands.describe(words=described("block-add-words"), name=described("block-add-name"))
    async def add(interaction: discord.Interaction, words: Range[str, 1, 2000], name: Range[str, 1, 60]) -> None:
        await ask(interaction, lambda m, d, a: commands.Block(m, "add", words, name), True)

    @block.command(description=described("block-remove"))
    @app_commands.describe(name=described("block-remove-name"))
    async def remove(interaction: discord.Interaction, name: Range[str, 1, 60]) -> None:
        await ask(interaction, lambda m, d, a: commands.Block(m, "remove", name=name), True)

    @block.command(description=described("block-test"))
    @app_commands.describe(words=described("block-test-words"))
    async def test(interaction: discord.Interaction, words: Range[str, 1, 2000]) -> None:
        await ask(interaction, lambda m, d, a: commands.Block(m, "test", words), True)

    return group
