"""Forms that a button opens: some arguments of its command. What comes back names the button by its custom_id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.arguments import MAX_OPTION_CHARACTERS, Argument, Channel, Choice, Text
from bot.bot import Bot
from bot.chats.discord.api_errors import translated
from bot.commands import Command, CommandSpec
from bot.handlers.captions import CaptionTile
from bot.handlers.drawing import Imagine
from bot.handlers.mashes import Mash
from bot.handlers.variations import Edit, EditMash
from bot.replies.messages import labelled, say
from bot.text.chat_syntax import Names, plain

MAX_LABEL_CHARACTERS = 45
MAX_HINT_CHARACTERS = 100
MAX_OPTIONS = 25


async def show(
    interaction: discord.Interaction[Any],
    spec: CommandSpec[Any],
    press: str,
    locale: str,
    bot: Bot,
    command: Command,
) -> None:
    """Opens the form of `command`, which lacks what is asked for in it. Raises Refused, ApiFailure."""
    values, channels = await bot.prefill(command), await bot.offers(command)
    modal = ui.Modal(title=say(locale, spec.key)[:MAX_LABEL_CHARACTERS], custom_id=press, timeout=None)
    for name in spec.form:
        kind = spec.kinds[name]
        about = say(locale, f"command-{spec.key}-{kind.option or name}")
        label, more = labelled(about)
        if isinstance(kind, Channel):
            item = _channels(name, channels or {})
        else:
            item = _item(spec, name, kind, locale, values.get(name, ""))
        modal.add_item(
            ui.Label(text=label[:MAX_LABEL_CHARACTERS], description=more[:MAX_HINT_CHARACTERS] or None, component=item)
        )
    modal.stop()  # what is sent back comes to us by its custom_id
    with translated():
        await interaction.response.send_modal(modal)


def values(spec: CommandSpec[Any], interaction: discord.Interaction[Any]) -> dict[str, object]:
    """What was filled in; a client may send anything, so each value is checked like any other."""
    data: Any = interaction.data or {}
    found: dict[str, object] = {}
    for part in data.get("components", []):
        for field in [part["component"]] if "component" in part else part.get("components", []):
            name, given = str(field.get("custom_id", "")), field.get("value", "")
            chosen = field.get("values") or []
            if name in spec.form:
                found[name] = str(chosen[0]) if chosen else str(given or "")
    return found


def readable(command: Command, names: Names) -> Command:
    """With the names of the people that its texts mention, and emoji as their names."""
    match command:
        case Mash():
            a, b, no = (plain(text, names) for text in (command.a, command.b, command.no))
            return replace(command, a=a, b=b, no=no)
        case EditMash():
            prompt, mash, no = (plain(text, names) for text in (command.prompt, command.mash, command.no))
            return replace(command, prompt=prompt, mash=mash, no=no)
        case Imagine() | Edit():
            return replace(command, prompt=plain(command.prompt, names), no=plain(command.no, names))
        case CaptionTile():
            top, bottom, alt = (plain(text, names) for text in (command.top, command.bottom, command.alt))
            return replace(command, top=top, bottom=bottom, alt=alt)
    return command


def _channels(name: str, channels: Mapping[str, str]) -> ui.Item[Any]:
    """All of them or, where they are too many for that, Discord's own list; what is chosen is checked in any case."""
    if len(channels) > MAX_OPTIONS:
        return ui.ChannelSelect(custom_id=name, channel_types=[discord.ChannelType.text, discord.ChannelType.news])
    options = [discord.SelectOption(label=shown[:MAX_HINT_CHARACTERS], value=id_) for id_, shown in channels.items()]
    return ui.Select(custom_id=name, options=options)


def _item(spec: CommandSpec[Any], name: str, kind: Argument, locale: str, value: str) -> ui.Item[Any]:
    if isinstance(kind, Choice):
        chosen = value or next(iter(kind.values))
        return ui.Select(
            custom_id=name,
            options=[
                discord.SelectOption(
                    label=say(locale, f"command-{spec.key}-{kind.option or name}-{one}"),
                    value=one,
                    default=one == chosen,
                )
                for one in kind.values
            ],
        )
    longest = min(kind.max_length if isinstance(kind, Text) else MAX_OPTION_CHARACTERS, MAX_OPTION_CHARACTERS)
    long = longest > MAX_HINT_CHARACTERS
    return ui.TextInput(
        custom_id=name,
        default=value[:longest] or None,
        required=False,
        max_length=longest,
        style=discord.TextStyle.long if long else discord.TextStyle.short,
    )
