"""Text as people write it, made safe to show."""
