"""Vermont: hours assumed until its rule has been read."""
