"""Where the golden files lie; tests/golden/README.md says what they are."""

from pathlib import Path

SUPPORT = Path(__file__).parent
ROOT = SUPPORT.parents[1]
"""The checkout: where the Makefile is."""

GOLDEN = ROOT / "tests" / "golden"
TEXT = GOLDEN / "text"
TINY = GOLDEN / "tiny"
VQGAN_TINY = GOLDEN / "vqgan_tiny"
CHECKPOINT = TINY / "checkpoint_scan"
VQGAN_CHECKPOINT = VQGAN_TINY / "checkpoint"
CLIP_TINY = GOLDEN / "clip_tiny"
SAFETY_TINY = CLIP_TINY / "safety"
