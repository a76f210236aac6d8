"""The inbox: each thing once; statuses only upwards; nobody unknown is taken for a consumer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import Literal

import pytest
import sqlalchemy as sa

from accounts import tables
from accounts.consumer import ContactPoint, PointKind
from accounts.contact import Attempt, Medium, Purpose, Receipt, State
from accounts.notice import ValidationSent
from accounts.record import Id, new_id
from accounts.store import Store
from channels.inbox import Inbox
from channels.port import Received, StatusUpdate
from tests.walks.world import NOON, PHONE, add_consumer

Known = Literal["sent", "delivered", "undelivered"]


def _text(key: str = "SM1", sender: str = PHONE) -> Received:
    return Received(
        provider="twilio",
        key=key,
        medium=Medium.SMS,
        at=NOON,
        from_address=sender,
        to_address="+18005550142",
        text="hi",
    )


def _status(status: str, state: Known, attempt: Id | None = None) -> StatusUpdate:
    return StatusUpdate(
        provider="twilio",
        key=f"SM1:{status}",
        at=NOON,
        reference="SM1",
        attempt=attempt,
        state=state,
        status=status,
    )


def _reserved(store: Store) -> Id:
    consumer, debt = add_consumer(store)
    attempt = Attempt(id=new_id(), at=NOON, medium=Medium.SMS, to=PHONE, debts=(debt,), state=State.RESERVED)
    with store.transaction() as unit:
        unit.reserve([(consumer, attempt)], epoch=new_id())
    return attempt.id


def _state(store: Store, attempt: Id) -> str | None:
    with store.reading() as reading:
        return reading.connection.scalar(sa.select(tables.attempts.c.state).where(tables.attempts.c.id == attempt))


def test_a_text_received_twice_is_one_inbound(store: Store) -> None:
    add_consumer(store)
    inbox = Inbox(store, lambda: NOON)
    assert inbox.receive(_text()) is not None
    assert inbox.receive(_text()) is None
    with store.reading() as reading:
        assert reading.count("inbounds") == 1


def test_a_text_received_eight_times_at_once_is_one_inbound(store: Store) -> None:
    add_consumer(store)
    inbox = Inbox(store, lambda: NOON)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: inbox.receive(_text()), range(8)))
    assert sum(answer is not None for answer in answers) == 1
    store.verify_ledger()


def test_a_known_number_is_matched_to_its_consumer(store: Store) -> None:
    consumer, _ = add_consumer(store)
    Inbox(store, lambda: NOON).receive(_text())
    assert [i.from_address for i in store.dossier(consumer, NOON).inbounds] == [PHONE]


def test_an_unknown_number_is_nobody(store: Store) -> None:
    consumer, _ = add_consumer(store)
    assert Inbox(store, lambda: NOON).receive(_text(sender="+12125550199")) is not None
    assert not store.dossier(consumer, NOON).inbounds


def test_a_number_of_two_consumers_is_nobody(store: Store) -> None:
    ids = [add_consumer(store)[0] for _ in range(2)]
    Inbox(store, lambda: NOON).receive(_text())
    assert all(not store.dossier(id, NOON).inbounds for id in ids)


def test_a_number_of_somebody_else_in_the_dossier_is_that_person(store: Store) -> None:
    consumer, _ = add_consumer(store)
    friend = ContactPoint(id=new_id(), kind=PointKind.PHONE, address="+12125550177", person=new_id())
    with store.transaction() as unit:
        unit.add_points(consumer, [friend], NOON)
    Inbox(store, lambda: NOON).receive(_text(sender="+12125550177"))
    assert store.dossier(consumer, NOON).inbounds[0].person == friend.person


@pytest.mark.parametrize(
    "order", list(permutations([("sending", "sent"), ("sent", "sent"), ("delivered", "delivered")]))
)
def test_statuses_in_any_order_end_delivered(sqlite_store: Store, order: tuple[tuple[str, Known], ...]) -> None:
    attempt = _reserved(sqlite_store)
    inbox = Inbox(sqlite_store, lambda: NOON)
    for status, state in order:
        inbox.update(_status(status, state, attempt))
    assert _state(sqlite_store, attempt) == "delivered"


def test_a_repeated_status_is_kept_once(store: Store) -> None:
    attempt = _reserved(store)
    inbox = Inbox(store, lambda: NOON)
    assert inbox.update(_status("delivered", "delivered", attempt))
    assert not inbox.update(_status("delivered", "delivered", attempt))
    with store.reading() as reading:
        assert reading.count("callbacks") == 1


def test_a_status_before_the_receipt_is_not_moved_back_by_it(store: Store) -> None:
    attempt = _reserved(store)
    Inbox(store, lambda: NOON).update(_status("delivered", "delivered", attempt))
    with store.transaction() as unit:
        unit.settle([Receipt(attempt=attempt, state="sent", at=NOON, channel="twilio_sms", reference="SM1")])
    assert _state(store, attempt) == "delivered"


def test_a_status_settles_a_doubt_by_our_own_reference(store: Store) -> None:
    attempt = _reserved(store)
    with store.transaction() as unit:
        unit.settle([Receipt(attempt=attempt, state="in_doubt", at=NOON, channel="twilio_sms")])
    Inbox(store, lambda: NOON).update(_status("sent", "sent", attempt))
    assert _state(store, attempt) == "sent"


def test_an_end_stays_the_end(store: Store) -> None:
    attempt = _reserved(store)
    inbox = Inbox(store, lambda: NOON)
    inbox.update(_status("undelivered", "undelivered", attempt))
    inbox.update(_status("delivered", "delivered", attempt))
    assert _state(store, attempt) == "undelivered"


def test_a_status_of_an_unknown_message_is_kept_and_harms_nothing(store: Store) -> None:
    assert Inbox(store, lambda: NOON).update(_status("delivered", "delivered"))
    store.verify_ledger()


def test_a_notice_whose_receipt_was_lost_counts_as_provided_once_a_callback_tells_of_it(store: Store) -> None:
    consumer, debt = add_consumer(store, noticed=False)
    attempt = Attempt(
        id=new_id(),
        at=NOON,
        medium=Medium.EMAIL,
        debts=(debt,),
        purpose=Purpose.VALIDATION_NOTICE,
        state=State.RESERVED,
    )
    with store.transaction() as unit:
        unit.reserve([(consumer, attempt)], epoch=new_id())
        unit.settle([Receipt(attempt=attempt.id, state="in_doubt", at=NOON, channel="smtp")])
    assert not store.dossier(consumer, NOON).of(ValidationSent)
    inbox = Inbox(store, lambda: NOON)
    inbox.update(_status("delivered", "delivered", attempt.id))
    inbox.update(_status("sent", "sent", attempt.id))
    dossier = store.dossier(consumer, NOON)
    assert [fact.attempt for fact in dossier.of(ValidationSent)] == [attempt.id]
    assert dossier.first_communications == {debt: NOON}


def test_a_text_is_not_kept_in_the_ledger_for_it_may_prove_who_somebody_is(store: Store) -> None:
    add_consumer(store)
    secret = _text().model_copy(update={"text": "02/03/1980"})
    Inbox(store, lambda: NOON).receive(secret)
    with store.reading() as reading:
        bodies = list(reading.connection.scalars(sa.select(tables.ledger.c.body)))
    assert bodies
    assert not any("02/03/1980" in body for body in bodies)


@pytest.mark.parametrize(("text", "kept"), [("\ud83d\ude00", "😀"), ("a\ud83db", "a\ufffdb"), ("\ude00", "\ufffd")])
def test_halves_of_letters_are_joined_or_replaced_and_stop_nothing(store: Store, text: str, kept: str) -> None:
    id = Inbox(store, lambda: NOON).receive(
        Received(provider="test", key=kept, medium=Medium.SMS, at=NOON, from_address=PHONE, to_address=PHONE, text=text)
    )
    assert id is not None
    with store.reading() as reading:
        found = reading.inbound(id)
    assert found is not None
    assert found.text == kept
