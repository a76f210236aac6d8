"""Prior consent is given to us, and not asked for on an inconvenient call: 1006.6(b)(4)(i)."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.law.us.reg_f.s06_b_1_clock import Hours
from compliance.law.us.reg_f.s06_b_1_ii_inconvenient_place import over, standing
from compliance.law.us.reg_f.s06_b_1_inconvenient_time import Times
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.6(b)(4)(i)"


class Asking(Hours):
    """What may not be asked, and in which hours it may."""

    forbidden: frozenset[str]


@rule(Asking, id="regf.6b4i-prior-consent", cites=CITES, since=date(2021, 11, 30))
def prior_consent(proposal: Proposal, values: Asking) -> Objection | None:
    """Object to asking the consumer to go on with a communication that is known to be inconvenient.

    > However, §1006.6(b)(4)(i) prohibits the debt collector from asking the consumer to consent to the continuation
    > of that inconvenient communication.

    Reading: a place that was designated makes it inconvenient wherever the call found them.
    Not modelled: which consent counts is read where it lifts a prohibition (`s06_b_1_clock.consents`).
    """
    if values.forbidden.isdisjoint(proposal.words.includes):
        return None
    times = Times(proposal, values)
    if places := standing(proposal):
        says = "it asks to go on although a place was said to be inconvenient"
        return objection("regf.6b4i-prior-consent", CITES, says, over(places, proposal))
    if times.in_hours(proposal.at) and times.undesignated(proposal.at):
        return None
    until = times.next(proposal.at, lambda at: times.in_hours(at) and times.undesignated(at))
    return objection("regf.6b4i-prior-consent", CITES, "it asks to go on although the time is inconvenient", until)
