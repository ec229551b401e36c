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
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").iterdir())
LOCKS = sorted(ROOT.glob("requirements*.lock"))
TOOLS = Path(sys.executable).parent


def lint(*command: str | Path) -> str:
    """What the tool says; it must be content."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, cwd=ROOT, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_dockerfile_is_clean() -> None:
    """hadolint finds nothing to say."""
    assert lint(TOOLS / "hadolint", DEPLOY / "Dockerfile") == ""


def test_the_image_runs_as_nobody_in_particular() -> None:
    """By number, because Kubernetes cannot check names."""
    assert re.findall(r"^USER (.+)$", (DEPLOY / "Dockerfile").read_text(), re.M) == ["10001:10001"]


def copied() -> list[str]:
    """The paths that COPY takes from the repository."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.M)
    return [path for line in lines for path in line.split()]


def test_the_image_copies_only_what_there_is() -> None:
    """Every path that COPY takes from the repository exists."""
    assert len(copied()) > 5
    assert [path for path in copied() if not (ROOT / path).exists()] == []


def test_docker_is_sent_what_the_image_copies_and_nothing_else() -> None:
    """Neither data/ with its keys, nor deploy/.env, nor .git: everything is left out but for what COPY names."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    assert {line[1:] for line in lines if line[0] == "!"} == set(copied())
    assert not {"data", ".git", "deploy", "deploy/.env", ".venv", "build", "."} & set(copied())


def test_the_image_installs_what_is_locked_before_it_copies_the_program() -> None:
    """So that a change to the program does not install everything again; the build backend is locked, too."""
    stages = re.split(r"^FROM ", (DEPLOY / "Dockerfile").read_text(), flags=re.M)
    builds = [stage for stage in stages if "AS build-" in stage]
    assert len(builds) == 2
    for build in builds:
        installed, program = build.index("--require-hashes"), build.index("COPY --from=source")
        assert build.index("requirements-build.lock") < installed < program < build.index("--no-build-isolation")
    assert "--no-build-isolation" in (ROOT / "Makefile").read_text()


def test_no_password_is_part_of_a_url() -> None:
    """A password with @, / or % would have to be escaped there."""
    urls = re.findall(r"^ +NONET_DATABASE_URL: (.+)$", (DEPLOY / "compose.yaml").read_text(), re.M)
    assert urls == ["postgresql://nonet@db/nonet"]


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
    lint(TOOLS / "yamllint", "--strict", "-d", rules, DEPLOY, GITHUB, ROOT / ".pre-commit-config.yaml")


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("custom.github-workflows-require-timeout", WORKFLOWS),
        ("vendor.dependabot", [GITHUB / "dependabot.yml"]),
        ("vendor.github-issue-config", [GITHUB / "ISSUE_TEMPLATE" / "config.yml"]),
        ("vendor.github-issue-forms", [GITHUB / "ISSUE_TEMPLATE" / f"{form}.yml" for form in ("bug", "idea")]),
    ],
)
def test_what_github_reads_is_valid(schema: str, files: list[Path]) -> None:
    """By GitHub's schemas."""
    lint(TOOLS / "check-jsonschema", "--builtin-schema", schema, *files)


def test_the_workflows_are_safe() -> None:
    """zizmor finds nothing: no more rights than needed, every action pinned to a commit, no injection."""
    lint(TOOLS / "zizmor", "--offline", "--pedantic", "--quiet", GITHUB)


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="no actionlint on this machine")
def test_the_workflows_are_clean() -> None:
    """actionlint finds nothing to say."""
    assert lint("actionlint", *WORKFLOWS) == ""


def test_the_workflow_runs_every_python_that_we_support() -> None:
    """The same as pyproject.toml and the Makefile name."""
    versions = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text())
    assert len(versions) > 3
    assert re.findall(r'"(3\.\d+)"', (GITHUB / "workflows" / "test.yml").read_text()) == versions
    assert "|".join(versions) in (ROOT / "Makefile").read_text()


@pytest.mark.skipif(not (TOOLS / "shellcheck").exists(), reason="no shellcheck for this processor")
def test_the_shell_script_of_continuous_integration_is_clean() -> None:
    """shellcheck finds nothing to say."""
    assert lint(TOOLS / "shellcheck", ROOT / ".ci" / "run") == ""


def test_the_hooks_before_a_commit_are_those_of_make_check() -> None:
    """Each tool of `make check` is a hook, with the same command; pre-commit can read the file."""
    hooks = ROOT / ".pre-commit-config.yaml"
    lint(TOOLS / "pre-commit", "validate-config", hooks)
    called = re.findall(r"entry: (.+)", hooks.read_text())
    makefile = (ROOT / "Makefile").read_text()
    (recipe,) = re.findall(r"^check:.*\n((?:[\t#].*\n)+)", makefile, re.M)
    wanted = [line.strip().removesuffix(" .") for line in recipe.splitlines() if not line.startswith("#")]
    assert len(wanted) > 4
    assert [hook.replace(" --force-exclude", "") for hook in called] == wanted


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
    assert [name.partition("==")[0] for name in pinned.pop("requirements-build.lock")] == ["setuptools"]
    assert [lock.name for lock in LOCKS if "://" in lock.read_text()] == []
    assert len(pinned) == 5
    assert len(pinned["requirements.lock"]) > 40
    assert [name for name, pins in pinned.items() if pinned["requirements.lock"] - pins] == []


