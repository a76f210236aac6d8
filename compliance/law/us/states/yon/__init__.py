"""Yonkers: a licence of the city."""
