"""How long a debt may be sued upon, by state: what may not be said about it afterwards, and whether it still exists."""

from __future__ import annotations

from accounts.contact import Purpose
from compliance.decision import Objection
from compliance.law.us.states.ages import BEGIN, Period, Periods, is_over, may_be_barred
from compliance.proposal import Proposal
from compliance.rule import objection, rule


@rule(Periods, id="states.limitation", cites="state statutes of limitation", since=BEGIN)
def limitation(proposal: Proposal, periods: Periods) -> Objection | None:
    """Object, of a debt that may be barred, to a threat of suit, to an unwarned request for payment, and to more.

    Reading: it is barred when its last day is past by any date, is not known, or is so many years after default in
    any place; what a payment may have restarted is left out, for that makes it barred the sooner.
    Reading: where a payment revives it, or may, a request for payment must warn of that (`revival_warning`).
    Reading: where the years extinguish a debt, nothing is collected once they are known to be over.
    """
    for debt in proposal.dossier.debts:
        for row in periods.of(proposal.places) if proposal.concerns((debt.id,)) else ():
            over = is_over(proposal, debt, row)
            says = _fault(proposal, row, over=over) if over or may_be_barred(proposal, debt) else None
            if says is not None:
                return objection(limitation.id, row.cite, f"the debt may be barred in {row.place}: {says}")
    return None


def _fault(proposal: Proposal, row: Period, *, over: bool) -> str | None:
    said = proposal.words.includes
    if "threat_of_suit" in said:
        return "it threatens a suit"
    if row.payment_revives != "no" and said & {"payment_request", "payment_link"} and "revival_warning" not in said:
        return "it asks for a payment and does not warn that one may revive it"
    if row.extinguishes and over and proposal.message.purpose is Purpose.COLLECT:
        return "there the years have extinguished it"
    return None
