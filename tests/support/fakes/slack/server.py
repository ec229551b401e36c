"""The server: it hears calls, checks their arguments, lets a fault strike, answers, and keeps what was wrong."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from aiohttp import web
from fakes.slack import limits, methods_chat, methods_files, methods_rest
from fakes.slack.delivery import Delivery, Doors
from fakes.slack.faults import Faults, answer
from fakes.slack.methods_chat import ApiError, Method
from fakes.slack.people import Person
from fakes.slack.record import Record
from fakes.slack.tiers import Tiers
from fakes.slack.world import SCOPES, Clock, Json, Message, User, Workspace, new_id

DECODED = ("blocks", "files", "view", "metadata", "attachments")
"""Arguments that a form carries as JSON."""

METHODS: dict[str, Method] = methods_chat.METHODS | methods_files.METHODS | methods_rest.METHODS

WRITES_A_WINDOW = 4
WINDOW = 3
"""A channel takes a message or edit a second, with a little burst: no more than 4 in 3 seconds."""

SECOND = 1.0 if os.environ.get("NONET_RECORD_DIR") else 0.25
"""So long is the second of that rule here: a quarter of a real one saves minutes, and a transcript is of real ones."""


@dataclass
class ResponseUrl:
    """Five uses within thirty minutes."""

    id: str
    team: Workspace
    channel: str
    user: str
    issued: float
    original: Message | None = None  # what replace_original and delete_original mean
    uses: int = 0


class FakeSlack:
    def __init__(
        self,
        clock: Clock | None = None,
        *,
        processing: float = 0.03,
        scopes: str = SCOPES,
        second: float = SECOND,
        tiers: bool = True,
    ) -> None:
        self.second = second
        self.tiers = Tiers(60 * second if tiers else None)
        self.scopes = scopes  # what the app asks for
        self.clock = clock or Clock()
        self.processing = processing  # seconds until an upload is a picture
        self.app_id = new_id("A")
        self.app_token, self.signing = "xapp-1-fake", "s3cret"
        self.client_id, self.client_secret = "111.222", "client-secret"
        self.rotation = False  # tokens run out and are exchanged
        self.workspaces: dict[str, Workspace] = {}
        self.triggers: dict[str, tuple[str, float]] = {}  # id -> (user, issued)
        self.spent_triggers: set[str] = set()
        self.response_urls: dict[str, ResponseUrl] = {}
        self.longest_page = 200  # of a channel's history
        self.uploads: dict[str, str] = {}  # upload id -> file id
        self.codes: dict[str, Workspace] = {}  # OAuth codes not yet exchanged
        self.unprocessable: set[str] = set()  # names of files that Slack never manages to process
        self.slow_processing: dict[str, float] = {}  # names of files that take so many seconds
        self.violations: list[str] = []
        self.faults = Faults()
        self.record = Record()
        self.doors = Doors(self)
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> FakeSlack:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_post("/respond/{id}", self._respond)
        app.router.add_get("/socket", self.doors.socket)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[union-attr]
        self.api_url = f"{self.url}/api/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.doors.close()
        await self._runner.cleanup()

    # --- who is here ---------------------------------------------------------------------------------------------

    def workspace(self, name: str) -> Workspace:
        team = Workspace(name, self.app_id, scopes=frozenset(self.scopes.split(",")))
        team.new_token()
        team.users[team.bot_user] = User(team.bot_user, "nonet", team)
        self.workspaces[team.id] = team
        return team

    def person(self, team: Workspace, name: str, *, admin: bool = False, locale: str = "en-US") -> Person:
        user = User(new_id("U"), name, team, admin, locale)
        team.users[user.id] = user
        team.people[user.id] = made = Person(self, user)
        return made

    def team_of(self, token: str) -> Workspace:
        for team in self.workspaces.values():
            if token and token == team.bot_token:
                if team.revoked:
                    raise ApiError("token_revoked")
                if team.expires is not None and self.clock() >= team.expires:
                    raise ApiError("token_expired")
                return team
        raise ApiError("invalid_auth")

    def wrong(self, *sentences: str) -> None:
        self.violations += sentences

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            act()

        task = asyncio.create_task(wait())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def wrote(self, team: Workspace, channel: str, method: str) -> None:
        """Count a message or an edit against its channel."""
        stamps = team.channels[channel].writes
        now = asyncio.get_running_loop().time()
        stamps[:] = [*(stamp for stamp in stamps if now - stamp < WINDOW * self.second), now]
        if len(stamps) > WRITES_A_WINDOW:
            self.wrong(
                f"{method}: {len(stamps)} messages and edits in {WINDOW} seconds in #{team.channels[channel].name}"
            )

    # --- calls ---------------------------------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name, came = request.match_info["method"], time.time()
        args = await self._args(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        secret = ("token", "secret", "code")
        shown = {key: "…" if any(word in key for word in secret) else value for key, value in args.items()}

        def note(status: int, body: Any) -> None:
            self.record.write("api", t=came, method=name, args=shown, status=status, response=_hidden(body))

        fault = self.faults.take(name, args)
        return await answer(request, fault, lambda: self._call(name, token, args, request), note=note)

    async def _args(self, request: web.Request) -> Json:
        args: Json = dict(request.query)
        if request.method == "POST":
            if request.content_type == "application/json":
                args |= await request.json()
            else:
                args |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
        for key in DECODED:
            if isinstance(args.get(key), str):
                args[key] = json.loads(args[key])
        return args

    async def _call(self, name: str, token: str, args: Json, request: web.Request) -> web.Response:
        method = METHODS.get(name)
        team = None
        try:
            if method is None:
                raise ApiError("unknown_method")
            if unknown := set(args) - method.args - {"team_id", "token"}:
                self.wrong(f"{name}: unknown arguments {unknown}")
            if method.scope != "app":
                team = self.team_of(token)
                if method.scope and not set(method.scope.split("|")) & team.scopes:
                    raise ApiError("missing_scope", needed=method.scope, provided=",".join(sorted(team.scopes)))
            elif name == "apps.connections.open" and token != self.app_token:
                raise ApiError("invalid_auth")
            if team and (wait := self.tiers.retry_after(team.id, name, time.monotonic())) is not None:
                refused = {"ok": False, "error": "ratelimited"}
                return web.json_response(refused, status=429, headers={"Retry-After": str(wait)})
            if missing := method.required - {key for key, value in args.items() if value not in ("", None)}:
                self.wrong(f"{name}: without {missing}")
                raise ApiError("invalid_arguments")
            response = {"ok": True, **await method.act(self, team, args, request)}
        except ApiError as error:
            response = {"ok": False, "error": error.name, **error.extra}
        scopes = {"X-OAuth-Scopes": ",".join(sorted(team.scopes))} if team else {}
        return web.json_response(response, headers=scopes)

    # --- other addresses -----------------------------------------------------------------------------------------

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        data = await request.read()
        file_id = self.uploads.get(request.match_info["id"], "")

        def note(status: int, body: Any) -> None:
            self.record.write("upload", file_id=file_id, size=len(data), status=status)

        async def act() -> web.Response:
            file = next((team.files[file_id] for team in self.workspaces.values() if file_id in team.files), None)
            if file is None:
                return web.Response(status=404, text="not found")
            if len(data) != file.length:
                self.wrong(f"upload: {len(data)} bytes where {file.length} were announced")
                return web.Response(status=400, text="wrong length")
            file.data = data
            return web.Response(text=f"OK - {len(data)}")

        return await answer(request, self.faults.take("upload", {"file": file_id}), act, note=note)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        args = await request.json()
        id_ = request.match_info["id"]

        def note(status: int, body: Any) -> None:
            self.record.write("response_url", id=id_, args=args, status=status)

        async def act() -> web.Response:
            url = self.response_urls.get(id_)
            if url is None:
                return web.Response(status=404, text="no_service")
            if self.clock() - url.issued > 30 * 60:
                self.wrong("response_url: used after 30 minutes")
                return web.Response(status=404, text="expired_url")
            url.uses += 1
            if url.uses > 5:
                self.wrong("response_url: used more than 5 times")
                return web.Response(status=404, text="used_url")
            methods_chat.respond(self, url, args)
            return web.Response(text="ok")

        return await answer(request, self.faults.take("response_url", args), act, note=note)

    def new_response_url(self, team: Workspace, channel: str, user: str, original: Message | None = None) -> str:
        id_ = new_id("X")
        self.response_urls[id_] = ResponseUrl(id_, team, channel, user, self.clock(), original)
        return f"{self.url}/respond/{id_}"

    def new_trigger(self, user: str) -> str:
        id_ = f"{new_id('1')}.{user}"
        self.triggers[id_] = (user, self.clock())
        return id_

    def view_checked(self, view: object) -> None:
        """Slack refuses a view that breaks a rule; we keep what it broke, too."""
        if found := limits.view(view):
            self.wrong(*found)
            raise ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {each}" for each in found]})

    async def again(self, delivery: Delivery, *, attempt: int = 1, reason: str = "timeout") -> Delivery:
        """Slack delivers the same thing once more."""
        return await self.doors.deliver(delivery.type, delivery.payload, attempt=attempt, reason=reason)


def _hidden(body: Any) -> Any:
    if isinstance(body, dict):
        return {key: "…" if "token" in key or str(value).startswith("ws://") else _hidden(value)
                for key, value in body.items()}  # fmt: skip
    return body
