"""Washington, which counts every form of contact."""
