"""What a provider says of why a message was refused is put down, once, and what nobody understands calls a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.basis import AddressFailed
from accounts.consent import OptOut
from accounts.contact import Attempt, Medium, State
from accounts.conversation import Status
from accounts.reachable import is_dead
from accounts.record import Id, new_id
from accounts.store import Store
from channels.codes import rebuff
from channels.inbox import Inbox
from channels.port import StatusUpdate
from tests.walks.world import NOON, PHONE, add_consumer


@pytest.fixture
def told(store: Store) -> Callable[..., Id]:
    """Let a provider say what became of a text; returns the consumer."""
    consumer, debt = add_consumer(store)
    attempt = Attempt(id=new_id(), at=NOON, medium=Medium.SMS, to=PHONE, debts=(debt,), state=State.RESERVED)
    with store.transaction() as unit:
        unit.reserve([(consumer, attempt)], epoch=new_id())

    def tell(state: Any, code: str | None = None, status: str = "") -> Id:
        why = rebuff("twilio", code) if state in ("failed", "undelivered") else None
        update = StatusUpdate(
            provider="twilio", key=f"SM1:{status or state}", at=NOON, reference="SM1", attempt=attempt.id,
            state=state, status=status or state, code=code, rebuff=why,
        )  # fmt: skip
        Inbox(store, lambda: NOON).update(update)
        return consumer

    return tell


def test_who_told_their_carrier_to_stop_has_opted_out_with_us_once(told: Callable[..., Id], store: Store) -> None:
    told("failed", "21610")
    told("failed", "21610")
    consumer = told("undelivered", "21610")
    assert [(one.medium, one.address) for one in store.dossier(consumer, NOON).of(OptOut)] == [(Medium.SMS, PHONE)]


@pytest.mark.parametrize("code", ["99999", None])
def test_a_code_that_nobody_knows_calls_a_person(told: Callable[..., Id], store: Store, code: str | None) -> None:
    consumer = told("undelivered", code)
    with store.reading() as reading:
        (thread,) = reading.conversations([Status.WAITING])
    assert (thread.consumer, thread.address) == (consumer, PHONE)
    assert thread.handoff is not None
    assert str(code or "none") in thread.handoff.reason


@pytest.mark.parametrize(("state", "code"), [("delivered", None), ("sent", None), ("undelivered", "30008")])
def test_what_needs_nobody_calls_nobody(told: Callable[..., Id], store: Store, state: str, code: str | None) -> None:
    consumer = told(state, code)
    with store.reading() as reading:
        assert reading.conversations([Status.WAITING]) == []
    assert not store.dossier(consumer, NOON).of(OptOut)


def test_news_that_comes_after_the_end_changes_nothing(told: Callable[..., Id], store: Store) -> None:
    told("delivered")
    consumer = told("undelivered", "21610")
    assert not store.dossier(consumer, NOON).of(OptOut)


def failed(store: Store, consumer: Id) -> list[tuple[str, str | None, bool]]:
    """Return what is known to have failed: the address, by which medium, and whether for good."""
    return [(one.address, one.medium, one.lasting) for one in store.dossier(consumer, NOON).of(AddressFailed)]


@pytest.mark.parametrize("state", ["undelivered", "failed"])
@pytest.mark.parametrize("code", ["30004", "30005", "30006", "21614", "21635"])
def test_a_number_that_takes_no_texts_is_dead_for_texts_alone(
    told: Callable[..., Id], store: Store, state: str, code: str
) -> None:
    consumer = told(state, code)
    told(state, code)
    assert failed(store, consumer) == [(PHONE, "sms", True)]
    dossier = store.dossier(consumer, NOON)
    assert (is_dead(dossier, PHONE, Medium.SMS), is_dead(dossier, PHONE, Medium.CALL)) == (True, False)


@pytest.mark.parametrize("state", ["undelivered", "failed"])
@pytest.mark.parametrize("code", ["30001", "30003", "30007", "30008", "30022", "99999"])
def test_a_handset_that_is_off_a_carrier_that_is_busy_and_a_fault_of_ours_close_no_number(
    told: Callable[..., Id], store: Store, state: str, code: str
) -> None:
    consumer = told(state, code)
    assert failed(store, consumer) == []
