"""The answer to a dispute: what it must hold, that only what left settles it, and that what came back does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import pytest

from accounts.consent import Consent
from accounts.contact import Medium, Message, Receipt, State
from accounts.dossier import Dossier
from accounts.errors import BadInput
from accounts.notice import AnswerKind, Dispute, DisputeAnswered, OriginalCreditorRequest, Undeliverable
from accounts.record import Id, new_id
from accounts.store import Store
from channels.answering import KINDS, TEMPLATES, compose, prepare
from channels.compose import Composer
from channels.gateway import Gateway, in_place
from channels.inbox import Inbox
from channels.journal import Journal
from channels.links import OptOutLinks
from channels.memory import MemoryChannel
from channels.port import StatusUpdate
from compliance.approval import Approval
from compliance.book import whole
from compliance.guard import Guard
from compliance.law.us.reg_f.s38_d_2_dispute_pause import stopping
from tests.walks.world import COLLECTOR, NOON, add_consumer

GUARD = Guard(whole())
COMPOSER = Composer(OptOutLinks("https://duly.example", b"only for tests, of thirty-two by").url)
HOME = "5 Elm Street, Cleveland, OH 44113"
SHOWN = "A copy of the agreement of 3 May 2024, number 7319."


class Desk:
    """One consumer who disputes a debt in writing and in time, a gateway with a wire for e-mail, and a clock."""

    def __init__(
        self, store: Store, folder: Path, *, esign: bool = True, wire: type[MemoryChannel] = MemoryChannel
    ) -> None:
        self.store, self.now = store, NOON
        self.consumer, self.debt = add_consumer(store, noticed=False)
        self.wire = wire(Medium.EMAIL, self.clock)
        self.gateway = Gateway(store, GUARD, [self.wire], self.clock, Journal(folder / "journal"), in_place)
        self.dispute = Dispute(id=new_id(), at=NOON - timedelta(days=7), via="email")
        agreed: dict[str, Any] = {"at": NOON - timedelta(days=9), "via": "email"}
        self.add(Consent(id=new_id(), scope="email", address=self.email, **agreed), self.dispute)
        if esign:
            self.add(Consent(id=new_id(), scope="esign", **agreed))

    def clock(self) -> datetime:
        return self.now

    @property
    def email(self) -> str:
        return f"{self.consumer}@mail.example"

    @property
    def known(self) -> Dossier:
        with self.store.reading() as reading:
            return reading.dossiers([self.consumer], self.now)[self.consumer]

    def stopped(self) -> bool:
        return bool(stopping(self.known, (self.debt,), self.now))

    def add(self, *facts: Any) -> None:
        with self.store.transaction() as unit:
            for fact in facts:
                unit.add_fact(self.consumer, fact, by="test")

    def answer(self, of: Id | None = None, template: str = "verification", **told: str) -> Message:
        told = told or {"evidence": SHOWN}
        answer = prepare(self.known, of or self.dispute.id, KINDS[template], **told)
        return compose(COMPOSER, GUARD.lacks, self.known, answer, medium=Medium.EMAIL, to=self.email, agent="Ana")


@pytest.fixture
def desk(sqlite_store: Store, tmp_path: Path) -> Desk:
    return Desk(sqlite_store, tmp_path)


async def test_collection_goes_on_only_once_the_verification_has_left(desk: Desk) -> None:
    assert desk.stopped()
    message = desk.answer()
    assert desk.stopped(), "composed is not sent"
    (sent,) = await desk.gateway.send([message])
    assert sent.left, sent.decision.objections
    (settled,) = desk.known.of(DisputeAnswered)
    assert (settled.of, settled.kind, settled.via) == (desk.dispute.id, "verification_sent", "email")
    assert settled.attempt == sent.attempt
    assert not desk.stopped()


@pytest.mark.parametrize("state", ["failed", "in_doubt"])
async def test_what_the_wire_refused_or_is_in_doubt_settles_nothing(
    sqlite_store: Store, tmp_path: Path, state: Literal["failed", "in_doubt"]
) -> None:
    class Broken(MemoryChannel):
        async def deliver(self, approval: Approval) -> Receipt:
            return (await super().deliver(approval)).model_copy(update={"state": state})

    desk = Desk(sqlite_store, tmp_path, wire=Broken)
    (sent,) = await desk.gateway.send([desk.answer()])
    assert sent.decision.approved
    assert desk.stopped()
    assert desk.known.of(DisputeAnswered) == ()


async def test_an_answer_that_the_guard_refuses_settles_nothing(desk: Desk) -> None:
    message = desk.answer()
    desk.now = NOON.replace(hour=7)  # at two in the morning nothing leaves
    (sent,) = await desk.gateway.send([message])
    assert not sent.decision.approved
    assert desk.stopped()
    assert desk.known.of(DisputeAnswered) == ()


async def test_an_answer_that_comes_back_stops_collection_again(desk: Desk) -> None:
    (sent,) = await desk.gateway.send([desk.answer()])
    assert not desk.stopped()
    update = StatusUpdate(
        provider="mail",
        key="bounce",
        at=NOON,
        reference=None,
        attempt=sent.attempt,
        state="undelivered",
        status="5.1.1",
    )
    assert Inbox(desk.store, desk.clock).update(update)
    assert [fact.of for fact in desk.known.of(Undeliverable)] == [sent.attempt]
    assert desk.stopped()
    assert [attempt.state for attempt in desk.known.attempts] == [State.UNDELIVERED]


async def test_that_it_came_back_is_known_when_the_attempt_is_older_than_a_dossier_reaches(desk: Desk) -> None:
    (sent,) = await desk.gateway.send([desk.answer()])
    desk.add(Undeliverable(id=new_id(), at=NOON, of=str(sent.attempt)))
    desk.now += timedelta(days=400)
    assert desk.known.attempts == ()
    assert desk.stopped()


def test_a_verification_says_who_how_much_and_what_shows_it(desk: Desk) -> None:
    said = desk.answer().text
    for part in ("Harbor Street Credit", "$100.00", "$5.00", "$105.00", SHOWN, desk.known.debts[0].account_tail):
        assert part in said


def test_what_an_answer_lacks_is_named(desk: Desk) -> None:
    with pytest.raises(BadInput, match="lacks what shows the debt"):
        desk.answer(evidence=" ")
    debt = desk.known.debts[0]
    wrong = debt.model_copy(update={"balance": 1, "creditor": ""})
    answer = prepare(desk.known, desk.dispute.id, "verification_sent", evidence=SHOWN)
    lacks = GUARD.lacks(answer.model_copy(update={"debts": (wrong,)}), NOON.date())
    assert [one.says for one in lacks] == [
        f"the current creditor, of debt {debt.id}",
        f"an itemization that comes to the balance, of debt {debt.id}",
    ]
    other = debt.model_copy(update={"original_creditor": "Quartz Stores"})
    same = answer.model_copy(update={"kind": "same_creditor_notice_sent", "debts": (other,)})
    assert [one.says for one in GUARD.lacks(same, NOON.date())] == [
        "the day of the validation information it refers to",
        f"an original creditor that is the current one, of debt {debt.id}",
    ]


async def test_without_the_consent_to_electronic_disclosures_it_is_a_letter(
    sqlite_store: Store, tmp_path: Path
) -> None:
    desk = Desk(sqlite_store, tmp_path, esign=False)
    (sent,) = await desk.gateway.send([desk.answer()])
    assert [objection.rule for objection in sent.decision.objections] == ["regf.42b-esign"]
    assert desk.stopped()
    answer = prepare(desk.known, desk.dispute.id, "verification_sent", evidence=SHOWN)
    letter = compose(COMPOSER, GUARD.lacks, desk.known, answer, medium=Medium.MAIL, to=HOME, agent="Ana")
    assert SHOWN in letter.text
    assert "opt out" not in letter.text
    assert letter.letter is not None
    assert letter.letter.address == ("Alex Sample", "5 Elm Street", "Cleveland, OH 44113")
    assert letter.letter.return_address == ("100 Harbor Street", "Albany, NY 12207")
    assert COLLECTOR.name not in "".join(letter.letter.return_address), "a name may tell that we collect debts"
    assert letter.letter.envelope == ("collector_address", "debtor_name_and_address", "postage")


def test_a_letter_without_a_whole_address_is_not_written(desk: Desk) -> None:
    answer = prepare(desk.known, desk.dispute.id, "verification_sent", evidence=SHOWN)
    (home,) = (point for point in desk.known.points if point.address == HOME)
    half = desk.known.model_copy(update={"points": (home.model_copy(update={"zip": None}),)})
    nowhere = desk.known.model_copy(update={"collector": COLLECTOR.model_copy(update={"mailing_address": ""})})
    for known, says in ((half, "no ZIP code"), (nowhere, "no complete mailing address")):
        with pytest.raises(BadInput, match=says):
            compose(COMPOSER, GUARD.lacks, known, answer, medium=Medium.MAIL, to=HOME, agent="Ana")


async def test_an_answer_leaves_once_though_its_form_comes_twice(desk: Desk) -> None:
    first, second = await desk.gateway.send([desk.answer(), desk.answer()])
    assert first.left
    assert [objection.rule for objection in second.decision.objections] == ["house.answer-once"]
    assert len(desk.known.of(DisputeAnswered)) == 1


def test_a_dispute_is_not_answered_as_a_request_nor_one_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(BadInput, match="is a dispute"):
        prepare(desk.known, desk.dispute.id, "oc_response_sent")
    with pytest.raises(BadInput, match="no dispute or request"):
        prepare(desk.known, "another", "verification_sent")
    with pytest.raises(BadInput, match="repeats no dispute"):
        prepare(desk.known, desk.dispute.id, "duplicative_notice_sent")


async def test_a_duplicate_is_answered_by_the_day_of_the_earlier_response(desk: Desk) -> None:
    await desk.gateway.send([desk.answer()])
    desk.now += timedelta(days=1)
    again = Dispute(id=new_id(), at=desk.now, via="email", same_as=desk.dispute.id)
    desk.add(again)
    assert desk.stopped()
    assert [one.what for one in GUARD.awaited(desk.known, desk.now)] == ["duplicative_dispute_notice"]
    message = desk.answer(again.id, "duplicative_dispute_notice")
    assert "Monday, November 23, 2026" in message.text
    (sent,) = await desk.gateway.send([message])
    assert sent.left, sent.decision.objections
    assert not desk.stopped()


async def test_a_request_is_answered_with_the_original_creditors_name_and_address(desk: Desk) -> None:
    asked = OriginalCreditorRequest(id=new_id(), at=NOON - timedelta(days=3), via="email")
    desk.add(asked)
    await desk.gateway.send([desk.answer()])
    assert desk.stopped()
    with pytest.raises(BadInput, match="is a request"):
        prepare(desk.known, asked.id, "verification_sent")
    with pytest.raises(BadInput, match="the original creditor's address"):
        desk.answer(asked.id, "original_creditor_response", address="")
    (sent,) = await desk.gateway.send(
        [desk.answer(asked.id, "original_creditor_response", address="1 Main Street, Albany")]
    )
    assert sent.left, sent.decision.objections
    assert not desk.stopped()


def test_what_waits_for_a_person_is_told_with_its_age_and_is_not_sent_by_a_machine(desk: Desk) -> None:
    late = Dispute(id=new_id(), at=NOON - timedelta(days=1), via="oral")
    desk.add(late, OriginalCreditorRequest(id=new_id(), at=NOON, via="sms"))
    told = GUARD.awaited(desk.known, NOON)
    assert [one.says for one in told] == [
        "a dispute of November 16 by email waits for 7 days; collection has stopped by law",
        "a dispute of November 22 by oral waits for 1 days; campaigns have stopped",
        "a request for the original creditor of November 23 by sms waits for 0 days; collection has stopped by law",
    ]
    assert [one.what for one in told] == ["verification", "verification", "same_creditor_notice"]
    assert all(one.of is None for one in GUARD.owed(desk.known, NOON))


def test_every_answer_has_its_words() -> None:
    assert set(TEMPLATES) == set(get_args(AnswerKind))
