"""Typed text and pressed buttons become commands."""
