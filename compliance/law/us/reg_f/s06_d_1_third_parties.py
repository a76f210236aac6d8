"""Nothing about a debt to anybody but the consumer and those who act for a party: 1006.6(d)(1)."""

from __future__ import annotations

from datetime import date

from accounts.consent import Consent, Revocation
from accounts.consumer import CourtPermission
from accounts.contact import Purpose
from accounts.record import Id
from compliance.decision import Objection
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.6(d)(1)"


class Elsewhere(Parameters):
    """What may go to a third party."""

    lets_through: frozenset[Purpose]


@rule(Elsewhere, id="regf.6d1-third-party", cites=CITES, since=date(2021, 11, 30))
def third_party(proposal: Proposal, values: Elsewhere) -> Objection | None:
    """Object to a message about a debt for, or at an address of, a third party.

    > a debt collector must not communicate, in connection with the collection of any debt, with any person other than:

    > (i) For the purpose of acquiring location information, as provided in §1006.10;
    > (ii) With the prior consent of the consumer given directly to the debt collector;
    > (iii) With the express permission of a court of competent jurisdiction; or
    > (iv) As reasonably necessary to effectuate a postjudgment judicial remedy.

    Covers: regf.6d2-exceptions
    Reading: whatever goes to a third party and is not a location call is taken to convey something of the debt.
    Reading: an address that is known to be somebody else's reaches that person, whomever the message is for.
    Reading: consent is the consumer's own, given directly to us, for that person and those debts.
    Reading: that a remedy granted by a judgment makes it necessary is a person's decision, recorded with the message.
    """
    message, dossier = proposal.message, proposal.dossier
    if message.purpose in values.lets_through or message.postjudgment_remedy:
        return None
    reached = (message.person, proposal.point.person if proposal.point else message.person)
    strangers = [p for p in reached if persons.is_third_party(dossier, p) and not _permitted(proposal, p)]
    if not strangers:
        return None
    return objection("regf.6d1-third-party", CITES, f"it would reach a third party ({dossier.role(strangers[0])})")


def _permitted(proposal: Proposal, person: Id | None) -> bool:
    """Return whether the consumer's consent or a court allows contact with that person (1006.6(d)(2)(ii), (iii))."""
    dossier, debts = proposal.dossier, set(proposal.message.debts)
    revoked = {r.of for r in dossier.of(Revocation)}
    consented = any(
        c.scope == "third_party"
        and c.given_to == "collector"
        and persons.same(dossier, c.by, None)
        and c.id not in revoked
        and c.for_person is not None
        and persons.same(dossier, c.for_person, person)
        and (c.debts is None or (debts and debts <= set(c.debts)))
        and (c.until is None or all(day <= c.until for day in proposal.dates))
        for c in dossier.of(Consent)
    )
    court = dossier.of(CourtPermission)
    return consented or any(
        p.scope == "third_party" and p.for_person is not None and persons.same(dossier, p.for_person, person)
        for p in court
    )
