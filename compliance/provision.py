"""Provision: what every piece of the law has: where it is written, since when, and its dated values."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from compliance.parameters import Parameters, Version, versions


@dataclass(frozen=True)
class Provision:
    """A provision of the law: the function that reads like it, and the dated values that function is given."""

    id: str
    cites: str
    since: date
    parameters: type[Parameters]
    written: Callable[..., Any]
    """The function in which it is written; the last argument is its values."""
    versions: tuple[Version, ...]
    path: Path
    place: str | None = None
    """The jurisdiction it is law in, as ISO 3166-2 and a city where it is one's; None is everywhere in the country."""

    kind = "provision"
    """What it is, in one word of the glossary."""

    @property
    def module(self) -> str:
        """The module it is written in."""
        return self.written.__module__

    @property
    def title(self) -> str:
        """The provision's one sentence."""
        return (inspect.getdoc(self.written) or "").partition("\n")[0]

    @property
    def reads(self) -> str:
        """The quoted law, how we read it, and what is not modelled."""
        return (inspect.getdoc(self.written) or "").partition("\n")[2].strip()


def dated(
    written: Callable[..., Any], parameters: type[Parameters], *, id: str, cites: str, since: date, place: str | None
) -> dict[str, Any]:
    """Return the fields of a provision whose values stand in the YAML file of its module's own name.

    Args:
        written: the function it is written in.
        parameters: the shape of its dated values.
        id: the stable identifier, as in the rulebook.
        cites: where it is written.
        since: the day it took effect.
        place: the jurisdiction, where it is not law everywhere.

    Raises:
        BadLaw: the values in the YAML file do not fit.
    """
    path = Path(inspect.getfile(written))
    found = versions(path.with_suffix(".yaml"), id, parameters, since)
    return {
        "id": id,
        "cites": cites,
        "since": since,
        "parameters": parameters,
        "written": written,
        "versions": found,
        "path": path,
        "place": place,
    }
