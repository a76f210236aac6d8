"""Copies: the written copy of a plan that is owed, by e-mail where that may be, else as a letter."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from accounts.contact import Medium, Purpose
from accounts.dossier import Dossier
from accounts.notice_making import home, lacks_of_letter
from accounts.promise import Promise
from channels.compose import Composer
from compliance import zones
from compliance.duty import Owed
from outreach.cadence import door
from outreach.notices import Unmet, Ways, unmet

TEMPLATE = "plan_copy"


def parted(owed: Sequence[Owed]) -> tuple[tuple[Owed, ...], tuple[Owed, ...]]:
    """Return the notices that are owed, and the copies: of the same promise only that which is owed soonest."""
    copies: dict[object, Owed] = {}
    for one in sorted((one for one in owed if one.what == TEMPLATE), key=lambda one: str(one.by)):
        copies.setdefault((one.debt, one.since), one)
    return tuple(one for one in owed if one.what != TEMPLATE), tuple(copies.values())


def ways(
    dossier: Dossier, owed: Sequence[Owed], composer: Composer, media: Collection[Medium]
) -> Iterator[Ways | Unmet]:
    """Yield each copy by the ways that are set up, the e-mail first: the guard says whether it may go so."""
    places = (dossier.collector.zone, *zones.of(dossier))
    for one in owed:
        promise = next(p for p in dossier.of(Promise) if p.offer.debt == one.debt and p.at == one.since)
        doors, wanting = [], list[str]()
        if Medium.EMAIL in media and (mail := door(dossier, Medium.EMAIL)) is not None:
            doors.append((Medium.EMAIL, mail.address))
        if Medium.MAIL in media:
            place = home(dossier)
            wanting += lacks_of_letter(dossier, place)
            if place is not None and not wanting:
                doors.append((Medium.MAIL, place.address))
        messages = tuple(
            composer.compose(
                TEMPLATE,
                dossier,
                medium=medium,
                to=to,
                debts=(one.debt,),
                purpose=Purpose.COLLECT,
                author="duty",
                values={"offer": promise.offer, "agreed_on": zones.local(promise.at, places[0]).date()},
            )
            for medium, to in doors
        )
        if messages:
            yield Ways(one, messages, places)
        else:
            yield unmet(dossier, one, "; ".join(wanting) or "no e-mail address is known, and no letters are set up")
