"""What a text may not say: each trait is refused by its provision, and the facts that lift it lift it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.activity import Payment
from accounts.contact import AssumedName, Attempt, Medium, Purpose
from accounts.debt import Debt, Itemization
from accounts.dossier import Collector, Dossier
from accounts.notice import ValidationSent
from accounts.promise import Instalment, Offer, Promise
from accounts.validation_notice import ValidationNotice
from compliance.decision import Finding, Objection
from compliance.law.us.reg_f import s14_a_harassment as harassment
from compliance.law.us.reg_f import s14_c_abusive_words as abusive
from compliance.law.us.reg_f import s18_b_false_representations as false
from compliance.law.us.reg_f import s18_c_false_means as means
from compliance.law.us.reg_f import s22_unfair_words as unfair
from compliance.law.us.reg_f import s38_b_overshadowing as dispute
from compliance.law.us.reg_f.s14_g_identity import identity
from compliance.law.us.reg_f.s18_b_2_amount import amount
from compliance.law.us.reg_f.s18_f_assumed_name import assumed_name
from compliance.rule import Rule
from tests.law.known import MOBILE, NOTICE, at, dossier, judge, made, objects, proposal, text_in, text_out, until

NOW = at("2026-05-07 12:00")


def sms(known: Dossier, *includes: str, **fields: Any) -> Any:
    return proposal(known, NOW, Medium.SMS, includes=includes, **fields)


@pytest.mark.parametrize(
    ("rule", "trait"),
    [
        (abusive.violence, "threat_of_violence"),
        (abusive.obscene, "obscene"),
        (abusive.list_of_refusers, "threat_to_publish"),
        (abusive.advertised_for_sale, "advertises_sale"),
        (false.misleading, "unread"),
        (false.false_status, "claims_to_be_attorney"),
        (false.false_status, "claims_government"),
        (false.false_status, "claims_credit_bureau"),
        (false.false_status, "accuses_of_crime"),
        (false.false_status, "transfer_ends_defences"),
        (false.false_status, "innocent_purchaser"),
        (false.arrest_or_seizure, "threat_of_arrest"),
        (false.arrest_or_seizure, "threat_of_seizure"),
        (means.threat, "threat_to_tell"),
        (means.simulated, "simulated_process"),
        (means.simulated, "denies_process"),
        (dispute.no_admission, "silence_is_admission"),
        (unfair.fee, "asks_fee"),
        (unfair.early_deposit, "threat_of_early_deposit"),
        (unfair.charges, "asks_to_accept_charges"),
        (unfair.self_help, "threat_of_repossession"),
    ],
)
def test_a_text_that_says_so_is_refused_and_one_that_does_not_is_not(rule: Rule, trait: str) -> None:
    assert objects(rule, sms(dossier(), trait, intended=True))
    assert not objects(rule, sms(dossier(), "payment_request", intended=True))


def test_an_objection_quotes_the_words_it_is_about() -> None:
    asked = sms(dossier(), "threat_of_violence", words={"quotes": {"threat_of_violence": "or else"}})
    found = judge(abusive.violence, asked)
    assert isinstance(found, Objection)
    assert found.says == 'it threatens violence ("or else")'


def test_a_machine_may_not_say_that_it_is_a_person_and_an_agent_may() -> None:
    assert objects(false.misleading, sms(dossier(), "claims_to_be_human", author="bot"))
    assert not objects(false.misleading, sms(dossier(), "claims_to_be_human", author="agent:maria"))


# --- threats ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trait", ["threat_of_suit", "threat_to_credit", "false_urgency"])
def test_a_threat_is_refused_unless_it_is_recorded_as_intended(trait: str) -> None:
    assert objects(means.threat, sms(dossier(), trait))
    assert not objects(means.threat, sms(dossier(), trait, intended=True))


def test_a_notice_of_remedies_ordinarily_invoked_may_name_a_suit() -> None:
    notice = {"purpose": Purpose.REMEDY_MAY}
    assert objects(means.threat, sms(dossier(), "threat_of_suit", **notice))
    assert not objects(means.threat, sms(dossier(), "threat_of_suit", ordinarily_invoked=True, **notice))
    assert objects(means.threat, sms(dossier(), "threat_of_suit", ordinarily_invoked=True))


@pytest.mark.parametrize(
    ("last", "on", "refused"),
    [
        (date(2026, 5, 31), date(2026, 5, 31), False),
        (date(2026, 5, 31), date(2026, 6, 1), True),
        (date(2026, 5, 31), None, False),
        (None, date(2026, 5, 31), True),
        (None, None, False),
    ],
)
def test_a_suit_named_for_a_day_on_which_it_is_too_late_cannot_legally_be_brought(
    last: date | None, on: date | None, refused: bool
) -> None:
    known = dossier(debts=(Debt(id="A", limitations_last_day=last),))
    assert objects(means.threat, sms(known, "threat_of_suit", intended=True, suit_date=on)) is refused
    assert objects(means.threat, sms(known, "threat_of_suit", intended=True, suit_date=on, debts=())) is refused
    assert not objects(means.threat, sms(known, intended=True, suit_date=on))


def test_a_suit_on_a_debt_we_do_not_know_is_too_late() -> None:
    asked = sms(dossier(), "threat_of_suit", intended=True, suit_date=date(2026, 5, 8), debts=("Z",))
    assert objects(means.threat, asked)


def test_a_voicemail_names_our_business_and_no_other() -> None:
    limited: dict[str, Any] = {"words": {"limited_content": True}, "text": "This is Dana Reyes from Northfield Group."}
    ours, other = (dossier(collector=Collector(name=name)) for name in ("NORTHFIELD group", "Acme Partners"))
    assert not objects(means.true_name, proposal(ours, NOW, **limited))
    assert objects(means.true_name, proposal(other, NOW, **limited))
    assert not objects(means.true_name, proposal(other, NOW, text="This is Dana Reyes from Northfield Group."))
    assert not objects(means.true_name, proposal(other, NOW, words={"limited_content": True}))


# --- 38(b) --------------------------------------------------------------------------------------------------

RUNNING = ValidationSent(id="n", at=at("2026-04-20 12:00"), via="mail", debts=("A",), end_date=date(2026, 6, 10))


@pytest.mark.parametrize("trait", ["pay_sooner_than_period", "false_urgency"])
def test_until_the_period_is_over_nothing_asks_for_payment_sooner(trait: str) -> None:
    known = dossier(facts=(RUNNING,))
    assert objects(dispute.overshadow, sms(known, trait))
    assert not objects(dispute.overshadow, sms(known, "payment_request"))
    assert not objects(dispute.overshadow, sms(dossier(), trait))


@pytest.mark.parametrize(
    ("shown", "refused"),
    [("2026-06-10 23:59", True), ("2026-06-11 06:59", True), ("2026-06-11 07:00", False)],
)
def test_the_period_ends_when_its_last_day_has_ended_everywhere_in_the_country(shown: str, refused: bool) -> None:
    known = dossier(facts=(RUNNING,))
    asked = proposal(known, at(shown), Medium.SMS, includes=["pay_sooner_than_period"])
    assert objects(dispute.overshadow, asked) is refused
    if refused:
        assert until(dispute.overshadow, asked) == at("2026-06-11 07:00")


def test_where_no_notice_is_known_the_period_is_yet_to_come() -> None:
    asked = sms(dossier(facts=()), "pay_sooner_than_period")
    assert until(dispute.overshadow, asked) is None


def test_a_message_that_names_no_debt_is_about_the_one_in_its_period() -> None:
    known = dossier(facts=(NOTICE, RUNNING))
    assert objects(dispute.overshadow, sms(known, "pay_sooner_than_period", debts=()))
    assert objects(dispute.overshadow, sms(known, "pay_sooner_than_period", debts=("A",)))
    assert not objects(dispute.overshadow, sms(known, "pay_sooner_than_period", debts=("B",)))


# --- 22 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trait", ["states_debt", "balance", "payment_request", "names_collection"])
def test_a_subject_tells_of_no_debt_although_the_text_may(trait: str) -> None:
    assert objects(unfair.shown_to_others, sms(dossier(), trait, words={"subject": frozenset({trait})}))
    assert not objects(unfair.shown_to_others, sms(dossier(), trait))


def test_the_name_of_the_collector_may_stand_in_a_subject_whatever_it_reveals() -> None:
    words = {"subject": frozenset({"names_collection"}), "quotes": {"names_collection": "debt collectors"}}
    ours, other = (dossier(collector=Collector(name=name)) for name in ("Acme Debt Collectors", "Acme"))
    assert not objects(unfair.shown_to_others, sms(ours, words=words))
    assert objects(unfair.shown_to_others, sms(other, words=words))


def test_a_postdated_check_may_be_asked_for_but_not_beside_a_threat_of_prosecution() -> None:
    assert not objects(unfair.postdated, sms(dossier(), "asks_postdated"))
    assert not objects(unfair.postdated, sms(dossier(), "threat_of_arrest"))
    assert objects(unfair.postdated, sms(dossier(), "asks_postdated", "threat_of_arrest"))


@pytest.mark.parametrize(
    ("liens", "intended", "refused"),
    [((True,), True, False), ((True,), False, True), ((False,), True, True), ((True, False), True, True)],
)
def test_property_may_be_taken_only_under_a_lien_and_with_intent(
    liens: tuple[bool, ...], intended: bool, refused: bool
) -> None:
    debts = tuple(Debt(id=str(n), secured_lien=lien) for n, lien in enumerate(liens))
    named = tuple(debt.id for debt in debts)
    asked = sms(dossier(debts=debts), "threat_of_repossession", debts=named, intended=intended)
    assert objects(unfair.self_help, asked) is refused
    assert objects(unfair.self_help, sms(dossier(debts=debts), "threat_of_repossession", debts=(), intended=True))


# --- 18(b)(2) -----------------------------------------------------------------------------------------------

ITEMS = Itemization(kind="charge_off", date=date(2025, 3, 1), amount=90_000, interest=3_000, fees=1_500, payments=2_000)
OWED = Debt(id="A", balance=92_500, itemization=ITEMS)
OTHER = Debt(id="B", balance=10_000)
OFFER = Offer(id="2", debt="A", instalments=(Instalment(due=date(2026, 6, 1), amount=46_250),) * 2)
OF_B = Offer(id="2", debt="B", instalments=(Instalment(due=date(2026, 6, 1), amount=5_000),) * 2)


def states(*cents: int, known: Dossier | None = None, **fields: Any) -> bool:
    known = known or dossier(debts=(OWED, OTHER))
    return objects(amount, sms(known, words={"amounts": frozenset(cents)}, **fields))


@pytest.mark.parametrize("cents", [92_500, 90_000, 3_000, 1_500, 2_000, 0])
def test_the_balance_and_each_part_of_the_itemisation_may_be_stated(cents: int) -> None:
    assert not states(cents)
    assert states(cents + 1)


def test_a_text_without_a_sum_states_none() -> None:
    assert not states()


def test_the_figures_are_those_of_the_debts_it_is_about() -> None:
    assert states(10_000)
    assert not states(10_000, debts=("B",))
    assert not states(10_000, debts=())
    assert not states(102_500, debts=("A", "B"))
    assert states(102_500)


def test_an_offer_may_be_stated_if_it_comes_with_the_message_or_was_promised() -> None:
    assert states(46_250)
    assert not states(46_250, offers=(OFFER,))
    assert states(5_000, offers=(OF_B,))
    promise = Promise(id="p", at=NOW, debts=("A",), offer=OFFER, via="sms")
    assert not states(46_250, known=dossier(promise, debts=(OWED,)))


@pytest.mark.parametrize(("debts", "refused"), [(("A",), False), (None, False), (("B",), True)])
def test_a_payment_received_on_the_debt_may_be_stated(debts: tuple[str, ...] | None, refused: bool) -> None:
    paid = Payment(id="p", at=NOW, debts=debts, cents=1_234)
    assert states(1_234, known=dossier(paid, debts=(OWED, OTHER))) is refused
    assert states(1_234, known=dossier(Payment(id="p", at=NOW), debts=(OWED,)))


def test_a_notice_brings_its_own_figures() -> None:
    notice = ValidationNotice(
        debt="A",
        medium="email",
        made_on=date(2026, 5, 7),
        collector_name="Duly",
        collector_address=("1 Elm", "Albany, NY 12207"),
        consumer_name="Pat Doe",
        consumer_address=("5 Elm", "Albany, NY 12207"),
        itemization_creditor="Alder",
        account_number="0000",
        current_creditor="Alder",
        itemization=ITEMS.model_copy(update={"amount": 70_000}),
        amount_now=72_500,
        end_date=date(2026, 6, 20),
    )
    assert states(70_000)
    assert not states(70_000, 72_500, notice=notice)


def test_who_is_refused_is_told_which_figure_is_unknown_and_what_is_owed() -> None:
    asked = sms(dossier(debts=(OWED,)), words={"amounts": frozenset({50_000, 92_500})})
    found = judge(amount, asked)
    assert isinstance(found, Objection)
    assert found.says == "it states $500.00, which is no figure that we know of the debt; the balance is $925.00"
    stray = judge(amount, sms(dossier(debts=(OWED,)), words={"amounts": frozenset({50_000})}, debts=("Z",)))
    assert isinstance(stray, Objection)
    assert stray.says == "it is about Z, which is no debt of this consumer's"
    without = judge(amount, sms(dossier(debts=()), words={"amounts": frozenset({50_000})}, debts=()))
    assert isinstance(without, Objection)
    assert without.says == "it states $500.00, which is no figure that we know of the debt"


# --- 14(g), 18(f) -------------------------------------------------------------------------------------------


def test_a_call_says_who_calls_before_it_says_anything_else() -> None:
    known = dossier(collector=Collector(name="Northfield Group"))
    assert objects(identity, proposal(known, NOW, text="Please call me back."))
    assert not objects(identity, proposal(known, NOW, text="This is Northfield Group."))
    assert not objects(identity, proposal(known, NOW, text=""))
    assert not objects(identity, proposal(known, NOW, text="As I said.", on_call="c1"))
    assert not objects(identity, proposal(known, NOW, Medium.SMS, text="Please call me back."))


def test_a_location_call_and_a_limited_content_message_have_their_own_rules_about_names() -> None:
    known = dossier(collector=Collector(name="Northfield Group"))
    assert not objects(identity, proposal(known, NOW, text="Hello.", purpose=Purpose.LOCATION_INFO))
    assert not objects(identity, proposal(known, NOW, text="Hello.", words={"limited_content": True}))


@pytest.mark.parametrize(
    ("author", "consistent", "known", "refused"),
    [
        ("agent:ann", True, True, False),
        ("agent:ann", False, True, True),
        ("agent:ann", True, False, True),
        ("bot", True, True, True),
    ],
)
def test_an_assumed_name_is_one_employees_and_we_can_tell_whose(
    author: str, consistent: bool, known: bool, refused: bool
) -> None:
    name = AssumedName(used_consistently=consistent, employer_can_identify=known)
    assert objects(assumed_name, sms(dossier(), author=author, assumed_name=name)) is refused
    assert not objects(assumed_name, sms(dossier(), author=author))


# --- 14(a) --------------------------------------------------------------------------------------------------


def texts(*days: tuple[str, int], **fields: Any) -> tuple[Attempt, ...]:
    return tuple(
        text_out(at(f"{day} 09:00") + timedelta(hours=n), id=f"{day}.{n}", **fields)
        for day, count in days
        for n in range(count)
    )


def calls(count: int) -> tuple[Attempt, ...]:
    return tuple(
        made(
            Attempt,
            {},
            id=f"c{n}",
            at=at(f"2026-05-0{n + 1} 09:00"),
            medium=Medium.CALL,
            to=MOBILE,
            outcome="no_answer",
        )
        for n in range(count)
    )


def advised(rule: Rule, asked: Any) -> bool:
    found = judge(rule, asked)
    assert not isinstance(found, Objection)
    return isinstance(found, Finding)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([("2026-05-04", 3), ("2026-05-05", 3), ("2026-05-06", 3)], True),
        ([("2026-05-05", 3), ("2026-05-06", 3), ("2026-05-07", 2)], True),
        ([("2026-05-05", 3), ("2026-05-06", 3), ("2026-05-07", 1)], False),
        ([("2026-05-04", 3), ("2026-05-05", 2), ("2026-05-06", 3)], False),
        ([("2026-05-03", 3), ("2026-05-04", 3), ("2026-05-05", 3)], False),
        ([], False),
    ],
)
def test_many_unanswered_texts_a_day_for_days_are_advised_against(sent: list[tuple[str, int]], expected: bool) -> None:
    known = dossier(attempts=texts(*sent))
    assert advised(harassment.harassing, sms(known)) is expected
    assert not advised(harassment.harassing, proposal(known, NOW, Medium.EMAIL))
    assert not advised(harassment.harassing, proposal(known, NOW, Medium.CALL))
    assert not advised(harassment.harassing, sms(known, person="attorney"))


MANY = (("2026-05-04", 3), ("2026-05-05", 3), ("2026-05-06", 3))


def test_what_was_answered_or_asked_for_is_no_harassment() -> None:
    sent = texts(*MANY)
    assert advised(harassment.harassing, sms(dossier(attempts=sent)))
    answered = dossier(attempts=sent, inbounds=(text_in(at("2026-05-06 18:00")),))
    assert not advised(harassment.harassing, sms(answered))
    assert not advised(harassment.harassing, sms(dossier(attempts=texts(*MANY, in_reply_to="m1"))))
    replying = sms(dossier(attempts=sent, inbounds=(text_in(at("2026-05-01 18:00")),)), in_reply_to="m1")
    assert not advised(harassment.harassing, replying)
    talk = made(Attempt, {}, id="c", at=at("2026-05-06 19:00"), medium=Medium.CALL, to=MOBILE, outcome="conversation")
    assert not advised(harassment.harassing, sms(dossier(attempts=(*sent, talk))))
    assert not advised(harassment.harassing, sms(dossier(attempts=texts(*MANY, person="spouse"))))
    assert not advised(harassment.harassing, sms(dossier(attempts=texts(*MANY, state="failed"))))


@pytest.mark.parametrize(("emails", "expected"), [(1, True), (0, False)])
def test_calls_and_messages_within_their_bounds_add_up(emails: int, expected: bool) -> None:
    sent = [
        made(Attempt, {}, id=f"e{n}", at=at("2026-05-07 10:00"), medium=Medium.EMAIL, to="pat@mail.example")
        for n in range(emails)
    ]
    known = dossier(attempts=(*calls(7), *sent))
    assert advised(harassment.cumulative, proposal(known, NOW, Medium.EMAIL)) is expected
    assert not advised(harassment.cumulative, proposal(known, NOW, Medium.EMAIL, person="attorney"))


def test_one_medium_alone_is_not_cumulative() -> None:
    assert not advised(harassment.cumulative, sms(dossier(attempts=texts(("2026-05-06", 9)))))


def test_a_debt_that_is_not_known_to_be_theirs_is_not_spoken_of() -> None:
    assert objects(amount, sms(dossier(), debts=("A", "Z")))
    assert not objects(amount, sms(dossier(), debts=("A", "B")))
