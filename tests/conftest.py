"""What all tests share: shapes in signatures are checked while they run, caches, logs, and the golden models.

Nothing here imports JAX: only tests that need it wait for it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile

from jaxtyping import install_import_hook

# Before anything of ours is imported: every shape annotation in these modules becomes a check.
install_import_hook(
    [
        *(f"inference.model.{name}" for name in ("layers", "bart", "vqgan", "clip", "clip_pixels", "safety_checker")),
        *(
            f"inference.device.{name}"
            for name in (
                "decode",
                "sampling",
                "replay",
                "code_thumbnails",
                "previews",
                "slot_batch",
                "runner",
                "clip_scorer",
            )
        ),
    ],
    "beartype.beartype",
)

# What one test compiled the next one need not, nor do the processes that it starts; and nothing of it is left behind.
if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker has it from the process that started it
    CACHES = tempfile.mkdtemp(prefix="nonet-tests-")
    atexit.register(shutil.rmtree, CACHES, ignore_errors=True)
    os.environ |= {
        "XDG_CACHE_HOME": CACHES,
        "JAX_COMPILATION_CACHE_DIR": f"{CACHES}/nonet/programs",
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.2",
        "JAX_PLATFORMS": "cpu",
    }
    # Every process that a test starts would compile a thousand modules anew where somebody has turned bytecode off.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False

from collections.abc import Iterator  # noqa: E402
from functools import cache  # noqa: E402

import numpy as np  # noqa: E402
import pytest  # noqa: E402
import structlog  # noqa: E402
from goldens import TINY, VQGAN_TINY  # noqa: E402
from hypothesis import settings  # noqa: E402
from stores import (  # noqa: E402, F401
    clock,
    database_url,
    empty_database_url,
    migrated_postgres,
    opened,
    postgres,
    store,
)
from terminal import asked, compiled_once, here, nonet  # noqa: E402, F401

# As the program logs: structlog's own default draws every local variable of every frame, half a second an exception.
structlog.configure(
    [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(),
    ]
)
settings.register_profile("nonet", deadline=None)  # a machine that does something else, too, is no failure
settings.load_profile("nonet")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: what is handed out last is short, and no process is alone with a long one."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def arrays() -> dict[str, np.ndarray]:
    """What the reference computed with the tiny model."""
    return dict(np.load(TINY / "arrays.npz"))


@pytest.fixture(scope="session")
def vqgan_arrays() -> dict[str, np.ndarray]:
    """What the reference computed with the tiny VQGAN."""
    return dict(np.load(VQGAN_TINY / "arrays.npz"))


@pytest.fixture(scope="module")
def remembered() -> Iterator[None]:
    """The shapes of a network are computed once, not at each of a module's hundred openings."""
    from inference.files import checkpoint

    with pytest.MonkeyPatch.context() as patch:
        for name in ("bart_parameters", "vqgan_parameters"):
            patch.setattr(checkpoint, name, cache(getattr(checkpoint, name)))
        yield
