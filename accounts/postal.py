"""Postal: what is wrong with a mailing address, by what can be known without asking the Postal Service."""

from __future__ import annotations

import re

from accounts import places

_LAST_LINE = re.compile(r"([^,]+), ([A-Z]{2}) (\d{5})(?:-\d{4})?")
"""City, state and ZIP code."""

_NOWHERE = re.compile(
    r"(unknown|none|n/?a|no address|address unknown|homeless|returned?( mail)?|moved|do not mail|same|tbd|x+|-+|\?+)",
    re.IGNORECASE,
)
_WITHOUT_NUMBER = re.compile(r"general delivery|rural route|highway contract|p\.? ?o\.? ?box", re.IGNORECASE)
"""What is a whole street line though no number stands in it (Publication 28 of the Postal Service)."""


def wrong_with(street: str, state: str | None, zip_code: str | None) -> tuple[str, ...]:
    """Return why no letter could arrive there, each as what may be said of an address; none if nothing is known.

    Reading: a house without a number is rare enough that a person may look at it.
    """
    found = []
    if _NOWHERE.fullmatch(street.strip()):
        found.append(f"names no street: {street.strip()!r}")
    elif not any(letter.isdigit() for letter in street) and not _WITHOUT_NUMBER.search(street):
        found.append(f"has a street without a number: {street.strip()!r}")
    place = places.zip_place((zip_code or "")[:5])
    if place is None:
        found.append(f"has a ZIP code that the Postal Service does not know: {zip_code}")
    elif state is not None and place[0] != state:
        found.append(f"has the ZIP code {zip_code}, which is in {place[0]}, not in {state}")
    return tuple(found)


def wrong_with_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the same of the lines of a letter, the street first and the city with its state and ZIP code last."""
    last = _LAST_LINE.fullmatch(lines[-1]) if len(lines) > 1 else None
    if last is None:
        return ("is not complete: a letter needs a street, a city, a state and a ZIP code",)
    return wrong_with(" ".join(lines[:-1]), last[2], last[3])
