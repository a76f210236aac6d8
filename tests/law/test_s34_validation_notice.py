"""12 CFR 1006.34(a) and (b)(5): the validation notice, when it is owed, and when its period ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from accounts.activity import Payment
from accounts.consumer import Consumer, Person
from accounts.contact import Attempt, Inbound, Medium
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.notice import FirstContact, ReceiptProven, ReferenceDate, Stated, Undeliverable, ValidationSent
from compliance.book import whole
from compliance.duty import Owed
from compliance.law.us.reg_f.s34_a_validation_notice import deceased, notice_first, provide
from compliance.law.us.reg_f.s34_b_2_initial_communication import is_initial
from compliance.law.us.reg_f.s34_b_5_validation_period import assumed_receipt, counts, holidays, period_end, stated_end
from compliance.law.us.reg_f.s34_b_5_validation_period import given as given_periods
from tests.law.known import EMAIL, MOBILE, at, dossier, objects, proposal

NOW = at("2026-05-06 12:00")
ONE = (Debt(id="A", account_number="4000123412349876"),)


def known(*facts: Any, **fields: Any) -> Dossier:
    return dossier(**({"facts": facts, "debts": ONE} | fields))


def owed(of: Dossier) -> tuple[Owed, ...]:
    return provide(of, NOW, provide.versions[-1].values)


def sent(shown: str = "2026-05-01 12:00", **fields: Any) -> ValidationSent:
    return ValidationSent(id=fields.pop("id", "v"), at=at(shown), debts=("A",), **fields)


def notice(shown: str = "2026-05-01 12:00", **fields: Any) -> Attempt:
    row: dict[str, Any] = {"id": "n", "at": at(shown), "medium": Medium.EMAIL, "to": EMAIL, "debts": ("A",)}
    return Attempt(**(row | {"purpose": "validation_notice"} | fields))


# In 12 CFR 1006.34, paragraph (a)(1): what is owed, and by when


def test_a_new_debt_owes_a_notice_before_or_with_the_first_message() -> None:
    (one,) = owed(known())
    assert (one.debt, one.by, one.what) == ("A", None, "validation_notice")


def test_each_debt_owes_its_own_notice_until_it_is_given() -> None:
    two = (*ONE, Debt(id="B"))
    assert [one.debt for one in owed(known(sent(), debts=two))] == ["B"]
    assert owed(known(sent(), sent(id="w"), debts=ONE)) == ()


def test_after_a_first_contact_it_is_due_on_the_fourth_day_holidays_or_not() -> None:
    begun = FirstContact(id="f", at=at("2026-11-25 12:00"), via="email", debts=("A",))
    assert [one.by for one in owed(known(begun))] == [date(2026, 11, 29)]


@pytest.mark.parametrize(
    "fields",
    [
        {"first_communications": {"A": at("2026-05-04 12:00")}},
        {"inbounds": (Inbound(id="i", at=at("2026-05-04 12:00"), medium=Medium.CALL, outcome="conversation"),)},
        {"attempts": (notice("2026-05-04 12:00", purpose="collect"),)},
    ],
)
def test_any_first_communication_starts_the_days(fields: dict[str, Any]) -> None:
    assert [one.by for one in owed(known(**fields))] == [date(2026, 5, 8)]


def test_the_days_start_on_the_earliest_date_of_any_zone() -> None:
    begun = FirstContact(id="f", at=at("2026-05-04 23:30", "America/Los_Angeles"), via="call")
    from_coast = {"points": (), "collector": dossier().collector.model_copy(update={"zone": "America/Los_Angeles"})}
    assert [one.by for one in owed(known(begun, **from_coast))] == [date(2026, 5, 8)]
    assert [one.by for one in owed(known(begun))] == [date(2026, 5, 9)]


def test_what_may_have_arrived_starts_the_days_and_what_was_about_another_debt_does_not() -> None:
    unsure = notice("2026-05-04 12:00", purpose="collect", state="in_doubt")
    assert [one.by for one in owed(known(attempts=(unsure,)))] == [date(2026, 5, 8)]
    other = notice("2026-05-04 12:00", purpose="collect", debts=("B",))
    elsewhere = FirstContact(id="f", at=at("2026-05-04 12:00"), via="email", debts=("B",))
    assert [one.by for one in owed(known(elsewhere, attempts=(other,)))] == [None]


def test_a_call_that_reached_nobody_starts_nothing() -> None:
    vain = notice("2026-05-04 12:00", purpose="collect", medium=Medium.CALL, to=MOBILE, outcome="no_answer")
    assert [one.by for one in owed(known(attempts=(vain,)))] == [None]


@pytest.mark.parametrize(("status", "owes"), [("open", True), ("paid", False), ("settled", False), ("recalled", False)])
def test_a_paid_debt_owes_none_and_a_recalled_one_only_if_it_was_begun(status: str, owes: bool) -> None:
    debts = (Debt.model_validate({"id": "A", "status": status}),)
    assert bool(owed(known(debts=debts))) is owes
    begun = FirstContact(id="f", at=NOW, via="email")
    assert bool(owed(known(begun, debts=debts))) is (status in ("open", "recalled"))


def test_a_notice_that_came_back_or_may_not_have_gone_is_still_owed() -> None:
    assert owed(known(sent(), Undeliverable(id="u", at=NOW, of="v")))
    assert owed(known(sent(attempt="n"), Undeliverable(id="u", at=NOW, of="n"), attempts=(notice(),)))
    for state in ("reserved", "in_doubt", "failed", "released", "undelivered"):
        assert owed(known(attempts=(notice(state=state),)))
        assert owed(known(sent(attempt="n"), attempts=(notice(state=state),)))
    assert not owed(known(attempts=(notice(state="sent"),)))
    assert not owed(known(sent(attempt="n"), attempts=(notice(state="delivered"),)))
    assert not owed(known(sent(attempt="long ago")))


# House practice: nothing overtakes the notice


def waits(of: Dossier, medium: Medium = Medium.EMAIL, **fields: Any) -> bool:
    return objects(notice_first, proposal(of, NOW, medium, **fields))


@pytest.mark.parametrize("purpose", ["collect", "remedy_may", "remedy_intends", "periodic_statement", "reply"])
def test_a_collection_message_waits_for_the_notice(purpose: str) -> None:
    assert waits(known(), purpose=purpose)
    assert not waits(known(sent()), purpose=purpose)


def test_a_message_about_two_debts_waits_for_both_notices() -> None:
    two = (*ONE, Debt(id="B"))
    assert waits(known(sent(), debts=two), debts=("A", "B"))
    assert waits(known(sent(), debts=two), debts=())
    assert not waits(known(sent(), debts=two), debts=("A",))


@pytest.mark.parametrize("purpose", ["validation_notice", "verification", "optout_confirmation", "termination_notice"])
def test_the_notice_itself_and_what_the_consumer_is_owed_do_not_wait(purpose: str) -> None:
    assert not waits(known(), purpose=purpose)


def test_an_answer_does_not_wait_nor_what_the_law_requires() -> None:
    wrote = Inbound(id="i", at=NOW, medium=Medium.EMAIL, from_address=EMAIL)
    assert not waits(known(inbounds=(wrote,)), purpose="reply", in_reply_to="i")
    assert waits(known(), purpose="reply", in_reply_to="something unknown")
    assert not waits(known(), Medium.CHAT, in_session="s")
    rang = Inbound(id="c", at=NOW, medium=Medium.CALL, from_address=MOBILE)
    assert not waits(known(inbounds=(rang,)), Medium.CALL, on_call="c")
    assert not waits(known(), required_by_law=True)


def test_messages_to_professionals_and_about_paid_debts_do_not_wait() -> None:
    assert not waits(known(), person="creditor")
    assert waits(known(), person="spouse")
    assert not waits(known(debts=(Debt(id="A", status="paid"),)))


def test_the_notice_is_asked_for_from_the_day_the_regulation_took_effect() -> None:
    def in_force(day: date) -> set[str]:
        page = whole().on(day)
        return {rule.id for rule, _ in page.rules} | {duty.id for duty, _ in page.duties}

    begun = in_force(date(2021, 11, 30)) - in_force(date(2021, 11, 29))
    assert {"regf.34a1-provide", "duly.34a1-notice-first"} <= begun


# In 12 CFR 1006.34, paragraph (b)(5): assumed receipt and the end of the period


@pytest.mark.parametrize(
    ("sent_on", "received", "ends"),
    [
        ("2026-05-04", "2026-05-11", "2026-06-10"),  # a Monday
        ("2026-05-08", "2026-05-15", "2026-06-14"),  # a Friday; the end falls on a Sunday
        ("2026-05-09", "2026-05-15", "2026-06-14"),  # a Saturday
        ("2026-01-15", "2026-01-23", "2026-02-22"),  # Martin Luther King
        ("2026-02-11", "2026-02-19", "2026-03-21"),  # Washington
        ("2026-05-20", "2026-05-28", "2026-06-27"),  # Memorial Day
        ("2022-06-15", "2022-06-23", "2022-07-23"),  # Juneteenth on a Sunday, Monday off
        ("2026-09-03", "2026-09-11", "2026-10-11"),  # Labor Day
        ("2026-10-08", "2026-10-16", "2026-11-15"),  # Columbus Day
        ("2023-11-06", "2023-11-14", "2023-12-14"),  # Veterans Day on a Saturday, Friday off
        ("2026-11-23", "2026-12-01", "2026-12-31"),  # Thanksgiving, and not the Friday after
        ("2023-12-19", "2023-12-27", "2024-01-26"),  # Christmas
        ("2021-12-27", "2022-01-04", "2022-02-03"),  # New Year on a Saturday, the last of December off
        ("2025-01-06", "2025-01-13", "2025-02-12"),  # a one-off closure is an ordinary day
        ("2026-03-31", "2026-04-07", "2026-05-07"),  # Good Friday is no holiday
    ],
)
def test_receipt_is_assumed_after_five_counted_days_and_the_period_ends_thirty_later(
    sent_on: str, received: str, ends: str
) -> None:
    assert assumed_receipt(date.fromisoformat(sent_on)) == date.fromisoformat(received)
    assert period_end(date.fromisoformat(sent_on)) == date.fromisoformat(ends)


def test_a_year_has_eleven_holidays_and_their_days_in_lieu() -> None:
    in_2026 = {day for day in holidays(2026) if day.year == 2026}
    assert len(in_2026) == 12
    assert {date(2026, 7, 3), date(2026, 7, 4)} <= in_2026  # Independence Day on a Saturday


@given(st.dates(date(2021, 11, 30), date(2100, 1, 1)))
def test_five_counted_days_lie_between_sending_and_assumed_receipt(day: date) -> None:
    end = assumed_receipt(day)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(counts(one) for one in between) == 5
    assert counts(end)


def test_the_period_of_a_notice_sent_again_starts_from_the_second() -> None:
    again = known(
        sent("2026-01-01 12:00"),
        Undeliverable(id="u", at=at("2026-01-09 12:00"), of="v"),
        sent("2026-01-15 12:00", id="w"),
    )
    assert [(one.on, one.end) for one in given_periods(again, "A")] == [(date(2026, 1, 15), date(2026, 2, 22))]


def test_the_end_that_a_notice_states_holds_and_what_was_said_is_received_that_day() -> None:
    stated = known(sent("2026-05-04 12:00", end_date=date(2026, 6, 17)))
    assert [one.end for one in given_periods(stated, "A")] == [date(2026, 6, 17)]
    spoken = known(sent("2026-05-04 12:00", via="oral"))
    assert [one.end for one in given_periods(spoken, "A")] == [date(2026, 6, 3)]


def test_a_notice_that_we_sent_starts_a_period_though_nobody_noted_it() -> None:
    assert [one.end for one in given_periods(known(attempts=(notice("2026-05-04 12:00"),)), "A")] == [date(2026, 6, 11)]


@pytest.mark.parametrize("leaves", ["2026-05-04 20:59", "2026-05-05 00:01"])
def test_the_period_of_our_own_notice_lasts_as_long_as_the_notice_says(leaves: str) -> None:
    told = stated_end(date(2026, 5, 4))
    ours = known(sent(leaves, attempt="n"), attempts=(notice(leaves),))
    assert all(one.end >= told for one in given_periods(ours, "A"))
    creditors = known(sent("2026-05-04 12:00"))
    assert [one.end for one in given_periods(creditors, "A")] == [period_end(date(2026, 5, 4))]


@pytest.mark.parametrize(("composed", "end"), [("2026-05-04", "2026-06-13"), ("2026-05-08", "2026-06-18")])
def test_our_own_letter_states_an_end_that_is_right_though_it_leaves_on_the_second_working_day(
    composed: str, end: str
) -> None:
    told = stated_end(date.fromisoformat(composed), "mail")
    assert told.isoformat() == end
    assert told > stated_end(date.fromisoformat(composed))
    printed = known(sent(f"{composed} 12:00", via="mail", attempt="n"))
    noted = known(attempts=(notice(f"{composed} 12:00", medium="mail"),))
    assert [[one.end for one in given_periods(facts, "A")] for facts in (printed, noted)] == [[told], [told]]


def test_a_notice_sent_just_before_midnight_is_of_our_own_date() -> None:
    late = known(sent("2026-05-07 23:30"))
    assert [one.end for one in given_periods(late, "A")] == [date(2026, 6, 13)]


# Comment 34(b)(5)-1 and AMB-38: a receipt that is proven


def test_the_end_that_our_notice_states_binds_us_also_where_only_the_attempt_tells_it() -> None:
    stated = Stated(
        end_date=date(2026, 6, 17), itemization_date=ReferenceDate(kind="charge_off", date=date(2025, 3, 1))
    )
    told = known(attempts=(notice("2026-05-04 12:00", states=stated),))
    untold = known(attempts=(notice("2026-05-04 12:00"),))
    assert [one.end for one in given_periods(told, "A")] == [date(2026, 6, 17)]
    assert [one.end for one in given_periods(untold, "A")] == [stated_end(date(2026, 5, 4))]


def test_a_proven_receipt_leaves_the_stated_end_and_lengthens_the_time_for_the_consumer() -> None:
    for shown, end in [("2026-05-11 12:00", 10), ("2026-05-12 12:00", 11), ("2026-05-05 12:00", 10)]:
        proven = ReceiptProven(id="r", at=at(shown), of="v")
        (one,) = given_periods(known(sent("2026-05-04 12:00"), proven), "A")
        assert (one.stated, one.end) == (date(2026, 6, 10), date(2026, 6, end))


def test_a_proven_receipt_counts_for_the_notice_it_is_of_and_where_the_date_is_the_latest() -> None:
    late = at("2026-05-20 23:30", "America/Los_Angeles")
    other = known(sent("2026-05-04 12:00"), ReceiptProven(id="r", at=late, of="another"))
    assert [one.end for one in given_periods(other, "A")] == [date(2026, 6, 10)]
    of_attempt = ReceiptProven(id="r", at=late, of="n")
    for ours in (known(of_attempt, attempts=(notice("2026-05-04 12:00"),)), known(sent(attempt="n"), of_attempt)):
        assert [one.end for one in given_periods(ours, "A")] == [date(2026, 6, 20)]


def test_an_end_stated_too_early_binds_nobody() -> None:
    (one,) = given_periods(known(sent("2026-05-04 12:00", end_date=date(2026, 6, 9))), "A")
    assert (one.earliest, one.stated) == (date(2026, 6, 10), date(2026, 6, 10))


# In 12 CFR 1006.34, paragraphs (a)(1)(ii) and (a)(2): said orally, and paid


@pytest.mark.parametrize(("in_initial", "owes"), [(True, False), (False, True)])
@pytest.mark.parametrize("via", ["oral", "call"])
def test_what_was_said_is_enough_only_in_the_initial_communication(via: str, in_initial: bool, owes: bool) -> None:
    assert bool(owed(known(sent(via=via, in_initial=in_initial)))) is owes


@pytest.mark.parametrize(
    ("paid", "amount", "owes"),
    [
        ("2026-05-08 23:00", "full", False),  # the last safe day
        ("2026-05-09 01:00", "full", True),
        ("2026-05-08 12:00", "part", True),
    ],
)
def test_a_debt_paid_in_full_by_the_last_safe_day_owes_no_notice(paid: str, amount: str, owes: bool) -> None:
    begun = FirstContact(id="f", at=at("2026-05-04 12:00"), via="call", debts=("A",))
    payment = Payment.model_validate({"id": "p", "at": at(paid), "debts": ("A",), "amount": amount})
    assert bool(owed(known(begun, payment))) is owes


def test_a_payment_before_any_contact_lifts_the_duty_and_one_of_another_debt_does_not() -> None:
    full = Payment(id="p", at=NOW, amount="full")
    assert owed(known(full)) == ()
    assert owed(known(full.model_copy(update={"debts": ("B",)})))


# In 12 CFR 1006.34, paragraph (b)(2): the initial communication


@pytest.mark.parametrize(
    "thing", ["formal_pleading", "proof_of_claim", "glba_privacy_notice", "limited_content_message"]
)
def test_pleadings_and_notices_that_other_law_requires_begin_nothing(thing: str) -> None:
    assert not is_initial(thing)
    assert [one.by for one in owed(known(FirstContact(id="f", at=NOW, via=thing)))] == [None]


@pytest.mark.parametrize("thing", ["consumer_callback_discusses_debt", "balance_shown_after_login", "letter"])
def test_whatever_else_conveys_something_about_the_debt_begins_the_five_days(thing: str) -> None:
    assert is_initial(thing)
    assert [one.by for one in owed(known(FirstContact(id="f", at=NOW, via=thing)))] == [date(2026, 5, 10)]


# Comment 34(a)(1)-1: a consumer who has died


def to_the_estate(person: str | None, name: str | None = "E. Doe", **fields: Any) -> bool:
    people = () if person is None else (Person.model_validate({"id": person, "role": person, "name": name}),)
    dead = known(consumer=Consumer(id="C", name="Pat Doe", deceased=True), people=people)
    asked = {"purpose": "validation_notice", "person": person} | fields
    return not objects(deceased, proposal(dead, NOW, Medium.MAIL, **asked))


@pytest.mark.parametrize(
    ("person", "may"),
    [("executor", True), ("informal_representative", True), ("spouse", False), ("friend", False), (None, False)],
)
def test_the_notice_of_a_dead_consumer_goes_to_one_who_acts_for_the_estate(person: str | None, may: bool) -> None:
    assert to_the_estate(person) is may


def test_that_person_is_addressed_by_name() -> None:
    assert to_the_estate("executor", addressed_to="Ms. E. Doe, executor of the estate of Pat Doe")
    assert not to_the_estate("executor", addressed_to="The estate of Pat Doe")
    assert not to_the_estate("executor", name=None)
    assert not to_the_estate("executor", name="")


def test_of_a_living_consumer_and_of_other_messages_nothing_is_asked() -> None:
    assert to_the_estate(None, purpose="reply")
    assert not objects(deceased, proposal(known(), NOW, Medium.MAIL, purpose="validation_notice"))
