"""The simulator: the other side of every wire, offline, so that the real wires run without a key or a network."""
