"""Faults: what the simulated providers do wrong, and how often; to be changed while they run."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Annotated, Any

import yaml
from pydantic import Field, ValidationError

from accounts.errors import BadInput
from accounts.record import Record

Probability = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, le=60)]


class Faults(Record):
    """Probabilities from 0 to 1, each for one webhook, one request or one mail; all off unless asked for."""

    duplicate: Probability = 0.0
    """A webhook is posted twice."""
    reorder: Probability = 0.0
    """A message's statuses come in the wrong order."""
    delay: Probability = 0.0
    """A webhook comes late."""
    delay_seconds: Seconds = 2.0
    """How late."""
    drop: Probability = 0.0
    """A webhook never comes."""
    replay: Probability = 0.0
    """After a webhook an old one comes once more, word for word."""
    forge: Probability = 0.0
    """Before a webhook comes a copy that says something else under a wrong signature."""
    too_many: Probability = 0.0
    """A request is refused with 429; nothing was taken."""
    broken: Probability = 0.0
    """A request is answered with 503, or a mail with 451; nothing was taken."""
    lost: Probability = 0.0
    """A message is taken, and the answer is lost: a request gets 503 all the same, a mail no answer at all."""
    slow: Probability = 0.0
    """A request is answered late."""
    slow_seconds: Seconds = 2.0
    """How late."""
    early: Probability = 0.0
    """Every webhook about a message comes before the answer to the request that created it."""
    seed: int = 0
    """The same seed rolls the same."""

    def changed(self, changes: Any) -> Faults:
        """Return these with changes.

        Raises:
            BadInput: one has a name that is none, or is no probability; it says which.
        """
        try:
            return Faults.model_validate({**self.model_dump(), **changes})
        except (ValidationError, TypeError) as error:
            wrong = (
                error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": "not names and numbers"}
            )
            name = ".".join(str(part) for part in wrong["loc"]) or "faults"
            raise BadInput(f"{name}: {wrong['msg']}; there are {', '.join(Faults.model_fields)}") from error


def read(path: Path) -> Faults:
    """Return the faults of a YAML or JSON file: names and probabilities.

    Raises:
        BadInput: it cannot be read, or holds something else.
    """
    try:
        return Faults().changed(yaml.safe_load(path.read_text("utf-8")) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from error


class Dice:
    """What happens this time."""

    def __init__(self, faults: Faults) -> None:
        self.change(faults)

    def change(self, faults: Faults) -> None:
        """Take other faults from now on."""
        self.faults = faults
        self._random = Random(faults.seed)  # noqa: S311  # a simulation, not a secret

    def rolls(self, probability: float) -> bool:
        """Return whether something of this probability happens now."""
        return probability > 0 and self._random.random() < probability

    def one_of(self, among: list[Any]) -> Any:
        """Return any one of them."""
        return self._random.choice(among)
