"""The people of the soak: consumers of whom each is reached by one medium, and whom nothing else keeps from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from accounts.basis import NumberCheck
from accounts.consent import Consent
from accounts.consumer import Consumer, ContactPoint, PointKind
from accounts.contact import Medium
from accounts.debt import Debt, Itemization
from accounts.notice import ValidationSent
from accounts.record import new_id
from accounts.store import Transaction
from app.soak.product import NOON

MEDIA = (Medium.SMS, Medium.EMAIL, Medium.MAIL, Medium.CALL)


def add(unit: Transaction, number: int, medium: Medium) -> str:
    """Add a consumer who is reached by that medium; return the telephone, if by text or call."""
    consumer, before = Consumer(id=new_id(), name=f"Sample Person {number}"), NOON - timedelta(days=60)
    unit.add_consumer(consumer, NOON, born=None, ssn4=None, identity=None)
    home = ContactPoint(
        id=new_id(), kind=PointKind.POSTAL, address=f"{number} Notreal Street, Columbus, OH 43215", place="home",
        postal=(f"{number} Notreal Street", "", "Columbus"), state="OH", zip="43215", zones=("America/New_York",),
    )  # fmt: skip
    zone, points, phone = ("America/New_York",), [home], ""
    if medium in (Medium.SMS, Medium.CALL):
        phone = f"+1614{2_000_000 + number * 14 + 7 * (medium is Medium.CALL)}"
        points.append(ContactPoint(id=new_id(), kind=PointKind.PHONE, address=phone, zones=zone, line="mobile"))
        unit.add_points(consumer.id, points, NOON)
        scope: Literal["sms", "calls"] = "sms" if medium is Medium.SMS else "calls"
        for fact in (
            ValidationSent(id=new_id(), at=before, via="email", in_initial=True),
            Consent(id=new_id(), at=NOON, scope=scope, address=phone, via="sms", given_to="collector"),
            NumberCheck(
                id=new_id(), at=NOON, number=phone, database="fcc", since=before.date(), result="not_reassigned"
            ),
        ):
            unit.add_fact(consumer.id, fact, by="soak")
    elif medium is Medium.EMAIL:
        address = f"p{number}@mail.example"
        points.append(ContactPoint(id=new_id(), kind=PointKind.EMAIL, address=address, domain="open"))
        unit.add_points(consumer.id, points, NOON)
        unit.add_fact(
            consumer.id, Consent(id=new_id(), at=before, scope="email", address=address, via="portal"), by="soak"
        )
    else:
        unit.add_points(consumer.id, points, NOON)
    items = Itemization(kind="last_payment", date=before.date(), amount=100_00, interest=5_00)
    debt = Debt(
        id=new_id(), kind="credit_card", creditor="Soak Street Credit", original_creditor="Soak Street Credit",
        account_number=f"40{MEDIA.index(medium)}0{number:08d}", balance=105_00, itemization=items,
    )  # fmt: skip
    unit.put_debt(consumer.id, debt, NOON)
    if phone:
        unit.communicated([(consumer.id, debt.id, before)])
    return phone
