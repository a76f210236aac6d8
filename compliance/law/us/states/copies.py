"""Copies of plans: a written copy of what the consumer agreed to pay, within the days of the place."""

from __future__ import annotations

from datetime import timedelta

from accounts.contact import State
from accounts.dossier import Dossier
from accounts.promise import Promise, PromiseWithdrawn, standing
from compliance import zones
from compliance.duty import Owed
from compliance.law.us.states.kinds import Binds
from compliance.provision import Provision


class Copy(Binds):
    """Within how many days of the agreement, and in which words."""

    days: int
    template: str


def owes(of: Provision, dossier: Dossier, row: Copy) -> tuple[Owed, ...]:
    """Owe the copy of each promise that stands and of which none has gone since it was made.

    A copy that was not delivered is owed again; one that is in doubt is a person's.
    """
    if dossier.collector.role not in row.applies_to:
        return ()
    made = standing(dossier.of(Promise), dossier.of(PromiseWithdrawn))
    return tuple(
        Owed(
            duty=of.id,
            citation=of.cites,
            what=row.template,
            debt=promise.offer.debt,
            by=zones.local(promise.at, dossier.collector.zone).date() + timedelta(days=row.days),
            says="no written copy of the plan has been sent",
            since=promise.at,
        )
        for promise in made
        if not _has_gone(dossier, promise, row.template)
    )


def _has_gone(dossier: Dossier, promise: Promise, template: str) -> bool:
    return any(
        attempt.template == template
        and promise.offer.debt in attempt.debts
        and attempt.at >= promise.at
        and attempt.counts
        and attempt.state is not State.UNDELIVERED
        for attempt in dossier.attempts
    )
