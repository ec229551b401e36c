"""A small Hugging Face hub: a real HTTP server on this machine that speaks the hub's protocol, and can be unkind.

    with FakeHub() as hub:
        commit = hub.commit("owner/model", {"config.json": b"{}", "flax_model.msgpack": b"..."})
        hub.cut(after=1000)        # the next large file is cut after 1000 bytes
        ...                        # a client with HF_ENDPOINT=hub.url
        hub.requests               # what it asked for

Large files are redirected to another host, as the hub does with its CDN. Source of names, headers and codes:
https://huggingface.co/docs/hub/api and the client, huggingface_hub 2.4 (`file_download.py`, `utils/_http.py`).
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
import struct
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType

from aiohttp import web

LARGE = (".msgpack", ".safetensors", ".bin", ".pkl", ".pt")
"""Kept in LFS; everything else is a plain git blob."""


@dataclass(frozen=True)
class Seen:
    """A request that arrived."""

    method: str
    path: str
    range: str | None
    authorization: str | None
    agent: str | None


@dataclass
class Repo:
    """Commits and the branches that point at them."""

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    gated: bool = False

    def commit_of(self, revision: str) -> str | None:
        return self.branches.get(revision) or (revision if revision in self.commits else None)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def blob_sha1(data: bytes) -> str:
    """Git's name for a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class FakeHub:
    """Serves the hub at `url`, and its CDN at another host and port."""

    def __init__(self) -> None:
        self.repos: dict[str, Repo] = {}
        self.requests: list[Seen] = []
        self.tokens: set[str] = set()
        self.ranges = True
        self.silent = False
        self.lost: str | None = None  # what is missing although it is listed
        self.etag: str | None = None  # what is sent in place of every file's ETag
        self.stall = 0  # large files stop after so many bytes, and the connection stays open
        self.stalled = threading.Event()
        self._answers: list[tuple[int, str, str]] = []
        self._cut: tuple[int, int, bool, int] = (0, 0, False, 0)
        self._wrong = 0
        self._ready, self._thread = threading.Event(), threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> FakeHub:
        self._thread.start()
        assert self._ready.wait(10), "the fake hub did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    # What a test says

    def commit(self, name: str, files: dict[str, bytes], branch: str = "main", gated: bool = False) -> str:
        """A new commit on the branch; returns its name."""
        repo = self.repos.setdefault(name, Repo())
        repo.gated = gated
        about = f"{name} {branch} {len(repo.commits)} {sorted((path, sha256(data)) for path, data in files.items())}"
        commit = hashlib.sha1(about.encode(), usedforsecurity=False).hexdigest()
        repo.commits[commit] = files
        repo.branches[branch] = commit
        return commit

    def cut(self, after: int, times: int = 1, reset: bool = False, then: int = 0) -> None:
        """Large files end after so many bytes, by an early goodbye or a reset; `then` is the status from there on."""
        self._cut = (after, times, reset, then)

    def answer(self, status: int, times: int = 1, part: str = "", text: str = "not now") -> None:
        """Requests whose path contains `part` get this status, and this text."""
        self._answers += [(status, part, text)] * times

    def damage(self, times: int = 1) -> None:
        """Large files have a wrong byte."""
        self._wrong = times

    def heal(self) -> None:
        self._answers, self._cut, self._wrong, self.silent, self.lost = [], (0, 0, False, 0), 0, False, None
        self.etag, self.stall = None, 0

    def fetched(self, part: str) -> list[Seen]:
        """The requests for contents whose path contains `part`."""
        return [
            seen for seen in self.requests if seen.method == "GET" and part in seen.path and "/api/" not in seen.path
        ]

    # What a client hears

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(middlewares=[self._unkind])
        model, revision = "{name:[^/]+/[^/]+}", "{revision:[^/]+}"
        app.router.add_get(f"/api/models/{model}/revision/{revision}", self._model)
        app.router.add_get(f"/api/models/{model}/tree/{revision}", self._tree)
        app.router.add_get(f"/api/models/{model}", self._model)
        app.router.add_get(f"/{model}/resolve/{revision}/{{path:.+}}", self._resolve)  # HEAD, too
        app.router.add_get("/cdn/{digest}/{path:.+}", self._cdn)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        for _ in range(2):
            await web.TCPSite(runner, "127.0.0.1", 0).start()
        (_, port), (_, other) = runner.addresses
        self.url, self.cdn = f"http://127.0.0.1:{port}", f"http://localhost:{other}"  # another host to every client
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    @web.middleware
    async def _unkind(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        header = request.headers.get
        seen = Seen(request.method, request.path, header("Range"), header("Authorization"), header("User-Agent"))
        self.requests.append(seen)
        for answer in self._answers:
            if answer[1] in request.path:
                self._answers.remove(answer)
                return web.Response(status=answer[0], text=answer[2])
        if self.silent:
            await self._stop.wait()
        return await handler(request)

    def _repo(self, request: web.Request) -> tuple[Repo, str, dict[str, bytes]]:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token and token not in self.tokens:
            raise _error(web.HTTPUnauthorized, "", "Invalid credentials in Authorization header")
        repo = self.repos.get(request.match_info["name"])
        if repo is None:  # the hub does not tell strangers whether it is missing or private
            raise _error(web.HTTPNotFound if token else web.HTTPUnauthorized, "RepoNotFound", "Repository not found")
        commit = repo.commit_of(request.match_info.get("revision", "main"))
        if commit is None:
            raise _error(web.HTTPNotFound, "RevisionNotFound", "Invalid rev id")
        return repo, commit, repo.commits[commit]

    async def _model(self, request: web.Request) -> web.Response:
        _, commit, files = self._repo(request)
        siblings = [
            {"rfilename": path} | (_facts(path, data) if "blobs" in request.query else {})
            for path, data in files.items()
        ]
        return web.json_response({"id": request.match_info["name"], "sha": commit, "siblings": siblings})

    async def _tree(self, request: web.Request) -> web.Response:
        _, _, files = self._repo(request)
        tree = []
        for path, data in files.items():
            entry = {"type": "file", "path": path, "oid": blob_sha1(data), "size": len(data)}
            if path.endswith(LARGE):
                entry["lfs"] = {"oid": sha256(data), "size": len(data), "pointerSize": 134}
            tree.append(entry)
        return web.json_response(tree)

    async def _resolve(self, request: web.Request) -> web.StreamResponse:
        repo, commit, files = self._repo(request)
        path = request.match_info["path"]
        if repo.gated and not request.headers.get("Authorization"):
            raise _error(web.HTTPUnauthorized, "GatedRepo", "Access to this model is restricted")
        if repo.gated:
            raise _error(web.HTTPForbidden, "GatedRepo", "You are not in the authorized list")
        if path not in files or path == self.lost:
            raise _error(web.HTTPNotFound, "EntryNotFound", "Entry not found")
        data = files[path]
        headers = {"X-Repo-Commit": commit, "ETag": f'"{self.etag or blob_sha1(data)}"', "Accept-Ranges": "bytes"}
        if not path.endswith(LARGE):
            return web.Response(body=data, headers=headers)
        linked = {"X-Linked-Etag": f'"{sha256(data)}"', "X-Linked-Size": str(len(data))}
        location = {"Location": f"{self.cdn}/cdn/{sha256(data)}/{path}?signature=abc"}
        return web.Response(status=302, headers=headers | linked | location)

    async def _cdn(self, request: web.Request) -> web.StreamResponse:
        every = (data for repo in self.repos.values() for files in repo.commits.values() for data in files.values())
        data = next(data for data in every if sha256(data) == request.match_info["digest"])
        if self._wrong:
            self._wrong -= 1
            data = data[:-1] + bytes([data[-1] ^ 1])
        start = (
            int(request.headers["Range"].removeprefix("bytes=").removesuffix("-")) if "Range" in request.headers else 0
        )
        ranged = self.ranges and start > 0
        body = data[start:] if ranged else data
        after, times, reset, then = self._cut
        if then and not times:
            return web.Response(status=then)
        response = web.StreamResponse(status=206 if ranged else 200, headers={"Content-Length": str(len(body))})
        if ranged:
            response.headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        await response.prepare(request)
        if self.stall:
            await response.write(body[: self.stall])
            self.stalled.set()
            await self._stop.wait()
        if times == 0:
            await response.write(body)
            return response
        self._cut = (after, times - 1, reset, then)
        await response.write(body[:after])
        await asyncio.sleep(0.05)  # lets the bytes arrive before the line goes
        assert request.transport is not None
        if reset:  # closing without lingering is what sends the reset
            connection = request.transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.close()
        return response


def _facts(path: str, data: bytes) -> dict[str, object]:
    facts: dict[str, object] = {"size": len(data), "blobId": blob_sha1(data)}
    if path.endswith(LARGE):
        facts["lfs"] = {"sha256": sha256(data), "size": len(data), "pointerSize": 134}
    return facts


def _error(kind: type[web.HTTPException], code: str, message: str) -> web.HTTPException:
    headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
    return kind(headers=headers, text=f'{{"error": "{message}"}}', content_type="application/json")
