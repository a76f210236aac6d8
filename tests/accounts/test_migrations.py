"""Tests of the migrations: up, down and up again, and then the tables are those of the code."""

from __future__ import annotations

import sqlalchemy as sa

from accounts import migrations, tables
from accounts.store import Store
from tests.walks.world import add_consumer


def test_up_and_down_and_up_again_leads_to_the_tables_of_the_code(store: Store) -> None:
    assert migrations.lacks(store.engine) == []
    migrations.downgrade(store.engine, "base")
    assert set(sa.inspect(store.engine).get_table_names()) <= {"alembic_version"}
    (says,) = migrations.lacks(store.engine)
    assert "at revision none" in says
    assert "duly db upgrade" in says
    migrations.upgrade(store.engine)
    assert migrations.lacks(store.engine) == []
    add_consumer(store)
    assert store.verify_ledger().records > 0


def test_every_table_of_the_code_is_in_the_database_with_its_columns(store: Store) -> None:
    inspector = sa.inspect(store.engine)
    for table in tables.metadata.sorted_tables:
        assert {c["name"] for c in inspector.get_columns(table.name)} == set(table.columns.keys()), table.name
        assert {i["name"] for i in inspector.get_indexes(table.name) if not i.get("duplicates_constraint")} >= {
            index.name for index in table.indexes
        }


def test_a_table_that_differs_from_the_code_is_named(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE passes")
    assert any("passes" in says for says in migrations.lacks(store.engine))


def test_downgrading_leaves_no_function_or_trigger_behind(store: Store) -> None:
    migrations.downgrade(store.engine, "base")
    with store.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            left = connection.exec_driver_sql("SELECT count(*) FROM pg_proc WHERE proname = 'ledger_refuses'").scalar()
        else:
            left = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").scalar()
    assert left == 0
