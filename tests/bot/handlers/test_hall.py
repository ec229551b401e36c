"""The hall of fame, as the bot decides it; how each chat posts there is tested with the chats."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from scene import ANN, BOB, FAR, MAY, Scene, opened
from test_sharing import Channels

from bot.directory import Destination
from bot.errors import Closed, Mistake
from bot.handlers.gallery import Delete, Pick, Post
from bot.handlers.hall import Vote
from bot.handlers.sharing import Withdraw
from bot.member import Member
from bot.reply import Reply


class Places(Channels):
    """With a hall of fame in which members cannot write. Args: closed: why nothing is posted there."""

    closed: Closed | Mistake | None = None

    async def destination(self, member: Member, channel: str, drawn_at: str, *, chosen: bool = False) -> Destination:
        if not chosen:
            return await super().destination(member, channel, drawn_at)
        if self.closed:
            raise self.closed
        return Destination(channel, f"#{channel}", f"in {channel}")


VOTERS = [replace(BOB, user=name, name=name.title()) for name in ("bob", "cid", "dee", "eve", "fay")]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as one:
        await with_hall(one)
        yield one


async def with_hall(scene: Scene, votes: int = 5) -> Places:
    places = Places()
    scene.bot.directories["web"] = places  # type: ignore[assignment]
    for line in ("hall-channel hall", f"hall-votes {votes}", "log-channel mods"):
        assert "Nothing was saved" not in (await scene.line(MAY, f"/settings {line}")).text
    return places


async def voted(scene: Scene, job: str, *voters: Member, tile: int = 7) -> list[Reply]:
    return [await scene.last(Vote(member, job, tile)) for member in voters]


async def entered(scene: Scene, reply: Reply) -> str:
    """The chat has posted it: the id of the post."""
    assert reply.post is not None, reply.text
    assert await scene.bot.shared("web", reply.post.reply, f"message {reply.post.reply.share}")
    return reply.post.reply.share


async def test_the_fifth_vote_posts_the_tile_once(scene: Scene) -> None:
    """With its maker, alt text and spoiler; the maker's own vote does not count, and a sixth posts nothing."""
    grid = await scene.grid(prompt="a fox", spoiler=True, seed=5)
    own = await scene.last(Vote(ANN, grid.job, 7))
    assert own.text == "This is your own picture. Only votes of other members count."
    replies = await voted(scene, grid.job, *VOTERS)
    assert [reply.post is None for reply in replies] == [True] * 4 + [False]
    assert replies[3].text == f"You voted for {grid.job}-7. It has 4 votes."
    assert replies[4].text == f"You voted for {grid.job}-7. It has 5 votes. That was enough for the hall of fame."
    there = replies[4].post
    assert there is not None
    assert there.address == "in hall"
    post = there.reply
    assert (post.private, post.text, post.footer) == (False, "▲ “a fox” made by Ann", f"{grid.job}-7 · seed 5")
    assert post.picture is not None
    assert (post.picture.spoiler, post.picture.alt[:16]) == (True, "Picture 7 of 9 o")
    assert [button.label for button in post.buttons] == ["Show grid", "Withdraw", "▲ Vote (5)"]
    assert post.own_to == ("ann",)
    await entered(scene, replies[4])
    (sixth,) = await voted(scene, grid.job, MAY)
    assert (sixth.post, sixth.text) == (None, f"You voted for {grid.job}-7. It has 6 votes.")
    (kept,) = await scene.store.shares.of(grid.job)
    assert (kept.channel, kept.user, kept.posted) == ("hall", "ann", True)


async def test_a_vote_is_one_and_can_be_taken_back(scene: Scene) -> None:
    """Each tile has its own; the button says the other thing, and a picked tile has it with the count."""
    grid = await scene.grid()
    first, again = await voted(scene, grid.job, BOB, BOB)
    assert again.text == first.text == f"You voted for {grid.job}-7. It has 1 vote."
    assert [button.label for button in (await scene.last(Pick(BOB, grid.job, 7))).buttons][-3] == "▲ Take back my vote"
    assert (await scene.last(Pick(MAY, grid.job, 7))).buttons[-3].label == "▲ Vote (1)"
    assert (await scene.last(Pick(MAY, grid.job, 6))).buttons[-3].label == "▲ Vote"
    assert not any("▲" in button.label for button in (await scene.last(Pick(ANN, grid.job, 7))).buttons)
    back = await scene.press(BOB, first, "▲ Take back my vote")
    assert back.text == f"You have no vote for {grid.job}-7 any more. It has no votes."
    assert (await scene.last(Vote(BOB, grid.job, 7, "off"))).text == back.text
    assert (await scene.press(BOB, back, "▲ Vote")).text == first.text


