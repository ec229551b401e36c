"""The tree of refusals: what a member may not do now, and what they can do about it.

    NonetError
    └── Refused            private, kind, costs nothing; says what rule, until when and what is still possible
        ├── Mistake        the command itself: an unknown option, an empty prompt, no such job
        ├── Forbidden      this member may not do that
        ├── OverLimit      a quota, or too many at once; `until` says when it changes
        ├── Blocked        the prompt meets a rule of the community, named by the rule's name
        └── Closed         the channel is off, the member has a time-out, the bot is stopping

Words for people live in messages.py: a refusal carries a message's name and its facts, and is put into the reader's
language where it becomes a reply.
"""

from __future__ import annotations

from collections.abc import Mapping

from inference.errors import NonetError


class Refused(NonetError):
    """`rule` names the message; `facts` fill it; `until` is seconds since 1970, when a time is known."""

    def __init__(self, rule: str, *, until: float | None = None, **facts: object) -> None:
        super().__init__(rule)
        self.rule = rule
        self.until = until
        self.facts: Mapping[str, object] = facts


class Mistake(Refused):
    """The command cannot be understood; the asker can mend it."""


class Forbidden(Refused):
    """Not this member. It is logged: clients hide what is not allowed, so it was forged or went stale."""


class OverLimit(Refused):
    """Used up for now. `facts["offer_relaxed"]` is true where the member may wait for an idle device instead."""


class Blocked(Refused):
    """A rule on prompts. The rule's name is told, its words are not."""


class Closed(Refused):
    """Not here, or not now."""
