"""How one device is shared. No JAX in here."""
