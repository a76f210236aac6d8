"""The gateway: decided under the lock, recorded before it is made, handed over once."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from accounts import ledger, tables
from accounts.consent import OptOut
from accounts.contact import Attempt, Medium, Receipt, State
from accounts.errors import BadSettings, LedgerBroken, NotFound
from accounts.policy import PolicyChange
from accounts.record import Id, new_id
from accounts.store import Store
from channels.gateway import Gateway, in_place
from channels.journal import Journal
from channels.memory import MemoryChannel
from compliance.approval import Approval
from compliance.book import Book, whole
from compliance.decision import Decision, Facts
from compliance.guard import Guard
from compliance.proposal import Proposal
from tests.walks.world import NOON, REGULATION_F, add_consumer, call


def _gateway(
    store: Store, folder: Path, channel: MemoryChannel | None = None, clock: Callable[[], datetime] = lambda: NOON
) -> Gateway:
    wire = channel or MemoryChannel(Medium.CALL, clock)
    return Gateway(store, Guard(REGULATION_F), [wire], clock, Journal(folder / "journal"), in_place)


def _states(store: Store) -> dict[Id, str]:
    with store.reading() as reading:
        rows = reading.connection.execute(sa.select(tables.attempts.c.consumer_id, tables.attempts.c.state)).all()
    return {row.consumer_id: row.state for row in rows}


def _ledger(store: Store, kind: str) -> list[dict[str, object]]:
    with store.reading() as reading:
        c = tables.ledger.c
        return [
            json.loads(body)
            for body in reading.connection.scalars(sa.select(c.body).where(c.kind == kind).order_by(c.seq))
        ]


async def test_an_approved_message_is_handed_over_once_and_its_receipt_kept(store: Store, tmp_path: Path) -> None:
    consumer, debt = add_consumer(store)
    channel = MemoryChannel(Medium.CALL, lambda: NOON)
    (sent,) = await _gateway(store, tmp_path, channel).send([call(consumer, debt)])
    assert sent.left
    assert sent.decision.approved
    assert [m.id for m in channel.sent] == [sent.message.id]
    assert _states(store) == {consumer: "sent"}
    assert [r["attempt"] for r in _ledger(store, "receipt")] == [sent.attempt]
    store.verify_ledger()


async def test_the_attempt_stands_in_the_store_before_it_is_made(store: Store, tmp_path: Path) -> None:
    consumer, debt = add_consumer(store)
    seen: list[dict[Id, str]] = []

    class Looking(MemoryChannel):
        async def deliver(self, approval: Approval) -> Receipt:
            seen.append(_states(store))
            return await super().deliver(approval)

    await _gateway(store, tmp_path, Looking(Medium.CALL, lambda: NOON)).send([call(consumer, debt)])
    assert seen == [{consumer: "reserved"}]


async def test_a_refused_message_reserves_nothing_and_is_put_down_with_its_reason(store: Store, tmp_path: Path) -> None:
    consumer, debt = add_consumer(store, calls=7)
    channel = MemoryChannel(Medium.CALL, lambda: NOON)
    (sent,) = await _gateway(store, tmp_path, channel).send([call(consumer, debt)])
    assert not sent.decision.approved
    assert not channel.sent
    assert sent.decision.objections[0].rule == "regf.14b2i.A-seven-in-seven"
    (put_down,) = _ledger(store, "decision")
    assert put_down["attempt"] is None
    assert Decision.model_validate(put_down["decision"]) == sent.decision


async def test_a_decision_can_be_decided_again_from_the_facts_it_keeps(store: Store, tmp_path: Path) -> None:
    for calls in (0, 7):
        add_consumer(store, calls=calls)
    with store.reading() as reading:
        whom = [(id, d.debts[0].id) for id, d in reading.dossiers(reading.consumer_ids(), NOON).items()]
    await _gateway(store, tmp_path).send([call(*one) for one in whom])
    answers = []
    for put_down in _ledger(store, "decision"):
        then, facts = Decision.model_validate(put_down["decision"]), Facts.model_validate(put_down["facts"])
        proposal = Proposal(message=facts.message, words=facts.words, dossier=facts.dossier, at=then.at)
        again = Guard(REGULATION_F).decide(proposal)
        assert again.model_copy(update={"id": then.id}) == then
        answers.append(then.approved)
    assert sorted(answers) == [False, True]


async def test_a_second_message_of_the_same_consumer_sees_the_first(store: Store, tmp_path: Path) -> None:
    consumer, debt = add_consumer(store, calls=6)
    first, second = await _gateway(store, tmp_path).send([call(consumer, debt), call(consumer, debt)])
    assert (first.decision.approved, second.decision.approved) == (True, False)


async def test_a_stop_that_comes_after_the_decision_wins(sqlite_store: Store, tmp_path: Path) -> None:
    store = sqlite_store
    pairs = [add_consumer(store) for _ in range(20)]
    late = pairs[-1][0]

    class Slow(MemoryChannel):
        async def deliver(self, approval: Approval) -> Receipt:
            if not self.sent:
                with store.transaction() as unit:
                    unit.add_fact(late, OptOut(id=new_id(), at=NOON, medium=Medium.CALL), by="test")
            receipt = await super().deliver(approval)
            await asyncio.sleep(0.3)
            return receipt

    channel = Slow(Medium.CALL, lambda: NOON)
    outcomes = await _gateway(store, tmp_path, channel).send([call(*pair) for pair in pairs])
    assert outcomes[-1].decision.approved
    assert outcomes[-1].receipt is not None
    assert outcomes[-1].receipt.state == "released"
    assert late not in {message.consumer for message in channel.sent}
    assert len(channel.sent) == 19
    assert _states(store)[late] == "released"


@pytest.mark.parametrize(("seconds", "state"), [(59, "sent"), (60, "released")])
async def test_an_approval_older_than_a_minute_is_released(
    sqlite_store: Store, tmp_path: Path, seconds: int, state: str
) -> None:
    consumer, debt = add_consumer(sqlite_store)
    times = iter([NOON, NOON + timedelta(seconds=seconds)])
    last = NOON + timedelta(seconds=seconds)
    gateway = _gateway(sqlite_store, tmp_path, clock=lambda: next(times, last))
    (sent,) = await gateway.send([call(consumer, debt)])
    assert sent.receipt is not None
    assert sent.receipt.state == state


async def test_a_wire_that_fails_in_an_unknown_way_leaves_a_doubt_that_counts(
    sqlite_store: Store, tmp_path: Path
) -> None:
    consumer, debt = add_consumer(sqlite_store, calls=6)

    class Broken(MemoryChannel):
        async def deliver(self, approval: Approval) -> Receipt:
            raise RuntimeError("torn")

    first, second = await _gateway(sqlite_store, tmp_path, Broken(Medium.CALL, lambda: NOON)).send(
        [call(consumer, debt)] * 1 + [call(consumer, debt)]
    )
    assert first.receipt is not None
    assert (first.receipt.state, first.receipt.says) == ("in_doubt", "the wire failed: RuntimeError: torn")
    assert not second.decision.approved, "the doubtful call counts as the seventh"


async def test_without_a_wire_for_the_medium_nothing_is_recorded(sqlite_store: Store, tmp_path: Path) -> None:
    consumer, debt = add_consumer(sqlite_store)
    message = call(consumer, debt).model_copy(update={"medium": Medium.SMS})
    with pytest.raises(BadSettings, match="sms"):
        await _gateway(sqlite_store, tmp_path).send([message])
    assert not _ledger(sqlite_store, "decision")


async def test_an_unknown_consumer_is_an_error_and_nothing_of_the_wave_is_kept(
    sqlite_store: Store, tmp_path: Path
) -> None:
    consumer, debt = add_consumer(sqlite_store)
    with pytest.raises(NotFound, match="nobody"):
        await _gateway(sqlite_store, tmp_path).send([call(consumer, debt), call("nobody", debt)])
    assert not _ledger(sqlite_store, "decision")
    assert not _states(sqlite_store)


async def test_waves_keep_the_order_of_what_they_were_given(sqlite_store: Store, tmp_path: Path) -> None:
    pairs = [add_consumer(sqlite_store) for _ in range(140)]
    messages = [call(*pair) for pair in pairs]
    outcomes = await _gateway(sqlite_store, tmp_path).send(messages)
    assert [o.message.id for o in outcomes] == [m.id for m in messages]
    assert all(o.left for o in outcomes)


async def test_preview_records_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    consumer, debt = add_consumer(sqlite_store)
    gateway = _gateway(sqlite_store, tmp_path)
    before = sqlite_store.verify_ledger()
    (decision,) = gateway.preview([call(consumer, debt)])
    assert decision.approved
    assert sqlite_store.verify_ledger() == before
    assert not _states(sqlite_store)


async def test_recovery_releases_what_was_not_begun_and_doubts_what_was(store: Store, tmp_path: Path) -> None:
    pairs = [add_consumer(store) for _ in range(3)]
    dead = _gateway(store, tmp_path)
    with store.transaction() as unit:
        answers = dead._reserve(unit, [call(*pair) for pair in pairs])  # a worker that dies after reserving
    flight = answers[1][1]
    assert flight is not None
    dead.journal.handing_over(flight.approval.attempt)
    os.close(dead.journal._file)  # what the kernel does for a killed process
    living = _gateway(store, tmp_path)
    assert await living.recover() == {"sent": 0, "failed": 0, "released": 2, "in_doubt": 1}
    assert _states(store)[pairs[1][0]] == "in_doubt"
    assert await living.recover() == {"sent": 0, "failed": 0, "released": 0, "in_doubt": 0}
    store.verify_ledger()


async def test_recovery_leaves_a_living_worker_alone(sqlite_store: Store, tmp_path: Path) -> None:
    pair = add_consumer(sqlite_store)
    busy = _gateway(sqlite_store, tmp_path)
    with sqlite_store.transaction() as unit:
        busy._reserve(unit, [call(*pair)])  # a worker in the middle of its wave
    assert await _gateway(sqlite_store, tmp_path).recover() == {"sent": 0, "failed": 0, "released": 0, "in_doubt": 0}
    assert _states(sqlite_store) == {pair[0]: "reserved"}


async def test_recovery_believes_the_journal_about_what_was_finished(store: Store, tmp_path: Path) -> None:
    consumer, debt = add_consumer(store)
    dead = _gateway(store, tmp_path)
    with store.transaction() as unit:
        ((_, flight),) = dead._reserve(unit, [call(consumer, debt)])
    assert flight is not None
    dead.journal.handing_over(flight.approval.attempt)
    dead.journal.handed_over(
        Receipt(attempt=flight.approval.attempt, state="sent", at=NOON, channel="memory", reference="1")
    )
    os.write(dead.journal._file, b'{"attempt": "cut o')
    os.close(dead.journal._file)
    assert await _gateway(store, tmp_path).recover() == {"sent": 1, "failed": 0, "released": 0, "in_doubt": 0}
    assert _states(store) == {consumer: "sent"}


async def test_what_left_is_settled_even_if_the_next_wave_cannot_be_decided(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.gateway.WAVE", 1)
    consumer, debt = add_consumer(sqlite_store)
    with pytest.raises(NotFound):
        await _gateway(sqlite_store, tmp_path).send([call(consumer, debt), call("nobody", debt)])
    assert _states(sqlite_store) == {consumer: "sent"}


async def test_a_round_that_is_interrupted_leaves_its_journal_to_the_next_worker(
    sqlite_store: Store, tmp_path: Path
) -> None:
    consumer, debt = add_consumer(sqlite_store)

    class Slow(MemoryChannel):
        async def deliver(self, approval: Approval) -> Receipt:
            await asyncio.sleep(30)
            raise AssertionError

    gateway = _gateway(sqlite_store, tmp_path, Slow(Medium.CALL, lambda: NOON))
    task = asyncio.create_task(gateway.send([call(consumer, debt)]))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gateway.close()
    assert (await _gateway(sqlite_store, tmp_path).recover())["in_doubt"] == 1
    assert _states(sqlite_store) == {consumer: "in_doubt"}


async def test_after_the_machine_went_down_nothing_is_taken_for_not_begun(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    consumer, debt = add_consumer(sqlite_store)
    dead = _gateway(sqlite_store, tmp_path)
    with sqlite_store.transaction() as unit:
        dead._reserve(unit, [call(consumer, debt)])
    os.close(dead.journal._file)
    monkeypatch.setattr("channels.journal._boot", lambda: "another run of the machine")
    assert (await _gateway(sqlite_store, tmp_path).recover())["in_doubt"] == 1


@pytest.mark.parametrize(("minutes", "in_doubt"), [(15, 0), (16, 1)])
async def test_a_reservation_whose_journal_is_gone_is_in_doubt_after_a_quarter_of_an_hour(
    sqlite_store: Store, tmp_path: Path, minutes: int, in_doubt: int
) -> None:
    consumer, debt = add_consumer(sqlite_store)
    elsewhere = _gateway(sqlite_store, tmp_path / "another machine")
    with sqlite_store.transaction() as unit:
        elsewhere._reserve(unit, [call(consumer, debt)])
    later = NOON + timedelta(minutes=minutes)
    assert (await _gateway(sqlite_store, tmp_path, clock=lambda: later).recover())["in_doubt"] == in_doubt


async def test_a_code_that_a_faster_callback_brought_is_kept(sqlite_store: Store) -> None:
    consumer, debt = add_consumer(sqlite_store)
    attempt = Attempt(id=new_id(), at=NOON, medium=Medium.SMS, debts=(debt,), state=State.RESERVED)
    with sqlite_store.transaction() as unit:
        unit.reserve([(consumer, attempt)], epoch=new_id())
        unit.advance(attempt.id, State.UNDELIVERED, "30006")
        unit.settle([Receipt(attempt=attempt.id, state="sent", at=NOON, channel="twilio_sms", reference="SM1")])
        code = unit.connection.scalar(sa.select(tables.attempts.c.code))
    assert code == "30006"


async def test_an_approved_change_of_policy_is_the_gateways_without_a_restart(store: Store, tmp_path: Path) -> None:
    consumer, debt = add_consumer(store)
    gateway = Gateway(
        store, Guard(whole()), [MemoryChannel(Medium.CALL, lambda: NOON)], lambda: NOON, Journal(tmp_path), in_place
    )
    (before,) = gateway.preview([call(consumer, debt)])
    change = _closed(NOON.date())
    with store.transaction() as unit:
        unit.propose_policy(change)
    assert gateway.preview([call(consumer, debt)])[0].book == before.book
    with store.transaction() as unit:
        unit.decide_policy(change.id, by="Bo", at=NOON - timedelta(days=1), approved=True)
    (sent,) = await gateway.send([call(consumer, debt)])
    assert "house.hours" in {objection.rule for objection in sent.decision.objections}
    assert sent.decision.book != before.book


def _closed(day: date) -> PolicyChange:
    """Return a change that closes the house on every day from that one on."""
    values = whole().provisions["house.hours"].versions[-1].values.plain() | {"begin": {}}
    proposed: dict[str, Any] = {
        "because": "a day of rest",
        "proposed_by": "Ann",
        "proposed_at": NOON - timedelta(days=2),
    }
    return PolicyChange(id=new_id(), provision="house.hours", since=day, values=values, **proposed)


class _Meanwhile(MemoryChannel):
    """A wire during whose first delivery something else happens."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__(Medium.CALL, lambda: NOON)
        self._happens = happens

    async def deliver(self, approval: Approval) -> Receipt:
        if not self.sent:
            self._happens()
        return await super().deliver(approval)


