"""Sweeping: messages that are to go are taken away, beside the conversations, and again until they are gone.

Each workspace is swept for itself, so that one whose Slack does not answer holds up no other.
"""

from __future__ import annotations

import asyncio

import structlog

from bot.bot import Bot
from bot.chats.slack.address import SlackAddress
from bot.chats.slack.api import Api, Declined
from bot.chats.slack.member import PLATFORM
from inference.api import NonetError

log = structlog.get_logger(__name__)

PATIENCE = 10.0
"""Seconds for one message; then it, and the rest of its workspace, waits for the next time."""


class Removals:
    def __init__(self, bot: Bot, api: Api) -> None:
        self._bot = bot
        self._api = api
        self._due = asyncio.Event()
        self._left: set[int] = set()  # numbers of those that did not go last time

    def due(self) -> None:
        """There may be something to take away. Nobody waits for it."""
        self._due.set()

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self._sweep()
            except Exception:  # a store that is away, as a rule; what is listed stays listed
                log.exception("messages that are to go stay for now")

    async def _sweep(self) -> None:
        teams: dict[str, list[tuple[int, SlackAddress | None]]] = {}
        for number, shown in await self._bot.context.store.removals(PLATFORM):
            address = SlackAddress.read(shown)
            teams.setdefault(address.team if address else "", []).append((number, address))
        self._left &= {number for due in teams.values() for number, _ in due}
        async with asyncio.TaskGroup() as sweeps:
            for due in teams.values():
                # What did not go comes last, or the rest would wait behind it for ever.
                due.sort(key=lambda one: one[0] in self._left)
                sweeps.create_task(self._of_one_team(due))

    async def _of_one_team(self, due: list[tuple[int, SlackAddress | None]]) -> None:
        for number, address in due:
            try:
                if address is not None and address.ts:
                    await self._remove(address)
                await self._bot.context.store.taken_away(number)
            except NonetError as error:
                log.warning("a message that is to go stays for now", number=number, why=str(error))
                self._left.add(number)
                return

    async def _remove(self, address: SlackAddress) -> None:
        """A message goes away, and the files that only it showed stay with nobody. Raises Unheard."""
        try:
            await self._api.call(address.team, "chat.delete", patience=PATIENCE, channel=address.channel, ts=address.ts)
        except Declined as error:
            log.info("a message stays", channel=address.channel, why=error.error)
