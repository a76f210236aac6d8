"""The form of a table: one provision for what many states have in common, a row each with its own source."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, TypeVar

from compliance.parameters import Parameters

R = TypeVar("R", bound="Row")


class Row(Parameters):
    """What a state has of it, where that is written, and how sure we are."""

    row: str
    place: str
    cite: str
    source: str
    confidence: Literal["verified", "knowledge"]


def of(places: Collection[str], rows: Iterable[R]) -> tuple[R, ...]:
    """Return the rows of those places."""
    return tuple(row for row in rows if row.place in places)