async def test_votes_at_the_same_moment_post_once(scene: Scene) -> None:
    """All of them are counted."""
    grid = await scene.grid()
    replies = await asyncio.gather(*(scene.last(Vote(member, grid.job, 7)) for member in (*VOTERS, MAY)))
    assert sum(reply.post is not None for reply in replies) == 1
    assert (await scene.store.votes.tally(MAY, grid.job, 7)).count == 6


async def test_what_died_between_the_vote_and_the_post_is_posted_later(tmp_path: Path) -> None:
    """Killed before the post was begun: by the next press. Killed after: once the chat saw that it is not there."""
    async with opened(tmp_path) as scene:
        await with_hall(scene, votes=1)
        grid = await scene.grid()
        job = await scene.store.job(grid.job)
        assert job is not None
        await scene.store.votes.give(BOB, job, 7)
    async with opened(tmp_path) as scene:
        await with_hall(scene, votes=1)
        (again,) = await voted(scene, grid.job, BOB)  # killed while the chat posts it
        assert again.post is not None
    async with opened(tmp_path) as scene:
        await with_hall(scene, votes=1)
        (meanwhile,) = await voted(scene, grid.job, MAY)
        assert meanwhile.post is None
        (begun,) = await scene.store.shares.unsettled("web", scene.clock() + 1)
        await scene.bot.records.settled(begun, "")
        (later,) = await voted(scene, grid.job, MAY)
        await entered(scene, later)


async def test_a_channel_that_is_closed_costs_nobody_a_vote(scene: Scene) -> None:
    """Moderators hear of it once; it is tried again with each vote."""
    grid = await scene.grid()
    places = await with_hall(scene, votes=4)
    places.closed = Mistake("share-lacking", channel="hall", missing="Attach Files")
    *_, fourth, fifth = await voted(scene, grid.job, *VOTERS)
    assert (fourth.post, fourth.text) == (None, f"You voted for {grid.job}-7. It has 4 votes.")
    assert fourth.announce is not None
    assert fourth.announce.channels == ("mods",)
    assert fourth.announce.text.startswith(f"{grid.job}-7 has enough votes for the hall of fame, but I could not post")
    assert (fifth.post, fifth.announce) == (None, None)
    places.closed = None
    (sixth,) = await voted(scene, grid.job, MAY)
    assert sixth.post is not None
    assert sixth.post.refused is not None
    await scene.bot.unshared(sixth.post.reply)  # the platform refuses it after all
    said = await sixth.post.refused()
    assert (said.text, said.announce) == (f"You voted for {grid.job}-7. It has 6 votes.", None)
    (again,) = await voted(scene, grid.job, MAY)
    await entered(scene, again)


async def test_what_is_withdrawn_leaves_the_hall_for_good(scene: Scene) -> None:
    """By its maker or a moderator, who is announced; not by who voted. Its votes are gone, also from the top."""
    await with_hall(scene, votes=1)
    by_maker, by_moderator = await scene.grid(), await scene.grid()
    for grid, member in ((by_maker, ANN), (by_moderator, MAY)):
        (reply,) = await voted(scene, grid.job, BOB)
        share = await entered(scene, reply)
        refused = await scene.last(Withdraw(BOB, grid.job, share))
        assert refused.text.startswith("You cannot withdraw this.")
        gone = await scene.last(Withdraw(member, grid.job, share))
        assert gone.text == f"1 post of {grid.job} was withdrawn."
        assert (gone.announce is not None) == (member == MAY)
        (again,) = await voted(scene, grid.job, BOB)
        assert again.text.startswith("This picture was withdrawn from the hall of fame")
        (other,) = await voted(scene, grid.job, BOB, tile=6)
        assert other.post is not None
    assert all(one.address.startswith("message ") for one in await scene.store.removals("web"))
    top = await scene.line(BOB, "/top week")
    assert {entry.id[-2:] for entry in top.sheet} == {"-6"}


async def test_votes_go_with_their_grid_and_their_member(scene: Scene) -> None:
    """The message, too; an export has them."""
    await with_hall(scene, votes=2)
    grid, other = await scene.grid(), await scene.grid(BOB)
    *_, last = await voted(scene, grid.job, BOB, MAY)
    share = await entered(scene, last)
    await voted(scene, other.job, MAY)
    exported = (await scene.store.export("web", "may"))["votes"]
    assert [(one["job"], one["tile"]) for one in exported] == [(grid.job, 7), (other.job, 7)]  # type: ignore[attr-defined]
    await scene.last(Delete(ANN, grid.job))
    assert f"message {share}" in [one.address for one in await scene.store.removals("web")]
    assert (await scene.store.votes.tally(MAY, grid.job, 7)).count == 0
    await scene.store.forget("web", "may")
    assert (await scene.store.votes.tally(MAY, other.job, 7)).count == 0
    assert (await scene.store.export("web", "may"))["votes"] == []


