"""Faults: how often the simulated carrier does with a webhook what real carriers sometimes do."""

from __future__ import annotations

from random import Random
from typing import Annotated

from pydantic import Field

from accounts.record import Record

Probability = Annotated[float, Field(ge=0, le=1)]


class Faults(Record):
    """Probabilities from 0 to 1 for each webhook; all off unless asked for."""

    duplicate: Probability = 0.0
    """It is posted twice."""
    reorder: Probability = 0.0
    """A message's statuses come in the wrong order."""
    drop: Probability = 0.0
    """It never comes."""
    forge: Probability = 0.0
    """Before it comes a copy that says something else under a wrong signature."""
    slow: Probability = 0.0
    """It comes late."""
    slow_seconds: Annotated[float, Field(ge=0)] = 2.0
    seed: int = 0


class Dice:
    """What happens this time; the same seed rolls the same."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self._random = Random(faults.seed)  # noqa: S311  # a simulation, not a secret

    def rolls(self, probability: float) -> bool:
        """Return whether something of this probability happens now."""
        return probability > 0 and self._random.random() < probability
