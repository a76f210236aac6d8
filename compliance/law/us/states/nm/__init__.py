"""New Mexico: the age of a debt is disclosed."""
