"""`nonet run` as an operator runs it: a process that starts, draws, stops, and goes on where it was."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from browser import moved, visitor
from fakes.device import FakeDevice
from goldens import CHECKPOINT, ROOT, VQGAN_CHECKPOINT
from structlog.testing import capture_logs

from bot import app
from bot.operator.config import Config, ConfigError, ModelConfig
from bot.operator.environment import Secrets
from bot.replies.examples import FAMOUS, SMALL

pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Running:
    """A `nonet run` with the tiny model; browser.Visitor takes it for a chat."""

    process: asyncio.subprocess.Process
    address: str
    health: str

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(self.health + path) as answer:
            return answer.status, await answer.text()

    async def warm(self) -> None:
        async with asyncio.timeout(120):
            while (await self.get("/readyz"))[0] != 200:
                await asyncio.sleep(0.1)

    async def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """The exit code, and everything that was said since it listened."""
        self.process.send_signal(number)
        async with asyncio.timeout(120):
            said, _ = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, said.decode()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def configure(folder: Path, more: str = "") -> int:
    health = free_port()
    (folder / "config.toml").write_text(
        f'[model]\nname = "{CHECKPOINT}"\nvqgan = "{VQGAN_CHECKPOINT}"\n'
        f"[web]\nport = {free_port()}\n[operation]\nhealth_port = {health}\n{more}"
    )
    return health


async def begun(folder: Path, *program: str, **environment: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, *(program or ("-m", "bot", "run")),
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "JAX_PLATFORMS": "cpu"} | environment,
    )  # fmt: skip


@asynccontextmanager
async def run(folder: Path, health: int, *program: str) -> AsyncIterator[Running]:
    process = await begun(folder, *program)
    try:
        assert process.stdout
        async with asyncio.timeout(120):
            line = (await process.stdout.readline()).decode()
        assert line.startswith("Open http://127.0.0.1:"), line + (await process.stdout.read()).decode()
        yield Running(process, line.split()[1], f"http://127.0.0.1:{health}")
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def refusal(folder: Path, **environment: str) -> tuple[int | None, str]:
    """Exit code and words of a start that cannot be."""
    process = await begun(folder, **environment)
    async with asyncio.timeout(120):
        said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_it_starts_draws_stops_and_goes_on(tmp_path: Path) -> None:
    """An ask during the warm-up waits and is drawn; SIGTERM exits with 0; the next start knows the old pictures."""
    health = configure(tmp_path)
    async with run(tmp_path, health) as first, visitor(first) as ann:  # type: ignore[arg-type]
        early = await ann.say("/imagine a red fox")
        assert (await first.get("/healthz"))[0] == 200
        await first.warm()
        async with asyncio.timeout(60):
            job = (await ann.until(early, "drawn"))["job"]
        picture = await ann.get(f"/pictures/{job}-5.png")
        assert picture[0] == 200
        metrics = (await first.get("/metrics"))[1]
        assert 'nonet_requests_total{outcome="accepted",platform="web"} 1.0' in metrics
        assert 'nonet_jobs_total{outcome="drawn",platform="web"} 1.0' in metrics
        cookies: list[Any] = list(ann.session.cookie_jar)
        first.process.send_signal(signal.SIGTERM)  # and its echo: supervisors tell a process and its group
        await asyncio.sleep(0.05)  # two at once would be one
        code, said = await first.stop()
        assert code == 0, said
        assert "Stopped." in said
        assert "red fox" not in said  # prompts are nobody's business
        assert "Traceback" not in said
    async with run(tmp_path, health) as second, visitor(second, moved(cookies, second)) as ann:  # type: ignore[arg-type]
        assert [message["job"] for message in await ann.history()] == [job]
        assert await ann.get(f"/pictures/{job}-5.png") == picture
        assert (await second.stop(signal.SIGINT))[0] == 0


SLOW = """
import sys, time
from bot import app, __main__
app._device = lambda settings: time.sleep(600)
sys.exit(__main__.main(["run"]))
"""


async def test_a_stop_does_not_wait_for_weights(tmp_path: Path) -> None:
    """What is only being read is left; who asked meanwhile is kept for the next start."""
    async with run(tmp_path, configure(tmp_path), "-c", SLOW) as slow, visitor(slow) as ann:  # type: ignore[arg-type]
        early = await ann.until(await ann.say("/imagine a red fox"), "waiting")
        code, said = await slow.stop()
        assert (code, "Stopped." in said) == (0, True)
        assert "keeps its place" in ann.heard[early["id"]]["text"]


BUSY = """
import asyncio, sys, threading
import jax, jax.numpy as jnp, numpy as np
from bot import app, __main__
from inference.api import NonetError

reading = threading.Event()

def device(settings):
    while True:  # as the weights of a large model are read
        jax.block_until_ready(jnp.asarray(np.ones((1024, 4096), np.float16).astype(np.float32)))
        reading.set()

async def refused():
    await asyncio.to_thread(reading.wait)
    raise NonetError("The token is wrong.")

