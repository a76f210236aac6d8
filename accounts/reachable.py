"""Reachable: whether an address is known to fail, by what came back from there and what reached us or them since."""

from __future__ import annotations

from accounts.basis import AddressFailed
from accounts.contact import State
from accounts.dossier import Dossier
from accounts.record import Instant


def failures(dossier: Dossier, address: str | None) -> tuple[AddressFailed, ...]:
    """Return what came back from an address since it last was known to work, the oldest first.

    It works when something was delivered there, when somebody wrote from there, or when it was given to us anew.
    """
    back = [fact for fact in dossier.of(AddressFailed) if fact.address == address]
    if not back:
        return ()
    point = dossier.point(address)
    alive: list[Instant] = [one.at for one in dossier.inbounds if one.from_address == address]
    alive += [one.at for one in dossier.attempts if one.to == address and one.state is State.DELIVERED]
    alive += [point.since] if point is not None and point.since is not None else []
    last = max(alive, default=None)
    return tuple(fact for fact in back if last is None or fact.at >= last)


def is_dead(dossier: Dossier, address: str | None) -> bool:
    """Return whether nobody is reached at an address any more."""
    return any(fact.lasting for fact in failures(dossier, address))
