"""Explains why a server cannot listen on an address."""

from __future__ import annotations

import errno
import os
import socket


def trouble(host: str, port: int, error: OSError) -> str:
    """The beginning of a sentence; the caller adds the settings to change.

    Only the number of `error` is used: its text is asyncio's or the resolver's own.
    """
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    # From Python 3.13 on, asyncio leaves out the number of EADDRNOTAVAIL, and of no other error.
    if isinstance(error, socket.gaierror) or error.errno in (None, errno.EADDRNOTAVAIL):
        return f"{where} is no address of this machine"
    if error.errno == errno.EADDRINUSE:
        return f"Is Nonet running already? {where} is taken"
    return f"{where} cannot be used ({os.strerror(error.errno)})"
