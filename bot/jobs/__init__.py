"""Accepted requests on their way: supervisor, progress, fair queue, budget."""
