"""The account store: the words of the house, and where they are kept."""