async def test_only_who_may_see_it_and_may_take_part_votes(scene: Scene) -> None:
    """Where it was drawn, or where it is posted; not if it is blocked by now, or if the member is timed out."""
    grid = await scene.grid(prompt="a rude cat")
    away = replace(BOB, channel="memes", channel_name="memes")
    hidden = f"There is no request {grid.job} here. Check its id."
    assert [reply.text for reply in await voted(scene, grid.job, away, FAR)] == [hidden, hidden]
    post = await scene.last(Post(BOB, grid.job, 7, "d1"))
    await scene.bot.shared("web", post, "there")
    assert post.buttons[-1].label == "▲ Vote"
    elsewhere = replace(BOB, user="gus", channel="memes", channels={"general": "general"})
    assert (await scene.press(elsewhere, post, "▲ Vote")).text == f"You voted for {grid.job}-7. It has 1 vote."
    assert (await voted(scene, grid.job, away, tile=9))[0].text == hidden
    assert "choose" in (await voted(scene, grid.job, BOB, tile=10))[0].text.lower()
    await scene.line(MAY, "/timeout bob 30")
    assert (await voted(scene, grid.job, BOB))[0].text.startswith("You are timed out")
    await scene.saved(MAY, "/block add polite: rude")
    assert "“polite”" in (await voted(scene, grid.job, VOTERS[1]))[0].text
    assert (await scene.store.votes.tally(BOB, grid.job, 7)).count == 1


async def test_without_a_hall_nobody_votes(scene: Scene) -> None:
    """No channel, or switched off: no buttons, and an old one is answered."""
    grid = await scene.grid()
    off = "Moderators switched the hall of fame off here."
    unset = "There is no hall of fame here. Moderators can choose a channel for it."
    for line, says in (("hall off #general", off), ("hall off", off), ("hall-channel none", unset)):
        await scene.line(MAY, f"/settings {line}")
        assert (await voted(scene, grid.job, BOB))[0].text == says
        assert (await scene.line(BOB, "/top")).text == says
        assert not any("▲" in button.label for button in (await scene.last(Pick(BOB, grid.job, 7))).buttons)
        assert not any("▲" in one.label for one in (await scene.last(Post(BOB, grid.job, 7, f"d{line}"))).buttons)
        await scene.line(MAY, "/settings hall on")


async def test_the_top_has_most_votes_first(scene: Scene) -> None:
    """With counts and makers, only what its reader may see, of the days that were asked for."""
    await with_hall(scene, votes=1000)
    old, new, hidden = await scene.grid(prompt="a fox"), await scene.grid(prompt="a dog"), await scene.grid(
        replace(ANN, channel="secret", channel_name="secret"), prompt="a secret"
    )  # fmt: skip
    await voted(scene, old.job, *VOTERS[:3])
    scene.clock.pass_by(20 * 24 * 3600)
    await voted(scene, new.job, *VOTERS[:2], tile=3)
    await voted(scene, hidden.job, *(replace(one, channel="secret") for one in VOTERS))
    for period, expected in (
        ("week", [f"{new.job}-3"]),
        ("month", [f"{old.job}-7", f"{new.job}-3"]),
        ("ever", [f"{old.job}-7", f"{new.job}-3"]),
    ):
        top = await scene.line(BOB, f"/top {period}")
        assert [entry.id for entry in top.sheet] == expected
    assert top.private
    assert top.text.splitlines()[:2] == ["Most votes ever", f"1 · {old.job}-7 · ▲ 3 · Ann · a fox"]
    assert top.picture is not None
    assert top.sheet[0].press == f"pick:{old.job}:7"
    seen = await scene.line(MAY, "/top")
    assert [entry.id for entry in seen.sheet] == [f"{hidden.job}-7", f"{new.job}-3"]
    none = await scene.line(FAR, "/top")
    assert none.text.startswith("There is no hall of fame here.")


async def test_settings_of_the_hall_are_checked(scene: Scene) -> None:
    """As other channels and numbers are."""
    assert "hall-channel" in (await scene.line(MAY, "/settings")).text
    for wrong in ("0", "none", "x"):
        assert "Nothing was saved" in (await scene.line(MAY, f"/settings hall-votes {wrong}")).text
    assert (await scene.bot.context.settings(MAY)).hall_votes == 5
