"""The District of Columbia, which wants paper first and consent before anything electronic."""
