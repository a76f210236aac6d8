"""The kinds of cells that a row of a placement has: how the text of each is read, and which words it may hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, ValidationInfo

from accounts import placement_values as values
from accounts.consent import Weekday
from accounts.placement_values import Unfit

AHEAD = timedelta(hours=14)
"""How far ahead of UTC a day may have begun somewhere."""


def by(read: Callable[[str], Any]) -> BeforeValidator:
    """Read the text of a cell by a function that raises Unfit where it does not fit."""
    return BeforeValidator(read)


def _day(cell: str, info: ValidationInfo) -> date:
    return values.day(cell, info.context["dates"])  # type: ignore[index]  # read_row always gives one


def _past(cell: str, info: ValidationInfo) -> date:
    found = _day(cell, info)
    if found > (info.context["at"] + AHEAD).date():  # type: ignore[index]  # read_row always gives one
        raise Unfit(f"{found} is in the future")
    return found


def _born(cell: str, info: ValidationInfo) -> date:
    # A date of birth is not repeated in an error.
    try:
        found = _day(cell, info)
    except Unfit:
        raise Unfit("is not a date in a format that we know; formats go under `dates` in a column map") from None
    if found.year < 1900 or found > (info.context["at"] + AHEAD).date():  # type: ignore[index]  # as above
        raise Unfit("is not the date of birth of a living person")
    return found


def _weekdays(cell: str) -> tuple[Weekday, ...]:
    known: tuple[Weekday, ...] = get_args(Weekday)
    named = [word[:3] for word in re.split(r"[\s,;/]+", cell.strip().lower()) if word]
    if unknown := [word for word in named if word not in known]:
        raise Unfit(f"{unknown[0]!r} is none of {', '.join(known)}")
    return tuple(day for day in known if day in named)


def _said(cell: str) -> tuple[str, ...]:
    named = [word.lower() for word in re.split(r"[\s,;/]+", cell.strip()) if word]
    if unknown := [word for word in named if word not in SAID]:
        raise Unfit(f"{unknown[0][:40]!r} is none of {', '.join(SAID)}")
    return tuple(word for word in SAID if word in named)


def one_of(*words: str) -> BeforeValidator:
    """Read one of those words."""
    return by(lambda cell: values.word(cell, words))


Name = Annotated[str, by(values.name)]
Text = Annotated[str, by(values.text)]
Money = Annotated[int, by(values.money)]
Day = Annotated[date, BeforeValidator(_day)]
Past = Annotated[date, BeforeValidator(_past)]
Phone = Annotated[str, by(values.phone)]
Email = Annotated[str, by(values.email)]
State = Annotated[str, by(values.state)]
Zip = Annotated[str, by(lambda cell: values.zip_code(cell, None)[0])]
Yes = Annotated[bool, by(values.yes)]
Clock = Annotated[time, by(values.clock)]
Giver = Annotated[
    Literal["creditor", "collector", "prior_collector"], one_of("creditor", "collector", "prior_collector")
]
Born = Annotated[date, BeforeValidator(_born)]
Last4 = Annotated[str, by(values.last4)]
Weekdays = Annotated[tuple[Weekday, ...], by(_weekdays)]
Said = Annotated[tuple[str, ...], by(_said)]
Language = Annotated[Literal["en", "es"], by(lambda cell: LANGUAGES[values.word(cell, LANGUAGES)])]
DEBTS = ("credit_card", "medical", "auto", "student_loan", "personal_loan", "utility", "telecom", "rent", "other")
STATE_NOTICES = ("dc_chargeoff", "fl_assignment", "nv_medical", "nyc_furnishing")
MAILED = ("mail", "certified_mail", "registered_mail", "email")
STATUSES = ("open", "paid", "settled", "recalled", "discharged")
HOLDS = ("bankruptcy", "deceased", "identity_theft", "crisis", "military", "minor", "review")
SAID = ("to_account_address", "names_us", "may_use", "others_may_see")
USES = ("statement", "bill", "invoice", "payment_reminder", "payment_confirmation", "disclosure", "marketing")
WAYS_OUT = ("form_and_envelope", "link", "reply_stop", "call_for_form", "postal_mail", "telephone", "website_no_link")
LANGUAGES = {"en": "en", "english": "en", "eng": "en", "es": "es", "spanish": "es", "spa": "es", "español": "es"}
