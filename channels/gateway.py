"""The gateway: the only door out; in waves, each decided and recorded before anything leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from accounts import ledger
from accounts.contact import Attempt, Medium, Message, Receipt, State
from accounts.errors import BadSettings, NotFound
from accounts.record import Id, new_id
from accounts.store import Store, Transaction
from channels.conveyed import conveyed, spoken, stated
from channels.flight import Flight, deliver
from channels.journal import Journal, LeftBehind
from channels.port import Channel
from channels.rebuffed import rebuffed
from channels.returned import refused
from compliance.decision import Decision, Facts
from compliance.guard import Guard
from compliance.proposal import Proposal

T = TypeVar("T")

WAVE = 128
"""Consumers decided in one transaction: `duly bench gateway` shows what larger or smaller ones cost."""


@dataclass(frozen=True)
class Sent:
    """What became of one message: the decision, and what the channel knows if it was approved."""

    message: Message
    decision: Decision
    attempt: Id | None = None
    receipt: Receipt | None = None

    @property
    def left(self) -> bool:
        """Whether a provider has accepted it."""
        return self.receipt is not None and self.receipt.state == "sent"


_Answer = tuple[Decision, Flight | None]


async def in_place(work: Callable[[], T]) -> T:
    """Run a transaction right here; for workers, whose loop has nothing better to do."""
    return work()


async def in_thread(work: Callable[[], T]) -> T:
    """Run a transaction in a thread; for the web, whose loop must go on answering."""
    return await asyncio.to_thread(work)


FORGOTTEN = timedelta(minutes=15)
"""After which a reservation has certainly been handed over or given up: an approval ends after a minute."""


class Gateway:
    """The only door out. What it is given leaves only if the guard approves it under the consumer's lock."""

    def __init__(
        self,
        store: Store,
        guard: Guard,
        channels: Iterable[Channel],
        clock: Callable[[], datetime],
        journal: Journal,
        offload: Callable[[Callable[[], Any]], Awaitable[Any]] = in_thread,
        at_once: int = 16,
    ) -> None:
        self.store = store
        self.guard = guard
        self.channels: Mapping[Medium, Channel] = {channel.medium: channel for channel in channels}
        self.clock = clock
        self.journal = journal
        self._offload = offload
        self._at_once = at_once

    async def send(self, messages: Sequence[Message]) -> list[Sent]:
        """Review every message and hand over what is approved; in the order given, one outcome for each.

        Raises:
            BadSettings: there is no channel for the medium of a message; nothing was sent.
            NotFound: a message names an unknown consumer; the waves before it were sent.
        """
        for message in messages:
            if message.medium not in self.channels:
                raise BadSettings(f"no channel is set up for {message.medium}; `duly doctor` says what is missing")
        outcomes: dict[Id, Sent] = {}
        flights: list[Flight] = []
        for wave in _waves(messages):
            settled, flights = flights, []

            def decide(wave: list[Message] = wave, settled: list[Flight] = settled) -> list[_Answer]:
                with self.store.transaction() as unit:
                    # Both waves in one order of locks: settling adds facts, which in PostgreSQL locks consumers too.
                    unit.lock([*(flight.consumer for flight in settled), *(message.consumer for message in wave)])
                    self._settle(unit, settled)
                    return self._reserve(unit, wave)

            try:
                answers = await self._offload(decide)
            except BaseException:
                # What has left is settled all the same: that the next wave cannot be decided is no news of it.
                await self._offload(partial(self._settle_alone, settled))
                raise
            for message, (decision, flight) in zip(wave, answers, strict=True):
                outcomes[message.id] = Sent(message, decision)
                if flight is not None:
                    flights.append(flight)
            _report(outcomes, settled)
            await deliver(flights, self.channels, self.store, self.clock, self.journal, self._offload, self._at_once)
        if flights:
            await self._offload(lambda: self._settle_alone(flights))
            _report(outcomes, flights)
        return [outcomes[message.id] for message in messages]

    def preview(self, messages: Sequence[Message]) -> list[Decision]:
        """Decide without approving, reserving or recording anything: what would happen now."""
        at = self.clock()
        with self.store.reading() as reading:
            dossiers = reading.dossiers({m.consumer for m in messages}, at)
            guard = self.guard.under(reading.policy_changes())
        return [guard.decide(guard.propose(m, dossiers[m.consumer], at)) for m in messages]

    async def recover(self) -> dict[str, int]:
        """Settle what dead workers left: as their journal says; what it leaves open is in doubt, or was never begun.

        Returns:
            how many were sent, failed, released and are in doubt. Nothing is sent again: what is released
            will be proposed again by those who owe it, through the guard.
        """
        return await self._offload(self._recover)  # type: ignore[no-any-return]  # the offload is generic in its work

    def close(self) -> None:
        """Give the journal back, or leave it to the next worker where a wave was interrupted and not settled."""
        with self.store.transaction() as unit:
            left = unit.left_by(self.journal.epoch)
        self.journal.close(keep=bool(left))

    # --- inside the lock --------------------------------------------------------------------------------

    def _reserve(self, unit: Transaction, wave: list[Message]) -> list[_Answer]:
        """Load, decide, and record what is approved before it is made; the consumers are locked."""
        at = self.clock()
        guard = self.guard.under(unit.policy_changes())
        dossiers = unit.dossiers([message.consumer for message in wave], at)
        answers: list[_Answer] = []
        for message in wave:
            dossier = dossiers.get(message.consumer)
            if dossier is None:
                raise NotFound(f"no consumer has the id {message.consumer}")
            proposal = guard.propose(message, dossier, at)
            # Words on a live call are said in the attempt that the call is: no other one is made by them.
            decision, approval = guard.review(proposal, message.on_call or new_id())
            flight = None
            if approval is not None:
                attempt = None if message.on_call else _attempt(approval.attempt, proposal)
                flight = Flight(approval, proposal, attempt)
            unit.note(_put_down(decision, proposal, approval.attempt if approval else None))
            answers.append((decision, flight))
        unit.reserve(
            [(flight.consumer, flight.attempt) for _, flight in answers if flight is not None and flight.attempt],
            self.journal.epoch,
        )
        return answers

    def _settle(self, unit: Transaction, flights: list[Flight]) -> None:
        landed = [(flight, flight.receipt) for flight in flights if flight.receipt is not None]
        made = [(flight.consumer, flight.attempt, receipt) for flight, receipt in landed if flight.attempt is not None]
        news = unit.settle([receipt for _, _, receipt in made])
        unit.note(*(_receipt(receipt, flight.consumer) for flight, receipt in landed))
        conveyed(unit, [(consumer, attempt, r.at) for consumer, attempt, r in made if r.attempt in news])
        for consumer, attempt, receipt in made:
            _rebuffed(unit, consumer, attempt, receipt)
            refused(unit, consumer, attempt, receipt)
        for flight, receipt in landed:
            if flight.attempt is None and receipt.state == "sent":
                spoken(unit, flight.proposal, receipt.at)

    def _settle_alone(self, flights: list[Flight]) -> None:
        with self.store.transaction() as unit:
            unit.lock([flight.consumer for flight in flights])
            self._settle(unit, flights)

    def _recover(self) -> dict[str, int]:
        found = {"sent": 0, "failed": 0, "released": 0, "in_doubt": 0}
        for left in self.journal.left_behind():
            with self.store.transaction() as unit:
                attempts = {attempt.id: (consumer, attempt) for consumer, attempt in unit.left_by(left.epoch)}
                unit.lock([consumer for consumer, _ in attempts.values()])
                receipts = [_of_dead(left, attempt, self.clock()) for attempt in attempts]
                news = unit.settle(receipts)
                conveyed(unit, [(*attempts[id], left.receipts[id].at) for id in sorted(news)])
                for receipt in receipts:
                    _rebuffed(unit, *attempts[receipt.attempt], receipt)
                unit.note(*(_receipt(receipt, attempts[receipt.attempt][0]) for receipt in receipts))
            for receipt in receipts:
                found[receipt.state] += 1
        found["in_doubt"] += self._doubt_the_forgotten()
        return found

    def _doubt_the_forgotten(self) -> int:
        """Call in doubt what was reserved long ago and never settled: its journal is gone, or on another machine."""
        with self.store.transaction() as unit:
            at = self.clock()
            forgotten = unit.reserved_before(at - FORGOTTEN)
            receipts = [
                Receipt(attempt=id, state="in_doubt", at=at, says="it was never settled, and its journal is not here")
                for _, id in forgotten
            ]
            unit.settle(receipts)
            unit.note(*(_receipt(r, consumer) for (consumer, _), r in zip(forgotten, receipts, strict=True)))
        return len(receipts)


