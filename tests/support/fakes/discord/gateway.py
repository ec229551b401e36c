"""The fake Discord's gateway: sessions that can be resumed, heartbeats that are watched, and ways to lose a connection.

Source of ops and close codes: topics/gateway and topics/opcodes-and-status-codes in Discord's documentation.
"""

from __future__ import annotations

import json
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from fakes.discord.world import Guild, Json, World
from fakes.heartbeat import seconds_in_the_queue

PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
"""Intents for members, presences and what people write. The bot is to do without."""
IDENTIFY_SECONDS = 5.0
MOST_SENDS, SENDS_SECONDS = 120, 60.0
LATE = 1.0
"""Seconds that a heartbeat may come after its time before it counts as late. That other programs had the processor
meanwhile is nobody's fault, and left out."""


@dataclass(repr=False)
class Session:
    """One shard's session; it outlives its connections."""

    id: str
    shard: int
    shards: int
    seq: int = 0
    sent: list[Json] = field(default_factory=list)  # every dispatch, to be sent again after a RESUME
    wire: Wire | None = None
    valid: bool = True


def compressor(name: str) -> Callable[[bytes], bytes]:
    """Compresses a connection's messages as one stream. discord.py asks for Zstandard from Python 3.14 on."""
    if name == "zstd-stream":
        from compression import zstd

        frames = zstd.ZstdCompressor()
        return lambda data: frames.compress(data, zstd.ZstdCompressor.FLUSH_BLOCK)
    assert name == "zlib-stream", f"the fake gateway cannot speak {name}"
    stream = zlib.compressobj()
    return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)


