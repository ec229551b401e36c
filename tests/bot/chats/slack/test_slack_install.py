"""Many workspaces: they install the app by themselves, their tokens are sealed, renewed, and gone with the app."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
import structlog
from cryptography.fernet import Fernet
from fakes.engine import FakeEngine
from fakes.slack import FakeSlack, Workspace
from fakes.slack.acme import finished
from fakes.slack.running import Running, running, secrets, until

from bot.chats.slack import serve
from bot.chats.slack.installations import Installation, Vault
from bot.operator.config import Config, ConfigError
from bot.store import Store, StoreError

KEY = Fernet.generate_key().decode()


def more(slack: FakeSlack, key: str = KEY) -> dict[str, str]:
    return {"slack_client_id": slack.client_id, "slack_client_secret": slack.client_secret, "encryption_key": key}


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as made:
        made.rotation = True
        yield made
        assert made.violations == []


async def install(slack: FakeSlack, run: Running, team: Workspace, **change: Any) -> int:
    """As an admin does it in a browser: to Slack with a state, and back with a code. The status of the last page."""
    slack.person(team, "admin", admin=True)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        async with session.get(f"{run.address}/slack/install", allow_redirects=False) as page:
            cookie = SimpleCookie(page.headers["Set-Cookie"])
            asked = parse_qs(urlsplit(page.headers["Location"]).query)
        assert set(asked["scope"][0].split(",")) == team.scopes
        code = f"code-{team.id}"
        slack.codes[code] = team
        query = {"code": code, "state": asked["state"][0], **change}
        name, morsel = next(iter(cookie.items()))
        async with session.get(
            f"{run.address}/slack/oauth_redirect", params=query, headers={"Cookie": f"{name}={morsel.value}"}
        ) as page:
            if change.get("twice"):
                async with session.get(
                    f"{run.address}/slack/oauth_redirect", params=query, headers={"Cookie": f"{name}={morsel.value}"}
                ) as second:
                    return second.status
            return page.status


async def test_two_workspaces_are_two_communities(slack: FakeSlack, tmp_path: Path) -> None:
    """Each has its own token, its own counts and its own admins; one's jobs are nothing to the other."""
    acme, beta = slack.workspace("Acme"), slack.workspace("Beta")
    async with running(slack, None, FakeEngine(0.2), tmp_path, mode="http", more=more(slack)) as run:
        assert await install(slack, run, acme) == 200
        assert await install(slack, run, beta) == 200
        for team in (acme, beta):
            channel = team.new_channel("general")
            ann = slack.person(team, "ann")
            await ann.command("/imagine", f"a corgi of {team.name}", channel)
        for team in (acme, beta):
            channel = next(each for each in team.channels.values() if each.name == "general")
            message = (await until(lambda channel=channel: [each for each in channel.posted if finished(each)]))[0]
            assert team.name in message.text
            assert "4 of 5" in message.text
        other = slack.person(beta, "mallory", admin=True)
        first = next(each for each in acme.channels.values() if each.name == "general").posted[0]
        copy = next(each for each in beta.channels.values() if each.name == "general").posted[0]
        pick = next(each for each in first.elements if each["action_id"].startswith("pick:"))
        await other.act(copy, pick, value=pick["value"])
        await until(lambda: "There is no" in str(other.modal), what="a refusal")
        assert "slack_file" not in str(other.modal)


async def test_a_state_is_good_once_and_for_this_browser(slack: FakeSlack, tmp_path: Path) -> None:
    acme = slack.workspace("Acme")
    async with running(slack, None, FakeEngine(0.2), tmp_path, mode="http", more=more(slack)) as run:
        assert await install(slack, run, acme, state="forged") == 400
        assert await install(slack, run, acme, code="") == 401
        assert await install(slack, run, acme, error="access_denied") == 200
        assert await run.store.slack.read(acme.id) is None
        assert await install(slack, run, acme, twice="1") == 401
        assert await run.store.slack.read(acme.id) is not None


async def test_no_token_lies_readable_in_the_store(slack: FakeSlack, tmp_path: Path) -> None:
    acme = slack.workspace("Acme")
    async with running(slack, None, FakeEngine(0.2), tmp_path, mode="http", more=more(slack)) as run:
        await install(slack, run, acme)
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert acme.bot_token.encode() not in everything
    assert acme.refresh_token.encode() not in everything
    with sqlite3.connect(tmp_path / "nonet.db") as database:
        (sealed,) = database.execute("SELECT sealed FROM slack_installations").fetchone()
    found = Vault(f"{Fernet.generate_key().decode()},{KEY}").opened(
        acme.id, sealed
    )  # a new key in front, the old one opens
    assert found
    assert found.bot_token == acme.bot_token
    assert Vault(Fernet.generate_key().decode()).opened(acme.id, sealed) is None
    assert Vault(KEY).opened("T-of-another-team", sealed) is None


