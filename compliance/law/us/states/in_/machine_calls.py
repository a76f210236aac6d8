"""Indiana: consent before a machine calls."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.machines import Machine, machine
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Machine, id="in.adad", cites="Ind. Code 24-5-14", since=date(2021, 11, 30), place="US-IN")
def machine_calls(proposal: Proposal, row: Machine) -> Objection | None:
    """Object to a call in which a machine speaks without consent to calls.

    Not modelled: a live operator, and the exemption of a business relationship.
    """
    return machine(machine_calls, proposal, row)
