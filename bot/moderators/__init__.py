"""What moderators may do, for their own community: rules, blocked words, people, reports."""
