"""Where a reply goes: channel, thread, message, for half an hour also a response_url. Kept with the job, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace

RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5
MARGIN = 30
"""Seconds before its end in which a response_url is no longer used: clocks differ, and calls take time."""


@dataclass(frozen=True)
class SlackAddress:
    """Args:
    team, channel: the workspace and the conversation.
    user: who asked, and sees private replies.
    thread_ts: the thread to answer in, "" for the channel itself.
    ts: the message that shows the job; "" as long as there is none.
    file: the file with which it is being posted, recorded before it is shared: Slack knows where a file was shared.
    response_url: takes private replies until `expires` (seconds since 1970), `uses` times more.
    """

    team: str
    channel: str
    user: str = ""
    thread_ts: str = ""
    ts: str = ""
    file: str = ""
    response_url: str = ""
    expires: float = 0.0
    uses: int = 0

    def __str__(self) -> str:
        return json.dumps({key: value for key, value in asdict(self).items() if value}, sort_keys=True)

    @classmethod
    def read(cls, text: str) -> SlackAddress | None:
        """None if it is no address of ours."""
        try:
            values = json.loads(text or "{}")
            known = {field.name: values[field.name] for field in fields(cls) if field.name in values}
            return cls(**known)
        except (ValueError, TypeError):
            return None

    def with_response_url(self, url: str, now: float) -> SlackAddress:
        return replace(self, response_url=url, expires=now + RESPONSE_URL_SECONDS, uses=RESPONSE_URL_USES if url else 0)

    def response_url_now(self, now: float) -> str:
        return self.response_url if self.uses > 0 and now < self.expires - MARGIN else ""

    def used_once(self) -> SlackAddress:
        return replace(self, uses=self.uses - 1)
