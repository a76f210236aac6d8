"""Reading: what may be asked of the store; dossiers, and the look-ups around them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from accounts import dossiers, ledger
from accounts import tables as t
from accounts.consumer import ContactPoint, PointKind
from accounts.contact import Attempt, Inbound, Medium
from accounts.conversation import Conversation, Status, Turn
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier
from accounts.errors import LedgerBroken, NotFound
from accounts.policy import PolicyChange
from accounts.record import Id
from accounts.vault import Vault


class Reading:
    """What may be asked of the store inside one scope."""

    def __init__(self, connection: Connection, vault: Vault, collector: Collector) -> None:
        self.connection = connection
        self.vault = vault
        self.collector = collector

    def dossiers(self, consumers: Collection[Id], at: datetime) -> dict[Id, Dossier]:
        """Return the dossier of each consumer, in one statement however many they are; see `dossiers.load`."""
        return dossiers.load(self.connection, self.collector, consumers, at)

    def _listed(self, ids: Collection[Id]) -> sa.Select[tuple[Id]]:
        """Return the identifiers as a subquery of one parameter; `IN` with a list has one for each."""
        unpack = sa.func.json_each if self.connection.dialect.name == "sqlite" else sa.func.json_array_elements_text
        return sa.select(unpack(sa.literal(list(ids), sa.JSON)).table_valued("value").c.value)

    def consumer_ids(self, after: Id = "", limit: int = 500) -> list[Id]:
        """Return the next consumers by id, for a walk over all of them."""
        query = sa.select(t.consumers.c.id).where(t.consumers.c.id > after).order_by(t.consumers.c.id).limit(limit)
        return list(self.connection.scalars(query))

    def policy_changes(self, *, undecided: bool = False) -> list[PolicyChange]:
        """Return the changes of house policy that are approved, oldest first; or with `undecided` all there are.

        Those that are approved are held against their records: nobody is to be written to by limits that no two
        persons have set. So one that was put in, altered or taken out stops whoever asks, as a moved head does.

        Args:
            undecided: those too that were refused, or that nobody has decided yet; these are as they stand.

        Raises:
            LedgerBroken: names a change that is not what the ledger says of it.
        """
        if undecided:
            return list(self._policy().values())
        kept = self._policy(t.policy_changes.c.approved.is_(True))
        said = {id: body for id, (body, approved) in self._policy_said("policy_decided").items() if approved}
        if late := said.keys() - kept.keys():  # of two statements, the second may see what was approved between
            kept |= self._policy(t.policy_changes.c.id.in_(late))
        _agree(said, kept)
        return [kept[id] for id in sorted(kept)]

    def verify_policy(self) -> None:
        """Hold every change of house policy against its last record: what is in force was proposed and approved so.

        Raises:
            LedgerBroken: names a change that was put in, altered or taken out.
        """
        said = self._policy_said("policy_proposed") | self._policy_said("policy_decided")
        _agree({id: body for id, (body, _) in said.items()}, self._policy())

    def _policy(self, *which: sa.ColumnElement[bool]) -> dict[Id, PolicyChange]:
        query = sa.select(t.policy_changes).where(*which).order_by(t.policy_changes.c.id)
        try:
            found = [PolicyChange.model_validate(row, from_attributes=True) for row in self.connection.execute(query)]
        except ValueError as error:
            raise LedgerBroken("a change of house policy was altered: it cannot be read") from error
        return {change.id: change for change in found}

    def _policy_said(self, kind: str) -> dict[Id, tuple[str, bool]]:
        """Return what the records of a kind say of each change, and whether it was approved."""
        rows = ledger.of_house(self.connection, kind, self.vault.mac)
        changes = [(row.body, json.loads(row.body)["change"]) for row in rows]
        return {change["id"]: (body, change["approved"] is True) for body, change in changes}

    def owners(self, kind: PointKind, address: str) -> list[tuple[Id, Id | None]]:
        """Return whose an address is: (consumer, person or None for the consumer), all of them."""
        query = sa.select(t.points.c.consumer_id, t.points.c.person).where(
            t.points.c.address == address, t.points.c.kind == kind
        )
        return [(row.consumer_id, row.person) for row in self.connection.execute(query)]

    def point(self, id: Id) -> tuple[Id, ContactPoint]:
        """Return a contact point and the consumer in whose dossier it stands.

        Raises:
            NotFound: there is none of that id.
        """
        row = self.connection.execute(sa.select(t.points).where(t.points.c.id == id)).one_or_none()
        if row is None:
            raise NotFound(f"no contact point has the id {id}")
        return row.consumer_id, _point(row)

    def find_debts(self, numbers: Collection[tuple[str, str]]) -> dict[tuple[str, str], tuple[Id, Debt]]:
        """Return (consumer, debt) by (creditor, creditor's account number), for those that are known."""
        c = t.debts.c
        query = sa.select(c.consumer_id, c.creditor, c.account_number, c.body).where(
            sa.tuple_(c.creditor, c.account_number).in_(list(numbers))
        )
        return {
            (row.creditor, row.account_number): (row.consumer_id, Debt.model_validate(row.body))
            for row in self.connection.execute(query)
        }

    def find_consumers(self, identities: Collection[bytes]) -> dict[bytes, Id]:
        """Return consumers by their blind index of identity, for those that are known."""
        c = t.consumers.c
        query = sa.select(c.identity, c.id).where(c.identity.in_(list(identities)))
        return {row.identity: row.id for row in self.connection.execute(query)}

    def identities(self, consumers: Collection[Id]) -> dict[Id, bytes]:
        """Return the blind index of identity of consumers, for those that have one."""
        c = t.consumers.c
        query = sa.select(c.identity, c.id).where(c.id.in_(list(consumers)), c.identity.is_not(None))
        return {row.id: row.identity for row in self.connection.execute(query)}

    def is_proven(self, consumer: Id, *, born: str | None = None, ssn4: str | None = None) -> bool:
        """Whether every proof given is given rightly; none given, or one we do not hold, proves nothing.

        Args:
            consumer: whom the person claims to be.
            born: a date of birth as YYYY-MM-DD.
            ssn4: the last four digits of the social security number.
        """
        c = t.consumers.c
        row = self.connection.execute(sa.select(c.born_sealed, c.ssn4_sealed).where(c.id == consumer)).one_or_none()
        if row is None or (born is None and ssn4 is None):
            return False
        held = {"born": row.born_sealed, "ssn4": row.ssn4_sealed}
        for column, claimed in (("born", born), ("ssn4", ssn4)):
            if claimed is None:
                continue
            sealed = held[column]
            if sealed is None or self.vault.open(sealed, f"consumers.{column}:{consumer}") != claimed:
                return False
        return True

    def proofs_held(self, consumer: Id) -> frozenset[str]:
        """Return which proofs we could check: 'born', 'ssn4'."""
        c = t.consumers.c
        row = self.connection.execute(sa.select(c.born_sealed, c.ssn4_sealed).where(c.id == consumer)).one()
        return frozenset(name for name, value in (("born", row[0]), ("ssn4", row[1])) if value is not None)

    def consumers_with(self, kinds: Collection[str]) -> list[Id]:
        """Return the consumers of whom a fact of one of those kinds is known, by id."""
        c = t.facts.c
        query = sa.select(c.consumer_id).where(c.kind.in_(list(kinds))).distinct().order_by(c.consumer_id)
        return list(self.connection.scalars(query))

    def last_contact(self, consumer: Id) -> datetime | None:
        """Return when the last attempt was made, or the last inbound came, however long ago (12 CFR 1006.100)."""
        moments = [
            self.connection.scalar(sa.select(sa.func.max(table.c.at)).where(table.c.consumer_id == consumer))
            for table in (t.attempts, t.inbounds)
        ]
        return max((moment for moment in moments if moment is not None), default=None)

    def fact_counts(self, consumers: Collection[Id]) -> dict[Id, int]:
        """Return how many facts are known of each consumer; more than in a dossier means that it is stale."""
        c = t.facts.c
        query = sa.select(c.consumer_id, sa.func.count()).where(c.consumer_id.in_(self._listed(consumers)))
        return {row[0]: row[1] for row in self.connection.execute(query.group_by(c.consumer_id))}

    def conversation(self, medium: Medium, address: str) -> Conversation | None:
        """Return the thread with an address."""
        c = t.conversations.c
        body = self.connection.scalar(sa.select(c.body).where(c.medium == medium, c.address == address))
        return None if body is None else Conversation.model_validate(body)

    def conversation_by_id(self, id: Id) -> Conversation:
        """Return a thread.

        Raises:
            NotFound: there is none of that id.
        """
        body = self.connection.scalar(sa.select(t.conversations.c.body).where(t.conversations.c.id == id))
        if body is None:
            raise NotFound(f"no conversation has the id {id}")
        return Conversation.model_validate(body)

    def conversations(self, statuses: Iterable[Status], limit: int = 200) -> list[Conversation]:
        """Return the threads in those hands, the longest waiting first."""
        c = t.conversations.c
        query = sa.select(c.body).where(c.status.in_(list(statuses))).order_by(c.updated_at).limit(limit)
        return [Conversation.model_validate(body) for body in self.connection.scalars(query)]

    def spoken_of(self, debts: Collection[Id]) -> set[Id]:
        """Return those of the debts about which something was communicated with the consumer."""
        c = t.first_communications.c
        return set(self.connection.scalars(sa.select(c.debt_id).where(c.debt_id.in_(self._listed(debts)))))

    def turns(self, conversation: Id) -> list[Turn]:
        """Return what was said in a thread, in order."""
        c = t.turns.c
        query = sa.select(c.body).where(c.conversation_id == conversation).order_by(c.at, c.id)
        return [Turn.model_validate(body) for body in self.connection.scalars(query)]

    def read_turns(self, since: datetime, *, marked: bool = False) -> list[tuple[Id, Turn]]:
        """Return (thread, turn) for what consumers said since and an engine read, in order; or only what was marked."""
        c = t.turns.c
        asked = c.body["mark"]["meant"].as_string().is_not(None) if marked else c.body["read_by"].as_string() != ""
        query = sa.select(c.conversation_id, c.body).where(c.at >= since, asked).order_by(c.at, c.id)
        return [(row.conversation_id, Turn.model_validate(row.body)) for row in self.connection.execute(query)]

    def unsent_turns(self, since: datetime, limit: int = 100) -> list[tuple[Id, Turn]]:
        """Return (thread, turn) for what was to leave and of which nobody noted whether it did, oldest first."""
        c = t.turns.c
        unsettled = (c.body["message"]["id"].as_string().is_not(None), c.body["attempt"].as_string().is_(None))
        query = (
            sa.select(c.conversation_id, c.body)
            .where(c.at >= since, *unsettled, c.body["refused"].as_string() == "")
            .order_by(c.at, c.id)
            .limit(limit)
        )
        return [(row.conversation_id, Turn.model_validate(row.body)) for row in self.connection.execute(query)]

    def inbound(self, id: Id) -> Inbound | None:
        """Return something received."""
        body = self.connection.scalar(sa.select(t.inbounds.c.body).where(t.inbounds.c.id == id))
        return None if body is None else Inbound.model_validate(body)

    def waiting_inbounds(self, limit: int = 100, most_tries: int = 5) -> list[Id]:
        """Return inbounds that the assistant has still to deal with, oldest first."""
        c = t.inbounds.c
        query = sa.select(c.id).where(c.handled_at.is_(None), c.tries < most_tries).order_by(c.at, c.id).limit(limit)
        return list(self.connection.scalars(query))

    def in_doubt(self, limit: int = 200) -> list[tuple[Id, Attempt]]:
        """Return the attempts whose outcome nobody knows, for a person to look at."""
        c = t.attempts.c
        query = sa.select(t.attempts).where(c.state == "in_doubt").order_by(c.at).limit(limit)
        return [(row.consumer_id, attempt_of(row)) for row in self.connection.execute(query)]

    def find_attempt(self, id: Id | None, reference: str | None) -> tuple[Id, Attempt] | None:
        """Return (consumer, attempt) by our identifier or else by the provider's."""
        c = t.attempts.c
        for condition in (c.id == id if id else None, c.reference == reference if reference else None):
            if condition is not None:
                row = self.connection.execute(sa.select(t.attempts).where(condition)).first()
                if row is not None:
                    return row.consumer_id, attempt_of(row)
        return None

    def session(self, token_hash: str, at: datetime) -> str | None:
        """Return whose session that is, or None if it is unknown or over."""
        c = t.passes.c
        query = sa.select(c.name).where(c.hash == token_hash, c.kind == "session", c.ends_at > at)
        return self.connection.scalar(query)

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return self.connection.scalar(sa.select(sa.func.count()).select_from(t.metadata.tables[table])) or 0


def _point(row: Any) -> ContactPoint:
    return ContactPoint.model_validate(row, from_attributes=True)


def attempt_of(row: Any) -> Attempt:
    """Return the Attempt of a row of the table."""
    return Attempt.model_validate(row.body | {"id": row.id, "at": row.at, "medium": row.medium, "state": row.state})


def _agree(said: Mapping[Id, str], kept: Mapping[Id, PolicyChange]) -> None:
    for id in sorted(said.keys() | kept.keys()):
        if id not in kept or said.get(id) != ledger.plain(change=kept[id].model_dump(mode="json")):
            raise LedgerBroken(
                f"the change of house policy {id} is not what the ledger says of it; nothing is sent by it: "
                "see `duly policy list` and `duly ledger verify`"
            )
