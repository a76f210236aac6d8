"""A debt that came of identity theft is not passed on: 15 USC 1681m(f)."""

from __future__ import annotations

from datetime import date

from accounts.consumer import Hold, HoldLifted
from accounts.notice import Dispute
from compliance.acts import Sell
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.parameters import Parameters
from compliance.rule import objection


class Passing(Parameters):
    """What is no passing on of the debt."""

    not_a_transfer: frozenset[str]


@deed_rule(Sell, Passing, id="fcra.identity-theft", cites="15 USC 1681m(f)", since=date(2021, 11, 30))
def identity_theft(deed: Deed[Sell], values: Passing) -> Objection | None:
    """Object to selling or placing a debt of which somebody says that it came of identity theft.

    Covers: us.fcra.id_theft_block
    Reading: the law asks for a block under 605B; a claim is enough for us, until a person has looked.
    """
    if deed.act.kind in values.not_a_transfer:
        return None
    lifted = {fact.hold for fact in deed.dossier.of(HoldLifted)}
    said = [f.debts for f in deed.dossier.of(Dispute) if f.why == "identity_theft"]
    said += [f.debts for f in deed.dossier.of(Hold) if f.why == "identity_theft" and f.id not in lifted]
    if any(debts is None or not set(debts).isdisjoint(deed.act.debts) for debts in said):
        return objection(identity_theft.id, identity_theft.cites, "the consumer says that it came of identity theft")
    return None
