"""Wisconsin: the licence sentence and aliases."""
