"""Where a picture may be shown: hidden and age-restricted channels keep theirs; and what stays of a removed bot."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.discord import FORUM, THREAD, Guild
from fakes.discord.stage import Stage, finished, stage
from fakes.discord.world import PRIVATE_THREAD, bits
from fakes.engine import FakeEngine

from bot.store import Moderator, Store

DAY = 24 * 3600


async def test_what_was_drawn_for_adults_stays_with_them(tmp_path: Path) -> None:
    """From other channels nobody else sees it; its asker does, alone, and cannot post it there."""
    async with stage(tmp_path) as s:
        adults = s.guild.channel("adults", nsfw=True)
        await s.fake.gateway.dispatch("CHANNEL_CREATE", adults.json(), s.guild.id)
        thread = s.guild.channel("a thread", THREAD, adults)
        await s.fake.gateway.dispatch("THREAD_CREATE", thread.json(), s.guild.id)
        await s.drawn(await s.fake.slash(s.ann, thread, "imagine", prompt="a corgi"))
        (job,) = s.jobs()
        await (await s.fake.slash(s.bob, s.general, "again", id=job)).says(f"no request {job} here")
        await (await s.fake.slash(s.bob, adults, "again", id=job)).says("a corgi")
        mine = await (await s.fake.slash(s.ann, s.general, "again", id=f"{job}-3")).says("Picture 3")
        refused = await (await s.fake.press(s.ann, mine, "Post here")).says(
            "only be posted in another age-restricted channel"
        )
        assert (mine.seen_by, refused.seen_by) == (s.ann, s.ann)
        varied = await s.fake.press(s.ann, mine, "Vary a little")
        assert (await varied.says("only be posted in another age-restricted channel")).seen_by is s.ann
        among_them = await (await s.fake.slash(s.ann, adults, "again", id=f"{job}-3")).says("Picture 3")
        assert (await (await s.fake.press(s.ann, among_them, "Post here")).says("made by Ann")).seen_by is None


async def test_a_mash_for_adults_is_edited_among_them(tmp_path: Path) -> None:
    """As a plain grid is: its variation keeps half of a picture."""
    async with stage(tmp_path) as s:
        adults = s.guild.channel("adults", nsfw=True)
        await s.fake.gateway.dispatch("CHANNEL_CREATE", adults.json(), s.guild.id)
        await s.drawn(await s.fake.slash(s.ann, adults, "mash", a="a cat", b="a teapot"))
        (job,) = s.jobs()
        mine = await (await s.fake.slash(s.ann, s.general, "again", id=job)).says("a cat + a teapot")
        form = await s.fake.press(s.ann, mine, "Edit")
        await s.fake.until(lambda: form.modal is not None)
        edited = await s.fake.submit(form, prompt="a cat", mash="a cup", dial="50")
        await edited.says("only be posted in another age-restricted channel")


async def test_a_letter_from_an_age_restricted_channel_is_covered(tmp_path: Path) -> None:
    """Its message is gone, so its asker gets it alone, and nobody who looks over their shoulder."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        adults = s.guild.channel("adults", nsfw=True)
        await s.fake.gateway.dispatch("CHANNEL_CREATE", adults.json(), s.guild.id)
        engine.hold()
        message = await (await s.fake.slash(s.ann, adults, "imagine", prompt="a corgi")).says("corgi")
        assert not message.spoiler
        await s.fake.remove(message)
        engine.release()
        await s.settled("posted")
        (letter,) = [one for one in s.fake.world.messages.values() if finished(one)]
        assert letter.channel.recipients == [s.ann]
        assert letter.spoiler


async def test_a_hidden_channel_keeps_its_pictures(tmp_path: Path) -> None:
    """Who does not see the channel is told that there is no such picture, and of no such channel."""
    async with stage(tmp_path) as s:
        secret = s.guild.channel("a-secret")
        secret.hidden = True
        await s.fake.gateway.dispatch("CHANNEL_CREATE", secret.json(), s.guild.id)
        await s.drawn(await s.fake.slash(s.ann, secret, "imagine", prompt="a corgi"))
        (job,) = s.jobs()
        await (await s.fake.slash(s.bob, s.general, "again", id=job)).says(f"no request {job} here")
        await (await s.fake.slash(s.bob, s.general, "imagine", prompt="a cat")).says("cat")
        other = s.guild.channel("other")
        await s.fake.gateway.dispatch("CHANNEL_CREATE", other.json(), s.guild.id)
        await s.saved(await s.fake.slash(s.mod, s.general, "nonet channel", channel=s.general, on=False))
        refused = await (await s.imagine("six", s.bob)).says("off in this channel")
        assert "#other" in refused.text


