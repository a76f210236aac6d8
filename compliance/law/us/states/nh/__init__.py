"""New Hampshire: who calls, and for whom."""
