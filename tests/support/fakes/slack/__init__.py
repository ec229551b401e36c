"""A small Slack: a real server on this machine that speaks Slack's protocol, checks what it is sent, and can be unkind.

    async with FakeSlack() as slack:
        team = slack.workspace("Acme")
        general = team.channel("general")
        ann = team.person("ann")
        ...                                        # the bot, with base_url=slack.api_url and team.bot_token
        await ann.command("/imagine", "a cat", general)
        general.messages                           # what everybody sees
        ann.private                                # what only Ann sees
        slack.faults.next("chat.postMessage", "reset_after")
        slack.violations                           # what Slack would have refused or frowned upon: must stay empty

Sources of names, shapes and limits: https://docs.slack.dev and the client, slack_sdk 3.47.
"""

from fakes.slack.people import Person
from fakes.slack.server import FakeSlack
from fakes.slack.world import Channel, Clock, File, Message, Workspace

__all__ = ["Channel", "Clock", "FakeSlack", "File", "Message", "Person", "Workspace"]
