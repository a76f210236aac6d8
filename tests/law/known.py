"""What is known in a law test: a consumer in New York with one debt, and what a test adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from accounts.consumer import Consumer, ContactPoint, Person, PointKind, Role
from accounts.contact import Attempt, Inbound, Medium, Message
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier, Fact
from accounts.notice import ValidationSent
from accounts.record import Record
from compliance import zones
from compliance.decision import Finding, Objection
from compliance.proposal import Proposal
from compliance.rule import Rule
from compliance.words import Words

R = TypeVar("R", bound=Record)

NEW_YORK = "America/New_York"
MOBILE = "+12125550101"
LANDLINE = "+12125550102"
WORK = "+12125550103"
EMAIL = "pat@mail.example"

POINTS = (
    ContactPoint(id="m", kind=PointKind.PHONE, address=MOBILE, line="mobile", zones=(NEW_YORK,)),
    ContactPoint(id="l", kind=PointKind.PHONE, address=LANDLINE, line="landline", place="home", zones=(NEW_YORK,)),
    ContactPoint(id="w", kind=PointKind.PHONE, address=WORK, line="landline", place="work", zones=(NEW_YORK,)),
    ContactPoint(id="h", kind=PointKind.POSTAL, address="home", place="home", zones=(NEW_YORK,)),
    ContactPoint(id="o", kind=PointKind.POSTAL, address="work", place="work", zones=(NEW_YORK,)),
    ContactPoint(id="e", kind=PointKind.EMAIL, address=EMAIL, domain="open"),
)
NOTICE = ValidationSent(id="n", at=datetime(2021, 12, 1, tzinfo=UTC), via="mail", end_date=date(2022, 1, 15))
PEOPLE = tuple(
    Person(id=role, role=Role(role))
    for role in ("spouse", "parent", "guardian", "executor", "friend", "coworker", "attorney", "creditor")
)
ADDRESS = {Medium.EMAIL: EMAIL, Medium.MAIL: "home", Medium.PUSH: None, Medium.CHAT: None, Medium.SOCIAL: None}


def at(shown: str, zone: str = NEW_YORK) -> datetime:
    """Return the instant at which the clocks of that zone show it: '2026-04-15 08:00:00'."""
    return zones.named(zone).localize(datetime.fromisoformat(shown))


def in_zones(*places: str) -> tuple[ContactPoint, ...]:
    """Return one mobile number a zone."""
    return tuple(
        ContactPoint(id=zone, kind=PointKind.PHONE, address=f"+1212555{n:04}", line="mobile", zones=(zone,))
        for n, zone in enumerate(places, start=101)
    )


def dossier(*facts: Fact, **fields: Any) -> Dossier:
    """Return what is known."""
    known: dict[str, Any] = {
        "at": at("2026-01-01 12:00"),
        "collector": Collector(bounce_monitoring=True),
        "consumer": Consumer(id="C", name="Pat Doe"),
        "people": PEOPLE,
        "points": POINTS,
        "debts": (Debt(id="A"), Debt(id="B")),
        "facts": (NOTICE, *facts),
    }
    return Dossier(**(known | fields))


def proposal(
    known: Dossier,
    when: datetime,
    medium: Medium = Medium.CALL,
    *,
    includes: Sequence[str] = (),
    words: dict[str, Any] | None = None,
    **fields: Any,
) -> Proposal:
    """Return a message that might be sent; by default a call to the mobile about debt A."""
    to = None if fields.get("on_call") else ADDRESS.get(medium, MOBILE)
    row: dict[str, Any] = {"id": "p", "consumer": "C", "debts": ("A",), "medium": medium, "to": to, "voice": "person"}
    said = Words(includes=frozenset(includes), **(words or {}))
    return Proposal(message=Message(**(row | fields)), words=said, dossier=known, at=when)


def judge(rule: Rule, asked: Proposal) -> Objection | Finding | None:
    """Return what one rule says under its latest values."""
    return rule(asked, rule.versions[-1].values)


def objects(rule: Rule, asked: Proposal) -> bool:
    """Return whether one rule objects."""
    return isinstance(judge(rule, asked), Objection)


def until(rule: Rule, asked: Proposal) -> datetime | None:
    """Return when the rule says that it will be silent; it must object now."""
    found = judge(rule, asked)
    assert isinstance(found, Objection)
    return found.until


def made(kind: type[R], changes: dict[str, Any], **usual: Any) -> R:
    """Return a record of that kind with its usual fields, but for the changes."""
    return kind.model_validate(usual | changes)


def text_in(when: datetime, id: str = "m1", **fields: Any) -> Inbound:
    """Return a text of the consumer."""
    return made(Inbound, fields, id=id, at=when, medium=Medium.SMS, from_address=MOBILE)


def text_out(when: datetime, **fields: Any) -> Attempt:
    """Return a text of ours."""
    return made(Attempt, fields, id="t1", at=when, medium=Medium.SMS, to=MOBILE)
