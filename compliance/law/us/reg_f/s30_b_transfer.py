"""Paid, settled and discharged debts are not sold, transferred for consideration or placed: 1006.30(b)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.activity import Payment
from accounts.dossier import Dossier
from accounts.record import Id, Instant
from compliance.acts import Sell
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.parameters import Parameters
from compliance.rule import objection


class Transfers(Parameters):
    """Which debts may not go to somebody else, and in which ways they may all the same."""

    over: frozenset[str]
    no_transfer: frozenset[str]
    """What sends information about a debt, not the debt (comment 30(b)(1)-1)."""
    excepted: frozenset[str]
    """Ways that are open for any debt."""
    by_contract: frozenset[str]
    """Ways that are open where the original contract authorises them."""


@deed_rule(of=Sell, parameters=Transfers, id="regf.30b1-transfer", cites="12 CFR 1006.30(b)", since=date(2021, 11, 30))
def transfer(deed: Deed[Sell], values: Transfers) -> Objection | None:
    """Object to the sale, transfer for consideration or placement of a debt that is paid, settled or discharged.

    > a debt collector must not sell, transfer for consideration, or place for collection a debt if the debt collector
    > knows or should know that the debt has been paid or settled or discharged in bankruptcy.

    > (A) Transfers the debt to the debt's owner;
    > (B) Transfers the debt to a previous owner of the debt, if the transfer is authorized under the terms of the
    > original contract between the debt collector and the previous owner; or
    > (C) Transfers the debt as a result of a merger, acquisition, purchase and assumption transaction, or a transfer of
    > substantially all of the debt collector's assets.

    > (ii) Secured claims in bankruptcy. A debt collector may sell, transfer for consideration, or place for collection
    > a debt that has been discharged in bankruptcy if the debt is secured by an enforceable lien and the debt collector
    > notifies the transferee that the consumer's personal liability for the debt was discharged in bankruptcy.

    > (iii) Securitizations and pledges of debt. Paragraph (b)(1) of this section does not prohibit the securitization
    > of a debt or the pledging of a portfolio of debt as collateral in connection with a borrowing.

    Reading: what we should know is the status on record and a payment in full; a way we have no name for is a sale.
    Reading: comment 30(b)(2)(i)(A)-1, another entity that acts for the owner is not the owner.
    Covers: regf.30b2-exceptions
    """
    act = deed.act
    if act.kind in values.no_transfer or act.kind in values.excepted:
        return None
    if act.kind in values.by_contract and act.original_contract_allows:
        return None
    for debt, status in _over(deed.dossier, act.debts, deed.at, values):
        known = deed.dossier.debt(debt)
        secured = status == "discharged" and known is not None and known.secured_lien
        if not (secured and act.tells_transferee_of_discharge):
            return objection(transfer.id, transfer.cites, f"the debt {debt} is {status}")
    return None


def _over(dossier: Dossier, debts: tuple[Id, ...], at: Instant, values: Transfers) -> Iterator[tuple[Id, str]]:
    """Yield the debts that are paid, settled or discharged, and which of these; one that is not known is, too."""
    in_full = [payment for payment in dossier.of(Payment) if payment.amount == "full" and payment.at <= at]
    for id in debts:
        debt = dossier.debt(id)
        if debt is None:
            yield id, "not known"
        elif any(payment.debts is None or id in payment.debts for payment in in_full):
            yield id, "paid"
        elif debt.status in values.over:
            yield id, debt.status
