"""Why a reply is not shown, in the few ways that make a difference to its delivery.

    Exception
    ├── Unavailable     the platform did not take it now; the same again, after a while
    ├── Undeliverable   this place does not take it, and trying again does not help
    ├── CommunityGone   the community removed the bot; what is drawn is kept until it is back
    └── JobDeleted      the job was deleted meanwhile, and nothing of it is to be shown

A chat's surface translates what its platform says into one of these.
"""

from __future__ import annotations


class Unavailable(Exception):
    """Args: after: seconds that the platform asks to wait, at least."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


class Undeliverable(Exception):
    """Args:
    why: for the asker, in their language: why it is not where they asked for it. "" if there is nothing to say.
    unposted: there is no message of this job yet.
    """

    def __init__(self, reason: str, why: str = "", *, unposted: bool = False) -> None:
        super().__init__(reason)
        self.why = why
        self.unposted = unposted


class CommunityGone(Exception):
    pass


class JobDeleted(Exception):
    pass
