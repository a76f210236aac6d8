"""New York State: a written copy of a plan."""

from __future__ import annotations

from datetime import date

from accounts.dossier import Dossier
from accounts.record import Instant
from compliance.duty import Owed, duty
from compliance.law.us.states.copies import Copy, owes


@duty(Copy, id="ny.settlement_confirm", cites="23 NYCRR 1.5", since=date(2021, 11, 30), place="US-NY")
def plan_copy(dossier: Dossier, _at: Instant, row: Copy) -> tuple[Owed, ...]:
    """Owe a written copy of what was agreed, within the days.

    Reading: business days are counted as calendar days, which end sooner.
    Reading: whatever was agreed is a settlement, also one payment.
    Not modelled: the quarterly statements; the machine makes none, and a person sends them.
    """
    return owes(plan_copy, dossier, row)
