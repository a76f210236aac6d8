"""The soak: a product that is killed again and again, behind providers that do everything wrong, and its judge."""
