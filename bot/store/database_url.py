"""The store's URL: read with a sentence for each mistake, and shown without what may be secret."""

from __future__ import annotations

import os
import re
from configparser import ConfigParser
from configparser import Error as ConfigError
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode

from inference.errors import NonetError

DEFAULT_URL = "sqlite:///data/nonet.db"
MAX_SHOWN_CHARS = 200
LOOKS_LIKE = f"it looks like {DEFAULT_URL} or postgresql://user:password@host/nonet"

PASSED_ON = frozenset(
    (
        "host", "port", "user", "password", "dbname", "passfile", "service", "target_session_attrs", "sslmode",
        "sslrootcert", "sslcert", "sslkey", "sslpassword", "sslcrl", "sslnegotiation", "ssl_min_protocol_version",
        "ssl_max_protocol_version", "krbsrvname", "gsslib", "application_name", "options",
    )
)  # fmt: skip
"""Of libpq's parameters, those that asyncpg or the server knows."""
CHOICES = {"channel_binding": ("prefer", "disable"), "gssencmode": ("prefer", "disable"), "client_encoding": ("UTF8",)}
"""Parameters with values that hold anyway."""
WORDS = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "sslnegotiation": ("postgres", "direct"),
    "target_session_attrs": ("any", "primary", "standby", "read-write", "read-only", "prefer-standby"),
    "ssl_min_protocol_version": ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
    "ssl_max_protocol_version": ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
}
"""Parameters that are one of some words."""
FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
WITHOUT_EFFECT = frozenset(
    (
        "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
        "sslcompression", "fallback_application_name",
    )
)  # fmt: skip
"""Parameters that nothing depends on: a silent server is given up after a time-out of ours."""
PARAMETERS = PASSED_ON | CHOICES.keys() | WITHOUT_EFFECT | {"connect_timeout"}


class StoreError(NonetError):
    """The database cannot be used. The text names it without user, password and parameters."""


@dataclass(frozen=True)
class SqliteUrl:
    file: Path

    @property
    def name(self) -> str:
        return shown(str(self.file))


@dataclass(frozen=True)
class PostgresqlUrl:
    """Args:
    name: for people.
    dsn: with each part percent-encoded, as asyncpg reads it.
    connect_seconds: None is our own time-out.
    """

    name: str
    dsn: str = field(repr=False)
    connect_seconds: float | None = None


def parsed_url(url: str) -> SqliteUrl | PostgresqlUrl:
    """Raises StoreError: no URL, not one of SQLite or PostgreSQL, or one that means something else than it says."""
    scheme, colon, rest = url.strip().partition("://")
    backend = scheme.partition("+")[0].lower()  # the driver is ours to choose
    if not colon or not re.fullmatch("[a-z0-9]+", backend):
        # Not shown: it may be a password.
        raise StoreError(f"The store's URL cannot be read; {LOOKS_LIKE}.")
    if backend == "sqlite":
        return _sqlite(rest)
    if backend in ("postgresql", "postgres"):
        return _postgresql(rest)
    raise StoreError(f"The store's URL begins with {shown(repr(backend))}; {LOOKS_LIKE}.")


def shown(text: str) -> str:
    """On one line, and not longer than a reader wants."""
    line = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return line if len(line) <= MAX_SHOWN_CHARS else f"{line[:MAX_SHOWN_CHARS]}…"


def _sqlite(rest: str) -> SqliteUrl:
    """What follows three slashes is the file's path, with whatever signs it has."""
    if rest and not rest.startswith("/"):
        raise StoreError(f"The store's URL needs a third slash: sqlite:///{shown(rest)}.")
    path, _, parameters = rest[1:].partition("?")
    if not path or path == ":memory:":
        raise StoreError(f"The store's URL names no file, so everything would be lost at the end; write {DEFAULT_URL}.")
    if re.fullmatch(r"\w+=[^/]*", parameters):
        raise StoreError(
            f"The store's URL has parameters, which SQLite here has none of; write sqlite:///{shown(path)}."
        )
    if "\0" in rest:
        raise StoreError("The store's URL has a NUL character in its path.")
    if re.match(r"~\w*/|\$\{?\w+\}?/", path):
        raise StoreError(
            f"The store's URL begins with {shown(path.partition('/')[0])}, which no shell reads here; "
            "write the folder's own name."
        )
    return SqliteUrl(Path(rest[1:]))


