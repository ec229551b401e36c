"""Checks the licence of every distribution that Nonet ships: all locks but the one for development.

`make check` runs it. Permissive licences pass; so does MPL-2.0, which asks that changes to its own files are published
and nothing of those who use them. Everything else fails, as does a distribution whose licence cannot be read, until
somebody reads it and writes it down in READ_BY_HAND. Where a distribution offers a choice, one licence must pass.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

from boolean.boolean import Expression
from license_expression import ExpressionError, get_spdx_licensing

ROOT = Path(__file__).parents[2]

ACCEPTED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "MIT-0", "MIT-CMU"),
    *("PSF-2.0", "Zlib"),
    "Artistic-1.0-Perl",  # text-unidecode: it may be used in larger programs, under whatever licence these have
    "MPL-2.0",
    "LicenseRef-NVIDIA-Proprietary",  # CUDA, in the extras cuda12 and cuda13 alone; free to use
}

READ_BY_HAND = {
    # installed, but the metadata is wrong, or names a family of licences
    "emoji": "BSD-3-Clause",
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",  # "under the terms of either", says its README
    "uvloop": "MIT OR Apache-2.0",
    # not on every machine: for other systems or other versions of Python
    "audioop-lts": "PSF-2.0",
    "colorama": "BSD-3-Clause",
    "httpx2-jsfetch": "BSD-3-Clause",
    "nest-asyncio": "BSD-2-Clause",
}
FAMILIES_READ_BY_HAND = {
    # the extras for GPUs are gigabytes, and are not installed to be checked
    r"jax-cuda1\d-(pjrt|plugin)": "Apache-2.0",
    r"nvidia-.+": "LicenseRef-NVIDIA-Proprietary",
}

SPDX_FROM_TEXT = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0 license": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "bsd license": "BSD-3-Clause",  # the classifier names no variant; each one is permissive
}
"""What the fields of older metadata say, in lower case."""

_SPDX = get_spdx_licensing()


def shipped() -> dict[str, str]:
    """Name of each locked distribution -> the first lock that has it."""
    locks = [path for path in sorted(ROOT.glob("requirements*.lock")) if path.name != "requirements-dev.lock"]
    names: dict[str, str] = {}
    for lock in locks:
        for name in re.findall(r"^([a-z0-9._-]+)==", lock.read_text(encoding="utf-8"), re.M):
            names.setdefault(name, lock.name)
    return names


def licence(name: str) -> str | None:
    """The SPDX expression of a distribution: read by hand, or else as its metadata has it. None where neither says."""
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    for family, expression in FAMILIES_READ_BY_HAND.items():
        if re.fullmatch(family, name):
            return expression
    try:
        declared = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    classifiers = [
        classifier.rpartition(" :: ")[2]
        for classifier in declared.get_all("Classifier", [])
        if classifier.startswith("License :: OSI Approved :: ")
    ]
    texts = [
        declared.get("License-Expression"),
        declared.get("License"),
        *(classifiers[:1] if len(classifiers) == 1 else ()),
    ]
    return next((spdx for text in texts if text and (spdx := _spdx(text))), None)


def _spdx(text: str) -> str | None:
    """A licence field as an SPDX expression; None where it is a text of its own."""
    text = SPDX_FROM_TEXT.get(text.strip().lower(), text.strip())
    try:
        return str(_SPDX.parse(text, validate=True))
    except ExpressionError:
        return None


def accepted(expression: str) -> bool:
    """Whether we may ship under it: all of what AND joins, one of what OR joins."""

    def passes(part: Expression) -> bool:
        if isinstance(part, _SPDX.AND):
            return all(map(passes, part.args))
        if isinstance(part, _SPDX.OR):
            return any(map(passes, part.args))
        return str(part) in ACCEPTED

    return passes(_SPDX.parse(expression))


def problems(names: dict[str, str]) -> list[str]:
    """A sentence for each distribution that must not be shipped, or that somebody must look at."""
    found = []
    for name, lock in sorted(names.items()):
        expression = licence(name)
        if expression is None:
            found.append(f"{name} ({lock}): no licence could be read. Read it, and add it to READ_BY_HAND.")
        elif not accepted(expression):
            found.append(f"{name} ({lock}): its licence, {expression}, is not one that we ship.")
    return found


def main() -> int:
    """Prints what is wrong, or how many were checked."""
    names = shipped()
    if found := problems(names):
        print(*found, sep="\n", file=sys.stderr)
        return 1
    print(f"Licences: {len(names)} shipped distributions checked.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
