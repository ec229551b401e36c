"""Training: rendered scenes, a VQGAN for their pictures, a BART from captions to codes, and evaluation."""
