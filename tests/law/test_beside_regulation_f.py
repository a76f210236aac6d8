"""The statutes beside Regulation F, what carriers accept, and what the house asks of a machine; from both sides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.basis import NumberCheck
from accounts.consent import Consent, OptIn, OptOut, Revocation
from accounts.consumer import Hold, HoldLifted, MilitaryCheck
from accounts.contact import Attempt, Medium, Purpose, State
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier, Fact
from accounts.notice import Dispute
from compliance.acts import Act, Sell, Sue
from compliance.book import whole
from compliance.decision import Objection
from compliance.deed import Deed
from compliance.guard import Guard
from compliance.law.us.bankruptcy import s362_stay as bankruptcy
from compliance.law.us.canspam.s7704_a_5_postal_address import postal_address
from compliance.law.us.carrier.third_party_texts import third_party_texts
from compliance.law.us.tcpa import s227_b_1_artificial_voice as voices
from compliance.law.us.tcpa.s64_1200_a_10_revocation import revocation
from compliance.law.us.tcpa.s64_1200_a_12_one_confirmation import one_confirmation
from compliance.law.us.tcpa.s64_1200_b_identity import identity
from compliance.policy import automation
from compliance.proposal import Proposal
from compliance.reading import read
from tests.law import known
from tests.law.known import EMAIL, LANDLINE, MOBILE, at, objects, until

NOW = at("2026-04-15 12:00")
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
SAMPLE = Collector(name="Harbor Street Credit", mailing_address="1 Harbor St, Albany, NY 12207", phone="+18005550142")


def asked(
    *facts: Fact, medium: Medium = Medium.CALL, known_of: dict[str, Any] | None = None, **fields: Any
) -> Proposal:
    """Return a message about debt A; a call speaks with an artificial voice."""
    dossier = known.dossier(*facts, collector=SAMPLE, **(known_of or {}))
    return known.proposal(dossier, fields.pop("when", NOW), medium, **({"voice": "bot"} | fields))


def consent(**changes: Any) -> Consent:
    """Return a consent to be called at the mobile number."""
    return known.made(Consent, changes, id="k", at=NOW - 10 * DAY, scope="calls", address=MOBILE)


def opted_out(**changes: Any) -> OptOut:
    """Return a STOP texted from the mobile number."""
    return known.made(OptOut, changes, id="o", at=NOW - DAY, medium=Medium.SMS, address=MOBILE, via="sms")


# --- artificial voices ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("voice", ["bot", "recorded", None])
def test_an_artificial_voice_or_one_nobody_knows_needs_consent_on_a_mobile_number(voice: Any) -> None:
    assert objects(voices.artificial_voice, asked(voice=voice))
    assert not objects(voices.artificial_voice, asked(consent(), voice=voice))


def test_a_persons_voice_needs_none_and_a_ringless_message_always_does() -> None:
    assert not objects(voices.artificial_voice, asked(voice="person"))
    assert objects(voices.artificial_voice, asked(medium=Medium.RVM, voice="person"))
    assert not objects(voices.artificial_voice, asked(medium=Medium.SMS))


@pytest.mark.parametrize(
    "changes",
    [
        {"scope": "sms"},
        {"address": None},
        {"address": LANDLINE},
        {"debts": ("B",)},
        {"at": NOW + SECOND},
        {"given_to": "prior_collector"},
    ],
)
def test_a_consent_that_does_not_reach_the_number_and_the_debt_is_none(changes: dict[str, Any]) -> None:
    assert objects(voices.artificial_voice, asked(consent(**changes)))


@pytest.mark.parametrize("changes", [{"debts": ("A",)}, {"debts": None}, {"given_to": "creditor"}, {"at": NOW}])
def test_a_consent_that_reaches_them_is_one(changes: dict[str, Any]) -> None:
    assert not objects(voices.artificial_voice, asked(consent(**changes)))


def test_a_consent_for_one_debt_is_none_for_a_call_about_two_or_about_none() -> None:
    assert objects(voices.artificial_voice, asked(consent(debts=("A",)), debts=("A", "B")))
    assert objects(voices.artificial_voice, asked(consent(debts=("A",)), debts=()))


def test_a_consent_taken_back_is_none() -> None:
    assert objects(voices.artificial_voice, asked(consent(), Revocation(id="r", at=NOW, of="k")))
    assert not objects(voices.artificial_voice, asked(consent(), Revocation(id="r", at=NOW + SECOND, of="k")))


def test_a_landline_may_be_called_three_times_in_thirty_days_without_consent() -> None:
    def call(ago: timedelta, **changes: Any) -> Attempt:
        usual: dict[str, Any] = {"id": str(ago), "at": NOW - ago, "medium": Medium.CALL, "to": LANDLINE, "voice": "bot"}
        return Attempt(**(usual | changes))

    def calling(*made: Attempt, facts: tuple[Fact, ...] = (), **fields: Any) -> Proposal:
        return asked(*facts, to=LANDLINE, known_of={"attempts": made}, **fields)

    third = (call(30 * DAY - SECOND), call(2 * DAY), call(DAY))
    assert until(voices.residential_calls, calling(*third)) == NOW + SECOND
    assert not objects(voices.residential_calls, calling(*third[1:]))
    assert not objects(voices.residential_calls, calling(call(30 * DAY), *third[1:]))
    assert not objects(voices.residential_calls, calling(*third, facts=(consent(address=LANDLINE),)))
    assert not objects(voices.residential_calls, calling(*third, voice="person"))
    assert not objects(voices.residential_calls, calling(call(3 * DAY, voice="person"), *third[1:]))
    assert not objects(voices.residential_calls, calling(call(3 * DAY, state=State.RELEASED), *third[1:]))
    assert not objects(voices.residential_calls, calling(call(3 * DAY, to=MOBILE), *third[1:]))
    assert not objects(voices.artificial_voice, calling(*third))


@pytest.mark.parametrize(
    ("text", "lawful"),
    [
        ("Hello, this is Harbor Street Credit. Please call 800 555 0142.", True),
        ("Hello, this is Harbor Street Credit. Please call us.", False),
        ("Hello. Please call 800 555 0142.", False),
        (f"{'Hello. ' * 20}This is Harbor Street Credit, 800 555 0142.", False),
        ("", True),
    ],
)
def test_an_artificial_voice_begins_with_our_name_and_gives_a_number(text: str, lawful: bool) -> None:
    assert objects(identity, asked(text=text)) is not lawful
    assert not objects(identity, asked(text=text, voice="person"))


# --- taking consent back ----------------------------------------------------------------------------------------


def test_a_texted_stop_ends_artificial_voices_and_texts_to_that_number() -> None:
    assert objects(revocation, asked(opted_out()))
    assert objects(revocation, asked(opted_out(medium=Medium.CALL, via="call"), medium=Medium.SMS))
    assert objects(revocation, asked(opted_out(medium=None), medium=Medium.SMS))
    assert not objects(revocation, asked(opted_out(), voice="person"))
    assert not objects(revocation, asked(opted_out(), medium=Medium.EMAIL))
    assert not objects(revocation, asked(opted_out(at=NOW + SECOND)))
    assert not objects(revocation, asked(opted_out(medium=Medium.EMAIL, address=EMAIL)))
    assert not objects(revocation, asked(opted_out(by="spouse")))


@pytest.mark.parametrize(("day", "reaches"), [("2027-01-30", False), ("2027-01-31", True)])
def test_it_reaches_other_numbers_from_the_day_the_waiver_ends(day: str, reaches: bool) -> None:
    proposal = asked(opted_out(address=LANDLINE), when=at(f"{day} 12:00"))
    found = {f.rule for f in Guard(whole()).findings(proposal)}
    assert ("tcpa.revocation" in found) is reaches


def test_one_that_names_no_number_reaches_every_number() -> None:
    assert objects(revocation, asked(opted_out(address=None)))


@pytest.mark.parametrize(
    ("fact", "again"),
    [
        (OptIn(id="i", at=NOW, medium=Medium.SMS, address=MOBILE), True),
        (OptIn(id="i", at=NOW, medium=Medium.EMAIL, address=MOBILE), False),
        (OptIn(id="i", at=NOW, address=LANDLINE), False),
        (consent(at=NOW), True),
        (consent(at=NOW, given_to="creditor"), False),
        (consent(at=NOW - 2 * DAY), False),
    ],
)
def test_only_their_own_later_word_for_that_number_opens_it_again(fact: Fact, again: bool) -> None:
    assert objects(revocation, asked(opted_out(), fact)) is not again


def test_the_confirmation_and_an_answer_are_not_held_back() -> None:
    text = known.text_in(NOW - MINUTE)
    free: list[dict[str, Any]] = [{"purpose": Purpose.OPTOUT_CONFIRMATION}, {"in_reply_to": "m1"}]
    for fields in free:
        assert not objects(revocation, asked(opted_out(), medium=Medium.SMS, known_of={"inbounds": (text,)}, **fields))


def test_one_text_confirms_within_five_minutes() -> None:
    def confirming(*facts: Fact, made: tuple[Attempt, ...] = (), **fields: Any) -> Proposal:
        given = {"purpose": Purpose.OPTOUT_CONFIRMATION, "medium": Medium.SMS} | fields
        return asked(*facts, known_of={"attempts": made}, **given)

    stop = opted_out(at=NOW - 5 * MINUTE)
    assert not objects(one_confirmation, confirming(stop))
    assert objects(one_confirmation, confirming(opted_out(at=NOW - 5 * MINUTE - SECOND)))
    assert objects(one_confirmation, confirming())
    assert objects(one_confirmation, confirming(opted_out(at=NOW + SECOND)))
    assert objects(one_confirmation, confirming(opted_out(at=NOW, address=LANDLINE)))
    assert not objects(one_confirmation, confirming(opted_out(at=NOW, address=None)))
    first = known.text_out(NOW - 4 * MINUTE, purpose=Purpose.OPTOUT_CONFIRMATION)
    assert objects(one_confirmation, confirming(stop, made=(first,)))
    assert not objects(one_confirmation, confirming(stop, opted_out(id="o2", at=NOW - MINUTE), made=(first,)))
    assert not objects(one_confirmation, confirming(stop, made=(first.model_copy(update={"state": State.FAILED}),)))
    assert not objects(one_confirmation, confirming(stop, made=(known.text_out(NOW - MINUTE),)))
    assert not objects(one_confirmation, confirming(medium=Medium.EMAIL))
    assert not objects(one_confirmation, confirming(purpose=Purpose.REPLY))


# --- carriers, e-mail, bankruptcy -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "approval", "refused"),
    [
        ("third_party", "", True),
        ("debt_buyer", "", True),
        ("first_party", "", False),
        ("third_party", "CMP-1", False),
        ("debt_buyer", "CMP-1", False),
    ],
)
def test_carriers_refuse_the_texts_of_third_parties(role: Any, approval: str, refused: bool) -> None:
    collector = Collector(role=role, carrier_approval=approval)
    text = known.proposal(known.dossier(collector=collector), NOW, Medium.SMS)
    assert objects(third_party_texts, text) is refused
    assert not objects(third_party_texts, known.proposal(known.dossier(collector=collector), NOW, Medium.EMAIL))


def test_an_e_mail_shows_the_postal_address() -> None:
    address = "Harbor Street Credit\n1 Harbor St,  Albany, NY 12207"
    assert not objects(postal_address, asked(medium=Medium.EMAIL, text=address))
    assert objects(postal_address, asked(medium=Medium.EMAIL, text="Harbor Street Credit"))
    assert not objects(postal_address, asked(medium=Medium.SMS, text="Harbor Street Credit"))
    assert not objects(postal_address, asked(medium=Medium.EMAIL, text="", purpose=Purpose.OPTOUT_CONFIRMATION))
    nowhere = known.proposal(known.dossier(collector=Collector()), NOW, Medium.EMAIL, text="Hello")
    assert objects(postal_address, nowhere)


PETITION = Hold(id="h", at=NOW - DAY, why="bankruptcy", debts=("B",))


def test_a_bankruptcy_stays_the_collection_of_every_debt_until_the_hold_is_lifted() -> None:
    assert objects(bankruptcy.stay, asked(PETITION))
    assert not objects(bankruptcy.stay, asked(PETITION, HoldLifted(id="l", at=NOW, hold="h", by="Bo")))
    assert objects(bankruptcy.stay, asked(PETITION, HoldLifted(id="l", at=NOW + SECOND, hold="h", by="Bo")))
    assert not objects(bankruptcy.stay, asked(PETITION.model_copy(update={"why": "crisis"})))


@pytest.mark.parametrize("rule", [bankruptcy.stay, bankruptcy.discharge])
def test_an_answer_that_asks_for_nothing_and_a_letter_to_the_attorney_may_go(rule: Any) -> None:
    debts = {"debts": (Debt(id="A", status="discharged"), Debt(id="B"))}
    assert objects(rule, asked(PETITION, known_of=debts))
    assert not objects(rule, asked(PETITION, known_of=debts, purpose=Purpose.REPLY))
    assert objects(rule, asked(PETITION, known_of=debts, purpose=Purpose.REPLY, includes=["payment_link"]))
    assert not objects(rule, asked(PETITION, known_of=debts, person="attorney"))


def test_a_discharged_debt_is_collected_no_more_and_others_are() -> None:
    debts = {"debts": (Debt(id="A", status="discharged"), Debt(id="B"))}
    assert not objects(bankruptcy.discharge, asked(known_of=debts, debts=("B",)))
    assert objects(bankruptcy.discharge, asked(known_of=debts, debts=()))
    assert not objects(bankruptcy.discharge, asked())


# --- acts -------------------------------------------------------------------------------------------------------


def refused(act: Act, *facts: Fact) -> set[str]:
    """Return the rules that object to an act."""
    dossier: Dossier = known.dossier(*facts)
    found = Guard(whole()).objects_to(Deed(act, dossier, NOW))
    return {finding.rule for finding in found if isinstance(finding, Objection)}


@pytest.mark.parametrize(
    ("checks", "may"),
    [
        ([], False),
        ([(30 * DAY, "not_in_service")], True),
        ([(30 * DAY + SECOND, "not_in_service")], False),
        ([(DAY, "in_service")], False),
        ([(DAY, "no_data")], False),
        ([(2 * DAY, "in_service"), (DAY, "not_in_service")], True),
        ([(-SECOND, "not_in_service")], False),
    ],
)
def test_nobody_is_sued_before_it_is_known_that_they_do_not_serve(checks: list[Any], may: bool) -> None:
    facts = [MilitaryCheck(id=f"c{n}", at=NOW - ago, result=result) for n, (ago, result) in enumerate(checks)]
    assert ("scra.suit" in refused(Sue(debts=("A",)), *facts)) is not may


def test_a_debt_of_identity_theft_is_not_passed_on() -> None:
    said = Dispute(id="d", at=NOW, via="sms", why="identity_theft", debts=("A",))
    held = Hold(id="h", at=NOW, why="identity_theft")
    lifted = HoldLifted(id="l", at=NOW, hold="h", by="Bo")
    sale, other = Sell(debts=("A",), kind="sale"), Sell(debts=("B",), kind="sale")
    assert "fcra.identity-theft" in refused(sale, said)
    assert "fcra.identity-theft" in refused(other, held)
    assert "fcra.identity-theft" not in refused(other, said)
    assert "fcra.identity-theft" not in refused(sale, held, lifted)
    assert "fcra.identity-theft" not in refused(sale, said.model_copy(update={"why": "amount"}))
    assert "fcra.identity-theft" not in refused(Sell(debts=("A",), kind="analytics"), said)


# --- machines ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Harbor Street Credit, automated assistant. Hello.", True),
        ("Harbor Street Credit, asistente automático. Hola.", True),
        ("Harbor Street Credit. Hello.", False),
        ("", True),
    ],
)
def test_the_assistant_says_what_it_is(text: str, says: bool) -> None:
    def by(author: str, **fields: Any) -> Proposal:
        proposal = asked(medium=Medium.SMS, text=text, author=author, **fields)
        return Proposal(message=proposal.message, words=read(proposal.message), dossier=proposal.dossier, at=NOW)

    assert objects(automation.says_automated, by("bot")) is not says
    assert not objects(automation.says_automated, by("agent:Bo"))
    assert not objects(automation.says_automated, by("bot", purpose=Purpose.OPTOUT_CONFIRMATION))


@pytest.mark.parametrize(
    ("changes", "fresh"),
    [
        ({}, True),
        ({"at": NOW - 30 * DAY}, True),
        ({"at": NOW - 30 * DAY - SECOND}, False),
        ({"at": NOW + SECOND}, False),
        ({"result": "no_data"}, False),
        ({"result": "reassigned"}, False),
        ({"database": "equivalent"}, True),
        ({"database": "other"}, False),
        ({"number": LANDLINE}, False),
    ],
)
def test_an_artificial_voice_calls_a_number_that_was_lately_found_to_be_theirs(changes: Any, fresh: bool) -> None:
    check = known.made(
        NumberCheck, changes, id="n", at=NOW - DAY, number=MOBILE, database="fcc", result="not_reassigned"
    )
    assert objects(automation.fresh_number, asked(check)) is not fresh
    assert not objects(automation.fresh_number, asked(voice="person"))


def test_the_statutes_are_in_the_book_from_their_day() -> None:
    ids = {rule.id for rule, _ in whole().on(date(2025, 4, 10)).rules}
    assert "tcpa.revocation" not in ids
    assert {"tcpa.artificial-voice", "tcpa.one-confirmation", "tcpa.identity"} <= ids
    assert "tcpa.revocation" in {rule.id for rule, _ in whole().on(date(2025, 4, 11)).rules}
