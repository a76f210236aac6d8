"""Notices: the validation notice that is owed, by the way that is open to it; or why a person must see to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts import awaiting
from accounts.consumer import ContactPoint
from accounts.contact import Attempt, Medium, Message, Purpose, State
from accounts.dossier import Dossier
from accounts.notice import SpanishRequest, Undeliverable
from accounts.notice_making import home, lacks, make
from accounts.record import Id, Record
from accounts.store import Store
from accounts.validation_notice import NoticeMedium
from channels.compose import Composer
from compliance import zones
from compliance.decision import Decision
from compliance.duty import Owed
from compliance.law.us.reg_f.s34_b_5_validation_period import stated_end
from outreach.cadence import door

DAY = timedelta(days=1)
ALARM = DAY
"""How long before the last safe day a person is told: at D+3 where that day is D+4 (AMB-36)."""

Owes = Callable[[Dossier, datetime], tuple[Owed, ...]]


class Unmet(Record):
    """A notice that is owed and that the machine cannot send, or has not sent in time: a person must see to it."""

    consumer: Id
    name: str
    debt: Id
    by: date | None
    """The last safe day; None: before or with the first communication."""
    says: str


@dataclass(frozen=True)
class Ways:
    """One notice that is owed, written for each way that is open to it, the one we would rather take first."""

    owed: Owed
    messages: tuple[Message, ...]
    places: tuple[str, ...]
    """The zones in which the day is looked at."""

    def choose(self, decisions: Mapping[Id, Decision], at: datetime) -> Message:
        """Return the first that may go, or will be allowed to in time; if none, the first, whose refusal is shown.

        Args:
            decisions: what the guard says of each, by the message's id; not needed where there is one way.
            at: the moment.

        Reading: AMB-36, the same or the next day; an e-mail that must wait for the morning is no reason for a letter.
        """
        if len(self.messages) == 1:
            return self.messages[0]
        last = self.owed.by or zones.local(at, self.places[0]).date() + DAY

        def fits(message: Message) -> bool:
            decision = decisions[message.id]
            opens = decision.next_lawful_moment
            return decision.approved or (
                opens is not None and all(zones.local(opens, place).date() <= last for place in self.places)
            )

        return next((message for message in self.messages if fits(message)), self.messages[0])


def ways(
    dossier: Dossier, owed: Sequence[Owed], at: datetime, composer: Composer, media: Collection[Medium]
) -> Iterator[Ways | Unmet]:
    """Yield, for each notice that is owed and may be made now, its ways; or why there is none.

    Args:
        dossier: of whom.
        owed: what is owed to them.
        at: the moment.
        composer: makes the words.
        media: by which wires are set up.
    """
    for one in owed:
        pending = _pending(dossier, one)
        if pending is State.IN_DOUBT:
            yield unmet(dossier, one, "it may have gone and may not: a notice is in doubt, and is never sent twice")
        elif pending is None:
            yield _ways(dossier, one, at, composer, media)


def _ways(dossier: Dossier, owed: Owed, at: datetime, composer: Composer, media: Collection[Medium]) -> Ways | Unmet:
    ours = dossier.collector.zone
    # Who has asked for Spanish gets the first notice in it too, with the English one.
    language = owed.language or ("es" if dossier.of(SpanishRequest) else dossier.consumer.language)
    today, messages, wanting = zones.local(at, ours).date(), list[Message](), list[str]()
    for medium, point in _doors(dossier, owed.debt, media):
        missing = lacks(dossier, owed.debt, medium)
        wanting += [fact for fact in missing if fact not in wanting]
        if missing or point is None:
            continue
        notice = make(
            dossier,
            owed.debt,
            medium=medium,
            made_on=today,
            end_date=stated_end(today, medium),
            language=language,
        )
        messages.append(composer.validation_notice(notice, dossier, to=point.address))
    if messages:
        return Ways(owed, tuple(messages), (ours, *zones.of(dossier)))
    return unmet(dossier, owed, "; ".join(wanting) or "no e-mail address is known, and no letters are set up")


def _doors(dossier: Dossier, debt: Id, media: Collection[Medium]) -> Iterator[tuple[NoticeMedium, ContactPoint | None]]:
    """Yield the ways out: by e-mail, unless one came back from there (comment 42(a)(1)-2), and as a letter."""
    if Medium.EMAIL in media:
        point = door(dossier, Medium.EMAIL)
        if point is not None and point.address not in {a.to for a in _returned(dossier, debt)}:
            yield "email", point
    if Medium.MAIL in media:
        yield "mail", home(dossier)


def _pending(dossier: Dossier, owed: Owed) -> State | None:
    """Return the state of an earlier notice that may still arrive; the same notice must not go twice."""
    returned = {attempt.id for attempt in _returned(dossier, owed.debt)}
    states = [a.state for a in _made(dossier, owed.debt) if a.counts and a.id not in returned and _is_such(a, owed)]
    return max(states, key=lambda state: state is State.IN_DOUBT, default=None)


def _is_such(attempt: Attempt, owed: Owed) -> bool:
    """Return whether an attempt is what is owed: where a language was asked for, in that language, and since then."""
    if owed.language is None or owed.since is None:
        return True
    return attempt.at >= owed.since and attempt.states is not None and attempt.states.language == owed.language


def _returned(dossier: Dossier, debt: Id) -> tuple[Attempt, ...]:
    failed = {fact.of for fact in dossier.of(Undeliverable)}
    return tuple(a for a in _made(dossier, debt) if a.state is State.UNDELIVERED or a.id in failed)


def _made(dossier: Dossier, debt: Id) -> Iterator[Attempt]:
    return (a for a in dossier.attempts if debt in a.debts and a.purpose is Purpose.VALIDATION_NOTICE)


# --- what a person is told --------------------------------------------------------------------------------


def alarms(dossier: Dossier, owed: Sequence[Owed], at: datetime) -> tuple[Unmet, ...]:
    """Return the notices whose last safe day is tomorrow, is today or has passed, anywhere the consumer may be."""
    today = max(zones.dates(at, zones.of(dossier), dossier.collector.zone))
    late = [one for one in owed if one.by is not None and today >= one.by - ALARM]
    return tuple(unmet(dossier, one, _how_late(one, one.by, today)) for one in late if one.by is not None)


def all_alarms(store: Store, owes: Owes, at: datetime) -> tuple[Unmet, ...]:
    """Return the alarms of all consumers, the earliest day first; of them only those are read that could have one."""
    with store.reading() as reading:
        dossiers = reading.dossiers({*awaiting.notice(reading), *reading.consumers_with(("promise",))}, at)
    found = (alarm for dossier in dossiers.values() for alarm in alarms(dossier, owes(dossier, at), at))
    return tuple(sorted(found, key=lambda alarm: (str(alarm.by), alarm.name)))


def _how_late(owed: Owed, by: date, today: date) -> str:
    what = "no validation notice has been sent" if owed.since is None else owed.says
    if owed.language:
        what = f"{owed.says}, and none has been sent since"
    if today > by:
        return f"{what}, and its last safe day, {by}, has passed"
    return f"{what}, and its last safe day is {'today' if today == by else 'tomorrow'}, {by}"


def unmet(dossier: Dossier, owed: Owed, says: str) -> Unmet:
    """Return what a person must see to."""
    return Unmet(consumer=dossier.consumer.id, name=dossier.consumer.name, debt=owed.debt, by=owed.by, says=says)
