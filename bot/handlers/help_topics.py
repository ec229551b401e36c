"""The manual: what can be asked, all on one page, and one topic at a time."""

from __future__ import annotations

from bot.commands import Help, Reply
from bot.input.text_args import close
from bot.replies.messages import say

TOPICS = ("imagine", "quota", "pick", "again", "cancel", "redo", "delete", "privacy")
MODERATORS_TOPICS = (
    "settings", "undo", "audit", "block", "channel", "timeout", "grant", "why", "line", "report"
)  # fmt: skip
SAME = {"post": "pick", "retry": "redo", "lift": "timeout", "cancel-all": "line", "moderators": "settings"}
"""Topics that are told under another one's name."""


def answer(command: Help) -> Reply:
    member, locale, platform = command.member, command.member.locale, command.member.platform
    topics = TOPICS + (MODERATORS_TOPICS if member.moderator else ())
    topic = SAME.get(command.topic, command.topic)
    if topic in topics:
        return Reply(say(locale, f"help-{topic}", platform), private=True)
    lines = [say(locale, "help", platform)]
    if member.moderator:
        lines.append(say(locale, "help-moderators", platform))
    lines.append(say(locale, "help-topics", platform, topics=topics))
    if topic:
        guess = close(topic, topics)
        lines.insert(0, say(locale, "no-such-topic", topic=topic))
        if guess:
            lines[0] += " " + say(locale, "did-you-mean", closest=guess)
    return Reply("\n".join(lines), private=True)
