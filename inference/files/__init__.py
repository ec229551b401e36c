"""Model files: folders, layouts, checkpoints, and the hub that they come from."""
