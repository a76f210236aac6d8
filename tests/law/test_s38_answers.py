"""12 CFR 1006.38(c), (d)(2): what a written answer must hold; and who waits for one, by house policy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.answer import Answer
from accounts.debt import Debt, Itemization
from accounts.notice import Dispute, DisputeAnswered, OriginalCreditorRequest
from compliance.law.us.reg_f.s38_answers import answers
from compliance.policy.open_disputes import answer_disputes
from tests.law.known import at, dossier

PARTS = Itemization(kind="charge_off", date=date(2026, 1, 2), amount=100, interest=5)
DEBT = Debt(
    id="A", creditor="A Bank", original_creditor="A Bank", account_number="5551234", balance=105, itemization=PARTS
)
WHOLE: dict[str, dict[str, Any]] = {
    "verification_sent": {"evidence": "A contract."},
    "oc_response_sent": {"original_creditor_address": "1 Main Street"},
    "same_creditor_notice_sent": {"noticed_on": date(2026, 5, 4)},
    "duplicative_notice_sent": {"earlier_on": date(2026, 5, 28)},
}
NOW = at("2026-06-01 12:00")


def lacks(kind: str, debt: Debt = DEBT, **fields: Any) -> int:
    row = {"kind": kind, "of": "d", "said_on": date(2026, 5, 20), "debts": (debt,)} | WHOLE[kind] | fields
    return len(answers(Answer.model_validate(row), answers.versions[-1].values))


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_answer_lacks_nothing_and_without_its_own_part_or_a_debt_it_does(kind: str) -> None:
    assert lacks(kind) == 0
    (part,) = WHOLE[kind]
    without: dict[str, Any] = {part: "" if isinstance(WHOLE[kind][part], str) else None}
    assert lacks(kind, **without) == 1
    assert lacks(kind, debts=()) == 1


@pytest.mark.parametrize(
    ("change", "verification", "response", "same"),
    [
        ({"creditor": ""}, 1, 0, 2),
        ({"account_number": ""}, 1, 0, 0),
        ({"itemization": None}, 1, 0, 0),
        ({"balance": 106}, 1, 0, 0),
        ({"original_creditor": ""}, 0, 1, 1),
        ({"original_creditor": "B Bank"}, 0, 0, 1),
    ],
)
def test_each_answer_needs_its_own_facts_of_every_debt(
    change: dict[str, Any], verification: int, response: int, same: int
) -> None:
    debt = DEBT.model_copy(update=change)
    assert lacks("verification_sent", debt) == verification
    assert lacks("oc_response_sent", debt) == response
    assert lacks("same_creditor_notice_sent", debt) == same
    assert lacks("duplicative_notice_sent", debt) == 0


def waiting(*facts: Any, **fields: Any) -> list[tuple[str | None, str, str]]:
    known = dossier(*facts, **({"debts": (DEBT, Debt(id="B"))} | fields))
    return [(one.of, one.debt, one.what) for one in answer_disputes(known, NOW, answer_disputes.versions[-1].values)]


def dispute(**fields: Any) -> Dispute:
    return Dispute.model_validate({"id": "d", "at": at("2026-05-20 12:00"), "via": "email", "debts": ("A",)} | fields)


def test_whoever_disputes_or_asks_waits_for_each_debt_until_answered() -> None:
    assert waiting(dispute()) == [("d", "A", "verification")]
    assert waiting(dispute(debts=None)) == [("d", "A", "verification"), ("d", "B", "verification")]
    assert waiting(dispute(at=at("2026-06-02 12:00"))) == []
    answer = DisputeAnswered(id="r", at=at("2026-05-28 12:00"), of="d")
    assert waiting(dispute(), answer) == []
    assert waiting(dispute(), answer.model_copy(update={"at": at("2026-06-02 12:00")})) != []
    asked = OriginalCreditorRequest(id="q", at=at("2026-05-20 12:00"), via="oral", debts=None)
    assert waiting(asked) == [("q", "A", "same_creditor_notice"), ("q", "B", "original_creditor_response")]


def test_one_in_writing_and_in_time_waits_until_the_answer_is_as_the_law_wants_it() -> None:
    answer = DisputeAnswered(id="r", at=at("2026-05-28 12:00"), of="d", via="email")
    assert waiting(dispute(), answer, facts=(dispute(), answer)) == [("d", "A", "verification")]
    oral = dispute(via="oral")
    assert waiting(facts=(oral, answer)) == []


def test_a_repetition_of_what_was_answered_waits_to_be_told_so() -> None:
    answer = DisputeAnswered(id="r", at=at("2026-05-28 12:00"), of="d")
    again = dispute(id="d2", at=at("2026-05-30 12:00"), same_as="d")
    assert waiting(facts=(dispute(), answer, again)) == [("d2", "A", "duplicative_dispute_notice")]
