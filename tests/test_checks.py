"""The checks of `make check` that are our own find what they are for."""

from __future__ import annotations

from pathlib import Path

import pytest
from checks import layout, licences


def write(root: Path, *files: str, lines: int = 1) -> None:
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("pass\n" * lines)


def test_every_licence_that_ships_passes() -> None:
    """And there are distributions to check."""
    assert len(licences.shipped()) > 80
    assert licences.problems(licences.shipped()) == []


@pytest.mark.parametrize(
    ("expression", "accepted"),
    [
        ("MIT", True),
        ("MIT AND PSF-2.0", True),
        ("MIT OR GPL-2.0-or-later", True),
        ("GPL-2.0-or-later", False),
        ("MIT AND GPL-2.0-or-later", False),
        ("(MIT OR GPL-3.0-only) AND AGPL-3.0-only", False),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0", False),
        ("LGPL-3.0-only", False),
        ("CC-BY-SA-4.0", False),
    ],
)
def test_no_copyleft_passes(expression: str, accepted: bool) -> None:
    """AND needs every part, OR needs one."""
    assert licences.accepted(expression) is accepted


def test_a_licence_that_cannot_be_shipped_or_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One under the GPL, one whose licence is a text of its own, and one that is not installed."""
    for name, field in (
        ("gpl-thing", "License-Expression: GPL-3.0-or-later"),
        ("odd-thing", "License: do as you like"),
    ):
        folder = tmp_path / f"{name.replace('-', '_')}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n{field}\n")
    monkeypatch.syspath_prepend(tmp_path)
    gpl, odd, unheard = licences.problems(dict.fromkeys(("gpl-thing", "odd-thing", "unheard-of"), "some.lock"))
    assert gpl == "gpl-thing (some.lock): its licence, GPL-3.0-or-later, is not one that we ship."
    assert odd.startswith("odd-thing (some.lock): no licence could be read.")
    assert unheard.startswith("unheard-of (some.lock): no licence could be read.")


def test_what_was_read_by_hand_is_still_shipped() -> None:
    """A distribution that is no longer locked leaves the table, too."""
    assert set(licences.READ_BY_HAND) - set(licences.shipped()) == set()


def test_a_long_file_is_named(tmp_path: Path) -> None:
    """Code alone: a catalog may be long."""
    write(tmp_path, "bot/long.py", "bot/page.js", "bot/words.toml", lines=301)
    write(tmp_path, "bot/short.py", lines=300)
    assert layout.problems(tmp_path) == [
        "bot/long.py has 301 lines, more than 300.",
        "bot/page.js has 301 lines, more than 300.",
    ]


def test_a_doubled_file_name_is_named(tmp_path: Path) -> None:
    """Within a package; `__init__.py`, the same job in several chats, and other packages may repeat."""
    write(tmp_path, "bot/__init__.py", "bot/store/__init__.py", "bot/report.py", "bot/store/report.py")
    write(tmp_path, "bot/chats/slack/delivery.py", "bot/chats/web/delivery.py", "bot/chats/common/delivery.py")
    write(tmp_path, "bot/errors.py", "inference/errors.py")
    assert layout.problems(tmp_path) == ["report.py occurs more than once in bot/: bot/report.py, bot/store/report.py."]
    write(tmp_path, "bot/delivery.py")
    assert "delivery.py occurs more than once in bot/: " in layout.problems(tmp_path)[0]
