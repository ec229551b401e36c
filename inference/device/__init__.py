"""The device: slots, compiled programs, decoding and sampling, in JAX."""
