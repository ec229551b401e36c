"""App Home: a member's quota, jobs and data; for admins also the settings. It is rendered whenever it is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.bot import Bot
from bot.chats.slack import blocks
from bot.chats.slack.identity import PLATFORM, SlackMembers
from bot.chats.slack.message import Wire
from bot.chats.slack.middleware import Middleware
from bot.commands import Platform, platform_of
from bot.context import community_key
from bot.handlers.community_settings import ShowSettings
from bot.handlers.members import Quota
from bot.input import buttons
from bot.member import Member
from bot.records import Job
from bot.replies.messages import say
from bot.reply import Reply

OPEN_SETTINGS, OPEN_FORM = "settings", "draw"
MAX_JOBS = 20


class Home:
    def __init__(self, bot: Bot, wire: Wire, middleware: Middleware, people: SlackMembers) -> None:
        self._bot = bot
        self._wire = wire
        self._middleware = middleware
        self._people = people

    async def opened(self, body: Mapping[str, Any], team: str) -> None:
        """Somebody opened the app's page."""
        event = body["event"]
        if event.get("tab") == "home":
            await self.publish(
                await self._people.member(team, str(event["user"]), str(event.get("channel", "")), fresh=True)
            )

    async def publish(self, member: Member) -> None:
        """Renders and publishes this member's page. Raises SlackError."""
        quota = (await self._middleware.collect(Quota(member)))[-1]
        jobs = await self._bot.records.unfinished(community_key(member), member.user)
        rules = await self._middleware.collect(ShowSettings(member)) if member.moderator else []
        page = view(member, quota, jobs, [reply.text for reply in rules], platform_of(self._bot.commands, PLATFORM))
        await self._wire.api.call(member.community, "views.publish", patience=5, user_id=member.user, view=page)


def view(member: Member, quota: Reply, jobs: Sequence[Job], rules: Sequence[str], platform: Platform) -> dict[str, Any]:
    """Args: rules: the settings, and notes for those who may change them; empty for everybody else."""
    locale = member.locale
    shown: list[blocks.Block] = [
        *blocks.section(say(locale, "slack-begin", platform)),
        *blocks.rows([blocks.button(say(locale, "slack-home-draw"), OPEN_FORM, "primary")]),
        _header(say(locale, "slack-home-mine")),
        *blocks.section(quota.text),
        *blocks.small(quota.footer),
        _header(say(locale, "slack-home-jobs")),
    ]
    for job in jobs[:MAX_JOBS]:
        shown.append(
            {
                "type": "section",
                "text": blocks.plain(f"{job.id} · {job.words}", 300),
                "accessory": blocks.button(say(locale, "cancel"), buttons.press("cancel", job.id), "danger"),
            }
        )
    if not jobs:
        shown += blocks.section(say(locale, "slack-home-no-jobs"))
    shown += [
        _header(say(locale, "slack-home-privacy")),
        *blocks.section(say(locale, "slack-home-privacy-text")),
        {
            "type": "actions",
            "elements": [
                blocks.button(say(locale, "slack-home-export"), buttons.press("export")),
                blocks.button(
                    say(locale, "slack-home-forget"), buttons.press("forget"), "danger"
                ) | {"confirm": _confirm(member)},
            ],
        },
    ]  # fmt: skip
    if rules:
        shown += [
            {"type": "divider"},
            _header(say(locale, "slack-home-settings")),
            *[block for text in rules for block in blocks.section(text)],
            *blocks.rows([blocks.button(say(locale, "slack-settings-open"), OPEN_SETTINGS, "primary")]),
        ]
    return {"type": "home", "blocks": shown[:100]}


def _confirm(member: Member) -> blocks.Block:
    locale = member.locale
    return {
        "title": blocks.plain(say(locale, "slack-home-forget"), 100),
        "text": blocks.plain(say(locale, "slack-home-forget-sure"), 300),
        "confirm": blocks.plain(say(locale, "slack-home-forget"), 30),
        "deny": blocks.plain(say(locale, "slack-form-close"), 30),
        "style": "danger",
    }


def _header(text: str) -> blocks.Block:
    return {"type": "header", "text": blocks.plain(text, 150)}
