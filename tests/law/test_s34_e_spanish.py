"""Who was offered a Spanish notice and asks for it must get it: 1006.34(e)(2), on both sides of each condition."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.contact import Attempt
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.notice import ReferenceDate, SpanishRequest, Stated, Undeliverable, ValidationSent
from compliance.duty import Owed
from compliance.law.us.reg_f.s34_e_translation import spanish
from tests.law.known import at, dossier

ASKED = SpanishRequest(id="s", at=at("2026-05-06 12:00"), via="sms")


def sent(shown: str = "2026-05-01 12:00", **fields: Any) -> ValidationSent:
    usual = {"id": "v", "via": "mail", "debts": ("A",), "language": "en", "spanish_offer": True}
    return ValidationSent.model_validate(usual | {"at": at(shown)} | fields)


def owed(*facts: Any, **fields: Any) -> tuple[Owed, ...]:
    return spanish(of(*facts, **fields), at("2026-05-20 12:00"), spanish.versions[-1].values)


def of(*facts: Any, **fields: Any) -> Dossier:
    return dossier(**({"facts": facts, "debts": (Debt(id="A"),)} | fields))


def test_who_was_offered_it_and_asks_is_owed_it_within_four_days() -> None:
    (one,) = owed(sent(), ASKED)
    assert (one.debt, one.by, one.what, one.language) == ("A", date(2026, 5, 10), "validation_notice", "es")


def test_who_does_not_ask_is_owed_none() -> None:
    assert owed(sent()) == ()


@pytest.mark.parametrize(("offered", "owes"), [(True, True), (None, True), (False, False)])
def test_it_is_owed_where_the_offer_was_there_or_may_have_been(offered: bool | None, owes: bool) -> None:
    assert bool(owed(sent(spanish_offer=offered), ASKED)) is owes
    assert bool(owed(sent(spanish_offer=offered, language=None), ASKED)) is owes


@pytest.mark.parametrize(("shown", "owes"), [("2026-05-06 12:00", True), ("2026-05-06 12:01", False)])
def test_the_request_comes_after_the_offer(shown: str, owes: bool) -> None:
    assert bool(owed(sent(shown), ASKED)) is owes


def test_the_spanish_notice_answers_it_and_one_that_came_back_does_not() -> None:
    answer = sent("2026-05-07 12:00", id="w", language="es", spanish_offer=False)
    assert owed(sent(), ASKED, answer) == ()
    assert owed(sent(), ASKED, answer, Undeliverable(id="u", at=at("2026-05-09 12:00"), of="w"))
    again = ASKED.model_copy(update={"id": "t", "at": at("2026-05-12 12:00")})
    assert owed(sent(), ASKED, answer, again) == ()  # another copy is for a person
    offered_again = sent("2026-05-11 12:00", id="x")
    assert owed(sent(), ASKED, answer, offered_again) == ()
    assert len(owed(sent(), ASKED, answer, offered_again, again)) == 1


def test_an_offer_that_came_back_was_not_made() -> None:
    assert owed(sent(), Undeliverable(id="u", at=at("2026-05-02 12:00"), of="v"), ASKED) == ()


def test_it_is_owed_of_the_debts_that_were_asked_for_and_whose_notice_offered_it() -> None:
    two = (Debt(id="A"), Debt(id="B"))
    both = (sent(), sent(id="w", debts=("B",)))
    assert [one.debt for one in owed(*both, ASKED, debts=two)] == ["A", "B"]
    assert [one.debt for one in owed(*both, ASKED.model_copy(update={"debts": ("B",)}), debts=two)] == ["B"]
    assert [one.debt for one in owed(sent(), ASKED, debts=two)] == ["A"]


@pytest.mark.parametrize(
    ("states", "owes"),
    [(None, True), ({}, False), ({"spanish_offer": True}, True), ({"language": "es", "spanish_offer": True}, False)],
)
def test_an_attempt_of_ours_without_a_fact_tells_the_same(states: dict[str, Any] | None, owes: bool) -> None:
    items = ReferenceDate(kind="charge_off", date=date(2025, 3, 1))
    stated = None if states is None else Stated(end_date=date(2026, 6, 17), itemization_date=items, **states)
    row = {"id": "n", "at": at("2026-05-01 12:00"), "medium": "mail", "debts": ("A",), "purpose": "validation_notice"}
    assert bool(owed(ASKED, attempts=(Attempt.model_validate(row | {"states": stated}),))) is owes


def test_the_days_start_on_the_earliest_date_of_any_zone() -> None:
    late = ASKED.model_copy(update={"at": at("2026-05-06 23:30", "America/Los_Angeles")})
    coast = dossier().collector.model_copy(update={"zone": "America/Los_Angeles"})
    assert [one.by for one in owed(sent(), late, collector=coast, points=())] == [date(2026, 5, 10)]
    assert [one.by for one in owed(sent(), late, points=())] == [date(2026, 5, 11)]
