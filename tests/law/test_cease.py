"""1006.6(c): "regf.6c1-cease" and "regf.6c1-refusal", and the hold of the house, "house.hold"."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.consent import CeaseRequest, CeaseWithdrawn
from accounts.consumer import Hold, HoldLifted
from accounts.contact import Medium, Purpose
from accounts.debt import Debt
from compliance.law.us.reg_f.s06_c_cease import cease, refusal
from compliance.policy.hold import hold
from tests.law.known import at, dossier, objects, proposal, text_in, text_out, until

NOON = at("2026-08-10 12:00")
TOLD = CeaseRequest(id="z", at=at("2026-08-06 10:00"), debts=("A",), via="mail", sent_at=at("2026-08-03 12:00"))
REFUSED = TOLD.model_copy(update={"kind": "refusal"})


@pytest.mark.parametrize("medium", list(Medium))
def test_no_medium_is_left_after_a_written_notice(medium: Medium) -> None:
    assert until(cease, proposal(dossier(TOLD), NOON, medium)) is None


def test_each_notice_stands_under_its_own_name() -> None:
    assert objects(cease, proposal(dossier(TOLD), NOON))
    assert not objects(refusal, proposal(dossier(TOLD), NOON))
    assert objects(refusal, proposal(dossier(REFUSED), NOON))
    assert not objects(cease, proposal(dossier(REFUSED), NOON))


@pytest.mark.parametrize(
    ("via", "closed"),
    [
        ("mail", True),
        ("email", True),
        ("portal", True),
        ("sms", True),
        ("chat", True),
        ("oral", False),
        ("call", False),
    ],
)
def test_the_notice_is_in_writing_by_whatever_medium_we_read(via: str, closed: bool) -> None:
    for rule, fact in ((cease, TOLD), (refusal, REFUSED)):
        assert objects(rule, proposal(dossier(fact.model_copy(update={"via": via})), NOON)) is closed


@pytest.mark.parametrize(
    ("named", "debts", "closed"),
    [(("A",), ("A",), True), (("A",), ("B",), False), (None, ("B",), True), (("A",), (), True)],
)
def test_the_notice_stands_for_its_debts_and_for_all_where_none_was_named(
    named: tuple[str, ...] | None, debts: tuple[str, ...], closed: bool
) -> None:
    fact = TOLD.model_copy(update={"debts": named})
    assert objects(cease, proposal(dossier(fact), NOON, debts=debts)) is closed


@pytest.mark.parametrize(("person", "closed"), [("spouse", True), ("coworker", False), ("attorney", False)])
def test_the_notice_stops_contact_with_all_who_stand_for_the_consumer(person: str, closed: bool) -> None:
    assert objects(cease, proposal(dossier(TOLD), NOON, person=person)) is closed


@pytest.mark.parametrize(
    ("by", "closed"),
    [("executor", True), ("spouse", True), ("attorney", True), ("nobody we know", True), ("friend", False)],
)
def test_the_notice_comes_from_the_consumer_or_who_stands_or_may_stand_for_them(by: str, closed: bool) -> None:
    told = CeaseRequest(id="c", at=at("2026-08-06 12:00"), via="mail", by=by)
    assert objects(cease, proposal(dossier(told), NOON)) is closed


def test_a_new_message_of_the_consumer_lifts_nothing_and_a_withdrawal_does() -> None:
    wrote = text_in(at("2026-08-10 11:00"))
    asked: dict[str, Any] = {"in_reply_to": "m1", "purpose": Purpose.REPLY}
    assert objects(cease, proposal(dossier(TOLD, inbounds=(wrote,)), NOON, Medium.SMS, **asked))
    back = CeaseWithdrawn(id="w", at=at("2026-08-09 12:00"), of="z", by="agent")
    assert not objects(cease, proposal(dossier(TOLD, back), NOON, Medium.SMS))


@pytest.mark.parametrize(
    ("fields", "includes", "closed"),
    [
        ({"purpose": Purpose.TERMINATION_NOTICE}, [], False),
        ({"purpose": Purpose.TERMINATION_NOTICE}, ["payment_request"], True),
        ({"purpose": Purpose.TERMINATION_NOTICE}, ["payment_link"], True),
        ({"purpose": Purpose.REMEDY_MAY, "ordinarily_invoked": True}, [], False),
        ({"purpose": Purpose.REMEDY_MAY, "ordinarily_invoked": True}, ["payment_request"], True),
        ({"purpose": Purpose.REMEDY_MAY, "intended": True}, [], True),
        ({"purpose": Purpose.REMEDY_INTENDS, "intended": True}, [], False),
        ({"purpose": Purpose.REMEDY_INTENDS, "ordinarily_invoked": True}, [], True),
        ({"purpose": Purpose.VALIDATION_NOTICE}, [], True),
        ({"purpose": Purpose.VERIFICATION}, [], True),
        ({"purpose": Purpose.COLLECT, "required_by_law": True}, [], True),
        ({"purpose": Purpose.OPTOUT_CONFIRMATION}, [], True),
        ({"purpose": Purpose.OPTOUT_CONFIRMATION, "debts": ()}, [], False),
    ],
)
def test_only_the_three_exceptions_are_sent_and_only_without_a_request_for_payment(
    fields: dict[str, Any], includes: list[str], closed: bool
) -> None:
    for rule, fact in ((cease, TOLD), (refusal, REFUSED)):
        asked = proposal(dossier(fact), NOON, Medium.MAIL, includes=includes, **fields)
        assert objects(rule, asked) is closed


@pytest.mark.parametrize(
    ("servicer", "purpose", "required", "closed"),
    [
        (True, Purpose.PERIODIC_STATEMENT, True, False),
        (True, Purpose.EARLY_INTERVENTION, True, False),
        (True, Purpose.PERIODIC_STATEMENT, None, False),
        (True, Purpose.EARLY_INTERVENTION, None, False),
        (False, Purpose.EARLY_INTERVENTION, None, True),
        (True, Purpose.PERIODIC_STATEMENT, False, True),
        (False, Purpose.PERIODIC_STATEMENT, True, True),
        (True, Purpose.COLLECT, True, True),
    ],
)
def test_a_mortgage_servicer_sends_what_the_law_requires(
    servicer: bool, purpose: Purpose, required: bool | None, closed: bool
) -> None:
    known = dossier(TOLD, debts=(Debt(id="A", kind="mortgage", servicer=servicer),))
    asked = proposal(known, NOON, Medium.MAIL, purpose=purpose, required_by_law=required)
    assert objects(cease, asked) is closed


@pytest.mark.parametrize(("medium", "closed"), [(Medium.MAIL, False), (Medium.EMAIL, False), (Medium.CALL, True)])
def test_a_servicer_sends_it_in_writing(medium: Medium, closed: bool) -> None:
    known = dossier(TOLD, debts=(Debt(id="A", kind="mortgage", servicer=True),))
    assert objects(cease, proposal(known, NOON, medium, purpose=Purpose.EARLY_INTERVENTION)) is closed


def test_a_servicers_notice_about_a_debt_that_it_does_not_service_too_is_not_sent() -> None:
    known = dossier(TOLD, debts=(Debt(id="A", kind="mortgage", servicer=True), Debt(id="B")))
    asked = proposal(known, NOON, Medium.MAIL, purpose=Purpose.EARLY_INTERVENTION, debts=("A", "B"))
    assert objects(cease, asked)


def test_the_objection_says_when_and_how_we_were_told() -> None:
    found = cease(proposal(dossier(TOLD), NOON), cease.versions[-1].values)
    assert found is not None
    assert found.says == "the consumer told us in writing (mail) on 2026-08-06 to cease"


# the hold of the house

HELD = Hold(id="h", at=at("2026-08-01 12:00"), why="bankruptcy", debts=("A",))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_hold_lets_nothing_through_but_a_confirmation(purpose: Purpose) -> None:
    wrote = text_in(at("2026-08-10 11:00"))
    asked = proposal(dossier(HELD, inbounds=(wrote,)), NOON, Medium.SMS, purpose=purpose, in_reply_to="m1")
    assert objects(hold, asked) is (purpose is not Purpose.OPTOUT_CONFIRMATION)


@pytest.mark.parametrize(
    ("held", "debts", "closed"),
    [(("A",), ("B",), False), (("A",), ("A", "B"), True), (None, ("B",), True), (("A",), (), True)],
)
def test_a_hold_stands_for_its_debts(held: tuple[str, ...] | None, debts: tuple[str, ...], closed: bool) -> None:
    fact = HELD.model_copy(update={"debts": held})
    assert objects(hold, proposal(dossier(fact), NOON, debts=debts)) is closed


def test_a_hold_has_no_end_but_the_persons_who_lifts_it() -> None:
    lifted = HoldLifted(id="l", at=at("2026-08-02 12:00"), hold="h", by="agent")
    other = lifted.model_copy(update={"hold": "another"})
    assert until(hold, proposal(dossier(HELD), NOON)) is None
    assert objects(hold, proposal(dossier(HELD, other), NOON))
    assert not objects(hold, proposal(dossier(HELD, lifted), NOON))
    assert objects(hold, proposal(dossier(HELD), NOON, person="attorney"))


def test_no_hold_bars_the_lifeline_to_who_told_of_a_crisis_and_nothing_else_passes_with_it() -> None:
    wrote = text_in(at("2026-08-01 12:00"))
    answer: dict[str, Any] = {"in_reply_to": "m1", "purpose": Purpose.REPLY}
    crisis = HELD.model_copy(update={"id": "c", "why": "crisis"})
    older = HELD.model_copy(update={"at": at("2026-07-01 12:00")})
    known = dossier(older, crisis, inbounds=(wrote,))
    soon = at("2026-08-01 12:01")
    assert not objects(hold, proposal(known, soon, Medium.SMS, template="crisis", **answer))
    assert objects(hold, proposal(known, soon, Medium.SMS, template="agent", **answer))
    assert objects(hold, proposal(known, soon, Medium.SMS, template="crisis"))  # not in answer to it
    told_before = dossier(HELD, crisis.model_copy(update={"at": at("2026-08-01 11:00")}), inbounds=(wrote,))
    assert objects(hold, proposal(told_before, soon, Medium.SMS, template="crisis", **answer))


def test_the_one_answer_to_the_text_that_placed_the_hold_is_let_through() -> None:
    wrote = text_in(at("2026-08-01 12:00"))
    answer: dict[str, Any] = {"in_reply_to": "m1", "purpose": Purpose.REPLY}
    known = dossier(HELD, inbounds=(wrote,))
    assert not objects(hold, proposal(known, at("2026-08-01 12:01"), Medium.SMS, **answer))
    older = HELD.model_copy(update={"id": "h0", "at": at("2026-07-01 12:00")})
    assert objects(
        hold, proposal(dossier(older, HELD, inbounds=(wrote,)), at("2026-08-01 12:01"), Medium.SMS, **answer)
    )
    sent = text_out(at("2026-08-01 12:00:30"), in_reply_to="m1")
    answered = dossier(HELD, inbounds=(wrote,), attempts=(sent,))
    assert objects(hold, proposal(answered, at("2026-08-01 12:01"), Medium.SMS, **answer))
