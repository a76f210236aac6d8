"""While a timely written dispute or request is unanswered, its debt is neither sued on nor furnished: 1006.38."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.notice import Dispute
from compliance import zones
from compliance.acts import Furnish, Sue
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.law.us.reg_f.s38_d_2_dispute_pause import stopping
from compliance.parameters import Nothing
from compliance.rule import objection

SINCE = date(2021, 11, 30)
CITES = "12 CFR 1006.38(c), (d)(2)"


@deed_rule(of=Sue, parameters=Nothing, id="regf.38-cease-suit", cites=CITES, since=SINCE)
def suit(deed: Deed[Sue], _: Nothing) -> Objection | None:
    """Object to a suit on a debt of which a dispute or request has not been answered.

    > Upon receipt of a dispute submitted by the consumer in writing within the validation period, a debt collector must
    > cease collection of the debt, or any disputed portion of the debt, until the debt collector:

    Reading: a suit collects.
    """
    return _objection(deed, suit.id)


@deed_rule(of=Furnish, parameters=Nothing, id="regf.38-cease-furnishing", cites=CITES, since=SINCE)
def furnishing(deed: Deed[Furnish], _: Nothing) -> Objection | None:
    """Object to furnishing a debt of which a dispute or request has not been answered, marked or not.

    > Upon receipt of a dispute submitted by the consumer in writing within the validation period, a debt collector must
    > cease collection of the debt, or any disputed portion of the debt, until the debt collector:

    Reading: AMB-40, to furnish is to collect; afterwards the mark of 1006.18(c)(2) is enough.
    """
    return _objection(deed, furnishing.id)


def _objection(deed: Deed[Any], id: str) -> Objection | None:
    for said in stopping(deed.dossier, deed.act.debts, deed.at):
        what = "dispute" if isinstance(said, Dispute) else "request for the original creditor"
        day = zones.local(said.at, deed.dossier.collector.zone)
        return objection(id, CITES, f"a written {what} of {day:%B %-d} has not been answered yet")
    return None
