"""Start-time fair queueing over members: one member's forty requests do not delay a newcomer's first.

A request's start tag, in virtual time, is the later of the virtual time now and the finish tag of the member's last
request; its finish tag is cost over weight later. The smallest start tag is drawn first. The virtual time is the
greatest start tag that was drawn so far. (Goyal, Vin, Cheng: Start-time Fair Queuing, SIGCOMM 1996, section 2.1.)

It lives in the process and knows neither the store nor the engine. After a restart it is filled again from the
unfinished jobs: each calls `rejoin`, in the order of their tags.
"""

from __future__ import annotations


class FairQueue:
    """A request is identified by its member and its tag: `tag`, then `started` and `finished`, or `leave`.

    A member is any text that is the same for the same person in the same community.
    """

    def __init__(self) -> None:
        self._now: float | None = None  # the virtual time; None: nothing was drawn yet
        self._finish_of_request: dict[tuple[str, float], float] = {}  # (member, tag) of those that wait or draw
        self._finish_of_member: dict[str, float] = {}  # of what was drawn for them

    def __len__(self) -> int:
        return len(self._finish_of_request)

    def tag(self, member: str, weight: float = 1.0, cost: float = 1.0) -> float:
        """The start tag of one more request. It counts at once: call `leave` if the request is refused after all.

        Args:
            weight: above 0; with 2 a member is drawn for twice as often.
            cost: grids.
        """
        finishes = (finish for (who, _), finish in self._finish_of_request.items() if who == member)
        tag = max(self._virtual_time(), self._finish_of_member.get(member, 0.0), *finishes)
        self._finish_of_request[member, tag] = tag + cost / weight
        return tag

    def rejoin(self, member: str, tag: float, weight: float = 1.0, cost: float = 1.0) -> float:
        """Adds a request that got its tag before a restart, or in another process; returns the tag that it has now.

        It is never beyond the end of the queue: another process may have counted further.
        """
        if self._finish_of_request:
            tag = min(tag, max(self._virtual_time(), *self._finish_of_request.values()))
        while (member, tag) in self._finish_of_request:  # two processes gave the same tag
            tag = self._finish_of_request[member, tag]
        self._finish_of_request[member, tag] = tag + cost / weight
        return tag

    def started(self, member: str, tag: float) -> None:
        """It is in a slot: the virtual time is at least its tag."""
        if (member, tag) in self._finish_of_request:
            self._now = max(self._now or 0.0, tag)

    def finished(self, member: str, tag: float) -> None:
        """It was drawn, so it counts for its member."""
        finish = self._finish_of_request.get((member, tag))
        if finish is not None:
            self._finish_of_member[member] = max(self._finish_of_member.get(member, 0.0), finish)
            self.leave(member, tag)

    def leave(self, member: str, tag: float) -> None:
        """Refused, cancelled or failed. What was not drawn does not delay the member's next request."""
        self._finish_of_request.pop((member, tag), None)
        if not self._finish_of_request:
            # An empty queue: everybody starts as equals, whatever was drawn for them before.
            self._now = max(self._now or 0.0, *self._finish_of_member.values(), 0.0)
        now = self._virtual_time()
        self._finish_of_member = {who: finish for who, finish in self._finish_of_member.items() if finish > now}

    def _virtual_time(self) -> float:
        """After a restart, while nothing was drawn yet, it is the tag of the first request in the queue."""
        return min((tag for _, tag in self._finish_of_request), default=0.0) if self._now is None else self._now
