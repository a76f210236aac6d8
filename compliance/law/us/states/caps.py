"""The form of a cap: no more than so many contacts of some kinds, about one debt, consumer or number, in so many days.

Reading: "seven days" are seven times 24 hours after the contact, to the second; that is never less than seven
calendar dates, and a "single week" is any such span.
Reading: an attempt that reached nobody counts, and so does one that may have been made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

from accounts.consumer import ContactPoint
from accounts.contact import Attempt, Inbound, Medium
from accounts.record import Id
from compliance import zones
from compliance.decision import Objection
from compliance.law.us.reg_f.s14_b_2_days import ended_at
from compliance.law.us.states import kinds
from compliance.law.us.states.kinds import Binds, Event
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.provision import Provision
from compliance.rule import objection

DAY = timedelta(days=1)
LONGEST_TALK = timedelta(days=1)
"""A conversation that ended within a window did not begin earlier than this before it."""
Where = Literal["anywhere", "home_or_cell", "elsewhere", "work", "cell"]

NEVER = datetime.max.replace(tzinfo=UTC)


class Cap(Binds):
    """So many, of what, in which time, about what."""

    max: int
    days: int
    window: Literal["rolling", "calendar_day"] = "rolling"
    scope: Literal["debt", "consumer", "number"]
    holds: frozenset[Event]
    """What is not done once it is reached."""
    counts: frozenset[Event]
    """What reaches it."""
    where: Where = "anywhere"
    """Of which of the consumer's addresses."""
    frees: frozenset[Literal["reply"]] = frozenset()
    """What is done although it is reached."""
    uncounted: frozenset[Literal["reply", "unconnected", "wrong_number"]] = frozenset()
    """What does not reach it."""
    unconnected: frozenset[str] = frozenset({"busy", "not_in_service"})
    """The outcomes of a call that reached no line, where those do not count."""


class NearAndFar(Parameters):
    """Two caps side by side: at home or on a cell phone and elsewhere, or of calls and of conversations."""

    near: Cap
    far: Cap


def capped(of: Provision, proposal: Proposal, cap: Cap) -> Objection | None:
    """Object to the contact that would be more than the cap, until the first instant at which it would not be."""
    if not kinds.binds(proposal, cap) or not kinds.would_be(proposal) & cap.holds:
        return None
    if not _reaches(proposal.point, proposal.medium, cap.where) or ("reply" in cap.frees and kinds.is_reply(proposal)):
        return None
    found = [
        (len(those), _over(proposal, those[-cap.max], cap), debt)
        for debt, those in _counted(proposal, cap)
        if len(those) >= cap.max
    ]
    if not found:
        return None
    count, free, debt = max(found, key=lambda one: one[1])
    return objection(of.id, of.cites, _says(proposal, cap, count, debt), free)


def latest(found: Iterable[Objection | None]) -> Objection | None:
    """Return of several objections of one provision that which lasts longest; one without end is the longest."""
    return max((one for one in found if one is not None), key=lambda one: one.until or NEVER, default=None)


def both(of: Provision, proposal: Proposal, caps: NearAndFar) -> Objection | None:
    """Object to what would be more than either cap."""
    return latest((capped(of, proposal, caps.near), capped(of, proposal, caps.far)))


def _counted(proposal: Proposal, cap: Cap) -> Iterator[tuple[Id | None, list[Attempt | Inbound]]]:
    """Yield, for each debt where the cap is one a debt, what counts now, in order of time."""
    now, dossier = proposal.at, proposal.dossier
    known = [
        contact
        for contact in kinds.contacts(dossier, now - cap.days * DAY - LONGEST_TALK, now, cap)
        if kinds.was(contact) & cap.counts
        and _over(proposal, contact, cap) > now
        and _reaches(dossier.point(kinds.address(contact)), contact.medium, cap.where)
        and not ("reply" in cap.uncounted and kinds.was_reply(contact))
        and not ("unconnected" in cap.uncounted and contact.outcome in cap.unconnected)
        and not ("wrong_number" in cap.uncounted and kinds.was_strangers(dossier, contact))
    ]
    known.sort(key=lambda contact: _over(proposal, contact, cap))
    if cap.scope == "consumer":
        yield None, known
    elif cap.scope == "number":
        yield None, [contact for contact in known if kinds.address(contact) in (proposal.to, None)]
    else:
        for debt in proposal.debts or tuple(debt.id for debt in dossier.debts):
            yield debt, [contact for contact in known if debt in (kinds.about(contact) or {debt})]


def _over(proposal: Proposal, contact: Attempt | Inbound, cap: Cap) -> datetime:
    """Return the first instant at which a contact counts no longer, in every zone the consumer may be in."""
    happened = ended_at(contact) if "conversation" in cap.counts else contact.at
    if cap.window == "rolling":
        return happened + cap.days * DAY
    places = proposal.zones or (proposal.dossier.collector.zone,)
    return max(zones.midnight(zones.local(happened, zone).date() + cap.days * DAY, zone) for zone in places)


def _reaches(point: ContactPoint | None, medium: Medium, where: Where) -> bool:
    """Return whether an address may be of that kind; one we do not know may be of any."""
    if where == "anywhere" or point is None:
        return True
    if where == "cell":
        return medium is Medium.SMS or point.line != "landline"
    if where == "work":
        return point.place == "work"
    at_work_only = point.place == "work" and point.line != "mobile"
    return at_work_only if where == "elsewhere" else not at_work_only


def _says(proposal: Proposal, cap: Cap, count: int, debt: Id | None) -> str:
    known = proposal.dossier.debt(debt) if debt else None
    of = {
        "debt": f"about the debt ending {(known.account_tail if known else '') or (debt or '')[-4:]}",
        "consumer": "with the consumer",
        "number": f"to {proposal.to}",
    }[cap.scope]
    what = ", ".join(sorted(cap.counts))
    span = "on one day" if cap.window == "calendar_day" else f"in {cap.days} days"
    return f"{count} contacts ({what}) {of} {span}; no more than {cap.max} are allowed"
