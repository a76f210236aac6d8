"""Acts that are no message: furnishing, suits, transfers, instruments and payments, on both sides of each boundary."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.activity import Furnished, Payment
from accounts.contact import Attempt, Inbound, Medium, Purpose, State
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier
from accounts.notice import Dispute, DisputeAnswered, OriginalCreditorRequest, Undeliverable, ValidationSent
from compliance import cases
from compliance.acts import AcceptPayment, Act, ApplyPayment, Deposit, FileProofOfClaim, Furnish, Sell, Sue
from compliance.book import whole
from compliance.decision import Objection
from compliance.deed import Deed, DeedRule
from compliance.guard import Guard
from compliance.law.us.reg_f.s18_c_2_disputed_credit import disputed_credit
from compliance.law.us.reg_f.s22_b_unauthorized_amount import unauthorized_amount
from compliance.law.us.reg_f.s22_c_postdated import early_deposit, postdated_notice
from compliance.law.us.reg_f.s26_b_time_barred import suit, threat
from compliance.law.us.reg_f.s30_a_furnish import earliest, furnish, undeliverable
from compliance.law.us.reg_f.s30_b_transfer import transfer
from compliance.law.us.reg_f.s30_c_payments import directions, no_disputed
from compliance.law.us.reg_f.s30_d_venue import venue
from compliance.law.us.reg_f.s38_acts import furnishing
from compliance.law.us.reg_f.s38_acts import suit as suit_meanwhile
from tests.law.known import EMAIL, MOBILE, NOTICE, at, dossier, in_zones, made, objects, proposal

NOW = at("2026-05-13 12:00")
GUARD = Guard(whole("compliance.law.us.reg_f"))


def judge(rule: DeedRule, act: Act, known: Dossier, when: datetime = NOW) -> Objection | None:
    found = rule(Deed(act, known, when), rule.versions[-1].values)
    assert found is None or isinstance(found, Objection)
    return found


def barred(rule: DeedRule, act: Act, *facts: Any, when: datetime = NOW, **fields: Any) -> bool:
    return judge(rule, act, dossier(*facts, **fields), when) is not None


def disputed(**fields: Any) -> Dispute:
    return made(Dispute, fields, id="d", at=at("2026-05-04 12:00"), via="oral", debts=("A",))


# 12 CFR 1006.30(a): before furnishing


def letter(shown: str = "2026-05-01 12:00", **fields: Any) -> Attempt:
    return made(Attempt, fields, id="l1", at=at(shown), medium=Medium.MAIL, to="home", debts=("A",))


def email(shown: str = "2026-05-01 12:00", **fields: Any) -> Attempt:
    return letter(shown, **({"medium": Medium.EMAIL, "to": EMAIL} | fields))


def talk(**fields: Any) -> Attempt:
    usual = {"id": "c", "at": at("2026-05-12 12:00"), "medium": Medium.CALL, "to": MOBILE, "debts": ("A",)}
    return made(Attempt, fields, **usual, raised=("A",), outcome="conversation")


def came_back(shown: str, of: str = "l1") -> Undeliverable:
    return Undeliverable(id=f"back {of}", at=at(shown), of=of)


def may_furnish(*facts: Any, when: str = "2026-06-20 12:00", cra: str = "nationwide", **fields: Any) -> bool:
    known, act = dossier(**({"facts": facts} | fields)), Furnish(debts=("A",), cra=cra)
    return all(judge(rule, act, known, at(when)) is None for rule in (furnish, undeliverable))


@pytest.mark.parametrize("sent", [letter(), email(), email(medium=Medium.SMS, to=MOBILE)], ids=["mail", "email", "sms"])
def test_after_a_writing_fourteen_days_are_waited_through(sent: Attempt) -> None:
    assert not may_furnish(attempts=(sent,), when="2026-05-15 23:59")
    assert may_furnish(attempts=(sent,), when="2026-05-16 00:00")


def test_the_wait_ends_in_the_last_zone_and_begins_in_the_first() -> None:
    far = in_zones("America/New_York", "Pacific/Honolulu")
    late = letter("2026-05-01 12:00")
    assert not may_furnish(attempts=(late,), points=far, when="2026-05-16 05:59")
    assert may_furnish(attempts=(late,), points=far, when="2026-05-16 06:00")
    # On the first of May in Honolulu it is the second in New York already.
    assert not may_furnish(attempts=(letter("2026-05-02 01:00"),), points=far, when="2026-05-16 12:00")


def test_until_when_a_return_is_waited_for_is_said() -> None:
    known = dossier(facts=(), attempts=(letter(),))
    found = judge(furnish, Furnish(debts=("A",)), known, at("2026-05-10 12:00"))
    assert found is not None
    assert found.until == at("2026-05-16 00:00")
    assert "until May 15" in found.says


@pytest.mark.parametrize(
    "sent",
    [
        email(purpose=Purpose.OPTOUT_CONFIRMATION),
        email(purpose=Purpose.LOCATION_INFO),
        email(limited_content=True),
        email(person="friend"),
        email(debts=("B",)),
        email(debts=()),
        email(state=State.IN_DOUBT),
        email(state=State.FAILED),
        email(medium=Medium.CALL),
        talk(outcome="voicemail_debt"),
        talk(voice="bot"),
        talk(voice="recorded"),
        talk(person="friend"),
        talk(raised=("B",)),
    ],
)
def test_what_is_not_about_the_debt_or_does_not_reach_the_consumer_proves_nothing(sent: Attempt) -> None:
    assert not may_furnish(attempts=(sent,))


def test_a_person_who_spoke_with_the_consumer_about_the_debt_is_enough_at_once() -> None:
    assert may_furnish(attempts=(talk(),), when="2026-05-12 12:00")
    assert not may_furnish(attempts=(talk(),), when="2026-05-12 11:59")
    assert may_furnish(attempts=(talk(raised=(), consumer_raised=("A",)),))


@pytest.mark.parametrize(
    ("change", "enough"),
    [
        ({}, True),
        ({"person": "spouse"}, False),
        ({"about_debt": False}, False),
        ({"debts": ("B",)}, False),
        ({"outcome": "voicemail_left"}, False),
    ],
)
def test_a_call_of_the_consumer_is_a_talk_too(change: dict[str, Any], enough: bool) -> None:
    usual = {"id": "i", "at": at("2026-05-12 12:00"), "medium": Medium.CALL, "debts": ("A",), "outcome": "conversation"}
    assert may_furnish(inbounds=(made(Inbound, change, **usual),)) is enough


@pytest.mark.parametrize(
    ("change", "when", "enough"),
    [
        ({}, "2026-05-16 12:00", True),
        ({}, "2026-05-15 12:00", False),
        ({"via": "oral"}, "2026-05-01 12:00", True),
        ({"via": "oral", "person": "executor"}, "2026-05-16 12:00", False),
        ({"person": "executor"}, "2026-05-16 12:00", False),
        ({"via": "unknown"}, "2026-05-16 12:00", False),
        ({"debts": ("B",)}, "2026-05-16 12:00", False),
        ({"debts": ("B",), "via": "oral"}, "2026-05-16 12:00", False),
        ({"debts": ("A",), "via": "oral"}, "2026-05-16 12:00", True),
    ],
)
def test_a_validation_notice_is_about_the_debt(change: dict[str, Any], when: str, enough: bool) -> None:
    notice = made(ValidationSent, change, id="v", at=at("2026-05-01 12:00"), via="mail")
    assert may_furnish(notice, when=when) is enough


def test_a_notice_and_its_attempt_are_one_writing() -> None:
    notice = ValidationSent(id="v", at=at("2026-05-01 12:00"), via="mail", attempt="l1")
    assert may_furnish(notice, attempts=(letter(),), when="2026-05-16 12:00")
    assert not may_furnish(notice, attempts=(letter(state=State.UNDELIVERED),))
    assert not may_furnish(notice, came_back("2026-05-10 12:00"))
    assert not may_furnish(notice, came_back("2026-05-10 12:00", of="v"))


def test_an_answer_to_a_dispute_is_about_its_debt() -> None:
    asked = OriginalCreditorRequest(id="q", at=at("2026-04-20 12:00"), via="email", debts=("A",))
    answer = DisputeAnswered(id="r", at=at("2026-05-01 12:00"), of="q", kind="oc_response_sent")
    assert may_furnish(asked, answer, when="2026-05-16 12:00")
    assert not may_furnish(answer, when="2026-05-16 12:00")


def test_while_returns_are_not_watched_for_only_a_talk_is_enough() -> None:
    blind = Collector(bounce_monitoring=False)
    assert not may_furnish(attempts=(letter(),), collector=blind)
    assert may_furnish(attempts=(letter(), talk()), collector=blind)


def test_what_came_back_lets_nothing_be_furnished_until_something_else_does() -> None:
    back = came_back("2026-05-10 12:00")
    assert not may_furnish(back, attempts=(letter(),))
    assert may_furnish(back, attempts=(letter(), talk()))
    again = letter("2026-05-11 12:00", id="l2")
    assert not may_furnish(back, attempts=(letter(), again), when="2026-05-25 12:00")
    assert may_furnish(back, attempts=(letter(), again), when="2026-05-26 12:00")


def test_why_it_may_not_be_furnished_is_a_return_or_the_lack_of_a_writing() -> None:
    act, back = Furnish(debts=("A",)), came_back("2026-05-10 12:00")
    assert barred(undeliverable, act, facts=(back,), attempts=(letter(),))
    assert not barred(furnish, act, facts=(back,), attempts=(letter(),))
    assert barred(furnish, act, facts=())
    assert not barred(undeliverable, act, facts=())
    later = came_back("2026-05-20 12:00")
    assert not barred(undeliverable, act, facts=(later,), attempts=(letter(),), when=at("2026-05-18 12:00"))


@pytest.mark.parametrize(
    ("furnished", "returned", "allowed"),
    [
        ("2026-05-16 12:00", "2026-05-17 12:00", True),
        ("2026-05-15 12:00", "2026-05-17 12:00", False),
        ("2026-05-17 12:00", "2026-05-17 11:59", False),
        ("2026-05-16 12:00", "2026-05-15 12:00", False),
    ],
    ids=["after a clean wait", "before it was over", "the return came first", "within the wait"],
)
def test_what_comes_back_after_a_clean_wait_and_furnishing_changes_nothing(
    furnished: str, returned: str, allowed: bool
) -> None:
    told = Furnished(id="f", at=at(furnished), debts=("A",))
    assert may_furnish(told, came_back(returned), attempts=(letter(),)) is allowed
    other = told.model_copy(update={"debts": ("B",)})
    assert not may_furnish(other, came_back(returned), attempts=(letter(),))


def test_an_agency_of_check_histories_needs_no_wait_and_any_other_does() -> None:
    assert may_furnish(cra="check_history")
    assert not may_furnish(cra="rental_history")


def test_the_earliest_date_is_that_of_the_first_writing_that_holds() -> None:
    attempts = (letter(), letter("2026-05-11 12:00", id="l2"))
    assert earliest(dossier(facts=(), attempts=attempts), "A", NOW) == date(2026, 5, 16)
    returned = dossier(facts=(came_back("2026-05-10 12:00"),), attempts=attempts)
    assert earliest(returned, "A", NOW) == date(2026, 5, 26)
    assert earliest(dossier(facts=(), attempts=(*attempts, talk())), "A", NOW) == date(2026, 5, 12)
    assert earliest(dossier(facts=()), "A", NOW) is None
    assert earliest(dossier(facts=(), attempts=attempts), "A", at("2026-05-01 11:59")) is None


# 12 CFR 1006.18(c)(2) and 1006.38: disputes


def test_a_disputed_debt_is_furnished_only_with_its_mark() -> None:
    assert barred(disputed_credit, Furnish(debts=("B", "A")), disputed())
    assert barred(disputed_credit, Furnish(debts=("B",)), disputed(debts=None))
    assert not barred(disputed_credit, Furnish(debts=("A",), marks_disputed=True), disputed())
    assert not barred(disputed_credit, Furnish(debts=("B",)), disputed())
    assert not barred(disputed_credit, Furnish(debts=("A",)), disputed(), when=at("2026-05-04 11:59"))


@pytest.mark.parametrize(("rule", "act"), [(suit_meanwhile, Sue(debts=("A",))), (furnishing, Furnish(debts=("A",)))])
def test_nothing_is_sued_on_or_furnished_while_a_timely_writing_waits(rule: DeedRule, act: Act) -> None:
    notice = NOTICE.model_copy(update={"end_date": date(2026, 6, 10)})
    said = disputed(via="email", at=at("2026-05-04 12:00"))
    asked = OriginalCreditorRequest(id="q", at=at("2026-05-04 12:00"), via="email", debts=("A",))
    answer = DisputeAnswered(id="r", at=at("2026-05-10 12:00"), of="d")
    assert barred(rule, act, facts=(notice, said))
    assert barred(rule, act, facts=(notice, asked))
    assert not barred(rule, act, facts=(notice, said, answer))
    assert not barred(rule, act, facts=(notice, disputed()))
    assert not barred(rule, type(act)(debts=("B",)), facts=(notice, said))


# 12 CFR 1006.26(b): time-barred debts


OWED = (Debt(id="A", limitations_last_day=date(2026, 5, 31)), Debt(id="B"))


def test_a_suit_is_timely_to_the_end_of_the_last_day_in_every_zone() -> None:
    sue = Sue(debts=("A",), venue="residence")
    west = in_zones("America/Los_Angeles")
    assert not barred(suit, sue, debts=OWED, when=at("2026-05-31 23:59:59"))
    assert barred(suit, sue, debts=OWED, when=at("2026-06-01 00:00"))
    assert barred(suit, sue, debts=OWED, points=west, when=at("2026-05-31 21:00", "America/Los_Angeles"))
    assert barred(suit, sue, debts=OWED, points=west, when=at("2026-06-01 00:00"))


def test_what_is_not_known_to_be_timely_is_barred() -> None:
    for debts in (("B",), ("A", "B"), ("X",)):
        assert barred(suit, Sue(debts=debts, venue="residence"), debts=OWED)


@pytest.mark.parametrize(
    ("when", "fields", "refused"),
    [
        ("2026-05-31 12:00", {}, False),
        ("2026-06-01 12:00", {}, True),
        ("2026-05-20 12:00", {"suit_date": date(2026, 5, 31)}, False),
        ("2026-05-20 12:00", {"suit_date": date(2026, 6, 1)}, True),
        ("2026-06-01 12:00", {"suit_date": date(2026, 5, 31)}, True),
        ("2026-05-20 12:00", {"debts": ("A", "B")}, True),
        ("2026-05-20 12:00", {"debts": ()}, True),
    ],
)
def test_a_suit_is_threatened_only_while_it_can_be_brought(when: str, fields: dict[str, Any], refused: bool) -> None:
    known = dossier(debts=OWED)
    assert objects(threat, proposal(known, at(when), includes=("threat_of_suit",), **fields)) is refused
    assert not objects(threat, proposal(known, at(when), includes=("payment_request",), **fields))


def test_to_no_proof_of_claim_does_the_regulation_object() -> None:
    assert GUARD.objects_to(Deed(FileProofOfClaim(debts=("B",)), dossier(), NOW)) == ()


# 12 CFR 1006.30(d): venue


@pytest.mark.parametrize(
    ("where", "of_a_debt", "of_property"),
    [
        ("residence", True, False),
        ("contract", True, False),
        ("property", False, True),
        ("elsewhere", False, False),
        (None, False, False),
    ],
)
def test_a_suit_is_brought_where_the_consumer_lives_or_signed_or_the_property_is(
    where: Any, of_a_debt: bool, of_property: bool
) -> None:
    assert barred(venue, Sue(debts=("A",), venue=where)) is not of_a_debt
    assert barred(venue, Sue(debts=("A",), venue=where, enforces="real_property")) is not of_property


# 12 CFR 1006.30(b): transfers


def sold(status: str, *facts: Any, lien: bool = False, **fields: Any) -> bool:
    debts = (Debt(id="A", status=status, secured_lien=lien),)  # type: ignore[arg-type]  # any status of a table
    return not barred(transfer, Sell(debts=("A",), **fields), *facts, debts=debts)


@pytest.mark.parametrize(
    ("status", "may"), [("open", True), ("recalled", True), ("paid", False), ("settled", False), ("discharged", False)]
)
def test_paid_settled_and_discharged_debts_are_not_sold(status: str, may: bool) -> None:
    assert sold(status) is may
    assert sold(status, kind="placement") is may
    assert sold(status, kind="somehow") is may
    assert sold(status, kind="analytics")
    assert sold(status, kind="transfer_to_owner")
    assert sold(status, kind="merger")
    assert sold(status, kind="transfer_to_previous_owner", original_contract_allows=True)
    assert sold(status, kind="transfer_to_previous_owner") is may
    assert sold(status, kind="sale", original_contract_allows=True) is may


def test_a_discharged_debt_may_go_with_its_lien_if_the_transferee_is_told() -> None:
    assert sold("discharged", lien=True, tells_transferee_of_discharge=True)
    assert not sold("discharged", lien=True)
    assert not sold("discharged", tells_transferee_of_discharge=True)
    assert not sold("paid", lien=True, tells_transferee_of_discharge=True)


def test_a_payment_in_full_makes_a_debt_paid_and_an_unknown_debt_is_not_sold() -> None:
    in_full = Payment(id="p", at=at("2026-05-01 12:00"), debts=("A",), amount="full")
    assert not sold("open", in_full)
    assert not sold("open", in_full.model_copy(update={"debts": None}))
    assert sold("open", in_full.model_copy(update={"debts": ("B",)}))
    assert sold("open", in_full.model_copy(update={"amount": "part"}))
    assert sold("open", in_full.model_copy(update={"at": at("2026-05-14 12:00")}))
    assert barred(transfer, Sell(debts=("X",)))


# 12 CFR 1006.22(b), (c) and 1006.30(c): amounts, instruments, payments


def test_only_authorised_amounts_are_collected() -> None:
    amounts = frozenset({"principal", "convenience_fee"})
    assert barred(
        unauthorized_amount, AcceptPayment(debts=("A",), amounts=amounts, authorized=frozenset({"principal"}))
    )
    assert barred(unauthorized_amount, AcceptPayment(debts=("A",), amounts=amounts))
    assert not barred(unauthorized_amount, AcceptPayment(debts=("A",), amounts=amounts, authorized=amounts | {"fee"}))


def instrument(dated: str, accepted: str | None = "2026-05-01", notice: str | None = None) -> Deposit:
    row = {"debts": ("A",), "instrument_date": dated, "accepted_on": accepted, "notice_sent": notice}
    return Deposit.model_validate(row)


@pytest.mark.parametrize(("dated", "needs"), [("2026-05-06", False), ("2026-05-07", True), ("2026-04-30", False)])
def test_what_was_postdated_by_more_than_five_days_needs_a_notice(dated: str, needs: bool) -> None:
    assert barred(postdated_notice, instrument(dated)) is needs
    assert barred(postdated_notice, instrument(dated, accepted=None))


@pytest.mark.parametrize(
    ("notice", "deposit", "allowed"),
    [
        ("2026-05-26", "2026-05-29", False),  # three days
        ("2026-05-22", "2026-05-29", True),  # four; Memorial Day does not count
        ("2026-05-15", "2026-05-29", True),  # nine
        ("2026-05-14", "2026-05-29", False),  # ten
        ("2026-05-29", "2026-05-29", False),
        ("2026-06-30", "2026-05-29", False),
        # Independence Day of 2026 is a Saturday: Friday the 3rd is off in lieu of it, and may count or not.
        ("2026-07-01", "2026-07-07", False),  # four by the date, three by the days off
        ("2026-06-30", "2026-07-07", True),  # five or four
        ("2026-06-23", "2026-07-07", False),  # ten or nine
        ("2026-06-24", "2026-07-07", True),  # nine or eight
    ],
)
def test_the_notice_is_sent_four_to_nine_business_days_before_by_either_count(
    notice: str, deposit: str, allowed: bool
) -> None:
    act = instrument("2026-05-29", notice=notice)
    assert barred(postdated_notice, act, when=at(f"{deposit} 12:00")) is not allowed


def test_an_instrument_is_deposited_on_its_date_and_not_before_in_any_zone() -> None:
    act = instrument("2026-05-29")
    west = in_zones("America/Los_Angeles")
    assert barred(early_deposit, act, when=at("2026-05-28 23:59:59"))
    assert not barred(early_deposit, act, when=at("2026-05-29 00:00"))
    assert barred(early_deposit, act, points=west, when=at("2026-05-29 02:59:59"))
    assert not barred(early_deposit, act, points=west, when=at("2026-05-29 03:00"))
    found = judge(early_deposit, act, dossier(points=west), at("2026-05-28 12:00"))
    assert found is not None
    assert found.until == at("2026-05-29 03:00")


def applied(*to: str, directions: tuple[str, ...] | None = None, debts: tuple[str, ...] = ("A", "B")) -> ApplyPayment:
    return ApplyPayment(debts=debts, apply_to=to, directions=directions)


def test_a_payment_on_several_debts_goes_to_none_that_is_disputed() -> None:
    assert barred(no_disputed, applied("A"), disputed())
    assert barred(no_disputed, applied("B", "A"), disputed())
    assert barred(no_disputed, applied("A", directions=("A",)), disputed())
    assert not barred(no_disputed, applied("B"), disputed())
    assert not barred(no_disputed, applied("A", debts=("A",)), disputed())
    assert not barred(no_disputed, applied("A"))
    answered = DisputeAnswered(id="r", at=at("2026-05-10 12:00"), of="d")
    assert barred(no_disputed, applied("A"), disputed(), answered)


def test_a_payment_on_several_debts_goes_where_the_consumer_directs() -> None:
    assert not barred(directions, applied("B", "A", directions=("A", "B")))
    assert barred(directions, applied("A", directions=("A", "B")))
    assert barred(directions, applied("A", directions=("B",), debts=("A",)))
    assert not barred(directions, applied("A", directions=("A",), debts=("A",)))
    assert not barred(directions, applied("A"))


# The guard


def test_the_guard_asks_only_what_is_about_the_act_and_from_the_day_it_took_effect() -> None:
    sue = Sue(debts=("B",))
    assert {f.rule for f in GUARD.objects_to(Deed(sue, dossier(), NOW))} == {"regf.26b-suit", "regf.30d-venue"}
    before = NOW.replace(year=2021, month=11, day=29)
    assert GUARD.objects_to(Deed(sue, dossier(), before)) == ()
    assert GUARD.objects_to(Deed(sue, dossier(), before + timedelta(days=1))) != ()


@pytest.mark.parametrize(
    ("ask", "allowed"),
    [
        ({"action": "accept_payment", "amounts": ["principal", "fee"], "authorized": ["principal"]}, False),
        ({"action": "accept_payment", "amounts": {"principal": "10"}, "authorized": {"principal": True}}, True),
        ({"action": "accept_payment", "amounts": {"fee": "10"}, "authorized": {"fee": False}}, False),
        ({"action": "accept_payment", "amounts": "fee", "authorized": True}, True),
        ({"action": "accept_payment", "amounts": "fee", "authorized": None}, False),
        ({"action": "apply_payment", "apply_to": ["A"], "directions": ["B"], "debts": ["A", "B"]}, False),
        ({"action": "sue", "venue": "where_contract_signed"}, True),
        ({"action": "sue", "venue": "creditor_office"}, False),
        ({"action": "sue", "enforces": "real_property"}, True),
        ({"action": "sell", "kind": "transfer_to_other_entity_for_owner"}, True),
    ],
)
def test_a_case_may_name_amounts_debts_and_places_in_several_ways(ask: dict[str, Any], allowed: bool) -> None:
    given = {"debts": [{"id": "A", "limitations_last_day": "2027-01-01"}, {"id": "B"}], "events": []}
    answer = cases.evaluate(given, {"at": "2026-05-13T12:00:00-04:00", "debts": ["A"]} | ask)
    assert answer["allowed"] is allowed


def test_the_earliest_date_of_several_debts_is_that_of_the_last() -> None:
    sent = {"kind": "mail_out", "to": "home", "debts": ["A"], "at": "2026-05-01T12:00:00-04:00"}
    also = sent | {"debts": ["B"], "at": "2026-05-03T12:00:00-04:00"}
    asked = {"at": "2026-05-04T12:00:00-04:00", "action": "earliest_furnish"}
    given: dict[str, Any] = {"debts": [{"id": "A"}, {"id": "B"}], "events": [sent, also]}
    assert cases.evaluate(given, asked) == {"date": "2026-05-18"}
    assert cases.evaluate(given | {"events": [sent]}, asked) == {"date": None}
