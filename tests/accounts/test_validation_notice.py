"""A validation notice holds every fact of 1006.34(c), or is refused with the name of the one that is missing."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.consumer import ContactPoint, PointKind, WrongParty
from accounts.contact import Attempt, Medium
from accounts.dossier import Dossier
from accounts.errors import BadInput
from accounts.notice import Undeliverable
from accounts.notice_making import home, lacks, make
from accounts.validation_notice import PROMPTS, address_lines, dollars
from tests.accounts.owing import COLLECTOR, DEBT, END, HOME, ITEMS, MONDAY, TODAY, known, notice


def with_debt(**changes: Any) -> Dossier:
    return known(debts=(DEBT.model_copy(update=changes),))


def with_home(**changes: Any) -> Dossier:
    return known(points=(HOME.model_copy(update=changes),))


def with_collector(**changes: Any) -> Dossier:
    return known(collector=COLLECTOR.model_copy(update=changes))


def test_a_notice_holds_every_item_as_the_law_cases_name_it() -> None:
    assert notice().flat() == {
        "medium": "mail",
        "language": "en",
        "disclosure": "e1",
        "collector_name": "North Bay Recovery",
        "collector_address": "PO Box 12, Albany, NY 12201",
        "consumer_name": "Pat Q. Sample Jr.",
        "consumer_address": "2323 Park Street, Apt 4, Albany, NY 12207",
        "itemization_creditor": "Main Street Bank",
        "account_number": "7319",
        "current_creditor": "Bank of Rockville",
        "itemization_date": {"kind": "charge_off", "date": "2025-03-01"},
        "amount_then": "2234.56",
        "itemization": {"interest": "75.00", "fees": "25.00", "payments": "40.00", "credits": "10.00"},
        "itemization_place": "front",
        "amount_now": "2284.56",
        "end_date": "2027-01-01",
        "says_written_dispute_stops_collection": True,
        "says_original_creditor_request_stops_collection": True,
        "says_assumed_valid_unless_disputed": True,
        "cfpb_web_address": True,
        "electronic_dispute_how": "desk@northbay.example",
        "response_form": {
            "segregated": True,
            "at_bottom": True,
            "headings": True,
            "dispute_prompts": list(PROMPTS),
            "original_creditor_prompt": True,
            "addresses": True,
        },
        "optional": [{"kind": "telephone"}, {"kind": "payment_options"}, {"kind": "spanish_offer"}],
    }


def test_what_a_debt_does_not_have_is_left_out_and_what_a_notice_adds_is_listed() -> None:
    never_numbered = make(with_debt(account_number=""), "A", medium="mail", made_on=TODAY, end_date=END).flat()
    assert "account_number" not in never_numbered
    spanish = make(known(), "A", medium="email", made_on=TODAY, end_date=END, language="es").flat()
    assert (spanish["english_copy"], spanish["language"], spanish["medium"]) == ("same_communication", "es", "email")
    assert {"kind": "spanish_offer"} not in spanish["optional"]
    more = notice(time_barred="x", reverse=("y",)).flat()["optional"]
    assert {"kind": "time_barred_disclosure", "place": "front", "content_specified_by_law": True} in more
    assert [one["place"] for one in more if one["kind"] == "required_by_law"] == ["reverse"]


@pytest.mark.parametrize(
    ("facts", "medium", "says"),
    [
        (with_debt(creditor=""), "mail", "the current creditor"),
        (with_debt(original_creditor=""), "mail", "the creditor on the itemization date"),
        (with_debt(itemization=None), "mail", "the itemization is not known"),
        (with_debt(balance=228_457), "mail", "comes to $2284.56, the balance is $2284.57"),
        (with_home(postal=("", "", "Albany")), "mail", "has no street"),
        (with_home(postal=("1 Elm St", "", "")), "mail", "has no city"),
        (with_home(postal=()), "mail", "has no street, no city"),
        (with_home(state=None), "mail", "has no state"),
        (with_home(zip=None), "mail", "has no ZIP code"),
        (known(points=()), "email", "no mailing address of the consumer"),
        (with_collector(mailing_address=""), "mail", "DULY_COLLECTOR_ADDRESS"),
        (with_collector(mailing_address="Albany, NY 12201"), "mail", "DULY_COLLECTOR_ADDRESS"),
        (with_collector(email=""), "email", "DULY_SMTP_FROM"),
        (known(consumer=known().consumer.model_copy(update={"name": ""})), "mail", "the consumer's name"),
        (known(debts=()), "mail", "no such debt"),
    ],
)
def test_a_missing_fact_is_named_and_there_is_no_notice(facts: Dossier, medium: Any, says: str) -> None:
    assert lacks(known(), "A", medium) == ()
    with pytest.raises(BadInput, match="no validation notice of debt A: ") as refused:
        make(facts, "A", medium=medium, made_on=TODAY, end_date=END)
    assert says in str(refused.value)


def test_a_creditor_of_its_own_debts_and_a_debt_of_no_financial_product_need_no_other_creditor() -> None:
    own = known(
        collector=COLLECTOR.model_copy(update={"role": "first_party", "email": ""}),
        debts=(DEBT.model_copy(update={"original_creditor": ""}),),
    )
    made = make(own, "A", medium="mail", made_on=TODAY, end_date=END)
    assert (made.itemization_creditor, made.first_party, made.electronic) == ("Bank of Rockville", True, None)
    rent = with_debt(original_creditor="", consumer_financial_product=False)
    assert make(rent, "A", medium="mail", made_on=TODAY, end_date=END).itemization_creditor is None


def test_the_address_is_the_newest_complete_one_that_is_not_work_not_wrong_and_from_which_nothing_came_back() -> None:
    newer = HOME.model_copy(update={"id": "new", "address": "new", "since": MONDAY})
    older = HOME.model_copy(update={"since": MONDAY.replace(year=2025)})
    work = newer.model_copy(update={"id": "work", "address": "work", "place": "work"})
    theirs = newer.model_copy(update={"id": "spouse", "address": "spouse", "person": "spouse"})
    bare = ContactPoint(id="bare", kind=PointKind.POSTAL, address="NY", state="NY", since=MONDAY)

    def chosen(*facts: Any, **more: Any) -> str | None:
        point = home(known(points=(older, newer, work, theirs, bare), facts=facts, **more))
        return point.id if point else None

    assert chosen() == "new"
    assert chosen(WrongParty(id="w", at=MONDAY, address="new")) == "home"
    letter = Attempt(id="L", at=MONDAY, medium=Medium.MAIL, to="new")
    assert chosen(Undeliverable(id="u", at=MONDAY, of="L"), attempts=(letter,)) == "home"
    assert chosen(Undeliverable(id="u", at=MONDAY, of="other"), attempts=(letter,)) == "new"


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("100 Harbor Street, Suite 4, Albany, NY 12207", ("100 Harbor Street", "Suite 4", "Albany, NY 12207")),
        ("PO Box 12, Albany, NY 12201-0012", ("PO Box 12", "Albany, NY 12201-0012")),
        ("PO Box 12\nAlbany, NY 12201", ("PO Box 12", "Albany, NY 12201")),
        ("Albany, NY 12201", ()),
        ("PO Box 12, Albany", ()),
        ("PO Box 12, Albany, New York", ()),
        ("", ()),
    ],
)
def test_an_address_in_one_line_becomes_the_lines_of_a_letter(address: str, lines: tuple[str, ...]) -> None:
    assert address_lines(address) == lines


def test_dollars_have_two_places_and_their_sign() -> None:
    assert [dollars(cents) for cents in (0, 5, 123_456, -105)] == ["0.00", "0.05", "1234.56", "-1.05"]


def test_the_itemization_of_these_tests_is_true() -> None:
    assert ITEMS.total == DEBT.balance
