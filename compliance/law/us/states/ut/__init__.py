"""Utah: generative artificial intelligence."""
