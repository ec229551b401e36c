"""The refusals: what a member may not do now, and what they can do about it.

    NonetError
    └── Refused            shown to the member alone, counts against no quota; names the rule and when it changes
        ├── Mistake        the command is wrong: an unknown option, an empty prompt, no such job
        ├── Forbidden      this member may not do that
        ├── OverLimit      a quota, or too many requests at once; `until` says when that changes
        ├── Blocked        the prompt matches a blocked word of the community; the rule is named
        └── Closed         the channel is off, the member is timed out, the bot is stopping

A refusal carries the name of a message and its facts. It is put into words, in the reader's language, when it becomes a
reply (replies/messages.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from inference.errors import NonetError


class Refused(NonetError):
    """`rule` names the message and `facts` are its variables; `until` is in seconds since 1970, None if unknown."""

    def __init__(self, rule: str, *, until: float | None = None, **facts: object) -> None:
        super().__init__(rule)
        self.rule = rule
        self.until = until
        self.facts: Mapping[str, object] = facts


class Mistake(Refused):
    """The command cannot be understood; the member can correct it."""


class Forbidden(Refused):
    """Not allowed for this member. It is logged: clients hide what is not allowed, so it was forged or is outdated."""


class OverLimit(Refused):
    """Used up for now. `facts["offer_relaxed"]` is true if the member may wait for an idle device instead; `at` is when
    the store decided it, in seconds since 1970, or None."""

    at: float | None = None


class Blocked(Refused):
    """A blocked word. The name of the rule is shown, its words are not."""


class Closed(Refused):
    """Not in this channel, or not now."""
