"""Batch: what a few hundred rows of a placement change in the store, found and written by a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from accounts.consumer import Consumer, ContactPoint
from accounts.debt import Debt
from accounts.dossier import Dossier, Fact
from accounts.placement_facts import fact_key, facts, points
from accounts.placement_rows import PlacementRow, name_key
from accounts.placement_values import Unfit
from accounts.reading import Reading
from accounts.record import Id, new_id
from accounts.writing import Writing

ADULT = 18
"""Years of age below which a consumer is a minor."""


@dataclass
class Known:
    """One consumer as known so far: from the store, or from rows before in the same batch."""

    consumer: Consumer
    identity: bytes | None
    points: set[tuple[str, str]] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, dossier: Dossier, identity: bytes | None) -> Known:
        """Return what a dossier holds, in the form in which rows are compared."""
        return cls(
            dossier.consumer,
            identity,
            {(point.kind, point.address) for point in dossier.points},
            {fact_key(fact, dated) for fact in dossier.facts for dated in (True, False)},
        )


@dataclass
class Batch:
    """The changes of some rows, gathered first and written afterwards."""

    at: datetime
    debts: dict[tuple[str, str], tuple[Id, Debt]]
    consumers: dict[Id, Known]
    by_identity: dict[bytes, Id]
    new_consumers: list[tuple[Consumer, str | None, str | None, bytes | None]] = field(default_factory=list)
    new_points: list[tuple[Id, ContactPoint]] = field(default_factory=list)
    put_debts: list[tuple[Id, Debt]] = field(default_factory=list)
    new_facts: list[tuple[Id, Fact]] = field(default_factory=list)

    @classmethod
    def known(cls, reading: Reading, rows: Sequence[tuple[PlacementRow, bytes | None]], at: datetime) -> Batch:
        """Load what the store knows of the debts and consumers of rows, locking them where it may be changed.

        Args:
            reading: a reading, or a transaction.
            rows: each with its blind index of identity, where it has one.
            at: when they are placed.
        """
        debts = reading.find_debts({(row.creditor, row.account_number) for row, _ in rows})
        by_identity = reading.find_consumers({identity for _, identity in rows if identity})
        ids = {consumer for consumer, _ in debts.values()} | set(by_identity.values())
        if isinstance(reading, Writing):
            reading.lock(ids)
            debts = reading.find_debts(list(debts)) if debts else debts
        held = reading.identities(ids) if ids else {}
        dossiers = reading.dossiers(ids, at) if ids else {}
        return cls(at, debts, {id: Known.of(dossier, held.get(id)) for id, dossier in dossiers.items()}, by_identity)

    def add(self, row: PlacementRow, identity: bytes | None) -> str:
        """Take one row in; returns 'imported', 'updated' or 'unchanged'.

        Raises:
            Unfit: the account is placed already, for somebody else.
        """
        found = self.debts.get((row.creditor, row.account_number))
        if found is None:
            whose = self.by_identity.get(identity) if identity else None
            whose = whose or self._new_consumer(row, identity)
            debt = self._debt(row, Debt(id=new_id(), placed_at=self.at))
        else:
            whose = found[0]
            self._refuse_another(row, identity, self.consumers[whose])
            debt = self._debt(row, found[1])
        changed = self._tell(row, whose, debt.id)
        if found is None or debt != found[1]:
            self.put_debts.append((whose, debt))
            changed = True
        return "imported" if found is None else "updated" if changed else "unchanged"

    def write(self, unit: Writing) -> None:
        """Write what was gathered."""
        unit.add_consumers(self.new_consumers, self.at)
        unit.add_points_of(self.new_points)
        if self.put_debts:
            unit.put_debts(self.put_debts, self.at)
        unit.add_facts(self.new_facts, by="creditor")

    def _new_consumer(self, row: PlacementRow, identity: bytes | None) -> Id:
        consumer = Consumer(
            id=new_id(),
            name=row.full_name,
            language=row.language,
            deceased=row.hold == "deceased",
            minor=row.hold == "minor" or _is_minor(row.date_of_birth, self.at),
        )
        born = row.date_of_birth.isoformat() if row.date_of_birth else None
        self.new_consumers.append((consumer, born, row.ssn_last4, identity))
        self.consumers[consumer.id] = Known(consumer, identity)
        if identity:
            self.by_identity[identity] = consumer.id
        return consumer.id

    def _debt(self, row: PlacementRow, before: Debt) -> Debt:
        """Return the debt as the row tells it; what the row leaves open stays as it was."""
        told = {
            "kind": row.debt_kind,
            "creditor": row.creditor,
            "original_creditor": row.original_creditor or before.original_creditor or row.creditor,
            "account_number": row.account_number,
            "account_at_placement": row.account_at_placement or before.account_at_placement,
            "balance": row.balance,
            "balance_as_of": before.balance_as_of,
            "itemization": row.itemization or before.itemization,
            "consumer_financial_product": row.consumer_financial_product,
            "limitations_last_day": row.limitations_last_day or before.limitations_last_day,
            "defaulted_on": row.default_date or before.defaulted_on,
            "form": row.debt_form or before.form,
            "status": row.debt_status or before.status,
        }
        if row.balance_date:
            told["balance_as_of"] = datetime.combine(row.balance_date, time.min, UTC)
        elif before.balance_as_of is None or row.balance != before.balance:
            told["balance_as_of"] = self.at
        if row.debt_status is None and row.balance == 0:
            told["status"] = "paid"
        return before.model_copy(update=told)

    def _tell(self, row: PlacementRow, whose: Id, debt: Id) -> bool:
        """Gather the contact points and facts that are new; returns whether there are any."""
        known = self.consumers[whose]
        fresh = [point for point in points(row, self.at) if (point.kind, point.address) not in known.points]
        known.points.update((point.kind, point.address) for point in fresh)
        self.new_points.extend((whose, point) for point in fresh)
        told = False
        for fact, dated in facts(row, debt, self.at):
            key = fact_key(fact, dated)
            if key not in known.facts:
                known.facts.add(key)
                self.new_facts.append((whose, fact))
                told = True
        return told or bool(fresh)

    def _refuse_another(self, row: PlacementRow, identity: bytes | None, known: Known) -> None:
        """Refuse a row that would put one person's addresses into another's dossier."""
        another = name_key(row.full_name) != name_key(known.consumer.name)
        if another or (identity and known.identity and identity != known.identity):
            field = "name" if another else "date_of_birth"
            raise Unfit(
                f"account {row.account_number} of {row.creditor} is placed already, for a consumer of another "
                f"{'name' if another else 'date of birth or last four'}; one of the two is wrong",
                field,
            )


def _is_minor(born: date | None, at: datetime) -> bool:
    if born is None:
        return False
    years = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
    return years < ADULT