async def test_a_change_approved_while_a_wave_is_open_holds_from_the_next_wave_on(store: Store, tmp_path: Path) -> None:
    (one, debt), (two, other) = add_consumer(store), add_consumer(store)
    change = _closed(NOON.date())
    with store.transaction() as unit:
        unit.propose_policy(change)

    def approve() -> None:
        with store.transaction() as unit:
            unit.decide_policy(change.id, by="Bo", at=NOON - timedelta(days=1), approved=True)

    book = Book([*REGULATION_F.provisions.values(), whole().provisions["house.hours"]])
    gateway = Gateway(store, Guard(book), [_Meanwhile(approve)], lambda: NOON, Journal(tmp_path), in_place)
    (first,) = await gateway.send([call(one, debt)])
    (second,) = await gateway.send([call(two, other)])
    assert (first.left, second.left) == (True, False)
    assert "house.hours" in {objection.rule for objection in second.decision.objections}
    assert store.verify_ledger().records


@pytest.mark.parametrize("forged", ["put in", "altered", "taken out", "approved", "record put in", "record altered"])
async def test_by_limits_that_no_two_persons_set_nothing_is_sent(store: Store, tmp_path: Path, forged: str) -> None:
    consumer, debt = add_consumer(store)
    change, c = _closed(NOON.date() + timedelta(days=30)), tables.policy_changes.c
    decided: dict[str, Any] = {"decided_by": "Bo", "decided_at": NOON, "approved": True}
    with store.transaction() as unit:
        unit.propose_policy(change)
    if forged not in ("approved", "record put in"):
        with store.transaction() as unit:
            unit.decide_policy(change.id, by="Bo", at=NOON, approved=True)
    wire = MemoryChannel(Medium.CALL, lambda: NOON)
    gateway = _gateway(store, tmp_path, wire)
    with store.engine.begin() as connection:
        if forged == "put in":
            row = change.model_dump() | decided | {"id": new_id()}
            connection.execute(tables.policy_changes.insert().values(row))
        elif forged == "altered":
            connection.execute(tables.policy_changes.update().values(values={"hours": 0}))
        elif forged == "taken out":
            connection.execute(tables.policy_changes.delete())
        elif forged == "record altered":
            _forge_a_record(connection, change, altered=True)
        else:
            connection.execute(tables.policy_changes.update().where(c.id == change.id).values(decided))
            if forged == "record put in":
                _forge_a_record(connection, change.model_copy(update=decided), altered=False)
    with pytest.raises(LedgerBroken, match=r"house policy|record \d+"):
        await gateway.send([call(consumer, debt)])
    with pytest.raises(LedgerBroken):
        gateway.preview([call(consumer, debt)])
    assert (wire.sent, _states(store)) == ([], {})


def _forge_a_record(connection: sa.Connection, change: PolicyChange, *, altered: bool) -> None:
    """Write into the ledger, as one could who has its file and not its key."""
    rows = connection.execute(sa.select(tables.ledger).order_by(tables.ledger.c.seq)).all()
    last = rows[-1]
    told = change.model_dump(mode="json") | ({"because": "no reason"} if altered else {})
    body = ledger.plain(change=told)
    if altered:
        postgresql = connection.dialect.name == "postgresql"
        trigger = "ledger_append_only ON ledger" if postgresql else "ledger_no_update"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.execute(tables.ledger.update().where(tables.ledger.c.seq == last.seq).values(body=body))
        return
    at = NOON.isoformat()
    id, seq, kind = new_id(), last.seq + 1, "policy_decided"
    hash = ledger.digest(last.hash, seq, id, at, None, kind, body)
    record = {"seq": seq, "id": id, "at": at, "kind": kind, "body": body, "previous": last.hash, "hash": hash}
    connection.execute(tables.ledger.insert().values(record))
