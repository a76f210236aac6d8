"""The cadence: what is worth proposing next to one consumer, duties first; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from accounts.activity import Payment
from accounts.basis import AddressFailed
from accounts.consent import Consent, Revocation
from accounts.consumer import ContactPoint, PointKind, WrongParty
from accounts.contact import Medium, Purpose
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.dossiers import HORIZON
from accounts.notice import ValidationSent
from accounts.promise import Offer, Promise, PromiseWithdrawn, standing, unpaid
from accounts.reachable import is_dead
from accounts.record import Id, Record
from compliance import zones
from compliance.duty import Owed
from compliance.law.us.reg_f.s34_b_5_validation_period import assumed_receipt
from compliance.parameters import load_yaml

DATA = Path(__file__).with_suffix(".yaml")


class Step(Record):
    """One step of a campaign."""

    template: str
    medium: Medium
    after_days: int


class Suggestion(Record):
    """Something worth proposing: which words, by which medium, to which address, about which debts."""

    template: str
    medium: Medium
    to: str
    debts: tuple[Id, ...]
    purpose: Purpose
    author: str
    offer: Offer | None = None
    """What was promised, where it is about that."""


def load(path: Path = DATA, *, calls: bool = False) -> tuple[Step, ...]:
    """Return the steps of the campaign; those by telephone only where calls are placed.

    Raises:
        BadLaw: the file cannot be read.
        pydantic.ValidationError: a step has an unknown or missing key.
    """
    steps = TypeAdapter(tuple[Step, ...]).validate_python(load_yaml(path))
    return tuple(step for step in steps if calls or step.medium is not Medium.CALL)


def suggest(dossier: Dossier, owed: Sequence[Owed], at: datetime, steps: Sequence[Step]) -> tuple[Suggestion, ...]:
    """Return what to propose now; nothing, where nothing is due, no door is known, or a notice is owed.

    A notice that is owed comes first (`outreach.notices`). Otherwise one message for all debts whose next
    step has come: nobody is written to once for each account. Steps by a medium that this consumer has no door for
    are passed over: whoever cannot be texted is mailed.
    """
    if owed:
        return ()
    doors = {medium: door(dossier, medium) for medium in {step.medium for step in steps}}
    open_to = [step for step in steps if doors[step.medium] is not None]
    due = [(debt, step) for debt in dossier.debts if (step := _next(dossier, debt, at, open_to)) is not None]
    if not due:
        return ()
    _, step = due[0]
    address = doors[step.medium]
    assert address is not None  # else the step was passed over
    return (
        Suggestion(
            template=step.template,
            medium=step.medium,
            to=address.address,
            debts=tuple(debt.id for debt, its in due if its.medium is step.medium),
            purpose=Purpose.COLLECT,
            author="campaign",
        ),
    )


def door(dossier: Dossier, medium: Medium) -> ContactPoint | None:
    """Return the consumer's own address that the campaign would use, never one at work, known to be wrong, or dead.

    Texts are proposed only to numbers with a consent to text, and calls, whose voice is a machine's, to numbers with a
    consent to that and to landlines; whether it still holds is for the guard.
    """
    wrong = {fact.address for fact in dossier.of(WrongParty)}
    wrong |= {fact.address for fact in dossier.of(AddressFailed) if is_dead(dossier, fact.address, medium)}
    own = [p for p in dossier.points if p.person is None and p.place != "work" and p.address not in wrong]
    if medium is Medium.EMAIL:
        return next((p for p in own if p.kind is PointKind.EMAIL), None)
    if medium is Medium.SMS:
        taken_back = {fact.of for fact in dossier.of(Revocation)}
        allowed = {c.address for c in dossier.of(Consent) if c.scope == "sms" and c.id not in taken_back}
        return next((p for p in own if p.kind is PointKind.PHONE and p.address in allowed), None)
    if medium is Medium.CALL:
        taken_back = {fact.of for fact in dossier.of(Revocation)}
        agreed = {c.address for c in dossier.of(Consent) if c.scope == "calls" and c.id not in taken_back}
        phones = [p for p in own if p.kind is PointKind.PHONE]
        return next((p for p in phones if p.address in agreed or p.line == "landline"), None)
    return None


def is_promised(dossier: Dossier, debt: Id) -> bool:
    """Whether a promise stands on a debt that is not kept wholly yet: meanwhile no campaign asks for it."""
    made = standing(dossier.of(Promise), dossier.of(PromiseWithdrawn))
    return any(promise.offer.debt == debt and unpaid(promise, dossier.of(Payment)) for promise in made)


def _next(dossier: Dossier, debt: Debt, at: datetime, steps: Sequence[Step]) -> Step | None:
    """Return the step that has come for a debt: the first not made yet, once its days have passed."""
    if debt.status != "open" or debt.balance <= 0 or is_promised(dossier, debt.id):
        return None
    made = [a for a in dossier.attempts if debt.id in a.debts and a.counts and a.purpose is Purpose.COLLECT]
    noticed = [_arrived(dossier, f) for f in dossier.of(ValidationSent) if f.debts is None or debt.id in f.debts]
    known = [a.at for a in made] + noticed
    if not known or len(made) >= len(steps):
        return None
    # What is older than a dossier reaches could have been a step: a campaign begun before is over, not begun again.
    if at - max(min(known), debt.placed_at or min(known)) >= HORIZON:
        return None
    step = steps[len(made)]
    return step if at - max(known) >= timedelta(days=step.after_days) else None


def _arrived(dossier: Dossier, sent: ValidationSent) -> datetime:
    """Return when a notice was sent; of our own letter, when it may be assumed to be there: no message overtakes it."""
    if sent.attempt is None or sent.via != Medium.MAIL:
        return sent.at
    on = zones.local(sent.at, dossier.collector.zone).date()
    return sent.at + (assumed_receipt(on) - on)
