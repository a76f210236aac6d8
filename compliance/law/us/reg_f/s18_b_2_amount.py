"""Every sum of money that a text states is a figure we know of its debts: 1006.18(b)(2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.activity import Payment
from accounts.debt import Debt
from accounts.promise import Promise
from accounts.record import Cents
from compliance.decision import Objection
from compliance.parameters import Nothing
from compliance.proposal import Proposal
from compliance.rule import objection, rule


@rule(Nothing, id="regf.18b2-amount-status", cites="12 CFR 1006.18(b)(2)(i), 1006.22(b)", since=date(2021, 11, 30))
def amount(proposal: Proposal, _nothing: Nothing) -> Objection | None:
    """Object to a debt that is not known to be this consumer's, and to a sum that is no figure known of its debts.

    > (2) A debt collector must not falsely represent:
    > (i) The character, amount, or legal status of any debt.

    > A debt collector must not collect any amount unless such amount is expressly authorized by the agreement creating
    > the debt or permitted by law.

    Reading: known are the balance, each part of the itemisation, payments received, what was promised, and the
    offers within policy that the message brings with it; of several debts also the sum of their balances.
    Reading: a message that names no debt may be about any.
    Reading: what was owed on an earlier day is true only beside that day; the itemisation is where we know it.
    Not modelled: the character and legal status of a debt in words; services and compensation ((b)(2)(ii)).
    """
    if strange := [debt for debt in proposal.debts if proposal.dossier.debt(debt) is None]:
        return objection(amount.id, amount.cites, f"it is about {strange[0]}, which is no debt of this consumer's")
    stated = proposal.words.amounts
    if not stated or not (unknown := sorted(stated - frozenset(_known(proposal)))):
        return None
    says = f"it states {_listed(unknown)}, which is no figure that we know of the debt"
    balances = [debt.balance for debt in _debts(proposal)]
    says += f"; the balance is {_listed(balances)}" if balances else ""
    return objection(amount.id, amount.cites, says)


def _debts(proposal: Proposal) -> list[Debt]:
    return [debt for debt in proposal.dossier.debts if not proposal.debts or debt.id in proposal.debts]


def _known(proposal: Proposal) -> Iterator[Cents]:
    """Yield every figure that may be stated of the debts it is about."""
    message, dossier, debts = proposal.message, proposal.dossier, _debts(proposal)
    yield sum(debt.balance for debt in debts)
    for debt in debts:
        yield debt.balance
        if parts := debt.itemization:
            yield from (parts.amount, parts.interest, parts.fees, parts.payments, parts.credits, parts.total)
    if notice := message.notice:
        parts = notice.itemization
        yield from (notice.amount_now, parts.amount, parts.interest, parts.fees, parts.payments, parts.credits)
    ids = {debt.id for debt in debts}
    promised = (fact.offer for fact in dossier.of(Promise))
    for offer in (*message.offers, *promised):
        if offer.debt in ids:
            yield from (offer.total, *(instalment.amount for instalment in offer.instalments))
    for payment in dossier.of(Payment):
        if payment.cents is not None and (payment.debts is None or not ids.isdisjoint(payment.debts)):
            yield payment.cents


def _listed(amounts: list[Cents]) -> str:
    return " and ".join(f"${cents / 100:,.2f}" for cents in amounts)
