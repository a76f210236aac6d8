"""PolicyChange: new values for a limit of the house, dated, proposed by one person and approved by another."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.record import Id, Instant, Record


class PolicyChange(Record):
    """New values of a provision of house policy, from a day on; in force only once a second person has approved it."""

    id: Id
    provision: str
    """Its id: house.hours, house.caps …"""
    since: date
    """The first day on which the new values hold, in the collector's zone."""
    values: dict[str, Any]
    because: str
    proposed_by: str
    proposed_at: Instant
    decided_by: str | None = None
    """Who approved or refused it; never who proposed it."""
    decided_at: Instant | None = None
    approved: bool | None = None
    """None: nobody has decided yet."""
