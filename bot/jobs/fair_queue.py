"""Who is next: start-time fair queueing over members, so that forty asks of one do not stand before a newcomer's first.

Every ask gets a start tag in virtual time: the later of now and the end of its member's last ask. It ends cost over
weight later, and the smallest start tag is drawn first. Virtual now is the greatest start tag that was drawn yet.
(Goyal, Vin, Cheng: Start-time Fair Queuing, SIGCOMM 1996, section 2.1.)

It lives in the process and knows neither the store nor the engine. After a restart it is made again from the jobs that
are not finished: each goes `back`, in the order of their tags.
"""

from __future__ import annotations


class FairQueue:
    """An ask is known by its member and its tag, which a job keeps: `tag`, then `drawing` and `done`, or `left`.

    A member is any text that is the same for the same person in the same community.
    """

    def __init__(self) -> None:
        self._now: float | None = None
        self._end_of_ask: dict[tuple[str, float], float] = {}  # (member, tag) of whoever waits or draws
        self._end_of_member: dict[str, float] = {}  # of what they have had

    def __len__(self) -> int:
        return len(self._end_of_ask)

    def tag(self, member: str, weight: float = 1.0, cost: float = 1.0) -> float:
        """The place of one more ask. It counts at once: if the ask is refused after all, say `left`.

        Args:
            weight: above 0; with 2 a member moves twice as fast.
            cost: grids.
        """
        ends = (end for (who, _), end in self._end_of_ask.items() if who == member)
        tag = max(self._virtual_now(), self._end_of_member.get(member, 0.0), *ends)
        self._end_of_ask[member, tag] = tag + cost / weight
        return tag

    def back(self, member: str, tag: float, weight: float = 1.0, cost: float = 1.0) -> float:
        """An ask with the tag that it had before a restart, or in another process; the tag that it has now.

        It is never later than the end of the line: another process may have counted further.
        """
        if self._end_of_ask:
            tag = min(tag, max(self._virtual_now(), *self._end_of_ask.values()))
        while (member, tag) in self._end_of_ask:  # counted by two processes
            tag = self._end_of_ask[member, tag]
        self._end_of_ask[member, tag] = tag + cost / weight
        return tag

    def drawing(self, member: str, tag: float) -> None:
        """It is drawn now: time goes on."""
        if (member, tag) in self._end_of_ask:
            self._now = max(self._now or 0.0, tag)

    def done(self, member: str, tag: float) -> None:
        """It was drawn: it counts as something that its member has had."""
        end = self._end_of_ask.get((member, tag))
        if end is not None:
            self._end_of_member[member] = max(self._end_of_member.get(member, 0.0), end)
            self.left(member, tag)

    def left(self, member: str, tag: float) -> None:
        """Refused, cancelled or failed. What was not drawn does not make the member's next ask wait."""
        self._end_of_ask.pop((member, tag), None)
        if not self._end_of_ask:
            # Nobody waits: whatever people had before, they begin as equals.
            self._now = max(self._now or 0.0, *self._end_of_member.values(), 0.0)
        now = self._virtual_now()
        self._end_of_member = {who: end for who, end in self._end_of_member.items() if end > now}

    def _virtual_now(self) -> float:
        """After a restart nothing was drawn yet, and whoever is first in line says how late it is."""
        return min((tag for _, tag in self._end_of_ask), default=0.0) if self._now is None else self._now
