"""Tennessee: the licence sentence."""
