"""The doors: one way out, one way in, and a wire for each provider."""
