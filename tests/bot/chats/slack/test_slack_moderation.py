"""What admins of a workspace have, beside the form: user groups as roles, a log channel, and the truth about rights."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fakes.slack.acme import Acme, acme_at, told
from fakes.slack.running import until

from bot.chats.slack import user_groups
from bot.chats.slack.api import SlackError
from bot.chats.slack.user_groups import AGAIN, UserGroups
from bot.policy.settings import Settings

GROUP = "S012345678"


@pytest.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Acme]:
    async with acme_at(tmp_path) as made:
        made.team.groups[GROUP] = ("designers", {made.ann.id})
        yield made


async def test_a_user_group_is_a_role(acme: Acme) -> None:
    """Named by its handle, it has its own number; Slack is asked only where there are such rules, and not each time."""
    await acme.ann.command("/imagine-quota", "", acme.general)
    await told(acme.ann, "of 5")
    assert not acme.slack.record.calls("usergroups.users.list")
    await acme.eve.command("/imagine-admin", f"settings role-per-day <!subteam^{GROUP}|@designers>=9", acme.general)
    assert f"{GROUP}=9" in (await told(acme.eve, "role-per-day")).text
    for _ in range(2):
        await acme.ann.command("/imagine", "a corgi", acme.general)
    assert "of 9" in (await acme.drawn(acme.general)).text
    second = await acme.drawn(acme.general, 2)
    await acme.ann.press(second, "Edit")
    await until(lambda: acme.ann.modal, what="a form")
    await acme.ann.submit({"prompt": "a red corgi", "no": ""})
    assert "6 of 9" in (await acme.drawn(acme.general, 3)).text
    await acme.bob.command("/imagine-quota", "", acme.general)
    await told(acme.bob, "of 5")
    await acme.eve.command("/imagine-admin", f"why <@{acme.ann.id}|ann> <#{acme.general.id}|general>", acme.general)
    assert f"from the role {GROUP}" in (await told(acme.eve, "of 9")).text
    assert len(acme.slack.record.calls("usergroups.users.list")) == 1
    await acme.eve.command("/imagine-admin", "settings role-per-day @painters=9", acme.general)
    assert "@painters" in (await told(acme.eve, "user group")).text


async def test_what_may_not_be_read_is_said_to_admins(acme: Acme, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scope that is missing, by its name, where the settings are; members have what everybody has."""
    acme.team.scopes -= {"usergroups:read"}
    await acme.eve.command("/imagine-admin", "settings role-per-day @designers=9", acme.general)
    await told(acme.eve, "I am not allowed to read user groups here. Nothing was saved. Add the scope usergroups:read")
    acme.team.scopes |= {"usergroups:read"}
    await acme.eve.command("/imagine-admin", f"settings role-per-day {GROUP}=9", acme.general)
    await told(acme.eve, f"{GROUP}=9")
    monkeypatch.setattr(user_groups, "CACHE_SECONDS", 0.0)
    acme.team.scopes -= {"usergroups:read"}
    await acme.eve.command("/imagine-admin", "settings", acme.general)
    await told(acme.eve, "no effect")
    await acme.ann.command("/imagine-quota", "", acme.general)
    await told(acme.ann, "of 5")
    await acme.eve.opens_home()
    home = str(await until(lambda: acme.eve.home, what="a home"))
    assert "usergroups:read" in home
    assert "no effect" in home
    assert "I need the scopes" not in home, "it is optional: only these rules need it"
    await acme.ann.opens_home()
    assert "usergroups:read" not in str(await until(lambda: acme.ann.home, what="a home"))


