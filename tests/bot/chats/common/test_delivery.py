"""Replies on their way to any chat: the newest wins, the end always comes, nothing is shown twice or to nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Hashable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from databases import sqlite_url
from fakes.engine import FakeEngine
from scene import ANN, MAY, Scene, opened
from stores import allowed, ask

from bot.chats.common.deliveries import Deliveries, DeliveryTimes
from bot.chats.common.delivery import Record
from bot.chats.common.failures import CommunityGone, Unavailable, Undeliverable
from bot.chats.common.retries import RetryPolicy
from bot.directory import Destination, Entry
from bot.errors import Mistake
from bot.handlers.community_settings import ChangeSettings
from bot.handlers.drawing import Imagine
from bot.handlers.gallery import Delete, Post
from bot.handlers.members import Quota
from bot.member import Member
from bot.records import Job, Removal
from bot.reply import Reply
from bot.store import Store, StoreError
from inference.api import Codes, EngineFailed, Pictures

QUICK = DeliveryTimes(poll=0.05, closed=0.05, pace=0.3, goodbye=0.2, retries=RetryPolicy(0.01, 0.05))


class Board:
    """One message of a small chat: what it says now, and what it said before. `trouble` is raised before it shows."""

    def __init__(self, name: str, trouble: Callable[[Reply], Exception | None] = lambda reply: None) -> None:
        self.address = name
        self.shown = ""
        self.trouble = trouble
        self.said: list[Reply] = []
        self.letters: list[tuple[Reply, str]] = []
        self.closed = 0
        self.busy = asyncio.Event()
        self.busy.set()

    @property
    def states(self) -> list[str]:
        return [reply.state for reply in self.said]

    @asynccontextmanager
    async def room(self, reply: Reply) -> AsyncIterator[None]:
        await self.busy.wait()
        yield

    async def show(self, reply: Reply, record: Record) -> None:
        if (trouble := self.trouble(reply)) is not None:
            raise trouble
        if reply.state == "drawn":  # as a chat that is about to post a message anew
            await record(self.address)
        await asyncio.sleep(0)
        self.said.append(reply)

    async def fall_back(self, reply: Reply, error: Undeliverable, record: Record) -> str:
        self.letters.append((reply, error.why))
        return f"letter to {self.address}"

    async def close(self) -> None:
        self.closed += 1


class Platform:
    platform = "web"

    def __init__(self) -> None:
        self.boards: dict[str, Board] = {}
        self.removed: list[str] = []
        self.stuck: dict[str, Exception] = {}
        self.log: list[tuple[str, str]] = []
        self.silent: set[str] = set()
        self.labels: list[tuple[str, str]] = []
        self.unreadable: set[str] = set()

    def adopted(self, job: Job) -> Board | None:
        return self.boards.get(job.address)

    def place(self, address: str) -> Hashable:
        return address[:1]

    def message(self, address: str) -> str:
        return address

    async def remove(self, address: str) -> None:
        if address in self.stuck:
            raise self.stuck[address]
        self.removed.append(address)

    def posting(self, address: str) -> Board | None:
        return self.boards.get(address)

    async def find(self, address: str, share: str, since: float) -> str:
        if address in self.unreadable:
            raise Undeliverable("nobody may look")
        board = self.boards.get(address)
        return address if board is None or board.said else ""

    async def relabel(self, address: str, shown: str, press: str, label: str) -> None:
        if address in self.stuck:
            raise self.stuck[address]
        self.labels.append((address, label))

    async def destination(self, member: Member, channel: str, drawn_at: str, *, chosen: bool = False) -> Destination:
        return Destination(channel, f"#{channel}", channel)

    async def destinations(self, member: Member, drawn_at: str) -> None:
        return None

    async def role(self, member: Member, name: str) -> Entry:
        raise Mistake("no-such-role", name=name)

    async def channel(self, member: Member, name: str) -> Entry:
        return Entry(name, f"#{name}")

    async def may_post(self, member: Member, channel: str, *, probe: bool) -> bool:
        return True

    async def names(self, member: Member, ids: Collection[str]) -> Mapping[str, str | None]:
        return {}

    async def announce(self, member: Member, channel: str, text: str, key: str) -> None:
        if channel in self.silent:
            raise Undeliverable("no such channel", f"Nobody can write into {channel}.")
        self.log.append((channel, text))


class Small:
    """A small chat: a scene, its platform, its deliveries."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.bot, self.platform = scene, scene.bot, Platform()
        self.deliveries = Deliveries(scene.bot, self.platform, QUICK)

    def imagine(self, board: Board, prompt: str = "a cat") -> asyncio.Task[None]:
        command = Imagine(ANN, prompt, address=board.address)
        return self.deliveries.deliver(ANN, self.bot.handle(command), board)

    async def job(self) -> Job:
        job = await self.scene.store.job(self.scene.engine.asked[0].id)
        assert job is not None
        return job


