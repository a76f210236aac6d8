"""The form of a table: one provision for what many states have in common, a row each with its own source."""

from __future__ import annotations

from functools import cached_property
from typing import Generic, Literal, TypeVar

from compliance.parameters import Parameters

R = TypeVar("R", bound="Row")


class Row(Parameters):
    """What a state has of it, where that is written, and how sure we are."""

    row: str
    place: str
    cite: str
    source: str
    confidence: Literal["verified", "knowledge"]


class Table(Parameters, Generic[R]):
    """Every state's row."""

    rows: tuple[R, ...]

    def of(self, places: frozenset[str]) -> tuple[R, ...]:
        """Return the rows of those places; so many consumers are in the same ones that they are looked for once."""
        found = self._found.get(places)
        if found is None:
            found = self._found[places] = tuple(row for row in self.rows if row.place in places)
        return found

    @cached_property
    def _found(self) -> dict[frozenset[str], tuple[R, ...]]:
        return {}
