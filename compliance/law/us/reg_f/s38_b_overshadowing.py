"""Nothing overshadows the right to dispute while it runs, and silence is no admission: 1006.38(b), (d)(1)."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.record import Id
from compliance import zones
from compliance.decision import Objection
from compliance.law.us.reg_f.s34_b_5_validation_period import given
from compliance.proposal import Proposal
from compliance.rule import objection, rule
from compliance.said import Said, said

SINCE = date(2021, 11, 30)


class Overshadowing(Said):
    """What overshadows, and where a day ends last in the United States (1006.2(l))."""

    last_zone: str


@rule(Overshadowing, id="regf.38b-overshadow", cites="12 CFR 1006.38(b)(1)", since=SINCE)
def overshadow(proposal: Proposal, values: Overshadowing) -> Objection | None:
    """Object, until the validation period is over, to words that ask for payment sooner than it ends.

    > (1) Prohibition. During the validation period, a debt collector must not engage in any collection activities or
    > communications that overshadow or are inconsistent with the disclosure of the consumer's rights to dispute the
    > debt and to request the name and address of the original creditor.

    Reading: to ask for payment as such overshadows nothing; to ask for it at once or within days does.
    Reading: AMB-38, the period lasts as long as its last day does anywhere in the United States.
    Reading: where no notice is known the period is yet to come.
    """
    found = said(proposal, values.says)
    if found is None:
        return None
    ends = [_end(proposal, debt) for debt in proposal.debts or tuple(d.id for d in proposal.dossier.debts)]
    today = zones.local(proposal.at, values.last_zone).date()
    running = [end for end in ends if end is None or today <= end]
    if not running:
        return None
    known = [end for end in running if end is not None]
    if len(known) < len(running):
        return objection(overshadow.id, overshadow.cites, f"{found}, and no validation notice is known")
    says = f"{found} in the validation period, which ends on {max(known)}"
    until = zones.midnight(max(known) + timedelta(days=1), values.last_zone)
    return objection(overshadow.id, overshadow.cites, says, until)


@rule(Said, id="regf.38d1-no-admission", cites="12 CFR 1006.38(d)(1)", since=SINCE)
def no_admission(proposal: Proposal, values: Said) -> Objection | None:
    """Object to words by which the consumer has admitted the debt because they did not dispute it.

    > The failure of a consumer to dispute the validity of a debt does not constitute a legal admission of liability by
    > the consumer.
    """
    found = said(proposal, values.says)
    return objection(no_admission.id, no_admission.cites, found) if found else None


def _end(proposal: Proposal, debt: Id) -> date | None:
    """Return the end of the last validation period of a debt; None where no notice is known."""
    return max((period.end for period in given(proposal.dossier, debt)), default=None)
