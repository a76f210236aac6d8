"""1006.6(d)(3) to (5): "regf.6d3-procedures", "regf.6d3ii-known-disclosure": why an address may be used."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.basis import AccountUse, CreditorNotice, CreditorOptOut, CreditorStop, EmployerAddress, NumberCheck
from accounts.consent import Consent, OptIn, OptOut, Revocation
from accounts.consumer import ContactPoint, PointKind, WrongParty
from accounts.contact import Attempt, Inbound, Medium, Purpose
from accounts.debt import Debt, PriorCollector
from accounts.dossier import Dossier
from accounts.notice import FirstContact
from compliance.decision import Finding, Objection
from compliance.law.us.reg_f.s06_d_3_procedures import known_disclosure, procedures
from tests.law.known import EMAIL, MOBILE, POINTS, at, dossier, judge, made, objects, proposal, text_in, until

NOON = at("2026-05-20 12:00")
SENT = at("2026-03-02 12:00")
DEADLINE = date(2026, 4, 6)
GUAM = ContactPoint(id="g", kind=PointKind.PHONE, address="+16715550101", line="mobile", zones=("Pacific/Guam",))


def mailed(known: Dossier, when: datetime = NOON, **fields: Any) -> Objection | Finding | None:
    return judge(procedures, proposal(known, when, Medium.EMAIL, **fields))


def texted(known: Dossier, when: datetime = NOON, **fields: Any) -> Objection | Finding | None:
    return judge(procedures, proposal(known, when, Medium.SMS, **fields))


def passes(found: Objection | Finding | None) -> bool:
    return isinstance(found, Finding) and found.rule == "regf.6d3-procedures"


def wrote(when: datetime = SENT, **fields: Any) -> Inbound:
    return made(Inbound, fields, id="m", at=when, medium=Medium.EMAIL, from_address=EMAIL, debts=("A",))


def agreed(when: datetime = SENT, scope: str = "email", **fields: Any) -> Consent:
    to = EMAIL if scope == "email" else MOBILE
    return made(Consent, fields, id="k", at=when, scope=scope, address=to, via="call")


def used(**fields: Any) -> AccountUse:
    return made(AccountUse, fields, id="u", at=at("2026-02-02 12:00"), address=EMAIL, content="statement")


def notice(**fields: Any) -> CreditorNotice:
    whole = dict.fromkeys(("sent_to_account_address", "collector_named", "says_may_use", "says_others_may_see"), True)
    usual = {"opt_out_method": "form_and_envelope", "reply_to": "collector", "deadline": DEADLINE, **whole}
    return made(CreditorNotice, fields, id="n1", at=SENT, medium="mail", address=EMAIL, **usual)


def checked(when: datetime, **fields: Any) -> NumberCheck:
    usual = {"number": MOBILE, "database": "fcc", "since": SENT.date(), "result": "not_reassigned"}
    return made(NumberCheck, fields, id="c", at=when, **usual)


# --- what the procedures are asked about ------------------------------------------------------------------------------


@pytest.mark.parametrize("medium", [Medium.EMAIL, Medium.SMS])
def test_without_any_basis_nothing_electronic_goes_out_about_a_debt_and_time_alone_does_not_help(
    medium: Medium,
) -> None:
    found = judge(procedures, proposal(dossier(), NOON, medium))
    assert isinstance(found, Objection)
    assert (found.rule, found.until) == ("regf.6d3-procedures", None)
    assert "neither used it with us nor agreed to its use" in found.says


@pytest.mark.parametrize(
    ("medium", "fields"),
    [
        (Medium.CALL, {}),
        (Medium.MAIL, {}),
        (Medium.PUSH, {}),
        (Medium.SMS, {"debts": ()}),
        (Medium.SMS, {"debts": (), "purpose": Purpose.OPTOUT_CONFIRMATION}),
        (Medium.EMAIL, {"purpose": Purpose.LOCATION_INFO}),
        (Medium.EMAIL, {"person": "attorney"}),
        (Medium.EMAIL, {"person": "friend"}),
    ],
)
def test_other_media_messages_about_no_debt_and_other_people_need_none(medium: Medium, fields: dict[str, Any]) -> None:
    assert judge(procedures, proposal(dossier(), NOON, medium, **fields)) is None


def test_a_spouse_needs_a_basis_of_their_own() -> None:
    assert not passes(mailed(dossier(agreed()), person="spouse"))
    assert passes(mailed(dossier(agreed(by="spouse")), person="spouse"))


def test_the_limb_that_passes_is_kept_with_its_evidence() -> None:
    found = mailed(dossier(agreed()))
    assert isinstance(found, Finding)
    assert (found.citation, found.says) == ("12 CFR 1006.6(d)(4)(i)(B)", "the consumer consented on 2026-03-02 (call)")


def test_every_debt_needs_a_basis_and_each_may_have_another() -> None:
    both = ("A", "B")
    assert not passes(mailed(dossier(agreed(debts=("A",))), debts=both))
    found = mailed(dossier(agreed(debts=("A",)), inbounds=(wrote(debts=("B",)),)), debts=both)
    assert isinstance(found, Finding)
    assert found.citation == "12 CFR 1006.6(d)(4)(i)(B); 12 CFR 1006.6(d)(4)(i)(A)"


# --- (d)(4)(i)(A), an e-mail of theirs --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"debts": ()}, True),
        ({"debts": ("B",)}, False),
        ({"about_debt": False}, False),
        ({"from_address": "other@mail.example"}, False),
        ({"medium": Medium.SMS}, False),
        ({"person": "spouse"}, False),
    ],
)
def test_an_email_of_the_consumer_about_the_debt_opens_the_address_it_came_from(
    fields: dict[str, Any], expected: bool
) -> None:
    assert passes(mailed(dossier(inbounds=(wrote(**fields),)))) is expected


@pytest.mark.parametrize(
    ("asked", "fields", "expected"),
    [
        ("2026-03-02 11:59", {"address": EMAIL}, True),
        ("2026-03-02 12:00", {"address": EMAIL}, False),
        ("2026-03-03 12:00", {"address": EMAIL}, False),
        ("2026-03-03 12:00", {"medium": Medium.EMAIL}, False),
        ("2026-03-03 12:00", {"medium": Medium.SMS}, True),
        ("2026-03-03 12:00", {"address": "other@mail.example"}, True),
    ],
)
def test_an_opt_out_since_ends_what_an_email_or_a_consent_opened(
    asked: str, fields: dict[str, Any], expected: bool
) -> None:
    out = made(OptOut, fields, id="o", at=at(asked), via="email")
    assert passes(mailed(dossier(out, inbounds=(wrote(),)))) is expected
    assert passes(mailed(dossier(agreed(), out))) is expected


def test_what_was_opted_in_again_is_open_again() -> None:
    out = OptOut(id="o", at=at("2026-03-03 12:00"), address=EMAIL)
    back = OptIn(id="i", at=at("2026-03-04 12:00"), address=EMAIL)
    assert passes(mailed(dossier(agreed(), out, back)))


# --- (d)(4)(i)(B) and (d)(5)(ii), consent -----------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["email", "sms"])
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"debts": ("A",)}, True),
        ({"debts": ("B",)}, False),
        ({"given_to": "creditor"}, False),
        ({"given_to": "prior_collector"}, False),
        ({"provided_only": True}, False),
        ({"provided_only": True, "disclosed": True}, True),
        ({"address": None}, False),
        ({"address": "+12125550199"}, False),
        ({"until": date(2026, 5, 20)}, True),
        ({"until": date(2026, 5, 19)}, False),
        ({"only_on": date(2026, 5, 20)}, False),
        ({"from": "09:00"}, False),
        ({"to": "17:00"}, False),
        ({"by": "spouse"}, False),
    ],
)
def test_consent_is_theirs_given_to_us_for_that_address_and_debt(
    scope: str, fields: dict[str, Any], expected: bool
) -> None:
    known = dossier(agreed(at("2026-05-10 12:00"), scope, **fields))
    assert passes(judge(procedures, proposal(known, NOON, Medium(scope)))) is expected


def test_consent_that_was_withdrawn_is_gone_and_another_one_holds() -> None:
    back = Revocation(id="r", at=at("2026-03-10 12:00"), of="k")
    assert not passes(mailed(dossier(agreed(), back)))
    assert passes(mailed(dossier(agreed(), back, agreed(at("2026-03-11 12:00"), id="k2"))))


def test_why_a_consent_does_not_hold_is_said_to_the_collector() -> None:
    found = texted(dossier(agreed(scope="sms", given_to="creditor")))
    assert isinstance(found, Objection)
    assert found.says == (
        "nothing lets this number be used about the debt: "
        "the consent of 2026-03-02 was given to the creditor, not to us"
    )


# --- (d)(4)(ii), the creditor -----------------------------------------------------------------------------------------

AFTER = at("2026-04-20 12:00")


def by_creditor(*facts: Any, when: datetime = AFTER, **fields: Any) -> Objection | Finding | None:
    return mailed(dossier(*facts, **fields), when)


def test_account_use_and_a_whole_notice_that_nobody_answered_open_the_address() -> None:
    assert passes(by_creditor(used(), notice()))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"content": "bill"}, True),
        ({"content": "payment_confirmation"}, True),
        ({"content": "marketing"}, False),
        ({"content": "greeting"}, False),
        ({"debts": ("B",)}, False),
        ({"address": "other@mail.example"}, False),
    ],
)
def test_the_creditor_used_it_for_the_account(fields: dict[str, Any], expected: bool) -> None:
    assert passes(by_creditor(used(**fields), notice())) is expected


@pytest.mark.parametrize(("stopped", "expected"), [(EMAIL, False), ("other@mail.example", True)])
def test_what_the_creditor_was_asked_to_stop_is_closed(stopped: str, expected: bool) -> None:
    stop = CreditorStop(id="s", at=at("2026-02-10 12:00"), address=stopped)
    assert passes(by_creditor(used(), stop, notice())) is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"sent_to_account_address": False}, False),
        ({"collector_named": False}, False),
        ({"says_may_use": False}, False),
        ({"says_others_may_see": False}, False),
        ({"conspicuous": False}, False),
        ({"part_of_larger_letter": True}, True),
        ({"opt_out_method": "call_for_form"}, False),
        ({"opt_out_method": "link"}, False),
        ({"medium": "email", "opt_out_method": "link"}, True),
        ({"medium": "email", "opt_out_method": "reply_stop"}, True),
        ({"medium": "email", "opt_out_method": "postal_mail"}, False),
        ({"medium": "email", "opt_out_method": "telephone"}, False),
        ({"medium": "email", "opt_out_method": "website_no_link"}, False),
        ({"medium": "email"}, False),
        ({"medium": "fax"}, False),
        ({"reply_to": "creditor"}, True),
        ({"reply_to": "both"}, False),
        ({"deadline": None}, False),
        ({"deadline": date(2026, 4, 5)}, False),
        ({"deadline": date(2026, 4, 19)}, True),
        ({"deadline": date(2026, 4, 20)}, False),
        ({"debts": ("A",)}, True),
        ({"debts": ("B",)}, False),
        ({"address": "other@mail.example"}, False),
    ],
)
def test_the_notice_says_all_it_must_and_leaves_the_time_it_must(fields: dict[str, Any], expected: bool) -> None:
    assert passes(by_creditor(used(), notice(**fields))) is expected


def test_the_period_is_over_on_the_day_after_the_deadline_and_the_objection_says_so() -> None:
    known = dossier(used(), notice())
    last, first = at("2026-04-06 23:59:59"), at("2026-04-07 00:00:00")
    assert until(procedures, proposal(known, last, Medium.EMAIL)) == first
    assert passes(mailed(known, first))


def test_the_last_zone_in_which_the_deadline_may_be_today_decides() -> None:
    pacific = ContactPoint(id="p", kind=PointKind.PHONE, address="+12135550101", zones=("America/Los_Angeles",))
    known = dossier(used(), notice(), points=(*POINTS, pacific))
    assert until(procedures, proposal(known, at("2026-04-07 02:59:59"), Medium.EMAIL)) == at("2026-04-07 03:00:00")
    assert passes(mailed(known, at("2026-04-07 03:00:00")))


def test_the_first_zone_in_which_it_was_sent_tomorrow_decides_when_the_period_may_end() -> None:
    assert not passes(by_creditor(used(), notice(at=at("2026-03-02 12:00")), points=(*POINTS, GUAM)))
    assert passes(by_creditor(used(), notice(deadline=date(2026, 4, 7)), points=(*POINTS, GUAM)))


def test_an_answer_to_the_notice_closes_the_address_whenever_it_comes() -> None:
    for day in ("2026-03-20 12:00", "2026-04-06 23:00", "2026-04-10 12:00"):
        found = by_creditor(used(), notice(), CreditorOptOut(id="o", at=at(day), address=EMAIL))
        assert isinstance(found, Objection)
        assert found.says.endswith("the consumer opted out")
    assert passes(by_creditor(used(), notice(), CreditorOptOut(id="o", at=SENT, address="other@mail.example")))


def test_one_whole_notice_of_two_is_enough_and_else_the_one_that_time_completes_counts() -> None:
    poor = notice(id="n0", collector_named=False)
    assert passes(by_creditor(used(), notice(), poor))
    running = notice(id="n2", deadline=date(2026, 4, 30))
    asked = proposal(dossier(used(), running, poor), AFTER, Medium.EMAIL)
    assert until(procedures, asked) == at("2026-05-01 00:00")


def test_of_two_debts_the_later_period_decides_and_one_without_an_end_has_none() -> None:
    known = dossier(used(), notice(debts=("A",)), notice(id="n2", debts=("B",), deadline=date(2026, 4, 10)))
    both = proposal(known, at("2026-04-01 12:00"), Medium.EMAIL, debts=("A", "B"))
    assert until(procedures, both) == at("2026-04-11 00:00")
    one = proposal(dossier(used(), notice(debts=("A",))), at("2026-04-01 12:00"), Medium.EMAIL, debts=("A", "B"))
    assert until(procedures, one) is None


def emailed(when: str, **fields: Any) -> Attempt:
    return made(Attempt, fields, id="a", at=at(when), medium=Medium.EMAIL, to=EMAIL, debts=("A",))


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [
        (emailed("2026-03-01 12:00"), False),
        (emailed("2026-03-01 12:00", debts=()), False),
        (emailed("2026-03-03 12:00"), True),
        (emailed("2026-03-01 12:00", debts=("B",)), True),
        (emailed("2026-03-01 12:00", to="other@mail.example"), True),
        (emailed("2026-03-01 12:00", state="failed"), True),
        (emailed("2026-03-01 12:00", purpose=Purpose.OPTOUT_CONFIRMATION), True),
        (emailed("2026-03-01 12:00", medium=Medium.MAIL), True),
    ],
)
def test_the_notice_comes_before_we_use_the_address(attempt: Attempt, expected: bool) -> None:
    assert passes(by_creditor(used(), notice(), attempts=(attempt,))) is expected


@pytest.mark.parametrize(
    ("via", "expected"), [("call", True), ("mail", True), ("email", False), ("unknown", False), (None, False)]
)
def test_a_first_communication_of_which_we_know_no_more_may_have_been_such_a_use(
    via: str | None, expected: bool
) -> None:
    first = at("2026-02-01 12:00")
    told = () if via is None else (FirstContact(id="f", at=first, via=via),)
    assert passes(by_creditor(used(), notice(), *told, first_communications={"A": first})) is expected


def test_a_first_communication_that_is_seen_to_be_a_call_is_no_such_use() -> None:
    call = Attempt(id="a", at=at("2026-02-20 12:00"), medium=Medium.CALL, to=MOBILE, outcome="conversation")
    assert passes(by_creditor(used(), notice(), attempts=(call,), first_communications={"A": call.at}))


@pytest.mark.parametrize(
    ("address", "domain", "expected"),
    [
        ("pat@family.example", "open", True),
        ("pat@family.example", "unknown", False),
        ("pat@family.example", "reserved", False),
        ("pat@gmail.com", "unknown", True),
        ("Pat@Gmail.com", "unknown", True),
        ("pat@gmail.com", "reserved", False),
        ("pat@notgmail.com", "unknown", False),
        ("pat@college.edu", "open", False),
        ("pat@agency.gov", "open", False),
    ],
)
def test_the_domain_is_known_or_listed_as_open_to_the_public(address: str, domain: str, expected: bool) -> None:
    point = ContactPoint.model_validate({"id": "x", "kind": "email", "address": address, "domain": domain})
    known = dossier(used(address=address), notice(address=address), points=(*POINTS, point))
    assert passes(mailed(known, AFTER, to=address)) is expected


@pytest.mark.parametrize(
    ("fields", "expected"), [({}, True), ({"source": "skip_trace"}, False), ({"place": "work"}, False)]
)
def test_the_creditor_had_it_from_the_consumer_and_no_employer_provides_it(
    fields: dict[str, Any], expected: bool
) -> None:
    point = ContactPoint.model_validate({"id": "x", "kind": "email", "address": "pat@gmail.com"} | fields)
    known = dossier(used(address="pat@gmail.com"), notice(address="pat@gmail.com"), points=(*POINTS, point))
    assert passes(mailed(known, AFTER, to="pat@gmail.com")) is expected


def test_an_address_that_is_in_no_record_of_ours_has_no_such_basis() -> None:
    known = dossier(used(address="pat@gmail.com"), notice(address="pat@gmail.com"))
    assert not passes(mailed(known, AFTER, to="pat@gmail.com"))


def test_an_address_that_anybody_called_the_employers_is_closed_to_this_limb() -> None:
    assert not passes(by_creditor(used(), notice(), EmployerAddress(id="e", at=SENT, address=EMAIL)))
    assert passes(by_creditor(used(), notice(), EmployerAddress(id="e", at=SENT, address="other@mail.example")))


# --- (d)(4)(iii), collectors before us --------------------------------------------------------------------------------


def before(**fields: Any) -> PriorCollector:
    return made(PriorCollector, fields, name="ABC", address=EMAIL, obtained_under="6(d)(4)(ii)", used=True)


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        ([before()], True),
        ([before(obtained_under="6(d)(4)(i)")], True),
        ([before(obtained_under="6(d)(4)(i)(B)")], True),
        ([before(obtained_under="6(d)(4)(iii)")], False),
        ([before(obtained_under=None)], False),
        ([before(returned_to_creditor=True)], True),
        ([before(used=False)], False),
        ([before(opted_out=True)], False),
        ([before(address="other@mail.example")], False),
        ([before(), before(name="EFG", obtained_under=None)], True),
        ([before(), before(name="EFG", obtained_under=None, used=False)], False),
        ([before(), before(name="EFG", address="other@mail.example")], False),
        ([before(opted_out=True), before(name="EFG")], False),
        ([before(address=None, used=False, opted_out=True), before()], False),
        ([before(used=False), before(name="EFG", obtained_under=None)], True),
    ],
)
def test_the_collector_just_before_us_used_what_one_of_them_obtained_properly(
    chain: list[PriorCollector], expected: bool
) -> None:
    known = dossier(debts=(Debt(id="A", prior_collectors=tuple(chain)),))
    assert passes(mailed(known)) is expected


def test_an_opt_out_with_us_ends_what_came_from_the_collector_before() -> None:
    out = OptOut(id="o", at=SENT, address=EMAIL)
    assert not passes(mailed(dossier(out, debts=(Debt(id="A", prior_collectors=(before(),)),))))


def test_a_debt_that_we_do_not_know_had_nobody_before_us() -> None:
    assert not passes(mailed(dossier(debts=()), debts=("Z",)))


def test_nobody_before_us_hands_on_the_right_to_text() -> None:
    known = dossier(debts=(Debt(id="A", prior_collectors=(before(address=MOBILE),)),))
    assert not passes(texted(known))


# --- (d)(5), texts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "expected"), [(0, True), (59, True), (60, False), (61, False)])
def test_a_text_or_a_consent_counts_for_sixty_days_its_own_the_first(days: int, expected: bool) -> None:
    when = SENT + timedelta(days=days)
    assert passes(texted(dossier(agreed(scope="sms")), when)) is expected
    assert passes(texted(dossier(inbounds=(text_in(SENT),)), when)) is expected


def test_the_sixty_days_are_over_when_they_are_over_in_one_zone() -> None:
    late = at("2026-04-30 10:30")
    assert passes(texted(dossier(agreed(scope="sms")), late))
    assert not passes(texted(dossier(agreed(at("2026-03-02 08:00"), "sms"), points=(*POINTS, GUAM)), late))


def test_time_alone_never_makes_an_old_consent_new() -> None:
    assert until(procedures, proposal(dossier(agreed(scope="sms")), NOON, Medium.SMS)) is None


@pytest.mark.parametrize(
    ("inbound", "expected"),
    [
        (text_in(NOON), True),
        (text_in(NOON, about_debt=False), False),
        (text_in(NOON, debts=("B",)), False),
        (text_in(NOON, from_address="+12125550199"), False),
        (text_in(NOON, medium=Medium.CALL, outcome="conversation"), False),
    ],
)
def test_a_text_about_the_debt_opens_the_number_and_a_call_does_not(inbound: Inbound, expected: bool) -> None:
    assert passes(texted(dossier(inbounds=(inbound,)))) is expected


def test_any_new_text_makes_an_old_one_about_the_debt_count_again() -> None:
    new = text_in(at("2026-05-19 12:00"), "m2", about_debt=False)
    assert passes(texted(dossier(inbounds=(text_in(SENT), new))))


def test_a_stop_ends_what_a_text_opened_and_a_later_text_about_the_debt_opens_it_again() -> None:
    out = OptOut(id="o", at=SENT, medium=Medium.SMS, address=MOBILE)
    assert not passes(texted(dossier(out, inbounds=(text_in(SENT),)), at("2026-03-03 12:00")))
    later = text_in(at("2026-03-03 11:00"), "m2")
    assert passes(texted(dossier(out, inbounds=(text_in(SENT), later)), at("2026-03-03 12:00")))


CHECK = at("2026-05-20 09:00")
JUNE = at("2026-06-10 12:00")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"database": "equivalent"}, True),
        ({"database": "other"}, False),
        ({"result": "no_data"}, False),
        ({"result": "reassigned"}, False),
        ({"since": date(2026, 3, 1)}, True),
        ({"since": date(2026, 3, 3)}, False),
        ({"since": None}, False),
        ({"number": "+12125550199"}, False),
    ],
)
def test_a_database_that_counts_shows_it_still_theirs_since_the_consent(fields: dict[str, Any], expected: bool) -> None:
    assert passes(texted(dossier(agreed(scope="sms"), checked(CHECK, **fields)), JUNE)) is expected
    assert passes(texted(dossier(checked(CHECK, **fields), inbounds=(text_in(SENT),)), JUNE)) is expected


@pytest.mark.parametrize(("days", "expected"), [(59, True), (60, False)])
def test_a_check_counts_for_sixty_days_itself(days: int, expected: bool) -> None:
    when = CHECK + timedelta(days=days)
    assert passes(texted(dossier(agreed(scope="sms"), checked(CHECK)), when)) is expected


def test_the_check_goes_back_to_the_latest_consent_that_holds() -> None:
    renewed = agreed(at("2026-03-20 12:00"), "sms", id="k2")
    late = checked(CHECK, since=date(2026, 3, 15))
    assert passes(texted(dossier(agreed(scope="sms"), renewed, late), JUNE))
    gone = Revocation(id="r", at=at("2026-03-21 12:00"), of="k2")
    assert not passes(texted(dossier(agreed(scope="sms"), renewed, gone, late), JUNE))


def test_a_number_found_reassigned_is_closed_until_the_consumer_uses_it_again() -> None:
    found = checked(at("2026-03-10 12:00"), result="reassigned")
    assert not passes(texted(dossier(agreed(scope="sms"), found), at("2026-03-11 12:00")))
    again = agreed(at("2026-03-12 12:00"), "sms", id="k2")
    assert passes(texted(dossier(agreed(scope="sms"), found, again), at("2026-03-13 12:00")))


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ((), "nobody has checked since that the number is still theirs"),
        ((checked(CHECK, result="no_data"),), "no database that counts shows it still theirs since"),
        ((checked(at("2026-03-25 12:00")),), "so is the last check of the number (2026-03-25)"),
        ((checked(CHECK, result="reassigned"),), "the number was found to be reassigned since"),
    ],
)
def test_a_collector_is_told_what_an_old_consent_lacks(facts: tuple[NumberCheck, ...], says: str) -> None:
    found = texted(dossier(agreed(scope="sms"), *facts), JUNE)
    assert isinstance(found, Objection)
    assert found.says.startswith(
        "nothing lets this number be used about the debt: the consumer consented on 2026-03-02"
    )
    assert found.says.endswith(says)


# --- (d)(3)(ii), an address that reached somebody else ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("medium", "address", "fields", "expected"),
    [
        (Medium.SMS, MOBILE, {}, True),
        (Medium.EMAIL, EMAIL, {}, True),
        (Medium.SMS, "+12125550199", {}, False),
        (Medium.CALL, MOBILE, {}, False),
        (Medium.SMS, MOBILE, {"debts": ()}, False),
        (Medium.SMS, MOBILE, {"purpose": Purpose.OPTOUT_CONFIRMATION}, False),
    ],
)
def test_an_address_that_reached_somebody_else_is_closed_whatever_opened_it(
    medium: Medium, address: str, fields: dict[str, Any], expected: bool
) -> None:
    told = WrongParty(id="w", at=at("2026-05-12 12:00"), address=address, told_by="subscriber")
    known = dossier(agreed(), agreed(scope="sms", id="k2"), told)
    assert objects(known_disclosure, proposal(known, NOON, medium, **fields)) is expected


def test_nobody_said_so_and_nothing_is_closed() -> None:
    assert not objects(known_disclosure, proposal(dossier(agreed()), NOON, Medium.EMAIL))