@asynccontextmanager
async def small(folder: Path, engine: FakeEngine | None = None) -> AsyncIterator[Small]:
    async with opened(folder, engine=engine) as scene:
        chat = Small(scene)
        try:
            yield chat
        finally:
            await chat.deliveries.close()


async def until(fact: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not fact():
            await asyncio.sleep(0.01)


# --- one delivery ----------------------------------------------------------------------------------------------------


async def test_progress_that_there_is_no_room_for_is_never_shown(tmp_path: Path) -> None:
    """The end does not wait for it either."""
    async with small(tmp_path, FakeEngine(0.2, chunks=20)) as chat:
        board = Board("b")
        board.busy.clear()
        await chat.imagine(board)
        assert board.states == ["drawn"]
        job = await chat.job()
        assert (job.state, job.address) == ("posted", "b")


async def test_progress_that_says_nothing_new_is_not_shown_again(tmp_path: Path) -> None:
    """Platforms limit edits. One that failed does not count as shown."""

    async def frames() -> AsyncGenerator[Reply, None]:
        for text in ("12 %", "12 %", "12 %", "13 %", "13 %"):
            yield Reply(text, state="drawing")
            await asyncio.sleep(0.02)

    async with small(tmp_path) as chat:
        failing = [Unavailable("away")]
        board = Board("b", lambda reply: failing.pop() if failing else None)
        await chat.deliveries.deliver(ANN, frames(), board)
        assert [reply.text for reply in board.said] == ["12 %", "13 %"]


async def test_where_the_message_is_is_recorded_while_it_is_drawn(tmp_path: Path) -> None:
    async with small(tmp_path) as chat:
        chat.scene.engine.hold()
        board = Board("b")
        command = Imagine(ANN, "a cat", address="asked here")
        task = chat.deliveries.deliver(ANN, chat.bot.handle(command), board)
        await until(lambda: board.said)
        async with asyncio.timeout(5):
            while (await chat.job()).address != "b":
                await asyncio.sleep(0.01)
        chat.scene.engine.release()
        await task


async def test_an_end_is_tried_until_it_is_shown_and_a_note_a_few_times(tmp_path: Path) -> None:
    async with small(tmp_path) as chat:
        tries: list[str] = []

        def trouble(reply: Reply) -> Exception | None:
            tries.append(reply.state)
            return Unavailable("away") if tries.count(reply.state) <= 12 else None

        board = Board("b", trouble)
        await chat.imagine(board)
        assert board.states[-1] == "drawn"
        assert tries.count("drawn") == 13
        note = Board("n", trouble)
        await chat.deliveries.deliver(ANN, chat.bot.handle(Quota(ANN)), note)
        assert note.said == []
        assert tries.count("note") == 6


async def test_every_final_reply_of_a_command_is_shown(tmp_path: Path) -> None:
    async def notes() -> AsyncGenerator[Reply, None]:
        for number in range(3):
            yield Reply(f"note {number}", private=True)

    async with small(tmp_path) as chat:
        board = Board("b")
        await chat.deliveries.deliver(ANN, notes(), board)
        assert [reply.text for reply in board.said] == ["note 0", "note 1", "note 2"]


async def test_what_nobody_foresaw_is_taken_up_again_until_the_job_has_an_end(tmp_path: Path) -> None:
    async with small(tmp_path) as chat:
        troubles = [KeyError("nobody foresaw it"), StoreError("away"), KeyError("again")]
        board = Board("b", lambda reply: troubles.pop() if troubles and reply.state == "drawn" else None)
        await chat.imagine(board)
        assert (board.states.count("drawn"), (await chat.job()).state) == (1, "posted")


async def test_an_end_that_cannot_be_rendered_is_said_in_the_end(tmp_path: Path) -> None:
    """Not for ever tried again: its asker has a reference, and the pictures stay for /again."""
    async with small(tmp_path) as chat:
        tries: list[str] = []

        def trouble(reply: Reply) -> Exception | None:
            tries.append(reply.state)
            return KeyError("no such component") if reply.picture is not None else None

        board = Board("b", trouble)
        await chat.imagine(board)
        assert (board.states[-1], tries.count("drawn")) == ("ended", 5)
        assert all(word in board.said[-1].text for word in ("went wrong", "Reference"))
        job = await chat.job()
        assert (job.state, job.codes is not None) == ("posted", True)


async def test_progress_that_cannot_be_rendered_costs_the_progress_alone(tmp_path: Path) -> None:
    async with small(tmp_path, FakeEngine(0.2, chunks=4)) as chat:
        tries: list[str] = []

        def trouble(reply: Reply) -> Exception | None:
            tries.append(reply.state)
            return KeyError("no such component") if reply.state == "drawing" else None

        await chat.imagine(board := Board("b", trouble))
        assert board.states[-1] == "drawn"
        assert (tries.count("drawing"), tries.count("drawn")) == (1, 1)


async def test_without_a_job_the_asker_hears_an_apology(tmp_path: Path) -> None:
    async def broken() -> AsyncGenerator[Reply, None]:
        raise KeyError("nobody foresaw it")
        yield Reply("")

    async with small(tmp_path) as chat:
        board = Board("b")
        await chat.deliveries.deliver(ANN, broken(), board)
        (sorry,) = board.said
        assert sorry.private
        assert "Reference" in sorry.text


async def test_a_job_that_cannot_be_posted_is_cancelled_and_refunded(tmp_path: Path) -> None:
    async with small(tmp_path) as chat:
        chat.scene.engine.hold()
        shut = Undeliverable("no permission", "Invite me.", unposted=True)
        board = Board("b", lambda reply: None if reply.private else shut)
        await chat.imagine(board)
        assert [(reply.text, reply.private) for reply in board.said] == [("Invite me.", True)]
        assert (await chat.job()).state == "cancelled"
        assert (await chat.job()).shown is not None
        assert await chat.scene.used() == 0


async def test_pictures_that_a_place_does_not_take_go_to_their_asker_and_with_their_grid(tmp_path: Path) -> None:
    async with small(tmp_path) as chat:
        shut = Undeliverable("no permission", "I may not post there.")
        board = Board("b", lambda reply: shut if reply.state == "drawn" else None)
        await chat.imagine(board)
        ((letter, why),) = board.letters
        assert (letter.state, why) == ("drawn", "I may not post there.")
        assert (await chat.job()).state == "posted"
        serving = asyncio.create_task(chat.deliveries.serve())
        await chat.deliveries.deliver(ANN, chat.bot.handle(Delete(ANN, letter.job)), Board("d"))
        await until(lambda: set(chat.platform.removed) == {"b", "letter to b"})
        serving.cancel()


async def test_an_end_that_is_no_picture_is_not_written_to_anybody(tmp_path: Path) -> None:
    async with small(tmp_path) as chat:
        chat.scene.engine.hold()
        board = Board("b", lambda reply: Undeliverable("gone") if reply.state == "ended" else None)
        task = chat.imagine(board)
        await until(lambda: board.said)
        await chat.bot.community_removed("web", ANN.community)
        await task
        assert board.letters == []
        assert (await chat.job()).state == "cancelled"


async def test_a_tile_that_could_not_be_posted_can_be_posted_again(tmp_path: Path) -> None:
    async with small(tmp_path) as chat:
        grid = await chat.scene.grid()
        board = Board("b", lambda reply: Undeliverable("no permission"))
        post = Post(ANN, grid.job, 1, delivery="once")
        await chat.deliveries.deliver(ANN, chat.bot.handle(post), board)
        assert len(board.letters) == 1
        again = Board("c")
        await chat.deliveries.deliver(ANN, chat.bot.handle(post), again)
        assert again.said[0].picture is not None


async def test_of_a_deleted_job_nothing_more_is_shown(tmp_path: Path) -> None:
    """It is deleted in the moment in which its pictures are to be posted; the message that is there is removed."""

    class Slow(Board):
        async def show(self, reply: Reply, record: Record) -> None:
            if reply.state == "drawn":
                self.address = "moved"
                assert await chat.scene.store.deleted(reply.job, "ann")
            await super().show(reply, record)

    async with small(tmp_path) as chat:
        board = Slow("b")
        await chat.imagine(board)
        assert "drawn" not in board.states
        serving = asyncio.create_task(chat.deliveries.serve())
        await until(lambda: "moved" in chat.platform.removed)
        serving.cancel()


# --- all of them -----------------------------------------------------------------------------------------------------


async def test_what_a_community_is_owed_waits_until_it_is_back(tmp_path: Path) -> None:
    async with small(tmp_path) as chat:
        gone = True
        board = Board("b", lambda reply: CommunityGone("removed") if gone else None)
        await chat.imagine(board)
        assert board.said == []
        gone = False
        await until(lambda: chat.scene.engine.drawn)
        await chat.deliveries.community_back(ANN.community)
        await until(lambda: board.states[-1:] == ["drawn"])


async def test_a_community_that_removes_the_bot_pays_for_nothing_unfinished(tmp_path: Path) -> None:
    async with small(tmp_path, FakeEngine(slots=1)) as chat:
        chat.scene.engine.hold()
        boards = [Board("b"), Board("c")]
        tasks = [chat.imagine(board, prompt) for board, prompt in zip(boards, ("a cat", "a dog"), strict=True)]
        await until(lambda: all(board.said for board in boards))
        await chat.deliveries.community_removed(ANN.community)
        await asyncio.gather(*tasks)
        assert [board.states[-1] for board in boards] == ["ended", "ended"]
        assert await chat.scene.used() == 0
        assert await chat.bot.records.communities("web") == {ANN.community: True}
        await chat.deliveries.community_back(ANN.community)
        assert await chat.bot.records.communities("web") == {ANN.community: False}


async def test_adopted_jobs_end_in_their_own_messages_once(tmp_path: Path) -> None:
    async with small(tmp_path) as chat:
        chat.scene.engine.hold()
        board = chat.platform.boards["b"] = Board("b")
        task = chat.imagine(board)
        await until(lambda: board.said)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        chat.scene.engine.release()
        serving = asyncio.create_task(chat.deliveries.serve())
        await until(lambda: board.states[-1:] == ["drawn"])
        await asyncio.sleep(0.2)
        assert board.states.count("drawn") == 1
        serving.cancel()


@pytest.mark.parametrize("trouble", [KeyError("nobody foresaw it"), EngineFailed("not rendered", "f00")])
async def test_an_adopted_grid_that_cannot_be_rendered_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    """For a while, it is shown later; for ever, its asker is told."""
    async with small(tmp_path) as chat:
        engine, failing = chat.scene.engine, 3
        render = engine.render

        async def broken(codes: Codes) -> Pictures:
            nonlocal failing
            if failing > 0:
                failing -= 1
                raise trouble
            return await render(codes)

        for name in ("b", "c"):
            board = chat.platform.boards[name] = Board(name, lambda reply: CommunityGone("away"))
            await chat.imagine(board)
            board.trouble = lambda reply: None
        await until(lambda: len(engine.drawn) == 2)
        monkeypatch.setattr(engine, "render", broken)
        chat.scene.forget_tiles()
        chat.deliveries = Deliveries(chat.bot, chat.platform, QUICK)  # as after a restart
        serving = asyncio.create_task(chat.deliveries.serve())
        boards = chat.platform.boards.values()
        await until(lambda: all(board.states[-1:] == ["drawn"] for board in boards))
        jobs = [await chat.scene.store.job(board.said[-1].job) for board in boards]
        assert [job.state for job in jobs if job is not None] == ["posted", "posted"]
        serving.cancel()


async def test_one_adoption_that_fails_leaves_the_others_alone_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process has died, and the store hands each of its jobs out once."""
    async with small(tmp_path) as chat:
        clock, platform = chat.scene.clock, chat.platform
        adopted, broken = platform.adopted, ["b", "b", "c"]

        def failing(job: Job) -> Board | None:
            if job.address in broken:
                broken.remove(job.address)
                raise KeyError("nobody foresaw it")
            return adopted(job)

        monkeypatch.setattr(platform, "adopted", failing)
        serving = asyncio.create_task(chat.deliveries.serve())
        await asyncio.sleep(0.1)  # from now on it is no restart
        other = await Store.open(sqlite_url(tmp_path), owner="another", clock=clock)
        for name in ("b", "c", "d"):
            platform.boards[name] = Board(name)
            await other.reserve(ask(ANN, address=name), allowed(member=ANN, now=clock()))
        clock.pass_by(120)
        await until(lambda: all(board.states[-1:] == ["drawn"] for board in platform.boards.values()))
        serving.cancel()
        await other.close()


async def test_one_place_never_holds_up_another_and_a_message_waits_by_itself(tmp_path: Path) -> None:
    async with small(tmp_path) as chat:
        grids = [await chat.scene.grid(prompt=f"cat {number}") for number in range(4)]
        addresses = ("stuck", "soon", "x shut", "y open")
        for grid, address in zip(grids, addresses, strict=True):
            await chat.bot.addressed("web", grid.job, address)
        chat.platform.stuck = {"stuck": Unavailable("away"), "x shut": Undeliverable("no access")}
        for grid in grids:
            assert await chat.scene.store.deleted(grid.job, "ann")
        serving = asyncio.create_task(chat.deliveries.serve())
        await until(lambda: set(chat.platform.removed) == {"soon", "y open"})
        assert len(await chat.bot.records.removals("web")) == 2
        chat.platform.stuck.clear()
        await until(lambda: sorted(chat.platform.removed) == sorted(addresses))
        async with asyncio.timeout(5):
            while await chat.bot.records.removals("web"):
                await asyncio.sleep(0.01)
        serving.cancel()


async def test_a_list_that_is_read_while_a_message_is_removed_removes_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does it cross out another removal, to which SQLite has given the same number."""
    async with small(tmp_path) as chat:
        grids = [await chat.scene.grid(prompt=f"cat {number}") for number in range(5)]
        removals, remove = chat.bot.records.removals, chat.platform.remove

        async def slow_list(platform: str) -> list[Removal]:
            listed = await removals(platform)
            await asyncio.sleep(0.06)
            return listed

        async def slow_remove(address: str) -> None:
            await asyncio.sleep(0.04)
            await remove(address)

        monkeypatch.setattr(chat.bot.records, "removals", slow_list)
        monkeypatch.setattr(chat.platform, "remove", slow_remove)
        serving = asyncio.create_task(chat.deliveries.serve())
        for number, grid in enumerate(grids):
            await chat.bot.addressed("web", grid.job, f"here {number}")
            assert await chat.scene.store.deleted(grid.job, "ann")
            chat.deliveries.removals.due()
            await until(lambda number=number: f"here {number}" in chat.platform.removed)
        await asyncio.sleep(0.3)
        assert chat.platform.removed == [f"here {number}" for number in range(5)]
        assert await removals("web") == []
        serving.cancel()


async def test_what_moderators_do_is_announced_and_where_it_cannot_be_they_hear_so(tmp_path: Path) -> None:
    async with small(tmp_path) as chat:

        async def change(**changes: str) -> list[Reply]:
            command = ChangeSettings(MAY, {name.replace("_", "-"): value for name, value in changes.items()})
            return await chat.deliveries.collect(MAY, chat.bot.handle(command))

        await change(member_per_day="7")
        assert chat.platform.log == []
        await change(log_channel="mod-log")
        await change(member_per_day="9")
        assert [channel for channel, _ in chat.platform.log] == ["mod-log", "mod-log"]
        assert "7 → 9" in chat.platform.log[1][1]
        chat.platform.silent = {"nowhere"}
        replies = await change(log_channel="nowhere")
        assert [channel for channel, _ in chat.platform.log] == ["mod-log"] * 3  # it hears of what switches it off
        (reply,) = replies
        assert reply.text.endswith("Nobody can write into nowhere.")


class Suspended(Board):
    """It is about to show the picture when its process is suspended; then it goes on, or its call is lost."""

    def __init__(self, name: str, *, lost: bool) -> None:
        super().__init__(name)
        self.lost = lost
        self.reached, self.woken = asyncio.Event(), asyncio.Event()

    async def show(self, reply: Reply, record: Record) -> None:
        if reply.state == "drawn":
            self.reached.set()
            await self.woken.wait()
            if self.lost:
                raise Unavailable("lost")
        await super().show(reply, record)


@pytest.mark.parametrize("lost", [True, False])
async def test_a_drawn_job_that_another_process_adopted_is_shown_by_that_one_alone(tmp_path: Path, lost: bool) -> None:
    """This process was suspended for longer than its lease, with the picture in its hands."""
    async with small(tmp_path) as chat:
        board = Suspended("ours", lost=lost)
        task = chat.imagine(board)
        await until(board.reached.is_set)
        chat.scene.clock.pass_by(120)
        async with opened(tmp_path, owner="other", clock=chat.scene.clock) as other:
            (adopted,) = await other.bot.adopt("web")
            board.woken.set()
            async with asyncio.timeout(5):
                await task
            assert "drawn" not in board.states
            assert board.closed == 0  # what it would clear away may be the other one's
            assert not await chat.bot.addressed("web", adopted.id, "ours")
            assert not await chat.bot.posted("web", adopted.id, "ours")
            assert await other.bot.posted("web", adopted.id, "theirs")
        assert (await chat.job()).address == "theirs"
        assert await chat.bot.records.removals("web") == []


class Paused(Board):
    """Its process stands still just before the platform gets the first reply of this state, which goes on all the same:
    into a message of its own, if `moves` names one."""

    def __init__(self, name: str, state: str, *, moves: str = "") -> None:
        super().__init__(name)
        self.state, self.moves = state, moves
        self.reached, self.woken = asyncio.Event(), asyncio.Event()

    async def show(self, reply: Reply, record: Record) -> None:
        if reply.state == self.state and not self.reached.is_set():
            await record(self.address)
            self.reached.set()
            await self.woken.wait()
            self.address = self.moves or self.address
        self.said.append(reply)


@asynccontextmanager
async def taken_over(folder: Path, chat: Small, board: Paused, theirs: Board) -> AsyncIterator[Small]:
    """Another process that has adopted the job of `board`, which stands still, and shows it in `theirs`."""
    await until(board.reached.is_set)
    chat.scene.clock.pass_by(120)
    async with opened(folder, owner="other", clock=chat.scene.clock) as scene:
        other = Small(scene)
        other.platform.boards[board.address] = theirs
        serving = [asyncio.create_task(one.deliveries.serve()) for one in (other, chat)]
        try:
            yield other
        finally:
            for task in serving:
                task.cancel()
            await other.deliveries.close()


async def test_progress_that_came_too_late_does_not_stay_over_the_end(tmp_path: Path) -> None:
    """This process slept between the check that it holds the job and the platform's call."""
    async with small(tmp_path, FakeEngine(0.05, chunks=4)) as chat:
        board, theirs = Paused("b", "drawing"), Board("b")
        theirs.said = board.said  # it is one message
        chat.platform.boards["b"] = theirs  # whichever of the two shows it again
        task = chat.imagine(board)
        async with taken_over(tmp_path, chat, board, theirs):
            await until(lambda: board.states[-1:] == ["drawn"])
            board.woken.set()
            await task
            await until(lambda: board.states.count("drawing") and board.states[-1:] == ["drawn"])
            async with asyncio.timeout(5):
                while (await chat.job()).shown is None:
                    await asyncio.sleep(0.01)
            assert ((await chat.job()).state, await chat.scene.used()) == ("posted", 1)


@pytest.mark.parametrize("first", [True, False])
async def test_a_second_message_with_a_grid_is_taken_away(tmp_path: Path, first: bool) -> None:
    """This process slept between the record of its post and the post. The other one shows the grid before, or after."""
    async with small(tmp_path) as chat:
        board, theirs = Paused("b", "drawn", moves="second"), Paused("b", "drawn")
        if not first:
            theirs.woken.set()
        task = chat.imagine(board)
        async with taken_over(tmp_path, chat, board, theirs) as other:
            await until(theirs.reached.is_set if first else lambda: theirs.said)
            board.woken.set()
            await until(lambda: board.said[-1:] and board.states[-1] == "drawn")
            theirs.woken.set()
            await task
            await until(lambda: chat.platform.removed + other.platform.removed)
            # both processes may have read the one removal; a platform deletes a message once however often it is told
            assert set(chat.platform.removed + other.platform.removed) == {"second"}
            assert (await chat.job()).address == "b"


async def test_one_message_that_two_processes_posted_stays(tmp_path: Path) -> None:
    """A platform that knows the second post as the first one makes no second message."""
    async with small(tmp_path) as chat:
        board, theirs = Paused("b", "drawn", moves="new"), Board("new")
        task = chat.imagine(board)
        async with taken_over(tmp_path, chat, board, theirs):
            await until(lambda: theirs.states[-1:] == ["drawn"])
            board.woken.set()
            await task
            await chat.deliveries.close()
            assert await chat.bot.records.removals("web") == []
        assert (chat.platform.removed, (await chat.job()).address) == ([], "new")


async def test_a_lease_that_was_not_renewed_is_not_trusted(tmp_path: Path) -> None:
    """Also when the others were: this process slept, and renews its leases before it shows anything."""
    async with small(tmp_path) as chat:
        chat.scene.engine.hold()
        chat.imagine(board := Board("b"))
        await until(lambda: board.said)
        job = await chat.job()
        assert await chat.bot.holds(job.id, ends=False)
        chat.scene.clock.pass_by(120)
        renew, renewed = chat.scene.store.renew, asyncio.Event()

        async def told(known: Collection[str]) -> object:
            try:
                return await renew(known)
            finally:
                renewed.set()

        chat.scene.store.renew = told  # type: ignore[assignment, method-assign]
        async with opened(tmp_path, owner="other", clock=chat.scene.clock) as other:
            await other.bot.adopt("web")
            beats = asyncio.create_task(chat.bot.maintain())
            await renewed.wait()
            await asyncio.sleep(0.01)
            assert not await chat.bot.holds(job.id, ends=False)
            beats.cancel()
