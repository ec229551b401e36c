"""What the gallery's index holds of an entry, and how a search asks SQLite's FTS5 or PostgreSQL's text search for it.

Beside an entry's words stands where it may be seen, so that the index finds nothing of other communities.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.member import DIRECT
from bot.text.search_words import Wanted, words


def words_of(platform: str, community: str, channel: str, text: str, job: str) -> str:
    """The words of an entry: the places, the grid's id, and those of its prompt or caption."""
    return " ".join(dict.fromkeys([*_places(platform, community, channel), job, *words(text)]))


def _places(platform: str, community: str, channel: str) -> list[str]:
    """The community; in a direct conversation, where each person is one, also the channel that they share."""
    here = [f"{platform}:{community}"]
    if community.startswith(DIRECT):
        here.append(f"{platform}:{DIRECT}:{channel}")
    return ["_" + hashlib.blake2b(one.encode("utf-8", "replace"), digest_size=8).hexdigest() for one in here]


def query(dialect: str, platform: str, community: str, channel: str, wanted: Sequence[Wanted]) -> str:
    """The query for entries in one of the member's places that have all of the wanted words.

    Words have only letters, digits and marks, so nothing in them ends the quotes.
    """
    places = _places(platform, community, channel)
    if dialect == "postgresql":
        found = [f"'{one.word}'{':*' if one.beginning else ''}" for one in wanted]
        return " & ".join([f"({' | '.join(places)})", *found])
    found = [f'"{one.word}"{"*" if one.beginning else ""}' for one in wanted]
    return " AND ".join([f"({' OR '.join(places)})", *found])
