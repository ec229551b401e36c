"""Loading holds the parameters once, and little more: the largest model must fit beside nothing but itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.checkpoint import MEGA, MINI, write

from inference.files import checkpoint
from inference.files.flax_layout import Source, bart_sources
from inference.model.config import BartConfig

MOST = 1.35
"""Peak memory, as a multiple of the parameters in the dtype that was asked for."""
MEDIUM = MINI | {"encoder_layers": 6, "decoder_layers": 6}

LOAD = """
import json, resource, sys
from pathlib import Path
import jax
from inference.files import checkpoint
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
jax.block_until_ready(jax.numpy.zeros(1))
before = peak()
config, weights = checkpoint.open_bart(Path(sys.argv[1]), checkpoint.COMPUTE_DTYPES[sys.argv[2]])
model = checkpoint.load_bart(weights, config)
jax.block_until_ready(jax.tree.leaves(jax.tree.map(lambda x: x, checkpoint.nnx.state(model))))
print(json.dumps({"before": before, "peak": peak()}))
"""


@pytest.mark.parametrize(
    ("config", "stored", "dtype"),
    [
        pytest.param(MEDIUM, "float16", "float32", id="medium"),
        pytest.param(MEGA, "float16", "bfloat16", id="mega-float16-to-bfloat16", marks=pytest.mark.slow),
        pytest.param(MEGA, "float32", "bfloat16", id="mega-float32-to-bfloat16", marks=pytest.mark.slow),
        pytest.param(MEGA, "float32", "float32", id="mega-float32", marks=pytest.mark.slow),
    ],
)
@pytest.mark.timeout(900)
def test_peak_memory(tmp_path: Path, config: dict[str, object], stored: str, dtype: str) -> None:
    """A process that loads peaks at 1.35 times its parameters; for Mega, all that Python needs included."""
    (tmp_path / "config.json").write_text(json.dumps(config))
    parameters = checkpoint.bart_parameters(BartConfig.read(tmp_path / "config.json"))
    sources: dict[tuple[str, ...], Source] = dict(bart_sources(list(parameters), scanned=True))
    shapes = {key: s.published_shape(parameters[p].shape) for p, s in sources.items() for key in s.keys}
    count = write(tmp_path, config, shapes, stored)
    size = count * {"float32": 4, "bfloat16": 2}[dtype]
    out = subprocess.run(
        [sys.executable, "-c", LOAD, str(tmp_path), dtype],
        check=True,
        capture_output=True,
        text=True,
        env={"JAX_PLATFORMS": "cpu", "PATH": ""},
    )
    told = json.loads(out.stdout)
    base = 0 if config is MEGA else told["before"]  # what imports cost would drown a small model's figure
    print(f"{(told['peak'] - base) / size:.3f} of {size / 1e9:.2f} GB")
    assert told["peak"] - base <= MOST * size