@pytest.mark.parametrize("forbidden", ["send_messages", "use_application_commands"])
async def test_a_channel_is_suggested_only_where_its_reader_may_give_commands(tmp_path: Path, forbidden: str) -> None:
    """A read-only channel helps nobody, even if drawing was turned on there by name."""
    async with stage(tmp_path) as s:
        rules, other = (s.guild.channel(name) for name in ("a-rules", "other"))
        rules.forbidden = bits(forbidden)
        for made in (rules, other):
            await s.fake.gateway.dispatch("CHANNEL_CREATE", made.json(), s.guild.id)
        for place, on in ((rules, True), (s.general, False)):
            await (await s.fake.slash(s.mod, s.general, "nonet channel", channel=place, on=on)).shown()
        assert "#other" in (await (await s.imagine("a corgi")).says("off in this channel")).text
        await (await s.fake.slash(s.mod, s.general, "nonet channel", channel=other, on=False)).shown()
        assert "#" not in (await (await s.imagine("a corgi")).says("off in this channel")).text


async def test_a_private_thread_keeps_its_pictures(tmp_path: Path) -> None:
    """Who is in its channel alone is not in it; its asker sees them anywhere, a moderator too, its members in it."""
    async with stage(tmp_path, channel_per_day=2) as s:
        thread, other = (s.guild.channel(name, PRIVATE_THREAD, s.general) for name in ("plans", "others"))
        for made in (thread, other):
            await s.fake.gateway.dispatch("THREAD_CREATE", made.json(), s.guild.id)
        message = await s.drawn(await s.fake.slash(s.ann, thread, "imagine", prompt="our secret"))
        (job,) = s.jobs()
        for place in (s.general, other):
            await (await s.fake.slash(s.bob, place, "again", id=job)).says(f"no request {job} here")
            for press in (f"pick:{job}:3", f"post:{job}:3", f"redo:{job}", f"delete:{job}"):
                forged = await s.fake.press(s.bob, s.fake.write(s.ann, place, ""), "", custom_id=press)
                await forged.says(f"no request {job} here")
        await (await s.fake.slash(s.bob, thread, "again", id=job)).says("our secret")
        await (await s.fake.choose(s.bob, message, "3")).says("Picture 3")
        for user in (s.ann, s.mod):
            await (await s.fake.slash(user, s.general, "again", id=job)).says("our secret")
        await s.drawn(await s.imagine("a cat"))
        await (await s.imagine("a dog", s.bob)).says("2 of 2")  # its channel's day is the thread's, too


async def test_a_group_conversation_shares_its_pictures(tmp_path: Path) -> None:
    """Whoever is in it picks, draws again and posts what another one requested there, each by their own quota."""
    async with stage(tmp_path, member_per_day=1) as s:
        group, other = s.fake.world.group(s.ann, s.bob), s.fake.world.group(s.ann, s.bob)
        message = await s.drawn(await s.fake.slash(s.ann, group, "imagine", prompt="a corgi"))
        (job,) = s.jobs()
        picked = await (await s.fake.choose(s.bob, message, "3")).says("Picture 3")
        assert picked.seen_by is s.bob
        assert (await (await s.fake.press(s.bob, picked, "Post here")).says("made by Ann", "posted by Bob")).attachments
        await (await s.fake.slash(s.bob, group, "again", id=job)).says("a corgi")
        await (await s.fake.press(s.bob, message, "Delete")).says("Only the member who made this request")
        await s.drawn(await s.fake.press(s.bob, message, "Redo"))
        await (await s.fake.press(s.bob, message, "Redo")).says("1 of 1")
        await (await s.fake.slash(s.bob, other, "again", id=job)).says(f"no request {job} here")


async def test_what_a_server_without_the_bot_shows_to_one_member_stays_with_them(tmp_path: Path) -> None:
    """Only the asker saw it, so another member of the same channel does not."""
    async with stage(tmp_path) as s:
        there = s.fake.guild("Elsewhere", installed=False)
        hall = there.channel("hall")
        for user in (s.ann, s.bob):
            there.join(user)
        message = await s.drawn(await s.fake.slash(s.ann, hall, "imagine", prompt="a corgi"))
        assert message.seen_by is s.ann
        (job,) = s.jobs()
        await (await s.fake.slash(s.bob, hall, "again", id=job)).says(f"no request {job} here")
        await (await s.fake.slash(s.ann, hall, "again", id=job)).says("a corgi")


