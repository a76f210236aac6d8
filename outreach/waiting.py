"""Waiting: the disputes and requests that wait for a person's answer, the longest first, and the ways to give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.consumer import ContactPoint
from accounts.contact import Medium, Message
from accounts.dossier import Dossier
from accounts.errors import BadInput, NotFound
from accounts.notice import AnswerKind
from accounts.notice_making import home, lacks_of_letter
from accounts.record import Id
from accounts.store import Store
from channels.answering import Lacks, compose, prepare
from channels.compose import Composer
from compliance.duty import Owed
from outreach.cadence import door
from outreach.notices import Owes

WAYS = (Medium.EMAIL, Medium.MAIL)
"""How an answer may go."""


@dataclass(frozen=True)
class Waits:
    """One dispute or request that waits, and for what it waits; of several debts the first is told."""

    dossier: Dossier
    owed: Owed

    @property
    def id(self) -> Id:
        """The dispute or request."""
        assert self.owed.of is not None
        return self.owed.of

    @property
    def since(self) -> datetime:
        """Since when."""
        assert self.owed.since is not None
        return self.owed.since


def waiting(store: Store, awaits: Owes, at: datetime) -> list[Waits]:
    """Return all that waits, once each, the longest waiting first."""
    with store.reading() as reading:
        whom = reading.consumers_with(("dispute", "oc_request"))
        dossiers = reading.dossiers(whom, at)
    found: dict[Id, Waits] = {}
    for dossier in dossiers.values():
        for owed in awaits(dossier, at):
            if owed.of is not None:
                found.setdefault(owed.of, Waits(dossier, owed))
    return sorted(found.values(), key=lambda one: one.since)


def find(store: Store, awaits: Owes, of: Id, at: datetime) -> Waits:
    """Return the one of that id.

    Raises:
        NotFound: none of that id waits for an answer.
    """
    for one in waiting(store, awaits, at):
        if one.id == of:
            return one
    raise NotFound(f"no dispute or request of the id {of} waits for an answer")


def ways(dossier: Dossier) -> Mapping[Medium, ContactPoint | str]:
    """Return to which address an answer would go by each way, or in words why it cannot."""
    post, mail = home(dossier), door(dossier, Medium.EMAIL)
    lacking = "; ".join(lacks_of_letter(dossier, post))
    return {
        Medium.EMAIL: mail or "no e-mail address of the consumer is known that may be used: send a letter",
        Medium.MAIL: lacking or post or "",
    }


def write(
    composer: Composer,
    lacks: Lacks,
    one: Waits,
    kind: AnswerKind,
    *,
    medium: Medium,
    agent: str,
    evidence: str = "",
    address: str = "",
) -> Message:
    """Return the answer as a message for the gateway.

    Args:
        composer: makes the words.
        lacks: says what it lacks.
        one: what is answered.
        kind: as what.
        medium: by e-mail or as a letter.
        agent: who answers.
        evidence: the copy of the verification or judgment, in words.
        address: the original creditor's.

    Raises:
        BadInput: it cannot be answered so, lacks something, or cannot go that way.
    """
    told = prepare(one.dossier, one.id, kind, evidence=evidence, address=address)
    point = ways(one.dossier)[medium]
    if isinstance(point, str):
        raise BadInput(point)
    return compose(composer, lacks, one.dossier, told, medium=medium, to=point.address, agent=agent)
