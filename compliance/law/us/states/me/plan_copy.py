"""Maine: a written copy of a plan."""

from __future__ import annotations

from datetime import date

from accounts.dossier import Dossier
from accounts.record import Instant
from compliance.duty import Owed, duty
from compliance.law.us.states.copies import Copy, owes


@duty(Copy, id="me.plan_written", cites="32 MRSA 11013(6)", since=date(2021, 11, 30), place="US-ME")
def plan_copy(dossier: Dossier, _at: Instant, row: Copy) -> tuple[Owed, ...]:
    """Owe a written copy of what was agreed, within the days.

    Reading: business days are counted as calendar days, which end sooner.
    Reading: whatever was agreed is a plan, also one payment; it is put down in writing before it is agreed.
    """
    return owes(plan_copy, dossier, row)
