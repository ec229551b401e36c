"""`make gpu-wheels`: the packages that an image with JAX for CUDA lacks, as wheels for Python 3.12 on x86-64 Linux.

    python -m tests.bench.gpu.wheels build/gpu-wheels

Versions and hashes are requirements-dev.lock's. JAX, NumPy, SciPy and ml_dtypes are the image's own: its plugin for
CUDA belongs to them.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.markers import Marker

LOCK = Path(__file__).parents[3] / "requirements-dev.lock"
PACKAGES = (
    # the network
    "flax", "absl-py", "etils", "msgpack", "treescope", "typing-extensions", "jaxtyping", "wadler-lindig",
    "rich", "pygments", "markdown-it-py", "mdurl", "pyyaml",
    # text to ids, and files
    "tokenizers", "ftfy", "wcwidth", "emoji", "text-unidecode", "safetensors", "tenacity", "tqdm", "filelock",
    # training
    "optax", "pillow", "resvg-py",
)  # fmt: skip
PYTHON = {
    "python_version": "3.12", "python_full_version": "3.12.0", "implementation_name": "cpython",
    "platform_python_implementation": "CPython", "sys_platform": "linux", "platform_system": "Linux",
    "platform_machine": "x86_64", "os_name": "posix",
}  # fmt: skip
GLIBC = (39, 35, 34, 31, 28, 27, 24, 17)
"""Versions 2.N whose wheels run on images of today; pip takes each name literally."""


def requirements(lock: str) -> list[str]:
    """The lock's lines for PACKAGES. Raises ValueError where one is missing."""
    # "name==version ; marker \" and then lines with hashes
    entries = re.findall(r"^([\w.-]+)==(\S+)(?: ; (.*?))?((?: \\\n +--hash=\S+)+)$", lock, re.MULTILINE)
    found = {
        name: f"{name}=={version}{hashes}"
        for name, version, marker, hashes in entries
        if name in PACKAGES and (not marker or Marker(marker).evaluate(PYTHON))
    }
    if missing := [name for name in PACKAGES if name not in found]:
        raise ValueError(f"{LOCK.name} lacks {', '.join(missing)}")
    return [found[name] for name in PACKAGES]


def main() -> int:
    folder = sys.argv[1]
    platforms = [f"--platform=manylinux_2_{version}_x86_64" for version in GLIBC] + ["--platform=manylinux2014_x86_64"]
    target = ["--only-binary=:all:", "--python-version=3.12", "--implementation=cp", *platforms]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as wanted:
        wanted.write("\n".join(requirements(LOCK.read_text())) + "\n")
        wanted.flush()
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        return subprocess.run([*command, "--require-hashes", *target, "-d", folder, "-r", wanted.name]).returncode


if __name__ == "__main__":
    sys.exit(main())
