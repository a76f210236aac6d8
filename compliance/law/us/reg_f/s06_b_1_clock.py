"""What the clock says of a consumer: presumed hours, times they ruled out, times they opened (1006.6(b)(1)(i)).

It has no rule of its own: `s06_b_1_inconvenient_time` and `s06_b_4_prior_consent` judge by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts.consent import Consent, Convenience, Preference, Revocation
from accounts.consumer import EmployerProhibits, Representation
from accounts.contact import Attempt, Medium
from accounts.dossier import Dossier
from accounts.record import Id
from compliance import zones
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.parameters import Parameters

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Hours(Parameters):
    """The presumed hours."""

    after: time
    before: time
    days_ahead: int
    """How far ahead a common time is looked for."""


class Lifted(Hours):
    """The presumed hours, to what they apply, and what lifts them."""

    media: frozenset[Medium]
    session_media: frozenset[Medium]
    """The media of the collector's own site and application."""
    session_idle_minutes: int
    """A session whose end is not known lasts this long after the consumer's last sign."""
    response_hours: int
    """A response is given at the time of the contact it answers, and at most this much later."""
    questions: frozenset[str]
    """What may be asked on a call once the time or place turns out to be inconvenient."""


@dataclass(frozen=True)
class Window:
    """Clock times on some days, as somebody named them."""

    since: datetime
    days: tuple[str, ...] = ()
    begin: time | None = None
    end: time | None = None
    only_on: date | None = None
    until: date | None = None
    zone: str | None = None

    def holds(self, shown: datetime) -> bool:
        """Return whether it covers what a clock shows; both ends belong to it (AMB-02)."""
        return self._covers(shown, self.begin or time.min, self.end or time.max, ends=True)

    def grants(self, shown: datetime) -> bool:
        """Return whether it opens what a clock shows; neither end belongs to it (as AMB-01)."""
        if self.begin is None and self.end is None:
            return self._on(shown.date())
        return self._covers(shown, self.begin or time.min, self.end or time.max, ends=False)

    @property
    def turns(self) -> tuple[time, ...]:
        """The times of day at which it begins or ends."""
        return tuple(t for t in (self.begin, self.end) if t is not None)

    def _covers(self, shown: datetime, begin: time, end: time, *, ends: bool) -> bool:
        today, now = shown.date(), shown.time()
        begun = begin <= now if ends else begin < now
        lasts = now <= end if ends else now < end
        if begin <= end:
            return begun and lasts and self._on(today)
        return (begun and self._on(today)) or (lasts and self._on(today - timedelta(days=1)))

    def _on(self, day: date) -> bool:
        return (
            (not self.days or WEEKDAYS[day.weekday()] in self.days)
            and (self.only_on is None or day == self.only_on)
            and (self.until is None or day <= self.until)
        )


def designations(dossier: Dossier) -> tuple[Window, ...]:
    """Return the times designated as inconvenient, by the consumer or in the creditor's notes, and not taken back.

    Only the consumer can take one back. One that names neither day nor time covers every time.
    """
    cleared = {c.clears for c in dossier.of(Convenience) if c.source == "consumer"}
    return tuple(
        Window(p.at, p.days, p.from_, p.to, until=p.until, zone=p.zone)
        for p in dossier.of(Preference)
        if p.place is None and p.id not in cleared
    )


def conveniences(dossier: Dossier) -> tuple[Window, ...]:
    """Return the times the consumer told us are convenient; nobody else's word opens one."""
    return tuple(
        Window(c.at, begin=c.from_, end=c.to)
        for c in dossier.of(Convenience)
        if c.source == "consumer" and (c.from_ is not None or c.to is not None)
    )


def presumed(at: datetime, zone: str, hours: Hours, opened: Iterable[Window]) -> bool:
    """Return whether the time is convenient on the clocks of that zone, as far as nobody ruled it out."""
    shown = zones.clock(at, zone)
    return hours.after < shown.time() < hours.before or any(window.grants(shown) for window in opened)


def designated(at: datetime, places: tuple[str, ...], shut: Iterable[Window], opened: Iterable[Window]) -> bool:
    """Return whether the time is ruled out on the clocks of any of those places; the later word counts."""
    for window in shut:
        for zone in (window.zone,) if window.zone else places:
            shown = zones.clock(at, zone)
            if window.holds(shown) and not any(o.since > window.since and o.grants(shown) for o in opened):
                return True
    return False


def consents(dossier: Dossier, places: tuple[str, ...], debts: tuple[Id, ...], hours: Hours) -> tuple[Window, ...]:
    """Return the times opened by prior consent that counts (1006.6(b)(4)(i)) for a message about those debts.

    > a debt collector cannot rely on the prior consent of the consumer given to a creditor or to a previous
    > debt collector.
    """
    given = [c for c in dossier.of(Consent) if c.scope == "time"]
    if not given:
        return ()
    revoked = {r.of for r in dossier.of(Revocation)}
    return tuple(
        Window(c.at, begin=c.from_, end=c.to, only_on=c.only_on, until=c.until)
        for c in given
        if c.given_to == "collector"
        and persons.same(dossier, c.by, None)
        and c.id not in revoked
        and not c.provided_only
        and (c.debts is None or (debts and set(debts) <= set(c.debts)))
        and _given_properly(dossier, places, c, hours)
    )


def _given_properly(dossier: Dossier, places: tuple[str, ...], consent: Consent, hours: Hours) -> bool:
    """Return whether it was given during a communication that does not itself violate (b)(1) through (3)."""
    if any(inbound.id == consent.during for inbound in dossier.inbounds):
        return True
    if consent.during is None and consent.via not in ("call", "oral"):
        return True
    opened = tuple(w for w in conveniences(dossier) if w.since < consent.at)
    shut = tuple(w for w in designations(dossier) if w.since < consent.at)
    in_hours = bool(places) and all(presumed(consent.at, zone, hours, opened) for zone in places)
    if not in_hours or designated(consent.at, places, shut, opened):
        return False
    if consent.during is None:
        return True
    attempt = next((a for a in dossier.attempts if a.id == consent.during), None)
    return attempt is not None and not _forbidden(dossier, attempt, consent.at)


def _forbidden(dossier: Dossier, attempt: Attempt, at: datetime) -> bool:
    """Return whether an attorney, the place or the employer stood against the attempt by that instant.

    Reading: what was later withdrawn still stood then; a consent given in spite of it is not relied on.
    """
    if any(r.at < at for r in dossier.of(Representation)):
        return True
    point = dossier.point(attempt.to)
    place = point.place if point else None
    if place is None:
        return False
    return any(p.place == place and p.at < at for p in dossier.of(Preference)) or (
        place == "work" and any(e.at < at for e in dossier.of(EmployerProhibits))
    )
