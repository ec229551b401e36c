"""What goes wrong in Slack costs nobody anything: each fault with the behaviour that a user would expect."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes.engine import FakeEngine
from fakes.slack import FakeSlack
from fakes.slack.acme import Acme, acme_at, finished, told
from fakes.slack.running import running, until

from bot.store import Job, StoreError


def slow(*values: object) -> list[object]:
    """More of the same, for `make test-slow`."""
    return [pytest.param(value, marks=pytest.mark.slow) for value in values]


@pytest.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Acme]:
    async with acme_at(tmp_path) as made:
        yield made


async def job_of(acme: Acme, state: str) -> Job:
    """The first job, once it is in this state."""
    requests = await until(lambda: acme.engine.asked)

    async def found() -> Job | None:
        job = await acme.run.store.job(requests[0].id)
        return job if job and job.state == state else None

    job: Job = await until(found, what=state)
    return job


# --- a message that may be there, or not -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["reset_after", "broken", *slow("half", "empty", "status_after")])
async def test_a_first_message_whose_answer_is_lost_is_not_posted_twice(acme: Acme, kind: str) -> None:
    """Nobody may look whether it is there, so the pictures come as a file: there is one collage, with its buttons."""
    acme.slack.faults.next("chat.postMessage", kind, 502)
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await job_of(acme, "posted")
    collages = [said for said in acme.general.posted if said.files or said.pictures]
    assert len(collages) == 1
    assert len(acme.general.posted) == 2  # the lost first one is still there
    assert len([said for said in acme.general.posted if said.metadata]) == 1
    assert any(each["action_id"].startswith("pick:") for each in collages[0].elements)


async def test_a_spoiler_that_comes_as_a_file_is_covered(acme: Acme) -> None:
    """Its cover is the file; the picture is behind the button."""
    acme.slack.faults.next("chat.postMessage", "reset_after")
    await acme.ann.command("/imagine", "the end of the film --spoiler", acme.general)
    await job_of(acme, "posted")
    (shared,) = [said for said in acme.general.posted if said.files]
    assert "cover" in shared.files[0].name
    await acme.bob.press(shared, "Show the picture")
    view = await until(lambda: acme.bob.modal, what="a view")
    assert acme.team.files[view["blocks"][0]["slack_file"]["id"]].data != shared.files[0].data


async def test_with_the_right_to_look_a_lost_answer_loses_nothing(acme: Acme) -> None:
    """A workspace that lets the app read its channels: the message is found, and goes on in its place."""
    acme.team.scopes |= {"channels:history"}
    acme.slack.faults.next("chat.postMessage", "reset_after")
    acme.slack.faults.next("chat.postMessage", "reset_before")
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = await acme.drawn(acme.general)
    await acme.bob.command("/imagine", "a cat", acme.general)
    await acme.drawn(acme.general, 2)
    assert len(acme.general.posted) == 2
    assert finished(message)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("ratelimited", 1),
        ("status", 503),
        ("reset_after", None),
        ("error", "invalid_blocks"),
        pytest.param("reset_before", None, marks=pytest.mark.slow),
        pytest.param("broken", None, marks=pytest.mark.slow),
        pytest.param("error", "internal_error", marks=pytest.mark.slow),
        pytest.param("hang", 0.1, marks=pytest.mark.slow),
        pytest.param("empty", None, marks=pytest.mark.slow),
    ],
)
async def test_the_last_edit_is_repeated_until_slack_has_it(acme: Acme, kind: str, value: object) -> None:
    """An edit is the same twice; Retry-After is kept."""
    acme.slack.faults.next("chat.update", kind, value, times=2)
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = await acme.drawn(acme.general)
    assert acme.general.posted == [message]
    limited = [line for line in acme.slack.record.calls("chat.update") if line["status"] == 429]
    after = [line for line in acme.slack.record.calls("chat.update") if limited and line["t"] > limited[0]["t"]]
    assert not limited or after[0]["t"] - limited[0]["t"] >= 1


async def test_an_edit_that_is_late_does_not_cover_the_collage(acme: Acme) -> None:
    """It is under way when the pictures are there; the last edit waits for it."""
    acme.engine.seconds = 1.0
    acme.slack.faults.next("chat.update", "slow", 1.5)
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = await acme.drawn(acme.general)
    edits = await until(lambda: acme.slack.record.calls("chat.update")[1:], what="the late one has come, too")
    assert edits
    assert finished(message)


# --- uploads ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "where", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal", "files.info"]
)
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("status", 503),
        pytest.param("reset_after", None, marks=pytest.mark.slow),
        pytest.param("error", "file_not_found", marks=pytest.mark.slow),
    ],
)
async def test_an_upload_that_breaks_is_made_again(acme: Acme, where: str, kind: str, value: object) -> None:
    if where == "upload" and kind != "reset_after":
        kind, value = "status", 404
    if where == "files.getUploadURLExternal" and kind == "error":
        value = "fatal_error"
    acme.slack.faults.next(where, kind, value)
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = await acme.drawn(acme.general)
    assert acme.general.posted == [message]


async def test_a_picture_is_shown_when_slack_has_processed_it_and_not_before(acme: Acme) -> None:
    acme.slack.processing = 1.5
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = await acme.drawn(acme.general)
    assert acme.general.posted == [message]
    refused = [line for line in acme.slack.record.calls("chat.update") if not line["response"]["ok"]]
    assert refused == []


async def test_a_picture_that_slack_cannot_process_comes_another_way(tmp_path: Path) -> None:
    """First as another kind of file; if that fails, too, the file itself is in the thread."""
    async with acme_at(tmp_path, processed_seconds=0.5) as acme:
        acme.slack.processing = 3600
        await acme.ann.command("/imagine", "a corgi", acme.general)
        shared = await until(lambda: [said for said in acme.general.posted if said.files], what="a file")
        message = acme.general.posted[0]
        assert shared[0].thread_ts == message.ts
        assert any(each["action_id"].startswith("pick:") for each in message.elements)


async def test_a_workspace_that_takes_no_files_says_so(acme: Acme) -> None:
    acme.slack.faults.next("files.getUploadURLExternal", "error", "file_uploads_disabled", times=20)
    await acme.ann.command("/imagine", "a corgi", acme.general)
    message = await until(lambda: [said for said in acme.general.posted if "does not accept files" in said.text])
    assert message
    await job_of(acme, "posted")


@pytest.mark.parametrize(("times", "shown"), [(1, ".jpg"), (2, "")])
async def test_a_picture_that_is_too_large_for_a_workspace_is_made_smaller(acme: Acme, times: int, shown: str) -> None:
    """Where that is too large, too, the message says that the workspace does not accept files, and the job is told."""
    acme.slack.faults.next(
        "files.getUploadURLExternal", "error", "file_upload_size_restricted", times=times,
        when=lambda args: "preview" not in args["filename"],
    )  # fmt: skip
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await job_of(acme, "posted")
    (message,) = acme.general.posted
    if shown:
        assert acme.team.files[message.pictures[0]["slack_file"]["id"]].name.endswith(shown)
    else:
        assert "does not accept files" in message.text


# --- places that are closed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("archived", "advice"), [(False, "/invite"), (True, "Try another channel")])
async def test_where_the_app_cannot_post_nothing_is_drawn_or_charged(acme: Acme, archived: bool, advice: str) -> None:
    """It is no member there, or the channel is archived: the asker is told privately what to do."""
    secret = acme.team.new_channel("secret", bot=archived)
    secret.archived = archived
    await acme.ann.command("/imagine", "a corgi", secret)
    await told(acme.ann, advice)
    await job_of(acme, "cancelled")
    await acme.ann.command("/imagine-quota", "", acme.general)
    assert "0 of 5" in (await told(acme.ann, "of 5")).text
    assert secret.posted == []


async def test_what_was_drawn_for_an_archived_channel_comes_in_a_direct_message(acme: Acme) -> None:
    acme.engine.hold()
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await until(lambda: acme.general.posted)
    acme.slack.faults.next("chat.update", "error", "is_archived", times=9)
    acme.general.archived = True
    acme.engine.release()
    message = await acme.drawn(acme.ann.im)
    assert "archived" in message.text
    await job_of(acme, "posted")


async def test_what_can_be_shown_nowhere_is_kept_for_again(acme: Acme) -> None:
    """The channel is archived and the asker takes no messages: the promise is kept as far as anybody can."""
    acme.engine.hold()
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await until(lambda: acme.general.posted)
    acme.slack.faults.next("chat.update", "error", "is_archived", times=9)
    acme.slack.faults.next("conversations.open", "error", "user_disabled", times=9)
    acme.general.archived = True
    acme.engine.release()
    await job_of(acme, "posted")


async def test_a_message_that_somebody_deleted_comes_anew(acme: Acme) -> None:
    """As a file, with its buttons: nobody may look here, and a file is never posted twice."""
    acme.engine.hold()
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await until(lambda: acme.general.posted)
    acme.general.messages.clear()
    acme.engine.release()
    await job_of(acme, "posted")
    assert len(acme.general.posted) == 1
    assert acme.general.posted[0].files
    assert any(each["action_id"].startswith("pick:") for each in acme.general.posted[0].elements)


async def test_what_a_workspace_that_revoked_its_token_is_owed_is_kept(acme: Acme) -> None:
    """Nothing is lost: the job stays drawn, and its end is told when the token works again."""
    acme.engine.hold()
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await until(lambda: acme.general.posted)
    acme.team.revoked = True
    acme.engine.release()

    def refused() -> bool:
        return any(
            "token_revoked" in str(line["response"]) for line in acme.slack.record.lines if line["kind"] == "api"
        )

    await until(refused, what="told that it is revoked")
    await job_of(acme, "drawn")


async def test_slack_may_hold_events_back(acme: Acme) -> None:
    """app_rate_limited is acknowledged over the socket, too, and what comes after it is heard."""
    held = {"type": "app_rate_limited", "team_id": acme.team.id, "minute_rate_limited": 1, "api_app_id": "A1"}
    assert (await acme.slack.doors.deliver("events_api", held)).seconds is not None
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await acme.drawn(acme.general)


# --- the socket ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how",
    ["warning", "abort", "garbage", *slow("refresh_requested", "too_many_websockets", "close", "refused", "no pong")],
)
async def test_the_socket_comes_back(acme: Acme, how: str) -> None:
    """Told to move, closed or cut in the middle: what is drawing ends in its message, and new asks are heard."""
    acme.engine.hold()
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await until(lambda: acme.general.posted)
    opened = acme.slack.doors.opened
    if how in ("warning", "refresh_requested", "too_many_websockets"):
        await acme.slack.doors.disconnect(how)
    elif how == "close":
        await acme.slack.doors.close()
    elif how == "garbage":
        await acme.slack.doors.garbage()
        acme.slack.doors.opened += 1
    else:
        acme.slack.doors.refuse_sockets = 1 if how == "refused" else 0
        acme.slack.doors.deaf = how == "no pong"
        acme.slack.doors.abort()
        if how == "no pong":
            await until(lambda: acme.slack.doors.opened > opened, what="a deaf socket")
            opened, acme.slack.doors.deaf = acme.slack.doors.opened, False
    await until(lambda: acme.slack.doors.opened > opened and acme.slack.doors.sockets, what="a new socket")
    delivery = await acme.bob.command("/imagine", "a cat", acme.general)
    assert delivery.seconds is not None
    acme.engine.release()
    await acme.drawn(acme.general, 2)
    assert len(acme.general.posted) == 2


async def test_a_start_while_slack_is_away_waits_for_it(tmp_path: Path) -> None:
    async with FakeSlack() as slack:
        team = slack.workspace("Acme")
        for method in ("auth.test", "apps.connections.open"):
            slack.faults.next(method, "status", 503)
            slack.faults.next(method, "reset_before")
        async with running(slack, team, FakeEngine(0.1), tmp_path):
            ann, channel = slack.person(team, "ann"), team.new_channel("general")
            await ann.command("/imagine", "a corgi", channel)
            await until(lambda: [said for said in channel.posted if finished(said)])
        assert slack.violations == []


async def test_a_private_answer_by_an_unkind_response_url_comes_all_the_same(acme: Acme) -> None:
    """429, 503: the bot's own token says it; where that is refused, too, a direct message does."""
    for number, kind in enumerate(("ratelimited", "status"), 1):
        acme.slack.faults.next("response_url", kind, 503 if kind == "status" else 1)
        await acme.ann.command("/imagine-quota", "", acme.general)
        await until(lambda number=number: len(acme.ann.private) >= number, what=kind)
    acme.slack.faults.next("response_url", "status", 404)
    acme.slack.faults.next("chat.postEphemeral", "error", "user_not_in_channel")
    await acme.ann.command("/imagine-quota", "", acme.general)
    await until(lambda: acme.ann.im.posted, what="a direct message")


