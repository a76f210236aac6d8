"""Opting out: closes an address for everybody who has it, whichever way the wish came."""

from __future__ import annotations

from datetime import datetime

from accounts.consent import OptIn, OptOut
from accounts.consumer import PointKind
from accounts.contact import Medium
from accounts.dossier import Dossier
from accounts.record import new_id
from accounts.store import Transaction


def close(
    unit: Transaction, kind: PointKind, address: str, at: datetime, *, via: str, medium: Medium | None = None
) -> None:
    """Close an address to a medium, or to every one, for everybody who has it; a second time adds nothing."""
    whose = {consumer for consumer, _ in unit.owners(kind, address)}
    unit.lock(whose)
    for consumer, dossier in unit.dossiers(whose, at).items():
        if not _is_closed(dossier, address, medium):
            fact = OptOut(id=new_id(), at=at, address=address, medium=medium, via=via)
            unit.add_fact(consumer, fact, by="consumer")


def _is_closed(dossier: Dossier, address: str, medium: Medium | None) -> bool:
    closed = [out.at for out in dossier.of(OptOut) if out.address == address and out.medium in (None, medium)]
    opened = [wish.at for wish in dossier.of(OptIn) if wish.address in (address, None)]
    return bool(closed) and not any(wish > closed[-1] for wish in opened)
