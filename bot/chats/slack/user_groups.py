"""Slack's user groups are roles here. Only those that the workspace's settings name are read."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from bot.chats.slack.api import Api, Declined, SlackError
from bot.policy.settings import DIALS, NOTHING, Settings

log = structlog.get_logger(__name__)

SCOPE = "usergroups:read"
CACHE_SECONDS = 300.0
"""For which a group's members, or the refusal to name them, are cached."""
AGAIN = 30.0
"""Seconds before a group is read again after Slack did not answer."""
ID = re.compile(r"S[A-Z0-9]{7,}")
MENTION = re.compile(r"<!subteam\^(S[A-Z0-9]+)[^>]*>")


class UnknownGroup(Exception):  # it is an answer
    """The workspace has no user group of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class _Group:
    """Args:
    refused: Slack's code for why its members may not be read, or "".
    """

    users: frozenset[str]
    refused: str
    read: float


class UserGroups:
    def __init__(self, api: Api, clock: Callable[[], float] = time.time) -> None:
        self._api = api
        self._clock = clock
        self._known: dict[tuple[str, str], _Group] = {}
        self._reading: dict[str, asyncio.Lock] = {}

    async def roles(self, team: str, user: str, settings: Settings) -> frozenset[str]:
        """The ids of the user's groups among those that the workspace has rules for."""
        return frozenset([name for name in sorted(named(settings)) if user in (await self._group(team, name)).users])

    async def refused(self, team: str, settings: Settings) -> str:
        """Slack's word for why rules for roles have no effect here; "" if they have, or if there are none."""
        found = [(await self._group(team, name)).refused for name in sorted(named(settings))]
        return next(filter(None, found), "")

    async def in_ids(self, team: str, changes: Mapping[str, str], settings: Settings) -> dict[str, str]:
        """Typed settings with groups as ids, for people who write @designers=10; what `settings` know stays as it is.

        Raises:
            UnknownGroup, SlackError (Declined: we may not know which groups there are).
        """
        made = dict(changes)
        for key in [key for key in changes if key in DIALS and DIALS[key].kind.endswith("of roles")]:
            pairs = MENTION.sub(r"\1", changes[key])
            if pairs.strip().lower() in NOTHING:
                continue
            for name in {pair.rpartition("=")[0] for pair in re.split(r"[\s,]+", pairs)} - {""}:
                if name not in named(settings):
                    id_ = await self._id(team, name)
                    pairs = re.sub(rf"(?<![^\s,]){re.escape(name)}(?==)", id_, pairs)
            made[key] = pairs
        return made

    async def _id(self, team: str, name: str) -> str:
        said = await self._api.call(team, "usergroups.list", form=True, patience=2)
        handle = name.removeprefix("@").lower()
        for group in said["usergroups"]:
            if name == group["id"] or handle in (
                str(group.get("handle", "")).lower(),
                str(group.get("name", "")).lower(),
            ):
                return str(group["id"])
        raise UnknownGroup(name)

    async def _group(self, team: str, name: str) -> _Group:
        async with self._reading.setdefault(team, asyncio.Lock()):  # one request to Slack for all that wait
            known = self._known.get((team, name))
            if known is None or self._clock() - known.read >= CACHE_SECONDS:
                known = await self._read(team, name, known)
            return known

    async def _read(self, team: str, name: str, known: _Group | None) -> _Group:
        users, refused, read = frozenset[str](), "", self._clock()
        try:
            said = await self._api.call(team, "usergroups.users.list", form=True, patience=2, usergroup=name)
            users = frozenset(map(str, said["users"]))
        except Declined as error:
            log.warning("user group may not be read", team=team, group=name, why=error.error)
            refused = error.error
        except SlackError as error:
            log.warning("user group could not be read", team=team, group=name, why=str(error))
            users, read = known.users if known else users, self._clock() - CACHE_SECONDS + AGAIN
        made = self._known[team, name] = _Group(users, refused, read)
        return made


def named(settings: Settings) -> frozenset[str]:
    """The roles that there are rules for."""
    return frozenset(settings.role_per_day) | frozenset(settings.role_weight)