async def test_a_token_is_exchanged_before_it_runs_out(slack: FakeSlack, tmp_path: Path, database_url: str) -> None:
    """Twelve hours later, and also where it ran out earlier than it said."""
    acme = slack.workspace("Acme")
    channel, ann = acme.new_channel("general"), slack.person(acme, "ann")
    options = {"mode": "http", "more": more(slack), "url": database_url}
    async with running(slack, None, FakeEngine(0.2), tmp_path, **options) as run:
        await install(slack, run, acme)
        first = acme.bot_token
        slack.clock.advance(11.5 * 3600)
        await ann.command("/imagine", "a corgi", channel)
        await until(lambda: [each for each in channel.posted if finished(each)])
        second = acme.bot_token
        assert second != first
        assert acme.expires
        acme.expires = slack.clock() - 1
        await ann.command("/imagine", "a cat", channel)
        await until(lambda: [each for each in channel.posted if finished(each)][1:])
        assert acme.bot_token != second
        assert len(slack.record.calls("oauth.v2.access")) == 3


async def test_a_result_waits_for_a_token_that_cannot_be_exchanged_now(slack: FakeSlack, tmp_path: Path) -> None:
    """It ran out while a grid was drawn, and Slack's exchange is away: the result is kept, and told once it works."""
    acme = slack.workspace("Acme")
    ann, channel, engine = slack.person(acme, "ann"), acme.new_channel("general"), FakeEngine(0.2)
    async with running(slack, None, engine, tmp_path, mode="http", more=more(slack)) as run:
        await install(slack, run, acme)
        engine.hold()
        await ann.command("/imagine", "a corgi", channel)
        await until(lambda: channel.posted)
        slack.faults.next("oauth.v2.access", "status", 503)
        slack.faults.next("oauth.v2.access", "error", "internal_error")
        acme.expires = slack.clock() - 1
        engine.release()
        await until(lambda: finished(channel.posted[0]), what="told")
        assert len(channel.posted) == 1


async def test_a_whole_organisation_is_refused_with_a_reason(slack: FakeSlack, tmp_path: Path) -> None:
    """Over OAuth on a page, and at the start where its token is given; nothing is kept."""
    grid = slack.workspace("Grid")
    grid.whole_organisation = True
    async with running(slack, None, FakeEngine(0.2), tmp_path, mode="http", more=more(slack)) as run:
        assert await install(slack, run, grid) == 403
        assert await run.store.slack.read(grid.id) is None
        slack.faults.next("oauth.v2.access", "reset_before")
        assert await install(slack, run, grid) == 502
        with pytest.raises(ConfigError, match="whole organisation"):
            await serve(run.bot, Config(), secrets(slack, grid), run.store.slack, base_url=slack.api_url)


async def page_of(slack: FakeSlack, run: Running, team: Workspace, language: str = "en") -> tuple[int, str]:
    """Status and text of the page that an installation ends with."""
    async with aiohttp.ClientSession(headers={"Accept-Language": language}) as session:
        async with session.get(f"{run.address}/slack/install", allow_redirects=False) as page:
            state = parse_qs(urlsplit(page.headers["Location"]).query)["state"][0]
            cookie = page.headers["Set-Cookie"].split(";")[0]
        async with session.get(
            f"{run.address}/slack/oauth_redirect",
            params={"code": f"code-{team.id}", "state": state},
            headers={"Cookie": cookie},
        ) as page:
            return page.status, await page.text()


