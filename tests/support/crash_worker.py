"""Lives of a bot whose chat is a file: each ends when somebody kills it.

    python crash_worker.py SOCKET

Each connection to the socket begins a life in a process of its own, forked from one that has imported everything. Its
first line is "URL TAPE SECONDS"; the answer is the process's id, and "up" as soon as it serves. Then asks come, one
delivery a line; each line of the tape is what one message said from then on. Editing a message to what it says already
changes nothing, as on the real platforms, so a message is known by its address. Where no more asks come, it says "done"
when all are drawn.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncGenerator

import alembic.command  # noqa: F401  # before the fork: it takes a while
from fakes.engine import FakeEngine

from bot.bot import Bot
from bot.context import BotContext
from bot.handlers.drawing import Imagine
from bot.member import Member
from bot.policy.settings import Settings
from bot.reply import Reply
from bot.store import Job, Store

PEOPLE = 4
QUOTA = 60


class Tape:
    """The platform: it has whatever was written before the kill."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def say(self, address: str, reply: Reply) -> None:
        pixels = reply.picture.pixels.tobytes() if reply.picture else b""
        line = {
            "address": address,
            "state": reply.state,
            "job": reply.job,
            "private": reply.private,
            "picture": hashlib.sha256(pixels).hexdigest() if reply.state == "drawn" else "",
        }
        os.write(self._file, (json.dumps(line) + "\n").encode())


async def show(bot: Bot, tape: Tape, address: str, replies: AsyncGenerator[Reply, None]) -> None:
    last = None
    async for reply in replies:
        tape.say(address, reply)
        last = reply
    if last is not None and last.job and last.state in ("drawn", "ended"):
        await bot.posted("web", last.job, address)


async def ask(bot: Bot, tape: Tape, delivery: str) -> None:
    user = f"u{int(delivery) % PEOPLE}"
    member = Member("web", "home", "general", user, user)
    command = Imagine(member, f"picture {delivery}", int(delivery), delivery=delivery, address=delivery)
    await show(bot, tape, delivery, bot.handle(command))


async def live(connection: socket.socket) -> None:
    reader, writer = await asyncio.open_unix_connection(sock=connection)

    async def tell(line: object) -> None:
        writer.write(f"{line}\n".encode())
        await writer.drain()

    await tell(os.getpid())
    url, path, seconds = (await reader.readline()).decode().split()
    store = await Store.open(
        url, owner="crash", defaults=Settings(member_per_day=QUOTA, member_unfinished=21, channel_per_day=None)
    )
    bot, tape = Bot(BotContext(store, FakeEngine(float(seconds), slots=2, longest_line=1000))), Tape(path)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bot.maintain())
        adopted: list[Job] = await bot.adopt("web")
        for job in adopted:
            tasks.create_task(show(bot, tape, job.address, bot.resume(job)))
        await tell("up")
        while line := await reader.readline():
            tasks.create_task(ask(bot, tape, line.decode().strip()))
        while await store.unfinished():  # other lives' jobs are in it, too
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)  # the last messages
        await tell("done")
        os._exit(0)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(sys.argv[1])
        listening.listen()
        print("listening", flush=True)
        while True:
            connection, _ = listening.accept()
            if os.fork() == 0:  # nothing was started here yet: no thread, no loop
                listening.close()
                asyncio.run(live(connection))
            connection.close()


if __name__ == "__main__":
    main()
