"""A disputed debt is furnished only with the mark that it is disputed: 1006.18(c)(2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from accounts.dossier import Dossier
from accounts.notice import Dispute
from accounts.record import Id, Instant
from compliance.acts import Furnish
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.parameters import Nothing
from compliance.rule import objection

CITES = "12 CFR 1006.18(c)(2)"


@deed_rule(of=Furnish, parameters=Nothing, id="regf.18c2-disputed-credit", cites=CITES, since=date(2021, 11, 30))
def disputed_credit(deed: Deed[Furnish], _: Nothing) -> Objection | None:
    """Object to furnishing a disputed debt without saying that it is disputed.

    > Communicate or threaten to communicate to any person credit information that the debt collector knows or should
    > know is false, including the failure to communicate that a disputed debt is disputed.

    Reading: any dispute, spoken or late as well; an answer of ours does not end it, for the consumer has not.
    Not modelled: whether what is furnished is otherwise true; the figures are the store's.
    """
    marked = must_mark(deed.dossier, deed.act.debts, deed.at)
    if not marked or deed.act.marks_disputed:
        return None
    return objection(disputed_credit.id, CITES, f"it does not say that {', '.join(marked)} is disputed")


def must_mark(dossier: Dossier, debts: Iterable[Id], at: Instant) -> tuple[Id, ...]:
    """Return which of those debts are disputed, by anybody and in whatever way, and must be marked so."""
    disputes = [dispute for dispute in dossier.of(Dispute) if dispute.at <= at]
    return tuple(debt for debt in debts if any(d.debts is None or debt in d.debts for d in disputes))
