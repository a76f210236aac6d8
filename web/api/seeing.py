"""Seeing: what integrators may read; never a proof of identity, and no word that anybody wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict

from accounts import deliveries, history
from accounts.consumer import Consumer, ContactPoint
from accounts.contact import Medium, Outcome, Purpose, State
from accounts.debt import Debt
from accounts.errors import NotFound
from accounts.history import Contact
from accounts.notice import Dispute
from accounts.record import Cents, Id, Instant
from compliance.duty import Owed
from web.api.gate import allows
from web.api.given import UUID, Limit, Parts, known
from web.api.problems import Problem
from web.events import kinds
from web.events.kinds import Event

T = TypeVar("T")

_WORDS = {"text", "says", "attachment", "portion"}
"""Fields of facts in which somebody's words stand."""

BeforeAll = "00000000-0000-0000-0000-000000000000"

ConsumerId = Annotated[str, Path(pattern=UUID, description="A consumer's id.")]
After = Annotated[str, Query(pattern=UUID, description="`next` of the page before; without it from the beginning.")]


class Page(BaseModel, Generic[T]):
    """Some of many, in the order in which they were recorded."""

    items: list[T]
    next: str
    """Give it as `after` to go on, now or when there may be more."""
    more: bool
    """Whether there are more already."""


class PointShown(BaseModel):
    """A contact point."""

    model_config = ConfigDict(from_attributes=True)

    id: Id
    kind: Literal["phone", "email", "postal"]
    address: str
    person: Id | None
    line: str
    place: str | None


class DebtShown(BaseModel):
    """A debt."""

    model_config = ConfigDict(from_attributes=True)

    id: Id
    creditor: str
    original_creditor: str
    account_number: str
    balance: Cents
    balance_as_of: Instant | None
    status: str


class FactShown(BaseModel):
    """A fact of one of our kinds, with its own fields beside these; without anybody's words."""

    model_config = ConfigDict(extra="allow")

    id: Id
    kind: str
    at: Instant


class ConsumerShown(BaseModel):
    """What is known of a consumer."""

    consumer: Consumer
    points: list[PointShown]
    debts: list[DebtShown]
    facts: list[FactShown]


class ContactShown(BaseModel):
    """An attempt of ours with what became of it, or something received."""

    id: Id
    at: Instant
    direction: Literal["out", "in"]
    medium: Medium
    address: str | None
    person: Id | None
    debts: list[Id]
    outcome: Outcome | Literal["conversation", "voicemail_left"] | None
    purpose: Purpose | None = None
    state: State | None = None
    """Of an attempt: how far it got."""
    channel: str | None = None
    reference: str | None = None
    """The provider's identifier."""
    code: str | None = None
    message: Id | None = None


class DisputeShown(BaseModel):
    """A dispute; no debts is all of the consumer's."""

    id: Id
    consumer: Id
    at: Instant
    debts: list[Id] | None
    via: str
    why: str
    in_writing: bool
    waits: bool
    """Whether a person still owes an answer."""


class FoundDebt(BaseModel):
    """Whose debt an account number is."""

    consumer: Id
    debt: DebtShown


