"""Why a reply could not be shown, as far as it matters for its delivery.

    Exception
    ├── Unavailable     the same request may succeed later
    ├── Undeliverable   it cannot be shown there; trying again does not help
    ├── CommunityGone   the community removed the bot; the reply is kept until it is back
    └── JobDeleted      the job was deleted meanwhile: nothing of it is to be shown

Each chat translates its platform's errors into these.
"""

from __future__ import annotations


class Unavailable(Exception):
    """Args: after: seconds that the platform asks to wait, at least."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


class Undeliverable(Exception):
    """Args:
    why: the reason, for the asker and in their language; "" if there is nothing to say.
    unposted: there is no message of this job yet.
    """

    def __init__(self, reason: str, why: str = "", *, unposted: bool = False) -> None:
        super().__init__(reason)
        self.why = why
        self.unposted = unposted


class CommunityGone(Exception):
    pass


class JobDeleted(Exception):
    """Show nothing more: the job is deleted, or another process holds it."""
