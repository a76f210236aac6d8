"""Illinois: the hours of its Collection Agency Act."""
