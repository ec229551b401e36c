"""What cannot be built in a test is at least linted by the tools that would read it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.operator import config

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
LOCKS = sorted(ROOT.glob("requirements*.lock"))
TOOLS = Path(sys.executable).parent


def lint(*command: str | Path) -> str:
    """What the tool says; it must be content."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_dockerfile_is_clean() -> None:
    """hadolint finds nothing to say."""
    assert lint(TOOLS / "hadolint", DEPLOY / "Dockerfile") == ""


def test_the_image_runs_as_nobody_in_particular() -> None:
    """By number, because Kubernetes cannot check names."""
    assert re.findall(r"^USER (.+)$", (DEPLOY / "Dockerfile").read_text(), re.M) == ["10001:10001"]


def test_the_image_copies_only_what_there_is() -> None:
    """Every path that COPY takes from the repository exists."""
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.M)
    paths = [path for line in copied for path in line.split()]
    assert len(paths) > 5
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_compose_files_are_valid() -> None:
    """By the schema of the compose specification."""
    lint(
        TOOLS / "check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        DEPLOY / "compose.yaml",
        DEPLOY / "compose.gpu.yaml",
    )


def test_the_yaml_is_tidy() -> None:
    """yamllint, with this repository's line length."""
    rules = "{extends: default, rules: {line-length: {max: 120}, document-start: disable, "
    rules += "comments: {min-spaces-from-content: 1}}}"
    lint(TOOLS / "yamllint", "--strict", "-d", rules, DEPLOY)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_the_unit_is_hardened(tmp_path: Path) -> None:
    """systemd's own judge calls its exposure OK or better (below 3 of 10), and understands every line."""
    said = lint("systemd-analyze", "security", "--offline=true", DEPLOY / "systemd" / "nonet.service")
    (score,) = re.findall(r"Overall exposure level for nonet.service: ([\d.]+)", said)
    assert float(score) < 3.0
    # `verify` insists that the program exists; any will do.
    unit = tmp_path / "nonet.service"
    unit.write_text((DEPLOY / "systemd" / "nonet.service").read_text().replace("/opt/nonet/bin/nonet", "/bin/true"))
    assert lint("systemd-analyze", "verify", unit) == ""


def test_the_containers_settings_are_settings() -> None:
    """The file that the image brings is read without complaint, and differs from the defaults where it says so."""
    settings = config.read(DEPLOY / "container.toml")
    assert settings != config.Config()
    assert not settings.web.on


def test_the_locks_name_no_host_and_agree() -> None:
    """Whoever installs chooses where from; and with a GPU or PostgreSQL nothing else changes its version."""
    pinned = {lock.name: set(re.findall(r"^[a-z0-9._-]+==\S+", lock.read_text(), re.M)) for lock in LOCKS}
    assert [lock.name for lock in LOCKS if "://" in lock.read_text()] == []
    assert len(pinned) == 5
    assert len(pinned["requirements.lock"]) > 40
    assert [name for name, pins in pinned.items() if pinned["requirements.lock"] - pins] == []