def router(parts: Parts) -> APIRouter:
    """Return the addresses at which integrators look."""
    routes = APIRouter(tags=["what is known"], dependencies=[Depends(allows("read"))])

    @routes.get("/consumers/{consumer}", response_model=ConsumerShown)
    def consumer(consumer: ConsumerId) -> Any:
        """See what is known of a consumer: contact points, debts and facts."""
        at = parts.clock()
        with parts.store.reading() as reading:
            dossier = known(reading.dossiers([consumer], at).get(consumer), consumer, "path consumer")
        facts = [one.model_dump(mode="json", by_alias=True, exclude=_WORDS) for one in dossier.facts]
        return {
            "consumer": dossier.consumer,
            "points": [_point(one) for one in dossier.points],
            "debts": [_debt(one) for one in dossier.debts],
            "facts": facts,
        }

    @routes.get("/consumers/{consumer}/contacts", response_model=Page[ContactShown])
    def contacts(consumer: ConsumerId, after: After = BeforeAll, limit: Limit = 50) -> Any:
        """See what went between us and a consumer, with receipts; also what integrators brought."""
        with parts.store.reading() as reading:
            if not history.has_consumer(reading, consumer):
                raise Problem(404, f"no consumer has the id {consumer}", at="path consumer")
            found = history.contacts(reading, consumer, after, limit + 1)
        return _page(found, limit, after, lambda one: one.id, _contact)

    @routes.get("/debts", response_model=FoundDebt)
    def debts(
        creditor: Annotated[str, Query(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")],
        account_number: Annotated[str, Query(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")],
    ) -> Any:
        """Find a debt, and whose it is, by the creditor and the creditor's account number, as they were placed."""
        with parts.store.reading() as reading:
            found = reading.find_debts([(creditor, account_number)])
        if not found:
            raise NotFound(f"no debt of {creditor} has the account number {account_number}")
        ((consumer, debt),) = found.values()
        return {"consumer": consumer, "debt": _debt(debt)}

    @routes.get("/disputes", response_model=Page[DisputeShown])
    def disputes(after: After = BeforeAll, limit: Limit = 50) -> Any:
        """See who disputes which debt, and who still waits for an answer."""
        at = parts.clock()
        with parts.store.reading() as reading:
            found = history.disputes(reading, after, limit + 1)
            dossiers = reading.dossiers({consumer for consumer, _ in found}, at)
            guard = parts.asking.guard.under(reading.policy_changes())
        waiting = {owed.of for dossier in dossiers.values() for owed in _awaited(guard.awaited(dossier, at))}
        return _page(found, limit, after, lambda one: one[1].id, lambda one: _dispute(*one, waits=one[1].id in waiting))

    @routes.get("/events", response_model=Page[Event])
    def events(
        after: Annotated[int, Query(ge=0, lt=2**62, description="`next` of the page before.")] = 0, limit: Limit = 50
    ) -> Any:
        """Read what happened, in order and without a gap: the same events that endpoints are told, to be fetched."""
        with parts.store.reading() as reading:
            head = deliveries.head(reading)
            rows = deliveries.records(reading, kinds.records_of(tuple(kinds.kinds())), after, limit + 1)
            found = [kinds.event_of(reading, row) for row in rows[:limit]]
        more = len(rows) > limit
        following = rows[limit - 1].seq if more else max(head, after)
        return {"items": [one for one in found if one], "next": str(following), "more": more}

    return routes


def _page(
    found: Sequence[Any], limit: int, after: str, place: Callable[[Any], str], shown: Callable[[Any], Any]
) -> dict[str, Any]:
    items = found[:limit]
    following = place(items[-1]) if items else after
    return {"items": [shown(one) for one in items], "next": following, "more": len(found) > limit}


def _awaited(owed: Sequence[Owed]) -> Sequence[Owed]:
    return [one for one in owed if one.of is not None]


def _point(point: ContactPoint) -> PointShown:
    return PointShown.model_validate(point)


def _debt(debt: Debt) -> DebtShown:
    return DebtShown.model_validate(debt)


def _contact(one: Contact) -> ContactShown:
    if one.attempt is not None:
        made = one.attempt
        return ContactShown(
            id=one.id, at=made.at, direction="out", medium=made.medium, address=made.to, person=made.person,
            debts=list(made.debts), outcome=made.outcome, purpose=made.purpose, state=made.state,
            channel=one.channel, reference=one.reference, code=one.code, message=made.message,
        )  # fmt: skip
    came = one.inbound
    assert came is not None
    return ContactShown(
        id=one.id, at=came.at, direction="in", medium=came.medium, address=came.from_address, person=came.person,
        debts=list(came.debts), outcome=came.outcome,
    )  # fmt: skip


def _dispute(consumer: Id, one: Dispute, *, waits: bool) -> DisputeShown:
    return DisputeShown(
        id=one.id,
        consumer=consumer,
        at=one.at,
        debts=None if one.debts is None else list(one.debts),
        via=one.via,
        why=one.why,
        in_writing=one.in_writing,
        waits=waits,
    )
