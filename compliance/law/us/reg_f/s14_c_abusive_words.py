"""No violence, no obscene or abusive language, no list of those who refuse to pay, no debt advertised for sale."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.proposal import Proposal
from compliance.rule import objection, rule
from compliance.said import Said, said

SINCE = date(2021, 11, 30)


@rule(Said, id="regf.14c-violence", cites="12 CFR 1006.14(c)", since=SINCE)
def violence(proposal: Proposal, values: Said) -> Objection | None:
    """Object to the threat of violence or other criminal means, in whatever medium and to whomever.

    > a debt collector must not use or threaten to use violence or other criminal means to harm the physical person,
    > reputation, or property of any person.
    """
    found = said(proposal, values.says)
    return objection(violence.id, violence.cites, found) if found else None


@rule(Said, id="regf.14d-obscene", cites="12 CFR 1006.14(d)", since=SINCE)
def obscene(proposal: Proposal, values: Said) -> Objection | None:
    """Object to obscene, profane or abusive language.

    > a debt collector must not use obscene or profane language, or language the natural consequence of which is to
    > abuse the hearer or reader.

    Reading: a quoted insult is one; nobody who answers needs to repeat it.
    """
    found = said(proposal, values.says)
    return objection(obscene.id, obscene.cites, found) if found else None


@rule(Said, id="regf.14e-debtor-list", cites="12 CFR 1006.14(e)", since=SINCE)
def list_of_refusers(proposal: Proposal, values: Said) -> Objection | None:
    """Object to words that publish, or threaten to publish, that somebody does not pay.

    > a debt collector must not publish a list of consumers who allegedly refuse to pay debts, except to a consumer
    > reporting agency or to persons meeting the requirements of sections 603(f) or 604(a)(3) of the Fair Credit
    > Reporting Act

    Reading: what may not be done may not be threatened (1006.18(c)(1)).
    """
    found = said(proposal, values.says)
    return objection(list_of_refusers.id, list_of_refusers.cites, found) if found else None


@rule(Said, id="regf.14f-advertise-sale", cites="12 CFR 1006.14(f)", since=SINCE)
def advertised_for_sale(proposal: Proposal, values: Said) -> Objection | None:
    """Object to words that advertise a debt for sale, or threaten to.

    > a debt collector must not advertise for sale any debt to coerce payment of the debt.

    Reading: whoever tells the consumer of it does it to coerce.
    """
    found = said(proposal, values.says)
    return objection(advertised_for_sale.id, advertised_for_sale.cites, found) if found else None
