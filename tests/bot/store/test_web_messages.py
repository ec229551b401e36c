"""The web chat's history, on both databases: what was said stays, in order, for whoever may see it."""

from __future__ import annotations

from stores import NOON, Clock

from bot.store import Store, WebMessage


def message(number: int, **other: str) -> WebMessage:
    values: dict[str, str] = {"community": "club", "channel": "general", "author": "ann", "author_name": "Ann"}
    return WebMessage(id=f"m{number}", body={"text": f"number {number} \0 \ud800"}, **(values | other))  # type: ignore[arg-type]


async def test_a_message_comes_back_as_it_was_said(store: Store) -> None:
    said = message(1, private_to="ann", reply_to="m0", job="k7f3q")
    kept = await store.web_messages.add(said)
    assert kept is not None
    assert kept == await store.web_messages.message("m1")
    for name in ("id", "community", "channel", "author", "author_name", "private_to", "reply_to", "job", "body"):
        assert getattr(kept, name) == getattr(said, name)
    assert (kept.created, kept.updated) == (NOON, NOON)
    assert await store.web_messages.message("m2") is None


async def test_adding_twice_is_adding_once(store: Store) -> None:
    """The first one stays."""
    await store.web_messages.add(message(1))
    assert await store.web_messages.add(message(1, author="bob")) is None
    assert [one.author for one in await store.web_messages.page("club", "general", "ann")] == ["ann"]


async def test_a_message_changes_in_its_place(store: Store, clock: Clock) -> None:
    for number in (1, 2):
        await store.web_messages.add(message(number))
    clock.now += 5
    changed = await store.web_messages.update("m1", {"text": "new"}, job="k7f3q")
    assert changed is not None
    assert (changed.body, changed.job, changed.created, changed.updated) == ({"text": "new"}, "k7f3q", NOON, NOON + 5)
    assert (await store.web_messages.update("m1", {"text": "newer"})) is not None
    assert [one.body["text"] for one in await store.web_messages.of_job("k7f3q")] == ["newer"]
    assert [one.id for one in await store.web_messages.page("club", "general", "ann")] == ["m2", "m1"]
    assert await store.web_messages.update("m9", {}) is None


async def test_pages_go_back_in_time(store: Store) -> None:
    """The newest first; what is said or deleted meanwhile moves nothing."""
    for number in range(7):
        await store.web_messages.add(message(number))
    first = await store.web_messages.page("club", "general", "ann", size=3)
    await store.web_messages.add(message(7))
    assert await store.web_messages.remove("m5")
    second = await store.web_messages.page("club", "general", "ann", before=first[-1].number, size=3)
    third = await store.web_messages.page("club", "general", "ann", before=second[-1].number, size=3)
    assert [[one.id for one in page] for page in (first, second, third)] == [
        ["m6", "m5", "m4"], ["m3", "m2", "m1"], ["m0"],
    ]  # fmt: skip
    assert not await store.web_messages.remove("m5")


async def test_only_who_may_see_it_sees_it(store: Store) -> None:
    """What is private is its addressee's alone, and a channel's history is of that channel of that community."""
    await store.web_messages.add(message(1))
    await store.web_messages.add(message(2, private_to="bob"))
    await store.web_messages.add(message(3, channel="art"))
    await store.web_messages.add(message(4, community="other"))
    seen = {viewer: await store.web_messages.page("club", "general", viewer) for viewer in ("ann", "bob", "")}
    assert {viewer: [one.id for one in page] for viewer, page in seen.items()} == {
        "ann": ["m1"], "bob": ["m2", "m1"], "": ["m1"],
    }  # fmt: skip
