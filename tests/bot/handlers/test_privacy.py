"""What is kept of a person is theirs: to read, and to delete. And what anybody can ask for help with."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from scene import ANN, BOB, MAY, Scene, opened
from stores import allowed, ask

from bot.handlers import privacy
from bot.handlers.gallery import Pick
from bot.handlers.help_topics import Help
from bot.handlers.privacy import Privacy


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as one:
        yield one


async def test_all_that_is_kept_can_be_read(scene: Scene) -> None:
    """As one file of JSON, privately."""
    grid = await scene.grid(ANN, "a secret 𝒜 cat")
    await scene.grid(BOB, "not hers")
    told = await scene.last(Privacy(ANN, "show"))
    exported = await scene.press(ANN, told, "Export")
    assert exported.private
    (file,) = exported.files
    assert (file.name, file.mime) == ("nonet-privacy.json", "application/json")
    kept = json.loads(file.data)
    assert [job["id"] for job in kept["jobs"]] == [grid.job]
    assert "a secret 𝒜 cat" in file.data.decode()
    assert "not hers" not in file.data.decode()


async def test_what_is_kept_of_many_grids_fits_into_a_message(scene: Scene) -> None:
    """What somebody asks for in ninety days is one file; its codes are a line each, and it says how to read them."""
    codes = np.arange(9 * 256, dtype=np.int32).reshape(9, 256) * 7
    for _ in range(2):
        job = (await scene.store.reserve(ask(ANN), allowed(member=ANN))).job.id
        await scene.store.started(job)
        await scene.store.drawn(job, codes)
    (file,) = (await scene.last(Privacy(ANN, "export"))).files
    kept = json.loads(file.data)
    assert "base64" in kept["about"]
    assert len(file.data) / 2 * 450 < privacy.MAX_BYTES < 10 * 2**20


async def test_what_is_too_much_for_one_message_comes_in_parts(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each a file of its own with a button to the next; together they have everything, once."""
    for number in range(5):
        await scene.grid(ANN, f"cat {number} " + "é" * 300)
    whole = json.loads((await scene.last(Privacy(ANN, "export"))).files[0].data)
    monkeypatch.setattr(privacy, "MAX_BYTES", 3000)
    replies = [await scene.last(Privacy(ANN, "export"))]
    while replies[-1].buttons:
        replies.append(await scene.press(ANN, replies[-1], "Next part"))
    assert len(replies) > 2
    files = [reply.files[0] for reply in replies]
    kept = [json.loads(file.data) for file in files]
    assert [job for part in kept for job in part["jobs"]] == whole["jobs"]
    assert [(part["part"], part["parts"]) for part in kept] == [(n, len(kept)) for n in range(1, len(kept) + 1)]
    assert all(len(file.data) < 3000 + len(privacy.ABOUT) + 300 for file in files)
    assert files[1].name == "nonet-privacy-2.json"
    assert replies[1].text.startswith(f"All data that is kept about you, part 2 of {len(kept)}")


async def test_deleting_asks_first(scene: Scene) -> None:
    """Then prompts, pictures and their messages are gone, what waits is cancelled, and the count stays."""
    grid, other = await scene.grid(ANN), await scene.grid(BOB)
    scene.engine.hold()
    replies, _ = await scene.waiting(ANN, address="in line")
    asked = await scene.last(Privacy(ANN, "delete"))
    assert (await scene.store.job(grid.job)) is not None
    done = await scene.press(ANN, asked, "Delete everything")
    assert done.text == "Done. 2 grids and all data about them were deleted."
    said = [reply async for reply in replies]
    assert [
        reply.state for reply in said if reply.state == "ended"
    ] == []  # its message goes: to end it might post it anew
    assert done.gone
    assert {one.address for one in await scene.store.removals(ANN.platform)} == {"there", "in line"}
    for tell in (scene.bot.addressed, scene.bot.posted):  # what was on its way meanwhile goes, too
        assert not await tell(ANN.platform, grid.job, f"late {tell.__name__}")
    late = {one.address for one in await scene.store.removals(ANN.platform)}
    assert late == {"there", "in line", "late addressed", "late posted"}
    assert await scene.store.job(grid.job) is None
    assert (await scene.last(Pick(ANN, grid.job, 1))).text == f"There is no request {grid.job} here. Check its id."
    assert (await scene.last(Pick(BOB, other.job, 1))).picture is not None
    assert await scene.used(ANN) == 1


async def test_help_is_for_the_reader(scene: Scene) -> None:
    """Members hear of what they can do, moderators of theirs, too."""
    member, moderator = await scene.last(Help(ANN)), await scene.last(Help(MAY))
    assert member.private
    assert "/settings" not in member.text
    assert "/settings" in moderator.text
    assert (await scene.last(Help(ANN, "pick"))).text.startswith("/pick k7f3q 5 shows you picture 5")
    assert (await scene.last(Help(ANN, "post"))).text == (await scene.last(Help(ANN, "pick"))).text
    assert (await scene.last(Help(ANN, "qouta"))).text.startswith("There is no help on qouta. Did you mean quota?")
    assert (await scene.last(Help(ANN, "settings"))).text.startswith("There is no help on settings.")
