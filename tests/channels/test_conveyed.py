"""What a notice that left stated is put down with it, whoever brings the news: the wire, a callback or a journal."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from accounts.contact import Attempt, Medium, Message, Purpose, Receipt, State
from accounts.dossier import Fact
from accounts.notice import FirstContact, ReferenceDate, ValidationSent
from accounts.notice_making import make
from accounts.record import Id, new_id
from accounts.store import Store
from accounts.validation_notice import NoticeMedium
from channels.compose import Composer
from channels.gateway import Gateway, in_place
from channels.inbox import Inbox
from channels.journal import Journal
from channels.links import OptOutLinks
from channels.memory import MemoryChannel
from channels.port import StatusUpdate
from compliance.book import whole
from compliance.guard import Guard
from compliance.law.us.reg_f.s34_b_4_document import as_shown
from compliance.law.us.reg_f.s34_b_5_validation_period import given
from tests.walks.world import NOON, add_consumer

LINKS = OptOutLinks("https://northbay.example", b"only for tests, of thirty-two by")
GUARD = Guard(whole())
END = date(2027, 1, 15)
"""Two weeks later than it had to be."""
ITEMS = ReferenceDate(kind="last_payment", date=date(2026, 3, 1))


def gateway(store: Store, folder: Path) -> Gateway:
    wires = [MemoryChannel(medium, lambda: NOON) for medium in (Medium.EMAIL, Medium.MAIL)]
    return Gateway(store, GUARD, wires, lambda: NOON, Journal(folder / "journal"), in_place)


def owing(store: Store, facts: Iterable[Fact] = (), medium: NoticeMedium = "email") -> tuple[Id, Id, Message]:
    """Add a consumer who is owed a notice; return it as a message, with their and the debt's id."""
    consumer, debt = add_consumer(store, noticed=False)
    with store.transaction() as unit:
        for fact in facts:
            unit.add_fact(consumer, fact, by="test")
    dossier = store.dossier(consumer, NOON)
    notice = make(dossier, debt, medium=medium, made_on=NOON.date(), end_date=END)
    to = next(point.address for point in dossier.points if point.kind == {"email": "email", "mail": "postal"}[medium])
    return consumer, debt, Composer(LINKS.url).validation_notice(notice, dossier, to=to)


def put_down(store: Store, consumer: Id) -> ValidationSent:
    (sent,) = store.dossier(consumer, NOON).of(ValidationSent)
    return sent


async def test_what_the_notice_stated_is_put_down_and_binds_us(store: Store, tmp_path: Path) -> None:
    consumer, debt, message = owing(store)
    (outcome,) = await gateway(store, tmp_path).send([message])
    assert outcome.decision.objections == ()
    sent = put_down(store, consumer)
    assert (sent.end_date, sent.itemization_date, sent.in_initial) == (END, ITEMS, True)
    assert (sent.language, sent.spanish_offer, sent.via) == ("en", True, "email")
    dossier = store.dossier(consumer, NOON)
    assert [period.end for period in given(dossier, debt)] == [END]
    assert message.notice is not None
    later = message.notice.itemization.model_copy(update={"date": date(2026, 3, 2)})
    shown = as_shown(message.notice.model_copy(update={"itemization": later}), dossier)
    assert "regf.34b3-itemization-date" in [one.rule for one in GUARD.lacks(shown, NOON.date())]


async def test_so_it_is_where_the_worker_died_and_only_its_journal_knows_that_it_left(
    store: Store, tmp_path: Path
) -> None:
    consumer, _, message = owing(store)
    dead = gateway(store, tmp_path)
    with store.transaction() as unit:
        ((_, flight),) = dead._reserve(unit, [message])
    assert flight is not None
    dead.journal.handing_over(flight.approval.attempt)
    dead.journal.handed_over(Receipt(attempt=flight.approval.attempt, state="sent", at=NOON, channel="memory"))
    os.close(dead.journal._file)
    assert (await gateway(store, tmp_path).recover())["sent"] == 1
    sent = put_down(store, consumer)
    assert (sent.end_date, sent.itemization_date, sent.in_initial) == (END, ITEMS, True)


async def test_so_it_is_where_nobody_knew_until_a_callback_told(store: Store, tmp_path: Path) -> None:
    consumer, debt, message = owing(store)
    dead = gateway(store, tmp_path)
    with store.transaction() as unit:
        ((_, flight),) = dead._reserve(unit, [message])
        assert flight is not None
        unit.settle([Receipt(attempt=flight.approval.attempt, state="in_doubt", at=NOON, channel="memory")])
    doubted = store.dossier(consumer, NOON)
    assert doubted.of(ValidationSent) == ()
    assert as_shown(message.notice, doubted).earlier == (ITEMS,) if message.notice else False
    delivered = StatusUpdate(
        provider="memory",
        key="1",
        at=NOON,
        reference="1",
        attempt=flight.approval.attempt,
        state="delivered",
        status="delivered",
    )
    Inbox(store, lambda: NOON).update(delivered)
    sent = put_down(store, consumer)
    assert (sent.end_date, sent.itemization_date, sent.in_initial, sent.debts) == (END, ITEMS, True, (debt,))


async def test_a_notice_after_a_talk_is_not_in_the_initial_communication(store: Store, tmp_path: Path) -> None:
    spoken = FirstContact(id=new_id(), at=NOON - timedelta(days=1), via="call")
    consumer, _, message = owing(store, [spoken], "mail")
    (outcome,) = await gateway(store, tmp_path).send([message])
    assert outcome.decision.objections == ()
    assert (put_down(store, consumer).in_initial, put_down(store, consumer).end_date) == (False, END)


@pytest.mark.parametrize("faster", [True, False])
async def test_nor_is_one_that_another_message_overtook_on_the_way(store: Store, tmp_path: Path, faster: bool) -> None:
    consumer, debt, message = owing(store)
    slow = gateway(store, tmp_path)
    with store.transaction() as unit:
        ((_, flight),) = slow._reserve(unit, [message])
        unit.communicated([(consumer, debt, NOON)] if faster else [])
    assert flight is not None
    attempt = flight.attempt
    assert attempt is not None
    assert attempt.states is not None
    assert attempt.states.in_initial
    arrived = StatusUpdate(
        provider="memory", key="1", at=NOON, reference="1", attempt=attempt.id, state="sent", status="sent"
    )
    Inbox(store, lambda: NOON).update(arrived)
    assert put_down(store, consumer).in_initial is not faster


def test_of_an_attempt_that_kept_nothing_nothing_is_claimed(store: Store) -> None:
    consumer, debt = add_consumer(store, noticed=False)
    attempt = Attempt(
        id=new_id(), at=NOON, medium=Medium.EMAIL, debts=(debt,), purpose=Purpose.VALIDATION_NOTICE,
        state=State.RESERVED,
    )  # fmt: skip
    with store.transaction() as unit:
        unit.reserve([(consumer, attempt)], epoch=new_id())
    arrived = StatusUpdate(
        provider="memory", key="1", at=NOON, reference="1", attempt=attempt.id, state="sent", status="sent"
    )
    Inbox(store, lambda: NOON).update(arrived)
    sent = put_down(store, consumer)
    assert (sent.end_date, sent.itemization_date, sent.in_initial, sent.spanish_offer) == (None, None, False, None)
