"""A delivery that comes again is known, for as long as a platform may repeat it."""

from __future__ import annotations

from bot.chats.common.dedupe import MAX_DELIVERIES, REMEMBERED_SECONDS, DeliveryDedupe


def test_a_delivery_is_first_once_and_forgotten_in_the_end() -> None:
    now = [0.0]
    seen = DeliveryDedupe(lambda: now[0])
    assert [seen.first("a"), seen.first("a"), seen.first(""), seen.first("")] == [True, False, True, True]
    now[0] = REMEMBERED_SECONDS + 1
    assert seen.first("a")
    assert all(seen.first(str(number)) for number in range(MAX_DELIVERIES + 10))
    assert seen.first("a")  # only so many are kept


def test_a_delivery_of_which_nothing_came_may_come_again() -> None:
    seen = DeliveryDedupe()
    assert seen.first("a")
    seen.forget("a")
    seen.forget("b")
    assert seen.first("a")
