"""ShownNotice: what one validation notice shows, item by item, beside what is known of the debts it is about.

> Validation notice means a written or electronic notice that provides the validation information required by paragraph
> (c) of this section.

A field is called as in the vocabulary of the cases. What a notice lacks is None here, what it leaves blank is "".
`as_shown` makes it of a notice of ours, so that what is sent and what a case tells are judged by the same provisions.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict

from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.notice import ReferenceDate, ValidationSent
from accounts.record import Record
from accounts.validation_notice import ValidationNotice
from compliance.law.us.reg_f.s34_b_2_initial_communication import begun

Mode = Literal["initial", "within_five_days"]


def _joined(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list | tuple) else value


Name = Annotated[str, BeforeValidator(_joined)]
"""A name, whole or in its parts."""


class ResponseForm(Record):
    """The consumer-response information (1006.34(c)(4)), as it stands on the notice."""

    segregated: bool = False
    at_bottom: bool = False
    relocated_to_facilitate_mailing: bool = False
    headings: bool = False
    dispute_prompts: tuple[str, ...] = ()
    original_creditor_prompt: bool = False
    addresses: bool = False


class Statement(Record):
    """Something on a notice that paragraph (c) does not ask for."""

    kind: str
    place: str | None = None
    """front, reverse, below, separate_page …; None is among the items it belongs to."""
    pointer_on_front: bool = False
    behind_response_form: bool = False
    content_specified_by_law: bool = False
    links_to: str | None = None
    more_prominent: bool = False
    """Whether it is more prominent than any of the validation information."""


class ShownNotice(Record):
    """What a notice shows, and what we know."""

    model_config = ConfigDict(str_strip_whitespace=True)

    on: date
    """The collector's calendar day on which it is provided."""
    mode: Mode
    debts: tuple[Debt, ...]
    name: str
    """The most complete name of the consumer that is known."""
    earlier: tuple[ReferenceDate, ...] = ()
    """The itemisation dates of notices of the same debts that we sent this consumer before."""

    medium: str
    language: str = "en"
    english_copy: str | None = None
    """Of a notice in another language, where the English one is: same_communication, earlier."""
    translation_complete: bool = True
    translation_accurate: bool = True
    disclosure: str = "none"
    """Which statement of 1006.18(e) it bears: e1, e2 or none."""
    collector_name: str | None = None
    collector_address: str | None = None
    consumer_name: Name | None = None
    consumer_address: str | None = None
    itemization_creditor: str | None = None
    account_number: str | None = None
    current_creditor: str | None = None
    itemization_date: ReferenceDate | None = None
    amount_then: str | None = None
    itemization: dict[str, Any] | None = None
    """The field of each item and what it says; of several debts, by debt."""
    itemization_kind: str = "of_the_debt"
    itemization_place: str = "front"
    pointer_to_separate_page: bool = False
    substantially_similar: bool = False
    """Of an itemisation that other law requires: to that of the model form (comment 34(c)(2)(viii)-2)."""
    per_debt_now: dict[str, str] | None = None
    amount_now: str | None = None
    periodic_statement_enclosed: bool = False
    pointer_to_statement: bool = False
    end_date: date | None = None
    says_written_dispute_stops_collection: bool = False
    says_original_creditor_request_stops_collection: bool = False
    says_assumed_valid_unless_disputed: bool = False
    cfpb_web_address: bool = False
    electronic_dispute_how: str | None = None
    response_form: ResponseForm = ResponseForm()
    optional: tuple[Statement, ...] = ()

    @property
    def of_financial_products(self) -> bool:
        """Whether a debt relates to a consumer financial product or service (1006.2(f))."""
        return any(debt.consumer_financial_product for debt in self.debts)

    @property
    def statement_serves(self) -> bool:
        """Whether an enclosed periodic statement stands in for (c)(2)(vi) through (viii) (1006.34(c)(5))."""
        return (
            bool(self.debts)
            and all(debt.kind == "mortgage" and debt.periodic_statement_required for debt in self.debts)
            and self.periodic_statement_enclosed
            and self.pointer_to_statement
        )


def as_shown(notice: ValidationNotice, dossier: Dossier) -> ShownNotice:
    """Return a notice of ours as it is judged, with what the dossier knows of its debt."""
    debt = dossier.debt(notice.debt)
    return ShownNotice(
        on=notice.made_on,
        mode="within_five_days" if any(begun(dossier, notice.debt)) else "initial",
        debts=(debt,) if debt else (),
        name=dossier.consumer.name,
        earlier=used_before(dossier, notice.debt),
        **notice.flat(),
    )


def used_before(dossier: Dossier, debt: str) -> tuple[ReferenceDate, ...]:
    """Return the itemisation dates that our notices of a debt used before; one in doubt may have used its own."""
    told = [fact.itemization_date for fact in dossier.of(ValidationSent) if fact.debts is None or debt in fact.debts]
    told += [a.states.itemization_date for a in dossier.attempts if a.counts and a.states and debt in a.debts]
    return tuple(used for used in told if used is not None)
