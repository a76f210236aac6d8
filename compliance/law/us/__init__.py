"""The federal law of the United States."""
