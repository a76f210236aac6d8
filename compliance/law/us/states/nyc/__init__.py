"""New York City, whose rule has counted every medium since September 2026."""
