"""In which jurisdictions a consumer may be: their law is asked, all of it, and nobody else's."""

from __future__ import annotations

from accounts import places
from accounts.consumer import ContactPoint, LocationStated, PointKind
from accounts.dossier import Dossier
from accounts.record import Id
from compliance import zones


def of(dossier: Dossier, person: Id | None = None) -> frozenset[str]:
    """Return every jurisdiction the consumer, or the person it goes to, may be in; a city's state with it.

    Reading: state law that protects more is not displaced (15 USC 1692n), so the stricter answer of every place
    is taken: of each address, of each area code, and of what the consumer said. Their own statement of where they
    are adds a place and takes none away, otherwise than with the clock (comment 6(b)(1)(i)-2): a resident keeps the
    protection of home on a journey.
    Reading: an address whose ZIP code does not say in which city it lies may lie in each city of its state.
    Reading: where they named only a clock that no known place has, or nothing but a clock is known, every state
    with such a clock is possible. Where not even that is known, Regulation F already refuses for want of a zone,
    all but a letter; and a letter has an address.
    """
    found = {place for point in dossier.points if point.person in (None, person) for place in indicated(point)}
    stated = dossier.of(LocationStated)
    clocks: set[str] = set()
    if stated:
        found.update(places.whole(stated[-1].places))
        clocks.update(zone for zone in stated[-1].zones if not found.intersection(places.zone_jurisdictions(zone)))
    elif not found:
        clocks.update(zones.of(dossier))
    return frozenset(found.union(*map(places.zone_jurisdictions, clocks)))


def indicated(point: ContactPoint) -> tuple[str, ...]:
    """Return the jurisdictions that an address or number speaks for."""
    if point.kind is PointKind.PHONE:
        return places.phone_jurisdictions(point.address)
    by_zip = places.zip_jurisdictions(point.zip)
    if point.state is None or f"US-{point.state}" in by_zip:
        return by_zip
    return (*by_zip, *places.state_jurisdictions(point.state))