class Wire:
    """One WebSocket connection."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket, self.request = socket, request
        packed = request.query.get("compress")
        self._compress = compressor(packed) if packed else None

    async def send(self, payload: Json) -> None:
        if self.socket.closed:
            return
        text = json.dumps(payload)
        if self._compress is None:
            await self.socket.send_str(text)
        else:
            await self.socket.send_bytes(self._compress(text.encode()))

    def abort(self) -> None:
        if self.request.transport is not None:
            self.request.transport.abort()


class Gateway:
    def __init__(self, world: World, token: str, violations: list[str]) -> None:
        self.world, self.token, self.violations = world, token, violations
        self.sessions: list[Session] = []
        self.log: list[str] = []  # IDENTIFY, RESUME, RESUMED, … in the order they came
        self.shards = 1
        self.interval = 41.25  # seconds between heartbeats
        self.acks = True
        self.refusing = 0  # so many upgrades are answered 503
        self.late: list[float] = []  # seconds that heartbeats came too late
        self.beats = 0
        self.latest = 0.0  # seconds behind its time, of the worst heartbeat
        self.bump: Callable[[], None] = lambda: None  # somebody waits for news
        self._identified: deque[float] = deque()

    async def connect(self, request: web.Request) -> web.StreamResponse:
        if self.refusing > 0:
            self.refusing -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=0, autoping=True)
        await socket.prepare(request)
        wire = Wire(socket, request)
        await wire.send({"op": 10, "d": {"heartbeat_interval": round(self.interval * 1000), "_trace": []}})
        sends: deque[float] = deque()
        due: float | None = None
        queued = 0.0
        session: Session | None = None
        try:
            async for message in socket:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    continue
                now = time.monotonic()
                sends.append(now)
                while sends[0] < now - SENDS_SECONDS:
                    sends.popleft()
                if len(sends) > MOST_SENDS:
                    self.violations.append(f"gateway: {len(sends)} sends within a minute")
                    await socket.close(code=4008)
                if len(message.data) > 4096:
                    self.violations.append(f"gateway: a message of {len(message.data)} bytes")
                    await socket.close(code=4002)
                said = json.loads(message.data)
                if said["op"] == 1:
                    if due is not None:
                        behind = now - due - (seconds_in_the_queue() - queued)
                        self.latest = max(self.latest, behind)
                        if behind > LATE:
                            self.late.append(behind)
                    due, queued, self.beats = now + self.interval, seconds_in_the_queue(), self.beats + 1
                    if self.acks:
                        await wire.send({"op": 11, "d": None})
                elif said["op"] == 2:
                    session = await self._identify(wire, said["d"])
                elif said["op"] == 6:
                    session = await self._resume(wire, said["d"])
                self.bump()
        finally:
            if session is not None and session.wire is wire:
                session.wire = None
            self.bump()
        return socket

    async def _identify(self, wire: Wire, said: Json) -> Session | None:
        self.log.append("IDENTIFY")
        if said["token"] != self.token:
            await wire.socket.close(code=4004)
            return None
        if said["intents"] & PRIVILEGED:
            self.violations.append(f"gateway: privileged intents {said['intents'] & PRIVILEGED}")
            await wire.socket.close(code=4014)
            return None
        now = time.monotonic()
        if self._identified and now - self._identified[-1] < IDENTIFY_SECONDS and not self._again():
            self.violations.append("gateway: IDENTIFY within five seconds of the last")
            await wire.send({"op": 9, "d": False})
            return None
        self._identified.append(now)
        shard, shards = said.get("shard", [0, 1])
        session = Session(f"session{self.world.id()}", shard, shards, wire=wire)
        for old in self.sessions:
            old.valid = old.valid and (old.shard, old.shards) != (shard, shards)
        self.sessions.append(session)
        guilds = self._guilds(session)
        ready: Json = {
            "v": 10, "user": self.world.bot.json(), "session_type": "normal", "private_channels": [],
            "session_id": session.id, "resume_gateway_url": "wss://gateway-resume.discord.gg", "shard": [shard, shards],
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "application": {"id": str(self.world.bot.id), "flags": 0},
        }  # fmt: skip
        await self._dispatch(session, "READY", ready)
        for guild in guilds:
            await self._dispatch(session, "GUILD_CREATE", guild.json())
        return session

    def _again(self) -> bool:
        """A process that starts again has a new life; only the same one is to wait."""
        return all(session.wire is None for session in self.sessions)

    async def _resume(self, wire: Wire, said: Json) -> Session | None:
        self.log.append("RESUME")
        session = next((one for one in self.sessions if one.id == said["session_id"] and one.valid), None)
        if session is None or said["token"] != self.token:
            await wire.send({"op": 9, "d": False})
            return None
        session.wire = wire
        for payload in session.sent:
            if payload["s"] > (said["seq"] or 0):
                await wire.send(payload)
        await self._dispatch(session, "RESUMED", {"_trace": []})
        self.log.append("RESUMED")
        return session

    def _guilds(self, session: Session) -> list[Guild]:
        mine = [g for g in self.world.guilds.values() if (g.id >> 22) % session.shards == session.shard]
        return [guild for guild in mine if guild.installed]

    async def dispatch(self, event: str, data: Json, guild: int | None = None) -> None:
        """To the shard of the guild, or kept for it while it is away."""
        for session in self.sessions:
            if session.valid and ((guild or 0) >> 22) % session.shards == session.shard:
                await self._dispatch(session, event, data)

    async def _dispatch(self, session: Session, event: str, data: Json) -> None:
        session.seq += 1
        payload: Json = {"op": 0, "t": event, "s": session.seq, "d": data}
        session.sent.append(payload)
        if session.wire is not None:
            await session.wire.send(payload)

    # --- trouble ---

    @property
    def live(self) -> list[Session]:
        return [session for session in self.sessions if session.valid and session.wire is not None]

    async def say(self, op: int, d: Any = None) -> None:
        """Op 7 (reconnect), 9 (invalid session: `d` says whether it can be resumed) or 1 (beat now) to every shard."""
        for session in self.live:
            if op == 9 and d is False:
                session.valid = False
            assert session.wire is not None
            await session.wire.send({"op": op, "d": d})

    async def close(self, code: int) -> None:
        for session in self.live:
            assert session.wire is not None
            if code in (4007, 4009):
                session.valid = False
            await session.wire.socket.close(code=code)

    def abort(self) -> None:
        for session in self.live:
            assert session.wire is not None
            session.wire.abort()
            session.wire = None
