"""Rule: a provision of law that may object to a proposal, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from compliance.decision import Finding, Objection
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.provision import Provision, dated

P = TypeVar("P", bound=Parameters)
Judge = Callable[[Proposal, P], Objection | Finding | None]


@dataclass(frozen=True)
class Rule(Provision):
    """A provision that may object to a message."""

    kind = "rule"

    def __call__(self, proposal: Proposal, parameters: Parameters) -> Objection | Finding | None:
        """Judge a proposal under given values; the tests of a provision call it so."""
        found: Objection | Finding | None = self.written(proposal, parameters)
        return found


def rule(
    parameters: type[P], *, id: str, cites: str, since: date, place: str | None = None
) -> Callable[[Judge[P]], Rule]:
    """Make a rule of a function `(Proposal, Parameters) -> Objection | Finding | None`; see `provision.dated`.

    Raises:
        BadLaw: the values in the YAML file do not fit.
    """

    def made(judge: Judge[P]) -> Rule:
        return Rule(**dated(judge, parameters, id=id, cites=cites, since=since, place=place))

    return made


def objection(of: str, cites: str, says: str, until: Any = None) -> Objection:
    """Object: the rule, where it is written, why in this consumer's facts, and until when."""
    return Objection(rule=of, citation=cites, says=says, until=until)
