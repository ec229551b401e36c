"""What the operator sets and sees: configuration, secrets, logs, metrics, health."""
