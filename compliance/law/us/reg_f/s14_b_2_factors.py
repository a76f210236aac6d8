"""What may rebut the presumptions of the call frequencies: advice to a person, who answers for the call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from accounts.consent import CeaseRequest, CeaseWithdrawn, OptOut
from accounts.contact import Medium
from accounts.notice import Dispute
from compliance.decision import Finding
from compliance.law.us.reg_f.s06_a_persons import PROFESSIONALS, same
from compliance.law.us.reg_f.s14_b_2_call_frequency import exceeds
from compliance.law.us.reg_f.s14_b_2_days import since, window
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import rule


class Patterns(Parameters):
    """What makes a pattern of calls that is within the count look like harassment."""

    rapid_minutes: int
    in_one_day: int
    """Calls to one number on one date, this one included, from which they are highly concentrated."""
    answered: frozenset[str]
    unconnected: frozenset[str]


class Reasons(Parameters):
    """Why a call in excess may be defended: the code that a person records, and where it is written."""

    reasons: dict[str, str]
    required_by_law: str


@rule(
    Patterns,
    id="regf.14b2i-compliance-factors",
    cites="12 CFR 1006.14(b)(2)(i), comment 14(b)(2)(i)-2",
    since=date(2021, 11, 30),
)
def may_rebut_compliance(proposal: Proposal, patterns: Patterns) -> Finding | None:
    """Advise that a call within the count may still be taken for harassment.

    > The considerations relevant to this factor include whether the debt collector placed telephone calls to a person
    > in rapid succession (e.g., two unanswered telephone calls to the same telephone number within five minutes) or in
    > a highly concentrated manner (e.g., seven telephone calls to the same telephone number within one day).

    > Among the considerations relevant to this factor are whether the person previously informed the debt collector,
    > for example, that the person did not wish to be contacted again about the particular debt, that the person was
    > refusing to pay the particular debt, or that the person did not owe the particular debt.

    Reading: what the person said weighs however long ago it was said.
    Not modelled: our own earlier conduct (comment 14(b)(2)(i)-2.iv); a person must think of it.
    """
    message = proposal.message
    if not proposal.medium.is_telephone_call or message.on_call is not None or proposal.role in PROFESSIONALS:
        return None
    says = [*_pattern(proposal, patterns), *_told(proposal)]
    if not says:
        return None
    return Finding(rule=may_rebut_compliance.id, citation=may_rebut_compliance.cites, says="; ".join(says))


def _pattern(proposal: Proposal, patterns: Patterns) -> Iterator[str]:
    """Yield what the calls to the number on this date look like."""
    at, to = proposal.at, proposal.message.to
    days = [window(at, zone, 1) for zone in (*proposal.zones, proposal.dossier.collector.zone)]
    rapid = at - timedelta(minutes=patterns.rapid_minutes)
    calls = [
        call
        for call in since(proposal.dossier.attempts, min(rapid, *days))
        if call.to == to and call.medium.is_telephone_call and call.counts and call.at <= at
    ]
    if any(call.at >= rapid and call.outcome not in patterns.answered for call in calls):
        yield f"an unanswered call to the same number within the last {patterns.rapid_minutes} minutes"
    connected = [call for call in calls if call.outcome not in patterns.unconnected]
    count = 1 + max(sum(call.at >= day for call in connected) for day in days)
    if count >= patterns.in_one_day:
        yield f"this would be call {count} to the same number on one day"


def _told(proposal: Proposal) -> Iterator[str]:
    """Yield what the person told us that weighs against calling again."""
    dossier, person = proposal.dossier, proposal.message.person
    if any(same(dossier, d.by, person) and proposal.concerns(d.debts) for d in dossier.of(Dispute)):
        yield "the person said that the debt is not owed"
    withdrawn = {w.of for w in dossier.of(CeaseWithdrawn)}
    for request in dossier.of(CeaseRequest):
        if request.id not in withdrawn and same(dossier, None, person) and proposal.concerns(request.debts):
            yield "the person refused to pay" if request.kind == "refusal" else "the person asked not to be contacted"
            break
    if any(o.medium in (None, Medium.CALL) and same(dossier, o.by, person) for o in dossier.of(OptOut)):
        yield "the person asked not to be called"


@rule(
    Reasons,
    id="regf.14b2ii-violation-factors",
    cites="12 CFR 1006.14(b)(2)(ii), comment 14(b)(2)(ii)-2",
    since=date(2021, 11, 30),
)
def may_rebut_violation(proposal: Proposal, known: Reasons) -> Finding | None:
    """Advise that a reason a person has recorded for a call in excess is one that the commentary names.

    > Factors that may rebut the presumption of a violation include:

    > The fact that the debt collector placed the additional telephone call in response to the consumer's request is a
    > factor that may rebut the presumption of a violation.

    > Because the negative effect on the consumer was in the debt collector's control, the discount offer is not a
    > factor that may rebut the presumption of a violation.

    Reading: a factor never lifts the objection; it is a person who answers for the call.
    """
    message = proposal.message
    where = known.required_by_law if message.required_by_law else known.reasons.get(message.reason)
    if where is None or not exceeds(proposal):
        return None
    says = f"the recorded reason may rebut the presumption of a violation ({where}); a person must decide"
    return Finding(rule=may_rebut_violation.id, citation=may_rebut_violation.cites, says=says)
