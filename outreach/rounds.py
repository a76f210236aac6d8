"""One round: every consumer asked for once, what is due composed, and all of it put to the gateway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from accounts.contact import Medium, Message
from accounts.dossier import Dossier
from accounts.store import Store
from channels.compose import Composer
from channels.gateway import Gateway, Sent
from compliance.decision import Decision
from compliance.duty import Owed
from outreach import copies, promised
from outreach.cadence import Step, Suggestion, suggest
from outreach.notices import Owes, Unmet, Ways, all_alarms, ways

PAGE = 500
"""Consumers whose dossiers are loaded at once."""


@dataclass
class Round:
    """What one round did."""

    at: datetime
    considered: int = 0
    unmet: list[Unmet] = field(default_factory=list)
    """Notices that are owed and cannot be made or sent by us."""
    alarms: list[Unmet] = field(default_factory=list)
    """Notices whose last safe day is near or past, after this round, and promises that a person must see to."""
    awaited: list[Owed] = field(default_factory=list)
    """Disputes and requests that wait for a person's answer."""
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
            "awaited": len({one.of for one in self.awaited}),
            "by_rule": dict(by_rule.most_common()),
            "unmet": [one.model_dump(mode="json") for one in self.unmet],
            "alarms": [one.model_dump(mode="json") for one in self.alarms],
        }


async def run(
    store: Store,
    gateway: Gateway,
    composer: Composer,
    owes: Owes,
    steps: Sequence[Step],
    at: datetime,
    *,
    awaits: Owes = lambda _dossier, _at: (),
    dry: bool = False,
    seen: Callable[[int], None] = lambda _: None,
) -> Round:
    """Run one round.

    Args:
        store: the account store.
        gateway: the only door out.
        composer: makes the words.
        owes: the guard's duties.
        awaits: what waits for a person's answer, to be told of; the round does nothing about it.
        steps: the campaign.
        at: the moment for which it is decided what is due; the guard judges by its own clock when sending.
        dry: decide, and record and send nothing.
        seen: told after each page how many consumers were considered.
    """
    done, after = Round(at), ""
    media = {*gateway.channels, Medium.EMAIL} if dry else set(gateway.channels)
    while True:
        with store.reading() as reading:
            page = reading.consumer_ids(after, PAGE)
            dossiers = reading.dossiers(page, at)
        if not page:
            done.alarms.extend((*all_alarms(store, owes, at), *promised.all_broken(store, at)))
            return done
        messages: list[Message] = []
        open_ways: list[Ways] = []
        for dossier in dossiers.values():
            owed = owes(dossier, at)
            done.awaited.extend(awaits(dossier, at))
            notices, plans = copies.parted(owed)
            found = (*ways(dossier, notices, at, composer, media), *copies.ways(dossier, plans, composer, media))
            for way in found:
                if isinstance(way, Ways):
                    open_ways.append(way)
                else:
                    done.unmet.append(way)
            about_promises = () if notices else promised.suggest(dossier, at)
            proposed = about_promises or suggest(dossier, notices, at, steps)
            messages.extend(_compose(composer, dossier, one) for one in proposed)
        messages.extend(_chosen(open_ways, gateway, at))
        if dry:
            done.decisions.extend(zip(messages, gateway.preview(messages), strict=True))
        else:
            outcomes = await gateway.send(messages)
            done.sent.extend(outcomes)
            done.decisions.extend((outcome.message, outcome.decision) for outcome in outcomes)
        done.considered += len(page)
        seen(done.considered)
        after = page[-1]


def _chosen(open_ways: Sequence[Ways], gateway: Gateway, at: datetime) -> list[Message]:
    """Return each notice by the way that the law leaves open: an e-mail only where 1006.42 allows one."""
    asked = [message for way in open_ways if len(way.messages) > 1 for message in way.messages]
    decisions = {message.id: decision for message, decision in zip(asked, gateway.preview(asked), strict=True)}
    return [way.choose(decisions, at) for way in open_ways]


def _compose(composer: Composer, dossier: Dossier, suggestion: Suggestion) -> Message:
    return composer.compose(
        suggestion.template,
        dossier,
        medium=suggestion.medium,
        to=suggestion.to,
        debts=suggestion.debts,
        purpose=suggestion.purpose,
        author=suggestion.author,
        values=None if suggestion.offer is None else {"offer": suggestion.offer},
    )
