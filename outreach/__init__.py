"""Speaking first: what is worth proposing next, and one round of it."""
