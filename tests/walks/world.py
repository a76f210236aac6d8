"""The world of the walks: a collector, its consumers, and an hour at which nothing is closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from accounts.consent import Consent
from accounts.consumer import Consumer, ContactPoint, PointKind
from accounts.contact import Attempt, Medium, Message, State
from accounts.debt import Debt, Itemization
from accounts.dossier import Collector
from accounts.notice import ValidationSent
from accounts.record import Id, new_id
from accounts.store import Store
from accounts.vault import Vault
from compliance.book import whole

NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""Monday, 13:00 in New York."""

COLLECTOR = Collector(
    name="Harbor Street Credit",
    role="first_party",
    bounce_monitoring=True,
    mailing_address="100 Harbor Street, Albany, NY 12207",
    phone="+18005550142",
    email="accounts@harborstreet.example",
)

VAULT = Vault({1: b"only for tests, of thirty-two by"})

REGULATION_F = whole("compliance.law.us.reg_f")
"""The book of walks that count calls: what the house asks beyond the law would close them earlier."""

PHONE = "+12165550101"


def open_store(url: str) -> Store:
    """Open a store of this world."""
    return Store.open(url, VAULT, COLLECTOR)


def add_consumer(
    store: Store, *, name: str = "Alex Sample", calls: int = 0, noticed: bool = True, at: datetime = NOON
) -> tuple[Id, Id]:
    """Add a consumer in New York with one debt, a phone and an e-mail address; return (consumer, debt).

    They agreed to e-mail.
    """
    consumer, debt = Consumer(id=new_id(), name=name), _debt(at)
    agreed = Consent(id=new_id(), at=at - timedelta(days=90), scope="email", address=mailbox(consumer.id), via="portal")
    with store.transaction() as unit:
        unit.add_consumer(consumer, at, born="1980-02-03", ssn4="6789", identity=None)
        unit.add_points(consumer.id, points(consumer.id), at)
        unit.put_debt(consumer.id, debt, at)
        unit.add_fact(consumer.id, agreed, by="test")
        if noticed:
            unit.add_fact(
                consumer.id,
                ValidationSent(id=new_id(), at=at - timedelta(days=60), via="email", in_initial=True),
                by="test",
            )
            unit.communicated([(consumer.id, debt.id, at - timedelta(days=60))])
        unit.reserve(
            [(consumer.id, _call(debt.id, at - timedelta(days=1 + i % 5, hours=i))) for i in range(calls)],
            epoch=new_id(),
        )
    return consumer.id, debt.id


def mailbox(consumer: Id) -> str:
    """Return the e-mail address of a consumer."""
    return f"{consumer}@mail.example"


def points(consumer: Id) -> list[ContactPoint]:
    """Return a phone and an e-mail address of one's own."""
    zones = ("America/New_York",)
    return [
        ContactPoint(id=new_id(), kind=PointKind.PHONE, address=PHONE, zones=zones, line="mobile"),
        ContactPoint(id=new_id(), kind=PointKind.EMAIL, address=mailbox(consumer), zones=(), domain="open"),
        ContactPoint(
            id=new_id(),
            kind=PointKind.POSTAL,
            address="5 Elm Street, Cleveland, OH 44113",
            zones=zones,
            place="home",
            postal=("5 Elm Street", "", "Cleveland"),
            state="OH",
            zip="44113",
        ),
    ]


def call(consumer: Id, debt: Id) -> Message:
    """Return a call that says what a call must."""
    said = (
        f"This is {COLLECTOR.name}. This is an attempt to collect a debt. "
        "Any information obtained will be used for that purpose."
    )
    return Message(id=new_id(), consumer=consumer, debts=(debt,), medium=Medium.CALL, to=PHONE, text=said)


def _call(debt: Id, at: datetime) -> Attempt:
    return Attempt(
        id=new_id(),
        at=at,
        medium=Medium.CALL,
        to=PHONE,
        debts=(debt,),
        allocated=(debt,),
        outcome="no_answer",
        state=State.SENT,
    )


def _debt(told: datetime) -> Debt:
    items = Itemization(kind="last_payment", date=datetime(2026, 3, 1, tzinfo=UTC).date(), amount=100_00, interest=5_00)
    return Debt(
        id=new_id(), kind="credit_card", creditor="Harbor Street Credit", original_creditor="Harbor Street Credit",
        account_number=new_id(), balance=105_00, balance_as_of=told, itemization=items,
    )  # fmt: skip
