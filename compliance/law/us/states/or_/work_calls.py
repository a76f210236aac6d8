"""Oregon: one call a week at work, and only after one at home has failed."""

from __future__ import annotations

from datetime import date, timedelta

from compliance.decision import Objection
from compliance.law.us.states.caps import Cap, capped
from compliance.law.us.states.kinds import address, binds, contacts, was, would_be
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class WorkCalls(Cap):
    """The cap, and how long a failed attempt at home opens the way to work."""

    home_days: int


@rule(WorkCalls, id="or.work_calls", cites="ORS 646.639(2)(h)", since=date(2021, 11, 30), place="US-OR")
def work_calls(proposal: Proposal, row: WorkCalls) -> Objection | None:
    """Object to a second call at work in seven days, and to any before one to the residence has failed.

    Reading: the attempt at home must have been made in the last seven days, by telephone, and reached nobody.
    Reading: a request or an employer that forbids such calls stops them by 1006.6(b)(1) and (3), whoever collects.
    Not modelled: whether that attempt was made during the day or between 18:00 and 21:00; it must have been made at
    home.
    """
    point = proposal.point
    if point is None or point.place != "work" or not binds(proposal, row) or not would_be(proposal) & row.holds:
        return None
    start = proposal.at - timedelta(days=row.home_days)
    homes = {p.address for p in proposal.dossier.points if p.place == "home"}
    tried = contacts(proposal.dossier, start, proposal.at, row)
    failed = (call for call in tried if "call_attempt" in was(call) and call.outcome != "conversation")
    if homes.isdisjoint(map(address, failed)):
        return objection(work_calls.id, work_calls.cites, "no call to the residence has failed in the last days")
    return capped(work_calls, proposal, row)
