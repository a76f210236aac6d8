"""1006.6(d), 10, 34, 38 and beside it: at the instant, for one of two, in the other zone; and the words of lists."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.consumer import (
    ContactPoint,
    Hold,
    MilitaryCheck,
    PointKind,
    Representation,
    RepresentationEnded,
)
from accounts.contact import Inquiry, Medium, Post, Purpose
from accounts.debt import Debt
from accounts.notice import FirstContact, ReceiptProven
from compliance.acts import Sue
from compliance.deed import Deed
from compliance.law.us.bankruptcy.s362_stay import discharge, stay
from compliance.law.us.reg_f import s02_b_d_communication as things
from compliance.law.us.reg_f.s06_e_opt_out_notice import opt_out_notice
from compliance.law.us.reg_f.s10_a_location_information import location_information
from compliance.law.us.reg_f.s10_b_5_attorney import location_attorney
from compliance.law.us.reg_f.s10_b_content import envelope, identify
from compliance.law.us.reg_f.s34_a_validation_notice import due, notice_first
from compliance.law.us.reg_f.s34_b_5_validation_period import given, holidays
from compliance.law.us.reg_f.s38_d_2_dispute_pause import original_creditor
from compliance.law.us.scra.s3931_suit import suit
from tests.law.known import EMAIL, NEW_YORK, at, dossier, in_zones, judge, made, objects, proposal
from tests.law.test_s06_d_3_procedures import by_creditor, mailed, notice, passes, used
from tests.law.test_s10_location import DIED, asks
from tests.law.test_s34_c_contents import against, found, goes
from tests.law.test_s34_e_spanish import ASKED, owed
from tests.law.test_s34_e_spanish import sent as offered
from tests.law.test_s34_validation_notice import known, sent
from tests.law.test_s38_dispute_pause import NOTICE, answered, disputed, esign, requested, stopped

NOON = at("2026-05-20 12:00")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
GUAM = "Pacific/Guam"


# 1006.2(b) and (d): what a thing is, by its name


@pytest.mark.parametrize("word", ["without", "no", "not", "nothing", "contentless", "empty", "bare", "general"])
def test_a_name_that_denies_tells_of_no_debt(word: str) -> None:
    assert things.of("voicemail_about_debt").communication
    assert not things.of(f"voicemail_{word}_debt").communication


@pytest.mark.parametrize(
    ("name", "attempt", "communication", "disclosure"),
    [
        *((f"limited_content_{more}", True, True, True) for more in ("plus", "extra", "additional")),
        ("more_than_a_limited_content_message", True, True, True),
        *(
            (name, True, False, False)
            for name in (
                *("limited_content_message", "unanswered_call", "no_answer", "busy_line", "dropped_call"),
                *("they_hang_up", "they_hung_up", "missed_call", "call_did_not_connect_call_not_connected"),
            )
        ),
        *((name, False, False, False) for name in ("marketing", "advertising", "an_advertisement", "newsletter")),
        *(
            (name, True, True, False)
            for name in ("pleading", "civil_complaint", "lawsuit_papers", "summons", "proof_of_claim")
        ),
        *(
            (name, False, False, False)
            for name in (
                *("data_breach_notice", "privacy_notice", "glba_letter", "1099_c", "tax_form"),
                *("optout_confirmation", "opt_out_confirmation"),
            )
        ),
        *(
            (name, False, True, True)
            for name in (
                *("consumer_callback", "consumer_call", "inbound_call", "call_back_by_consumer"),
                *("return_call_of_consumer", "consumer_email", "consumer_text"),
            )
        ),
    ],
)
def test_a_thing_is_what_the_words_of_its_name_say(
    name: str, attempt: bool, communication: bool, disclosure: bool
) -> None:
    thing = things.of(name)
    assert (thing.attempt, thing.communication, thing.disclosure) == (attempt, communication, disclosure)


@pytest.mark.parametrize(
    "names",
    [
        *(("limited", "content"), ("no", "answer"), ("dropped", "call"), ("hang", "up"), ("hung", "up")),
        *(("missed", "call"), ("call", "not", "connected"), ("complaint", "civil"), ("proof", "claim")),
        *(("breach", "notice"), ("privacy", "notice"), ("tax", "form"), ("optout", "confirmation")),
        *(("opt", "out", "confirmation"), ("consumer", "callback"), ("consumer", "call"), ("inbound", "call")),
        *(("consumer", "email"), ("consumer", "text")),
        ("more", "than", "limited", "content"),
    ],
)
def test_only_all_the_words_together_name_a_thing(names: tuple[str, ...]) -> None:
    whole = things.of("_".join(names)).named
    for left_out in names:
        rest = [name for name in names if name != left_out]
        assert things.of("_".join(rest)).named != whole


@pytest.mark.parametrize("ending", ["edu", "gov", "mil"])
def test_a_domain_of_an_organisation_is_closed_also_where_it_is_said_to_be_open(ending: str) -> None:
    mail = f"pat@base.{ending}"
    point = ContactPoint(id="e", kind=PointKind.EMAIL, address=mail, domain="open", source="creditor")
    facts = [fact.model_copy(update={"address": mail}) for fact in (used(), notice())]
    assert not passes(mailed(dossier(*facts, points=(point,)), at("2026-04-20 12:00"), to=mail))


@pytest.mark.parametrize(("source", "may"), [("creditor", True), ("consumer", True), ("skip_trace", False)])
def test_the_creditor_must_have_had_the_address_from_the_consumer(source: Any, may: bool) -> None:
    point = ContactPoint(id="e", kind=PointKind.EMAIL, address=EMAIL, domain="open", source=source)
    assert passes(by_creditor(used(), notice(), points=(point,))) is may


@pytest.mark.parametrize("way", ["link", "reply_stop"])
def test_a_notice_of_the_creditor_by_text_states_a_way_out_that_fits_a_text(way: str) -> None:
    assert passes(by_creditor(used(), notice(medium="sms", opt_out_method=way)))
    assert not passes(by_creditor(used(), notice(medium="sms", opt_out_method="telephone")))


@pytest.mark.parametrize("medium", [Medium.CHAT, Medium.SOCIAL, Medium.SMS])
@pytest.mark.parametrize("way", ["link", "reply_stop"])
def test_a_way_out_that_fits_what_is_written_is_enough(medium: Medium, way: str) -> None:
    assert not objects(opt_out_notice, proposal(dossier(), NOON, medium, words={"opt_out": way}))


def test_it_is_said_whether_a_way_out_is_missing_or_not_simple() -> None:
    for stated, says in (("none", "states no way to opt out"), ("postal_mail", "states no simple way to opt out (")):
        lacking = judge(opt_out_notice, proposal(dossier(), NOON, Medium.EMAIL, words={"opt_out": stated}))
        assert lacking is not None
        assert says in lacking.says


# 1006.10


@pytest.mark.parametrize("who", ["administrator", "executor", "personal_representative", "representative"])
def test_after_a_death_one_may_ask_where_whoever_acts_for_the_estate_lives(who: str) -> None:
    inquiry = Inquiry(asks_for=frozenset({f"{who}_home_address"}))
    assert not objects(location_information, asks(dossier(consumer=DIED), inquiry=inquiry))
    assert objects(location_information, asks(inquiry=inquiry))


@pytest.mark.parametrize("source", ["consumer", "attorney", "creditor"])
def test_others_are_asked_again_once_one_who_is_entitled_says_that_the_attorney_ceased(source: Any) -> None:
    acting = Representation(id="r", at=NOON - 9 * DAY, identified=True)
    ended = RepresentationEnded(id="e", at=NOON - DAY, source=source)
    assert objects(location_attorney, asks(dossier(acting)))
    assert objects(location_attorney, asks(dossier(acting, ended))) is (source == "creditor")


OWN = ("individual", "individual_name", "own_name", "real_individual_name", "real_name", "true_individual_name")


@pytest.mark.parametrize("name", [*OWN, "true_name"])
def test_on_social_media_the_profile_bears_the_agent_s_own_name(name: str) -> None:
    assert not objects(identify, asks(medium=Medium.SOCIAL, post=Post(visible_to="private", profile_name=name)))
    company = Post(visible_to="private", profile_name="company")
    assert objects(identify, asks(medium=Medium.SOCIAL, post=company))


@pytest.mark.parametrize(
    "word",
    ["balance", "debt_collection_words", "payment_link", "payment_request", "revealing_business_name", "states_debt"],
)
def test_a_letter_to_another_person_does_not_show_what_it_is_about(word: str) -> None:
    assert objects(envelope, asks(medium=Medium.MAIL, to="home", includes=(word,)))
    assert not objects(envelope, asks(medium=Medium.MAIL, to="home", includes=("greeting",)))


# 1006.34


@pytest.mark.parametrize(
    "purpose", ["collect", "remedy_may", "remedy_intends", "periodic_statement", "early_intervention"]
)
def test_whatever_collects_waits_for_the_notice_of_a_debt_that_is_still_owed(purpose: str) -> None:
    for status, waits in (("open", True), ("paid", False), ("settled", False)):
        debts = (Debt.model_validate({"id": "A", "status": status}),)
        asked = proposal(known(debts=debts), NOON, Medium.EMAIL, purpose=purpose)
        assert objects(notice_first, asked) is waits


def test_a_debt_is_named_by_its_number_or_else_by_the_end_of_its_id() -> None:
    for debt, ending in ((Debt(id="d-12345", account_number="99887766"), "7766"), (Debt(id="d-12345"), "2345")):
        waiting = judge(notice_first, proposal(known(debts=(debt,)), NOON, Medium.EMAIL, debts=("d-12345",)))
        assert waiting is not None
        assert f"ending {ending} has" in waiting.says


def test_of_two_beginnings_the_earlier_counts() -> None:
    begun = [FirstContact(id=f"f{day}", at=at(f"2026-05-0{day} 12:00"), via="email") for day in (4, 6)]
    assert due(known(*begun), "A", 4) == date(2026, 5, 8)
    assert due(known(*begun[::-1]), "A", 4) == date(2026, 5, 8)


@pytest.mark.parametrize("by", ["debt_collector", "collector", "prior_collector", "prior_debt_collector", "creditor"])
def test_a_statement_of_a_collector_is_not_the_last_statement(by: str) -> None:
    used_date = {"kind": "last_statement", "date": date(2026, 1, 2), "by": by}
    rules = against(itemization_date=used_date)
    assert ("regf.34b3-itemization-date" in rules) is (by != "creditor")


@pytest.mark.parametrize("place", ["front", "top", "above", "above_prompts", "reverse", "body", "below"])
def test_the_amount_enclosed_stands_nowhere_but_below_the_prompts(place: str) -> None:
    assert goes(kind="amount_enclosed", place=place) is (place == "below")
    assert goes(kind="i_enclosed_this_amount", place=place) is (place == "below")


@pytest.mark.parametrize("medium", ["mail", "letter", "courier", "in_person", "email"])
def test_on_paper_there_is_no_link(medium: str) -> None:
    found_there = against(
        medium=medium,
        electronic_dispute_how="x@y" if medium == "email" else None,
        optional=[{"kind": "hyperlink", "links_to": "cfpb_website"}],
    )
    assert ("regf.34d4-electronic-format" in found_there) is (medium != "email")


def test_a_link_says_where_it_leads_or_that_nobody_knows() -> None:
    for to, says in (("bank_site", "a link to bank site"), (None, "a link to somewhere unknown")):
        told = found(medium="email", electronic_dispute_how="x", optional=[{"kind": "hyperlink", "links_to": to}])
        assert [one.says for one in told] == [f"it has {says}"]


def test_of_the_receipts_that_are_proven_the_latest_date_of_any_zone_counts() -> None:
    proven = ReceiptProven(id="p", at=at("2026-06-20 12:00"), of="v")
    one = known(sent("2026-05-01 12:00"), proven, points=in_zones(NEW_YORK, GUAM))
    [period] = given(one, "A")
    assert period.end == date(2026, 6, 21) + 30 * DAY


def test_a_holiday_of_the_next_year_may_be_given_off_in_this_one() -> None:
    assert date(2027, 12, 31) in holidays(2027)  # New Year's Day of 2028 is a Saturday
    assert date(2028, 1, 1) in holidays(2028)
    assert date(2021, 12, 31) in holidays(2022)  # and the days about the turn of a year are asked of either


def test_of_two_requests_for_spanish_the_first_counts_and_in_the_zone_where_it_is_earliest() -> None:
    again = ASKED.model_copy(update={"id": "t", "at": ASKED.at + DAY})
    [one] = owed(offered(), ASKED, again)
    assert one.since == ASKED.at
    late = ASKED.model_copy(update={"at": at("2026-05-06 23:30")})
    [one] = owed(offered(), late, points=in_zones(NEW_YORK, GUAM))
    assert one.by == date(2026, 5, 10)


# 1006.38


@pytest.mark.parametrize("via", ["email", "sms", "push", "chat", "portal", "mail"])
def test_whatever_answer_goes_electronically_needs_the_consent_for_that(via: str) -> None:
    paper = via == "mail"
    assert stopped(disputed(), answered(via=via)) is not paper
    assert not stopped(disputed(), answered(via=via), esign())
    reply = answered("r", "oc_response_sent", via=via)
    assert stopped(requested(), reply, rule=original_creditor) is not paper
    assert not stopped(requested(), reply, esign(), rule=original_creditor)


def test_the_same_creditor_s_notice_answers_where_each_debt_is_owed_to_its_first_creditor() -> None:
    same = Debt(id="A", creditor="Alder Bank", original_creditor="Alder Bank")
    sold = Debt(id="B", creditor="Alder Bank", original_creditor="Birch Bank")

    def waits(request: Any, *debts: Debt, via: str = "mail", more: tuple[Any, ...] = ()) -> bool:
        told = answered("r", "same_creditor_notice_sent", via=via)
        of = dossier(facts=(NOTICE, request, told, *more), debts=debts)
        return objects(original_creditor, proposal(of, at("2026-07-01 12:00"), Medium.EMAIL))

    assert not waits(requested(), same, sold)
    assert waits(requested(debts=None), same, sold)
    assert not waits(requested(debts=None), same)
    assert waits(requested(), same, sold, via="email")
    assert not waits(requested(), same, sold, via="email", more=(esign(),))


def test_an_answer_and_a_consent_of_this_very_instant_count() -> None:
    now = at("2026-07-01 12:00")
    consent = esign(at=now)
    reply = answered(via="email").model_copy(update={"at": now})
    assert not stopped(disputed(), reply, consent)
    assert stopped(disputed(), reply.model_copy(update={"at": now + SECOND}), consent)
    assert stopped(disputed(), reply, consent.model_copy(update={"at": now + SECOND}))
    assert stopped(disputed(at=now - 20 * DAY), disputed(id="e", at=now - 40 * DAY))


def test_a_request_stops_from_its_very_instant() -> None:
    now = at("2026-06-09 12:00")
    for when, waits in ((now, True), (now + SECOND, False)):
        of = dossier(facts=(NOTICE, requested(at=when)))
        assert objects(original_creditor, proposal(of, now, Medium.EMAIL)) is waits


# beside it


@pytest.mark.parametrize("rule", [stay, discharge])
@pytest.mark.parametrize("purpose", [Purpose.REPLY, Purpose.OPTOUT_CONFIRMATION, Purpose.COLLECT])
@pytest.mark.parametrize("word", [None, "payment_request", "payment_link"])
def test_in_bankruptcy_an_answer_or_a_confirmation_goes_that_asks_for_no_money(
    rule: Any, purpose: Purpose, word: str | None
) -> None:
    held = made(Hold, {}, id="h", at=NOON - DAY, why="bankruptcy")
    of = dossier(held, debts=(Debt(id="A", status="discharged"),))
    asked = proposal(of, NOON, Medium.EMAIL, includes=(word,) if word else (), purpose=purpose)
    assert objects(rule, asked) is not (purpose is not Purpose.COLLECT and word is None)


def test_whether_the_consumer_serves_may_be_asked_in_this_very_instant_and_the_last_answer_counts() -> None:
    def refused(*checks: tuple[str, datetime]) -> str:
        facts = [MilitaryCheck.model_validate({"id": f"m{n}", "at": w, "result": r}) for n, (r, w) in enumerate(checks)]
        act = Sue.model_validate({"debts": ("A",)})
        told = suit(Deed(act, dossier(*facts), NOON), suit.versions[-1].values)
        return told.says if told else ""

    assert refused(("not_in_service", NOON)) == ""
    assert refused(("not_in_service", NOON + SECOND)) != ""
    assert refused(("not_in_service", NOON - DAY), ("in_service", NOON)).endswith("the answer was in_service")
