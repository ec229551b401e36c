"""App Home: my day, my jobs, my data; for admins the workspace's settings. A page made anew whenever it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot import buttons
from bot.chats.slack import blocks
from bot.chats.slack.words import say
from bot.commands import Cancel, Member, Privacy, Reply
from bot.messages import say as said
from bot.store import Job

OPEN_SETTINGS = "settings"
MOST_JOBS = 20


def view(member: Member, quota: Reply, jobs: Sequence[Job], rules: Reply | None) -> dict[str, Any]:
    """`rules` are the settings, for those who may see them."""
    locale = member.locale
    shown: list[blocks.Block] = [
        *blocks.section(say(locale, "home-how")),
        _header(say(locale, "home-mine")),
        *blocks.section(quota.text),
        *blocks.small(quota.footer),
        _header(say(locale, "home-jobs")),
    ]
    for job in jobs[:MOST_JOBS]:
        shown.append(
            {
                "type": "section",
                "text": blocks.plain(f"{job.id} · {job.prompt}", 300),
                "accessory": blocks.button(said(locale, "cancel"), buttons.press(Cancel(member, job.id)), "danger"),
            }
        )
    if not jobs:
        shown += blocks.section(say(locale, "home-no-jobs"))
    shown += [
        _header(say(locale, "home-privacy")),
        *blocks.section(say(locale, "home-privacy-text")),
        {
            "type": "actions",
            "elements": [
                blocks.button(say(locale, "home-export"), buttons.press(Privacy(member, "export"))),
                blocks.button(
                    say(locale, "home-forget"), buttons.press(Privacy(member, "delete", sure=True)), "danger"
                ) | {"confirm": _confirm(member)},
            ],
        },
    ]  # fmt: skip
    if rules is not None:
        shown += [
            {"type": "divider"},
            _header(say(locale, "home-settings")),
            *blocks.section(rules.text),
            *blocks.rows([blocks.button(say(locale, "settings-open"), OPEN_SETTINGS, "primary")]),
        ]
    return {"type": "home", "blocks": shown[:100]}


def _confirm(member: Member) -> blocks.Block:
    locale = member.locale
    return {
        "title": blocks.plain(say(locale, "home-forget"), 100),
        "text": blocks.plain(say(locale, "home-forget-sure"), 300),
        "confirm": blocks.plain(say(locale, "home-forget"), 30),
        "deny": blocks.plain(say(locale, "form-close"), 30),
        "style": "danger",
    }


def _header(text: str) -> blocks.Block:
    return {"type": "header", "text": blocks.plain(text, 150)}
