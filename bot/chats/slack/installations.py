"""Which workspaces installed the app, and their tokens: stored encrypted, renewed in time, deleted on removal.

One workspace needs none of this: its token comes from the environment (`Alone`).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Protocol

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.operator.config import ConfigError

log = structlog.get_logger(__name__)

SCOPES = (
    "app_mentions:read", "chat:write", "commands", "files:read", "files:write", "im:history", "im:write",
    "usergroups:read", "users:read",
)  # fmt: skip
"""As in deploy/slack-manifest.yaml; docs/slack.md says what each is for."""
OPTIONAL_SCOPES = frozenset({"usergroups:read"})
"""Only rules for user groups need them."""
EXCHANGE_EARLY_SECONDS = 3600.0
"""Before its end, a token is exchanged."""


@dataclass(frozen=True)
class Installation:
    """Args:
    expires: seconds since 1970, where tokens are rotated.
    installed: when they installed the app, in seconds since 1970; 0 if that was not recorded.
    """

    team: str
    bot_token: str = field(repr=False)
    bot_user: str
    bot_id: str = ""
    refresh_token: str = field(default="", repr=False)
    expires: float | None = None
    installed: float = 0.0

    def is_newer_than(self, event: float) -> bool:
        """Whether they installed the app again after this event, whose time is in whole seconds."""
        return event < int(self.installed)


class InstallationKeeper(Protocol):
    """Stores encrypted installations; it never sees a token.

    Args: secret: of this installation of the bot; it never changes.
    """

    secret: str

    async def read(self, team: str) -> bytes | None: ...

    async def write(self, team: str, sealed: bytes) -> None: ...

    async def remove(self, team: str) -> None: ...


class Vault:
    """Args:
    keys: from the environment, separated by commas; the first one seals, all of them open. To change the key, put
        the new one in front.
    """

    def __init__(self, keys: str) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in split(keys)])
        except ValueError:
            raise ConfigError(
                "NONET_ENCRYPTION_KEY is no key; make one: "
                'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
            ) from None

    def sealed(self, installation: Installation) -> bytes:
        return self._fernet.encrypt(json.dumps(asdict(installation)).encode())

    def opened(self, team: str, sealed: bytes) -> Installation | None:
        """None: it was encrypted with a key that is not configured any more, or for another workspace."""
        try:
            found = Installation(**json.loads(self._fernet.decrypt(sealed)))
        except InvalidToken:
            return None
        return found if found.team == team else None


def split(keys: str) -> list[str]:
    """The keys of NONET_ENCRYPTION_KEY."""
    return [key.strip() for key in keys.split(",") if key.strip()]


class SingleInstallation:
    """One workspace, whose token never changes."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    async def find(self, team: str) -> Installation | None:
        return self.installation if team == self.installation.team else None

    async def token(self, team: str, *, stale: str = "") -> str:
        return self.installation.bot_token if team == self.installation.team else ""

    async def save(self, installation: Installation) -> None:
        self.installation = installation

    async def remove(self, team: str, when: float) -> bool:
        """False: it has installed the app again since then."""
        if self.installation.is_newer_than(when):
            return False
        log.warning("workspace removed the app; its token is revoked", team=team)
        return True


class Installations:
    """Many workspaces."""

    def __init__(
        self,
        keeper: InstallationKeeper,
        vault: Vault,
        client: AsyncWebClient,
        *,
        client_id: str,
        client_secret: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keeper = keeper
        self._vault = vault
        self._client = client
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self.installed: Callable[[str], None] = lambda team: None  # called when a workspace has a token
        self._known: dict[str, Installation] = {}
        self._exchanging: dict[str, asyncio.Lock] = {}

    async def find(self, team: str) -> Installation | None:
        known = self._known.get(team)
        if known is None:
            known = await self._read(team)
        return known

    async def save(self, installation: Installation) -> None:
        await self._keeper.write(installation.team, self._vault.sealed(installation))
        self._known[installation.team] = installation
        self.installed(installation.team)

    async def remove(self, team: str, when: float) -> bool:
        """The workspace removed the app: its token is deleted. False: it has installed the app again since then."""
        found = await self._read(team)  # from the store: another process may have installed it again
        if found and found.is_newer_than(when):
            log.info("late removal event ignored: the app is installed again", team=team)
            return False
        self._known.pop(team, None)
        await self._keeper.remove(team)
        log.info("workspace removed the app", team=team)
        return True

    async def token(self, team: str, *, stale: str = "") -> str:
        found = await self.find(team)
        if found is None:
            return ""
        if found.bot_token != stale and not self._ends_soon(found):
            return found.bot_token
        async with self._exchanging.setdefault(team, asyncio.Lock()):
            # Another coroutine or process may have exchanged it meanwhile.
            found = await self._read(team)
            if found and found.refresh_token and (found.bot_token == stale or self._ends_soon(found)):
                found = await self._exchange(found)
        return found.bot_token if found else ""

    def _ends_soon(self, installation: Installation) -> bool:
        return installation.expires is not None and installation.expires - EXCHANGE_EARLY_SECONDS < self._clock()

    async def _read(self, team: str) -> Installation | None:
        sealed = await self._keeper.read(team)
        found = self._vault.opened(team, sealed) if sealed else None
        if sealed and found is None:
            log.error(
                "token cannot be decrypted; list the old NONET_ENCRYPTION_KEY behind the new one, or install again",
                team=team,
            )
        if found:
            self._known[team] = found
        else:
            self._known.pop(team, None)
        return found

    async def _exchange(self, old: Installation) -> Installation:
        """Exchanges the refresh token for a new token. If that fails now, the old one may work a little longer."""
        try:
            said = await self._client.oauth_v2_access(
                client_id=self._client_id, client_secret=self._client_secret, grant_type="refresh_token",
                refresh_token=old.refresh_token,
            )  # fmt: skip
        except (SlackApiError, SlackClientError, OSError, TimeoutError) as error:
            log.warning("token could not be exchanged", team=old.team, why=type(error).__name__)
            return old
        made = replace(
            old, bot_token=str(said["access_token"]), refresh_token=str(said["refresh_token"]),
            expires=self._clock() + float(said["expires_in"]),
        )  # fmt: skip
        await self.save(made)
        return made
