"""Values of a placement: how the text of one cell becomes money, a date, a phone number, or is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

import phonenumbers

from accounts import places
from accounts.record import Cents

_MONEY = re.compile(r"\$?\s?(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,2})?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
LONGEST = 250
"""The most characters in a name, a number or a line of an address; a database's index holds that many."""
_MOST = 10**14  # cents; far above any debt, far below what the database holds
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_YES = frozenset({"yes", "y", "true", "t", "1", "x", "sí", "si"})
_NO = frozenset({"no", "n", "false", "f", "0"})
_FORMULA = ("=", "+", "-", "@")


class Unfit(ValueError):
    """The text of a cell is not what its field holds; says why, in words for whoever sent the file."""

    def __init__(self, why: str, field: str | None = None) -> None:
        super().__init__(why)
        self.field = field


def text(cell: str) -> str:
    """Return a name or number as written, its spaces single.

    Raises:
        Unfit: a spreadsheet would run it as a formula, it has characters that cannot be seen, or too many.
    """
    if cell.startswith(_FORMULA):
        raise Unfit(f"{_shown(cell)} looks like a spreadsheet formula")
    clean = " ".join(cell.split())
    if len(clean) > LONGEST:
        raise Unfit(f"has {len(clean):,} characters; no name or number has more than {LONGEST}")
    if not clean.isprintable() and any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs") for c in clean):
        raise Unfit("has characters that cannot be seen")
    return clean


def name(cell: str) -> str:
    """Return somebody's name.

    Raises:
        Unfit: as for `text`, or there is no letter in it.
    """
    clean = text(cell)
    if not any(c.isalpha() for c in clean):
        raise Unfit(f"{_shown(cell)} is not a name")
    return clean


def money(cell: str) -> Cents:
    """Return an amount such as 1234.5, 1,234.50 or $1,234.50 in cents.

    Raises:
        Unfit: it is not such an amount, or less than nothing.
    """
    written = cell.strip()
    if written.startswith(("-", "(", "\N{MINUS SIGN}")):
        raise Unfit(f"{_shown(cell)} is negative; payments and credits are given as positive amounts")
    found = _MONEY.fullmatch(written)
    if not found:
        raise Unfit(f"{_shown(cell)} is not an amount in dollars such as 1234.50 or 1,234.50")
    cents = int(Decimal(found[1].replace(",", "") + (found[2] or "")) * 100)
    if cents > _MOST:
        raise Unfit(f"{_shown(cell)} is more than any debt")
    return cents


def day(cell: str, formats: Iterable[str]) -> date:
    """Return a date written as YYYY-MM-DD, or in one of the formats of the column map.

    Raises:
        Unfit: it is no such date.
    """
    written = cell.strip()
    if _ISO.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise Unfit(f"{_shown(cell)} is not a day of the calendar") from None
    for form in formats:
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007 - a calendar date has no zone
        except ValueError:
            continue
    known = ", ".join(("YYYY-MM-DD", *formats))
    raise Unfit(f"{_shown(cell)} is not a date as {known}; other formats go under `dates` in a column map")


def clock(cell: str) -> time:
    """Return a time of day such as 17:30.

    Raises:
        Unfit: it is no such time.
    """
    try:
        found = time.fromisoformat(cell.strip())
    except ValueError:
        raise Unfit(f"{_shown(cell)} is not a time of day such as 17:30") from None
    return found.replace(second=0, microsecond=0, tzinfo=None)


def yes(cell: str) -> bool:
    """Return whether it says yes.

    Raises:
        Unfit: it says neither yes nor no.
    """
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise Unfit(f"{_shown(cell)} is neither yes nor no")
    return word in _YES


@lru_cache(maxsize=4096)
def phone(cell: str) -> str:
    """Return a number of the United States or its territories in E.164.

    Raises:
        Unfit: it is none, or has an extension.
    """
    try:
        parsed = phonenumbers.parse(cell, "US")
    except phonenumbers.NumberParseException:
        raise Unfit(f"{_shown(cell)} is not a phone number") from None
    if parsed.extension:
        raise Unfit(f"{_shown(cell)} has an extension, which cannot be dialled by itself")
    if not phonenumbers.is_valid_number(parsed):
        raise Unfit(f"{_shown(cell)} is not a valid number of the United States or its territories")
    region = phonenumbers.region_code_for_number(parsed)
    if region not in places.REGIONS:
        raise Unfit(f"{_shown(cell)} is a number of {region}, not of the United States or its territories")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def email(cell: str) -> str:
    """Return an e-mail address in lower case.

    Raises:
        Unfit: it is none; an address beyond ASCII is refused too.
    """
    address = cell.strip().lower()
    if len(address) > 254 or address.find("@") > 64 or not _EMAIL.fullmatch(address):
        raise Unfit(f"{_shown(cell)} is not an e-mail address")
    return address


def state(cell: str) -> str:
    """Return the two letters of a state, territory, DC or military region.

    Raises:
        Unfit: there is no such state.
    """
    letters = cell.strip().upper()
    if letters not in places.STATES:
        raise Unfit(f"{_shown(cell)} is not the two letters of a state, DC, a territory, or AA, AE, AP")
    return letters


def zip_code(cell: str, of: str | None) -> tuple[str, str, tuple[str, ...]]:
    """Return (ZIP, its state, its zones) of a five- or nine-digit ZIP code; zeros that a spreadsheet ate come back.

    Args:
        cell: what was written.
        of: the state beside it; None where none was given.

    Raises:
        Unfit: the Postal Service has no such code, or not in that state.
    """
    found = re.fullmatch(r"(\d{3,5})(?:-?(\d{4}))?", cell.strip(), re.ASCII)
    code = found[1].zfill(5) if found else ""
    place = places.zip_place(code)
    if place is None:
        raise Unfit(f"{_shown(cell)} is not a ZIP code of the United States")
    if of is not None and place[0] != of:
        raise Unfit(f"the ZIP code {code} is in {place[0]}, not in {of}")
    if place[0] not in places.STATES:
        raise Unfit(f"the ZIP code {code} is in {place[0]}, which is not a state or territory")
    return code, *place


def last4(cell: str) -> str:
    """Return the last four digits of a social security number; the refusal does not repeat what was given.

    Raises:
        Unfit: it is not one to four digits.
    """
    digits = cell.strip()
    if re.fullmatch(r"\d{1,4}", digits, re.ASCII):
        return digits.zfill(4)
    if len(re.sub(r"\D", "", digits)) == 9:
        raise Unfit("holds a whole social security number; send the last four digits only")
    raise Unfit("is not the last four digits of a social security number")


def word(cell: str, known: Iterable[str]) -> str:
    """Return one of the words that a field knows; capitals, spaces and hyphens do not matter.

    Raises:
        Unfit: it is none of them.
    """
    given = re.sub(r"[\s-]+", "_", cell.strip().lower())
    words = tuple(known)
    if given not in words:
        raise Unfit(f"{_shown(cell)} is none of {', '.join(words)}")
    return given


def shown_cents(cents: Cents) -> str:
    """Return cents as dollars for an error message."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}.{rest:02d}"


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else cell[:37] + "...")