def _waves(messages: Sequence[Message]) -> Iterator[list[Message]]:
    """Cut messages into waves in which each consumer stands once: a second message must see the first."""
    waiting = list(messages)
    while waiting:
        wave: dict[Id, Message] = {}
        later: list[Message] = []
        for message in waiting:
            if len(wave) < WAVE and message.consumer not in wave:
                wave[message.consumer] = message
            else:
                later.append(message)
        yield list(wave.values())
        waiting = later


def _attempt(id: Id, proposal: Proposal) -> Attempt:
    message = proposal.message
    return Attempt(
        id=id,
        at=proposal.at,
        medium=message.medium,
        to=message.to,
        person=message.person,
        debts=message.debts,
        # A call that names no debt counts towards at least one; we choose all it is about, once, at dial time.
        allocated=message.debts if message.medium.is_telephone_call else (),
        purpose=message.purpose,
        in_reply_to=message.in_reply_to,
        in_session=message.in_session,
        voice=message.voice,
        template=message.template,
        message=message.id,
        settles=message.settles,
        states=stated(message.notice, proposal.dossier) if message.notice else None,
        state=State.RESERVED,
    )


def _put_down(decision: Decision, proposal: Proposal, attempt: Id | None) -> ledger.Entry:
    """Make the ledger's record of a decision: the answer, and every fact it was made from."""
    facts = Facts(message=proposal.message, words=proposal.words, dossier=proposal.dossier)
    body = (
        f'{{"attempt":{"null" if attempt is None else chr(34) + attempt + chr(34)},'
        f'"decision":{decision.model_dump_json()},"facts":{facts.model_dump_json(by_alias=True)}}}'
    )
    return ledger.Entry("decision", decision.at, decision.consumer, body)


