"""12 CFR 1006.38(c) and (d)(2): a timely written dispute or request stops collection; and what the house adds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.consent import Consent, Revocation
from accounts.contact import Attempt, Inbound, Medium, State
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.notice import (
    Dispute,
    DisputeAnswered,
    OriginalCreditorRequest,
    ReceiptProven,
    Undeliverable,
    ValidationSent,
)
from compliance.book import whole
from compliance.law.us.reg_f.s38_d_2_dispute_pause import (
    cease_until_verified,
    is_duplicative,
    original_creditor,
    stopping,
)
from compliance.policy.dispute import dispute_pause
from compliance.rule import Rule
from tests.law.known import EMAIL, at, dossier, objects, proposal

NOTICE = ValidationSent(id="v", at=at("2026-05-04 12:00"), via="mail", end_date=date(2026, 6, 10))
NOW = at("2026-07-01 12:00")


def disputed(shown: str = "2026-05-20 12:00", **fields: Any) -> Dispute:
    row: dict[str, Any] = {"id": "d", "at": at(shown), "via": "email", "debts": ("A",)}
    return Dispute(**(row | fields))


def requested(shown: str = "2026-05-20 12:00", **fields: Any) -> OriginalCreditorRequest:
    row: dict[str, Any] = {"id": "r", "at": at(shown), "via": "email", "debts": ("A",)}
    return OriginalCreditorRequest(**(row | fields))


def answered(of: str = "d", kind: str = "verification_sent", shown: str = "2026-05-28 12:00", via: str = "mail") -> Any:
    return DisputeAnswered.model_validate({"id": f"to {of}", "at": at(shown), "of": of, "kind": kind, "via": via})


def known(*facts: Any, **fields: Any) -> Dossier:
    return dossier(**({"facts": (NOTICE, *facts)} | fields))


def stopped(*facts: Any, rule: Rule = cease_until_verified, debts: tuple[str, ...] = ("A",), **fields: Any) -> bool:
    return objects(rule, proposal(known(*facts), NOW, Medium.EMAIL, debts=debts, **fields))


# In 12 CFR 1006.38, paragraph (d)(2): disputes


@pytest.mark.parametrize("via", ["mail", "form", "email", "portal", "in_person", "sms", "chat"])
def test_a_dispute_in_writing_stops_collection_until_verification_was_sent(via: str) -> None:
    assert stopped(disputed(via=via))
    assert not stopped(disputed(via=via), answered())


@pytest.mark.parametrize("via", ["oral", "call"])
def test_an_oral_dispute_does_not_stop_it_by_law(via: str) -> None:
    assert not stopped(disputed(via=via))


def test_a_dispute_stops_the_debts_it_names_or_else_all() -> None:
    assert not stopped(disputed(), debts=("B",))
    assert stopped(disputed(), debts=("B", "A"))
    assert stopped(disputed(), debts=())
    assert stopped(disputed(debts=None), debts=("B",))


def test_a_dispute_is_in_time_while_the_last_day_lasts_anywhere_in_the_united_states() -> None:
    assert stopped(disputed("2026-06-10 23:59"))
    assert stopped(disputed(at=at("2026-06-10 23:59:59", "Pacific/Pago_Pago")))
    assert not stopped(disputed(at=at("2026-06-11 00:00:00", "Pacific/Pago_Pago")))


def test_a_dispute_posted_in_time_and_received_late_is_in_time() -> None:
    assert stopped(disputed("2026-06-15 12:00", via="mail", sent_at=at("2026-06-09 12:00")))
    assert not stopped(disputed("2026-06-15 12:00", via="mail", sent_at=at("2026-06-12 12:00")))


def test_without_a_notice_or_after_one_that_came_back_every_dispute_is_in_time() -> None:
    late = disputed("2026-06-20 12:00")
    without = dossier(facts=(late,))
    assert objects(cease_until_verified, proposal(without, NOW, Medium.EMAIL))
    assert stopped(Undeliverable(id="u", at=at("2026-05-12 12:00"), of="v"), late)
    assert not stopped(late)


def test_the_latest_period_of_a_debt_decides() -> None:
    again = ValidationSent(id="w", at=at("2026-06-01 12:00"), via="mail", end_date=date(2026, 7, 10))
    assert stopped(again, disputed("2026-06-20 12:00"))


def test_one_debt_may_be_in_its_period_and_another_not() -> None:
    of_b = ValidationSent(id="w", at=at("2026-06-01 12:00"), via="mail", end_date=date(2026, 7, 10), debts=("B",))
    own = NOTICE.model_copy(update={"debts": ("A",)})
    both = dossier(facts=(own, of_b, disputed("2026-06-20 12:00", debts=None)))
    assert stopping(both, ("B",), NOW)
    assert not stopping(both, ("A",), NOW)


def test_a_dispute_of_tomorrow_stops_nothing_today() -> None:
    assert not stopping(known(disputed()), ("A",), at("2026-05-20 11:59"))
    assert stopping(known(disputed()), ("A",), at("2026-05-20 12:00"))


def test_what_was_not_sent_in_writing_or_came_back_answers_nothing() -> None:
    assert stopped(disputed(), answered(via="oral"))
    assert stopped(disputed(), answered(kind="oc_response_sent"))
    assert stopped(disputed(), answered(of="another"))
    assert stopped(disputed(), answered(), Undeliverable(id="u", at=NOW, of="to d"))
    assert stopping(known(disputed(), answered()), ("A",), at("2026-05-28 11:59"))


def test_a_duplicate_may_be_answered_by_saying_so() -> None:
    again = disputed("2026-06-02 12:00", id="d2", same_as="d")
    notice = answered("d2", "duplicative_notice_sent", "2026-06-05 12:00")
    assert stopped(disputed(), answered(), again)
    assert not stopped(disputed(), answered(), again, notice)
    assert not stopped(disputed(), answered(), again, answered("d2", shown="2026-06-05 12:00"))


@pytest.mark.parametrize(
    ("again", "before"),
    [
        (disputed("2026-06-02 12:00", id="d2", same_as="d", new_material=True), (disputed(), answered())),
        (disputed("2026-06-02 12:00", id="d2", same_as="d"), (disputed(),)),
        (disputed("2026-05-27 12:00", id="d2", same_as="d"), (disputed(), answered())),
        (disputed("2026-06-15 12:00", id="d2", same_as="d"), (disputed(), answered())),
        (disputed("2026-06-02 12:00", id="d2", same_as="d"), (disputed(via="oral"), answered())),
        (disputed("2026-06-02 12:00", id="d2", same_as="d", via="oral"), (disputed(), answered())),
        (disputed("2026-06-02 12:00", id="d2"), (disputed(), answered())),
    ],
    ids=["brings news", "not answered", "before the answer", "too late", "of an oral one", "oral", "of none"],
)
def test_a_dispute_is_a_duplicate_only_of_a_timely_written_one_already_answered(
    again: Dispute, before: tuple[Any, ...]
) -> None:
    assert not is_duplicative(known(*before, again), again)
    same = disputed("2026-06-02 12:00", id="d2", same_as="d")
    assert is_duplicative(known(disputed(), answered(), same), same)


@pytest.mark.parametrize("lacks", ["says_duplicative", "gives_reason", "cites_earlier_response_date"])
def test_a_notice_that_a_dispute_is_duplicative_must_say_all_of_it(lacks: str) -> None:
    again = disputed("2026-06-02 12:00", id="d2", same_as="d")
    notice = answered("d2", "duplicative_notice_sent", "2026-06-05 12:00")
    assert stopped(disputed(), answered(), again, notice.model_copy(update={lacks: False}))


def esign(**fields: Any) -> Consent:
    row: dict[str, Any] = {"id": "s", "at": at("2026-05-21 12:00"), "scope": "esign", "via": "portal"}
    return Consent(**(row | fields))


def test_an_answer_goes_electronically_only_with_the_consent_that_this_needs() -> None:
    by_email = answered(via="email")
    assert stopped(disputed(), by_email)
    assert not stopped(disputed(), by_email, esign())
    assert not stopped(disputed(), by_email, esign(debts=("A", "B")))
    others: tuple[dict[str, Any], ...] = (
        *({"debts": ("B",)}, {"given_to": "creditor"}, {"by": "spouse"}, {"scope": "email"}),
        *({"via": "call"}, {"provided_only": True}, {"until": date(2026, 5, 27)}),
    )
    for other in others:
        assert stopped(disputed(), by_email, esign(**other))
    assert not stopped(disputed(), by_email, esign(until=date(2026, 5, 28)))
    assert stopped(disputed(), by_email, esign(at=at("2026-05-28 12:01")))
    assert stopped(disputed(), by_email, esign(), Revocation(id="x", at=at("2026-05-28 12:00"), of="s"))
    assert not stopped(disputed(), by_email, esign(), Revocation(id="x", at=at("2026-05-28 12:01"), of="s"))
    all_debts = disputed(debts=None)
    assert stopped(all_debts, by_email, esign(debts=("A",)))
    assert not stopped(all_debts, by_email, esign(debts=("A", "B")))


def test_the_notice_of_a_duplicate_needs_no_such_consent() -> None:
    again = disputed("2026-06-02 12:00", id="d2", same_as="d")
    assert not stopped(disputed(), answered(), again, answered("d2", "duplicative_notice_sent", via="email"))


@pytest.mark.parametrize(
    ("state", "answers"),
    [("sent", True), ("delivered", True), ("undelivered", False), ("failed", False), ("released", False)],
)
def test_an_answer_whose_attempt_was_lost_answers_nothing(state: str, answers: bool) -> None:
    sent = answered().model_copy(update={"attempt": "t"})
    attempt = Attempt(id="t", at=sent.at, medium=Medium.MAIL, to="home", state=State(state))
    of = known(disputed(), sent, attempts=(attempt,))
    assert objects(cease_until_verified, proposal(of, NOW, Medium.EMAIL)) is not answers
    assert stopped(disputed(), sent, Undeliverable(id="u", at=NOW, of="t"))


def test_of_a_disputed_part_only_the_rest_may_be_asked_for() -> None:
    part = disputed(portion="late_fees")
    assert not stopped(part, covers="undisputed")
    assert stopped(part, covers="disputed")
    assert stopped(part)
    assert stopped(disputed(), covers="undisputed")
    assert stopped(part, disputed(id="d2"), covers="undisputed")


def test_a_receipt_that_is_proven_later_than_assumed_makes_the_period_longer() -> None:
    late = disputed("2026-07-01 11:00")
    assert not stopped(late)
    for of, received, longer in (("v", "2026-06-01", True), ("v", "2026-05-31", False), ("w", "2026-06-01", False)):
        proof = ReceiptProven(id="p", at=at(f"{received} 12:00"), of=of)
        assert stopped(late, proof) is longer
    of_b = NOTICE.model_copy(update={"id": "w", "debts": ("B",)})
    assert not stopped(of_b, late, ReceiptProven(id="p", at=at("2026-06-01 12:00"), of="w"))


@pytest.mark.parametrize("purpose", ["verification", "validation_notice", "optout_confirmation", "termination_notice"])
def test_answers_and_required_notices_may_be_sent_meanwhile(purpose: str) -> None:
    assert not stopped(disputed(), purpose=purpose)


@pytest.mark.parametrize("purpose", ["collect", "remedy_may", "periodic_statement", "location_info", "reply"])
def test_everything_else_waits(purpose: str) -> None:
    assert stopped(disputed(), purpose=purpose)
    assert not stopped(disputed(), purpose=purpose, required_by_law=True)
    assert not stopped(disputed(), purpose=purpose, person="creditor")


def test_a_reply_may_be_sent_as_long_as_it_asks_for_no_money() -> None:
    wrote = Inbound(id="i", at=at("2026-06-30 12:00"), medium=Medium.EMAIL, from_address=EMAIL)
    of = known(disputed(), inbounds=(wrote,))
    for traits, refused in (((), False), (("payment_request",), True), (("payment_link",), True)):
        asked = proposal(of, NOW, Medium.EMAIL, purpose="reply", in_reply_to="i", includes=traits)
        assert objects(cease_until_verified, asked) is refused


# In 12 CFR 1006.38, paragraph (c): the original creditor


def test_a_request_for_the_original_creditor_stops_collection_until_it_was_answered() -> None:
    assert stopped(requested(), rule=original_creditor)
    assert not stopped(requested(), answered("r", "oc_response_sent"), rule=original_creditor)
    assert stopped(requested(), answered("r", "verification_sent"), rule=original_creditor)
    assert not stopped(requested(via="oral"), rule=original_creditor)
    assert not stopped(requested("2026-06-15 12:00"), rule=original_creditor)
    assert not stopped(requested(), rule=original_creditor, debts=("B",))
    assert not stopped(requested(), rule=original_creditor, purpose="verification")


@pytest.mark.parametrize(("original", "answers"), [("Alder Bank", True), ("Birch Bank", False), ("", False)])
def test_saying_that_both_creditors_are_the_same_answers_where_they_are(original: str, answers: bool) -> None:
    debts = (Debt(id="A", creditor="Alder Bank", original_creditor=original),)
    of = known(requested(), answered("r", "same_creditor_notice_sent"), debts=debts)
    assert objects(original_creditor, proposal(of, NOW, Medium.EMAIL)) is not answers


def test_disputes_stop_collection_from_the_day_the_regulation_took_effect() -> None:
    before, on = ({rule.id for rule, _ in whole().on(day).rules} for day in (date(2021, 11, 29), date(2021, 11, 30)))
    assert {"regf.38d2-cease-until-verified", "regf.38c-original-creditor"} <= on - before


def test_with_no_creditor_on_record_none_is_the_same() -> None:
    of = known(requested(), answered("r", "same_creditor_notice_sent"))
    assert objects(original_creditor, proposal(of, NOW, Medium.EMAIL))


# House policy: a disputed debt is left alone by campaigns


@pytest.mark.parametrize("dispute", [disputed(), disputed(via="oral"), disputed("2026-06-20 12:00")])
def test_a_campaign_leaves_any_disputed_debt_alone_until_somebody_has_answered(dispute: Dispute) -> None:
    assert stopped(dispute, rule=dispute_pause)
    assert not stopped(dispute, answered(shown="2026-06-25 12:00"), rule=dispute_pause)
    assert not stopped(dispute, rule=dispute_pause, debts=("B",))


def test_a_person_may_go_on_where_the_law_lets_them() -> None:
    oral = disputed(via="oral")
    assert not stopped(oral, rule=dispute_pause, author="agent:7")
    assert stopped(oral, rule=dispute_pause, author="duty")
    assert not stopped(oral, rule=dispute_pause, author="duty", purpose="validation_notice")
    wrote = Inbound(id="i", at=at("2026-06-30 12:00"), medium=Medium.EMAIL, from_address=EMAIL)
    answer = proposal(known(oral, inbounds=(wrote,)), NOW, Medium.EMAIL, in_reply_to="i")
    assert not objects(dispute_pause, answer)
