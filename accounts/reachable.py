"""Reachable: whether an address is known to fail, by what came back from there and what reached us or them since."""

from __future__ import annotations

from accounts.basis import AddressFailed
from accounts.contact import Medium, State
from accounts.dossier import Dossier
from accounts.record import Instant


def failures(dossier: Dossier, address: str | None) -> tuple[AddressFailed, ...]:
    """Return what came back from an address since it last was known to work, the oldest first.

    It works when something was delivered there, when somebody wrote from there, or when it was given to us anew. Where
    a number takes no texts, only a text shows the contrary.
    """
    back = [fact for fact in dossier.of(AddressFailed) if fact.address == address]
    return tuple(fact for fact in back if fact.at >= (_alive(dossier, fact) or fact.at))


def is_dead(dossier: Dossier, address: str | None, medium: Medium | None = None) -> bool:
    """Return whether nobody is reached at an address any more, by that medium where it has more than one."""
    return any(fact.lasting and fact.medium in (None, medium) for fact in failures(dossier, address))


def _alive(dossier: Dossier, failed: AddressFailed) -> Instant | None:
    """Return when the address that failed was last known to work."""
    point, medium = dossier.point(failed.address), failed.medium
    alive: list[Instant] = [
        one.at for one in dossier.inbounds if one.from_address == failed.address and medium in (None, one.medium)
    ]
    alive += [
        one.at
        for one in dossier.attempts
        if one.to == failed.address and one.state is State.DELIVERED and medium in (None, one.medium)
    ]
    alive += [point.since] if point is not None and point.since is not None else []
    return max(alive, default=None)