@pytest.mark.skipif(not (TOOLS / "shellcheck").exists(), reason="no shellcheck for this processor")
def test_the_commands_of_the_documents_are_shell(tmp_path: Path) -> None:
    """shellcheck finds nothing to say about the installation, and what it names is here."""
    blocks = re.findall(r"^```sh\n(.+?)^```", (ROOT / "docs" / "operations.md").read_text(), re.M | re.S)
    assert blocks != []
    script = tmp_path / "install.sh"
    script.write_text("#!/bin/sh\nset -e\n" + "\n".join(blocks).replace("<this repository>", "repository"))
    assert lint(TOOLS / "shellcheck", script) == ""
    named = re.findall(r"(?:requirements|deploy/)[\w./-]+|(?<= )config\.toml", script.read_text())
    assert len(named) > 2
    assert [name for name in named if not (ROOT / name).exists()] == []


def python_of_version(folder: Path, version: str, *, more: str = "") -> Path:
    """A stand-in for a Python: it prints its version, whatever it is asked, unless `more` says otherwise."""
    program = folder / "python"
    folder.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\n{more}\necho {version}\n")
    program.chmod(0o755)
    return program


def make_python(folder: Path, python: Path | str, target: str = "python") -> tuple[int, str]:
    """The exit status and the words of `make python` in a folder."""
    command = ["make", "--no-print-directory", "-f", str(ROOT / "Makefile"), target, f"PYTHON={python}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=60)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("version", "found"), [("3.10", "3.10"), ("3.15", "3.15"), ("2.7", "2.7"), (None, "missing")])
def test_a_python_that_nonet_does_not_know_is_refused(tmp_path: Path, version: str | None, found: str) -> None:
    """In one sentence, before anything is installed; an existing .venv stays."""
    environment = python_of_version(tmp_path / ".venv" / "bin", "3.12")
    python = python_of_version(tmp_path / "other", version) if version else "python-that-is-missing"
    status, words = make_python(tmp_path, python)
    assert status != 0
    assert words.startswith(f"Nonet needs Python 3.11, 3.12, 3.13 or 3.14, but {python} is {found}; name another one")
    assert environment.exists()


@pytest.mark.parametrize("broken", [False, True])
def test_an_environment_of_another_python_is_removed(tmp_path: Path, broken: bool) -> None:
    """So that it is made again; one of the same version stays, one whose Python has gone does not."""
    environment = python_of_version(tmp_path / ".venv" / "bin", "3.12")
    assert make_python(tmp_path, python_of_version(tmp_path / "same", "3.12")) == (0, "")
    assert environment.exists()
    if broken:
        environment.unlink()
    status, words = make_python(tmp_path, python_of_version(tmp_path / "new", "3.12" if broken else "3.14"))
    assert status == 0
    assert words.startswith("Removing .venv: it was not made with Python 3.1")
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("kind", ["link", "file"])
def test_an_environment_that_cannot_be_one_is_a_sentence(tmp_path: Path, kind: str) -> None:
    """A link to a place that is gone, and a file: they stay, because they may be somebody's."""
    place = tmp_path / ".venv"
    if kind == "link":
        place.symlink_to(tmp_path / "gone")
    else:
        place.write_text("mine")
    status, words = make_python(tmp_path, python_of_version(tmp_path / "new", "3.12"))
    assert status != 0
    assert words.startswith(f"Nonet needs a folder .venv here, but .venv is a {kind}")
    assert place.is_symlink() or place.read_text() == "mine"


@pytest.mark.parametrize("folder", ["with space", "it's", 'a "b"', "größe", "new\nline"])
def test_a_folder_and_a_python_may_have_any_name(tmp_path: Path, folder: str) -> None:
    """Their names are quoted wherever a shell reads them."""
    here = tmp_path / folder
    python = python_of_version(here / "my python", "3.12")
    python_of_version(here / ".venv" / "bin", "3.12")
    # make itself reads quotes and line breaks in PYTHON; a name on the PATH may have a space.
    named = python if folder in ("with space", "größe") else "my python/python"
    assert make_python(here, named) == (0, "")
    assert (here / ".venv").exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('test "$2" = venv && { mkdir .venv; exit 1; }', "cannot make .venv; where it lacks the module venv, install"),
        (
            'test "$2" = venv && { mkdir -p .venv/bin; cp "$0" .venv/bin/python; }; '
            'case "$2" in pip|ensurepip) exit 1 ;; esac',
            ".venv has no pip; remove it and run make again: rm -r .venv",
        ),
        (
            'test "$2" = venv && { mkdir -p .venv/bin; cp "$0" .venv/bin/python; }; test "$3" = install && exit 1',
            "Nonet's packages could not be installed (see above). Is there a network? Then run make again.",
        ),
    ],
)
def test_what_cannot_be_installed_is_a_sentence(tmp_path: Path, more: str, sentence: str) -> None:
    """A Python without venv, an environment without pip, no network; the next `make` begins anew."""
    for file in ("requirements.lock", "requirements-build.lock", "pyproject.toml"):
        (tmp_path / file).touch()
    status, words = make_python(tmp_path, python_of_version(tmp_path / "new", "3.12", more=more), "install")
    assert status != 0
    assert sentence in words
    assert not (tmp_path / ".venv" / "run").exists()


def test_a_night_runs_the_slow_tests() -> None:
    """And the machines of all workflows have what tests talk to: an emoji font, a browser, a database server."""
    for workflow, tests in (("test.yml", "make test"), ("nightly.yml", "make test-slow")):
        words = (GITHUB / "workflows" / workflow).read_text()
        assert f"- run: {tests}\n" in words
        assert all(package in words for package in ("fonts-noto-color-emoji", "postgresql", "chromium"))
    assert "schedule:" in (GITHUB / "workflows" / "nightly.yml").read_text()
