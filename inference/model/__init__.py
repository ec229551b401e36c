"""The network: DALL·E Mini's BART (words -> codes) and VQGAN (codes <-> pixels), in Flax."""
