"""Louisiana: after a certified letter, one letter a month and four personal contacts."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.consent import CeaseRequest
from compliance.decision import Objection
from compliance.law.us.states.caps import Cap, capped
from compliance.law.us.states.kinds import would_be
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Cease(Parameters):
    """By what letter, and what remains allowed after it."""

    via: frozenset[str]
    letters: Cap
    personal: Cap


@rule(Cease, id="la.cease", cites="La. R.S. 9:3562(3)", since=date(2021, 11, 30), place="US-LA")
def cease(proposal: Proposal, row: Cease) -> Objection | None:
    """Object, after a registered or certified letter, to a second letter in a month and a fifth personal contact.

    Reading: four in all, for ever; contacts are known for sixty days, and once the letter is older than that none is
    let through.
    Reading: a collector under the FDCPA stops altogether by 1006.6(c).
    """
    asked = [c.at for c in proposal.dossier.of(CeaseRequest) if c.via in row.via and proposal.concerns(c.debts)]
    if not asked or min(asked) > proposal.at:
        return None
    letter = capped(cease, proposal, row.letters)
    four = capped(cease, proposal, row.personal)
    personal = (
        bool(would_be(proposal) & row.personal.holds) and proposal.dossier.collector.role in row.personal.applies_to
    )
    if personal and (four is not None or min(asked) < proposal.at - timedelta(days=row.personal.days)):
        says = "after the letter only four personal contacts are allowed, and no more are known to be left"
        return objection(cease.id, cease.cites, says)
    return letter
