"""New York City: a notice before anything is furnished to a credit agency."""

from __future__ import annotations

from datetime import date

from accounts.basis import StateNotice
from compliance.acts import Furnish
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.parameters import Parameters
from compliance.rule import objection


class Before(Parameters):
    """Which notice."""

    notice: str


@deed_rule(Furnish, Before, id="nyc.cra_notice", cites="6 RCNY 5-77", since=date(2026, 9, 1), place="US-NY-NYC")
def furnishing(deed: Deed[Furnish], row: Before) -> Objection | None:
    """Object to furnishing a debt before its notice was given, by one medium."""
    for debt in deed.act.debts:
        given = (n for n in deed.dossier.of(StateNotice) if n.notice == row.notice and n.at <= deed.at)
        if not any(notice.debts is None or debt in notice.debts for notice in given):
            return objection(
                furnishing.id, furnishing.cites, "the notice before furnishing is not known to have been given"
            )
    return None