async def test_changes_are_told_in_the_log_channel(acme: Acme) -> None:
    """What, old, new, who; by its mention or its name. Refused ones are not; where nobody can write, that is said."""
    log, secret = acme.team.new_channel("mod-log"), acme.team.new_channel("secret", bot=False)
    await acme.eve.command("/imagine-admin", f"settings log-channel <#{log.id}|mod-log>", acme.general)
    await until(lambda: log.posted, what="the change itself")
    await acme.bob.command("/imagine-admin", "settings member-per-day 7", acme.general)
    await told(acme.bob)
    await acme.eve.command("/imagine-admin", "settings log-channel #mod-log", acme.general)
    await acme.eve.command("/imagine-admin", "", acme.general)
    await until(lambda: acme.eve.modal, what="a form")
    await acme.eve.submit({"member-per-day": "7"})
    await until(lambda: "5 → 7" in str(acme.eve.modal), what="what came of it")
    newest = (await until(lambda: [said for said in log.posted if "member-per-day" in said.text]))[-1]
    assert "eve" in newest.text
    assert "5" in newest.text
    assert "7" in newest.text
    assert "bob" not in str([said.text for said in log.posted])
    await acme.eve.command("/imagine-admin", f"settings log-channel <#{secret.id}|secret>", acme.general)
    await told(acme.eve, "Nothing was saved")
    assert "/invite" in acme.eve.private[-1].text
    assert secret.id not in str([said.text for said in log.posted])


async def test_a_form_whose_saving_takes_long_is_acknowledged_in_time(acme: Acme) -> None:
    """Slack gives three seconds: the form says to wait, and then what came of it."""
    await acme.eve.command("/imagine-admin", "", acme.general)
    await until(lambda: acme.eve.modal, what="a form")
    acme.slack.faults.next("usergroups.list", "slow", 2.5)
    sent = await acme.eve.submit({"role-per-day": "designers=9"})
    assert sent.seconds is not None
    assert "One moment" in str(sent.said["view"])
    await until(lambda: f"{GROUP}=9" in str(acme.eve.modal), what="what came of it")


async def test_a_name_that_nobody_chose_is_nobody(acme: Acme) -> None:
    """Typed out, Slack makes no mention of it: nothing is done, and nothing is said to be."""
    for text in ("timeout bob 60", "grant @bob 5"):
        await acme.eve.command("/imagine-admin", text, acme.general)
        await told(acme.eve, "I do not know who")
        acme.eve.private.clear()
    await acme.eve.command("/imagine-admin", "channel off #general", acme.general)
    await told(acme.eve, "I do not know the channel")
    entries, _ = await acme.run.store.decisions.audit(f"slack:{acme.team.id}")
    assert entries == []


async def test_an_admin_of_another_workspace_is_none_here(acme: Acme) -> None:
    """In a channel that two workspaces share, their people are seen, and their rights stay at home."""
    other = acme.slack.workspace("Other")
    mallory = acme.slack.person(other, "mallory", admin=True)
    acme.team.users[mallory.id] = mallory.user
    mallory.team = acme.team
    await mallory.command("/imagine-admin", "settings member-per-day 99", acme.general)
    await told(mallory, "moderator")
    await acme.ann.command("/imagine-quota", "", acme.general)
    await told(acme.ann, "of 5")


async def test_a_report_comes_as_a_picture_and_as_csv(acme: Acme) -> None:
    """Privately, and its files in the direct messages; the line and the audit log are private, too."""
    await acme.ann.command("/imagine", "a corgi", acme.general)
    await acme.drawn(acme.general)
    await acme.eve.command("/imagine-admin", "report 7d", acme.general)
    assert (await told(acme.eve, "1")).pictures
    names = [file.name for said in acme.eve.im.posted for file in said.files]
    assert any(name.endswith(".csv") for name in names)
    await acme.eve.command("/imagine-admin", "line", acme.general)
    await acme.eve.command("/imagine-admin", "audit", acme.general)
    await until(lambda: len(acme.eve.private) >= 3, what="line and audit")
    assert len(acme.general.posted) == 1


async def test_a_slack_that_does_not_say_is_not_asked_by_everybody() -> None:
    """Who asks in the next half minute has the roles that were known; then Slack is asked once more."""
    now, calls = [1000.0], list[str]()

    class Silent:
        async def call(self, team: str, method: str, **_: object) -> dict[str, object]:
            calls.append(method)
            if len(calls) == 1:
                return {"users": ["U1"]}
            raise SlackError("Slack did not answer.")

    groups, rules = UserGroups(Silent(), lambda: now[0]), Settings(role_per_day={GROUP: 9})  # type: ignore[arg-type]
    for later, asked in ((0, 1), (400, 2), (AGAIN - 1, 2), (2, 3)):
        now[0] += later
        assert await groups.roles("T1", "U1", rules) == {GROUP}
        assert len(calls) == asked
