"""No location call to anybody but the attorney, once one is known: 1006.10(b)(5)."""

from __future__ import annotations

from datetime import date

from accounts.consumer import Role
from accounts.contact import Purpose
from compliance.decision import Objection
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f.s06_b_2_attorney import acting
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.10(b)(5)"


class Located(Parameters):
    """Whose word ends a representation."""

    enders: frozenset[str]


@rule(Located, id="regf.10b5-attorney", cites=CITES, since=date(2021, 11, 30))
def location_attorney(proposal: Proposal, values: Located) -> Objection | None:
    """Object to asking anybody but the attorney where a represented consumer is.

    > (5) After the debt collector knows the consumer is represented by an attorney with regard to the subject debt and
    > has knowledge of, or can readily ascertain, such attorney's name and address, not communicate with any person
    > other than that attorney, unless the attorney fails to respond to the debt collector's communication within a
    > reasonable period of time.

    Reading: a message to a third party is taken as a location call whatever it is said to be for.
    Reading: the attorney's consent to direct contact with the consumer is none to contact with others.
    Reading: AMB-08 and AMB-09, as in 1006.6(b)(2): silence lifts nothing, and an unnamed attorney stops it too.
    """
    person, dossier = proposal.message.person, proposal.dossier
    if proposal.role in (Role.CONSUMER, Role.ATTORNEY):
        return None
    if proposal.message.purpose is not Purpose.LOCATION_INFO and not persons.is_third_party(dossier, person):
        return None
    known = acting(proposal, values.enders)
    if not known:
        return None
    return objection(
        "regf.10b5-attorney", CITES, f"an attorney is known to act on the debt since {known[0].at:%Y-%m-%d}"
    )
