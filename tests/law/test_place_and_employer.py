"""1006.6(b)(1)(ii) "regf.6b1ii-designated-place" and (b)(3) "regf.6b3-employer": where contact is open."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.consent import Convenience, Preference
from accounts.consumer import ContactPoint, EmployerProhibits, PointKind
from accounts.contact import Attempt, Inbound, Medium, Purpose
from accounts.dossier import Dossier
from compliance.law.us.reg_f.s06_b_1_ii_inconvenient_place import designated_place
from compliance.law.us.reg_f.s06_b_3_employer import employer
from tests.law.known import EMAIL, LANDLINE, MOBILE, WORK, at, dossier, objects, proposal, until

NOON = at("2026-05-13 12:00")
NOT_AT_HOME = Preference(id="i", at=at("2026-05-04 12:00"), place="home")
PROHIBITS = EmployerProhibits(id="p", at=at("2026-05-04 12:00"))


def closed(known: Dossier, medium: Medium, to: str | None, **fields: Any) -> bool:
    return objects(designated_place, proposal(known, NOON, medium, to=to, **fields))


@pytest.mark.parametrize(
    ("medium", "to", "expected"),
    [
        (Medium.MAIL, "home", True),
        (Medium.CALL, LANDLINE, True),
        (Medium.RVM, LANDLINE, True),
        (Medium.MAIL, "work", False),
        (Medium.CALL, WORK, False),
        (Medium.CALL, MOBILE, False),
        (Medium.SMS, MOBILE, False),
        (Medium.EMAIL, EMAIL, False),
    ],
)
def test_what_is_tied_to_the_place_is_closed_and_what_is_not_stays_open(
    medium: Medium, to: str, expected: bool
) -> None:
    assert closed(dossier(NOT_AT_HOME), medium, to) is expected


def test_a_line_of_which_nothing_is_known_may_be_at_the_place() -> None:
    unknown = ContactPoint(id="u", kind=PointKind.PHONE, address="+12125550109")
    assert closed(dossier(NOT_AT_HOME, points=(unknown,)), Medium.CALL, "+12125550109")
    assert closed(dossier(NOT_AT_HOME), Medium.CALL, "+12125550199")
    assert not closed(dossier(), Medium.CALL, "+12125550199")


def test_a_letter_to_an_address_we_do_not_keep_is_judged_by_its_name() -> None:
    known = dossier(NOT_AT_HOME, points=())
    assert closed(known, Medium.MAIL, "home")
    assert closed(known, Medium.MAIL, None)
    assert not closed(known, Medium.MAIL, "work")


def test_the_medium_the_consumer_excepts_stays_open() -> None:
    but_mail = NOT_AT_HOME.model_copy(update={"ok_media": ("mail",)})
    assert not closed(dossier(but_mail), Medium.MAIL, "home")
    assert closed(dossier(but_mail), Medium.CALL, LANDLINE)


@pytest.mark.parametrize(("source", "expected"), [("consumer", False), ("creditor", True)])
def test_only_the_consumer_opens_the_place_again(source: Any, expected: bool) -> None:
    again = Convenience(id="k", at=at("2026-05-08 12:00"), clears="i", source=source)
    assert closed(dossier(NOT_AT_HOME, again), Medium.CALL, LANDLINE) is expected


def test_a_place_closed_until_a_day_opens_when_the_day_is_over() -> None:
    known = dossier(NOT_AT_HOME.model_copy(update={"until": date(2026, 5, 13)}))
    asked = proposal(known, NOON, to=LANDLINE)
    assert until(designated_place, asked) == at("2026-05-14 00:00")
    assert not objects(designated_place, asked.moved_to(at("2026-05-14 00:00")))
    assert until(designated_place, proposal(dossier(NOT_AT_HOME), NOON, to=LANDLINE)) is None


def test_on_a_call_from_the_place_we_may_speak_and_the_line_stays_closed() -> None:
    theirs = Inbound(id="c1", at=at("2026-05-13 11:58"), medium=Medium.CALL, from_address=LANDLINE)
    known = dossier(NOT_AT_HOME, inbounds=(theirs,))
    assert not closed(known, Medium.CALL, None, on_call="c1")
    assert closed(known, Medium.CALL, LANDLINE)


def test_on_our_own_call_to_the_place_we_may_only_ask() -> None:
    ours = Attempt(id="c1", at=at("2026-05-13 11:58"), medium=Medium.CALL, to=LANDLINE)
    known = dossier(NOT_AT_HOME, attempts=(ours,))
    assert closed(known, Medium.CALL, None, on_call="c1")
    assert not closed(known, Medium.CALL, None, on_call="c1", includes=["asks_clarification"])


def test_the_place_is_closed_for_every_debt_and_for_the_spouse_but_not_for_third_parties() -> None:
    known = dossier(NOT_AT_HOME)
    assert closed(known, Medium.CALL, LANDLINE, debts=("B",))
    assert closed(known, Medium.CALL, LANDLINE, person="spouse")
    assert not closed(known, Medium.CALL, LANDLINE, person="coworker")


# At work: paragraph (b)(3).


@pytest.mark.parametrize(
    ("medium", "to", "expected"),
    [
        (Medium.CALL, WORK, True),
        (Medium.RVM, WORK, True),
        (Medium.MAIL, "work", True),
        (Medium.CALL, LANDLINE, False),
        (Medium.MAIL, "home", False),
        (Medium.EMAIL, EMAIL, False),
    ],
)
def test_what_reaches_the_consumer_at_work_is_closed(medium: Medium, to: str, expected: bool) -> None:
    assert objects(employer, proposal(dossier(PROHIBITS), NOON, medium, to=to)) is expected
    assert not objects(employer, proposal(dossier(), NOON, medium, to=to))


def test_the_employers_prohibition_holds_for_every_debt_until_the_consumer_lifts_it() -> None:
    again = Convenience(id="k", at=at("2026-05-08 12:00"), clears="p")
    assert until(employer, proposal(dossier(PROHIBITS), NOON, to=WORK, debts=("B",))) is None
    assert not objects(employer, proposal(dossier(PROHIBITS, again), NOON, to=WORK))
    assert not objects(employer, proposal(dossier(PROHIBITS), NOON, to=WORK, person="coworker"))


def test_at_work_we_may_ask_what_the_employer_forbids_and_answer_the_consumers_call() -> None:
    ours = Attempt(id="c1", at=at("2026-05-13 11:58"), medium=Medium.CALL, to=WORK)
    theirs = Inbound(id="c2", at=at("2026-05-13 11:58"), medium=Medium.CALL, from_address=WORK)
    known = dossier(PROHIBITS, attempts=(ours,), inbounds=(theirs,))
    assert objects(employer, proposal(known, NOON, on_call="c1"))
    assert not objects(employer, proposal(known, NOON, on_call="c1", includes=["asks_clarification"]))
    assert not objects(employer, proposal(known, NOON, on_call="c2"))
    assert objects(employer, proposal(known, NOON, to=WORK, purpose=Purpose.REPLY, in_reply_to="c3"))


def test_a_letter_to_work_is_judged_by_its_name_where_the_address_is_not_kept() -> None:
    assert objects(employer, proposal(dossier(PROHIBITS, points=()), NOON, Medium.MAIL, to="work"))


# known to be there


@pytest.mark.parametrize(
    ("medium", "where", "expected"),
    [
        (Medium.CALL, "home", True),
        (Medium.SMS, "home", True),
        (Medium.EMAIL, "home", True),
        (Medium.PUSH, "home", True),
        (Medium.CALL, "work", False),
        (Medium.CALL, None, False),
    ],
)
def test_who_is_known_to_be_at_the_closed_place_is_reached_there_by_nothing(
    medium: Medium, where: str | None, expected: bool
) -> None:
    to = EMAIL if medium is Medium.EMAIL else MOBILE
    assert closed(dossier(NOT_AT_HOME), medium, to, known_at_place=where) is expected


def test_a_letter_to_another_place_does_not_reach_who_is_at_the_closed_one() -> None:
    assert not closed(dossier(NOT_AT_HOME), Medium.MAIL, "work", known_at_place="home")


@pytest.mark.parametrize(("where", "expected"), [("work", True), ("home", False), (None, False)])
def test_who_is_known_to_be_at_work_is_contacted_at_work(where: str | None, expected: bool) -> None:
    asked = proposal(dossier(PROHIBITS), NOON, Medium.CALL, to=MOBILE, known_at_place=where)
    assert objects(employer, asked) is expected
    by_mail = proposal(dossier(PROHIBITS), NOON, Medium.EMAIL, known_at_place=where)
    assert objects(employer, by_mail) is expected
