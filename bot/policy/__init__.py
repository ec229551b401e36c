"""What is allowed: settings, quotas, admission, block lists. Pure functions and values."""
