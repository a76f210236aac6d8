"""Tests of the store: one transaction, one state, and a cost that does not grow with the consumers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError

from accounts import migrations
from accounts.consent import Preference
from accounts.consumer import Consumer, ContactPoint, Hold, Person, PointKind, Role
from accounts.contact import Attempt, Inbound, Medium, Receipt, State
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.errors import BadSettings, Busy, NotFound
from accounts.ledger import entry
from accounts.record import Id, new_id
from accounts.store import Store
from tests.walks.world import COLLECTOR, NOON, PHONE, VAULT, add_consumer, open_store, points


def reserved(store: Store) -> tuple[Id, Id]:
    """Add a consumer and reserve an attempt to text them; return (consumer, attempt)."""
    consumer, debt = add_consumer(store)
    attempt = Attempt(id=new_id(), at=NOON, medium=Medium.SMS, to=PHONE, debts=(debt,), state=State.RESERVED)
    with store.transaction() as unit:
        unit.reserve([(consumer, attempt)], epoch=new_id())
    return consumer, attempt.id


def state(store: Store, consumer: Id) -> State:
    (attempt,) = store.dossier(consumer, NOON + timedelta(minutes=1)).attempts
    return attempt.state


def sent(attempt: Id) -> Receipt:
    return Receipt.model_validate(
        {"attempt": attempt, "at": NOON, "state": "sent", "channel": "twilio", "reference": "SM1"}
    )


def test_dossiers_cost_the_same_number_of_statements_for_one_consumer_and_for_fifty(store: Store) -> None:
    ids = [add_consumer(store, calls=3)[0] for _ in range(50)]
    counted: list[str] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda c, cursor, said, *rest: counted.append(said))
    with store.reading() as reading:
        counted.clear()
        one = reading.dossiers(ids[:1], NOON)
        cost = len(counted)
        fifty = reading.dossiers(ids, NOON)
        assert len(counted) - cost == cost == 1
    assert (len(one), len(fifty)) == (1, 50)
    assert all(len(d.attempts) == 3 and d.points and d.debts for d in fifty.values())


def test_a_dossier_and_so_the_ledger_holds_no_text_in_which_a_proof_of_identity_may_stand(store: Store) -> None:
    consumer, _ = add_consumer(store)
    told = Inbound(id=new_id(), at=NOON, medium=Medium.SMS, from_address=PHONE, text="born 02/03/1980")
    with store.transaction() as unit:
        assert unit.receive(told, consumer, provider="test", key="1", to="+18005550142", raw={})
    assert store.dossier(consumer, NOON).inbounds == (told.model_copy(update={"text": ""}),)


def test_a_dossier_is_read_as_it_was_written_in_order_of_time_and_each_consumers_own(store: Store) -> None:
    ids = [new_id() for _ in range(9)]
    odd = 'Ana "la Ñata" \\ O\'Neil, {"x": [1]}'
    whole = Dossier(
        at=NOON,
        collector=COLLECTOR,
        consumer=Consumer(id=ids[0], name=odd, language="es", minor=True),
        people=(Person(id=ids[1], role=Role.SPOUSE, name=odd), Person(id=ids[2], role=Role.ATTORNEY)),
        points=(
            ContactPoint(id=ids[3], kind=PointKind.PHONE, address=PHONE, zones=("America/New_York", "America/Denver")),
            ContactPoint(
                id=ids[4], kind=PointKind.POSTAL, address=odd, person=ids[1], place="work", state="NY", zip="10001",
                postal=("1 Main St", odd), source="skip_trace", since=NOON - timedelta(microseconds=1),
            ),
        ),
        debts=(Debt(id=ids[5], creditor=odd, balance=1, balance_as_of=NOON), Debt(id=ids[6], creditor="Bank")),
        facts=(
            Preference.model_validate({"id": new_id(), "at": NOON - timedelta(300), "from": "09:00", "to": "10:00"}),
            Hold(id=new_id(), at=NOON - timedelta(days=1), why="review", debts=(ids[5],), says=odd),
            Hold(id=new_id(), at=NOON, why="review"),
        ),
        attempts=(
            Attempt(id=new_id(), at=NOON - timedelta(days=62), medium=Medium.SMS, to=PHONE, debts=(ids[5],)),
            Attempt(id=ids[7], at=NOON - timedelta(days=2), medium=Medium.CALL, outcome="busy", state=State.IN_DOUBT),
        ),
        inbounds=(Inbound(id=ids[8], at=NOON - timedelta(hours=1), medium=Medium.SMS, from_address=PHONE),),
        first_communications={ids[5]: NOON - timedelta(days=999, microseconds=5)},
    )  # fmt: skip
    too_old = Attempt(id=new_id(), at=NOON - timedelta(days=62, microseconds=1), medium=Medium.SMS)
    with store.transaction() as unit:
        unit.add_consumer(whole.consumer, NOON, born="1980-02-03", ssn4=None, identity=None)
        for person in whole.people:
            unit.add_person(ids[0], person)
        unit.add_points(ids[0], whole.points, NOON)
        for debt in whole.debts:
            unit.put_debt(ids[0], debt, NOON)
        for fact in reversed(whole.facts):
            unit.add_fact(ids[0], fact, by="test")
        unit.reserve([(ids[0], attempt) for attempt in (*reversed(whole.attempts), too_old)], epoch=new_id())
        for inbound in whole.inbounds:
            unit.receive(inbound, ids[0], provider="test", key="1", to="", raw={})
        unit.communicated([(ids[0], *one) for one in whole.first_communications.items()])
    other, _ = add_consumer(store, calls=1)
    with store.reading() as reading:
        found = reading.dossiers([other, ids[0], new_id()], NOON)
    assert list(found) == [other, ids[0]]
    assert found[ids[0]] == whole
    assert found[ids[0]].model_dump_json() == whole.model_dump_json()
    assert len(found[other].attempts) == 1


def test_a_naive_instant_is_refused_and_leaves_nothing(store: Store) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="a naive instant cannot be stored"), store.transaction() as unit:
        unit.add_consumer(Consumer(id=new_id(), name="Ana"), naive, born=None, ssn4=None, identity=None)
    with store.reading() as reading:
        assert reading.count("consumers") == 0


def test_a_transaction_that_fails_leaves_neither_rows_nor_ledger_entries(store: Store) -> None:
    add_consumer(store)
    records = store.verify_ledger()

    def fails() -> None:
        with store.transaction() as unit:
            unit.add_consumer(Consumer(id=new_id(), name="Ana"), NOON, born=None, ssn4=None, identity=None)
            unit.note(entry("test", NOON, None))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert store.verify_ledger() == records
    with store.reading() as reading:
        assert reading.count("consumers") == 1


def test_a_receipt_after_a_delivered_callback_moves_nothing_back(store: Store) -> None:
    consumer, attempt = reserved(store)
    with store.transaction() as unit:
        assert unit.advance(attempt, State.DELIVERED)
    with store.transaction() as unit:
        unit.settle([sent(attempt)])
    assert state(store, consumer) is State.DELIVERED
    with store.transaction() as unit:
        found = unit.find_attempt(None, "SM1")
    assert found is not None
    assert (found[0], found[1].id) == (consumer, attempt)


@pytest.mark.parametrize("end", [State.DELIVERED, State.UNDELIVERED, State.FAILED])
def test_an_end_stays_the_end(store: Store, end: State) -> None:
    consumer, attempt = reserved(store)
    with store.transaction() as unit:
        unit.settle([sent(attempt)])
        assert not unit.advance(attempt, end), "that it has left was known already"
        for other in (State.SENT, State.IN_DOUBT, State.RELEASED, State.DELIVERED, State.FAILED):
            assert not unit.advance(attempt, other)
    assert state(store, consumer) is end


def test_what_is_received_twice_is_one(store: Store) -> None:
    consumer, _ = add_consumer(store)
    inbound = Inbound(id=new_id(), at=NOON, medium=Medium.SMS, from_address=PHONE, text="STOP")
    again = inbound.model_copy(update={"id": new_id()})
    known = {"provider": "twilio", "key": "SM9", "to": "+18005550142", "raw": {}}
    with store.transaction() as unit:
        assert unit.receive(inbound, consumer, **known)  # type: ignore[arg-type]  # a plain dict of its keywords
    with store.transaction() as unit:
        assert not unit.receive(again, consumer, **known)  # type: ignore[arg-type]  # as above
        assert unit.receive(again, consumer, **(known | {"key": "SM10"}))  # type: ignore[arg-type]  # as above
    assert [i.id for i in store.dossier(consumer, NOON).inbounds] == [inbound.id, again.id]


def test_contact_points_that_are_known_are_not_added_again_and_the_new_ones_are_counted(store: Store) -> None:
    consumer, _ = add_consumer(store)
    known = points(consumer)
    fresh = known[0].model_copy(update={"id": new_id(), "address": "+12125550177"})
    with store.transaction() as unit:
        assert unit.add_points(consumer, [*known, fresh], NOON) == 1
        assert unit.add_points(consumer, known, NOON) == 0
        assert unit.add_points(consumer, [], NOON) == 0
    assert len(store.dossier(consumer, NOON).points) == len(known) + 1


def test_a_dossier_of_nobody_is_an_error(store: Store) -> None:
    with pytest.raises(NotFound, match="no consumer has the id nobody"):
        store.dossier("nobody", NOON)


def test_a_reading_sees_one_state_from_beginning_to_end(store: Store) -> None:
    add_consumer(store)
    with store.reading() as reading:
        before = reading.count("consumers")
        add_consumer(store)
        assert reading.count("consumers") == before == 1


def test_foreign_keys_hold_on_both_databases(store: Store) -> None:
    _, debt = add_consumer(store, noticed=False)
    with pytest.raises(sa.exc.IntegrityError), store.transaction() as unit:
        unit.communicated([("nobody", debt, NOON)])
    with store.reading() as reading:
        assert reading.count("first_communications") == 0


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense", "sqlite:////proc/none/duly.db"])
def test_a_database_that_cannot_be_used_is_a_bad_setting(url: str) -> None:
    with pytest.raises(BadSettings, match="DULY_DATABASE_URL"):
        Store.open(url, VAULT, COLLECTOR)


def test_sqlite_keeps_a_write_ahead_log_and_syncs_fully(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'new' / 'folder.db'}")
    with store.engine.connect() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    store.close()
    assert pragmas == ["wal", 2, 1]


def test_a_writer_who_must_wait_too_long_is_told_so_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.store.BUSY", 50)
    store = open_store(f"sqlite:///{tmp_path / 'busy.db'}")
    migrations.upgrade(store.engine)
    other = open_store(f"sqlite:///{tmp_path / 'busy.db'}")
    with other.transaction() as first:
        first.note(entry("held", NOON, None))
        with pytest.raises(Busy, match="try again"), store.transaction() as second:
            second.note(entry("late", NOON, None))
    assert store.verify_ledger().records == 1
    store.close()
    other.close()


def test_a_new_store_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'new.db'}")
    migrations.upgrade(store.engine)
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.glob("new.db*")} == {"0o600"}
    store.close()
