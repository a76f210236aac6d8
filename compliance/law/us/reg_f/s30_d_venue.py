"""A suit is brought where the consumer lives or signed, or where the property is: 1006.30(d).

> (e) Furnishing certain deceptive forms. A debt collector must not design, compile, and furnish any form that the debt
> collector knows would be used to cause a consumer falsely to believe that a person other than the consumer's creditor
> is participating in collecting or attempting to collect a debt that the consumer allegedly owes to the creditor.

Not modelled: 1006.30(e); Duly makes no forms for others to send.
"""

from __future__ import annotations

from datetime import date

from compliance.acts import Sue
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.parameters import Parameters
from compliance.rule import objection


class Venues(Parameters):
    """Where which action may be brought."""

    real_property: frozenset[str]
    other: frozenset[str]


@deed_rule(of=Sue, parameters=Venues, id="regf.30d-venue", cites="12 CFR 1006.30(d)", since=date(2021, 11, 30))
def venue(deed: Deed[Sue], venues: Venues) -> Objection | None:
    """Object to a suit in a district where it may not be brought.

    > A debt collector who brings a legal action against a consumer to enforce an interest in real property securing the
    > consumer's debt must bring the action only in a judicial district or similar legal entity in which such real
    > property is located.

    > A debt collector who brings a legal action against a consumer other than to enforce an interest in real property
    > securing the consumer's debt must bring such action only in the judicial district or similar legal entity in which
    > the consumer:
    > (i) Signed the contract sued upon; or
    > (ii) Resides at the commencement of the action.

    > Nothing in this part authorizes debt collectors to bring legal actions.

    Reading: where we do not know what the district is to the consumer, it may not be brought.
    """
    of_property = deed.act.enforces == "real_property"
    if deed.act.venue in (venues.real_property if of_property else venues.other):
        return None
    where = "where the property is" if of_property else "where the consumer lives or signed the contract"
    return objection(venue.id, venue.cites, f"it may be brought only {where}")
