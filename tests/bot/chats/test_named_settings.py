"""A setting that names a role or a channel: checked where it is saved, kept by id, shown by its name of today."""

from __future__ import annotations

from pathlib import Path

from browser import chat, visitor
from fakes.discord.stage import Stage, stage
from fakes.engine import FakeEngine
from fakes.slack.acme import acme_at, told
from fakes.slack.running import until


async def told_of(s: Stage, event: str, payload: object) -> None:
    await s.fake.gateway.dispatch(event, payload, s.guild.id)


async def test_discord_checks_roles_and_the_log_channel(tmp_path: Path) -> None:
    """By id, mention or name; a new name changes nothing; what is gone or closed is said on the setup page."""
    async with stage(tmp_path) as s:
        key = f"discord:{s.guild.id}"

        async def set_to(setting: str, value: str, *answer: str) -> None:
            await (await s.fake.slash(s.mod, s.general, "nonet set", setting=setting, value=value)).says(*answer)

        log, role = s.guild.channel("mod-log"), s.guild.role("Pixel Artists")
        await told_of(s, "CHANNEL_CREATE", log.json())
        await told_of(s, "GUILD_ROLE_CREATE", {"role": role.json(), "guild_id": str(s.guild.id)})
        await set_to("role-per-day", "<@&123>=10", "There is no role", "Nothing was saved")
        await set_to("role-weight", "@nobody=2", "There is no role nobody", "Nothing was saved")
        await set_to("log-channel", "nowhere", "There is no channel #nowhere")
        log.denied = -1
        await told_of(s, "CHANNEL_UPDATE", log.json())
        await set_to("log-channel", "#mod-log", "I cannot post in #mod-log", "Nothing was saved")
        assert (await s.store.decisions.settings(key)).log_channel == ""
        log.denied = 0
        await told_of(s, "CHANNEL_UPDATE", log.json())
        await set_to("log-channel", "#mod-log", "log-channel: #mod-log")
        await set_to("role-per-day", "@pixel artists=10", "@Pixel Artists=10")
        saved = await s.store.decisions.settings(key)
        assert (saved.log_channel, saved.role_per_day) == (str(log.id), {str(role.id): 10})
        log.name, role.name = "audit-log", "Painters"
        await told_of(s, "CHANNEL_UPDATE", log.json())
        await told_of(s, "GUILD_ROLE_UPDATE", {"role": role.json(), "guild_id": str(s.guild.id)})
        page = await (await s.fake.slash(s.mod, s.general, "nonet setup")).says("#audit-log", "@Painters=10")
        form = await s.fake.choose(s.mod, page, "role-per-day")
        await s.fake.until(lambda: form.modal is not None)
        await (await s.fake.submit(form)).says("Nothing was changed")
        await told_of(s, "GUILD_ROLE_DELETE", {"role_id": str(role.id), "guild_id": str(s.guild.id)})
        log.denied = -1
        await told_of(s, "CHANNEL_UPDATE", log.json())
        await (await s.fake.slash(s.mod, s.general, "nonet setup")).says(
            "no longer exists", "Changes are not announced: I cannot post in #audit-log"
        )
        await set_to("role-per-day", f"{role.id}=", "none")  # what is gone can be taken away


async def test_slack_checks_user_groups_and_the_log_channel(tmp_path: Path) -> None:
    """A group's id is looked up, too; whether the app may post there is tried, where the moderator alone sees it."""
    async with acme_at(tmp_path) as acme:
        acme.team.groups["S0000GRP1"] = ("designers", {acme.ann.id})
        acme.team.scopes |= {"channels:read"}
        log = acme.team.new_channel("mod-log")

        async def said(text: str, answer: str) -> None:
            await acme.eve.command("/imagine-admin", f"settings {text}", acme.general)
            await told(acme.eve, answer)

        await said("role-per-day S0000GRP9=5", "There is no user group S0000GRP9")
        await said("log-channel C0NOWHERE0", "I cannot post in")
        await acme.eve.command("/imagine-admin", "channel off C0NOWHERE0", acme.general)
        await told(acme.eve, "I do not know the channel C0NOWHERE0")
        await said("role-per-day S0000GRP1=5", "S0000GRP1=5")
        await said(f"log-channel <#{log.id}|mod-log>", f"log-channel: {log.id}")
        assert [one.text for one in acme.eve.private if "posts in this channel" in one.text]
        await until(lambda: log.posted, what="the change")
        assert not [one for one in log.posted if "posts in this channel" in one.text]
        log.name = "audit-log"
        await said("log-channel", "log-channel: #audit-log")
        del acme.team.channels[log.id]
        await acme.eve.command("/imagine-admin", "settings log-channel", acme.general)
        await told(acme.eve, "Changes are not announced")


async def test_the_page_has_channels_and_no_roles(tmp_path: Path) -> None:
    async with chat(tmp_path, FakeEngine()) as here, visitor(here) as ann:
        for typed, answer in (
            ("role-per-day <@&123>=10", "There is no role"), ("role-weight x=2", "There is no role x here"),
            ("log-channel nowhere", "There is no channel"), ("log-channel #moderators", "log-channel: moderators"),
        ):  # fmt: skip
            assert answer in (await ann.until(await ann.say(f"/settings {typed}"), "note"))["text"]
        assert not (await here.store.decisions.settings("web:here")).role_per_day
