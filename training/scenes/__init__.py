"""Endless captioned scenes, drawn by code."""
