"""Florida: the hours of its Consumer Collection Practices Act."""
