"""Regulation F, 12 CFR 1006: debt collection practices."""
