"""Texas: a permit for automatic dialling announcing devices."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.machines import Machine, machine
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Machine, id="tx.adad_permit", cites="16 TAC 26.125", since=date(2021, 11, 30), place="US-TX")
def machine_calls(proposal: Proposal, row: Machine) -> Objection | None:
    """Object to a call in which a machine speaks without a permit of the Public Utility Commission.

    Not modelled: one language a message, and disconnection within five seconds.
    """
    return machine(machine_calls, proposal, row)
