"""Adding: consumers, their contact points, debts and facts; each may be added one by one or many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from accounts import bulk
from accounts import tables as t
from accounts.consumer import Consumer, ContactPoint, Person
from accounts.debt import Debt
from accounts.dossier import Fact
from accounts.ledger import Entry, entry
from accounts.reading import Reading
from accounts.record import Id


class Adding(Reading):
    """Reading, and what may be added in one transaction; the Store commits it together with `entries`."""

    entries: list[Entry]

    def __init__(self, *scope: Any) -> None:
        super().__init__(*scope)
        self.entries = []

    def note(self, *entries: Entry) -> None:
        """Put something down in the ledger when the transaction commits."""
        self.entries.extend(entries)

    def lock(self, consumers: Collection[Id]) -> None:
        """Lock consumers until the end, in order of id so that no two waves wait for each other.

        On SQLite a writer is alone already. Facts must be read after this, in statements of their own.
        """
        query = sa.select(t.consumers.c.id).where(t.consumers.c.id.in_(sorted(consumers)))
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(query.order_by(t.consumers.c.id).with_for_update())

    def alone(self, work: str) -> None:
        """Wait until no other transaction does that work, and keep others from it until the end."""
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"duly {work}"))))

    # --- who and what ---------------------------------------------------------------------------------

    def add_consumer(
        self, consumer: Consumer, at: datetime, *, born: str | None, ssn4: str | None, identity: bytes | None
    ) -> None:
        """Add a consumer, sealing what proves who they are."""
        self.add_consumers([(consumer, born, ssn4, identity)], at)

    def add_consumers(
        self, added: Iterable[tuple[Consumer, str | None, str | None, bytes | None]], at: datetime
    ) -> None:
        """Add consumers, each with date of birth, last four and identity, in one statement."""
        rows = [
            consumer.model_dump(mode="json")
            | {
                "created_at": at,
                "identity": identity,
                "born_sealed": born and self.vault.seal(born, f"consumers.born:{consumer.id}"),
                "ssn4_sealed": ssn4 and self.vault.seal(ssn4, f"consumers.ssn4:{consumer.id}"),
            }
            for consumer, born, ssn4, identity in added
        ]
        if rows:
            self.connection.execute(t.consumers.insert(), rows)
        self.note(*(entry("consumer_added", at, row["id"], language=row["language"]) for row in rows))

    def add_person(self, consumer: Id, person: Person) -> None:
        """Add somebody beside the consumer."""
        self.connection.execute(t.people.insert().values(consumer_id=consumer, **person.model_dump(mode="json")))

    def add_points(self, consumer: Id, points: Iterable[ContactPoint], at: datetime) -> int:
        """Add contact points that are not known yet; returns how many were new."""
        return self.add_points_of([(consumer, point) for point in points])

    def add_points_of(self, points: Iterable[tuple[Id, ContactPoint]]) -> int:
        """Add contact points that are not known yet, each with its consumer; returns how many were new."""
        rows = [p.model_dump(mode="json") | {"consumer_id": consumer, "since": p.since} for consumer, p in points]
        return self._insert_new(t.points, rows) if rows else 0

    def put_debt(self, consumer: Id, debt: Debt, at: datetime) -> None:
        """Add a debt, or replace what is known of it."""
        self.put_debts([(consumer, debt)], at)

    def put_debts(self, debts: Iterable[tuple[Id, Debt]], at: datetime) -> None:
        """Add debts, or replace what is known of them, in at most three statements."""
        rows = {debt.id: _debt_row(consumer, debt) for consumer, debt in debts}
        held = set(self.connection.scalars(sa.select(t.debts.c.id).where(t.debts.c.id.in_(list(rows)))))
        new = [row for id, row in rows.items() if id not in held]
        if new:
            self.connection.execute(t.debts.insert(), new)
        changed = [{"debt": id, **row} for id, row in rows.items() if id in held]
        if changed:
            values: dict[str, Any] = {name: sa.bindparam(name) for name in changed[0] if name not in ("debt", "id")}
            self.connection.execute(
                t.debts.update().where(t.debts.c.id == sa.bindparam("debt")).values(values), changed
            )
        for row in rows.values():
            placed = {"debt": row["id"], "balance": row["balance"], "status": row["status"]}
            self.note(entry("debt_placed", at, row["consumer_id"], **placed))

    def add_fact(self, consumer: Id, fact: Fact, by: str) -> None:
        """Add something we were told or did, and put it down with who brought it."""
        self.add_facts([(consumer, fact)], by)

    def add_facts(self, facts: Iterable[tuple[Id, Fact]], by: str) -> None:
        """Add facts, each with its consumer, in one statement."""
        told = [(consumer, fact, fact.model_dump(mode="json", by_alias=True)) for consumer, fact in facts]
        if told:
            self.connection.execute(
                t.facts.insert(),
                [{"id": f.id, "consumer_id": who, "kind": f.kind, "at": f.at, "body": body} for who, f, body in told],
            )
        self.note(*(entry("fact", fact.at, consumer, by=by, fact=body) for consumer, fact, body in told))

    def insert_new(self, table: sa.Table, row: dict[str, Any]) -> bool:
        """Insert a row; False where one like it is there."""
        return bool(self._insert_new(table, [row]))

    def _insert_new(self, table: sa.Table, rows: list[dict[str, Any]]) -> int:
        """Insert rows, leaving out those that break a unique constraint; returns how many went in."""
        return bulk.insert_new(self.connection, table, rows)


def _debt_row(consumer: Id, debt: Debt) -> dict[str, Any]:
    return {
        "id": debt.id,
        "consumer_id": consumer,
        "creditor": debt.creditor,
        "account_number": debt.account_number,
        "balance": debt.balance,
        "status": debt.status,
        "body": debt.model_dump(mode="json"),
    }
