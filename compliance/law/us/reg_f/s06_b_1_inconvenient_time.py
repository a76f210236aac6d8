"""No contact at an unusual time, or at a time known to be inconvenient to the consumer: 1006.6(b)(1)(i)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from accounts.consumer import CourtPermission
from accounts.contact import Session
from compliance import zones
from compliance.decision import Objection
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f import s06_b_1_clock as clock
from compliance.law.us.reg_f.s06_b_1_clock import Hours, Lifted, Window
from compliance.law.us.reg_f.s06_b_1_consumer_initiated import invited
from compliance.moment import HORIZON
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.6(b)(1)(i)"


class Times:
    """Which times are convenient for the person a proposal is for; asked at any instant."""

    __slots__ = ("hours", "opened", "places", "proposal", "shut", "where")

    def __init__(self, proposal: Proposal, hours: Hours) -> None:
        dossier, debts = proposal.dossier, proposal.message.debts
        shut, convenient = _told(proposal)
        self.proposal = proposal
        self.hours = hours
        self.places: tuple[str, ...] = proposal.zones
        """Every zone they may be in."""
        self.where: tuple[str, ...] = proposal.zones or (dossier.collector.zone,)
        """The zones in which a designated time is read: where they may be or, if that is unknown, where we are."""
        self.shut: tuple[Window, ...] = shut if persons.is_protected(dossier, proposal.message.person) else ()
        """The times that were designated as inconvenient; they protect the consumer, not third parties."""
        self.opened: tuple[Window, ...] = (*convenient, *clock.consents(dossier, self.places, debts, hours))
        """The times the consumer opened, by saying so or by prior consent."""

    def convenient_in(self, at: datetime) -> tuple[str, ...]:
        """Return the zones in whose hours the instant lies."""
        return tuple(zone for zone in self.places if clock.presumed(at, zone, self.hours, self.opened))

    def in_hours(self, at: datetime) -> bool:
        """Return whether it is convenient wherever they may be; where that is unknown, never."""
        return bool(self.places) and len(self.convenient_in(at)) == len(self.places)

    def undesignated(self, at: datetime) -> bool:
        """Return whether nobody designated the instant as inconvenient."""
        return not clock.designated(at, self.where, self.shut, self.opened)

    def next(self, at: datetime, is_open: Callable[[datetime], bool]) -> datetime | None:
        """Return the first instant after that one which is open; windows repeat weekly once no date is pending."""
        windows = (*self.shut, *self.opened)
        pending = [(d - at.date()).days for w in windows for d in (w.until, w.only_on) if d is not None]
        days = min(max([0, *pending]) + self.hours.days_ahead, HORIZON.days)
        turns: set[time] = {self.hours.after, self.hours.before}
        turns.update(t for window in windows for t in window.turns)
        places = {*self.where, *(w.zone for w in self.shut if w.zone)}
        return zones.first(at, places, turns, is_open, days)


def _told(proposal: Proposal) -> tuple[tuple[Window, ...], tuple[Window, ...]]:
    """Return the times ruled out and those called convenient; read from the facts once a proposal."""
    found: tuple[tuple[Window, ...], tuple[Window, ...]] | None = proposal.views.get("times")
    if found is None:
        found = clock.designations(proposal.dossier), clock.conveniences(proposal.dossier)
        proposal.views["times"] = found
    return found


def excepted(times: Times, hours: Lifted, is_open: Callable[[datetime], bool]) -> bool:
    """Return whether an exception lifts the prohibition at a time that is not open.

    > Once the consumer stops navigating the website or using the mobile application, however,
    > §1006.6(b)(1)(i) prohibits the debt collector from further communications or attempts to communicate on
    > that day.
    """
    proposal = times.proposal
    return (
        _court_permits(proposal)
        or proposal.only_asks(hours.questions)
        or _in_session(proposal, hours)
        or _responds(times, hours, is_open)
    )


def _court_permits(proposal: Proposal) -> bool:
    dossier = proposal.dossier
    return any(
        p.scope == "time" and (p.for_person is None or persons.same(dossier, p.for_person, proposal.message.person))
        for p in dossier.of(CourtPermission)
    )


def _in_session(proposal: Proposal, hours: Lifted) -> bool:
    """Return whether it is said on our own site or application while the consumer is there."""
    session = next((s for s in proposal.dossier.of(Session) if s.id == proposal.message.in_session), None)
    if session is None or proposal.medium not in hours.session_media or proposal.at < session.at:
        return False
    if session.end is not None:
        return proposal.at < session.end
    signs = [session.at, *(i.at for i in proposal.dossier.inbounds if i.medium in hours.session_media)]
    return proposal.at < max(signs) + timedelta(minutes=hours.session_idle_minutes)


def _responds(times: Times, hours: Lifted, is_open: Callable[[datetime], bool]) -> bool:
    """Return whether it is the one response, at that time, to a contact begun at a time that was not open."""
    at, began = times.proposal.at, invited(times.proposal)
    if began is None or at - began > timedelta(hours=hours.response_hours) or is_open(began):
        return False
    opening = times.next(began, is_open)
    return opening is None or opening > at


def _said(shown: datetime, zone: str) -> str:
    return f"{shown:%A} {date(shown.year, shown.month, shown.day).isoformat()} {shown:%H:%M:%S} in {zone}"


@rule(Lifted, id="regf.6b1i-presumed-hours", cites=CITES, since=date(2021, 11, 30))
def presumed_hours(proposal: Proposal, hours: Lifted) -> Objection | None:
    """Object before 8:00 a.m. and after 9:00 p.m. wherever the consumer may be.

    > In the absence of the debt collector's knowledge of circumstances to the contrary, a time before 8:00 a.m.
    > and after 9:00 p.m. local time at the consumer's location is inconvenient; or

    > For purposes of determining the time of an electronic communication, such as an email or text message, under
    > §1006.6(b)(1)(i), an electronic communication occurs when the debt collector sends it, not, for example, when
    > the consumer receives or views it.

    Covers: regf.6b1i-send-time, regf.6b1-web-session, regf.6b4ii-court
    Reading: AMB-01, the hours are an open interval: 8:00:00 a.m. and 9:00:00 p.m. are closed.
    Reading: AMB-03, one response to a contact that the consumer began at such a time is given at that time.
    Reading: AMB-04, a call that runs past 9:00 p.m. is a communication after 9:00 p.m.
    Reading: only the consumer's own word is knowledge to the contrary; a creditor's note opens no hour.
    Reading: somebody asked where the consumer is gets the same hours, though the paragraph does not require it.
    Reading: `until` is the next time convenient in every place; that the other reason of this paragraph,
    a conflict of places, may take over before it changes nothing.
    Not modelled: a letter has no hour; it is not held.
    """
    if not _governed(proposal, hours):
        return None
    times = Times(proposal, hours)
    if not times.places or times.convenient_in(proposal.at) or excepted(times, hours, times.in_hours):
        return None
    shown = _said(zones.clock(proposal.at, times.places[0]), times.places[0])
    return objection(
        "regf.6b1i-presumed-hours",
        CITES,
        f"it is {shown}, outside {hours.after:%H:%M} to {hours.before:%H:%M} there",
        times.next(proposal.at, times.in_hours),
    )


@rule(Lifted, id="regf.6b1i-location-conflict", cites=CITES, since=date(2021, 11, 30))
def location_conflict(proposal: Proposal, hours: Lifted) -> Objection | None:
    """Object to a time that is convenient in some, but not in all, of the places where the consumer may be.

    > If a debt collector has conflicting or ambiguous information regarding a consumer's location, then, in the
    > absence of knowledge of circumstances to the contrary, the debt collector complies with §1006.6(b)(1)(i) if the
    > debt collector communicates or attempts to communicate with the consumer at a time that would be convenient in
    > all of the locations at which the debt collector's information indicates the consumer might be located.

    Reading: AMB-05, every zone of every address counts, whatever medium is used; where nothing says where the
    consumer is, no time is known to be convenient.
    """
    if not _governed(proposal, hours):
        return None
    times = Times(proposal, hours)
    convenient = times.convenient_in(proposal.at)
    if times.places and len(convenient) in (0, len(times.places)):
        return None
    if excepted(times, hours, times.in_hours):
        return None
    if not times.places:
        says = "nothing says in which time zone the consumer is"
        return objection("regf.6b1i-location-conflict", CITES, says)
    shut = next(zone for zone in times.places if zone not in convenient)
    return objection(
        "regf.6b1i-location-conflict",
        CITES,
        f"it is {_said(zones.clock(proposal.at, shut), shut)}, one of {len(times.places)} zones the consumer may be in",
        times.next(proposal.at, times.in_hours),
    )


@rule(Lifted, id="regf.6b1i-designated-time", cites=CITES, since=date(2021, 11, 30))
def designated_time(proposal: Proposal, hours: Lifted) -> Objection | None:
    """Object to a time that the consumer, or the creditor's notes, designated as inconvenient.

    > At any unusual time, or at a time that the debt collector knows or should know is inconvenient to the consumer.

    > Unless the consumer informs the debt collector that those times are no longer inconvenient, §1006.6(b)(1)(i)
    > prohibits the debt collector from communicating or attempting to communicate with the consumer on those days
    > through the end of the calendar year.

    Reading: AMB-02, both ends of a designated time belong to it.
    Reading: it holds for any debt and every medium, the mail included, in every zone the consumer may be in.
    Reading: a time the consumer opens later is open again; the later word counts.
    Not modelled: what should be known without having been recorded.
    """
    if not _told(proposal)[0] or not _governed(proposal, hours):
        return None
    times = Times(proposal, hours)
    if not times.shut or times.undesignated(proposal.at) or excepted(times, hours, times.undesignated):
        return None
    shown = _said(zones.clock(proposal.at, times.where[0]), times.where[0])
    return objection(
        "regf.6b1i-designated-time",
        CITES,
        f"it is {shown}, a time designated as inconvenient",
        times.next(proposal.at, times.undesignated),
    )


def _governed(proposal: Proposal, hours: Lifted) -> bool:
    return proposal.medium in hours.media and proposal.role not in persons.PROFESSIONALS
