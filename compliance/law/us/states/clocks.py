"""The form of closed hours: no contact by some media before and after a time of day, by the consumer's clocks."""

from __future__ import annotations

from datetime import datetime, time

from accounts.contact import Medium
from compliance import zones
from compliance.decision import Objection
from compliance.law.us.reg_f.s06_b_1_consumer_initiated import invited
from compliance.law.us.states import kinds
from compliance.law.us.states.kinds import Binds
from compliance.proposal import Proposal
from compliance.provision import Provision
from compliance.rule import objection

AHEAD = 8
"""How many days ahead an open time is looked for; hours that no two zones share never open."""


class Clock(Binds):
    """The open hours, and of which media."""

    after: time
    before: time
    media: frozenset[Medium]
    zone: str | None = None
    """The clock that counts; None is every clock the consumer may go by."""


def closed(of: Provision, proposal: Proposal, clock: Clock) -> Objection | None:
    """Object outside the hours in any zone that counts, until they are open in all.

    Reading: the hours are an open interval, as Regulation F's (AMB-01).
    Reading: these paragraphs are about contact that we begin; a response to the consumer's own, as comment 6(b)(1)-2
    grants it, is given when they wrote.
    """
    if not kinds.binds(proposal, clock) or proposal.medium not in clock.media or invited(proposal) is not None:
        return None
    places = (clock.zone,) if clock.zone else proposal.zones

    def is_open(at: datetime) -> bool:
        return all(clock.after < zones.clock(at, zone).time() < clock.before for zone in places)

    if places and is_open(proposal.at):
        return None
    if not places:
        return objection(of.id, of.cites, "nothing says in which time zone the consumer is")
    shown = "; ".join(f"{zones.clock(proposal.at, zone):%H:%M:%S} in {zone}" for zone in places)
    says = f"it is {shown}; open are {clock.after:%H:%M} to {clock.before:%H:%M}"
    until = zones.first(proposal.at, places, (clock.after, clock.before), is_open, AHEAD)
    return objection(of.id, of.cites, says, until)
