"""The demo's call: one consumer who agreed to be called by a machine, whose answering machine picks up."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from accounts.basis import NumberCheck
from accounts.consent import Consent
from accounts.consumer import ContactPoint, PointKind
from accounts.contact import Medium, Message
from accounts.dossier import Dossier
from accounts.record import Id, new_id
from app.wiring import House
from channels.simulator.carrier import Carrier

AGREED = 14
"""Days ago, by the demo's clock: an agreement on the portal that the sample's creditors do not know of."""


async def place(house: House) -> Id | None:
    """Call the first consumer whom nothing but the missing agreement keeps from being called; returns the attempt.

    The placement file has no agreements to calls: a machine's voice needs one of its own (47 USC 227(b)(1)). So the
    demo lets one consumer have given it, and then asks the gateway as a campaign would.
    """
    found = await asyncio.to_thread(_agreed, house)
    if found is None:
        return None
    (sent,) = await house.gateway.send([found])
    return sent.attempt if sent.left else None


def heard(carrier: Carrier, attempt: Id | None) -> str:
    """Return in words what became of the call."""
    left = [call for call in carrier.callers.calls.values() if call.said]
    if attempt is None or not left:
        return "nobody could be called"
    return f"a call to {left[0].phone} left a voicemail of {len(left[0].said[0].split())} words"


def _agreed(house: House) -> Message | None:
    """Let one consumer have agreed, and return the call to them."""
    at = house.clock()
    with house.store.reading() as reading:
        dossiers = reading.dossiers(reading.consumer_ids("", 500), at)
    asked = [(dossier, _call(house, dossier, phone)) for dossier in dossiers.values() for phone in _phones(dossier)]
    decisions = house.gateway.preview([message for _, message in asked])
    for (dossier, message), decision in zip(asked, decisions, strict=True):
        if {objection.rule for objection in decision.objections} == {"tcpa.artificial-voice"}:
            ago = at - timedelta(days=AGREED)
            consent = Consent(
                id=new_id(), at=ago, scope="calls", address=message.to, via="portal", given_to="collector"
            )
            with house.store.transaction() as unit:
                unit.add_fact(dossier.consumer.id, consent, by="demo")
            return message
    return None


def _phones(dossier: Dossier) -> list[ContactPoint]:
    checked = {check.number for check in dossier.of(NumberCheck)}
    return [p for p in dossier.points if p.kind is PointKind.PHONE and p.person is None and p.address in checked]


def _call(house: House, dossier: Dossier, phone: ContactPoint) -> Message:
    debts = tuple(debt.id for debt in dossier.debts if debt.status == "open")
    return house.composer.compose("limited_content", dossier, medium=Medium.CALL, to=phone.address, debts=debts)