app._device = device
app._chats = lambda *_: {"discord": refused}
sys.argv = ["nonet", "run"]
sys.exit(__main__.main())
"""


async def test_an_error_is_told_by_its_code_while_the_device_is_busy(tmp_path: Path) -> None:
    """A token that is refused while weights are read ends with 2, as one refused later, and not with an abort."""
    configure(tmp_path)
    process = await begun(tmp_path, "-c", BUSY)
    async with asyncio.timeout(120):
        said, _ = await process.communicate()
    assert (process.returncode, said.decode().splitlines()[-1]) == (2, "nonet: The token is wrong.")


async def test_what_waits_at_a_kill_is_finished_by_the_next_start(tmp_path: Path) -> None:
    """Three asks before the model is warm, a SIGKILL, a start: each ends in its own message."""
    health = configure(tmp_path)
    async with run(tmp_path, health) as first, visitor(first) as ann:  # type: ignore[arg-type]
        messages = {await ann.say(f"/imagine fox number {number}") for number in range(3)}
        async with asyncio.timeout(60):
            await ann.when(
                lambda: all(ann.heard.get(one, {}).get("state") in ("waiting", "drawing", "drawn") for one in messages)
            )
        cookies: list[Any] = list(ann.session.cookie_jar)
        await first.stop(signal.SIGKILL)
    async with run(tmp_path, health) as second, visitor(second, moved(cookies, second)) as ann:  # type: ignore[arg-type]
        await second.warm()
        async with asyncio.timeout(120):
            while {message["state"] for message in await ann.history()} != {"drawn"}:
                await asyncio.sleep(0.1)
        history = await ann.history()
        assert {message["id"] for message in history} == messages
        assert len({message["job"] for message in history}) == 3
        assert (await second.stop())[0] == 0


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ("[web]\non = false\n", "nonet: No chat is configured"),
        ('[web]\nhost = "0.0.0.0"\n', 'nonet: config.toml: [web] host should be "127.0.0.1"'),
        ('[model]\nname = "/nowhere"\n', "nonet: /nowhere is not a folder"),
        ('[store]\nurl = "mysql://x:pass-word@y/z"\n', "nonet: The store's URL begins with 'mysql'"),
        (
            '[operation]\nhealth_port = 1\nhealth_host = "192.0.2.1"\n',
            "nonet: 192.0.2.1:1 is no address of this machine; [operation]",
        ),
    ],
)
async def test_a_start_that_cannot_be_is_one_sentence(tmp_path: Path, config: str, sentence: str) -> None:
    """Exit code 2, what to mend, no traceback and no password."""
    ports = "" if "[operation]" in config else "[operation]\nhealth_port = 0\n"
    ports += "" if "[web]" in config else "[web]\nport = 0\n"
    (tmp_path / "config.toml").write_text(config + ports)
    code, said = await refusal(tmp_path)
    assert code == 2
    assert sentence in said
    assert "Traceback" not in said
    assert "Stopping" not in said  # nothing has begun that could be finished
    assert "pass-word" not in said


async def test_a_mistyped_secret_stops_the_start(tmp_path: Path) -> None:
    """A bot that silently leaves Discord out would be worse."""
    configure(tmp_path)
    code, said = await refusal(tmp_path, NONET_DISCORD_TOKN="abc-def")
    assert (code, said) == (
        2,
        "nonet: The environment sets NONET_DISCORD_TOKN, which is not a setting; did you mean NONET_DISCORD_TOKEN?\n",
    )


async def test_a_chat_that_gives_up_later_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that is wrong at the start ends the start; one that is revoked later is tried again, now and then."""
    monkeypatch.setattr(app, "MAX_PAUSE_SECONDS", 0.05)
    tries: list[str] = []

    async def revoked() -> None:
        tries.append("again")
        if len(tries) == 1:
            await asyncio.sleep(0.06)
        raise ConfigError("the token is revoked")

    chat = asyncio.create_task(app._supervised("discord", revoked))
    async with asyncio.timeout(60):
        while len(tries) < 3:
            await asyncio.sleep(0.01)
    chat.cancel()

    monkeypatch.setattr(app, "MAX_PAUSE_SECONDS", 300.0)
    with pytest.raises(ConfigError):
        await app._supervised("discord", revoked)


@pytest.mark.parametrize(("name", "said"), [("pocket", 1), ("dalle-mini/dalle-mini", 0)])
async def test_how_to_get_the_real_model_is_told_to_the_operator(
    name: str, said: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once in the log of a start with the bundled one: members cannot edit config.toml."""
    monkeypatch.setattr(app, "_device", lambda settings: FakeDevice())
    with capture_logs() as logs:
        engine = await app._engine(Config(model=ModelConfig(name=name)))
        await engine.drain(0.0)
    assert [line["for_the_real_thing"] for line in logs if "for_the_real_thing" in line] == [app.REAL_MODEL] * said


@pytest.mark.parametrize(("model", "prompt"), [("pocket", SMALL[0]), ("dalle-mini/dalle-mini", FAMOUS[0])])
async def test_the_start_says_what_to_ask_for_first(monkeypatch: pytest.MonkeyPatch, model: str, prompt: str) -> None:
    """Something that the model draws well."""

    async def serve(*_: object, listening: Callable[[str], None], **__: object) -> None:
        listening("http://127.0.0.1:8080/")

    monkeypatch.setattr(app.web, "serve", serve)
    said: list[str] = []
    settings = Config.model_validate({"model": {"name": model}})
    await app._chats(settings, Secrets(), None, None, said.append)["web"]()  # type: ignore[arg-type]
    assert said == [f"Open http://127.0.0.1:8080/ and type /imagine {prompt}"]