async def test_a_forum_is_drawn_in_by_its_posts(tmp_path: Path) -> None:
    """A post is a thread: its answers are in it, its limits are the forum's."""
    async with stage(tmp_path, channel_per_day=1) as s:
        forum = s.guild.channel("ideas", FORUM)
        await s.fake.gateway.dispatch("CHANNEL_CREATE", forum.json(), s.guild.id)
        first, second = (s.guild.channel(name, THREAD, forum) for name in ("one", "two"))
        assert (await s.drawn(await s.fake.slash(s.ann, first, "imagine", prompt="a corgi"))).channel is first
        await (await s.fake.slash(s.bob, second, "imagine", prompt="a cat")).says("1 of 1")


async def test_a_removed_bot_cancels_what_waits_and_keeps_settings_for_thirty_days(tmp_path: Path) -> None:
    """Asked back within them, all is as it was; after them, nothing is left but sums."""
    async with stage(tmp_path, engine := FakeEngine()) as s:
        await s.drawn(await s.imagine("yesterday"))
        await (await s.fake.slash(s.mod, s.general, "nonet set", setting="member-per-day", value="9")).shown()
        engine.hold()
        await (await s.imagine("a corgi")).says("corgi")
        await s.fake.kick(s.guild)
        await s.settled("cancelled", "posted")
        (cancelled,) = [job for job, state in s.jobs().items() if state == "cancelled"]
        job = await s.store.job(cancelled)
        assert job is not None
        assert (await s.bot.context.allowances(job.member, await s.bot.context.settings(job.member)))[0].used == 1
        s.clock.ahead += 29 * DAY
        await s.store.expire()
        await s.fake.invite(s.guild)
        await noted(s, "back")
        await (await s.fake.slash(s.ann, s.general, "quota")).says("of 9")
        s.clock.ahead += 2 * DAY
        await s.store.expire()
        assert len(s.jobs()) == 2
        await s.kill()
        s.guild.installed = False  # while nobody was there to be told
        await s.begin()
        await noted(s, "removed")
        s.clock.ahead += 31 * DAY
        await s.store.expire()
        assert s.jobs() == {}
        await s.fake.invite(s.guild)
        await (await s.fake.slash(s.ann, s.general, "quota")).says("0 of 5")


async def test_nothing_is_deleted_before_discord_has_said_who_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot was added again while it was offline, and its connection takes longer than the first clean-up waits."""
    monkeypatch.setattr("bot.bot.HEARTBEAT_SECONDS", 0.01)
    async with stage(tmp_path) as s:
        await (await s.fake.slash(s.mod, s.general, "nonet set", setting="member-per-day", value="9")).shown()
        await s.fake.kick(s.guild)
        await noted(s, "removed")
        await s.kill()
        s.guild.installed = True
        s.clock.ahead += 31 * DAY
        s.fake.gateway.refusing = 1000
        await s.begin(wait=False)
        maintenance = asyncio.create_task(s.bot.maintain())
        await asyncio.sleep(0.1)
        s.clock.ahead += 3600
        await asyncio.sleep(0.3)
        s.fake.gateway.refusing = 0
        await s.online()
        await noted(s, "back")
        s.clock.ahead += 3600
        await asyncio.sleep(0.3)
        maintenance.cancel()
        await (await s.fake.slash(s.ann, s.general, "quota")).says("of 9")


async def test_a_process_judges_only_its_own_shards(tmp_path: Path) -> None:
    """Another one has the other servers; that this one does not see them is no removal."""
    async with stage(tmp_path, begin=False) as s:
        s.fake.gateway.shards = 2
        while shard(s.guild) == shard(there := s.fake.guild("There")):
            del s.fake.world.guilds[there.id]
            s.clock.ahead += 0.001
        store = await Store.open(s.url, clock=s.clock)
        for guild in (s.guild, there):
            await store.decisions.change(
                f"discord:{guild.id}", lambda old: replace(old, member_per_day=9), Moderator("1", "Mona")
            )
        await store.close()
        s.guild.installed = False
        s.shard_ids = [shard(s.guild)]
        await s.begin()
        assert [session.shard for session in s.fake.gateway.live] == s.shard_ids
        await noted(s, "removed")
        assert await s.store.communities.known("discord") == {str(s.guild.id): True, str(there.id): False}


def shard(guild: Guild) -> int:
    """Of two."""
    return guild.id >> 22 & 1


async def noted(s: Stage, what: str) -> None:
    """Wait until this is the last that the audit log knows of the server."""
    end = time.monotonic() + 60
    while (await s.store.decisions.audit(f"discord:{s.guild.id}"))[0][0].what != what:
        assert time.monotonic() < end, f"never {what}"
        await asyncio.sleep(0.05)
