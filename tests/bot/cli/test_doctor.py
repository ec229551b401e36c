"""The doctor looks at what a start needs, and names what to mend."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from goldens import CLIP_TINY, SAFETY_TINY, TINY
from PIL import ImageFont
from stores import allowed, ask

from bot.chats.slack.installations import SCOPES
from bot.cli import doctor, doctor_machine, doctor_platforms
from bot.cli.doctor import DoctorPaths, Finding
from bot.cli.doctor_platforms import CheckFailed
from bot.operator.net import trouble
from bot.replies import fonts
from bot.store import Store


class Platforms:
    """Discord's and Slack's two routes that the doctor asks, answering as they are told."""

    def __init__(self) -> None:
        self.discord: tuple[int, object] = (200, {"id": "42", "name": "Nonet"})
        self.slack: tuple[int, object] = (200, {"ok": True, "user": "nonet", "team": "Memes"})
        self.scopes = ",".join(SCOPES)
        self.connection: dict[str, object] = {"ok": True}
        self.greeting: dict[str, object] = {"type": "hello"}
        self.date: str | None = None
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.headers["Authorization"])
        status, body = self.discord if "discord" in request.path else self.slack
        headers = {"Date": self.date} if self.date else {}
        if "slack" in request.path:
            headers["X-OAuth-Scopes"] = self.scopes
        return web.json_response(body, status=status, headers=headers)

    async def connect(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer xapp-secret"
        url = f"ws://{request.host}/slack/socket"
        return web.json_response(self.connection | {"url": url})

    async def socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(self.greeting)
        await socket.close()
        return socket


@pytest.fixture
async def platforms() -> AsyncIterator[tuple[Platforms, DoctorPaths]]:
    fake, app = Platforms(), web.Application()
    app.add_routes(
        [
            web.get("/discord/{path:.*}", fake.answer),
            web.post("/slack/auth.test", fake.answer),
            web.post("/slack/apps.connections.open", fake.connect),
            web.get("/slack/socket", fake.socket),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield fake, DoctorPaths(f"{there}/discord", f"{there}/slack")
    await runner.cleanup()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with settings of its own."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    return tmp_path


def write(folder: Path, more: str = "") -> None:
    (folder / "config.toml").write_text(
        f'[model]\nname = "{TINY}"\n\n[web]\nport = 0\n[operation]\nhealth_port = 0\n{more}'
    )


async def findings(places: DoctorPaths | None = None) -> dict[str, Finding]:
    return {finding.what: finding async for finding in doctor.examine(None, places)}


async def test_a_bare_machine_is_well_but_for_its_model() -> None:
    """Chats without tokens are off, which is no failure."""
    found = await findings()
    assert {what: finding.state for what, finding in found.items()} == {
        "configuration": "ok",
        "Python": "ok",
        "data folder": "ok",
        "disk": "ok",
        "store": "ok",
        "model": "failed",  # the golden model has no picture decoder, and none was pulled
        "CLIP": "off",
        "device": "ok",
        "fonts": "ok",
        "clock": "ok",
        "web chat": "ok",
        "Discord": "off",
        "Slack": "off",
        "health": "off",
    }
    assert "nonet model pull" in found["model"].sentence
    assert not Path("data").exists()


def test_a_python_that_nonet_does_not_know(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One that is too new or too old; an active environment that is another one is mentioned."""
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    assert doctor_machine.check_python((3, 14)) == f"3.14 in {sys.prefix}"
    for version in ((3, 10), (3, 15), (4, 0)):
        with pytest.raises(CheckFailed, match=r"is not one that Nonet is tested with; .+ make install PYTHON="):
            doctor_machine.check_python(version)
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path))
    assert doctor_machine.check_python((3, 14)).endswith(f"; the active environment is another one, {tmp_path}")


