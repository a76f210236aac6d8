"""What developers run: setting up, a throw-away PostgreSQL, and the tree drawn from docstrings."""
