"""Michigan: hours, creditors included."""
