"""What the law of a place wants in a message is composed into it, and into a validation notice on its right side."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.consumer import Consumer
from accounts.contact import Attempt, Medium, Message, Purpose, State
from accounts.dossier import Dossier, Licence
from accounts.notice_making import make
from channels.compose import Composer
from channels.links import OptOutLinks
from compliance.book import whole
from compliance.decision import Objection
from compliance.guard import Guard
from compliance.law.us.states.sentences import Sentence
from tests.accounts.owing import COLLECTOR, DEBT, EMAIL, END, HOME, MONDAY, TODAY

COMPOSER = Composer(OptOutLinks("https://northbay.example", b"only for tests, of thirty-two by").url)
BOOK = whole()
GUARD = Guard(BOOK)
SENTENCES = {p.id for p in BOOK.rules if isinstance(p.versions[-1].values, Sentence)}
SINCE = date(2026, 1, 1)
LICENCES = tuple(
    Licence(place=place, number=f"N-{n}", since=SINCE)
    for n, place in enumerate(("US-CA", "US-WA", "US-NC", "US-NY-NYC"), start=7001)
)
LICENSED = COLLECTOR.model_copy(update={"licences": LICENCES, "hours": "Monday to Friday, 9 a.m. to 5 p.m."})
MAILBOX = "0199a000-0000-7000-8000-000000000002"
YOUNG = DEBT.model_copy(update={"limitations_last_day": date(2030, 1, 1)})
OLD = DEBT.model_copy(update={"limitations_last_day": date(2026, 1, 1)})
HOMES = {
    "CA": "90001", "CO": "80202", "DC": "20001", "MA": "02139", "ME": "04101", "NC": "27601", "OR": "97201",
    "TN": "37201", "WA": "98101", "WI": "53703", "MN": "55401", "NY": "12207", "NYC": "10001",
}  # fmt: skip


def known(state: str, **changes: Any) -> Dossier:
    """Return what is known of a consumer whose home is there, and who was never written to."""
    home = HOME.model_copy(update={"id": MAILBOX, "state": state[:2], "zip": HOMES[state]})
    facts: dict[str, Any] = {
        "at": MONDAY,
        "collector": LICENSED,
        "consumer": Consumer(id="C", name="Pat Q. Sample Jr."),
        "points": (EMAIL, home),
        "debts": (YOUNG,),
    }
    return Dossier(**(facts | changes))


def reminder(dossier: Dossier, medium: Medium = Medium.EMAIL, **changes: Any) -> Message:
    to = HOME.address if medium is Medium.MAIL else EMAIL.address
    return COMPOSER.compose("reminder", dossier, medium=medium, to=to, debts=("A",), **changes)


def notice(dossier: Dossier, medium: Any = "mail", language: Any = "en") -> Message:
    made = make(dossier, "A", medium=medium, made_on=TODAY, end_date=END, language=language)
    return COMPOSER.validation_notice(made, dossier, to=HOME.address if medium == "mail" else EMAIL.address)


def refused(message: Message, dossier: Dossier) -> dict[str, str]:
    """Return which rules on a sentence object, and what they say."""
    found = GUARD.findings(GUARD.propose(message, dossier, MONDAY))
    return {one.rule: one.says for one in found if isinstance(one, Objection) and one.rule in SENTENCES}


COMPOSED = ("CA", "CO", "DC", "MA", "ME", "NC", "OR", "TN", "WA", "WI")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("state", COMPOSED)
def test_an_e_mail_a_text_and_the_notice_carry_what_their_place_wants(state: str, language: Any) -> None:
    there = known(state, consumer=Consumer(id="C", name="Pat Q. Sample Jr.", language=language))
    notices = (notice(there, "mail", language), notice(there, "email"))
    for made in (reminder(there), reminder(there, Medium.SMS), *notices):
        assert refused(made, there) == {}
    assert all("duly.34c-whole-notice" not in rules(made, there) for made in notices)


@pytest.mark.parametrize("state", COMPOSED)
def test_what_is_prescribed_trips_no_rule_of_another_place(state: str) -> None:
    there = known(state)
    elsewhere = known(state, points=(EMAIL, HOME.model_copy(update={"state": "OH", "zip": "43215"})))
    for medium in (Medium.EMAIL, Medium.SMS):
        plain, full = reminder(elsewhere, medium), reminder(there, medium)
        assert rules(full, there) <= rules(plain, there) | rules(plain, elsewhere)


def rules(message: Message, dossier: Dossier) -> set[str]:
    found = GUARD.findings(GUARD.propose(message, dossier, MONDAY))
    return {one.rule for one in found if isinstance(one, Objection)} - SENTENCES


def test_a_threat_beside_what_california_prescribes_is_still_one() -> None:
    there = known("CA")
    carried = reminder(there)
    assert "regf.18b3-arrest-seizure" not in rules(carried, there)
    ours = carried.model_copy(update={"text": f"{carried.text} You will be arrested."})
    assert "regf.18b3-arrest-seizure" in rules(ours, there)


def test_elsewhere_nothing_is_added() -> None:
    there = known("CA", points=(EMAIL, HOME.model_copy(update={"state": "OH", "zip": "43215"})))
    assert "License" not in reminder(there).text
    assert notice(there).notice == make(there, "A", medium="mail", made_on=TODAY, end_date=END)


def test_a_text_to_washington_says_who_where_and_who_was_owed_at_first() -> None:
    text = reminder(known("WA"), Medium.SMS).text
    assert "PO Box 12, Albany, NY 12201. Original creditor: Main Street Bank." in text
    assert text.count("North Bay Recovery") == 1


def test_what_belongs_to_the_first_notice_is_on_its_reverse_and_not_in_what_follows() -> None:
    first, later = known("MA"), known("MA", first_communications={"A": MONDAY})
    paper = notice(first)
    assert paper.notice is not None
    assert [line.split(".")[0][:17] for line in paper.notice.reverse] == ["You have the righ", "Office hours: Mon"]
    assert all(line in paper.html for line in paper.notice.reverse)
    assert "place of employment" in reminder(first).text
    assert "place of employment" not in reminder(later).text
    assert "Monday to Friday" in reminder(later).text


def test_what_is_said_of_a_debt_s_age_stands_on_the_front_and_only_of_an_old_one() -> None:
    old, young = known("CA", debts=(OLD,)), known("CA")
    said = "The law limits how long you can be sued on a debt. Because of the age of your debt, we will not sue you"
    paper, other = notice(old), notice(young)
    assert paper.notice is not None
    assert other.notice is not None
    assert paper.notice.time_barred == f"{said} for it."
    assert other.notice.time_barred is None
    assert said in reminder(old).text
    assert said not in reminder(young).text
    assert refused(paper, old) == refused(reminder(old), old) == {}


def test_a_collector_of_another_role_is_not_made_to_say_that_it_is_an_agency() -> None:
    creditor = LICENSED.model_copy(update={"role": "first_party"})
    assert "collection agency" in reminder(known("TN")).text
    assert "collection agency" not in reminder(known("TN", collector=creditor)).text


def test_who_is_not_verified_yet_reads_nothing_of_a_debt() -> None:
    there = known("WA")
    asked = COMPOSER.compose(
        "ask_born", there, medium=Medium.SMS, to=EMAIL.address, purpose=Purpose.REPLY,
        values={"introduce": False, "gentle": True},
    )  # fmt: skip
    assert "PO Box 12" in asked.text
    assert "Main Street Bank" not in asked.text


def test_what_nobody_has_read_refuses_and_says_where_it_belongs() -> None:
    there = known("NY")
    (says,) = refused(reminder(there), there).values()
    assert says.endswith(
        "put its words as `wording` of ny.initial_disclosure into compliance/law/us/states/ny/notices.yaml"
    )
    assert "mn.credit_counseling_doc" in refused(reminder(known("MN")), known("MN"))
    for medium in ("mail", "email"):
        assert refused(notice(there, medium), there) == {}


def test_what_is_not_known_refuses_and_says_what_to_set() -> None:
    there = known("CA", collector=COLLECTOR)
    assert refused(reminder(there), there)["ca.license_every_message"].endswith("set DULY_LICENCES")
    there = known("MA", collector=COLLECTOR)
    assert refused(reminder(there), there)["ma.office_hours"].endswith("set DULY_COLLECTOR_HOURS")


def test_the_confirmation_of_an_opt_out_carries_nothing() -> None:
    there = known("WA")
    made = COMPOSER.compose(
        "optout_confirmed", there, medium=Medium.SMS, to=EMAIL.address, purpose=Purpose.OPTOUT_CONFIRMATION,
        values={"introduce": False},
    )  # fmt: skip
    assert "PO Box" not in made.text


def test_a_letter_carries_it_too() -> None:
    there = known("WA", attempts=(Attempt(id="a", at=MONDAY, medium=Medium.EMAIL, debts=("A",), state=State.SENT),))
    letter = COMPOSER.compose(
        "verification", there, medium=Medium.MAIL, to=HOME.address, debts=("A",), purpose=Purpose.REPLY,
        values={"said_on": TODAY, "evidence": "The statement of March."},
    )  # fmt: skip
    assert refused(letter, there) == {}
    assert "Original creditor: Main Street Bank." in letter.text or "Main Street Bank" in letter.text
