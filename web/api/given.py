"""Given: what integrators send us, checked before anybody uses it; unknown fields and odd letters are refused."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Header, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

from accounts.contact import Medium
from accounts.dossier import Dossier
from accounts.record import Id, Instant
from accounts.store import Store
from channels.gateway import Gateway
from compliance.book import BEGINS
from web.api.asking import Asking
from web.api.gate import Rates
from web.api.problems import Problem

LONGEST = 4000
"""Characters that any one text may have."""

UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

GivenId = Annotated[str, StringConstraints(pattern=UUID)]
"""An identifier of ours; an unknown one is another matter."""

Address = Annotated[str, StringConstraints(min_length=3, max_length=320)]
"""As it stands among the consumer's contact points: E.164, or a lower-case e-mail address."""


def _in_calendars(at: datetime) -> datetime:
    if not BEGINS.year <= at.year <= 2999:
        raise ValueError(f"must be in the years {BEGINS.year} to 2999")
    return at


GivenInstant = Annotated[Instant, AfterValidator(_in_calendars)]
"""ISO 8601 with an offset."""


class Given(BaseModel):
    """The base of what integrators send."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, data: Any) -> Any:
        """Refuse letters that no database keeps, in whatever field they stand."""
        return readable(data)


def readable(data: Any) -> Any:
    """Return what was given, if every text in it can be kept.

    Raises:
        ValueError: a text holds a control character or half a character, or is too long.
    """
    for name, value in data.items() if isinstance(data, dict) else ():
        if isinstance(value, str):
            if len(value) > LONGEST:
                raise ValueError(f"{name[:40]} is longer than {LONGEST} characters")
            if any((c < " " and c not in "\n\t") or "\ud800" <= c <= "\udfff" for c in value):
                raise ValueError(f"{name[:40]} holds a control character (such as NUL) or half a surrogate pair")
    return data


@dataclass(frozen=True)
class Parts:
    """What the API is made of."""

    store: Store
    clock: Any
    asking: Asking
    gateway: Gateway
    templates: frozenset[tuple[str, Medium]]
    """The campaign's: which messages may be asked for, by which media."""
    rates: Rates
    real: Any
    """The clock by which endpoints are told; in a demo it is another."""
    networks: tuple[Any, ...]
    """The networks that endpoints may be in beside the public internet."""


IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern="^[!-~]+$",
        description="Made by you, a new one for each request; a repetition with it gets the first one's answer.",
        examples=["5b6d6f1e-call-4711"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]


def fingerprint(what: str, given: BaseModel) -> str:
    """Return what tells one request from another that carries the same Idempotency-Key; the ids we make do not."""
    told = given.model_dump_json(exclude={"facts": {"__all__": {"id"}}})
    return hashlib.sha256(f"{what}\n{told}".encode()).hexdigest()


def known(dossier: Dossier | None, consumer: Id, at: str = "#/consumer") -> Dossier:
    """Return the dossier.

    Raises:
        Problem: there is no such consumer.
    """
    if dossier is None:
        raise Problem(404, f"no consumer has the id {consumer}", at=at)
    return dossier


def check_debts(dossier: Dossier, debts: tuple[Id, ...] | None, at: str) -> None:
    """Raise a Problem if one of the debts is not the consumer's."""
    for number, debt in enumerate(debts or ()):
        if dossier.debt(debt) is None:
            theirs = ", ".join(one.id for one in dossier.debts)
            raise Problem(422, f"{debt} is no debt of this consumer; theirs are {theirs}", at=f"{at}/{number}")


def check_address(dossier: Dossier, address: str | None, at: str) -> None:
    """Raise a Problem if the address is not one of the consumer's contact points, in the letters it is kept in."""
    if address is not None and dossier.point(address) is None:
        says = (
            f"{address[:80]!r} is no contact point of this consumer; write it as GET /consumers/… shows it "
            "(phones as +12165550101), or place it first"
        )
        raise Problem(422, says, at=at)