@pytest.mark.parametrize("kind", ["reset_after", *slow("status_after", "half")])
async def test_a_private_answer_whose_answer_is_lost_comes_once(acme: Acme, kind: str) -> None:
    """Nobody can look whether it is there, so nothing is said twice; what comes after it is said."""
    acme.slack.faults.next("response_url", kind, 502)
    await acme.ann.command("/imagine-quota", "", acme.general)
    await until(lambda: acme.ann.private, what="told")
    await asyncio.sleep(0.5)
    assert len(acme.ann.private) == 1
    assert not acme.slack.record.calls("chat.postEphemeral")
    await acme.ann.command("/imagine-quota", "", acme.general)
    await until(lambda: acme.ann.private[1:], what="told again")


async def test_a_private_answer_after_half_an_hour_needs_no_response_url(acme: Acme) -> None:
    """A form that was open for so long: why it draws nothing comes by the bot's own token, in the form's channel."""
    await acme.ann.command("/imagine", "", acme.general)
    await until(lambda: acme.ann.modal, what="a form")
    acme.slack.clock.advance(31 * 60)
    acme.slack.faults.next("chat.postMessage", "error", "restricted_action")
    await acme.ann.submit({"prompt": "a corgi"})
    await told(acme.ann, "not allowed to post")
    assert acme.slack.record.calls("chat.postEphemeral")
    assert not [line for line in acme.slack.record.lines if line["kind"] == "response_url"]


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id", "view_too_large"])
async def test_a_form_that_does_not_open_is_excused(acme: Acme, error: str) -> None:
    acme.slack.faults.next("views.open", "error", error)
    await acme.ann.command("/imagine", "", acme.general)
    await told(acme.ann, "too long to open the form")


async def test_a_store_that_is_away_is_said_to_who_asks(acme: Acme, monkeypatch: pytest.MonkeyPatch) -> None:
    """After "On it" nobody waits for ever."""

    async def away(*_: object) -> None:
        raise StoreError("The database cannot be used: disk I/O error.")

    monkeypatch.setattr(acme.run.store.decisions, "settings", away)
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await told(acme.ann, "Something went wrong")
    await acme.eve.command("/imagine-admin", "", acme.general)  # the form
    await told(acme.eve, "Something went wrong")


@pytest.mark.parametrize(("error", "words"), [("file_deleted", "no longer works"), ("internal_error", "again")])
async def test_a_covered_picture_that_cannot_be_shown_is_excused(acme: Acme, error: str, words: str) -> None:
    """Its file is gone, or Slack does not say: whoever presses hears it."""
    await acme.ann.command("/imagine", "the end of the film --spoiler", acme.general)
    message = await acme.drawn(acme.general)
    acme.slack.faults.next("files.info", "error", error, times=9)
    await acme.bob.press(message, "Show the picture")
    await told(acme.bob, words)
    assert acme.bob.modal is None
