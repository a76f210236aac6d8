"""The forms that states fill in, at their bounds: the very instant, the second of two debts, the other of two dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.basis import StateNotice
from accounts.consent import CeaseRequest, Consent, OptIn
from accounts.consumer import WrongParty
from accounts.contact import Attempt, Inbound, Medium, Purpose
from accounts.debt import Debt
from accounts.dossier import Licence
from accounts.record import Instant
from compliance.acts import Furnish
from compliance.deed import Deed
from compliance.law.us.states import ages, agreements, caps, kinds, medical_reporting, recording, sentences
from compliance.law.us.states.nyc import furnishing
from compliance.law.us.tcpa import s227_b_1_artificial_voice as voices
from compliance.law.us.tcpa.s64_1200_a_10_revocation import revocation
from compliance.law.us.tcpa.s64_1200_a_12_one_confirmation import one_confirmation
from compliance.texts import Missing
from tests.law import known
from tests.law.known import LANDLINE, MOBILE
from tests.law.test_beside_regulation_f import NOW as THEN
from tests.law.test_beside_regulation_f import asked, opted_out
from tests.law.test_state_forms import LATER, NOW, dossier, home, objects, rule

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LOS_ANGELES = "America/Los_Angeles"
NIGHT = known.at("2026-10-07 00:30")
"""The seventh in New York, and still the sixth in Los Angeles."""
BETWEEN = date(2026, 10, 6)


def both_coasts(*facts: Any, **fields: Any) -> Any:
    return dossier("NY", "10001", *facts, points=known.in_zones(known.NEW_YORK, LOS_ANGELES), **fields)


# --- waits ------------------------------------------------------------------------------------------------------------


def medical(*given: StateNotice) -> Any:
    debts = tuple(Debt(id=id, kind="medical", limitations_last_day=LATER) for id in ("A", "B"))
    return dossier("NV", "89101", *given, debts=debts, collector={"role": "third_party"})


def notice(id: str, days: float, **fields: Any) -> StateNotice:
    usual = {"notice": "nv_medical", "via": "certified_mail"}
    return known.made(StateNotice, fields, id=id, at=NOW - days * DAY, **usual)


def refusal(known_of: Any, **fields: Any) -> Any:
    return known.judge(rule("nv.medical_60day"), known.proposal(known_of, NOW, Medium.EMAIL, **fields))


def test_the_sixty_days_are_over_when_they_are_over_for_every_debt_and_count_from_its_first_notice() -> None:
    for_both = {"debts": ("A", "B")}
    assert refusal(medical(notice("n", 60)), **for_both) is None
    assert refusal(medical(notice("n", 60 - 1 / 86_400)), **for_both).until == NOW + SECOND
    assert refusal(medical(notice("n", 61), notice("m", 5)), **for_both) is None
    two = medical(notice("n", 61, debts=("A",)), notice("m", 50, debts=("B",)))
    assert refusal(two, **for_both).until == NOW + 10 * DAY
    assert refusal(two, debts=("A",)) is None
    other = medical(notice("n", 61, debts=("A",)))
    assert "not known to have been given" in refusal(other, debts=("B",)).says


# --- Louisiana --------------------------------------------------------------------------------------------------------


def test_louisiana_counts_from_the_first_letter_and_knows_nothing_once_that_is_older_than_what_is_kept() -> None:
    def refused(*ages_of_letters: float) -> bool:
        letters = [
            CeaseRequest(id=f"z{n}", at=NOW - days * DAY, via="certified_mail")
            for n, days in enumerate(ages_of_letters)
        ]
        return objects("la.cease", dossier("LA", "70112", *letters), Medium.CALL)

    assert not refused(0)
    assert not refused(-1 / 86_400)
    assert not refused(60)
    assert refused(60 + 1 / 86_400)
    assert refused(70, 10)
    assert not refused(10, -10)


def test_louisiana_s_letter_limits_personal_contacts_from_its_very_instant_and_the_first_letter_does() -> None:
    made = tuple(
        Attempt(id=f"a{n}", at=NOW - n * DAY, medium=Medium.CALL, debts=("A",), to=MOBILE) for n in range(1, 6)
    )

    def refused(*when: Instant) -> bool:
        letters = [CeaseRequest(id=f"z{n}", at=one, via="certified_mail") for n, one in enumerate(when)]
        return objects("la.cease", dossier("LA", "70112", *letters, attempts=made), Medium.CALL)

    assert refused(NOW)
    assert not refused(NOW + SECOND)
    assert refused(NOW - DAY, NOW + DAY)


# --- what something sent was ------------------------------------------------------------------------------------------


def test_an_address_was_a_strangers_if_somebody_said_so_of_it_then_or_later() -> None:
    sent = known.made(Attempt, {}, id="a", at=NOW, medium=Medium.SMS, to=MOBILE)

    def was(address: str, when: Instant) -> bool:
        return kinds.was_strangers(known.dossier(WrongParty(id="w", at=when, address=address)), sent)

    assert was(MOBILE, NOW)
    assert was(MOBILE, NOW + DAY)
    assert not was(MOBILE, NOW - SECOND)
    assert not was(LANDLINE, NOW + DAY)


@pytest.mark.parametrize(
    ("fields", "is_one"),
    [
        ({"purpose": Purpose.REPLY, "in_reply_to": "m1"}, True),
        ({"purpose": Purpose.REPLY, "in_session": "s"}, True),
        ({"purpose": Purpose.REPLY}, False),
        ({"purpose": Purpose.COLLECT, "in_reply_to": "m1"}, False),
        ({"purpose": Purpose.COLLECT, "in_session": "s"}, False),
    ],
)
def test_a_reply_answers_somebody_and_is_meant_to(fields: dict[str, Any], is_one: bool) -> None:
    sent = known.made(Attempt, fields, id="a", at=NOW, medium=Medium.SMS, to=MOBILE)
    assert kinds.was_reply(sent) is is_one
    asks = known.proposal(known.dossier(inbounds=(known.text_in(NOW - DAY),)), NOW, Medium.SMS, **fields)
    assert kinds.is_reply(asks) is is_one


# --- consents and licences --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "for_address", "covers"),
    [(MOBILE, False, True), (MOBILE, True, True), (None, False, True), (None, True, False), (LANDLINE, False, False)],
)
def test_a_consent_without_an_address_covers_one_only_where_none_must_be_named(
    address: str | None, for_address: bool, covers: bool
) -> None:
    row = agreements.Leave(
        applies_to=frozenset({"third_party"}), media=frozenset({Medium.SMS}), for_address=for_address
    )
    agreed = Consent(id="k", at=NOW - DAY, scope="sms", address=address)
    asks = known.proposal(known.dossier(agreed), NOW, Medium.SMS)
    assert agreements._covers(asks, agreed, row) is covers


def test_a_consent_for_one_debt_covers_no_message_about_all() -> None:
    row = agreements.Leave(applies_to=frozenset({"third_party"}), media=frozenset({Medium.SMS}))
    agreed = Consent(id="k", at=NOW - DAY, scope="sms", address=MOBILE, debts=("A",))

    def covers(*debts: str) -> bool:
        return agreements._covers(known.proposal(known.dossier(agreed), NOW, Medium.SMS, debts=debts), agreed, row)

    assert covers("A")
    assert not covers("A", "B")
    assert not covers()


@pytest.mark.parametrize(
    ("medium", "address", "wrote"),
    [(Medium.SMS, MOBILE, True), (Medium.SMS, LANDLINE, False), (Medium.CALL, MOBILE, False)],
)
def test_only_who_wrote_by_that_medium_from_that_address_has_written(medium: Medium, address: str, wrote: bool) -> None:
    came = Inbound(id="i", at=NOW, medium=medium, from_address=address)
    assert agreements._wrote(known.proposal(known.dossier(), NOW, Medium.SMS), came) is wrote


@pytest.mark.parametrize(
    ("since", "until", "place", "what", "held"),
    [
        (BETWEEN, None, "US-CA", "collection", True),
        (BETWEEN + DAY, None, "US-CA", "collection", False),
        (BETWEEN - DAY, BETWEEN, "US-CA", "collection", True),
        (BETWEEN - DAY, BETWEEN - DAY, "US-CA", "collection", False),
        (BETWEEN, None, "US-NV", "collection", False),
        (BETWEEN, None, "US-CA", "automatic_calls", False),
    ],
)
def test_a_licence_is_of_its_place_for_its_matter_and_in_its_days(
    since: date, until: date | None, place: str, what: Any, held: bool
) -> None:
    licence = Licence(place=place, number="1", since=since, until=until, what=what)
    asks = known.proposal(dossier("CA", "90001", collector={"licences": (licence,)}), NOW, Medium.EMAIL)
    assert (sentences.licence(asks, "US-CA") is not None) is held


def test_what_is_not_known_of_a_sentence_is_named_and_only_that() -> None:
    named = sentences._named(Missing("We answer {hours}", None))
    assert named == f"We answer {{hours}}, which is not known; set {sentences.WHERE['hours']}"
    assert sentences._named(Missing("We answer {hours}", "We answer daily")) == "We answer {hours}"


def test_where_one_of_two_states_wants_all_to_agree_that_one_is_named() -> None:
    points = (home("NY", "10001"), home("PA", "19103").model_copy(update={"id": "h2", "address": "second"}))
    for order in (points, points[::-1]):
        both = dossier("PA", "19103", points=order, collector={"records_calls": True})
        found = known.judge(recording.announced, known.proposal(both, NOW, Medium.CALL, text="Hello."))
        assert found is not None
        assert "(US-PA)" in found.says


# --- acts -------------------------------------------------------------------------------------------------------------


def test_new_york_citys_notice_before_furnishing_is_that_notice_and_was_given_by_then() -> None:
    def refused(*given: StateNotice, debts: tuple[str, ...] = ("A",)) -> bool:
        deed = Deed(Furnish(debts=debts), dossier("NY", "10001", *given), NOW)
        return furnishing.furnishing(deed, furnishing.furnishing.versions[-1].values) is not None

    named: dict[str, Any] = {"notice": "nyc_furnishing", "debts": ("A",)}
    assert not refused(StateNotice(id="n", at=NOW, **named))
    assert refused(StateNotice(id="n", at=NOW + SECOND, **named))
    assert refused(StateNotice(id="n", at=NOW, notice="another", debts=("A",)))
    assert refused(StateNotice(id="n", at=NOW, **named), debts=("A", "B"))


def test_medical_debt_among_others_is_seen_and_only_if_it_is_meant() -> None:
    debts = (Debt(id="A", kind="medical"), Debt(id="B", kind="credit_card"))
    assert medical_reporting._medical(debts, ())
    assert medical_reporting._medical(debts, ("A", "B"))
    assert not medical_reporting._medical(debts, ("B",))
    assert not medical_reporting._medical(debts[1:], ())


# --- two dates --------------------------------------------------------------------------------------------------------


def test_a_debt_is_barred_as_soon_as_it_is_on_either_coast() -> None:
    last = Debt(id="A", limitations_last_day=BETWEEN)
    asks = known.proposal(both_coasts(debts=(last,)), NIGHT, Medium.EMAIL)
    assert ages.may_be_barred(asks, last)
    before = known.proposal(both_coasts(debts=(last,)), NIGHT - timedelta(hours=1), Medium.EMAIL)
    assert not ages.may_be_barred(before, last)
    years = ages._periods(BETWEEN).rows[0]
    form, count = next(iter(years.years.items()))
    defaulted = Debt(id="A", form=form, defaulted_on=BETWEEN.replace(year=BETWEEN.year - count))
    assert ages.is_over(asks, defaulted, years)
    assert not ages.is_over(before, defaulted, years)


# --- consent to voices and texts, taken back --------------------------------------------------------------------------


def test_a_stop_counts_from_its_very_instant_and_only_a_later_word_undoes_it() -> None:
    assert known.objects(revocation, asked(opted_out(at=THEN)))
    assert known.objects(
        revocation, asked(opted_out(at=THEN), OptIn(id="i", at=THEN, medium=Medium.SMS, address=MOBILE))
    )
    earlier = OptIn(id="i", at=THEN - SECOND, medium=Medium.SMS, address=MOBILE)
    assert not known.objects(revocation, asked(opted_out(at=THEN - 2 * SECOND), earlier))


def test_one_confirmation_follows_the_last_stop() -> None:
    def refused(*stops: Instant, made: tuple[Instant, ...] = ()) -> bool:
        facts = [opted_out(id=f"o{n}", at=when) for n, when in enumerate(stops)]
        sent = tuple(
            known.text_out(when, id=f"t{n}", purpose=Purpose.OPTOUT_CONFIRMATION) for n, when in enumerate(made)
        )
        asks = asked(*facts, medium=Medium.SMS, purpose=Purpose.OPTOUT_CONFIRMATION, known_of={"attempts": sent})
        return known.objects(one_confirmation, asks)

    minute = timedelta(minutes=1)
    assert not refused(THEN - 9 * minute, THEN - minute)
    assert refused(THEN - minute, made=(THEN - minute,))
    assert refused(THEN - minute, made=(THEN,))
    assert not refused(THEN - minute, made=(THEN - minute - SECOND,))
    assert not refused(THEN - minute, made=(THEN + SECOND,))


def test_a_voice_at_the_very_instant_is_one_of_the_three_and_so_is_one_a_moment_less_than_thirty_days_ago() -> None:
    def refused(*ages_of_calls: timedelta) -> bool:
        made = tuple(
            known.made(
                Attempt, {}, id=f"a{n}", at=THEN - age, medium=Medium.CALL, to=LANDLINE, debts=("A",), voice="bot"
            )
            for n, age in enumerate(ages_of_calls)
        )
        return known.objects(voices.residential_calls, asked(to=LANDLINE, known_of={"attempts": made}))

    assert refused(2 * DAY, DAY, timedelta(0))
    assert not refused(2 * DAY, DAY, -SECOND)
    assert refused(30 * DAY - timedelta(microseconds=1), 2 * DAY, DAY)
    assert not refused(30 * DAY, 2 * DAY, DAY)


def test_a_sentence_is_due_for_the_first_message_about_any_of_the_debts_and_for_any_that_may_be_barred() -> None:
    debts = (Debt(id="A", limitations_last_day=date(2020, 1, 1)), Debt(id="B", limitations_last_day=LATER))

    def due(when: Any, *meant: Debt, spoken_of: tuple[str, ...] = ()) -> bool:
        knows = dossier("NY", "10001", debts=debts, first_communications=dict.fromkeys(spoken_of, NOW - DAY))
        return sentences._is_due(known.proposal(knows, NOW, Medium.EMAIL), when, meant)

    assert due("first", *debts, spoken_of=("A",))
    assert not due("first", *debts, spoken_of=("A", "B"))
    assert due("time_barred", *debts)
    assert not due("time_barred", debts[1])


def test_before_its_first_day_the_table_of_years_is_the_first() -> None:
    assert ages._periods(date(2000, 1, 1)) == ages._periods(date(2021, 11, 30))


def test_a_consent_need_name_no_address_unless_the_law_says_so() -> None:
    row = agreements.Leave(applies_to=frozenset({"third_party"}), media=frozenset({Medium.SMS}))
    assert (row.for_address, row.unless_written_to, row.in_writing, row.for_debt, row.own_address) == (False,) * 5


def test_a_contact_counts_until_its_days_are_over_on_either_coast() -> None:
    cap = caps.Cap.model_validate(
        {"applies_to": ["third_party"], "max": 1, "days": 1, "scope": "consumer", "window": "calendar_day",
         "holds": ["sms_out"], "counts": ["sms_out"]}
    )  # fmt: skip
    asks = known.proposal(both_coasts(), NIGHT, Medium.SMS)
    sent = known.made(Attempt, {}, id="a", at=NIGHT, medium=Medium.SMS, to=MOBILE)
    assert caps._over(asks, sent, cap) == known.at("2026-10-08 00:00")  # in Los Angeles it is over on the seventh
    by_day = known.proposal(both_coasts(), NOW, Medium.SMS)
    noon = sent.model_copy(update={"at": NOW})
    assert caps._over(by_day, noon, cap) == known.at("2026-10-07 00:00", LOS_ANGELES)


def test_a_sentence_on_medical_debts_is_due_for_no_other() -> None:
    row = sentences.Sentence.model_validate(
        {
            "applies_to": ["third_party"],
            "media": ["email"],
            "trait": "x",
            "when": "every",
            "debts": "medical",
        }
    )

    def due(kind: str, about: tuple[str, ...] = ("A",)) -> bool:
        debts = (Debt(id="A", kind=kind), Debt(id="B", kind="medical"))
        asks = known.proposal(dossier("NY", "10001", debts=debts), NOW, Medium.EMAIL, debts=about, text="Hello.")
        return bool(sentences._due(asks, row))

    assert due("medical")
    assert not due("credit_card")
    assert due("credit_card", ("A", "B"))


def test_a_cap_names_a_debt_by_its_account_or_else_by_the_end_of_its_id() -> None:
    cap = caps.Cap.model_validate(
        {
            "applies_to": ["third_party"],
            "max": 1,
            "days": 1,
            "scope": "debt",
            "holds": ["sms_out"],
            "counts": ["sms_out"],
        }
    )
    debts = (Debt(id="0123456789", account_number="55507319"), Debt(id="9876543210"))
    asks = known.proposal(dossier("NY", "10001", debts=debts), NOW, Medium.SMS)
    assert "about the debt ending 7319 " in caps._says(asks, cap, 1, "0123456789")
    assert "about the debt ending 3210 " in caps._says(asks, cap, 1, "9876543210")
