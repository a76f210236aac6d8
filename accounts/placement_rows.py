"""PlacementRow: one row of a placement as typed values; its fields are the columns that a placement may have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, model_validator

from accounts import placement_values as values
from accounts import places
from accounts.consent import Weekday
from accounts.debt import Itemization, ItemizationKind
from accounts.placement_values import Unfit, shown_cents
from accounts.record import Record

AHEAD = timedelta(hours=14)
"""How far ahead of UTC a day may have begun somewhere."""


def _by(read: Callable[[str], Any]) -> BeforeValidator:
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


def _days(cell: str) -> tuple[Weekday, ...]:
    known: tuple[Weekday, ...] = get_args(Weekday)
    named = [word[:3] for word in re.split(r"[\s,;/]+", cell.strip().lower()) if word]
    if unknown := [word for word in named if word not in known]:
        raise Unfit(f"{unknown[0]!r} is none of {', '.join(known)}")
    return tuple(day for day in known if day in named)


def _one_of(*words: str) -> BeforeValidator:
    return _by(lambda cell: values.word(cell, words))


Name = Annotated[str, _by(values.name)]
Text = Annotated[str, _by(values.text)]
Money = Annotated[int, _by(values.money)]
Day = Annotated[date, BeforeValidator(_day)]
Past = Annotated[date, BeforeValidator(_past)]
Phone = Annotated[str, _by(values.phone)]
Email = Annotated[str, _by(values.email)]
State = Annotated[str, _by(values.state)]
Zip = Annotated[str, _by(lambda cell: values.zip_code(cell, None)[0])]
Yes = Annotated[bool, _by(values.yes)]
Clock = Annotated[time, _by(values.clock)]
Giver = Annotated[
    Literal["creditor", "collector", "prior_collector"], _one_of("creditor", "collector", "prior_collector")
]
DEBTS = ("credit_card", "medical", "auto", "student_loan", "personal_loan", "utility", "telecom", "rent", "other")
STATUSES = ("open", "paid", "settled", "recalled", "discharged")
HOLDS = ("bankruptcy", "deceased", "identity_theft", "crisis", "military", "minor", "review")
LANGUAGES = {"en": "en", "english": "en", "eng": "en", "es": "es", "spanish": "es", "spa": "es", "español": "es"}


class PlacementRow(Record):
    """What a creditor may tell us of one account and of the consumer who owes it."""

    creditor: Text = Field(description="to whom the debt is owed")
    account_number: Text = Field(description="the creditor's account number; with the creditor it names the debt")
    balance: Money = Field(description="what is owed now, in dollars")
    name: Name | None = Field(
        default=None, description="the consumer's most complete name; or first_name and last_name"
    )
    first_name: Text | None = Field(default=None, description="where there is no `name`")
    last_name: Text | None = Field(default=None, description="where there is no `name`")
    date_of_birth: Annotated[date, BeforeValidator(_born)] | None = Field(
        default=None, description="encrypted; with ssn_last4 and the name it tells that two accounts are one consumer's"
    )
    ssn_last4: Annotated[str, _by(values.last4)] | None = Field(
        default=None, description="last four digits of the social security number; encrypted"
    )
    language: Annotated[Literal["en", "es"], _by(lambda c: LANGUAGES[values.word(c, LANGUAGES)])] = Field(
        default="en", description="en or es"
    )
    original_creditor: Text | None = Field(default=None, description="to whom it was owed on the itemization date")
    account_at_placement: Text | None = Field(
        default=None, description="student loans: the account they were serviced under"
    )
    debt_kind: Annotated[str, _one_of(*DEBTS)] = Field(default="other", description=", ".join(DEBTS))
    debt_status: Annotated[str, _one_of(*STATUSES)] | None = Field(default=None, description=", ".join(STATUSES))
    balance_date: Past | None = Field(default=None, description="the day of the balance")
    consumer_financial_product: Yes = Field(default=True, description="yes or no (12 CFR 1006.34(c)(2)(iii))")
    limitations_last_day: Day | None = Field(default=None, description="the last day on which a suit is timely")
    itemization_kind: Annotated[ItemizationKind, _one_of(*get_args(ItemizationKind))] | None = Field(
        default=None, description=", ".join(get_args(ItemizationKind))
    )
    itemization_date: Past | None = Field(default=None, description="the reference date (12 CFR 1006.34(b)(3))")
    itemization_amount: Money | None = Field(default=None, description="what was owed on that date")
    interest: Money = Field(default=0, description="added since that date")
    fees: Money = Field(default=0, description="added since that date")
    payments: Money = Field(default=0, description="received since that date")
    credits: Money = Field(default=0, description="given since that date")
    mobile_phone: Phone | None = Field(default=None, description="a number that the creditor knows to be a mobile")
    home_phone: Phone | None = Field(default=None, description="a number at home")
    work_phone: Phone | None = Field(default=None, description="a number at work")
    other_phone: Phone | None = Field(default=None, description="any other number")
    email: Email | None = Field(default=None, description="the consumer's own address")
    other_email: Email | None = Field(default=None, description="another one")
    work_email: Email | None = Field(default=None, description="an address that an employer gave")
    street: Text | None = Field(default=None, description="home address")
    street_2: Text | None = Field(default=None, description="its second line")
    city: Text | None = Field(default=None, description="its city; APO, FPO or DPO")
    state: State | None = Field(default=None, description="two letters: a state, DC, PR, GU, VI, AS, MP, AA, AE, AP")
    zip: Zip | None = Field(default=None, description="five or nine digits")
    work_street: Text | None = Field(default=None, description="address of the place of work")
    work_city: Text | None = Field(default=None, description="its city")
    work_state: State | None = Field(default=None, description="its state")
    work_zip: Zip | None = Field(default=None, description="its ZIP code")
    validation_notice_date: Past | None = Field(
        default=None, description="when the validation notice about this debt was mailed for us; empty: we owe it"
    )
    sms_consent_date: Past | None = Field(default=None, description="when the consumer agreed to texts to mobile_phone")
    sms_consent_given_to: Giver = Field(default="creditor", description="creditor, collector or prior_collector")
    email_consent_date: Past | None = Field(default=None, description="when the consumer agreed to e-mail to `email`")
    email_consent_given_to: Giver = Field(default="creditor", description="creditor, collector or prior_collector")
    opt_out_sms: Yes = Field(default=False, description="yes: no texts")
    opt_out_email: Yes = Field(default=False, description="yes: no e-mail")
    opt_out_calls: Yes = Field(default=False, description="yes: no telephone calls")
    cease_date: Past | None = Field(default=None, description="when the consumer told the creditor to cease")
    cease_via: Annotated[str, _one_of("mail", "email", "portal", "oral", "call")] = Field(
        default="mail", description="mail, email, portal, oral or call"
    )
    attorney_name: Text | None = Field(default=None, description="who represents the consumer in this debt")
    attorney_address: Text | None = Field(default=None, description="where the attorney can be written to")
    attorney_date: Past | None = Field(default=None, description="since when that is known")
    employer_prohibits: Yes = Field(default=False, description="yes: the employer does not allow contact at work")
    inconvenient_days: Annotated[tuple[Weekday, ...], _by(_days)] = Field(default=(), description="such as `mon tue`")
    inconvenient_from: Clock | None = Field(
        default=None, description="such as 09:00; the beginning of an inconvenient time"
    )
    inconvenient_to: Clock | None = Field(default=None, description="its end")
    inconvenient_place: Annotated[Literal["home", "work"], _one_of("home", "work")] | None = Field(
        default=None, description="home or work"
    )
    hold: Annotated[str, _one_of(*HOLDS)] | None = Field(default=None, description=", ".join(HOLDS))

    @model_validator(mode="after")
    def _fits_together(self) -> PlacementRow:
        if self.name is None and (self.first_name is None or self.last_name is None):
            raise Unfit("is empty, and so are first_name and last_name", "name")
        for state, code, field in ((self.state, self.zip, "zip"), (self.work_state, self.work_zip, "work_zip")):
            if code is not None:
                try:
                    values.zip_code(code, state)
                except Unfit as error:
                    raise Unfit(str(error), field) from None
        if self.sms_consent_date and not (self.mobile_phone or self.other_phone):
            raise Unfit("is given, but no mobile_phone that it could be for", "sms_consent_date")
        if self.email_consent_date and not self.email:
            raise Unfit("is given, but no email that it could be for", "email_consent_date")
        if (self.inconvenient_from is None) != (self.inconvenient_to is None):
            raise Unfit("must be given together with inconvenient_to", "inconvenient_from")
        self._adds_up()
        return self

    def _adds_up(self) -> None:
        reference = (self.itemization_kind, self.itemization_date, self.itemization_amount)
        if all(part is None for part in reference) and not (
            self.interest or self.fees or self.payments or self.credits
        ):
            return
        if any(part is None for part in reference):
            raise Unfit("must be given together with itemization_kind and itemization_date", "itemization_amount")
        found = self.itemization
        if found is not None and found.total != self.balance:
            more = (("+ interest", found.interest), ("+ fees", found.fees), ("- payments", found.payments))
            parts = " ".join(f"{what} {shown_cents(cents)}" for what, cents in (*more, ("- credits", found.credits)))
            raise Unfit(
                f"{shown_cents(found.amount)} {parts} is {shown_cents(found.total)}, "
                f"but the balance is {shown_cents(self.balance)}",
                "balance",
            )

    @property
    def itemization(self) -> Itemization | None:
        """The itemisation, where one is given."""
        if self.itemization_kind is None or self.itemization_date is None or self.itemization_amount is None:
            return None
        return Itemization(
            kind=self.itemization_kind,
            date=self.itemization_date,
            amount=self.itemization_amount,
            interest=self.interest,
            fees=self.fees,
            payments=self.payments,
            credits=self.credits,
        )

    @property
    def full_name(self) -> str:
        """The consumer's name."""
        return self.name or f"{self.first_name} {self.last_name}"

    @cached_property
    def identity(self) -> tuple[str, str, str] | None:
        """What makes two rows one consumer: name, date of birth and last four; None unless all three are known."""
        if self.date_of_birth is None or self.ssn_last4 is None:
            return None
        return name_key(self.full_name), self.date_of_birth.isoformat(), self.ssn_last4

    def zones(self, state: str | None, code: str | None) -> tuple[str, ...]:
        """Return the zones of an address: of its ZIP code, or else of the whole state."""
        place = places.zip_place(code) if code else None
        return place[1] if place else places.state_zones(state) if state else ()