def _of_dead(left: LeftBehind, attempt: Id, at: datetime) -> Receipt:
    """Return what may be said of an attempt whose worker died before it could settle it."""
    known = left.receipts.get(attempt)
    if known is not None:
        return known
    if attempt in left.begun:
        return Receipt(attempt=attempt, state="in_doubt", at=at, says="the worker died while handing it over")
    if not left.whole:
        return Receipt(
            attempt=attempt, state="in_doubt", at=at, says="the machine went down, and lines of the journal may be lost"
        )
    return Receipt(attempt=attempt, state="released", at=at, says="the worker died before it was handed over")


def _rebuffed(unit: Transaction, consumer: Id, attempt: Attempt, receipt: Receipt) -> None:
    if receipt.rebuff is not None:
        rebuffed(unit, consumer, attempt, receipt.rebuff, receipt.code, receipt.at, by=receipt.channel)


def _receipt(receipt: Receipt, consumer: Id) -> ledger.Entry:
    return ledger.Entry("receipt", receipt.at, consumer, receipt.model_dump_json())


def _report(outcomes: dict[Id, Sent], flights: list[Flight]) -> None:
    for flight in flights:
        sent = outcomes[flight.approval.message.id]
        outcomes[sent.message.id] = Sent(sent.message, sent.decision, flight.approval.attempt, flight.receipt)
