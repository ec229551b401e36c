"""Slack's requests over HTTP: what is not signed by Slack, now and once, or cannot be read, reaches nobody."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fakes.slack.acme import Acme, acme_at
from fakes.slack.delivery import signed
from fakes.slack.running import until

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Acme]:
    async with acme_at(tmp_path, "http") as made:
        yield made


def typed(acme: Acme) -> bytes:
    """A slash command's body."""
    fields = {
        "team_id": acme.team.id, "channel_id": acme.general.id, "user_id": acme.ann.id, "user_name": "ann",
        "command": "/imagine", "text": "a corgi", "trigger_id": acme.slack.new_trigger(acme.ann.id),
        "response_url": acme.slack.new_response_url(acme.team, acme.general.id, acme.ann.id),
    }  # fmt: skip
    return urlencode(fields).encode()


async def test_only_a_fresh_signature_of_slacks_opens(acme: Acme) -> None:
    """Missing, wrong, upper case, of another body, more than five minutes off either way, no number: 401 for each."""
    body, now = typed(acme), int(acme.slack.clock())
    good = signed(acme.slack.signing, str(now), body)
    wrong = [
        (str(now), ""),
        ("", good),
        (str(now), "v0=" + "0" * 64),
        (str(now), good.upper()),
        (str(now), signed("another secret", str(now), body)),
        (str(now), signed(acme.slack.signing, str(now), body + b"x")),
        (str(now), "é"),
        *((str(stamp), signed(acme.slack.signing, str(stamp), body)) for stamp in (now - 302, now + 302)),
        *((stamp, signed(acme.slack.signing, stamp, body)) for stamp in ("soon", "-1", "1e9", "9" * 30, "٣")),
    ]
    for stamp, signature in wrong:
        status, _ = await acme.slack.doors.send(body, FORM, stamp=stamp, signature=signature)
        assert status == 401, (stamp, signature)
    assert acme.general.posted == []
    old = str(now - 298)
    status, _ = await acme.slack.doors.send(body, FORM, stamp=old, signature=signed(acme.slack.signing, old, body))
    assert status == 200
    await acme.drawn(acme.general)


async def test_a_replayed_request_does_nothing(acme: Acme) -> None:
    body, stamp = typed(acme), str(int(acme.slack.clock()))
    signature = signed(acme.slack.signing, stamp, body)
    answers = [await acme.slack.doors.send(body, FORM, stamp=stamp, signature=signature) for _ in range(3)]
    assert [status for status, _ in answers] == [200, 200, 200]
    assert [text for _, text in answers][1:] == ["", ""]
    await acme.drawn(acme.general)
    assert len(acme.general.posted) == 1


async def test_what_cannot_be_read_is_refused(acme: Acme) -> None:
    """Also where it is signed; nothing breaks, and the next request is heard."""
    broken = [
        (b'{"type": "event_callback", "event"', JSON),
        (b"[" * 100_000, JSON),
        (b"[]", JSON),
        (b"\xff\xfe", JSON),
        (b"", FORM),
        (b"payload=%7B%22type%22", FORM),
        (b"payload=7", FORM),
        (b"nothing=here", FORM),
    ]
    for body, headers in broken:
        status, _ = await acme.slack.doors.send(body, headers)
        assert status in (400, 401), body[:20]
    status, _ = await acme.slack.doors.send(b"text=" + b"x" * 2**21, FORM)
    assert status == 413
    limited = {"type": "app_rate_limited", "team_id": acme.team.id, "minute_rate_limited": 1, "api_app_id": "A1"}
    assert (await acme.slack.doors.send(json.dumps(limited).encode(), JSON))[0] == 200
    for payload in ({}, {"type": "block_actions"}, {"type": "event_callback", "team_id": acme.team.id, "event": {}}):
        status, _ = await acme.slack.doors.send(json.dumps(payload).encode(), JSON)
        assert status < 500, payload
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await acme.drawn(acme.general)


async def test_a_body_that_ends_too_early_harms_nobody(acme: Acme) -> None:
    host, port = acme.run.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: here\r\nContent-Length: 500\r\n\r\npayload=")
    await writer.drain()
    writer.write_eof()
    assert b" 200 " not in await reader.read()
    writer.close()
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await acme.drawn(acme.general)


async def test_slack_may_ask_whose_address_this_is(acme: Acme) -> None:
    """url_verification, signed: the challenge comes back."""
    body = json.dumps({"type": "url_verification", "challenge": "c4"}).encode()
    status, text = await acme.slack.doors.send(body, JSON)
    assert (status, json.loads(text)) == (200, {"challenge": "c4"})


async def test_an_event_again_over_http_is_no_second_job(acme: Acme) -> None:
    """X-Slack-Retry-Num says that it is the same; the event's id says so, too."""
    delivery = await acme.ann.mentions("imagine a corgi", acme.general)
    assert delivery
    for attempt in (1, 2, 3):
        again = await acme.slack.again(delivery, attempt=attempt)
        assert again.status == 200
    await acme.drawn(acme.general)
    await until(lambda: len(acme.engine.asked) == 1)
    assert len(acme.general.posted) == 1
