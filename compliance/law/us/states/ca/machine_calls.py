"""California: a natural voice must introduce a machine's call."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.machines import Machine, machine
from compliance.proposal import Proposal
from compliance.rule import rule


@rule(Machine, id="ca.adad_artificial_voice", cites="Cal. Pub. Util. Code 2874", since=date(2025, 1, 1), place="US-CA")
def machine_calls(proposal: Proposal, row: Machine) -> Objection | None:
    """Object to any call in which a machine speaks; nothing records a live introduction yet.

    Not modelled: the exemptions of section 2872.
    """
    return machine(machine_calls, proposal, row)
