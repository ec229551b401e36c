"""What every chat does with a reply, done once: deliver it, retry, record, adopt, announce and remove."""
