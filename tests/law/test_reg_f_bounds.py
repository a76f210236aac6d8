"""Regulation F at its bounds: the very instant, the second of two debts, the other of two dates, and the defaults."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from accounts.activity import Furnished
from accounts.basis import CreditorOptOut
from accounts.consent import CeaseRequest, Consent, OptIn, Preference
from accounts.consumer import EmployerProhibits
from accounts.contact import Attempt, Medium, Purpose
from accounts.debt import Debt
from accounts.notice import Dispute, FirstContact, Undeliverable, ValidationSent
from compliance.acts import DeleteRecord
from compliance.law.us.reg_f import (
    s06_b_1_clock,
    s06_b_1_inconvenient_time,
    s06_b_3_employer,
    s06_d_1_third_parties,
    s06_d_3_procedures,
    s06_d_4_ii_creditor,
    s14_b_2_call_frequency,
    s14_h_media,
    s18_c_false_means,
    s18_e_disclosure,
    s30_a_furnish,
    s34_b_5_validation_period,
    s34_c_validation_information,
    s34_d_optional,
    s38_b_overshadowing,
    s38_d_2_dispute_pause,
    s38_writing,
    s42_sending,
    s100_retention,
)
from compliance.law.us.reg_f.s34_b_4_document import ResponseForm, ShownNotice, Statement
from compliance.policy import hours
from tests.law import known
from tests.law.known import EMAIL, NEW_YORK, at, objects
from tests.law.test_s06_d_3_procedures import (
    DEADLINE,
    NOON,
    SENT,
    agreed,
    checked,
    mailed,
    notice,
    passes,
    texted,
    used,
)
from tests.law.test_s34_c_contents import MORTGAGE, STATEMENT, found

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
BOTH = known.in_zones(NEW_YORK, "America/Los_Angeles")
NIGHT = at("2026-05-20 00:30")
"""The twentieth in New York, and still the nineteenth in Los Angeles."""


# --- two dates --------------------------------------------------------------------------------------------------------


def test_a_consent_has_ended_as_soon_as_it_has_on_either_coast() -> None:
    for until, lasts in ((date(2026, 5, 20), True), (date(2026, 5, 19), False), (date(2026, 5, 18), False)):
        dossier = known.dossier(agreed(until=until), points=(*BOTH, *known.POINTS))
        assert passes(mailed(dossier, NIGHT)) is lasts
        friend = Consent(
            id="k", at=SENT, scope="third_party", for_person="friend", given_to="collector", until=until, via="call"
        )
        reached = known.proposal(
            known.dossier(friend, points=(*BOTH, *known.POINTS)), NIGHT, Medium.EMAIL, person="friend"
        )
        assert objects(s06_d_1_third_parties.third_party, reached) is not lasts


def test_a_check_of_a_number_covers_the_time_since_a_text_on_both_coasts() -> None:
    consented = agreed(SENT - timedelta(hours=11, minutes=30), "sms")  # half past midnight in New York
    for since, covers in ((SENT.date() - DAY, True), (SENT.date(), False)):
        check = checked(NOON - DAY, since=since)
        assert passes(texted(known.dossier(consented, check, points=(*BOTH, *known.POINTS)))) is covers


# --- the very instant -------------------------------------------------------------------------------------------------


def test_a_number_found_reassigned_at_the_very_instant_of_the_consent_is() -> None:
    consented = agreed(SENT, "sms")
    assert not passes(texted(known.dossier(consented, checked(SENT, result="reassigned")), SENT + DAY))
    assert passes(texted(known.dossier(consented, checked(SENT - SECOND, result="reassigned")), SENT + DAY))


def test_only_a_later_word_reopens_what_was_closed() -> None:
    def closed(again: Any) -> bool:
        opted = (CreditorOptOut(id="o", at=NOON - DAY, address=EMAIL), OptIn(id="i", at=again, medium=Medium.EMAIL))
        asks = known.proposal(known.dossier(*opted), NOON, Medium.EMAIL)
        return any(s14_h_media._closing(asks, whole_medium=False))

    assert closed(NOON - DAY)
    assert not closed(NOON - DAY + SECOND)


def test_a_named_time_that_opens_does_so_after_its_beginning_and_ends_before_its_end() -> None:
    window = s06_b_1_clock.Window(since=NOON, begin=time(9), end=time(10))
    shown = ["09:00:00", "09:00:01", "09:59:59", "10:00:00"]
    assert [window.grants(at(f"2026-05-20 {one}")) for one in shown] == [False, True, True, False]
    assert [window.holds(at(f"2026-05-20 {one}")) for one in shown] == [True, True, True, True]


def test_an_attempt_is_looked_for_in_the_week_before_the_fact_that_names_it() -> None:
    fact = ValidationSent(id="v", at=NOON, via="mail", attempt="a")

    def found(ago: timedelta) -> bool:
        made = known.made(Attempt, {}, id="a", at=NOON - ago, medium=Medium.MAIL, debts=("A",))
        return s34_b_5_validation_period._attempt(known.dossier(fact, attempts=(made,)), fact) is not None

    assert found(7 * DAY)
    assert not found(7 * DAY + SECOND)


def test_a_holiday_of_the_next_year_that_is_kept_in_this_one_does_not_count() -> None:
    assert date(2027, 12, 31) in s34_b_5_validation_period.holidays(2027)  # the first of January 2028 is a Saturday
    assert date(2027, 12, 31) not in s34_b_5_validation_period.holidays(2027, in_lieu=False)
    assert date(2026, 12, 31) not in s34_b_5_validation_period.holidays(2026)


def test_before_the_regulation_began_its_first_values_are_taken() -> None:
    first = s34_b_5_validation_period.PERIODS[0]
    for day in (first.since - DAY, first.since, first.since + DAY):
        assert s34_b_5_validation_period._period(day) == first.values


# --- one of two debts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("covered", "debts", "meet"),
    [(None, (), True), (("A",), (), True), (("A",), ("A", "B"), True), (("A",), ("B",), False), (None, ("B",), True)],
)
def test_what_covers_a_debt_meets_a_message_about_it_or_about_none(covered: Any, debts: Any, meet: bool) -> None:
    assert s38_d_2_dispute_pause._meet(covered, debts) is meet


def test_a_suit_too_late_for_one_of_two_debts_is_not_threatened() -> None:
    debts = (Debt(id="A", limitations_last_day=date(2026, 6, 1)), Debt(id="B", limitations_last_day=date(2027, 6, 1)))

    def refused(day: date, about: tuple[str, ...] = ("A", "B")) -> bool:
        asks = known.proposal(
            known.dossier(debts=debts),
            NOON,
            Medium.MAIL,
            includes=("threat_of_suit",),
            suit_date=day,
            intended=True,
            debts=about,
        )
        return objects(s18_c_false_means.threat, asks)

    assert refused(date(2026, 6, 2))
    assert not refused(date(2026, 6, 1))
    assert not refused(date(2026, 6, 2), ("B",))


def test_the_period_of_two_debts_ends_with_the_later() -> None:
    sent = [
        ValidationSent(id=f"v{debt}", at=NOON - DAY, via="mail", debts=(debt,), end_date=end)
        for debt, end in (("A", date(2026, 7, 1)), ("B", date(2026, 7, 20)))
    ]
    dossier = known.dossier().model_copy(update={"facts": tuple(sent)})
    asks = known.proposal(dossier, NOON, Medium.MAIL, includes=("false_urgency",), debts=("A", "B"))
    found = known.judge(s38_b_overshadowing.overshadow, asks)
    assert found is not None
    assert "2026-07-20" in found.says
    assert known.until(s38_b_overshadowing.overshadow, asks) == at("2026-07-21 00:00", "Pacific/Pago_Pago")


def shown(**changes: Any) -> ShownNotice:
    usual = {"on": date(2026, 5, 20), "mode": "initial", "name": "Pat Doe", "medium": "mail"}
    return ShownNotice.model_validate(usual | changes)


def test_a_statement_stands_in_only_for_mortgages_all_of_which_require_one() -> None:
    assert shown(debts=MORTGAGE, **STATEMENT).statement_serves
    other = Debt(id="B", kind="mortgage", periodic_statement_required=False)
    assert not shown(debts=(*MORTGAGE, other), **STATEMENT).statement_serves
    assert not shown(debts=(), **STATEMENT).statement_serves


def test_a_time_bar_may_be_disclosed_if_one_debt_is_barred_or_may_be() -> None:
    barred = Statement(kind="time_barred", content_specified_by_law=True)

    def wrong(*last: date | None) -> list[str]:
        debts = tuple(Debt(id=str(n), limitations_last_day=one) for n, one in enumerate(last))
        return [*s34_d_optional._on_front(shown(debts=debts), barred)]

    assert wrong(date(2026, 5, 19), date(2030, 1, 1)) == []
    assert wrong(None, date(2030, 1, 1)) == []
    assert wrong(date(2026, 5, 20), date(2030, 1, 1)) == ["there is a time-bar disclosure, and no debt is time-barred"]


def test_an_account_number_is_missing_if_one_of_the_debts_has_one() -> None:
    debts = (Debt(id="A", account_number="5550007319"), Debt(id="B"))
    assert s34_c_validation_information._is_missing(shown(debts=debts), "account_number")
    assert not s34_c_validation_information._is_missing(shown(debts=debts[1:]), "account_number")
    assert s34_c_validation_information._is_recognisable(
        shown(debts=(Debt(id="A", account_number="73"), *debts)), "73", 4
    )
    assert not s34_c_validation_information._is_recognisable(shown(debts=debts), "73", 4)


ITEMS: dict[str, Any] = {
    "itemization_date": {"kind": "charge_off", "date": date(2025, 3, 1)},
    "amount_then": "$100.00",
    "itemization": {"interest": "$0.00"},
}


@pytest.mark.parametrize("lacks", [*ITEMS, None])
def test_a_statement_that_does_not_serve_needs_the_whole_itemisation(lacks: str | None) -> None:
    rule = s34_c_validation_information.mortgage
    items = {name: value for name, value in ITEMS.items() if name != lacks}
    found = rule(shown(debts=(Debt(id="B"),), **STATEMENT, **items), rule.versions[-1].values)
    assert bool(found) is (lacks is not None)


# --- by default -------------------------------------------------------------------------------------------------------


def test_what_nobody_has_said_of_a_notice_is_not_so() -> None:
    assert not any(dict(ResponseForm()).values())
    said = dict(Statement(kind="other"))
    assert {name for name, value in said.items() if value} == {"kind"}
    bare = shown(debts=(), name="  Pat Doe ")
    assert bare.name == "Pat Doe"
    assert not bare.statement_serves
    assert not any(
        value for name, value in dict(bare).items() if isinstance(value, bool) and not name.startswith("translation")
    )


def test_what_a_bare_message_may_include_it_may_include_all_of() -> None:
    may = frozenset({"confirms", "names_us"})
    for includes, bare in ((("confirms", "names_us"), True), ((), True), (("confirms", "balance"), False)):
        asks = known.proposal(known.dossier(), NOON, Medium.SMS, includes=includes, purpose=Purpose.OPTOUT_CONFIRMATION)
        assert s14_h_media._is_bare(asks, may) is bare


# --- whom, and about which debt ---------------------------------------------------------------------------------------


def test_a_time_named_as_inconvenient_binds_towards_the_consumer_and_not_towards_their_attorney() -> None:
    wish = Preference.model_validate(
        {"id": "p", "at": NOON - DAY, "kind": "inconvenient", "from": time(11), "to": time(13)}
    )

    def refused(person: str | None) -> bool:
        asks = known.proposal(known.dossier(wish), NOON, Medium.EMAIL, person=person)
        return objects(s06_b_1_inconvenient_time.designated_time, asks)

    assert refused(None)
    assert not refused("attorney")


def test_mail_to_a_work_address_is_not_the_contact_at_work_that_an_employer_prohibits() -> None:
    prohibits = EmployerProhibits(id="e", at=NOON - DAY)
    at_work = known.POINTS[-1].model_copy(update={"place": "work"})
    dossier = known.dossier(prohibits, points=(*known.POINTS[:-1], at_work))
    assert not objects(s06_b_3_employer.employer, known.proposal(dossier, NOON, Medium.EMAIL))
    assert objects(s06_b_3_employer.employer, known.proposal(dossier, NOON, Medium.CALL, to=known.WORK))


@pytest.mark.parametrize(
    ("fields", "passing"),
    [
        ({"first_communications": {"A": SENT}}, True),
        ({"first_communications": {"A": SENT - SECOND}}, False),
        ({"attempts": ({"at": SENT},)}, True),
        ({"attempts": ({"at": SENT - SECOND},)}, False),
    ],
)
def test_the_address_was_used_before_the_creditors_notice_only_if_it_was_before(
    fields: dict[str, Any], passing: bool
) -> None:
    if "attempts" in fields:
        made = [
            known.made(Attempt, one, id="a", medium=Medium.EMAIL, to=EMAIL, debts=("A",)) for one in fields["attempts"]
        ]
        fields = {"attempts": tuple(made)}
    assert passes(mailed(known.dossier(used(), notice(), **fields))) is passing


def test_how_another_debt_was_first_spoken_of_says_nothing_of_this_one() -> None:
    when = SENT - DAY
    first = {"first_communications": {"A": when}}
    by_letter = FirstContact(id="f", at=when, via="mail", debts=("A",))
    assert passes(mailed(known.dossier(used(), notice(), by_letter, **first)))
    of_another = FirstContact(id="f", at=when, via="mail", debts=("B",))
    assert not passes(mailed(known.dossier(used(), notice(), of_another, **first)))


def test_an_oral_request_to_cease_is_undone_by_a_later_word_only() -> None:
    def closed(again: Any) -> bool:
        said = CeaseRequest(id="c", at=NOON - DAY, via="call")
        reopened = OptIn(id="i", at=again, medium=Medium.EMAIL)
        asks = known.proposal(known.dossier(said, reopened), NOON, Medium.EMAIL)
        return any(s14_h_media._closing(asks, whole_medium=True))

    assert closed(NOON - DAY)
    assert not closed(NOON - DAY + SECOND)


def test_the_short_disclosure_is_not_what_is_missing_while_one_of_the_debts_is_new() -> None:
    def lacks(*spoken_of: str) -> bool:
        dossier = known.dossier(first_communications=dict.fromkeys(spoken_of, NOON - 9 * DAY)).model_copy(
            update={"facts": ()}
        )
        return objects(s18_e_disclosure.subsequent, known.proposal(dossier, NOON, Medium.EMAIL, debts=("A", "B")))

    assert lacks("A", "B")
    assert not lacks("A")
    assert not lacks()


@pytest.mark.parametrize(
    ("outcome", "raised", "about"),
    [("conversation", ("B",), ("B",)), ("conversation", (), ("A",)), ("no_answer", ("B",), ("A",))],
)
def test_a_call_that_was_spoken_on_was_about_what_was_raised_on_it(outcome: Any, raised: Any, about: Any) -> None:
    call = Attempt(id="a", at=NOON, medium=Medium.CALL, debts=("A",), outcome=outcome, raised=raised)
    assert s18_e_disclosure.about(call) == about


@pytest.mark.parametrize(
    ("fields", "informed"),
    [
        ({}, True),
        ({"person": "friend"}, False),
        ({"via": "unknown"}, False),
        ({"id": "back"}, False),
        ({"attempt": "back"}, False),
    ],
)
def test_validation_information_informed_if_it_went_to_the_consumer_and_did_not_come_back(
    fields: dict[str, Any], informed: bool
) -> None:
    sent = known.made(ValidationSent, fields, id="v", at=NOON, via="mail")
    dossier = known.dossier().model_copy(update={"facts": (sent, Undeliverable(id="u", at=NOON, of="back"))})
    assert bool([*s18_e_disclosure._informed(dossier)]) is informed


def test_a_debt_of_nothing_adds_nothing_to_what_the_debts_come_to() -> None:
    def wrong(now: str) -> bool:
        told = found(per_debt_now={"A": "$0.00", "B": "$1,234.56"}, amount_now=now)
        return any("the debts come to" in one.says for one in told)

    assert not wrong("$1,234.56")
    assert wrong("$1,234.57")


@pytest.mark.parametrize("medium", [Medium.MAIL, Medium.CHAT])
def test_the_margin_before_the_evening_is_for_what_a_provider_may_deliver_late(medium: Medium) -> None:
    late = at("2026-05-20 20:50")
    assert objects(hours.provider_lag, known.proposal(known.dossier(), late, Medium.SMS))
    assert not objects(hours.provider_lag, known.proposal(known.dossier(), late, medium))
    confirms = known.proposal(known.dossier(), late, Medium.SMS, purpose=Purpose.OPTOUT_CONFIRMATION)
    assert not objects(hours.provider_lag, confirms)
    answers = known.proposal(
        known.dossier(inbounds=(known.text_in(late - SECOND),)), late, Medium.SMS, in_reply_to="m1"
    )
    assert not objects(hours.provider_lag, answers)


# --- what was left ----------------------------------------------------------------------------------------------------


def test_an_opt_out_from_the_creditors_notice_is_late_once_the_deadline_is_over_on_both_coasts() -> None:
    values = s06_d_3_procedures.procedures.versions[-1].values
    assert isinstance(values, s06_d_3_procedures.Procedures)
    points = (*BOTH, *known.POINTS)

    def rule(when: Any) -> str:
        dossier = known.dossier(used(), notice(), CreditorOptOut(id="o", at=when, address=EMAIL), points=points)
        asks = known.proposal(dossier, NOON, Medium.EMAIL)
        return s06_d_4_ii_creditor._told(asks, "A", notice(), values.email).id

    night = at(f"{DEADLINE + DAY} 00:30")  # the deadline's own day in Los Angeles
    assert rule(night) == "regf.6d4ii.D-optout-expired"
    assert rule(night + 3 * timedelta(hours=1)) == "regf.6d4ii.D-late-optout"


def test_a_recording_is_kept_from_its_call_and_everything_else_from_the_last_activity() -> None:
    call = NOON - 400 * DAY
    later = known.made(Attempt, {}, id="a", at=NOON, medium=Medium.SMS, debts=("A",))
    dossier = known.dossier(attempts=(later,))
    recording, log = (
        s100_retention.keep_until(dossier, DeleteRecord(debts=("A",), record=record, runs_from=call))
        for record in ("recording", "log")
    )
    assert recording is not None
    assert log is not None
    assert (log - recording).days > 390


def test_a_dispute_of_two_debts_is_in_time_if_it_is_for_one_of_them() -> None:
    writing = s38_d_2_dispute_pause._disputes()
    sent = [
        ValidationSent(id=f"v{debt}", at=NOON - ago * DAY, via="mail", debts=(debt,), end_date=NOON.date() + end * DAY)
        for debt, ago, end in (("A", 100, -50), ("B", 10, 30))
    ]
    dossier = known.dossier().model_copy(update={"facts": tuple(sent)})
    dispute = Dispute(id="d", at=NOON, via="email", debts=("A", "B"))
    assert s38_writing.is_timely(dossier, dispute, (), writing)
    assert s38_writing.is_timely(dossier, dispute, ("B",), writing)
    assert not s38_writing.is_timely(dossier, dispute, ("A",), writing)


def test_furnishing_at_the_very_instant_of_a_return_did_not_begin_before_it() -> None:
    wait = s30_a_furnish.furnish.versions[-1].values
    assert isinstance(wait, s30_a_furnish.Wait)
    back = NOON - DAY

    def returned(furnished: Any) -> bool:
        facts = (
            ValidationSent(id="v", at=NOON - 60 * DAY, via="mail", debts=("A",)),
            Undeliverable(id="u", at=back, of="v"),
            Furnished(id="f", at=furnished, debts=("A",)),
        )
        dossier = known.dossier().model_copy(update={"facts": facts})
        (proof,) = s30_a_furnish.proofs(dossier, "A", NOON, wait)
        return proof.returned

    assert returned(back)
    assert not returned(back - SECOND)


def test_a_consent_to_a_later_call_is_looked_for_two_days_beyond_the_days_that_count() -> None:
    agreed_to = Consent.model_validate(
        {"id": "k", "at": NOON - DAY, "scope": "calls", "via": "call", "from": time(9), "to": time(10)}
    )
    asks = known.proposal(known.dossier(agreed_to), NOON, Medium.CALL)
    opens, free = at("2026-05-29 09:00"), NOON + 30 * DAY
    found = s14_b_2_call_frequency._until(asks, free, lambda when: when >= opens, 7)
    assert found == opens


def test_an_address_is_one_that_was_given_unless_a_case_says_otherwise() -> None:
    for told, recognised in (({}, True), ({"recognised": False}, False)):
        asks = known.proposal(known.dossier(), NOON, Medium.CALL)
        s42_sending.assume(asks, document="validation_notice", **told)
        found = s42_sending.delivery(asks)
        assert found is not None
        assert found.recognised is recognised
