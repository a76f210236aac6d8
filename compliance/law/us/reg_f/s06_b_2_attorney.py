"""No contact with a consumer whom an attorney represents on the debt: 1006.6(b)(2)."""

from __future__ import annotations

from datetime import date

from accounts.consumer import AttorneyConsents, Representation, RepresentationEnded
from compliance.decision import Objection
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f.s06_b_1_consumer_initiated import invited
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.6(b)(2)"


class Represented(Parameters):
    """Whose word ends a representation, and what may be asked about one."""

    enders: frozenset[str]
    questions: frozenset[str]


def acting(proposal: Proposal, enders: frozenset[str]) -> tuple[Representation, ...]:
    """Return the attorneys known to act on a debt it is about, whom nobody entitled said to have ceased."""
    known = proposal.dossier.of(Representation)
    if not known:
        return ()
    ended = [e.at for e in proposal.dossier.of(RepresentationEnded) if e.source in enders]
    return tuple(r for r in known if proposal.concerns(r.debts) and not any(r.at <= end for end in ended))


@rule(Represented, id="regf.6b2-attorney", cites=CITES, since=date(2021, 11, 30))
def attorney(proposal: Proposal, values: Represented) -> Objection | None:
    """Object to contact with a consumer known to be represented with respect to the debt.

    > unless the debt collector knows the consumer is not represented by an attorney with respect to the debt, either
    > based on information from the consumer or the consumer's attorney, or unless an exception under
    > §1006.6(b)(2)(i) or (ii) or §1006.6(b)(4) applies.

    > A consumer-initiated communication from a consumer represented by an attorney constitutes the consumer's prior
    > consent to that communication under §1006.6(b)(4)(i); therefore, a debt collector may respond to that
    > consumer-initiated communication.

    Reading: AMB-08, no number says what period is reasonable for the attorney's answer; silence alone lifts nothing.
    Reading: AMB-09, an attorney without name and address stops contact as well, but for the question who it is;
    a notice that names no debt covers all.
    Reading: AMB-10, one response to each contact of the consumer, by the same medium.
    Not modelled: a court's permission for direct contact, and consent other than the consumer's own contact.
    """
    if not persons.is_protected(proposal.dossier, proposal.message.person):
        return None
    agreed = [a.at for a in proposal.dossier.of(AttorneyConsents)]
    known = [r for r in acting(proposal, values.enders) if not any(r.at <= at for at in agreed)]
    if not known or invited(proposal) is not None:
        return None
    if not any(r.identified or r.ascertainable for r in known) and proposal.only_asks(values.questions):
        return None
    return objection(
        "regf.6b2-attorney", CITES, f"an attorney is known to act on the debt since {known[0].at:%Y-%m-%d}"
    )