@pytest.mark.parametrize(
    ("fault", "status", "says"),
    [
        (("error", "invalid_code"), 401, "used already or is too old"),
        (("error", "code_already_used"), 401, "used already or is too old"),
        (("error", "bad_client_secret"), 500, "NONET_SLACK_CLIENT_SECRET"),
        (("error", "internal_error"), 502, "did not answer"),
        (("status", 503), 502, "did not answer"),
        (("reset_before", None), 502, "did not answer"),
        (("empty", None), 502, "did not answer"),
    ],
)
async def test_an_installation_that_fails_says_why(
    slack: FakeSlack, tmp_path: Path, fault: tuple[str, Any], status: int, says: str
) -> None:
    """A page with a sentence, a line in the log with its reference and without the code; nothing is kept."""
    acme = slack.workspace("Acme")
    async with running(slack, None, FakeEngine(0.1), tmp_path, mode="http", more=more(slack)) as run:
        slack.codes[f"code-{acme.id}"] = acme
        slack.faults.next("oauth.v2.access", *fault)
        with structlog.testing.capture_logs() as logs:
            found, text = await page_of(slack, run, acme)
        assert (found, says in text) == (status, True), text
        assert "<h1>Nonet is not installed</h1>" in text
        (line,) = [line for line in logs if line["event"] == "slack installation failed"]
        assert line.get("exc_info") is None
        assert line["reference"] in text or status == 401
        assert f"code-{acme.id}" not in str(logs)
        assert await run.store.slack.read(acme.id) is None
        slack.codes[f"code-{acme.id}"] = acme
        assert (await page_of(slack, run, acme))[0] == 200


