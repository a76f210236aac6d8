"""Buffalo: a licence of the city."""
