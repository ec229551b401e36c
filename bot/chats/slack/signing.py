"""Signed values for clients: a form or button that comes back changed is recognised as forged."""

from __future__ import annotations

import base64
import hashlib
import hmac

LENGTH = 16


class Signer:
    """Args:
    secret: any secret of this installation; if it changes, values that were signed before are not accepted.
    """

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"nonet slack seal\0" + secret.encode()).digest()

    def sealed(self, purpose: str, text: str) -> str:
        return f"{self._mark(purpose, text)}.{text}"

    def opened(self, purpose: str, sealed: str) -> str | None:
        """None: it was not signed with this key, or not for this purpose."""
        mark, _, text = sealed.partition(".")
        return text if hmac.compare_digest(mark.encode(), self._mark(purpose, text).encode()) else None

    def _mark(self, purpose: str, text: str) -> str:
        digest = hmac.new(self._key, f"{purpose}\0{text}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:LENGTH]).decode().rstrip("=")
