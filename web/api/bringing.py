"""Bringing: integrators tell us what they learnt elsewhere, so that it counts in the next decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from accounts import api_keys, ledger
from accounts.activity import Payment
from accounts.contact import ELSEWHERE, Attempt, Receipt, State
from accounts.dossier import Dossier
from accounts.integrator import ApiKey, Asked
from accounts.record import Id, new_id
from accounts.store import Transaction
from web.api.gate import Caller, allows
from web.api.given import Given, GivenId, IdempotencyKey, Parts, check_address, check_debts, fingerprint, known
from web.api.problems import Problem
from web.api.told import AnyTold, ContactTold, PaymentTold

EARLY = timedelta(minutes=5)
"""How far your clock may be ahead of ours."""

REPEATED = "Idempotency-Replayed"

_CONVEYED = ("conversation", "voicemail_debt")
"""The outcomes of a call in which something about a debt was said."""


class FactsGiven(Given):
    """Facts about one consumer; all are put down, or none."""

    consumer: GivenId
    facts: Annotated[tuple[AnyTold, ...], Field(min_length=1, max_length=50)]


class FactsKept(BaseModel):
    """What was put down."""

    facts: list[Id]
    """The identifier of each, in the order given."""


def router(parts: Parts) -> APIRouter:
    """Return the address at which facts are brought."""
    routes = APIRouter(tags=["facts"], dependencies=[Depends(allows("write"))])

    @routes.post("/facts", status_code=201, response_model=FactsKept)
    def bring(given: FactsGiven, key: Caller, idempotency_key: IdempotencyKey, response: Response) -> Any:
        """Bring facts about a consumer: a payment, an opt-out, an attorney, a contact by a wire of your own …

        They are put down as from your key, and count in every decision from now on.
        """
        with parts.store.transaction() as unit:
            at, asked = parts.clock(), fingerprint("facts", given)
            before = api_keys.claim(unit, key.id, idempotency_key, asked, at, None)
            if before is not None:
                response.headers[REPEATED] = "true"
                return same(before, asked).answer
            unit.lock([given.consumer])
            dossier = known(unit.dossiers([given.consumer], at).get(given.consumer), given.consumer)
            kept = FactsKept(facts=[_keep(unit, dossier, one, n, key) for n, one in enumerate(given.facts)])
            api_keys.answered(unit, key.id, idempotency_key, kept.model_dump())
            return kept

    def _keep(unit: Transaction, dossier: Dossier, told: AnyTold, number: int, key: ApiKey) -> Id:
        where, by = f"#/facts/{number}", f"api:{key.name}"
        if told.at > parts.clock() + EARLY:
            raise Problem(422, f"{told.at.isoformat()} is still to come", at=f"{where}/at")
        check_debts(dossier, told.debts if hasattr(told, "debts") else None, f"{where}/debts")
        if isinstance(told, ContactTold):
            return _count(unit, dossier, told, where, by)
        if told.kind in ("opt_out", "wrong_party"):
            check_address(dossier, told.address, f"{where}/address")
        unit.add_fact(dossier.consumer.id, told, by=by)
        if isinstance(told, PaymentTold):
            _lower(unit, dossier, told)
        return told.id

    return routes


def same(before: Asked, asked: str) -> Asked:
    """Return what is remembered of a request, if this is the same one.

    Raises:
        Problem: the Idempotency-Key was used for another request.
    """
    if before.fingerprint != asked:
        says = "this Idempotency-Key was used for another request; make a new one for each"
        raise Problem(422, says, code="idempotency-key-reused", at="header Idempotency-Key")
    return before


def _count(unit: Transaction, dossier: Dossier, told: ContactTold, where: str, by: str) -> Id:
    """Put a contact down as an attempt, once for each reference of the integrator's."""
    consumer = dossier.consumer.id
    check_address(dossier, told.to, f"{where}/to")
    check_debts(dossier, told.raised, f"{where}/raised")
    reference = told.reference and f"{by}:{told.reference}"
    if reference and (found := unit.find_attempt(None, reference)) and found[0] == consumer:
        return found[1].id
    point = dossier.point(told.to)
    attempt = Attempt(
        id=told.id,
        at=told.at,
        medium=told.medium,
        to=told.to,
        person=point.person if point else None,
        debts=told.debts,
        allocated=told.debts if told.medium.is_telephone_call else (),
        raised=told.raised,
        outcome=told.outcome,
        voice=told.voice,
        end=told.end,
        state=State.SENT,
    )
    unit.reserve([(consumer, attempt)], epoch=new_id())
    unit.settle([Receipt(attempt=attempt.id, state="sent", at=told.at, channel=ELSEWHERE, reference=reference)])
    unit.note(ledger.entry("contact_elsewhere", told.at, consumer, by=by, attempt=attempt.model_dump(mode="json")))
    if attempt.person is None and (told.outcome in _CONVEYED or not told.medium.is_telephone_call):
        unit.communicated((consumer, debt, told.at) for debt in told.raised or told.debts)
    return attempt.id


def _lower(unit: Transaction, dossier: Dossier, paid: Payment) -> None:
    """Lower the balance by a payment that the creditor's last figure cannot have known: the old one is not owed."""
    debt = dossier.debt(paid.debts[0]) if paid.debts else None
    assert debt is not None
    assert paid.cents is not None
    number = (debt.creditor, debt.account_number)
    _, debt = unit.find_debts([number])[number]  # as it is after the facts before this one
    if debt.balance_as_of is not None and paid.at <= debt.balance_as_of:
        return
    left = 0 if paid.amount == "full" else max(debt.balance - paid.cents, 0)
    items = debt.itemization
    changes = {
        "balance": left,
        "status": debt.status if left else "paid",
        "itemization": items and items.model_copy(update={"payments": items.payments + paid.cents}),
    }
    unit.put_debt(dossier.consumer.id, debt.model_copy(update=changes), paid.at)
