"""Kinds of event: of which records of the ledger integrators are told, and what, by the data file beside this."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field, TypeAdapter

from accounts import deliveries
from accounts.integrator import Endpoint
from accounts.reading import Reading
from accounts.record import Id, Instant, Record
from compliance.parameters import load_yaml


class Source(Record):
    """One kind of record of which an event tells."""

    record: str
    inside: str | None = Field(default=None, alias="in")
    """The part of the record's body that holds it; None is the body itself."""
    where: dict[str, tuple[str, ...]] = {}
    tells: tuple[str, ...]
    moves: bool = False


class Kind(Record):
    """One kind of event."""

    says: str
    of: tuple[Source, ...]


class Event(Record):
    """Something that happened, as integrators are told; it has no words of the conversation."""

    id: Id
    sequence: int
    """The number of its record in the ledger: what is greater happened later."""
    type: str
    timestamp: Instant
    consumer: Id | None
    data: dict[str, Any]


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of event there is."""
    return TypeAdapter(dict[str, Kind]).validate_python(load_yaml(Path(__file__).with_suffix(".yaml")))


@cache
def records_of(events: tuple[str, ...]) -> frozenset[str]:
    """Return the kinds of record that may tell of those events."""
    return frozenset(source.record for event in events for source in kinds()[event].of)


def event_of(reading: Reading, row: Any) -> Event | None:
    """Return the event of which a record of the ledger tells; None where it tells of none."""
    body = json.loads(row.body)
    for name, kind in kinds().items():
        for source in kind.of:
            if source.record != row.kind:
                continue
            part = body[source.inside] if source.inside else body
            if all(part.get(field) in values for field, values in source.where.items()):
                data = _told(reading, source, part)
                if data is None:
                    return None
                return Event(
                    id=row.id, sequence=row.seq, type=name, timestamp=row.at, consumer=row.consumer_id, data=data
                )
    return None


def _told(reading: Reading, source: Source, part: dict[str, Any]) -> dict[str, Any] | None:
    """Return what is told of a record; None where a provider's late word changed nothing."""
    data = {field: part.get(field) for field in source.tells}
    if "attempt" in data:
        found = reading.find_attempt(data["attempt"], part.get("reference"))
        if found is None or (source.moves and found[1].state != part["state"]):
            return None
        attempt = found[1]
        data |= {"attempt": attempt.id, "message": attempt.message, "medium": attempt.medium, "debts": attempt.debts}
    return data


def payload(reading: Reading, event: Event, endpoint: Endpoint) -> str:
    """Return the event as the text that an endpoint is sent."""
    data = event.data | {"consumer": event.consumer, "sequence": event.sequence}
    if endpoint.words:
        data["text"] = words(reading, event)
    body = {"type": event.type, "timestamp": event.timestamp.isoformat(), "data": data}
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)


def words(reading: Reading, event: Event) -> str | None:
    """Return what somebody wrote, where an event is about that."""
    if event.type == "reply.received":
        text, masked = deliveries.said(reading, event.data["id"])
        return text if masked else None
    if event.type in ("dispute.opened", "cease.recorded"):
        return json.loads(deliveries.record(reading, event.sequence).body)["fact"].get("text")  # type: ignore[no-any-return]  # a fact's text is text
    return None


def is_settled(reading: Reading, event: Event) -> bool:
    """Whether its words may be told: a proof of identity in a text is masked once the assistant has read it."""
    return event.type != "reply.received" or deliveries.said(reading, event.data["id"])[1]
