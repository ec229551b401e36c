"""/help: all commands on one page, and one topic at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.arguments import Word
from bot.commands import Command, Commands, CommandSpec
from bot.handlers.services import Services
from bot.input.text_args import close
from bot.replies.messages import say
from bot.reply import Reply


@dataclass(frozen=True)
class Help(Command):
    topic: Annotated[str, Word()] = ""


async def help_(services: Services, command: Help) -> Reply:
    member, locale, platform = command.member, command.member.locale, services.platform(command.member)
    topic_of = topics(services.commands, member.moderator)
    shown = tuple(dict.fromkeys(topic_of.values()))
    if command.topic in topic_of:
        return Reply(say(locale, f"help-{topic_of[command.topic]}", platform), private=True)
    lines = [say(locale, "help", platform)]
    if member.moderator:
        names = dict(platform.command_names)
        groups = dict.fromkeys(spec.group for spec in services.commands if spec.moderators)
        lines.append(say(locale, "help-moderators", platform, commands=[names[one] for one in groups if one in names]))
    lines.append(say(locale, "help-topics", platform, topics=shown))
    if command.topic:
        guess = close(command.topic, shown)
        lines.insert(0, say(locale, "no-such-topic", topic=command.topic))
        if guess:
            lines[0] += " " + say(locale, "did-you-mean", closest=guess)
    return Reply("\n".join(lines), private=True)


def topics(commands: Commands, moderator: bool) -> dict[str, str]:
    """By what a member can ask for help on, the topic that explains it."""
    shown = [spec for spec in commands if spec.typed and spec.command is not Help]
    for_members = [spec for spec in shown if not spec.moderators]
    for_moderators = [spec for spec in shown if spec.moderators and moderator]
    found = {spec.group: spec.topic or spec.group for spec in for_members + for_moderators}
    return found | ({"moderators": "settings"} if moderator else {})


COMMANDS = (CommandSpec("help", Help, help_, button="help:topic?"),)
