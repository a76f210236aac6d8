"""Facts: what a law case says was known, turned into a Dossier; nothing of it is judged here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, get_args

from accounts.consumer import Consumer, ContactPoint, Person, PointKind
from accounts.contact import Attempt, Inbound, Medium, Purpose
from accounts.debt import Debt, PriorCollector
from accounts.dossier import FACT, Collector, Dossier, Fact
from accounts.notice import FirstContact, ValidationSent
from accounts.record import Cents, Id

Given = Mapping[str, Any]

CONSUMER = "C"
"""The consumer's id in every case."""

LONG_AGO = timedelta(days=730)
"""By default the debt was validated this long before everything else, we do not know how; nothing else was sent."""

LONG_SINCE = "long-since"
"""The id of that validation."""

INBOUND = {"call_in": Medium.CALL, "email_in": Medium.EMAIL, "sms_in": Medium.SMS}
OUTBOUND = {
    "call_out": Medium.CALL,
    "email_out": Medium.EMAIL,
    "sms_out": Medium.SMS,
    "mail_out": Medium.MAIL,
    "optout_confirmation": Medium.SMS,
}
VOICES: dict[str, Literal["bot", "recorded"]] = {"voice_bot": "bot"}
"""Whose voice a call had, by the field that says so; `recorded` says that there is a recording of it."""
COLLECTOR = ("zone", "accepts", "role", "bounce_monitoring", "licences", "hours", "records_calls")
"""What a case may say of the collector."""
OTHER_NAMES = {"for": "of"}
"""Fields of a case that a fact calls otherwise."""


class Unsupported(Exception):
    """The case has a fact or asks a question that is not written yet."""


def dossier(given: Mapping[str, Any], at: datetime) -> Dossier:
    """Return everything the case says was known, with the defaults of the vocabulary.

    Raises:
        Unsupported: it has a fact that is not written yet.
        pydantic.ValidationError: a fact does not fit its form.
    """
    debts = tuple(_debt(row) for row in given["debts"])
    facts: list[Fact] = []
    attempts: list[Attempt] = []
    inbounds: list[Inbound] = []
    for number, event in enumerate(given.get("events", ())):
        event = {"id": f"e{number}", **event}
        if event["kind"] in OUTBOUND:
            attempts.append(_attempt(event))
        elif event["kind"] in INBOUND:
            inbounds.append(_inbound(event))
        else:
            facts.append(_fact(event))
    first = min((_at(e) for e in given.get("events", ())), default=at) - LONG_AGO
    told = [fact.debts for fact in facts if isinstance(fact, FirstContact | ValidationSent)]
    long_since = tuple(d.id for d in debts if not any(named is None or d.id in named for named in told))
    if long_since:
        ended = (first + timedelta(days=45)).date()
        facts.insert(0, ValidationSent(id=LONG_SINCE, at=first, debts=long_since, end_date=ended))
    consumer = given.get("consumer", {})
    return Dossier(
        at=at,
        collector=_collector(given.get("collector", {})),
        consumer=Consumer(
            id=CONSUMER,
            name=_name(consumer.get("name", "Pat Doe")),
            deceased=bool(consumer.get("deceased", False)),
            minor=bool(consumer.get("minor", False)),
        ),
        people=tuple(Person(id=p["id"], role=p["role"], name=p.get("named")) for p in given.get("people", ())),
        points=_points(consumer),
        debts=debts,
        facts=tuple(facts),
        attempts=tuple(attempts),
        inbounds=tuple(inbounds),
        first_communications=_first_communications(debts, facts),
    )


def someone(id: Id | None) -> Id | None:
    """Return the person of a case as the dossier names them: None is the consumer."""
    return None if id in (None, CONSUMER) else id


def _name(told: str | list[str]) -> str:
    return told if isinstance(told, str) else " ".join(told)


