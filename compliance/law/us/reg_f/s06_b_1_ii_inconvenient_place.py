"""No contact at an unusual place, or at a place known to be inconvenient to the consumer: 1006.6(b)(1)(ii)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from accounts.consent import Convenience, Preference
from accounts.consumer import PointKind
from accounts.contact import Medium
from compliance import zones
from compliance.decision import Objection
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f.s06_b_1_consumer_initiated import invited
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.6(b)(1)(ii)"


class Places(Parameters):
    """What reaches a consumer at a place."""

    media: frozenset[str]
    placeless_lines: frozenset[str]
    questions: frozenset[str]


@rule(Places, id="regf.6b1ii-designated-place", cites=CITES, since=date(2021, 11, 30))
def designated_place(proposal: Proposal, values: Places) -> Objection | None:
    """Object to mail for, and calls to a line at, a place that was designated as inconvenient.

    > Absent such additional information, the debt collector knows or should know that communications to the consumer
    > at home, including mail to the consumer's home address and calls to the consumer's home landline telephone
    > number, are inconvenient.

    > Other communication media, such as email addresses and mobile telephone numbers, are not associated with a place.
    > Section 1006.6(b)(1)(ii) does not prohibit a debt collector from communicating or attempting to communicate with a
    > consumer through such media unless the debt collector knows that the consumer is at an unusual place, or at a
    > place that the debt collector knows or should know is inconvenient to the consumer.

    Reading: a line or address of which neither kind nor place is known may be at the place, and is not used.
    Reading: on a call the consumer placed from there, and in one answer by the same medium, we may respond.
    Reading: while we know that the consumer is at the place, every medium but the mail would reach them there.
    """
    if not proposal.dossier.of(Preference):
        return None
    if not persons.is_protected(proposal.dossier, proposal.message.person):
        return None
    closed = [p for p in standing(proposal) if proposal.medium not in p.ok_media and reaches(proposal, p.place, values)]
    if not closed or invited(proposal) is not None or proposal.only_asks(values.questions):
        return None
    return objection(
        "regf.6b1ii-designated-place",
        CITES,
        f"the consumer's {closed[0].place} was designated as inconvenient on {closed[0].at:%Y-%m-%d}",
        over(closed, proposal),
    )


def standing(proposal: Proposal) -> tuple[Preference, ...]:
    """Return the places designated as inconvenient that only time, if anything, has yet lifted."""
    dossier = proposal.dossier
    cleared = {c.clears for c in dossier.of(Convenience) if c.source == "consumer"}
    return tuple(
        p
        for p in dossier.of(Preference)
        if p.place is not None and p.id not in cleared and ((end := _end(p, proposal)) is None or proposal.at < end)
    )


def over(places: Iterable[Preference], proposal: Proposal) -> datetime | None:
    """Return when the last of those designations is over; None if one of them has no end."""
    ends = [_end(p, proposal) for p in places]
    return None if None in ends else max((end for end in ends if end is not None), default=None)


def reaches(proposal: Proposal, place: str | None, values: Places) -> bool:
    """Return whether it would, or may, reach the consumer at that place."""
    if is_there(proposal, place):
        return True
    return proposal.medium in values.media and may_be_at(proposal, place, values)


def is_there(proposal: Proposal, place: str | None) -> bool:
    """Return whether the recipient is known to be at that place, and the medium to reach them wherever they are."""
    known = proposal.message.known_at_place
    return known is not None and known == place and proposal.medium is not Medium.MAIL


def may_be_at(proposal: Proposal, place: str | None, values: Places) -> bool:
    """Return whether the address it goes to may be at that place."""
    point = proposal.point
    if point is None:
        return proposal.to in (None, place) or proposal.medium != "mail"
    if point.kind is PointKind.PHONE and point.line in values.placeless_lines:
        return False
    return point.place in (None, place)


def _end(preference: Preference, proposal: Proposal) -> datetime | None:
    """Return the first instant after its last day, in the last of the consumer's zones; None: it has no end."""
    if preference.until is None:
        return None
    places = proposal.zones or (proposal.dossier.collector.zone,)
    return zones.after(preference.until, places)
