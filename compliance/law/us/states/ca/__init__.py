"""California: the Rosenthal Act and what stands beside it."""
