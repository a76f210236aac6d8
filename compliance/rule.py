"""Rule: a provision of law that may object to a proposal, and nothing else."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from compliance.decision import Finding, Objection
from compliance.parameters import Parameters, Version, versions
from compliance.proposal import Proposal

P = TypeVar("P", bound=Parameters)
Judge = Callable[[Proposal, P], Objection | Finding | None]


@dataclass(frozen=True)
class Rule:
    """A provision: where it is written, since when, its dated values, and the function that reads like it."""

    id: str
    cites: str
    since: date
    parameters: type[Parameters]
    judge: Callable[[Proposal, Any], Objection | Finding | None]
    versions: tuple[Version, ...]
    path: Path

    def __call__(self, proposal: Proposal, parameters: Parameters) -> Objection | Finding | None:
        """Judge a proposal under given values; the tests of a provision call it so."""
        return self.judge(proposal, parameters)

    @property
    def module(self) -> str:
        """The module it is written in."""
        return self.judge.__module__

    @property
    def title(self) -> str:
        """The provision's one sentence."""
        return (inspect.getdoc(self.judge) or "").partition("\n")[0]

    @property
    def reads(self) -> str:
        """The quoted law, how we read it, and what is not modelled."""
        return (inspect.getdoc(self.judge) or "").partition("\n")[2].strip()


def rule(parameters: type[P], *, id: str, cites: str, since: date) -> Callable[[Judge[P]], Rule]:
    """Make a provision of a function `(Proposal, Parameters) -> Objection | Finding | None`.

    Args:
        parameters: the shape of its dated values, which stand in the YAML file of the module's own name.
        id: the stable identifier, as in the rulebook.
        cites: where it is written.
        since: the day it took effect.

    Raises:
        BadLaw: the values in the YAML file do not fit.
    """

    def made(judge: Judge[P]) -> Rule:
        path = Path(inspect.getfile(judge))
        dated = versions(path.with_suffix(".yaml"), id, parameters, since)
        return Rule(id, cites, since, parameters, judge, dated, path)

    return made


def objection(of: str, cites: str, says: str, until: Any = None) -> Objection:
    """Object: the rule, where it is written, why in this consumer's facts, and until when."""
    return Objection(rule=of, citation=cites, says=says, until=until)
