"""Times rehearsals of a week with 100,000 requests of one community, in SQLite.

    python -m tests.bench.rehearsals

Prints, of each setting, the seconds of CPU of the whole process, the seconds until the answer, and for how long the
event loop had no turn for others meanwhile, in milliseconds of CPU. The file lies in $TMPDIR and goes away.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
os.environ.setdefault("XDG_CACHE_HOME", tempfile.mkdtemp(prefix="nonet-bench-"))

import sqlalchemy as sa
from scene import MAY, NOON, Scene, opened

from bot.policy.settings import Settings
from bot.store.ledger import member_key
from bot.store.schema import jobs, ledger

REQUESTS, MEMBERS = 100_000, 3000
PLACES = ("general", *(f"c{number}" for number in range(19)))
WEEK = 7 * 86400.0
WORDS = (
    "a", "big", "cat", "rocket", "moon", "spaghetti", "parade", "dog", "fox", "snow", "avocado", "chair", "painting",
    "penguin", "beach", "trial", "light",
)  # fmt: skip
LINES = ("/settings member-per-day 3", "/settings role-per-day r1=3", "/channel off", "/block add cats: big cat")


def fill(connection: sa.Connection, secret: str) -> None:
    """Everybody asks now and then, one in five has a role, one in twenty is refunded."""
    pick = random.Random(1)
    number = [member_key(secret, "web", "here", f"u{user}") for user in range(MEMBERS)]
    empty = {
        "no": "",
        "spoiler": False,
        "tiles": 9,
        "tag": 0.0,
        "weight": 1.0,
        "options": {},
        "parent": "",
        "locale": "en",
    }
    empty |= {
        "delivery": None,
        "model": "",
        "reference": "",
        "attempts": 1,
        "facts": {},
        "ended_by": "",
        "owner": "here",
    }
    for start in range(0, REQUESTS, 5000):
        kept, lines = [], []
        for place in range(start, start + 5000):
            user, channel, asked = (
                pick.randrange(MEMBERS),
                pick.choice(PLACES),
                NOON - WEEK + place * WEEK / REQUESTS,
            )
            cost = {"device_us": 1, "money_millionths": 0, "asked": asked, "finished": asked + 40, "channel": channel}
            refunded = pick.random() < 0.05
            kept.append(
                {
                    **empty, **cost, "id": f"j{place}", "platform": "web", "community": "here", "channel_name": channel,
                    "user": f"u{user}", "name": f"User {user}", "roles": ["r1"] if user % 5 == 0 else [], "seed": place,
                    "prompt": " ".join(pick.choices(WORDS, k=8)), "lane": "fast", "address": "there", "started": asked,
                    "state": "failed" if refunded else "posted", "shown": asked + 41, "run_id": "r", "lease_until": 0.0,
                }
            )  # fmt: skip
            state = "refunded" if refunded else "settled"
            lines.append(
                {
                    **cost,
                    "job": f"j{place}",
                    "community": "web:here",
                    "member": number[user],
                    "lane": "fast",
                    "state": state,
                }
            )
        connection.execute(jobs.insert(), kept)
        connection.execute(ledger.insert(), lines)


async def longest_turn(done: asyncio.Event) -> float:
    longest = 0.0
    while not done.is_set():
        start = time.thread_time()
        await asyncio.sleep(0.001)
        longest = max(longest, time.thread_time() - start)
    return longest


async def measured(scene: Scene, line: str) -> None:
    done = asyncio.Event()
    turns = asyncio.create_task(longest_turn(done))
    cpu, start = time.process_time(), time.perf_counter()
    reply = await scene.line(MAY, line)
    cpu, seconds = time.process_time() - cpu, time.perf_counter() - start
    done.set()
    asked = next((one for one in reply.text.splitlines() if "would have" in one), reply.text)
    print(f"{line:30} {cpu:5.2f} s of CPU, {seconds:5.2f} s, longest turn {1000 * await turns:4.0f} ms: {asked[:90]}")


async def main() -> None:
    defaults = Settings(member_per_day=10, role_per_day={"r1": 20}, channel_per_day=None, community_per_day=None)
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder), defaults=defaults) as scene:
            await scene.store._database.call(fill, scene.store._secret)
            for line in LINES:
                await measured(scene, line)


if __name__ == "__main__":
    asyncio.run(main())
