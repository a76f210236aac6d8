"""Screens: the consumer's pages, the agents' console; plain pages that work without scripts."""
