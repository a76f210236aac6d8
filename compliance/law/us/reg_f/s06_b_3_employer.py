"""No contact at the place of employment if the employer prohibits it: 1006.6(b)(3)."""

from __future__ import annotations

from datetime import date

from accounts.consent import Convenience
from accounts.consumer import EmployerProhibits
from compliance.decision import Objection
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f.s06_b_1_consumer_initiated import invited
from compliance.law.us.reg_f.s06_b_1_ii_inconvenient_place import is_there
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.6(b)(3)"


class Work(Parameters):
    """What reaches a consumer at work."""

    media: frozenset[str]
    questions: frozenset[str]


@rule(Work, id="regf.6b3-employer", cites=CITES, since=date(2021, 11, 30))
def employer(proposal: Proposal, values: Work) -> Objection | None:
    """Object to contact at work once we have reason to know that the employer prohibits it.

    > A debt collector knows or has reason to know that a consumer's employer prohibits the consumer from receiving
    > such communication if, for example, the consumer tells the debt collector that the consumer cannot take personal
    > calls at work.

    Reading: it holds for any debt, until the consumer says that the employer no longer minds.
    Reading: on a call the consumer placed, we may respond; their own act is consent to it (comment 6(b)(2)-1).
    Reading: whoever is known to be at work is contacted at work by whatever reaches them there.
    Not modelled: e-mail to an employer's address is forbidden by 1006.22(f)(3), not here.
    """
    told = proposal.dossier.of(EmployerProhibits)
    at_work = is_there(proposal, "work")
    if not told or not (at_work or proposal.medium in values.media):
        return None
    cleared = {c.clears for c in proposal.dossier.of(Convenience) if c.source == "consumer"}
    known = [fact for fact in told if fact.id not in cleared]
    if not known or not persons.is_protected(proposal.dossier, proposal.message.person):
        return None
    place = proposal.point.place if proposal.point else proposal.to
    if (place != "work" and not at_work) or invited(proposal) is not None or proposal.only_asks(values.questions):
        return None
    return objection(
        "regf.6b3-employer", CITES, f"since {known[0].at:%Y-%m-%d} the employer is known to prohibit contact at work"
    )