def _at(event: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(event["at"])


def _collector(row: Mapping[str, Any]) -> Collector:
    told = {"bounce_monitoring": True, **row}
    return Collector(**{key: told[key] for key in COLLECTOR if key in told})


def _points(row: Mapping[str, Any]) -> tuple[ContactPoint, ...]:
    phones = (
        ContactPoint(
            id=p["number"],
            kind=PointKind.PHONE,
            address=p["number"],
            line=p.get("type", "unknown"),
            place=p.get("place"),
            zones=tuple(p.get("zones", ())),
        )
        for p in row.get("phones", ())
    )
    homes = (
        ContactPoint(
            id=a["place"],
            kind=PointKind.POSTAL,
            address=a["place"],
            place=a["place"],
            state=a.get("state"),
            zip=a.get("zip"),
            zones=tuple(a.get("zones", ())),
        )
        for a in row.get("addresses", ())
    )
    emails = (
        ContactPoint(id=e["address"], kind=PointKind.EMAIL, address=e["address"], domain=e.get("domain", "unknown"))
        for e in row.get("emails", ())
    )
    return (*phones, *homes, *emails)


def _debt(row: Mapping[str, Any]) -> Debt:
    return Debt(
        id=row["id"],
        kind=row.get("type", "other"),
        servicer=row.get("servicer", False),
        account_at_placement=row.get("account_at_placement"),
        consumer_financial_product=row.get("cfpos", True),
        limitations_last_day=row.get("limitations_last_day"),
        defaulted_on=row.get("defaulted_on"),
        form=row.get("form"),
        status=row.get("status", "open"),
        secured_lien=row.get("secured_lien", False),
        periodic_statement_required=row.get("periodic_statement_required", False),
        creditor=row.get("current_creditor", ""),
        original_creditor=row.get("original_creditor", ""),
        account_number="0000" if row.get("account_number_exists", True) else "",
        balance=cents(row.get("ledger_amount", "0")),
        prior_collectors=tuple(PriorCollector(**one) for one in row.get("prior_collectors", ())),
    )


def cents(amount: str) -> Cents:
    """Return an amount of a case in cents."""
    return int(Decimal(amount) * 100)


def _attempt(event: Mapping[str, Any]) -> Attempt:
    medium = Medium.RVM if event.get("rvm") else OUTBOUND[event["kind"]]
    if event["kind"] == "optout_confirmation":
        medium = Medium.EMAIL if "@" in event.get("address", "") else Medium.SMS
    raised, allocated = tuple(event.get("raised", ())), tuple(event.get("allocated", ()))
    purpose = Purpose.OPTOUT_CONFIRMATION if event["kind"] == "optout_confirmation" else event.get("purpose", "collect")
    return Attempt(
        id=event["id"],
        at=event["at"],
        medium=medium,
        to=event.get("to", event.get("address")),
        person=someone(event.get("person")),
        debts=tuple(event.get("debts", event.get("intended", (*raised, *allocated)))),
        allocated=allocated,
        raised=raised,
        consumer_raised=tuple(event.get("consumer_raised", ())),
        purpose=purpose,
        in_reply_to=event.get("in_reply_to"),
        outcome=event.get("result"),
        voice=next((voice for field, voice in VOICES.items() if event.get(field)), None),
        automated=event.get("automated", False),
        limited_content=event.get("limited_content", False),
        end=event.get("end"),
    )


def _inbound(event: Mapping[str, Any]) -> Inbound:
    return Inbound(
        id=event["id"],
        at=event["at"],
        medium=INBOUND[event["kind"]],
        from_address=event.get("from"),
        person=someone(event.get("person")),
        debts=tuple(event.get("debts", (*event.get("raised", ()), *event.get("consumer_raised", ())))),
        about_debt=event.get("about_debt", True),
        text=event.get("text", ""),
        outcome=event.get("result"),
        end=event.get("end"),
    )


def _fact(event: dict[str, Any]) -> Fact:
    """Return the fact of that kind; `unspecified` debts are none named.

    Raises:
        Unsupported: the kind, or a field of it, is not written yet.
    """
    kind = FACTS.get(event["kind"])
    if kind is None:
        raise Unsupported(f"the fact {event['kind']!r} is not written yet")
    row = {OTHER_NAMES.get(key, key): value for key, value in event.items()}
    if row.get("debts") == "unspecified":
        row["debts"] = None
    if row.get("scope") == "esign":
        row.setdefault("via", "portal")  # given as 7001(c) asks, which is electronically
    for name in ("by", "for_person", "person"):
        if row.get(name) == CONSUMER:
            row[name] = "consumer" if kind is FirstContact else None
    known = {field.alias or name for name, field in kind.model_fields.items()}
    unknown = set(row) - known
    if unknown:
        raise Unsupported(f"{event['kind']}: the field {min(unknown)!r} is not written yet")
    return FACT.validate_python({key: value for key, value in row.items() if key in known})


def _kinds() -> dict[str, Any]:
    """Return the class of each kind of fact, by the word a case uses for it."""
    return {
        word: kind for kind in get_args(get_args(Fact)[0]) for word in get_args(kind.model_fields["kind"].annotation)
    }


FACTS = _kinds()


def _first_communications(debts: Iterable[Debt], facts: Iterable[Fact]) -> dict[Id, datetime]:
    """Return for each debt the earliest communication that the case tells of as the first."""
    told = [(fact.at, fact.debts) for fact in facts if isinstance(fact, FirstContact)]
    found = {debt.id: [at for at, named in told if named is None or debt.id in named] for debt in debts}
    return {debt: min(instants) for debt, instants in found.items() if instants}
