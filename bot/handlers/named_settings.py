"""Settings that name a role or a channel: checked with the platform before they are saved, and when they are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.directory import Directory
from bot.errors import Mistake
from bot.handlers.services import Services
from bot.member import Member
from bot.policy.settings import DIALS, NOTHING, Settings
from bot.replies.messages import say

_PAIR = re.compile(r"""[\s,"“”]*([^=]*?)[\s"“”]*=([^\s,=]*)""")
"""A role and its number. The role's name may have spaces; in quotes or not."""


async def in_ids(
    services: Services, member: Member, changes: Mapping[str, str], settings: Settings
) -> Mapping[str, str]:
    """Typed changes with ids in place of names. What stays as it was is not checked, so that a form can be sent back
    with a role in it that is gone.

    Raises:
        Mistake: "no-such-role", "no-such-channel", or "cannot-post" of a channel of ours.
    """
    directory = services.directories.get(member.platform)
    if directory is None:
        return changes
    made = dict(changes)
    for key, value in changes.items():
        kind = DIALS[key].kind if key in DIALS else ""
        if value.strip().lower() in NOTHING:
            continue
        if kind.endswith("of roles"):
            made[key] = await _roles(directory, member, value, getattr(settings, DIALS[key].name))
        elif kind == "channel" and value.strip() != getattr(settings, DIALS[key].name):
            made[key] = await _postable(directory, member, value.strip())
        elif kind == "feature":
            made[key] = await _channels(directory, member, value, getattr(settings, DIALS[key].name))
    return made


async def _channels(directory: Directory, member: Member, value: str, current: Mapping[str, str]) -> str:
    """ "off #memes" with the channel's id and name; those that are named already stay, even where they are gone."""
    word, *named = re.split(r"[\s,]+", value.strip())
    if word.lower() != "off":
        return value
    known = {f"#{name or id_}".lower(): (id_, name) for id_, name in current.items()}
    made = [word]
    for name in dict.fromkeys(named):
        if name.lower() not in known:
            found = await directory.channel(member, name)
            known[name.lower()] = found.id, found.name.removeprefix("#")
        made.append("<#{}|{}>".format(*known[name.lower()]))
    return " ".join(made)


async def _roles(directory: Directory, member: Member, value: str, current: Mapping[str, float]) -> str:
    pairs = _PAIR.findall(value)
    if not pairs or _PAIR.sub("", value).strip(' ,"“”'):
        return value  # which is no list of roles: it is refused with how to write it
    made = []
    for name, number in pairs:
        known = name in current and number.lower() in (*NOTHING, f"{current[name]:g}")
        role = name if known or not name else (await directory.role(member, name)).id
        made.append(f"{role}={number}")
    return " ".join(made)


async def _postable(directory: Directory, member: Member, name: str) -> str:
    found = await directory.channel(member, name)
    if not await directory.may_post(member, found.id, probe=True):
        raise Mistake("cannot-post", channel=found.name or name)
    return found.id


async def current_names(services: Services, member: Member, settings: Settings) -> tuple[Mapping[str, str], list[str]]:
    """Names by id, and sentences about what is gone or closed to the bot."""
    directory = services.directories.get(member.platform)
    roles = {role: key for key, named in _role_settings(settings).items() for role in named}
    ours = {key: getattr(settings, dial.name) for key, dial in DIALS.items() if dial.kind == "channel"}
    ids = [*roles, *filter(None, ours.values()), *settings.channels_off]
    if directory is None or not ids:
        return {}, []
    found = await directory.names(member, ids)
    locale, platform = member.locale, services.platform(member)
    wrong = [
        say(locale, "role-gone", platform, role=role, key=key) for role, key in roles.items() if _gone(found, role)
    ]
    for key, channel in ours.items():
        if channel and (_gone(found, channel) or not await directory.may_post(member, channel, probe=False)):
            closed = "log-channel-closed" if key == "log-channel" else "hall-channel-closed"
            wrong.append(say(locale, closed, platform, channel=found.get(channel) or channel))
    return {id_: name for id_, name in found.items() if name}, wrong


async def channel_name(services: Services, member: Member, channel: str, otherwise: str) -> str:
    """The current name, without "#". Raises Mistake "no-such-channel" where the platform knows that there is none."""
    directory = services.directories.get(member.platform)
    if directory is None or channel == member.channel:
        return otherwise
    found = await directory.names(member, [channel])
    if _gone(found, channel):
        raise Mistake("no-such-channel", name=(otherwise or channel)[:40])
    return (found.get(channel) or otherwise).removeprefix("#")


def _role_settings(settings: Settings) -> dict[str, Mapping[str, float]]:
    return {key: getattr(settings, dial.name) for key, dial in DIALS.items() if dial.kind.endswith("of roles")}


def _gone(found: Mapping[str, str | None], id_: str) -> bool:
    return id_ in found and found[id_] is None
