"""Writing: what may be changed in one transaction; everything that matters goes to the ledger with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from accounts import bulk
from accounts import tables as t
from accounts.calls import Calls
from accounts.contact import Attempt, Inbound, Receipt, State
from accounts.conversation import Conversation, Turn
from accounts.errors import Conflict
from accounts.ledger import entry
from accounts.policy import PolicyChange
from accounts.reading import attempt_of
from accounts.record import Id, new_id

_ABOVE: dict[str, tuple[str, ...]] = {
    "sent": ("reserved", "in_doubt"),
    "in_doubt": ("reserved",),
    "released": ("reserved",),
    "failed": ("reserved", "in_doubt", "sent"),
    "undelivered": ("reserved", "in_doubt", "sent"),
    "delivered": ("reserved", "in_doubt", "sent"),
}
"""From which states an attempt may go to which: only upwards, and an end stays the end."""

_UNKNOWN = ("reserved", "in_doubt")
"""The states in which nobody knows yet whether it has left."""

_RESERVE = t.attempts.insert()
_NAME = (
    t.attempts.update()
    .where(t.attempts.c.id == sa.bindparam("attempt"))
    .values(
        channel=sa.bindparam("by"),
        reference=sa.bindparam("ref"),
        code=sa.func.coalesce(sa.bindparam("why"), t.attempts.c.code),
    )
)
_FIRST = {
    "sqlite": sqlite.insert(t.first_communications).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(t.first_communications).on_conflict_do_nothing(),
}


class Writing(Calls):
    """Reading, and the changes of one transaction; the Store commits them together with `entries`."""

    # --- out --------------------------------------------------------------------------------------------

    def reserve(self, attempts: Sequence[tuple[Id, Attempt]], epoch: Id) -> None:
        """Record attempts before they are made: (consumer, attempt)."""
        bulk.execute(self.connection, _RESERVE, [_attempt_row(c, a, epoch) for c, a in attempts])

    def settle(self, receipts: Sequence[Receipt]) -> set[Id]:
        """Record what a channel knows; a callback that came first is not moved back.

        Returns:
            the attempts of which this is the first news that a provider has taken them.
        """
        news: set[Id] = set()
        for state in ("sent", "failed", "in_doubt", "released"):
            done = [r.attempt for r in receipts if r.state == state]
            if done:
                moved = self._advance(state, done, _ABOVE[state])
                news |= moved if state == "sent" else set()
        named = [
            {"attempt": r.attempt, "by": r.channel, "ref": r.reference, "why": r.code} for r in receipts if r.channel
        ]
        bulk.execute(self.connection, _NAME, named)
        return news

    def advance(self, attempt: Id, state: State, code: str | None = None, reference: str | None = None) -> bool:
        """Move one attempt upwards; what stands there already, or higher, stays. The provider's name for it is kept.

        Returns:
            whether this is the first news that a provider has taken it, and has not failed to deliver it.
        """
        news = self._advance(state, [attempt], _UNKNOWN)
        moved = news or self._advance(state, [attempt], _ABOVE[state])
        c = t.attempts.c
        if moved and code:
            self.connection.execute(t.attempts.update().where(c.id == attempt).values(code=code))
        if reference:
            unnamed = t.attempts.update().where(c.id == attempt, c.reference.is_(None))
            self.connection.execute(unnamed.values(reference=reference))
        return bool(news) and state in (State.SENT, State.DELIVERED)

    def _advance(self, state: str, attempts: list[Id], below: Iterable[str]) -> set[Id]:
        c = t.attempts.c
        update = t.attempts.update().where(c.id.in_(self._listed(attempts)), c.state.in_(below)).values(state=state)
        return set(self.connection.scalars(update.returning(c.id)))

    def communicated(self, about: Iterable[tuple[Id, Id, datetime]]) -> None:
        """Record the first communication about debts, where none was before: (consumer, debt, when)."""
        rows = [{"debt_id": debt, "consumer_id": consumer, "at": at} for consumer, debt, at in about]
        bulk.execute(self.connection, _FIRST[self.connection.dialect.name], rows)

    def left_by(self, epoch: Id) -> list[tuple[Id, Attempt]]:
        """Return (consumer, attempt) for everything a worker reserved and never settled."""
        c = t.attempts.c
        query = sa.select(t.attempts).where(c.state == "reserved", c.epoch == epoch)
        return [(row.consumer_id, attempt_of(row)) for row in self.connection.execute(query)]

    def reserved_before(self, at: datetime) -> list[tuple[Id, Id]]:
        """Return (consumer, attempt) for what was reserved before an instant and never settled."""
        c = t.attempts.c
        query = sa.select(c.consumer_id, c.id).where(c.state == "reserved", c.at < at)
        return [(row.consumer_id, row.id) for row in self.connection.execute(query)]

    # --- in ---------------------------------------------------------------------------------------------

    def receive(
        self, inbound: Inbound, consumer: Id | None, *, provider: str, key: str, to: str, raw: dict[str, str]
    ) -> bool:
        """Record something received; False when it was received before."""
        row = {
            "id": inbound.id,
            "consumer_id": consumer,
            "at": inbound.at,
            "medium": inbound.medium,
            "provider": provider,
            "key": key,
            "from_address": inbound.from_address or "",
            "to_address": to,
            "body": inbound.model_dump(mode="json"),
            "raw": raw,
        }
        return bool(self._insert_new(t.inbounds, [row]))

    def called_back(self, **row: Any) -> bool:
        """Record a provider's callback; False when it came before."""
        return bool(self._insert_new(t.callbacks, [{"id": new_id(), **row}]))

    def take_inbound(self, id: Id) -> tuple[Inbound, Id | None, str] | None:
        """Return (inbound, consumer, our address) for work that is still to do, and count the try; else None."""
        c = t.inbounds.c
        row = self.connection.execute(
            sa.select(c.body, c.consumer_id, c.to_address).where(c.id == id, c.handled_at.is_(None)).with_for_update()
        ).one_or_none()
        if row is None:
            return None
        self.connection.execute(t.inbounds.update().where(c.id == id).values(tries=c.tries + 1))
        return Inbound.model_validate(row.body), row.consumer_id, row.to_address

    def handled(self, inbound: Inbound, at: datetime) -> None:
        """Mark an inbound as dealt with, keeping what was learnt about it; what the provider posted is dropped.

        The raw form holds the text as it came, which may be a proof of identity; `inbound` has it masked.
        """
        self.connection.execute(
            t.inbounds.update()
            .where(t.inbounds.c.id == inbound.id)
            .values(handled_at=at, body=inbound.model_dump(mode="json"), raw={})
        )

    def put_conversation(self, conversation: Conversation) -> Conversation:
        """Save a thread and return it with its new version.

        Raises:
            Conflict: somebody else saved it meanwhile.
        """
        saved = conversation.model_copy(update={"version": conversation.version + 1})
        row = {
            "consumer_id": saved.consumer,
            "medium": saved.medium,
            "address": saved.address,
            "status": saved.status,
            "version": saved.version,
            "updated_at": saved.updated_at,
            "body": saved.model_dump(mode="json"),
        }
        c = t.conversations.c
        if conversation.version == 0:
            done = self._insert_new(t.conversations, [{"id": saved.id, **row}])
        else:
            done = self.connection.execute(
                t.conversations.update().where(c.id == saved.id, c.version == conversation.version).values(**row)
            ).rowcount
        if not done:
            raise Conflict("somebody else changed this conversation meanwhile; open it again")
        return saved

    def add_turn(self, conversation: Id, turn: Turn) -> None:
        """Add something said to a thread."""
        self.connection.execute(
            t.turns.insert().values(
                id=turn.id, conversation_id=conversation, at=turn.at, body=turn.model_dump(mode="json")
            )
        )

    def settle_turn(self, turn: Turn) -> None:
        """Note in a thread what became of something said."""
        self.connection.execute(
            t.turns.update().where(t.turns.c.id == turn.id).values(body=turn.model_dump(mode="json"))
        )

    # --- policy -----------------------------------------------------------------------------------------

    def propose_policy(self, change: PolicyChange) -> None:
        """Keep a change of house policy that somebody proposes, and put it down."""
        self.connection.execute(t.policy_changes.insert().values(change.model_dump()))
        self.note(entry("policy_proposed", change.proposed_at, None, change=change.model_dump(mode="json")))

    def decide_policy(self, id: Id, *, by: str, at: datetime, approved: bool) -> PolicyChange:
        """Note that somebody approved or refused a change, and put it down.

        Raises:
            Conflict: there is no such change, or somebody else has decided it meanwhile.
        """
        c = t.policy_changes.c
        done = self.connection.execute(
            t.policy_changes.update()
            .where(c.id == id, c.approved.is_(None))
            .values(decided_by=by, decided_at=at, approved=approved)
            .returning(*c)
        ).one_or_none()
        if done is None:
            raise Conflict(f"there is no change {id} that waits for a decision")
        change = PolicyChange.model_validate(done, from_attributes=True)
        self.note(entry("policy_decided", at, None, change=change.model_dump(mode="json")))
        return change

    # --- staff ------------------------------------------------------------------------------------------

    def add_pass(self, token_hash: str, kind: str, name: str, ends_at: datetime) -> None:
        """Keep the hash of a one-use link or of a session."""
        self.connection.execute(t.passes.insert().values(hash=token_hash, kind=kind, name=name, ends_at=ends_at))

    def drop_pass(self, token_hash: str) -> None:
        """Forget a session."""
        self.connection.execute(t.passes.delete().where(t.passes.c.hash == token_hash))

    def use_link(self, token_hash: str, at: datetime) -> str | None:
        """Use up a link; returns whose it is, or None if it is unknown, used or over."""
        c = t.passes.c
        row = self.connection.execute(
            t.passes.update()
            .where(c.hash == token_hash, c.kind == "link", c.used_at.is_(None), c.ends_at > at)
            .values(used_at=at)
            .returning(c.name)
        ).one_or_none()
        return None if row is None else row.name


def _attempt_row(consumer: Id, attempt: Attempt, epoch: Id) -> dict[str, Any]:
    body = attempt.model_dump_json(exclude={"id", "at", "medium", "state"})
    return {
        "id": attempt.id,
        "consumer_id": consumer,
        "at": attempt.at,
        "medium": attempt.medium.value,
        "state": attempt.state.value,
        "template": attempt.template,
        "epoch": epoch,
        "body": body,
    }
