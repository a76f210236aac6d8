"""Owing: a consumer who is owed the validation notice of one debt, with every fact that a notice needs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from accounts.consumer import Consumer, ContactPoint, PointKind
from accounts.debt import Debt, Itemization
from accounts.dossier import Collector, Dossier
from accounts.notice_making import make
from accounts.validation_notice import ValidationNotice

MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
TODAY, END = date(2026, 11, 23), date(2027, 1, 1)

COLLECTOR = Collector(
    name="North Bay Recovery",
    bounce_monitoring=True,
    mailing_address="PO Box 12, Albany, NY 12201",
    phone="+18005550142",
    email="desk@northbay.example",
)
HOME = ContactPoint(
    id="home", kind=PointKind.POSTAL, address="2323 Park Street, Apt 4, Albany, NY 12207", place="home",
    postal=("2323 Park Street", "Apt 4", "Albany"), state="NY", zip="12207", zones=("America/New_York",),
)  # fmt: skip
EMAIL = ContactPoint(
    id="0199a000-0000-7000-8000-000000000001", kind=PointKind.EMAIL, address="pat@mail.example", domain="open"
)
ITEMS = Itemization(
    kind="charge_off", date=date(2025, 3, 1), amount=223_456, interest=7_500, fees=2_500, payments=4_000, credits=1_000
)
DEBT = Debt(
    id="A", kind="credit_card", creditor="Bank of Rockville", original_creditor="Main Street Bank",
    account_number="5550007319", balance=228_456, itemization=ITEMS,
)  # fmt: skip


def known(**changes: Any) -> Dossier:
    """Return what is known of them."""
    facts: dict[str, Any] = {
        "at": MONDAY,
        "collector": COLLECTOR,
        "consumer": Consumer(id="C", name="Pat Q. Sample Jr."),
        "points": (EMAIL, HOME),
        "debts": (DEBT,),
    }
    return Dossier(**(facts | changes))


def notice(**changes: Any) -> ValidationNotice:
    """Return their notice, with such changes."""
    made = make(known(), "A", medium="mail", made_on=TODAY, end_date=END)
    return ValidationNotice.model_validate(made.model_dump() | changes)
