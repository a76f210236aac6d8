"""Tests of the ledger: whatever is done to it behind its back is found and named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from accounts import tables as t
from accounts.consumer import Consumer
from accounts.errors import LedgerBroken
from accounts.ledger import GENESIS, digest, entry
from accounts.record import new_id
from accounts.store import Store
from tests.walks.world import NOON, open_store

c = t.ledger.c
RECORDS = 6


@pytest.fixture
def kept(store: Store) -> Store:
    """Return a store whose ledger has some records."""
    for number in range(RECORDS):
        with store.transaction() as unit:
            unit.note(entry("test", NOON, f"consumer-{number}", number=number, says="a — b"))
    assert store.verify_ledger().records == RECORDS
    return store


def tamper(store: Store, act: Callable[[Connection], object]) -> None:
    """Do something to the ledger as somebody with the database alone can, triggers dropped."""
    with store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP TRIGGER ledger_append_only ON ledger")
        else:
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER ledger_no_{verb}")
        act(connection)


@pytest.mark.parametrize(
    ("column", "value", "names"),
    [
        ("id", "another", r"record 3 \(another, test of .*\) was altered"),
        ("at", "2026-11-23T18:00:01+00:00", r"record 3 .* was altered"),
        ("consumer_id", "consumer-9", r"record 3 .* was altered"),
        ("consumer_id", None, r"record 3 .* was altered"),
        ("kind", "tests", r"record 3 .* was altered"),
        ("body", '{"number":2,"says":"a - b"}', r"record 3 .* was altered"),
        ("previous", "f" * 64, r"record 3 .* does not follow record 2"),
        ("hash", "f" * 64, r"record 3 .* was altered"),
        ("seq", 99, r"record 3 is missing: after 2 comes 4"),
    ],
)
def test_an_altered_field_of_any_column_is_found_and_its_record_named(
    kept: Store, column: str, value: object, names: str
) -> None:
    tamper(kept, lambda db: db.execute(t.ledger.update().where(c.seq == 3).values({column: value})))
    with pytest.raises(LedgerBroken, match=names):
        kept.verify_ledger()


def test_one_altered_byte_is_found_even_where_its_hash_was_made_anew(kept: Store) -> None:
    def rewrite(db: Connection) -> None:
        row = db.execute(sa.select(t.ledger).where(c.seq == 3)).one()
        body = row.body.replace("2", "7", 1)
        new = digest(row.previous, 3, row.id, row.at, row.consumer_id, row.kind, body)
        db.execute(t.ledger.update().where(c.seq == 3).values(body=body, hash=new))

    tamper(kept, rewrite)
    with pytest.raises(LedgerBroken, match=r"record 4 .* does not follow record 3"):
        kept.verify_ledger()


def test_a_whole_tail_made_anew_is_found_by_the_keyed_head(kept: Store) -> None:
    def rewrite(db: Connection) -> None:
        previous = GENESIS
        for row in db.execute(sa.select(t.ledger).order_by(c.seq)).all():
            new = digest(previous, row.seq, row.id, row.at, row.consumer_id, row.kind, "{}")
            db.execute(t.ledger.update().where(c.seq == row.seq).values(body="{}", previous=previous, hash=new))
            previous = new
        db.execute(t.ledger_head.update().values(hash=previous))

    tamper(kept, rewrite)
    with pytest.raises(LedgerBroken, match=r"the head \(record 6\) was moved by somebody without the key"):
        kept.verify_ledger()


def test_a_record_deleted_from_the_middle_is_named(kept: Store) -> None:
    tamper(kept, lambda db: db.execute(t.ledger.delete().where(c.seq == 3)))
    with pytest.raises(LedgerBroken, match="record 3 is missing"):
        kept.verify_ledger()


@pytest.mark.parametrize("left", [0, 1, 5])
def test_a_deleted_tail_is_named(kept: Store, left: int) -> None:
    tamper(kept, lambda db: db.execute(t.ledger.delete().where(c.seq > left)))
    with pytest.raises(LedgerBroken, match=f"record {left + 1} is missing: the head names 6 records"):
        kept.verify_ledger()


@pytest.mark.parametrize("place", [3, RECORDS])
def test_a_record_put_in_is_named_wherever_it_stands(kept: Store, place: int) -> None:
    def put_in(db: Connection) -> None:
        for seq in range(RECORDS, place, -1):
            db.execute(t.ledger.update().where(c.seq == seq).values(seq=seq + 1))
        before = db.scalar(sa.select(c.hash).where(c.seq == place))
        row = {"seq": place + 1, "id": new_id(), "at": NOON.isoformat(), "consumer_id": None, "kind": "x", "body": "{}"}
        hash = digest(before or "", place + 1, str(row["id"]), NOON.isoformat(), None, "x", "{}")
        db.execute(t.ledger.insert().values(**row, previous=before, hash=hash))

    tamper(kept, put_in)
    with pytest.raises(LedgerBroken, match=rf"record {5 if place == 3 else 7} .*(put in|does not follow)"):
        kept.verify_ledger()


def test_two_records_that_changed_places_are_named(kept: Store) -> None:
    def swap(db: Connection) -> None:
        for old, new in ((3, 99), (4, 3), (99, 4)):
            db.execute(t.ledger.update().where(c.seq == old).values(seq=new))

    tamper(kept, swap)
    with pytest.raises(LedgerBroken, match=r"record 3 .* does not follow record 2"):
        kept.verify_ledger()


@pytest.mark.parametrize("values", [{"seq": 5}, {"hash": "f" * 64}, {"mac": "f" * 64}, {"seq": 7}])
def test_a_moved_head_is_found(kept: Store, values: dict[str, object]) -> None:
    tamper(kept, lambda db: db.execute(t.ledger_head.update().values(**values)))
    with pytest.raises(LedgerBroken, match="was moved by somebody without the key"):
        kept.verify_ledger()


def test_a_head_set_back_to_an_old_one_with_its_tail_cut_is_all_that_needs_an_anchor_outside(kept: Store) -> None:
    with kept.engine.connect() as connection:
        old = connection.execute(sa.select(t.ledger_head)).one()._asdict()
    with kept.transaction() as unit:
        unit.note(entry("test", NOON, None, number=99))

    tamper(
        kept,
        lambda db: (db.execute(t.ledger.delete().where(c.seq == 7)), db.execute(t.ledger_head.update().values(**old))),
    )
    assert kept.verify_ledger().records == RECORDS


@pytest.mark.parametrize("number", [0, -1])
def test_a_record_put_in_before_the_first_is_named_and_needs_no_dropped_trigger(kept: Store, number: int) -> None:
    row = {"id": new_id(), "at": NOON.isoformat(), "consumer_id": None, "kind": "x", "body": "{}"}
    with kept.engine.begin() as db:
        db.execute(t.ledger.insert().values(**row, seq=number, previous=GENESIS, hash="f" * 64))
    with pytest.raises(LedgerBroken, match=f"record {number} was put in"):
        kept.verify_ledger()


def test_a_record_about_nobody_is_not_one_about_an_empty_name(kept: Store) -> None:
    with kept.transaction() as unit:
        unit.note(entry("test", NOON, None))
    tamper(kept, lambda db: db.execute(t.ledger.update().where(c.seq == RECORDS + 1).values(consumer_id="")))
    with pytest.raises(LedgerBroken, match=f"record {RECORDS + 1} .* was altered"):
        kept.verify_ledger()


@pytest.mark.parametrize("value", ["CAST(body AS BLOB)", "CAST(x'ff' AS TEXT)"])
def test_what_sqlite_cannot_give_out_as_text_is_found_and_named(sqlite_store: Store, value: str) -> None:
    for number in range(3):
        with sqlite_store.transaction() as unit:
            unit.note(entry("test", NOON, None, number=number))
    tamper(sqlite_store, lambda db: db.exec_driver_sql(f"UPDATE ledger SET body = {value} WHERE seq = 2"))
    with pytest.raises(LedgerBroken, match=r"record 2 .*was altered"):
        sqlite_store.verify_ledger()


def test_a_second_head_is_found(kept: Store) -> None:
    tamper(kept, lambda db: db.execute(t.ledger_head.insert().values(one=2, seq=1, hash="f" * 64, mac="f" * 64)))
    with pytest.raises(LedgerBroken, match="second head"):
        kept.verify_ledger()


def test_nothing_is_written_after_a_head_that_was_moved(kept: Store) -> None:
    def cut(db: Connection) -> None:
        db.execute(t.ledger.delete().where(c.seq == RECORDS))
        before = db.scalar(sa.select(c.hash).where(c.seq == RECORDS - 1))
        db.execute(t.ledger_head.update().values(seq=RECORDS - 1, hash=before))

    tamper(kept, cut)
    with pytest.raises(LedgerBroken, match="moved by somebody without the key"), kept.transaction() as unit:
        unit.note(entry("test", NOON, None))
    with pytest.raises(LedgerBroken, match="moved by somebody without the key"):
        kept.verify_ledger()


def test_a_ledger_emptied_whole_is_found_also_when_it_was_begun_anew(store: Store) -> None:
    with store.transaction() as unit:
        unit.add_consumer(Consumer(id=new_id(), name="Sample"), NOON, born=None, ssn4=None, identity=None)
    assert store.verify_ledger().records == 1
    tamper(store, lambda db: (db.execute(t.ledger.delete()), db.execute(t.ledger_head.delete())))
    with pytest.raises(LedgerBroken, match="records are missing"):
        store.verify_ledger()
    with store.transaction() as unit:
        unit.note(entry("test", NOON, None))
    with pytest.raises(LedgerBroken, match="records are missing"):
        store.verify_ledger()


def test_four_who_begin_the_chain_at_once_all_stand_in_it(store: Store) -> None:
    together = Barrier(4)

    def begin(number: int) -> None:
        together.wait()
        with store.transaction() as unit:
            unit.note(entry("test", NOON, f"consumer-{number}"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(begin, range(4)))
    assert store.verify_ledger().records == 4


def test_a_ledger_without_its_head_is_broken_and_an_empty_one_is_not(store: Store) -> None:
    assert store.verify_ledger().head == GENESIS
    with store.transaction() as unit:
        unit.note(entry("test", NOON, None))
    tamper(store, lambda db: db.execute(t.ledger_head.delete()))
    with pytest.raises(LedgerBroken, match="has 1 records but no head"):
        store.verify_ledger()


@pytest.mark.parametrize("statement", ["UPDATE ledger SET body = '{}'", "DELETE FROM ledger", "the third way"])
def test_the_database_itself_refuses_to_change_the_ledger(kept: Store, statement: str) -> None:
    if statement == "the third way":
        statement = {
            "postgresql": "TRUNCATE ledger",
            "sqlite": "REPLACE INTO ledger SELECT seq, id, at, consumer_id, kind, '{}', previous, hash FROM ledger",
        }[kept.engine.dialect.name]
    with pytest.raises(sa.exc.DBAPIError, match="the ledger is append-only"), kept.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert kept.verify_ledger().records == RECORDS


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
SAID = st.lists(st.lists(st.tuples(TEXT, TEXT), max_size=4), max_size=5)


@settings(max_examples=25, deadline=None)
@given(said=SAID)
def test_whatever_is_said_in_whatever_transactions_is_one_chain_in_order(
    sqlite_template: Path, said: list[list[tuple[str, str]]]
) -> None:
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{shutil.copy(sqlite_template, folder)}")
        for together in said:
            with store.transaction() as unit:
                unit.note(*(entry(kind or "x", NOON, None, text=body) for kind, body in together))
        assert store.verify_ledger().records == sum(map(len, said))
        with store.engine.connect() as connection:
            kept = connection.execute(sa.select(c.seq, c.kind).order_by(c.seq)).all()
        store.close()
    expected = [kind or "x" for together in said for kind, _ in together]
    assert [tuple(row) for row in kept] == list(enumerate(expected, 1))


@given(st.tuples(TEXT, TEXT, TEXT, TEXT), st.tuples(TEXT, TEXT, TEXT, TEXT))
def test_different_records_never_read_the_same(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    hashes = {digest(GENESIS, 1, id, at, "c", kind, body) for id, at, kind, body in (one, other)}
    assert len(hashes) == len({one, other})
