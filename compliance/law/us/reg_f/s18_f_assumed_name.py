"""An assumed name belongs to one employee, whom the collector can readily identify: 1006.18(f)."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.parameters import Nothing
from compliance.proposal import Proposal
from compliance.rule import objection, rule


@rule(Nothing, id="regf.18f-assumed-name", cites="12 CFR 1006.18(f)", since=date(2021, 11, 30))
def assumed_name(proposal: Proposal, _nothing: Nothing) -> Objection | None:
    """Object to an assumed name that is not always the same employee's, or is borne by no employee.

    > This section does not prohibit a debt collector's employee from using an assumed name when communicating or
    > attempting to communicate with a person, provided that the employee uses the assumed name consistently and that
    > the debt collector can readily identify any employee using an assumed name.

    Reading: the text speaks of employees; a machine that takes a person's name deceives (1006.18(a)).
    """
    name = proposal.message.assumed_name
    if name is None:
        return None
    faults = [
        fault
        for fault, there in (
            ("no employee speaks", not proposal.message.author.startswith("agent:")),
            ("one employee does not always use it", not name.used_consistently),
            ("we cannot readily tell who uses it", not name.employer_can_identify),
        )
        if there
    ]
    if not faults:
        return None
    return objection(assumed_name.id, assumed_name.cites, f"it is said under an assumed name, and {faults[0]}")
