"""Question: an action of the case vocabulary, how it is answered, and by which part of the book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from accounts.dossier import Dossier
from accounts.record import Id
from compliance.book import whole
from compliance.cases.facts import Given
from compliance.guard import Guard

Answer = dict[str, Any]

REGULATION_F = "compliance.law.us.reg_f"
"""The part of the book by which a case is judged that names none: the vocabulary is Regulation F's."""


class Question(NamedTuple):
    """How an action is answered, and what of `ask` that answer reads, or is known to decide nothing."""

    answer: Callable[[Dossier, Given, datetime], Answer]
    asks: frozenset[str]


def debts(dossier: Dossier, ask: Given) -> tuple[Id, ...]:
    """Return the debts that a case asks about: all, where it names none."""
    return tuple(ask.get("debts", (debt.id for debt in dossier.debts)))


def guard(ask: Given) -> Guard:
    """Return a guard with the part of the book that a case names in `ask.book`: package names, or "whole"."""
    named = ask.get("book", REGULATION_F)
    if named == "whole":
        return Guard(whole())
    return Guard(whole(*((named,) if isinstance(named, str) else named)))
