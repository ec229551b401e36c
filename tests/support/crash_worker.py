"""One life of a bot whose chat is a file: it ends when somebody kills it.

    python crash_worker.py URL TAPE SECONDS

Asks come on stdin, one delivery a line; each line of the tape is what one message said from then on. Editing a message
to what it says already changes nothing, as on the real platforms, so a message is known by its address.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import AsyncGenerator

from fakes.engine import FakeEngine

from bot.bot import Bot
from bot.handlers.imagine import Imagine
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


async def live(url: str, path: str, seconds: float) -> None:
    store = await Store.open(
        url, owner="crash", defaults=Settings(member_per_day=QUOTA, member_waiting=20, channel_per_day=None)
    )
    bot, tape = Bot(store, FakeEngine(seconds, slots=2, longest_line=1000)), Tape(path)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bot.tend())
        adopted: list[Job] = await bot.adopt("web")
        for job in adopted:
            tasks.create_task(show(bot, tape, job.address, bot.resume(job)))
        print("up", flush=True)
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            tasks.create_task(ask(bot, tape, line.decode().strip()))
        while await store.line():  # other lives' jobs are in it, too
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)  # the last messages
        os._exit(0)


if __name__ == "__main__":
    asyncio.run(live(sys.argv[1], sys.argv[2], float(sys.argv[3])))
