"""PlacementRow: one row of a placement as typed values; its fields are the columns that a placement may have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationError, model_validator

from accounts import placement_values as values
from accounts import places
from accounts.debt import DebtForm, Itemization, ItemizationKind
from accounts.placement_cells import (
    DEBTS,
    HOLDS,
    MAILED,
    SAID,
    STATE_NOTICES,
    STATUSES,
    USES,
    WAYS_OUT,
    Born,
    Clock,
    Day,
    Email,
    Giver,
    Language,
    Last4,
    Money,
    Name,
    Past,
    Phone,
    Said,
    State,
    Text,
    Weekdays,
    Yes,
    Zip,
    one_of,
)
from accounts.placement_values import Unfit, shown_cents
from accounts.record import Record


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
    date_of_birth: Born | None = Field(
        default=None, description="encrypted; with ssn_last4 and the name it tells that two accounts are one consumer's"
    )
    ssn_last4: Last4 | None = Field(
        default=None, description="last four digits of the social security number; encrypted"
    )
    language: Language = Field(default="en", description="en or es")
    original_creditor: Text | None = Field(default=None, description="to whom it was owed on the itemization date")
    account_at_placement: Text | None = Field(
        default=None, description="student loans: the account they were serviced under"
    )
    debt_kind: Annotated[str, one_of(*DEBTS)] = Field(default="other", description=", ".join(DEBTS))
    debt_status: Annotated[str, one_of(*STATUSES)] | None = Field(default=None, description=", ".join(STATUSES))
    balance_date: Past | None = Field(default=None, description="the day of the balance")
    consumer_financial_product: Yes = Field(default=True, description="yes or no (12 CFR 1006.34(c)(2)(iii))")
    limitations_last_day: Day | None = Field(default=None, description="the last day on which a suit is timely")
    default_date: Past | None = Field(
        default=None, description="when the debt fell into default; the states' years run from it"
    )
    debt_form: Annotated[DebtForm, one_of(*get_args(DebtForm))] | None = Field(
        default=None, description=f"{', '.join(get_args(DebtForm))}; empty: the shortest years count"
    )
    state_notice: Annotated[str, one_of(*STATE_NOTICES)] | None = Field(
        default=None, description=f"a notice of their state that they were sent: {', '.join(STATE_NOTICES)}"
    )
    state_notice_date: Past | None = Field(default=None, description="when it was sent")
    state_notice_via: Annotated[str, one_of(*MAILED)] = Field(default="mail", description=", ".join(MAILED))
    itemization_kind: Annotated[ItemizationKind, one_of(*get_args(ItemizationKind))] | None = Field(
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
    email_domain: Annotated[Literal["open", "reserved"], one_of("open", "reserved")] | None = Field(
        default=None, description="of `email`: open to the public, or reserved to an organisation; empty: by our list"
    )
    email_used_for: Annotated[str, one_of(*USES)] | None = Field(
        default=None, description=f"what the creditor wrote to `email`: {', '.join(USES)}"
    )
    email_stopped: Yes = Field(default=False, description="yes: the consumer asked the creditor to stop using `email`")
    email_notice_date: Past | None = Field(
        default=None, description="when the creditor told them that we may use `email` (12 CFR 1006.6(d)(4)(ii)(C))"
    )
    email_notice_via: Annotated[str, one_of("mail", "email", "sms")] = Field(
        default="mail", description="mail, email or sms"
    )
    email_notice_says: Said = Field(default=(), description=f"what of this is true of it: {' '.join(SAID)}")
    email_notice_opt_out: Annotated[str, one_of(*WAYS_OUT)] | None = Field(
        default=None, description=", ".join(WAYS_OUT)
    )
    email_notice_reply_to: Annotated[str, one_of("collector", "creditor", "both")] = Field(
        default="creditor", description="to whom they answer: collector, creditor or both"
    )
    email_notice_deadline: Day | None = Field(default=None, description="by when their answer must be received")
    email_notice_refused: Past | None = Field(default=None, description="when they answered that we may not use it")
    number_check_date: Past | None = Field(
        default=None, description="when a database was asked whether mobile_phone was reassigned"
    )
    number_check_database: Annotated[str, one_of("fcc", "equivalent", "other")] = Field(
        default="other", description="fcc, equivalent (as complete and accurate), other"
    )
    number_check_since: Past | None = Field(
        default=None, description="from which day its answer counts: the day before the consent, or earlier"
    )
    number_check_result: Annotated[str, one_of("not_reassigned", "reassigned", "no_data")] = Field(
        default="no_data", description="not_reassigned, reassigned or no_data"
    )
    opt_out_sms: Yes = Field(default=False, description="yes: no texts")
    opt_out_email: Yes = Field(default=False, description="yes: no e-mail")
    opt_out_calls: Yes = Field(default=False, description="yes: no telephone calls")
    cease_date: Past | None = Field(default=None, description="when the consumer told the creditor to cease")
    cease_via: Annotated[str, one_of("mail", "email", "portal", "oral", "call")] = Field(
        default="mail", description="mail, email, portal, oral or call"
    )
    attorney_name: Text | None = Field(default=None, description="who represents the consumer in this debt")
    attorney_address: Text | None = Field(default=None, description="where the attorney can be written to")
    attorney_date: Past | None = Field(default=None, description="since when that is known")
    employer_prohibits: Yes = Field(default=False, description="yes: the employer does not allow contact at work")
    inconvenient_days: Weekdays = Field(default=(), description="such as `mon tue`")
    inconvenient_from: Clock | None = Field(
        default=None, description="such as 09:00; the beginning of an inconvenient time"
    )
    inconvenient_to: Clock | None = Field(default=None, description="its end")
    inconvenient_place: Annotated[Literal["home", "work"], one_of("home", "work")] | None = Field(
        default=None, description="home or work"
    )
    hold: Annotated[str, one_of(*HOLDS)] | None = Field(default=None, description=", ".join(HOLDS))

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
        for field in ("sms_consent_date", "number_check_date"):
            if getattr(self, field) and not (self.mobile_phone or self.other_phone):
                raise Unfit("is given, but no mobile_phone that it could be for", field)
        for field in ("email_consent_date", "email_used_for", "email_notice_date"):
            if getattr(self, field) and not self.email:
                raise Unfit("is given, but no email that it could be for", field)
        if (self.inconvenient_from is None) != (self.inconvenient_to is None):
            raise Unfit("must be given together with inconvenient_to", "inconvenient_from")
        if (self.state_notice is None) != (self.state_notice_date is None):
            raise Unfit("must be given together with state_notice_date", "state_notice")
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
