"""Only amounts that the agreement authorises or the law permits are collected: 1006.22(b)."""

from __future__ import annotations

from datetime import date

from compliance.acts import AcceptPayment
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.parameters import Nothing
from compliance.rule import objection

CITES = "12 CFR 1006.22(b)"


@deed_rule(
    of=AcceptPayment, parameters=Nothing, id="regf.22b-unauthorized-amount", cites=CITES, since=date(2021, 11, 30)
)
def unauthorized_amount(deed: Deed[AcceptPayment], _: Nothing) -> Objection | None:
    """Object to collecting an amount of a kind that neither the agreement nor the law is known to allow.

    > A debt collector must not collect any amount unless such amount is expressly authorized by the agreement creating
    > the debt or permitted by law. For purposes of this paragraph, the term “any amount” includes any interest, fee,
    > charge, or expense incidental to the principal obligation.

    Reading: silence of the agreement authorises nothing, and what we do not know of is not authorised; a fee for
    paying in some way (a convenience fee) is an amount like any other.
    """
    lacking = sorted(deed.act.amounts - deed.act.authorized)
    if not lacking:
        return None
    return objection(unauthorized_amount.id, CITES, f"nothing authorises {', '.join(lacking).replace('_', ' ')}")
