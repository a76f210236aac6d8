"""What adds up to harassment without breaking any count: advice to a person, who answers for the message."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from accounts.contact import Attempt
from compliance.decision import Finding
from compliance.law.us.reg_f.s06_a_persons import PROFESSIONALS, same
from compliance.law.us.reg_f.s14_b_2_days import date_of, since, window
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import rule

SINCE = date(2021, 11, 30)
DAY = timedelta(days=1)


class Numerous(Parameters):
    """From how many unanswered messages a day, for how many days in a row, they are numerous."""

    per_day: int
    days: int


class Together(Parameters):
    """From how many unanswered calls and messages, over how many days, they are too many together."""

    in_total: int
    days: int


@rule(Numerous, id="regf.14a-general", cites="12 CFR 1006.14(a), comment 14(a)-1.i", since=SINCE)
def harassing(proposal: Proposal, numerous: Numerous) -> Finding | None:
    """Advise that messages by one medium, many a day for days and unanswered, are likely to harass.

    > A debt collector must not engage in any conduct the natural consequence of which is to harass, oppress, or abuse
    > any person in connection with the collection of a debt

    > Assume that, in connection with the collection of a debt, a debt collector sends a consumer numerous, unsolicited
    > text messages per day for several consecutive days. The consumer does not respond.

    Reading: AMB-26, the law sets no number, so this is advice; caps are the policy of the house.
    Reading: calls have a count of their own (1006.14(b)); this counts every other medium by itself.
    """
    if not _unsolicited(proposal) or proposal.medium.is_telephone_call:
        return None
    zone = proposal.dossier.collector.zone
    sent = [one for one in _unanswered(proposal, numerous.days + 1) if one.medium is proposal.medium]
    if len(sent) + 1 < numerous.per_day * numerous.days:
        return None
    a_day = Counter(date_of(at, zone) for at in (*(one.at for one in sent), proposal.at))
    today = date_of(proposal.at, zone)
    runs = [[last - n * DAY for n in range(numerous.days)] for last in (today, today - DAY)]
    if not any(all(a_day[day] >= numerous.per_day for day in run) for run in runs):
        return None
    says = (
        f"{numerous.per_day} or more unanswered {proposal.medium} messages a day, {numerous.days} days in a row, "
        "are likely to harass"
    )
    return Finding(rule=harassing.id, citation=harassing.cites, says=says)


@rule(Together, id="regf.14a-cumulative", cites="12 CFR 1006.14(a), comment 14(a)-2", since=SINCE)
def cumulative(proposal: Proposal, together: Together) -> Finding | None:
    """Advise that calls and messages, each within its own bounds, may harass together.

    > Whether a debt collector's conduct violates the general standard in §1006.14(a) may depend on the cumulative
    > effect of the debt collector's conduct through any communication medium the debt collector uses

    > Assume that a debt collector places seven unanswered telephone calls within seven consecutive days to a consumer
    > in connection with the collection of a debt. During this same period, the debt collector also sends multiple
    > additional unsolicited emails about the debt to the consumer. The consumer does not respond.

    Reading: AMB-26, as many as in the example: seven calls and "multiple" others, this one included.
    """
    if not _unsolicited(proposal):
        return None
    sent = _unanswered(proposal, together.days)
    media = {one.medium for one in sent} | {proposal.medium}
    if len(media) == 1 or len(sent) + 1 < together.in_total:
        return None
    says = f"this would be unanswered contact {len(sent) + 1} in {together.days} days, over several media"
    return Finding(rule=cumulative.id, citation=cumulative.cites, says=says)


def _unsolicited(proposal: Proposal) -> bool:
    """Return whether it is neither an answer nor said on a call or in a session, to one whom the law protects."""
    talking = proposal.answers or proposal.message.on_call is not None
    return not talking and proposal.role not in PROFESSIONALS


def _unanswered(proposal: Proposal, days: int) -> list[Attempt]:
    """Return what we sent to that person unasked in so many days, that of the message the last, since they answered."""
    dossier, person, at = proposal.dossier, proposal.message.person, proposal.at
    start = window(at, dossier.collector.zone, days)
    heard = [i.at for i in since(dossier.inbounds, start) if i.at <= at and same(dossier, i.person, person)]
    answered = [a.at for a in since(dossier.attempts, start) if a.outcome == "conversation" and a.at <= at]
    start = max([start, *heard, *answered])
    return [
        one
        for one in since(dossier.attempts, start)
        if one.at <= at and one.counts and one.in_reply_to is None and same(dossier, one.person, person)
        if one.outcome != "conversation"
    ]
