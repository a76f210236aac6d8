"""Indiana: automatic dialling."""
