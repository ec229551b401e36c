"""The commands as Discord shows them, with their options, limits and words: all of them from the commands' specs."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, TypeAlias

import discord
from discord import app_commands
from discord.app_commands import Choice, Range

from bot import arguments as kinds
from bot.arguments import MAX_OPTION_CHARACTERS, Argument
from bot.chats.discord.i18n import Translator, described, offered, worded
from bot.chats.discord.identity import CHANNEL_TYPES
from bot.commands import Command, Commands, CommandSpec, discord_path
from bot.member import Member
from bot.policy.settings import DIALS

Asked: TypeAlias = discord.Interaction[Any]
Make: TypeAlias = Callable[[Member, str, str], Command]
"""member, delivery, address -> command"""
Ask: TypeAlias = Callable[[Asked, Make], Awaitable[None]]
"""Give a command to the bot and show its replies."""
Show: TypeAlias = Callable[[Asked], Awaitable[None]]
Suggest: TypeAlias = Callable[[Asked, str, bool], Coroutine[Any, Any, list[Choice[str]]]]
"""What was typed so far, and whether a tile may be given -> choices."""
Menu: TypeAlias = Callable[[Asked, discord.Message], Coroutine[Any, Any, None]]

Place: TypeAlias = app_commands.AppCommandChannel
MAX_ID_CHARACTERS = 24
EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
ANYHOW = app_commands.AppInstallationType(guild=True, user=True)
AT_HOME = app_commands.AppCommandContext(guild=True)
INSTALLED = app_commands.AppInstallationType(guild=True)


class Places(app_commands.Transformer):
    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return CHANNEL_TYPES

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> Place:
        chosen: Place = value
        return chosen


async def register(
    tree: app_commands.CommandTree[Any],
    commands: Commands,
    ask: Ask,
    own: Mapping[str, Show],
    menus: Mapping[str, Menu],
    suggest: Suggest,
) -> None:
    """Fill the tree; nothing is sent to Discord yet.

    Args:
        own: by a command's name, what Discord shows in place of its handler's answer.
        menus: by the message that names a menu, what it does with somebody's message.
        suggest: what is offered while the id of a work is typed.
    """
    await tree.set_translator(Translator())
    groups: dict[str, app_commands.Group] = {}
    for spec in commands:
        if (path := discord_path(spec)) is None:
            continue
        above, _, name = path.rpartition(" ")
        group = _group(tree, groups, above, moderators=spec.moderators) if above else None
        made: app_commands.Command[Any, Any, Any] = app_commands.Command(
            name=name,
            description=described(spec.key),
            callback=_callback(spec, ask, own.get(spec.name)),
            parent=group,
            allowed_contexts=None if group else EVERYWHERE,
            allowed_installs=None if group else ANYHOW,
        )
        for option, kind in () if spec.name in own else _options(spec).items():
            if isinstance(kind, kinds.JobId | kinds.JobOrTile):
                made.autocomplete(option)(_suggesting(suggest, tiles=isinstance(kind, kinds.JobOrTile)))
        (group or tree).add_command(made)
    for name, does in menus.items():
        contexts, installs = (AT_HOME, INSTALLED) if name == "discord-menu-report" else (EVERYWHERE, ANYHOW)
        tree.add_command(
            app_commands.ContextMenu(
                name=worded(name), callback=_menu(does), allowed_contexts=contexts, allowed_installs=installs
            )
        )


def _group(
    tree: app_commands.CommandTree[Any], groups: dict[str, app_commands.Group], path: str, *, moderators: bool
) -> app_commands.Group:
    """One for moderators is hidden from everybody who may not manage the server; the bot checks again."""
    if path not in groups:
        above, _, name = path.rpartition(" ")
        if above:
            parent = _group(tree, groups, above, moderators=moderators)
            groups[path] = app_commands.Group(name=name, description=described(name), parent=parent)
        else:
            groups[path] = app_commands.Group(
                name=name,
                description=described(name),
                default_permissions=discord.Permissions(manage_guild=True) if moderators else None,
                allowed_contexts=AT_HOME if moderators else EVERYWHERE,
                allowed_installs=INSTALLED if moderators else ANYHOW,
            )
            tree.add_command(groups[path])
    return groups[path]


def _options(spec: CommandSpec[Any]) -> dict[str, Argument]:
    """By what people call them."""
    return {kind.option or name: kind for name, kind in spec.given().items()}


def _suggesting(suggest: Suggest, *, tiles: bool) -> Any:
    async def typing(interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        return await suggest(interaction, current, tiles)

    return typing


def _menu(does: Menu) -> Menu:
    async def chosen(interaction: discord.Interaction, message: discord.Message) -> None:
        await does(interaction, message)

    return chosen


def _callback(spec: CommandSpec[Any], ask: Ask, own: Show | None) -> Any:
    """What discord.py calls, with the signature from which it reads the options."""

    async def chosen(interaction: discord.Interaction, **given: Any) -> None:
        if own is not None:
            await own(interaction)
            return
        values: dict[str, object] = {}
        for name, kind in spec.given().items():
            if (value := given.get(kind.option or name)) is not None:
                values |= _read(name, kind, value)
        await ask(interaction, lambda member, delivery, address: spec.make(member, values, delivery, address))

    options = {} if own else {kind.option or name: (name, kind) for name, kind in spec.given().items()}
    parameters = [inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Asked)]
    for option, (name, kind) in options.items():
        required = spec.required(name)
        parameters.append(
            inspect.Parameter(
                option,
                inspect.Parameter.KEYWORD_ONLY,
                annotation=_annotation(kind, required) if required else _annotation(kind, required) | None,
                default=inspect.Parameter.empty if required else None,
            )
        )
    chosen.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    app_commands.describe(**{option: described(f"{spec.key}-{option}") for option in options})(chosen)
    app_commands.choices(
        **{option: offers for option, (_, kind) in options.items() if (offers := _choices(spec, option, kind))}
    )(chosen)
    return chosen


def _annotation(kind: Argument, required: bool) -> Any:
    match kind:
        case kinds.Text():
            return Range[str, int(required), min(kind.max_length, MAX_OPTION_CHARACTERS)]
        case kinds.Word():
            return Range[str, 0, kind.max_length]
        case kinds.Integer():
            return Range[int, kind.low, kind.high]
        case kinds.Number():
            return Range[float, float(kind.low), float(kind.high)]
        case kinds.Flag() | kinds.Switch():
            return bool
        case kinds.Tile():
            return Range[int, 1, 9]
        case kinds.JobId() | kinds.JobOrTile():
            return Range[str, int(required), MAX_ID_CHARACTERS]
        case kinds.User():
            return discord.User  # also somebody who has left the server
        case kinds.Channel():
            return app_commands.Transform[Place, Places]
        case kinds.Role():
            return discord.Role
    return str  # one of a few, which are offered


def _choices(spec: CommandSpec[Any], option: str, kind: Argument) -> list[Choice[str]]:
    match kind:
        case kinds.SettingKey():
            return [Choice(name=offered(key), value=key) for key in DIALS]
        case kinds.Choice():
            return [Choice(name=described(f"{spec.key}-{option}-{one}"), value=one) for one in kind.values]
    return []


def _read(name: str, kind: Argument, value: Any) -> dict[str, object]:
    """The fields that an option fills."""
    match kind:
        case kinds.User():
            known: dict[str, object] = {name: str(value.id), "user_name": value.display_name}
            if isinstance(value, discord.Member):
                known["roles"] = frozenset(str(role.id) for role in value.roles)
            return known
        case kinds.Channel():
            return {name: str(value.id), f"{name}_name": value.name}
        case kinds.Role():
            return {name: str(value.id)}
        case kinds.JobId():
            return {name: value.strip().lower().removeprefix("#")}
    return {name: value}
