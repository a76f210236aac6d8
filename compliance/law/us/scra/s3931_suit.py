"""Nobody is sued before it is known whether they serve: 50 USC 3931."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.consumer import MilitaryCheck
from compliance.acts import Sue
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.parameters import Parameters
from compliance.rule import objection


class Check(Parameters):
    """How fresh the answer must be."""

    days: int


@deed_rule(Sue, Check, id="scra.suit", cites="50 USC 3931", since=date(2021, 11, 30))
def suit(deed: Deed[Sue], values: Check) -> Objection | None:
    """Object to a suit unless the Defense Manpower Data Center has just said that the consumer does not serve.

    Covers: us.scra.protections
    Reading: an affidavit is owed before a default judgment; who has not asked cannot sign it.
    Not modelled: the six percent on debts from before service; a figure people set in the ledger.
    """
    asked = [c for c in deed.dossier.of(MilitaryCheck) if c.at <= deed.at]
    if not asked or deed.at - asked[-1].at > timedelta(days=values.days):
        says = f"whether the consumer serves was not asked within {values.days} days"
    elif asked[-1].result == "not_in_service":
        return None
    else:
        says = f"asked whether the consumer serves, the answer was {asked[-1].result}"
    return objection(suit.id, suit.cites, says)
