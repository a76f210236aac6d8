"""A payment on several debts goes to none that is disputed, and where the consumer directs it: 1006.30(c)."""

from __future__ import annotations

from datetime import date

from accounts.record import Id
from compliance.acts import ApplyPayment
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.law.us.reg_f.s18_c_2_disputed_credit import must_mark
from compliance.parameters import Nothing
from compliance.rule import objection

SINCE = date(2021, 11, 30)


@deed_rule(of=ApplyPayment, parameters=Nothing, id="regf.30c1-no-disputed", cites="12 CFR 1006.30(c)(1)", since=SINCE)
def no_disputed(deed: Deed[ApplyPayment], _: Nothing) -> Objection | None:
    """Object to applying a single payment on several debts to one that is disputed.

    > If a consumer makes any single payment to a debt collector with respect to multiple debts owed by the consumer to
    > the debt collector, the debt collector:
    > (1) Must not apply the payment to any debt that is disputed by the consumer; and

    Reading: any dispute, spoken, late or answered; a direction to a disputed debt needs a person to ask what is meant.
    """
    disputed = must_mark(deed.dossier, deed.act.apply_to, deed.at)
    if not _is_of_several(deed.act) or not disputed:
        return None
    return objection(no_disputed.id, no_disputed.cites, f"the consumer disputes {', '.join(disputed)}")


@deed_rule(of=ApplyPayment, parameters=Nothing, id="regf.30c2-directions", cites="12 CFR 1006.30(c)(2)", since=SINCE)
def directions(deed: Deed[ApplyPayment], _: Nothing) -> Objection | None:
    """Object to applying a single payment on several debts otherwise than the consumer directed.

    > (2) If applicable, must apply the payment in accordance with the consumer's directions.

    Not modelled: how much of it they direct to each debt.
    """
    directed = deed.act.directions
    if directed is None or not _is_of_several(deed.act) or set(directed) == set(deed.act.apply_to):
        return None
    return objection(directions.id, directions.cites, f"the consumer directed it to {', '.join(directed)}")


def _is_of_several(act: ApplyPayment) -> bool:
    concerned: set[Id] = {*act.debts, *act.apply_to, *(act.directions or ())}
    return len(concerned) > 1
