"""Answers: a module a field of law; each says in ANSWERS which actions of the vocabulary it answers."""
