"""New Jersey: bots."""
