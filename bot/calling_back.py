"""Calling back: when somebody asks to be called at a stated time, it is read back, and only a yes makes it a consent.

The consent is that of 1006.14(b)(3)(i), to a call which then does not count; the hours until then are inconvenient
(1006.6(b)(1)), for who says "later" says "not now".
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from accounts.consent import Consent, Preference
from accounts.consumer import PointKind
from accounts.contact import Medium
from accounts.record import new_id
from bot import answers
from bot.step import AddFact, Heard, Step, hand_over, say
from compliance import zones

LONG = timedelta(hours=1)
"""So long the consent lasts: a call an hour late is not the call they asked for."""
FARTHEST = 6
"""Days ahead; a consent to calls counts for seven dates, of which the first is that of its receipt."""
EARLIEST, LATEST, SUNDAY = time(9), time(19), 6
"""A call that begins then lies within the hours of the house, on any day but Sunday; other times a person finds out."""
REASON = "asks to be called back"


def ask(heard: Heard) -> Step | None:
    """Return the step that reads the time back; None where a person has to find it out.

    Only who is verified is asked, so that no stranger opens a telephone to calls; and only of the telephone they write
    from, in the one zone they are in.
    """
    when, number = _when(heard), _number(heard)
    if when is None or number is None or not heard.is_verified:
        return None
    slots = {"day": when.date().isoformat(), "time": f"{when:%H:%M}"}
    values = {"on": when.date(), "at": when.time()}
    return say(heard, "callback_ask", values=values, question="callback", slots=slots)


def answer(heard: Heard) -> Step | None:
    """Return the step for the answer: for a yes the consent, and a person who calls; None where it is no answer."""
    assert heard.understanding is not None
    slots, number = heard.conversation.slots, _number(heard)
    if answers.is_no(heard.understanding):
        return hand_over(heard, f"{REASON}, and not at the time that was read back")
    if not answers.is_yes(heard.understanding) or number is None or not heard.is_verified:
        return None
    day, begin = date.fromisoformat(slots["day"]), time.fromisoformat(slots["time"])
    if not (zone := _zone(heard)) or datetime.combine(day, begin) <= zones.clock(heard.at, zone):
        return hand_over(heard, f"{REASON} at a time that had passed, or is not certain, when they said yes")
    end = (datetime.combine(day, begin) + LONG).time()
    consent = Consent.model_validate(
        {
            "id": new_id(), "at": heard.inbound.at, "scope": "calls", "address": number, "only_on": day,
            "from": begin, "to": end, "via": heard.conversation.medium,
        }
    )  # fmt: skip
    facts: tuple[Consent | Preference, ...] = (consent, *_not_before(heard, day, begin))
    values = {"on": day, "at": begin}
    reason = f"{REASON} on {day:%A, %B %-d} at {begin:%H:%M}, read back and confirmed"
    step = hand_over(heard, reason, "high", template="callback_set", facts=facts, values=values)
    return step.adding(*(AddFact(fact=fact) for fact in facts))


def _not_before(heard: Heard, day: date, begin: time) -> tuple[Preference, ...]:
    """Return that the hours until then are inconvenient, where it is the same day: they said, not now."""
    now = zones.clock(heard.at, _zone(heard))
    if now.date() != day:
        return ()
    told = {"from": now.time(), "to": begin, "until": day, "zone": _zone(heard)}
    return (Preference.model_validate({"id": new_id(), "at": heard.inbound.at, **told}),)


def _when(heard: Heard) -> datetime | None:
    """Return the one moment they name, by their clock; a time without a day is the next such time."""
    if heard.understanding is None or not (zone := _zone(heard)):
        return None
    times, days = heard.understanding.named("time"), heard.understanding.named("date")
    if len(times) != 1 or len(days) > 1:
        return None
    at = time.fromisoformat(times[0].value)
    now = zones.clock(heard.at, zone)
    day = days[0].day if days else now.date() + timedelta(days=at <= now.time())
    when = datetime.combine(day, at)
    soon = now < when and day <= now.date() + timedelta(days=FARTHEST)
    return when if soon and EARLIEST <= at <= LATEST and day.weekday() != SUNDAY else None


def _number(heard: Heard) -> str | None:
    """Return the telephone they write from; an e-mail tells none, and several are for a person to choose of."""
    if heard.conversation.medium is Medium.SMS:
        return heard.conversation.address
    phones = [p.address for p in heard.dossier.points if p.kind is PointKind.PHONE and p.person is None]
    return phones[0] if len(phones) == 1 and heard.conversation.medium is Medium.CHAT else None


def _zone(heard: Heard) -> str:
    """Return the zone they are in; empty where they may be in several, or in none that is known."""
    places = zones.of(heard.dossier)
    return places[0] if len(places) == 1 else ""
