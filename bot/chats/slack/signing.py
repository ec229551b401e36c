"""Signed values for clients: a form or button that comes back changed is recognised as forged."""

from __future__ import annotations

import base64
import hashlib
import hmac

LENGTH = 16


class Signer:
    """Args:
    secrets: the first one signs, values that any of them has signed are accepted. Buttons are pressed years later, so
        the first one must never change: it is the database's own, not a key that is rotated.
    """

    def __init__(self, *secrets: str) -> None:
        self._keys = [hashlib.sha256(b"nonet slack seal\0" + secret.encode()).digest() for secret in secrets]

    def sealed(self, purpose: str, text: str) -> str:
        return f"{_mark(self._keys[0], purpose, text)}.{text}"

    def opened(self, purpose: str, sealed: str) -> str | None:
        """None: it was not signed with one of these keys, or not for this purpose."""
        mark, _, text = sealed.partition(".")
        known = [hmac.compare_digest(mark.encode(), _mark(key, purpose, text).encode()) for key in self._keys]
        return text if any(known) else None


def _mark(key: bytes, purpose: str, text: str) -> str:
    digest = hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:LENGTH]).decode().rstrip("=")
