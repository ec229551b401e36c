"""What the tests of training share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def quick_compilation() -> Iterator[None]:
    """Programs are compiled with little optimisation, and small ones are kept, too, here and in child processes.

    Compiling takes most of the time of these tests. A program computes the same either way, to within rounding.
    """
    import jax

    before = jax.config.jax_persistent_cache_min_compile_time_secs
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
        patch.setenv("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
        jax.config.update("jax_disable_most_optimizations", True)
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
        yield
        jax.config.update("jax_disable_most_optimizations", False)
        jax.config.update("jax_persistent_cache_min_compile_time_secs", before)
