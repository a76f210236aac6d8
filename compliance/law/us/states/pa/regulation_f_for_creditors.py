"""Pennsylvania: a conversation and seven calls a week about a debt, in the usual hours, creditors included."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.states.caps import Cap, capped, latest
from compliance.law.us.states.clocks import Clock, closed
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import rule


class Limits(Parameters):
    """The limits as the Attorney General states them."""

    conversations: Cap
    attempts: Cap
    hours: Clock


@rule(
    Limits,
    id="pa.fceua_reg_f_for_creditors",
    cites="73 P.S. 2270.1 ff; 37 Pa. Code 303.1 ff",
    since=date(2021, 11, 30),
    place="US-PA",
)
def limits(proposal: Proposal, row: Limits) -> Objection | None:
    """Object to a call within a week of a conversation, to an eighth in a week, and out of hours.

    Reading: the number of attempts was cut off in the page read; seven is inferred from Regulation F.
    Reading: a request to stop a medium is honoured by 1006.14(h), whoever collects.
    """
    talked, called = capped(limits, proposal, row.conversations), capped(limits, proposal, row.attempts)
    return latest((talked, called, closed(limits, proposal, row.hours)))
