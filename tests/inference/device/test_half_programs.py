"""A compiled program that another process has only half written, or was killed over, costs a compilation and no more.

JAX writes programs in place, so a process that shares the folder (all test processes do) may read the beginning of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jax
import numpy as np
import pytest
from jax.experimental.compilation_cache import compilation_cache


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Path]:
    """A folder of this test's own, in which every program is kept."""
    before = jax.config.jax_compilation_cache_dir, jax.config.jax_persistent_cache_min_compile_time_secs
    compilation_cache.reset_cache()  # it holds on to the first folder
    jax.config.update("jax_compilation_cache_dir", str(tmp_path))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
    yield tmp_path
    compilation_cache.reset_cache()
    jax.config.update("jax_compilation_cache_dir", before[0])
    jax.config.update("jax_persistent_cache_min_compile_time_secs", before[1])


@pytest.mark.parametrize("share", [0, 0.5])
def test_half_a_program_is_compiled_again(programs: Path, share: float) -> None:
    """Neither an empty nor a cut file is run, and neither fails what wanted it."""
    x = np.ones(3, np.float32)
    assert jax.jit(lambda x: x * 7 + share)(x).tolist() == [7 + share] * 3
    kept = list(programs.glob("*-cache"))
    assert kept
    for file in kept:
        whole = file.read_bytes()
        file.write_bytes(whole[: int(len(whole) * share)])
    assert jax.jit(lambda x: x * 7 + share)(x).tolist() == [7 + share] * 3
