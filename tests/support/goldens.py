"""Where the golden files lie; tests/golden/README.md says what they are."""

from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
TINY = GOLDEN / "tiny"
VQGAN_TINY = GOLDEN / "vqgan_tiny"
CHECKPOINT = TINY / "checkpoint_scan"
VQGAN_CHECKPOINT = VQGAN_TINY / "checkpoint"
