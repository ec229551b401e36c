"""What all tests share: shapes in signatures are checked while they run, and the golden models."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from jaxtyping import install_import_hook

# Before anything of ours is imported: every shape annotation in these modules becomes a check.
install_import_hook(
    [
        *(f"inference.model.{name}" for name in ("layers", "bart", "vqgan")),
        *(f"inference.device.{name}" for name in ("decode", "sampling", "slot_batch", "runner")),
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
    }

from collections.abc import Iterator  # noqa: E402
from functools import cache  # noqa: E402

import jax  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
from goldens import TINY, VQGAN_TINY  # noqa: E402
from hypothesis import settings  # noqa: E402
from stores import clock, database_url, opened, postgres, store  # noqa: E402, F401
from terminal import asked, compiled_once, here, nonet  # noqa: E402, F401

from inference.files import checkpoint  # noqa: E402

jax.config.update("jax_platforms", "cpu")
settings.register_profile("nonet", deadline=None)  # a machine that does something else, too, is no failure
settings.load_profile("nonet")


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
    with pytest.MonkeyPatch.context() as patch:
        for name in ("bart_parameters", "vqgan_parameters"):
            patch.setattr(checkpoint, name, cache(getattr(checkpoint, name)))
        yield
