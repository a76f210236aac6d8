"""The law of states and cities beside Regulation F: a folder a place; what many share is a form that each fills in."""
