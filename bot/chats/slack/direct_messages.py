"""The app's own conversation with each person. Conversations between two people have ids that look the same."""

from __future__ import annotations

from cachetools import LRUCache

from bot.chats.slack.api import Api, SlackError

MAX_KNOWN = 20_000
PATIENCE = 60.0


class DirectMessages:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: LRUCache[tuple[str, str], str] = LRUCache(MAX_KNOWN)

    def learn(self, team: str, user: str, channel: str) -> None:
        """Slack has told us of a message there, as it does of our own conversations alone."""
        self._known[team, user] = channel

    async def channel(self, team: str, user: str, *, patience: float = PATIENCE) -> str:
        """Raises SlackError."""
        known: str | None = self._known.get((team, user))
        if known is None:
            said = await self._api.call(team, "conversations.open", form=True, users=user, patience=patience)
            known = self._known[team, user] = str(said["channel"]["id"])
        return known

    async def is_own(self, team: str, user: str, channel: str) -> bool:
        """Whether this is the app's conversation with this person; also if Slack does not say now."""
        if not channel.startswith("D"):
            return False
        try:
            return channel == await self.channel(team, user, patience=1)
        except SlackError:
            return True
