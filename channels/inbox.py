"""The inbox: the only door in; each thing once, whatever is repeated, reordered or sent at the same time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from accounts import chat, ledger
from accounts.consumer import PointKind
from accounts.contact import Inbound, Medium, State
from accounts.record import Id, new_id
from accounts.store import Store, Transaction
from channels.conveyed import conveyed
from channels.port import Received, StatusUpdate
from channels.rebuffed import rebuffed
from channels.returned import address_failed, came_back

_KIND = {Medium.SMS: PointKind.PHONE, Medium.CALL: PointKind.PHONE, Medium.EMAIL: PointKind.EMAIL}

_ENDS = frozenset({State.DELIVERED, State.UNDELIVERED, State.FAILED})
"""The states that no news changes any more."""


class Inbox:
    """Writes down what came and answers at once; what it means is worked out afterwards."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store = store
        self.clock = clock

    def receive(self, received: Received) -> Id | None:
        """Record something received.

        Returns:
            the id of the inbound to be dealt with, or None if it had been received before; of a call always its id,
            and nothing is left to be dealt with: it is talked on while it lasts.
        """
        with self.store.transaction() as unit:
            return put_received(unit, received)

    def update(self, update: StatusUpdate) -> bool:
        """Record what a provider says became of an attempt; False when it said so before.

        Every callback is kept; an attempt only moves upwards, so a late or repeated one does no harm.
        """
        with self.store.transaction() as unit:
            return put_status(unit, update)

    def take(self, came: Sequence[Received | StatusUpdate]) -> None:
        """Record what came in between, in its order and in one transaction: all of it, or nothing."""
        with self.store.transaction() as unit:
            statuses = [one for one in came if isinstance(one, StatusUpdate)]
            found = (unit.find_attempt(one.attempt, one.reference) for one in statuses)
            unit.lock({attempt[0] for attempt in found if attempt})  # all at once: in one order with every wave
            for one in came:
                if isinstance(one, StatusUpdate):
                    put_status(unit, one)
                else:
                    put_received(unit, one)


def put_received(unit: Transaction, received: Received) -> Id | None:
    """Record something received, in a transaction in which more is recorded; see `Inbox.receive`."""
    consumer, person, address = _who(unit, received)
    inbound = Inbound(
        id=new_id(),
        at=received.at,
        medium=received.medium,
        from_address=address,
        person=person,
        text=received.text,
        heading=received.heading,
        enclosed=received.enclosed,
        keyword=received.keyword,
    )
    is_new = unit.receive(
        inbound,
        consumer,
        provider=received.provider,
        key=received.key,
        to=received.to_address,
        raw=received.raw,
    )
    if not is_new:
        # A call goes on while it lasts, so whoever asks again is told which one it is.
        return unit.inbound_call(received.provider, received.key) if received.medium is Medium.CALL else None
    if received.medium is Medium.CALL:
        unit.handled(inbound, received.at)
    # The ledger is never changed, so it keeps the text's fingerprint only: a text may hold a date of birth.
    said = hashlib.sha256(received.text.encode()).hexdigest()
    body = inbound.model_dump(mode="json", exclude={"text", "heading"})
    unit.note(ledger.entry("received", received.at, consumer, inbound=body, text_sha256=said))
    return inbound.id


def _who(unit: Transaction, received: Received) -> tuple[Id | None, Id | None, str]:
    """Return (consumer, person, address) of who writes.

    Whose address it is says it. Where several consumers share one, or nobody has it, the attempt says it that is
    answered: then it is taken to come from where that went, for an answer goes there and nowhere else. Otherwise we
    do not know who writes.
    """
    if received.medium is Medium.CHAT:  # whoever has the address of a chat is whom its visitor has proven to be
        visitor = chat.session(unit, received.from_address)
        return None if visitor is None else visitor.consumer, None, received.from_address
    kind = _KIND.get(received.medium)
    owners = unit.owners(kind, received.from_address) if kind else []
    if len(owners) == 1:
        return *owners[0], received.from_address
    found = unit.find_attempt(received.attempt, None)
    if found is not None and found[1].medium is received.medium and found[1].to:
        return found[0], found[1].person, found[1].to
    return None, None, received.from_address


def put_status(unit: Transaction, update: StatusUpdate) -> bool:
    """Record what became of an attempt, in a transaction in which more is recorded; see `Inbox.update`."""
    found = unit.find_attempt(update.attempt, update.reference)
    attempt = found[1].id if found else None
    is_new = unit.called_back(
        provider=update.provider,
        key=update.key,
        at=update.at,
        reference=update.reference,
        attempt_id=attempt,
        status=update.status,
        state=update.state,
        code=update.code,
        raw=update.raw,
    )
    if not is_new:
        return False
    if found:
        unit.lock([found[0]])
    if update.call is not None:
        called = found[1].id if found else unit.inbound_call(update.provider, update.reference or "")
        if called is not None:
            unit.learn(called, update.call, update.at)
    if found and update.state != "reserved":
        is_first_news = unit.advance(found[1].id, State(update.state), update.code, update.reference)
        if is_first_news:
            conveyed(unit, [(*found, update.at)])
        if found[1].state not in _ENDS:
            rebuffed(unit, *found, update.rebuff, update.code, update.at, by=update.provider)
        if update.state == "undelivered" and update.call is None:
            came_back(unit, *found, update)
        elif update.state == "failed" and update.call is None and found[1].state not in _ENDS:
            address_failed(unit, *found, update)
    unit.note(ledger.Entry("status", update.at, found[0] if found else None, update.model_dump_json(exclude={"raw"})))
    return True
