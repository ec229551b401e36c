"""Messages that are to go: all of them go, whatever one of them, or one workspace, does."""

from __future__ import annotations

from pathlib import Path

from fakes.engine import FakeEngine
from fakes.slack import FakeSlack
from fakes.slack.acme import acme_at, finished, told
from fakes.slack.running import running, until
from test_slack_install import install, more

from bot.chats.common.deliveries import DeliveryTimes

SOON = DeliveryTimes(poll=0.2)


async def test_a_workspace_whose_token_works_no_more_holds_up_no_other(tmp_path: Path) -> None:
    """It cannot be exchanged, for days; the others' deletions are done, and its own once it can."""
    async with FakeSlack() as slack:
        slack.rotation = True
        acme, beta = slack.workspace("Acme"), slack.workspace("Beta")
        async with running(slack, None, FakeEngine(0.1), tmp_path, mode="http", more=more(slack), times=SOON) as run:
            people, messages = {}, {}
            for team in (acme, beta):
                await install(slack, run, team)
                channel, people[team.id] = team.new_channel("general"), slack.person(team, "ann")
                await people[team.id].command("/imagine", "a corgi", channel)
                await until(lambda channel=channel: [said for said in channel.posted if finished(said)])
                messages[team.id] = channel.posted[0]
            slack.faults.next("oauth.v2.access", "error", "invalid_refresh_token", times=10_000)
            acme.expires = slack.clock() - 1
            for team in (acme, beta):
                await people[team.id].press(messages[team.id], "Delete")
                await told(people[team.id], "deleted")
            await until(lambda: messages[beta.id].channel.deleted, what="Beta's is taken away")
            assert not messages[acme.id].channel.deleted
            slack.faults.clear()
            await until(lambda: messages[acme.id].channel.deleted, what="so is Acme's")
        assert slack.violations == []


async def test_a_message_that_does_not_go_holds_up_no_other(tmp_path: Path) -> None:
    """Slack breaks over the first; the second goes, and the first when Slack is well again. Both are told at once."""
    async with acme_at(tmp_path, times=SOON) as acme:
        await acme.ann.command("/imagine", "a corgi", acme.general)
        first = await acme.drawn(acme.general)
        await acme.ann.command("/imagine", "a cat", acme.general)
        second = await acme.drawn(acme.general, 2)
        acme.slack.faults.next(
            "chat.delete", "error", "internal_error", times=100, when=lambda args: args["ts"] == first.ts
        )
        await acme.ann.press(first, "Delete")
        await until(lambda: acme.slack.faults.struck, what="Slack breaks")
        await acme.ann.press(second, "Delete")
        await until(lambda: len([said for said in acme.ann.private if "deleted" in said.text]) == 2, what="told")
        await until(lambda: acme.general.deleted == [second], what="the second is taken away")
        acme.slack.faults.clear()
        await until(lambda: acme.general.deleted == [second, first], what="so is the first")

        async def none_due() -> bool:
            return not await acme.run.store.removals("slack")

        await until(none_due)
