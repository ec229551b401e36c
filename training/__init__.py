"""Training: rendered scenes, a VQGAN for their pictures, a BART from captions to codes, and evaluation."""

import os

# NumPy's products here are small, and XLA has the cores: two threads that wait for each other in a busy loop cost eight
# times as much on a machine with other work. It is read when NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
