"""Tests of what seals the proofs of identity."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from accounts import tables as t
from accounts.consumer import Consumer
from accounts.errors import BadSettings
from accounts.record import new_id
from accounts.store import Store
from accounts.vault import Vault
from tests.walks.world import NOON

OLD, NEW = b"o" * 32, b"n" * 32


def test_a_sealed_value_opens_in_its_own_row() -> None:
    vault = Vault({1: OLD})
    assert vault.open(vault.seal("1980-02-03", "consumers.born:a"), "consumers.born:a") == "1980-02-03"


@pytest.mark.parametrize("row", ["consumers.born:b", "consumers.ssn4:a", ""])
def test_a_sealed_value_does_not_open_in_another_row_or_column(row: str) -> None:
    vault = Vault({1: OLD})
    with pytest.raises(BadSettings, match="does not open"):
        vault.open(vault.seal("1980-02-03", "consumers.born:a"), row)


def test_a_proof_copied_into_another_consumers_row_proves_nothing(store: Store) -> None:
    ana, eve = new_id(), new_id()
    with store.transaction() as unit:
        unit.add_consumer(Consumer(id=ana, name="Ana"), NOON, born="1980-02-03", ssn4="0042", identity=None)
        unit.add_consumer(Consumer(id=eve, name="Eve"), NOON, born="1990-09-09", ssn4="9999", identity=None)
        eves = unit.connection.scalar(sa.select(t.consumers.c.ssn4_sealed).where(t.consumers.c.id == eve))
        unit.connection.execute(t.consumers.update().where(t.consumers.c.id == ana).values(ssn4_sealed=eves))
    with store.reading() as reading:
        assert reading.is_proven(ana, born="1980-02-03")
        with pytest.raises(BadSettings, match=f"consumers.ssn4:{ana} does not open"):
            reading.is_proven(ana, ssn4="9999")


def test_a_value_of_an_old_key_still_opens_and_new_values_have_the_new_key() -> None:
    before, after = Vault({1: OLD}), Vault({1: OLD, 2: NEW})
    assert after.open(before.seal("0042", "r"), "r") == "0042"
    assert after.seal("0042", "r")[0] == 2


def test_a_value_whose_key_is_gone_says_which_key_it_needs() -> None:
    sealed = Vault({1: OLD, 2: NEW}).seal("0042", "r")
    with pytest.raises(BadSettings, match="sealed with key 2"):
        Vault({1: OLD}).open(sealed, "r")


def test_every_altered_byte_of_a_sealed_value_is_noticed() -> None:
    vault = Vault({1: OLD})
    sealed = vault.seal("0042", "r")
    for place in range(len(sealed)):
        altered = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(BadSettings):
            vault.open(altered, "r")


def test_the_same_value_is_never_sealed_alike_but_always_indexed_alike() -> None:
    vault = Vault({1: OLD})
    assert vault.seal("0042", "r") != vault.seal("0042", "r")
    assert vault.index("ana", "0042") == vault.index("ana", "0042")
    assert vault.index("ana", "0042") != vault.index("ana0042")


def test_an_index_stays_findable_after_a_rotation_and_is_another_under_another_key() -> None:
    assert Vault({1: OLD}).index("ana") == Vault({1: OLD, 2: NEW}).index("ana")
    assert Vault({1: OLD}).index("ana") != Vault({1: NEW}).index("ana")


@pytest.mark.parametrize("keys", [{}, {1: b"short"}, {0: OLD}, {256: OLD}, {1: OLD, 2: OLD + b"x"}])
def test_keys_of_another_length_or_number_are_refused(keys: dict[int, bytes]) -> None:
    with pytest.raises(BadSettings, match="32 bytes"):
        Vault(keys)


def test_nothing_that_proves_identity_stands_in_the_open(store: Store) -> None:
    born, ssn4 = "born-in-secret", "last-four-in-secret"  # too long to come about in an identifier by chance
    with store.transaction() as unit:
        unit.add_consumer(Consumer(id=new_id(), name="Ana"), NOON, born=born, ssn4=ssn4, identity=b"i" * 16)
    with store.reading() as reading:
        kept = [repr(value) for row in reading.connection.execute(sa.select(t.consumers)) for value in row]
        kept += [row.body for row in reading.connection.execute(sa.select(t.ledger))]
    assert kept
    assert not [value for value in kept if "secret" in value]
