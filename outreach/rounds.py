"""One round: every consumer asked for once, what is due composed, and all of it put to the gateway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from accounts.contact import Message, Purpose
from accounts.dossier import Dossier
from accounts.store import Store
from channels.compose import Composer
from channels.gateway import Gateway, Sent
from compliance import zones
from compliance.decision import Decision
from compliance.duty import Owed
from compliance.law.us.reg_f.s34_b_5_validation_period import stated_end
from outreach.cadence import Step, Suggestion, suggest

PAGE = 500
"""Consumers whose dossiers are loaded at once."""

Owes = Callable[[Dossier, datetime], tuple[Owed, ...]]


@dataclass
class Round:
    """What one round did."""

    at: datetime
    considered: int = 0
    without_door: int = 0
    """Consumers to whom something is owed or due, and for whom no address is known that may be proposed."""
    decisions: list[tuple[Message, Decision]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Return the figures of `duly round --json`."""
        refused = [decision for _, decision in self.decisions if not decision.approved]
        by_rule = Counter(chain.from_iterable({o.rule for o in decision.objections} for decision in refused))
        return {
            "proposed": len(self.decisions),
            "approved": len(self.decisions) - len(refused),
            "refused": len(refused),
            "sent": sum(outcome.left for outcome in self.sent),
            "by_rule": dict(by_rule.most_common()),
        }


async def run(
    store: Store,
    gateway: Gateway,
    composer: Composer,
    owes: Owes,
    steps: Sequence[Step],
    at: datetime,
    *,
    dry: bool = False,
    seen: Callable[[int], None] = lambda _: None,
) -> Round:
    """Run one round.

    Args:
        store: the account store.
        gateway: the only door out.
        composer: makes the words.
        owes: the guard's duties.
        steps: the campaign.
        at: the moment for which it is decided what is due; the guard judges by its own clock when sending.
        dry: decide, and record and send nothing.
        seen: told after each page how many consumers were considered.
    """
    done, after = Round(at), ""
    while True:
        with store.reading() as reading:
            page = reading.consumer_ids(after, PAGE)
            dossiers = reading.dossiers(page, at)
        if not page:
            return done
        messages: list[Message] = []
        for dossier in dossiers.values():
            owed = owes(dossier, at)
            suggestions = suggest(dossier, owed, at, steps)
            done.without_door += bool(owed) and not suggestions
            messages.extend(_compose(composer, dossier, s, at) for s in suggestions)
        if dry:
            done.decisions.extend(zip(messages, gateway.preview(messages), strict=True))
        else:
            outcomes = await gateway.send(messages)
            done.sent.extend(outcomes)
            done.decisions.extend((outcome.message, outcome.decision) for outcome in outcomes)
        done.considered += len(page)
        seen(done.considered)
        after = page[-1]


def _compose(composer: Composer, dossier: Dossier, suggestion: Suggestion, at: datetime) -> Message:
    values: dict[str, Any] = {}
    if suggestion.purpose is Purpose.VALIDATION_NOTICE:
        today = zones.local(at, dossier.collector.zone).date()
        values = {"end_date": stated_end(today), "date": today}
    return composer.compose(
        suggestion.template,
        dossier,
        medium=suggestion.medium,
        to=suggestion.to,
        debts=suggestion.debts,
        purpose=suggestion.purpose,
        author=suggestion.author,
        values=values,
    )
