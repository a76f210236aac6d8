"""The District of Columbia: a written copy of a plan."""

from __future__ import annotations

from datetime import date

from accounts.dossier import Dossier
from accounts.record import Instant
from compliance.duty import Owed, duty
from compliance.law.us.states.copies import Copy, owes


@duty(Copy, id="dc.plan_copy", cites="D.C. Code 28-3814(n)", since=date(2023, 1, 1), place="US-DC")
def plan_copy(dossier: Dossier, _at: Instant, row: Copy) -> tuple[Owed, ...]:
    """Owe a written copy of what was agreed, within the days.

    Reading: whatever was agreed is a plan, also one payment.
    Reading: no payment is asked for before the copy, for the first payment is never due sooner (bot.offer_policy).
    Not modelled: the bold type of the statement on exempt income; the copy holds the statement.
    """
    return owes(plan_copy, dossier, row)