def _postgresql(rest: str) -> PostgresqlUrl:
    userinfo, at, place = rest.rpartition("@")
    if "@" in userinfo or re.search(rf"[?&]({'|'.join(PARAMETERS)})=", userinfo):
        raise StoreError(
            "The PostgreSQL URL has an @ too many: in a user name, password or parameter, write %40 for it."
        )
    if re.search(r"%(?![0-9a-fA-F]{2})", rest):
        raise StoreError("The PostgreSQL URL has a % that encodes nothing: write %25 for it.")
    if "\0" in unquote(rest):
        raise StoreError("The PostgreSQL URL has a NUL character.")
    location, question, query = place.partition("?")
    hosts, _, database = location.partition("/")
    name = f"postgresql://{shown(location)}"
    for port in re.findall(r":([^:,\]]*)(?:,|$)", hosts):
        _check_port(port)
    user, colon, password = userinfo.partition(":")
    given = _parameters(query) if question else {}
    for port in given.get("port", "").split(","):
        _check_port(port)
    seconds = given.pop("connect_timeout", "")
    kept = {key: value for key, value in given.items() if key in PASSED_ON}
    encoded = _encoded(user) + (f":{_encoded(password)}" if colon else "") + at
    dsn = f"postgresql://{encoded}{hosts}/{_encoded(database)}" + (
        f"?{urlencode(kept, quote_via=quote)}" if kept else ""
    )
    return PostgresqlUrl(name, dsn, float(seconds) if seconds and int(seconds) > 0 else None)


def _parameters(query: str) -> dict[str, str]:
    given = dict(parse_qsl(query.replace("+", "%2B"), keep_blank_values=True))
    for key, value in given.items():
        if key not in PARAMETERS:
            raise StoreError(
                f"The PostgreSQL URL has a parameter {shown(repr(key))}, which is not known; leave it out."
            )
        if key == "sslrootcert" and value == "system":
            raise StoreError("The PostgreSQL URL says sslrootcert=system; write the path of the system's certificates.")
        if key in CHOICES and value not in CHOICES[key]:
            raise StoreError(f"The PostgreSQL URL says {key}={shown(value)}, which is not supported; leave it out.")
        if value and key in WORDS and value not in WORDS[key]:
            raise StoreError(f"The PostgreSQL URL says {key}={shown(value)}; {key} is one of {', '.join(WORDS[key])}.")
        if value and key in FILES and not os.path.isfile(value):  # noqa: PTH113 (never raises)
            raise StoreError(f"The PostgreSQL URL says {key}={shown(value)}, and there is no such file.")
        if value and key == "service" and not _described(value):
            raise StoreError(
                f"The PostgreSQL URL says service={shown(value)}, and no such service is described in "
                f"{shown(str(_services()))}."
            )
    if not re.fullmatch("[0-9]{0,9}", given.get("connect_timeout", "")):
        raise StoreError("The PostgreSQL URL has a connect_timeout that is not a number of seconds.")
    return {key: value for key, value in given.items() if value}


def _check_port(port: str) -> None:
    if port and not (re.fullmatch("[0-9]{1,5}", port) and 0 < int(port) < 65536):
        raise StoreError(f"The PostgreSQL URL cannot be read: a port is a number from 1 to 65535; {LOOKS_LIKE}.")


def _services() -> Path:
    """The file in which libpq looks services up."""
    return Path(os.environ.get("PGSERVICEFILE") or Path.home() / ".pg_service.conf")


def _described(service: str) -> bool:
    """asyncpg would use its defaults for one that is not."""
    found = ConfigParser()
    try:
        found.read(_services(), "utf-8")
        if service in found:
            found.items(service)  # raises for a % that means nothing
        return service in found
    except (ConfigError, OSError, ValueError) as error:
        # Not with the error's words, which may be a password.
        raise StoreError(f"{shown(str(_services()))} cannot be read; a % in it is written %%.") from error


def _encoded(part: str) -> str:
    return quote(unquote(part), safe="")
