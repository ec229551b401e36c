"""Members as Slack vouches for them: name, language, and whether they manage the workspace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.chats.slack import blocks
from bot.chats.slack.api import Api, Response, SlackError
from bot.member import Member
from bot.text.chat_syntax import Kind, mentioned, plain

log = structlog.get_logger(__name__)

Payload = Mapping[str, Any]

PLATFORM = "slack"
PROFILE_SECONDS = 600.0
"""For which a name and a language are cached. Admin rights are read again for every admin command."""
MAX_PROFILES = 5000
MAX_NAMED = 5
"""People in a prompt whose names are looked up."""
LOOKUP_SECONDS = 1.5
"""To wait for Slack: a form is acknowledged after it, within three seconds in all."""


@dataclass(frozen=True)
class _Profile:
    name: str
    locale: str
    admin: bool
    read: float


class SlackMembers:
    def __init__(self, api: Api, clock: Callable[[], float] = time.time) -> None:
        self._api = api
        self._clock = clock
        self._known: dict[tuple[str, str], _Profile] = {}

    async def member(
        self, team: str, user: str, channel: str, *, name: str = "", channel_name: str = "", fresh: bool = False
    ) -> Member:
        """A workspace is a community; a direct message with the app belongs to it, too.

        Args:
            fresh: the command needs a right, so Slack is asked about it now. Without an answer they have none.
        """
        profile = await self._profile(team, user, name, fresh)
        return Member(
            platform=PLATFORM,
            community=team,
            channel=channel,
            user=user,
            name=profile.name,
            channel_name=channel_name,
            moderator=profile.admin,
            locale=profile.locale,
        )

    def locale(self, team: str, user: str) -> str:
        """If it is known already; otherwise English."""
        known = self._known.get((team, user))
        return known.locale if known else "en"

    async def plain(self, team: str, text: str) -> str:
        """A prompt with the names of the people that it mentions by id, and with emoji in place of their codes."""
        users = [id_ for kind, id_ in sorted(mentioned(text)) if kind == "user"][:MAX_NAMED]
        names = {user: (await self._profile(team, user, "", False)).name for user in users}

        def name(kind: Kind, id_: str) -> str:
            found = names.get(id_, "") if kind == "user" else ""
            return found if found != id_ else ""  # Slack did not say

        return blocks.with_emoji(plain(text, name))

    async def _profile(self, team: str, user: str, name: str, fresh: bool) -> _Profile:
        known = self._known.get((team, user))
        if known and not fresh and self._clock() - known.read < PROFILE_SECONDS:
            return known
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                said = await self._api.call(team, "users.info", form=True, patience=1, user=user, include_locale=True)
        except (SlackError, TimeoutError) as error:
            log.warning("member could not be looked up", team=team, why=str(error))
            if known:
                return _Profile(known.name, known.locale, known.admin and not fresh, known.read)
            return _Profile(name or user, "en", False, self._clock())
        profile = _read(said, team, name or user, self._clock())
        if len(self._known) >= MAX_PROFILES:
            self._known.clear()
        self._known[team, user] = profile
        return profile


def team_of(body: Payload) -> str:
    """The workspace that installed the app; in a shared channel that need not be the person's own."""
    first: Payload = next(iter(body.get("authorizations") or ()), {})
    found = (
        (body.get("view") or {}).get("app_installed_team_id")
        or (body.get("team") or {}).get("id")
        or first.get("team_id")
        or body.get("team_id")
        or (body.get("user") or {}).get("team_id")
    )
    return str(found or "")


def _read(said: Response, team: str, name: str, now: float) -> _Profile:
    user = said["user"]
    # In a shared channel, an admin of the other workspace is no admin here.
    teams = (user.get("team_id") or team, *(user.get("enterprise_user") or {}).get("teams", ()))
    profile = user.get("profile", {})
    shown = profile.get("display_name") or user.get("real_name") or user.get("name") or name
    admin = any(user.get(right) for right in ("is_admin", "is_owner", "is_primary_owner")) and not user.get("deleted")
    return _Profile(shown, str(user.get("locale") or "en"), bool(admin) and team in teams, now)
