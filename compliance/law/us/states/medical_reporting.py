"""Medical debt is not reported to credit agencies in many states, and nobody may be told that it might be."""

from __future__ import annotations

from datetime import date

from accounts.debt import Debt
from compliance import places, zones
from compliance.acts import Furnish
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.law.us.states.tables import Row, Table
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Ban(Row):
    """A ban, from a day."""

    since: date


class Bans(Table[Ban]):
    """Every state that has one."""


CITES = "state laws on the reporting of medical debt"
BEGIN = date(2021, 11, 30)


@rule(Bans, id="states.medical-threat", cites=CITES, since=BEGIN)
def threat(proposal: Proposal, bans: Bans) -> Objection | None:
    """Object to any sentence about credit reporting in a message about medical debt.

    Reading: that federal law preempts the bans (CFPB, 2025-10-28) is not binding and not relied on.
    """
    if "threat_to_credit" not in proposal.words.includes or not _medical(proposal.dossier.debts, proposal.debts):
        return None
    day = zones.local(proposal.at, proposal.dossier.collector.zone).date()
    row = next((row for row in bans.of(proposal.places) if row.since <= day), None)
    if row is None:
        return None
    return objection(threat.id, row.cite, f"it speaks of credit reporting of a medical debt in {row.place}")


@deed_rule(Furnish, Bans, id="states.medical-furnishing", cites=CITES, since=BEGIN)
def furnishing(deed: Deed[Furnish], bans: Bans) -> Objection | None:
    """Object to the furnishing of a medical debt of a consumer who may be in such a state."""
    if not _medical(deed.dossier.debts, deed.act.debts):
        return None
    day = zones.local(deed.at, deed.dossier.collector.zone).date()
    row = next((row for row in bans.of(places.of(deed.dossier)) if row.since <= day), None)
    if row is None:
        return None
    return objection(furnishing.id, row.cite, f"medical debt is not reported in {row.place}")


def _medical(debts: tuple[Debt, ...], meant: tuple[str, ...]) -> bool:
    return any(debt.kind == "medical" and (not meant or debt.id in meant) for debt in debts)
