"""West Virginia: wide caps and the usual hours, creditors included."""