FIELDS: tuple[str, ...] = tuple(PlacementRow.model_fields)


def name_key(name: str) -> str:
    """Return a name so that spellings of it are equal: no capitals, accents or order ("PÉREZ, Ana" is "Ana Perez")."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"\w+", bare)))


def read_row(cells: dict[str, str], dates: Iterable[str], at: datetime) -> PlacementRow:
    """Read one row from the text of its cells; empty cells are left out.

    Args:
        cells: text by field.
        dates: date formats beside YYYY-MM-DD.
        at: when it is placed; dates of what has happened are not after it.

    Raises:
        Unfit: names the first field that does not fit, and says of every other one why.
    """
    try:
        return PlacementRow.model_validate(cells, context={"dates": tuple(dates), "at": at})
    except ValidationError as error:
        wrong = []
        for detail in error.errors(include_url=False, include_input=False):
            why = detail.get("ctx", {}).get("error")
            own = why.field if isinstance(why, Unfit) else None
            field = own or (str(detail["loc"][0]) if detail["loc"] else "")
            wrong.append((field, "is empty" if detail["type"] == "missing" else str(why or detail["msg"])))
        field, why = wrong[0]
        raise Unfit("; ".join([why, *(f"{other}: {also}" for other, also in wrong[1:])]), field) from None
