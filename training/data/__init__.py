"""Captioned pictures in batches, from scenes or from a folder of one's own."""
