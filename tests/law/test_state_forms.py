"""The forms that states fill in: sentences in real texts, consents, machines, tables, and acts that are no message."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.basis import EmployerAddress, StateNotice
from accounts.calling import RecordingAnnounced
from accounts.consent import CeaseRequest, Consent, Revocation
from accounts.consumer import ContactPoint, LocationStated, PointKind
from accounts.contact import Attempt, Medium, Purpose
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier, Licence
from compliance.acts import Furnish
from compliance.book import whole
from compliance.decision import Objection
from compliance.deed import Deed
from compliance.guard import Guard
from compliance.law.us.states import ages, limitation, medical_reporting, recording
from compliance.rule import Rule
from tests.law import known

BOOK = whole("compliance.law.us.states")
NOW = datetime(2026, 10, 6, 16, tzinfo=UTC)
DAY = timedelta(days=1)
LATER = date(2030, 1, 1)


def rule(id: str) -> Rule:
    found = BOOK.provisions[id]
    assert isinstance(found, Rule)
    return found


def home(state: str, code: str) -> ContactPoint:
    return ContactPoint(
        id="h", kind=PointKind.POSTAL, address="home", place="home", state=state, zip=code, zones=(known.NEW_YORK,)
    )


def mail_to(source: str = "consumer", **fields: Any) -> ContactPoint:
    return ContactPoint.model_validate({"id": "e", "kind": "email", "address": known.EMAIL, "source": source} | fields)


def dossier(state: str, code: str, *facts: Any, collector: dict[str, Any] | None = None, **fields: Any) -> Dossier:
    who = Collector(**({"role": "third_party", "name": "North Bay", "mailing_address": "1 Pier"} | (collector or {})))
    usual: dict[str, Any] = {
        "collector": who,
        "points": (home(state, code), mail_to()),
        "debts": (Debt(id="A", creditor="Alder Bank", limitations_last_day=LATER),),
    }
    return known.dossier(*facts, **(usual | fields))


def objects(id: str, known_of: Dossier, medium: Medium = Medium.EMAIL, when: datetime = NOW, **said: Any) -> bool:
    return known.objects(rule(id), known.proposal(known_of, when, medium, **said))


LICENCE = Licence(place="US-CA", number="10234-99", name="North Bay LLC", address="2 Quay", since=date(2026, 1, 1))


def test_a_licence_number_is_looked_for_in_the_text_and_in_the_html() -> None:
    licensed = dossier("CA", "90001", collector={"licences": (LICENCE,)})
    ask = "ca.license_every_message"
    assert not objects(ask, licensed, text="Hello. California license 10234-99.")
    assert objects(ask, licensed, text="Hello.")
    assert objects(ask, licensed, text="License 10234-99.", html="<p>Hello</p>")
    assert not objects(ask, licensed, text="License 10234-99.", html="<p>No. 10234-99</p>")


def test_without_a_licence_in_force_no_number_is_right() -> None:
    ask = "ca.license_every_message"
    assert objects(ask, dossier("CA", "90001"), text="License 10234-99.")
    ended = LICENCE.model_copy(update={"until": date(2026, 10, 5)})
    assert objects(ask, dossier("CA", "90001", collector={"licences": (ended,)}), text="License 10234-99.")


def test_washington_wants_the_licensed_name_and_address_and_the_original_creditor() -> None:
    held = LICENCE.model_copy(update={"place": "US-WA"})
    there = dossier("WA", "98101", collector={"licences": (held,)})
    whole_text = "North Bay LLC, 2 Quay. Original creditor: Alder Bank."
    assert not objects("wa.content.every_message", there, text=whole_text)
    for part in ("North Bay LLC", "2 Quay", "Alder Bank"):
        assert objects("wa.content.every_message", there, text=whole_text.replace(part, ""))


def test_the_validation_notice_is_not_held_for_a_text_that_nobody_has_read() -> None:
    assert objects("ny.initial_disclosure", dossier("NY", "12207"), Medium.EMAIL)
    assert not objects("ny.initial_disclosure", dossier("NY", "12207"), purpose=Purpose.VALIDATION_NOTICE)
    assert objects("ma.notice_rights", dossier("MA", "02139"), purpose=Purpose.VALIDATION_NOTICE)


def test_a_confirmation_and_a_call_that_only_dials_carry_nothing() -> None:
    there = dossier("MA", "02139")
    assert not objects("ma.office_hours", there, purpose=Purpose.OPTOUT_CONFIRMATION)
    assert not objects("ma.caller_identity", there, Medium.CALL)
    assert objects("ma.caller_identity", there, Medium.CALL, text="Hello, it is me.")
    assert not objects("ma.caller_identity", there, Medium.CALL, text="Hello, this is North Bay.")


def test_a_first_notice_is_asked_for_once() -> None:
    assert objects("ma.notice_rights", dossier("MA", "02139"))
    assert not objects("ma.notice_rights", dossier("MA", "02139", first_communications={"A": NOW - DAY}))


@pytest.mark.parametrize(
    ("id", "state", "code"),
    [("ut.genai_on_request", "UT", "84101"), ("ca.bot_disclosure", "CA", "90001")],
)
def test_the_assistant_says_what_it_is_in_every_message(id: str, state: str, code: str) -> None:
    there = dossier(state, code)
    assert objects(id, there, author="bot", text="Hello.")
    assert not objects(id, there, author="bot", text="I am an automated assistant.")
    assert not objects(id, there, author="agent:A", text="Hello.")


def test_maine_and_new_jersey_ask_the_same_of_a_chat() -> None:
    for id, state, code in (("me.ai_chatbot", "ME", "04101"), ("nj.bot", "NJ", "07101")):
        assert objects(id, dossier(state, code), Medium.CHAT, author="bot", text="Hello.")
        assert not objects(id, dossier(state, code), Medium.CHAT, author="bot", text="An automated assistant.")


def test_the_age_of_a_debt_is_disclosed_in_new_york_city_before_payment() -> None:
    old = dossier("NY", "10001", debts=(Debt(id="A"),))
    pays: dict[str, Any] = {"includes": ("payment_request",)}
    assert objects("nyc.tbd_notice", old, **pays)
    assert not objects("nyc.tbd_notice", old)
    assert not objects("nyc.tbd_notice", old, includes=("payment_request", "time_barred_notice"))


def test_oregon_wants_to_hear_who_calls() -> None:
    there = dossier("OR", "97201")
    assert objects("or.oral_30_seconds", there, Medium.CALL, text="Hello.")
    assert not objects("or.oral_30_seconds", there, Medium.CALL, text="This is North Bay about a debt.")


WRITTEN = Consent(id="k", at=NOW - DAY, scope="email", via="web_form", debts=("A",), address=known.EMAIL)


@pytest.mark.parametrize(
    ("fact", "point", "refused"),
    [
        (WRITTEN, mail_to(), False),
        (WRITTEN.model_copy(update={"debts": None}), mail_to(), True),
        (WRITTEN.model_copy(update={"via": "oral"}), mail_to(), True),
        (WRITTEN.model_copy(update={"by": "spouse"}), mail_to(), True),
        (WRITTEN.model_copy(update={"provided_only": True}), mail_to(), True),
        (WRITTEN, mail_to("creditor"), True),
        (WRITTEN, mail_to(domain="reserved"), True),
        (WRITTEN, mail_to(place="work"), True),
    ],
    ids=["all of it", "no debt named", "oral", "another's", "only provided", "the creditor's", "reserved", "work"],
)
def test_new_york_wants_written_consent_for_the_debt_to_an_address_of_their_own(
    fact: Consent, point: ContactPoint, refused: bool
) -> None:
    asked = dossier("NY", "12207", fact, points=(home("NY", "12207"), point))
    assert objects("ny.email_consent", asked) is refused


def test_an_address_that_an_employer_provides_is_not_their_own_and_a_consent_may_be_taken_back() -> None:
    employers = EmployerAddress(id="x", at=NOW - DAY, address=known.EMAIL)
    assert objects("ny.email_consent", dossier("NY", "12207", WRITTEN, employers))
    assert objects("ny.email_consent", dossier("NY", "12207", WRITTEN, Revocation(id="r", at=NOW, of="k")))
    assert objects("ny.email_consent", dossier("NY", "12207", WRITTEN, points=(home("NY", "12207"),)))


def test_in_the_district_consent_may_be_asked_for_once_a_week_and_nothing_else_said() -> None:
    asks: dict[str, Any] = {"includes": ("asks_consent",)}
    before = Attempt(id="a", at=NOW - 7 * DAY + timedelta(seconds=1), medium=Medium.SMS, debts=("A",))
    assert not objects("dc.consent.electronic_optin", dossier("DC", "20001"), **asks)
    assert objects("dc.consent.electronic_optin", dossier("DC", "20001", attempts=(before,)), **asks)
    assert objects("dc.consent.electronic_optin", dossier("DC", "20001"), includes=("asks_consent", "balance"))
    answers = known.text_in(NOW - DAY)
    reply: dict[str, Any] = {"in_reply_to": "m1", "purpose": Purpose.REPLY}
    assert not objects("dc.consent.electronic_optin", dossier("DC", "20001", inbounds=(answers,)), **reply)


def test_a_machine_may_not_call_for_the_assistant_either() -> None:
    there = dossier("IN", "46201")
    assert objects("in.adad", there, Medium.CALL, author="bot")
    agreed = Consent(id="k", at=NOW - DAY, scope="calls")
    assert not objects("in.adad", dossier("IN", "46201", agreed), Medium.CALL, author="bot")
    assert objects(
        "in.adad", dossier("IN", "46201", agreed, Revocation(id="r", at=NOW, of="k")), Medium.CALL, author="bot"
    )


def test_louisiana_s_certified_letter_binds_from_the_day_it_came_and_for_the_debts_it_names() -> None:
    letter = CeaseRequest(id="z", at=NOW + DAY, via="certified_mail")
    assert not objects("la.cease", dossier("LA", "70112", letter), Medium.CALL)


def test_a_recorded_call_begins_with_saying_so() -> None:
    def refused(*facts: Any, records: bool = True, **said: Any) -> bool:
        asked = dossier("PA", "19103", *facts, collector={"records_calls": records})
        return known.objects(recording.announced, known.proposal(asked, NOW, Medium.CALL, **said))

    assert refused(text="Hello.")
    assert not refused(text="Hello.", records=False)
    assert not refused()
    assert not refused(text="Hello, this call is recorded.", includes=("recording_announcement",))
    assert refused(on_call="c")
    assert not refused(RecordingAnnounced(id="r", at=NOW, of="c"), on_call="c")


def test_medical_debt_is_not_threatened_with_a_report_where_that_is_banned() -> None:
    medical = (Debt(id="A", kind="medical", limitations_last_day=LATER),)
    threat: dict[str, Any] = {"includes": ("threat_to_credit",)}

    def refused(state: str, code: str, when: datetime = NOW, debts: tuple[Debt, ...] = medical, **said: Any) -> bool:
        asked = known.proposal(dossier(state, code, debts=debts), when, Medium.EMAIL, **said)
        return known.objects(medical_reporting.threat, asked)

    assert refused("CO", "80202", **threat)
    assert not refused("CO", "80202")
    assert not refused("CO", "80202", debts=(Debt(id="A", kind="auto"),), **threat)
    assert not refused("TX", "75201", **threat)
    assert refused("CA", "90001", datetime(2025, 1, 1, 12, tzinfo=UTC), **threat)
    assert not refused("CA", "90001", datetime(2024, 12, 31, 12, tzinfo=UTC), **threat)


def test_medical_debt_is_not_furnished_there_and_nothing_in_new_york_city_before_its_notice() -> None:
    guard = Guard(BOOK)

    def stands(asked: Dossier) -> set[str]:
        found = guard.objects_to(Deed(act=Furnish(debts=("A",)), dossier=asked, at=NOW))
        return {finding.rule for finding in found if isinstance(finding, Objection)}

    medical = (Debt(id="A", kind="medical"),)
    assert stands(dossier("CO", "80202", debts=medical)) == {"states.medical-furnishing"}
    assert stands(dossier("TX", "75201", debts=medical)) == set()
    assert stands(dossier("CO", "80202")) == set()
    notice = StateNotice(id="n", at=NOW - DAY, notice="nyc_furnishing", debts=("A",))
    assert stands(dossier("NY", "10001")) == {"nyc.cra_notice"}
    assert stands(dossier("NY", "10001", notice)) == set()
    assert stands(dossier("NY", "10001", notice.model_copy(update={"debts": ("B",)}))) == {"nyc.cra_notice"}


def test_what_may_be_barred_is_not_sued_upon_nor_revived_unawares_and_what_is_extinguished_is_not_collected() -> None:
    def refused(state: str, code: str, debt: Debt, *includes: str, **fields: Any) -> bool:
        asked = known.proposal(dossier(state, code, debts=(debt,)), NOW, Medium.EMAIL, includes=includes, **fields)
        return known.objects(limitation.limitation, asked)

    young, old = Debt(id="A", limitations_last_day=LATER), Debt(id="A", limitations_last_day=date(2026, 10, 5))
    assert refused("TX", "75201", old, "threat_of_suit")
    assert not refused("TX", "75201", young, "threat_of_suit")
    assert refused("MI", "48201", old, "payment_request")
    assert not refused("MI", "48201", old, "payment_request", "revival_warning")
    assert not refused("TX", "75201", old, "payment_request")
    assert not refused("TX", "75201", old)
    assert not refused("MI", "48201", old, "payment_request", debts=("B",))
    six = Debt(id="A", limitations_last_day=LATER, defaulted_on=date(2020, 10, 6))
    assert not refused("WI", "53703", six)
    assert refused("WI", "53703", six.model_copy(update={"defaulted_on": date(2020, 10, 5)}))
    assert not refused("WI", "53703", six.model_copy(update={"defaulted_on": date(2020, 10, 5)}), purpose=Purpose.REPLY)
    oral = six.model_copy(update={"defaulted_on": date(2023, 10, 5), "form": "oral"})
    assert refused("WA", "98101", oral, "threat_of_suit")
    assert not refused("WA", "98101", oral.model_copy(update={"form": "written"}), "threat_of_suit")


def test_a_consumer_who_may_be_in_two_states_has_the_law_of_both() -> None:
    said = LocationStated(id="s", at=NOW - DAY, zones=("America/Los_Angeles",), places=("US-CA",))
    asked = known.proposal(dossier("MA", "02139", said), NOW, Medium.EMAIL)
    found = {finding.rule for finding in Guard(BOOK).findings(asked)}
    assert {"ma.office_hours", "ca.license_every_message"} <= found


@pytest.mark.parametrize(
    ("state", "code", "default", "form", "barred"),
    [
        ("WI", "53703", date(2020, 10, 6), None, False),
        ("WI", "53703", date(2020, 10, 5), None, True),
        ("TX", "75201", date(2022, 10, 6), "written", False),
        ("TX", "75201", date(2022, 10, 5), "written", True),
        ("OH", "43215", date(2022, 10, 5), None, True),
        ("OH", "43215", date(2022, 10, 5), "written", False),
        ("WI", "53703", None, None, True),
        ("PR", "00901", date(2026, 1, 1), None, True),
    ],
)
def test_where_no_last_day_is_given_the_years_of_the_place_decide_from_the_default_on(
    state: str, code: str, default: date | None, form: Any, barred: bool
) -> None:
    debt = Debt(id="A", defaulted_on=default, form=form)
    asked = known.proposal(dossier(state, code, debts=(debt,)), NOW, Medium.EMAIL)
    assert ages.may_be_barred(asked, debt) is barred


def test_the_shortest_years_of_all_places_decide_and_a_last_day_that_is_given_decides_alone() -> None:
    debt = Debt(id="A", defaulted_on=date(2021, 10, 6))
    texas = home("TX", "75201").model_copy(update={"id": "t"})

    def barred(one: Debt, *points: ContactPoint) -> bool:
        asked = dossier("WI", "53703", debts=(one,), points=(home("WI", "53703"), *points))
        return ages.may_be_barred(known.proposal(asked, NOW, Medium.EMAIL), one)

    assert not barred(debt)
    assert barred(debt, texas)
    assert not barred(debt.model_copy(update={"limitations_last_day": date(2026, 10, 6)}), texas)
    assert barred(debt.model_copy(update={"limitations_last_day": date(2026, 10, 5)}))