async def test_a_data_folder_of_somebody_else(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose it is, who runs this, and the command that gives it away; a file in it, too, and a file in its place."""
    data = folder / "data of ann"
    write(folder, f'[store]\nurl = "sqlite:///{data}/nonet.db"\n')
    assert (await findings())["data folder"].sentence == f"{data} will be created in {folder}"
    data.mkdir()
    (data / "web.json").touch()
    os.chown(data, 4711, 4711)
    for locked in (data, data / "web.json"):
        with monkeypatch.context() as patch:  # root may write everywhere
            patch.setattr(os, "access", lambda path, mode, locked=locked: path != locked)
            found = (await findings())["data folder"]
        assert found.state == "failed"
        assert found.sentence.startswith(f"{locked} belongs to {'4711' if locked == data else 'root'} and cannot be")
        assert found.sentence.endswith(f"sudo chown -R root '{data}'")
    shutil.rmtree(data)
    data.touch()
    assert (await findings())["data folder"].sentence.startswith(f"{data} is a file, and should be the folder")


async def test_a_disk_that_is_nearly_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of the data folder counts, also before the folder exists; so does room for files."""
    data = folder / "elsewhere" / "data"
    data.parent.mkdir()
    write(folder, f'[store]\nurl = "sqlite:///{data}/nonet.db"\n')
    usage = shutil.disk_usage(folder)
    with monkeypatch.context() as patch:
        full = usage._replace(free=5 * 2**20)
        patch.setattr(shutil, "disk_usage", lambda path: full if path == data.parent else usage)
        assert (await findings())["disk"].sentence == (
            f"Only 5 MiB are free in {data.parent}; make room, or the database cannot grow."
        )
    monkeypatch.setattr(doctor_machine, "MIN_FREE_FILES", 10**15)
    assert "more files fit into" in (await findings())["disk"].sentence or not os.statvfs(folder).f_files


async def test_a_clip_is_there_or_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What [clip] names is opened; what is missing is named, with the command that brings it."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(folder / "hub"))
    write(folder, f'[clip]\nname = "{CLIP_TINY}"\nsafety = "{SAFETY_TINY}"\n')
    found = (await findings())["CLIP"]
    assert (found.state, found.sentence) == (
        "ok",
        f"{CLIP_TINY}: 48 numbers per picture of 64 pixels; safety checker {SAFETY_TINY}: 17 concepts; "
        "all keys and shapes fit",
    )
    write(folder, '[clip]\nname = "openai/clip-vit-base-patch32"\n')
    found = (await findings())["CLIP"]
    assert found.state == "failed"
    assert "nonet model pull openai/clip-vit-base-patch32" in found.sentence
    write(folder, f'[clip]\nname = "{SAFETY_TINY}"\n')
    assert "is a safety checker" in (await findings())["CLIP"].sentence


async def test_wrong_settings_end_the_visit() -> None:
    """Everything else depends on them."""
    Path("config.toml").write_text("[modle]")
    assert [finding.state for finding in (await findings()).values()] == ["failed"]


async def test_tokens_are_tried(platforms: tuple[Platforms, DoctorPaths], monkeypatch: pytest.MonkeyPatch) -> None:
    """Good ones give the invite link with the least rights, and the workspace; no sentence holds a token."""
    fake, places = platforms
    monkeypatch.setenv("NONET_DISCORD_TOKEN", "discord-secret")
    monkeypatch.setenv("NONET_SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("NONET_SLACK_APP_TOKEN", "xapp-secret")
    found = await findings(places)
    assert found["Discord"].state == found["Slack"].state == "ok"
    assert (
        f"client_id=42&scope=bot+applications.commands&permissions={doctor_platforms.LEAST_PERMISSIONS}"
        in found["Discord"].sentence
    )
    assert found["Slack"].sentence == "nonet in Memes, reached by socket"
    assert set(fake.asked) == {"Bot discord-secret", "Bearer xoxb-secret"}
    assert "secret" not in "".join(finding.sentence for finding in found.values())


@pytest.mark.parametrize(
    ("discord", "slack", "discord_says", "slack_says"),
    [
        ((401, {}), (200, {"ok": False, "error": "token_revoked"}), "copy the new one", "(token_revoked)"),
        ((503, "busy"), (500, "busy"), "Discord answered with status 503", "Slack answered with status 500"),
    ],
)
async def test_refused_tokens_say_what_to_do(
    platforms: tuple[Platforms, DoctorPaths],
    monkeypatch: pytest.MonkeyPatch,
    discord: tuple[int, object],
    slack: tuple[int, object],
    discord_says: str,
    slack_says: str,
) -> None:
    """A platform that is down is told from a token that is wrong."""
    fake, places = platforms
    fake.discord, fake.slack = discord, slack
    for name in ("DISCORD_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.setenv(f"NONET_{name}", "secret")
    found = await findings(places)
    assert found["Discord"].state == found["Slack"].state == "failed"
    assert discord_says in found["Discord"].sentence
    assert slack_says in found["Slack"].sentence


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"scopes": "commands,chat:write"}, "lacks the scopes app_mentions:read, files:read"),
        ({"connection": {"ok": False, "error": "invalid_auth"}}, "NONET_SLACK_APP_TOKEN (invalid_auth)"),
        ({"greeting": {"type": "disconnect", "reason": "link_disabled"}}, "switch Socket Mode on"),
    ],
)
async def test_what_slack_lacks_is_named(
    platforms: tuple[Platforms, DoctorPaths], monkeypatch: pytest.MonkeyPatch, change: dict[str, object], says: str
) -> None:
    """Scopes, the app's token, and Socket Mode: each can be wrong while the bot's token is right."""
    fake, places = platforms
    vars(fake).update(change)
    monkeypatch.setenv("NONET_SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("NONET_SLACK_APP_TOKEN", "xapp-secret")
    found = await findings(places)
    assert found["Slack"].state == "failed"
    assert says in found["Slack"].sentence
    assert "secret" not in found["Slack"].sentence


async def test_the_scope_for_user_groups_is_optional(
    platforms: tuple[Platforms, DoctorPaths], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, places = platforms
    fake.scopes = ",".join(set(SCOPES) - {"usergroups:read"})
    monkeypatch.setenv("NONET_SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("NONET_SLACK_APP_TOKEN", "xapp-secret")
    found = await findings(places)
    assert found["Slack"].state == "ok"
    assert "without usergroups:read" in found["Slack"].sentence


async def test_half_of_slacks_tokens_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    """The missing one is named."""
    monkeypatch.setenv("NONET_SLACK_BOT_TOKEN", "xoxb-secret")
    found = await findings()
    assert found["Slack"].state == "failed"
    assert found["Slack"].sentence.startswith("NONET_SLACK_APP_TOKEN must also be set")
    Path("config.toml").write_text('[slack]\nmode = "http"\n', encoding="utf-8")  # one workspace needs no client's id
    found = await findings()
    assert found["Slack"].sentence.startswith("NONET_SLACK_SIGNING_SECRET must also be set")


async def test_a_wrong_clock_is_noticed(
    platforms: tuple[Platforms, DoctorPaths], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By comparing with the platform's own."""
    fake, places = platforms
    fake.date = "Mon, 01 Jan 2024 00:00:00 GMT"
    monkeypatch.setenv("NONET_DISCORD_TOKEN", "secret")
    found = await findings(places)
    assert found["Discord"].state == "failed"
    assert "clock" in found["Discord"].sentence
    assert "fast; correct it" in found["Discord"].sentence


async def test_a_clock_that_was_set_back_is_noticed(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an ask that is still to come; what the database's server says is compared, too."""
    monkeypatch.setenv("NONET_DATABASE_URL", database_url)
    tomorrow = time.time() + 86400
    store = await Store.open(database_url, clock=lambda: tomorrow)
    assert (await findings())["clock"].state == "ok"
    await store.reserve(ask(), allowed())
    await store.close()
    found = (await findings())["clock"]
    assert (found.state, found.sentence.endswith("correct this machine's clock.")) == ("failed", True)
    if database_url.startswith("postgresql"):
        monkeypatch.setattr(doctor_platforms, "MAX_SKEW_SECONDS", -1.0)  # as if a microsecond were too much
        assert (await findings())["clock"].sentence.endswith("fast; correct it.")


async def test_a_pillow_without_freetype_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No tile would get its number."""

    def missing(size: float) -> object:
        raise ImportError("The _imagingft C module is not installed")

    monkeypatch.setattr(ImageFont, "load_default", missing)
    assert "FreeType" in (await findings())["fonts"].sentence


async def test_scripts_without_a_font_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the packages that have them."""
    monkeypatch.setattr(fonts, "system_fonts", lambda: fonts.Fonts([fonts.DISPLAY]))
    found = (await findings())["fonts"]
    assert (found.state, found.sentence) == (
        "ok",
        "captions work in Latin, but not in Greek, Cyrillic, Arabic, Hebrew, Devanagari, Bengali, Tamil, Thai, "
        "Chinese, Japanese, Korean, emoji; for these install fonts-noto-core, fonts-noto-cjk, fonts-noto-color-emoji",
    )


async def test_a_platform_that_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the network, and said to be."""
    monkeypatch.setenv("NONET_DISCORD_TOKEN", "secret")
    found = await findings(DoctorPaths(discord="http://127.0.0.1:9"))
    assert found["Discord"].state == "failed"
    assert "cannot be reached" in found["Discord"].sentence


@pytest.mark.parametrize("host", ["0.0.0.0", "nonsense.example"])
async def test_a_page_for_everybody_is_refused(folder: Path, host: str) -> None:
    """It knows no passwords; and a name that means nothing here is an answer, too."""
    (folder / "config.toml").write_text(f'[web]\nhost = "{host}"\n')
    found = await findings()
    assert found["web chat"].state == "failed"
    assert "loopback" in found["web chat"].sentence


async def test_a_taken_port_is_named(folder: Path) -> None:
    """It may be Nonet itself."""
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    (folder / "config.toml").write_text(f"[web]\nport = {port}\n[operation]\nhealth_port = {port}\n")
    found = await findings()
    await runner.cleanup()
    for what, settings in (("web chat", "[web] port"), ("health", "[operation] health_host and health_port")):
        assert found[what].state == "failed"
        assert found[what].sentence.startswith(
            f"Is Nonet running already? 127.0.0.1:{port} is taken; choose another one with {settings}"
        )


async def test_an_address_of_another_machine_is_named(folder: Path) -> None:
    """By where it stands, without the system's own sentence."""
    (folder / "config.toml").write_text('[operation]\nhealth_host = "192.0.2.1"\nhealth_port = 1\n')
    assert (await findings())["health"].sentence.startswith("192.0.2.1:1 is no address of this machine; choose another")


def test_an_address_of_another_machine_without_a_number() -> None:
    """As asyncio says it from Python 3.13 on."""
    error = OSError("could not bind on any address out of [('192.0.2.1', 1)]")
    assert trouble("192.0.2.1", 1, error) == "192.0.2.1:1 is no address of this machine"


async def test_no_chat_at_all_is_a_failure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a start says it; with one token the page may be off."""
    (folder / "config.toml").write_text("[web]\non = false\n[operation]\nhealth_port = 0\n")
    found = (await findings())["web chat"]
    assert (found.state, found.sentence[:23]) == ("failed", "No chat is configured: ")
    monkeypatch.setenv("NONET_DISCORD_TOKEN", "secret")
    assert (await findings(DoctorPaths(discord="http://127.0.0.1:9")))["web chat"].state == "off"


async def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its password is not shown."""
    pytest.importorskip("asyncpg")
    monkeypatch.setenv("NONET_DATABASE_URL", "postgresql://nonet:pass-word@127.0.0.1:9/nonet")
    found = await findings()
    assert found["store"].state == "failed"
    assert "pass-word" not in found["store"].sentence