async def test_a_store_that_is_away_is_no_half_installation(
    slack: FakeSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = slack.workspace("Acme")

    async def away(*_: object) -> None:
        raise StoreError("The database cannot be used: disk I/O error.")

    async with running(slack, None, FakeEngine(0.1), tmp_path, mode="http", more=more(slack)) as run:
        slack.codes[f"code-{acme.id}"] = acme
        with monkeypatch.context() as patch:
            patch.setattr(run.store.slack, "write", away)
            status, text = await page_of(slack, run, acme)
        assert (status, "did not answer" in text) == (502, True)
        ann, channel = slack.person(acme, "ann"), acme.new_channel("general")
        await ann.command("/imagine", "a corgi", channel)
        await asyncio.sleep(0.2)
        assert channel.posted == []


async def test_the_page_after_installing_says_how_to_begin(slack: FakeSlack, tmp_path: Path) -> None:
    """In the browser's language; a bot id that Slack does not tell now is no reason to fail."""
    acme = slack.workspace("Acme <&>")
    async with running(slack, None, FakeEngine(0.1), tmp_path, mode="http", more=more(slack)) as run:
        slack.codes[f"code-{acme.id}"] = acme
        slack.faults.next("auth.test", "reset_before")
        status, text = await page_of(slack, run, acme)
        assert status == 200
        assert "/invite @Nonet" in text
        assert "/imagine" in text
        assert "Acme &lt;&amp;&gt;" in text
        slack.codes[f"code-{acme.id}"] = acme
        assert "installiert" in (await page_of(slack, run, acme, "de-DE,de;q=0.9"))[1]


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
async def test_uninstalling_deletes_the_token(slack: FakeSlack, tmp_path: Path, database_url: str, event: str) -> None:
    """At once; what was decided is kept for a while, as the audit log says."""
    acme = slack.workspace("Acme")
    ann, channel = slack.person(acme, "ann"), acme.new_channel("general")
    options = {"mode": "http", "more": more(slack), "url": database_url}
    async with running(slack, None, FakeEngine(0.2), tmp_path, **options) as run:
        await install(slack, run, acme)
        acme.revoked = True
        await ann.event({"type": event, "tokens": {"bot": [acme.bot_user]}})

        async def gone() -> bool:
            return await run.store.slack.read(acme.id) is None

        await until(gone, what="deleted")

        async def noted() -> str:
            entries, _ = await run.store.decisions.audit(f"slack:{acme.id}")
            return entries[0].what if entries else ""

        await until(noted, what="noted")
        assert await noted() == "removed"
        delivery = await ann.command("/imagine", "a corgi", channel)
        assert delivery.status == 200
        acme.revoked = False
        await install(slack, run, acme)
        await ann.command("/imagine", "a corgi", channel)
        await until(lambda: [each for each in channel.posted if finished(each)])
        assert await noted() == "back"


async def test_news_of_an_uninstall_is_no_news_of_the_next_installation(slack: FakeSlack, tmp_path: Path) -> None:
    """Slack repeats an event after one and five minutes, also to a process that has not heard of it."""
    acme = slack.workspace("Acme")
    ann, options = slack.person(acme, "ann"), {"mode": "http", "more": more(slack)}
    async with running(slack, None, FakeEngine(0.2), tmp_path, **options) as run:
        await install(slack, run, acme)
        first = await ann.event({"type": "app_uninstalled"})

        async def gone() -> bool:
            return await run.store.slack.read(acme.id) is None

        await until(gone, what="deleted")
        await install(slack, run, acme)  # within the same second: only its id says that it is the same
        slack.clock.advance(60)
        await slack.again(first)
        await asyncio.sleep(0.5)
        assert not await gone()
        await install(slack, run, acme)
    async with running(slack, None, FakeEngine(0.2), tmp_path, **options) as run:
        slack.clock.advance(240)
        await slack.again(first, attempt=2)
        await asyncio.sleep(0.5)
        assert not await gone()
        await ann.event({"type": "app_uninstalled"})
        await until(gone, what="deleted, this time")


async def test_what_was_drawn_before_a_workspace_left_is_told_when_it_is_back(slack: FakeSlack, tmp_path: Path) -> None:
    """Its token did not work any more, so nobody saw the pictures; they are paid for, and are shown once."""
    acme = slack.workspace("Acme")
    ann, channel = slack.person(acme, "ann"), acme.new_channel("general")
    engine = FakeEngine(0.2)
    async with running(slack, None, engine, tmp_path, mode="http", more=more(slack)) as run:
        await install(slack, run, acme)
        engine.hold()
        await ann.command("/imagine", "a corgi", channel)
        await until(lambda: channel.posted)
        acme.revoked = True
        engine.release()
        await until(lambda: _in_state(run, engine, "drawn"), what="drawn")
        await ann.event({"type": "app_uninstalled"})
        await until(lambda: _removed(run, acme), what="removed")
        assert not finished(channel.posted[0])
        await install(slack, run, acme)
        await until(lambda: finished(channel.posted[0]), what="told")
        assert len(channel.posted) == 1
        assert len(engine.asked) == 1


async def test_a_workspace_that_removes_the_bot_has_its_unfinished_jobs_refunded(
    slack: FakeSlack, tmp_path: Path
) -> None:
    """One draws and one waits: both are cancelled, and nobody pays. Back again, it sees so."""
    acme = slack.workspace("Acme")
    ann, channel = slack.person(acme, "ann"), acme.new_channel("general")
    engine = FakeEngine(0.2, slots=1)
    async with running(slack, None, engine, tmp_path, mode="http", more=more(slack)) as run:
        await install(slack, run, acme)
        engine.hold()
        for words in ("a corgi", "a cat"):
            await ann.command("/imagine", words, channel)
        await until(lambda: len(channel.posted) == 2)
        assert len(await run.bot.records.unfinished(f"slack:{acme.id}")) == 2
        acme.revoked = True
        await ann.event({"type": "app_uninstalled"})
        await until(lambda: _removed(run, acme), what="removed")
        assert await run.bot.records.unfinished(f"slack:{acme.id}") == []
        engine.release()
        assert await _in_state(run, engine, "cancelled")
        assert engine.drawn == []
        await install(slack, run, acme)
        await until(lambda: all("Cancelled" in said.text for said in channel.posted), what="told")
        await ann.command("/imagine-quota", "", channel)
        await until(lambda: [said for said in ann.private if "0 of 5" in said.text], what="refunded")


async def _in_state(run: Running, engine: FakeEngine, state: str) -> bool:
    job = await run.store.job(engine.asked[0].id)
    return job is not None and job.state == state


async def _removed(run: Running, team: Workspace) -> bool:
    return (await run.bot.records.communities("slack")).get(team.id, False)


async def test_what_is_missing_or_wrong_is_said_at_the_start(slack: FakeSlack, tmp_path: Path) -> None:
    acme = slack.workspace("Acme")
    store = await Store.open(f"sqlite:///{tmp_path}/nonet.db")
    wrong = [
        (secrets(slack, None), "NONET_SLACK_BOT_TOKEN"),
        (secrets(slack, acme, slack_app_token="xapp-wrong"), "NONET_SLACK_APP_TOKEN"),  # noqa: S106
        (secrets(slack, acme, slack_bot_token="xoxb-wrong"), "NONET_SLACK_BOT_TOKEN"),  # noqa: S106
        (secrets(slack, None, **more(slack, "secret!")), "NONET_ENCRYPTION_KEY"),
    ]
    try:
        for given, name in wrong:
            with pytest.raises(ConfigError, match=name) as error:
                await serve(
                    SimpleNamespace(commands=(), directories={}), Config(), given, store.slack, base_url=slack.api_url
                )  # type: ignore[arg-type]
            assert "wrong" not in str(error.value)
            assert "secret!" not in str(error.value)
    finally:
        await store.close()


def test_an_installation_survives_its_seal() -> None:
    made = Installation("T1", "xoxb-1", "U1", "B1", "xoxe-1", 5.0)
    assert Vault(KEY).opened("T1", Vault(KEY).sealed(made)) == made
    assert "xoxb-1" not in repr(made)
    assert "xoxe-1" not in repr(made)
