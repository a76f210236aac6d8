"""Massachusetts, whose regulations count calls and texts together, by debt."""
