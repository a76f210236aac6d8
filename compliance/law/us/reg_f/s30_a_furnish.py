"""Before a debt is furnished, the consumer is spoken to about it, or written to and a return waited for: 1006.30(a)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple, cast

from accounts.activity import Furnished
from accounts.contact import Attempt, Medium, Purpose, State
from accounts.dossier import Dossier
from accounts.notice import Dispute, DisputeAnswered, OriginalCreditorRequest, Undeliverable, ValidationSent
from accounts.record import Id, Instant
from compliance import zones
from compliance.acts import Furnish
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.parameters import Parameters
from compliance.rule import objection

SINCE = date(2021, 11, 30)
DAY = timedelta(days=1)


class Wait(Parameters):
    """How long a return is waited for, and whom no wait is owed for."""

    days: int
    exempt: frozenset[str]
    """Agencies to which information may be furnished without it (1006.30(a)(2))."""
    spoken: frozenset[str]
    """Ways in which validation information is spoken."""
    written: frozenset[str]
    """Ways in which a notice or an answer is written; of one sent we do not know how, no return can have been seen."""
    voices: frozenset[str]
    """Voices that do not speak to anybody (AMB-35)."""
    tells_nothing: frozenset[Purpose]
    """What is not about a debt, whatever debt it belongs to."""


class Proof(NamedTuple):
    """A talk or a writing about a debt that lets it be furnished from a date on, unless it came back."""

    from_: date
    returned: bool = False


@deed_rule(of=Furnish, parameters=Wait, id="regf.30a1-furnish", cites="12 CFR 1006.30(a)(1)", since=SINCE)
def furnish(deed: Deed[Furnish], wait: Wait) -> Objection | None:
    """Object to furnishing a debt before we spoke to the consumer about it, or wrote and waited for a return.

    > (i) Speaks to the consumer about the debt in person or by telephone; or
    > (ii) Places a letter in the mail or sends an electronic message to the consumer about the debt and waits a
    > reasonable period of time to receive a notice of undeliverability.

    > A period of 14 consecutive days after the date that the debt collector places a letter in the mail or sends an
    > electronic message is a reasonable period of time.

    > Paragraph (a)(1) of this section does not apply to a debt collector's furnishing of information about a debt to a
    > nationwide specialty consumer reporting agency that compiles and maintains information on a consumer's check
    > writing history,

    Reading: AMB-34, the fourteenth day after the date of sending is waited through; dates in every zone (AMB-06).
    Reading: AMB-35, an artificial voice speaks to nobody; and only debts that were named in a talk were spoken of.
    Reading: while returns are not watched for, no wait proves anything.
    Not modelled: talks and messages from before a dossier reaches back, but those that a fact records; a letter anew
    begins a wait.
    Covers: regf.30a2-specialty
    """
    if deed.act.cra in wait.exempt:
        return None
    today = deed.dates[0]
    for debt in deed.act.debts:
        found = proofs(deed.dossier, debt, deed.at, wait)
        good = [proof.from_ for proof in found if not proof.returned]
        if any(day <= today for day in good) or (found and not good):
            continue
        if not good:
            return objection(
                furnish.id, furnish.cites, f"there was no talk and no writing, with returns watched for, about {debt}"
            )
        says = f"a return of what was written about {debt} is waited for until {min(good) - DAY:%B %-d}"
        places = (*zones.of(deed.dossier), deed.dossier.collector.zone)
        return objection(furnish.id, furnish.cites, says, zones.after(min(good) - DAY, places))
    return None


@deed_rule(of=Furnish, parameters=Wait, id="regf.30a1-undeliverable", cites="12 CFR 1006.30(a)(1)(ii)", since=SINCE)
def undeliverable(deed: Deed[Furnish], wait: Wait) -> Objection | None:
    """Object to furnishing a debt about which everything that was written to the consumer came back.

    > If the debt collector receives such a notification during the reasonable period, the debt collector must not
    > furnish information about the debt to a consumer reporting agency until the debt collector otherwise satisfies
    > this paragraph (a)(1).

    > A debt collector who does not receive a notice of undeliverability during the reasonable period and who thereafter
    > furnishes information about the debt to a consumer reporting agency does not violate §1006.30(a)(1) even if the
    > debt collector subsequently receives a notice of undeliverability.

    Reading: a return after the wait and before anything was furnished counts too: what is known to have failed is no
    ground to begin.
    """
    if deed.act.cra in wait.exempt:
        return None
    for debt in deed.act.debts:
        found = proofs(deed.dossier, debt, deed.at, wait)
        if found and all(proof.returned for proof in found):
            says = f"what was written to the consumer about {debt} came back"
            return objection(undeliverable.id, undeliverable.cites, says)
    return None


def earliest(dossier: Dossier, debt: Id, at: Instant) -> date | None:
    """Return the first date on which 1006.30(a) lets a debt be furnished, by what is known at an instant."""
    wait = cast(Wait, furnish.versions[-1].values)
    return min((p.from_ for p in proofs(dossier, debt, at, wait) if not p.returned), default=None)


def proofs(dossier: Dossier, debt: Id, at: Instant, wait: Wait) -> tuple[Proof, ...]:
    """Return each talk with the consumer and each writing to them about a debt that is known at that instant."""
    talked = [Proof(_latest(dossier, when)) for when in _talks(dossier, debt, wait) if when <= at]
    if not dossier.collector.bounce_monitoring:
        return tuple(talked)
    furnished = [f.at for f in dossier.of(Furnished) if f.debts is None or debt in f.debts]
    written: list[Proof] = []
    for sent, back in _writings(dossier, debt, wait):
        if sent <= at:
            ready = _latest(dossier, sent) + (wait.days + 1) * DAY
            begun = any(ready <= _dates(dossier, when)[0] and (back is None or when < back) for when in furnished)
            written.append(Proof(ready, returned=back is not None and back <= at and not begun))
    return (*talked, *written)


def _talks(dossier: Dossier, debt: Id, wait: Wait) -> Iterator[datetime]:
    """Yield when a person spoke with the consumer about a debt by telephone, whoever called."""
    for call in dossier.attempts:
        told = {*call.raised, *call.consumer_raised}
        if call.outcome == "conversation" and call.person is None and call.voice not in wait.voices and debt in told:
            yield call.at
    for heard in dossier.inbounds:
        if heard.outcome == "conversation" and heard.person is None and heard.about_debt and debt in heard.debts:
            yield heard.at
    for said in dossier.of(ValidationSent):
        if said.via in wait.spoken and said.person is None and (said.debts is None or debt in said.debts):
            yield said.at


def _writings(dossier: Dossier, debt: Id, wait: Wait) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield when something about a debt was sent to the consumer, and when it came back."""
    back = {fact.of: fact.at for fact in dossier.of(Undeliverable)}
    seen = {attempt.id for attempt in dossier.attempts}
    for attempt in dossier.attempts:
        if debt in attempt.debts and attempt.person is None and _is_writing(attempt, wait):
            # When a provider reported that it failed is not in the dossier; it counts as come back at once.
            failed = attempt.at if attempt.state is State.UNDELIVERED else None
            yield attempt.at, back.get(attempt.id, failed)
    facts: list[tuple[ValidationSent | DisputeAnswered, tuple[Id, ...] | None]] = [
        *((notice, notice.debts) for notice in dossier.of(ValidationSent)),
        *((answer, _debts_of(dossier, answer)) for answer in dossier.of(DisputeAnswered)),
    ]
    for fact, about in facts:
        ours = fact.via in wait.written and fact.person is None and fact.attempt not in seen
        if ours and (about is None or debt in about):
            yield fact.at, back.get(fact.id, back.get(fact.attempt or fact.id))


def _is_writing(attempt: Attempt, wait: Wait) -> bool:
    return (
        (attempt.medium is Medium.MAIL or attempt.medium.is_electronic)
        and attempt.state in (State.SENT, State.DELIVERED, State.UNDELIVERED)
        and attempt.purpose not in wait.tells_nothing
        and not attempt.limited_content
    )


def _debts_of(dossier: Dossier, answer: DisputeAnswered) -> tuple[Id, ...] | None:
    said: tuple[Dispute | OriginalCreditorRequest, ...] = (*dossier.of(Dispute), *dossier.of(OriginalCreditorRequest))
    return next((one.debts for one in said if one.id == answer.of), ())


def _dates(dossier: Dossier, at: datetime) -> tuple[date, ...]:
    return zones.dates(at, zones.of(dossier), dossier.collector.zone)


def _latest(dossier: Dossier, at: datetime) -> date:
    return _dates(dossier, at)[-1]
