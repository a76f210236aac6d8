"""ValidationNotice: what the notice of one debt says; complete, for what lacks a fact cannot be made."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal

from accounts.debt import Itemization
from accounts.record import Cents, Id, Record

Language = Literal["en", "es"]
NoticeMedium = Literal["mail", "email"]

PROMPTS = ("dispute_because", "not_my_debt", "amount_wrong", "other")
"""The dispute prompts of the response form, in the order of 12 CFR 1006.34(c)(4)(i)(A)-(D)."""


class ValidationNotice(Record):
    """The validation information of 12 CFR 1006.34(c), and which of the optional statements of (d)(3) go with it.

    The words around it are those of the form (`messages/<language>/validation_notice.yaml`), and the same in
    every notice; what a notice may lack is a fact, and a fact that is lacking has no place here.
    """

    debt: Id
    medium: NoticeMedium
    language: Language = "en"
    english: Literal["beside", "earlier"] | None = None
    """For a notice in another language: where the English one is (1006.34(e)(1)); None for the English one."""
    made_on: date
    first_party: bool = False
    """Whether a creditor writes in its own name: it is no debt collector (1006.2(i)) and may not say that it is."""
    collector_name: str
    collector_address: tuple[str, ...]
    """Where disputes and requests are accepted, as lines of a letter."""
    consumer_name: str
    """The most complete one known."""
    consumer_address: tuple[str, ...]
    itemization_creditor: str | None
    """To whom it was owed on the itemisation date; None only where the debt needs none (1006.34(c)(2)(iii))."""
    account_number: str | None
    """Truncated: its last characters; None where the debt never had one."""
    current_creditor: str
    itemization: Itemization
    amount_now: Cents
    end_date: date
    """The last day of the validation period, as the notice states it."""
    consumer_financial_product: bool = True
    electronic: str | None = None
    """The address at which disputes and requests are accepted electronically (1006.34(c)(3)(v), (d)(3)(v))."""
    phone: str | None = None
    reference: str | None = None
    brand: str | None = None
    """The merchant brand, affinity brand or facility name (1006.34(d)(3)(vii))."""
    payment_options: bool = False
    """Whether it says "Contact us about your payment options." (1006.34(d)(3)(iii)(A))."""
    amount_enclosed: bool = False
    """Whether the form asks for an enclosed amount (1006.34(d)(3)(iii)(B))."""
    spanish_offer: bool = False
    """Whether it offers the form in Spanish (1006.34(d)(3)(vi)); who then asks must get it ((e)(2))."""
    time_barred: str | None = None
    """The words that applicable law prescribes for time-barred debt, on the front (1006.34(d)(3)(iv)(B))."""
    reverse: tuple[str, ...] = ()
    """Disclosures that applicable law requires, on the reverse, or below an e-mail (1006.34(d)(3)(iv)(A))."""

    def flat(self) -> dict[str, Any]:
        """Return it as the flat record that the law cases judge: a missing key is a missing item."""
        spread = self.model_dump(mode="json")
        same = ("medium", "language", "collector_name", "consumer_name", "itemization_creditor", "account_number",
                "current_creditor", "end_date")  # fmt: skip
        flat = {name: spread[name] for name in same if spread[name] is not None}
        items = {name: dollars(getattr(self.itemization, name)) for name in ("interest", "fees", "payments", "credits")}
        flat |= {
            "disclosure": "e1",
            "collector_address": ", ".join(self.collector_address),
            "consumer_address": ", ".join(self.consumer_address),
            "itemization_date": {"kind": self.itemization.kind, "date": self.itemization.date.isoformat()},
            "amount_then": dollars(self.itemization.amount),
            "itemization": items,
            "itemization_place": "front",
            "amount_now": dollars(self.amount_now),
            "says_written_dispute_stops_collection": True,
            "says_original_creditor_request_stops_collection": True,
            "says_assumed_valid_unless_disputed": True,
            "cfpb_web_address": True,
            "response_form": {
                "segregated": True,
                "at_bottom": True,
                "headings": True,
                "dispute_prompts": list(PROMPTS),
                "original_creditor_prompt": True,
                "addresses": True,
            },
            "optional": self._optional(),
        }
        if self.electronic:
            flat["electronic_dispute_how"] = self.electronic
        if self.english:
            flat["english_copy"] = {"beside": "same_communication", "earlier": "earlier"}[self.english]
        return flat

    def _optional(self) -> list[dict[str, Any]]:
        stated = {
            "telephone": self.phone,
            "reference_code": self.reference,
            "payment_options": self.payment_options,
            "amount_enclosed": self.amount_enclosed,
            "spanish_offer": self.spanish_offer,
            "brand": self.brand,
        }
        found: list[dict[str, Any]] = [{"kind": kind} for kind, there in stated.items() if there]
        if self.time_barred:
            found.append({"kind": "time_barred_disclosure", "place": "front", "content_specified_by_law": True})
        if self.reverse:
            place = "reverse" if self.medium == "mail" else "below"
            found.append(
                {"kind": "required_by_law", "place": place, "pointer_on_front": True, "behind_response_form": False}
            )
        return found


def dollars(cents: Cents) -> str:
    """Return an amount as the flat record has it: 1234.56, without a sign of the currency."""
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02}"


_LAST_LINE = re.compile(r"[^,]+, [A-Z]{2} \d{5}(-\d{4})?")
"""City, state and ZIP code."""


def address_lines(address: str) -> tuple[str, ...]:
    """Return an address in one line as the lines of a letter: all but the city, which keeps its state and ZIP code.

    One that does not end in a city, a state and a ZIP code is no address that a letter can be sent to: no lines.
    """
    parts = [part.strip() for part in re.split(r"\n|,(?= )", address) if part.strip()]
    *street, last = parts if len(parts) > 1 else ("", "")
    city = f"{street.pop()}, {last}" if len(street) > 1 else ""
    return (*street, city) if is_complete((*street, city)) else ()


def is_complete(lines: tuple[str, ...]) -> bool:
    """Return whether the lines of a letter hold a street and end in a city, a state and a ZIP code."""
    return len(lines) > 1 and _LAST_LINE.fullmatch(lines[-1]) is not None
