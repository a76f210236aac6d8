"""What is wrong with a mailing address, known before a letter is printed."""

from __future__ import annotations

import pytest

from accounts.basis import AddressFailed
from accounts.consumer import ContactPoint, PointKind
from accounts.notice_making import home, lacks_of_letter
from accounts.postal import wrong_with, wrong_with_lines
from tests.accounts.owing import HOME, MONDAY, known


@pytest.mark.parametrize(
    ("street", "state", "zip_code"),
    [
        ("2323 Park Street", "NY", "12207"),
        ("2323 Park Street", "NY", "12207-1234"),
        ("PO Box 12", "NY", "12201"),
        ("P.O. BOX A", "NY", "12201"),
        ("General Delivery", "OH", "44113"),
        ("c/o Sam Sample 5 Elm Street", "OH", "44113"),
        ("PSC 1234 Box 5", "AE", "09012"),
    ],
)
def test_an_address_against_which_nothing_is_known_is_fit(street: str, state: str, zip_code: str) -> None:
    assert wrong_with(street, state, zip_code) == ()


@pytest.mark.parametrize(
    ("street", "state", "zip_code", "says"),
    [
        ("2323 Park Street", "NY", "00000", "a ZIP code that the Postal Service does not know: 00000"),
        ("2323 Park Street", "NY", "1220", "does not know"),
        ("2323 Park Street", "NY", None, "does not know"),
        ("2323 Park Street", "NJ", "12207", "the ZIP code 12207, which is in NY, not in NJ"),
        ("Unknown", "NY", "12207", "names no street: 'Unknown'"),
        ("N/A", "NY", "12207", "names no street"),
        ("Park Street", "NY", "12207", "a street without a number: 'Park Street'"),
    ],
)
def test_what_could_not_arrive_is_said(street: str, state: str, zip_code: str | None, says: str) -> None:
    (wrong,) = wrong_with(street, state, zip_code)
    assert says in wrong


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert len(wrong_with("unknown", "NJ", "12207")) == 2


@pytest.mark.parametrize(
    "lines", [(), ("5 Elm Street",), ("5 Elm Street", "Albany NY"), ("5 Elm Street", "Albany, NY")]
)
def test_lines_that_end_in_no_city_state_and_zip_code_are_no_address(lines: tuple[str, ...]) -> None:
    assert wrong_with_lines(lines) == ("is not complete: a letter needs a street, a city, a state and a ZIP code",)


def test_a_letter_to_an_address_that_cannot_be_is_not_begun_and_the_reason_is_told() -> None:
    elsewhere = HOME.model_copy(update={"state": "NJ"})
    assert lacks_of_letter(known(), HOME) == ()
    (says,) = lacks_of_letter(known(), elsewhere)
    assert says.startswith("the consumer's mailing address has the ZIP code")


def test_no_letter_goes_to_where_one_came_back_from_however_long_ago() -> None:
    other = ContactPoint(
        id="other",
        kind=PointKind.POSTAL,
        address="other",
        postal=("5 Elm Street", "", "Cleveland"),
        state="OH",
        zip="44113",
    )
    back = AddressFailed(id="f", at=MONDAY, address=HOME.address, of="long ago", lasting=True)
    both = {"points": (HOME, other)}
    assert home(known().model_copy(update=both)) == HOME
    assert home(known().model_copy(update=both | {"facts": (*known().facts, back)})) == other
