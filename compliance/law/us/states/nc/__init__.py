"""North Carolina: the permit number, and no work calls against the wish."""
