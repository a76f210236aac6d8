"""Nothing false about who writes, what the consumer did, or what comes of not paying: 1006.18(a), (b), (d)."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.proposal import Proposal
from compliance.rule import objection, rule
from compliance.said import Said, said

SINCE = date(2021, 11, 30)


class Misleading(Said):
    """What misleads whoever writes it, and what only where no person does."""

    by_a_machine: dict[str, str]


@rule(Misleading, id="regf.18a-general", cites="12 CFR 1006.18(a), (d)", since=SINCE)
def misleading(proposal: Proposal, values: Misleading) -> Objection | None:
    """Object to words that mislead, and to a text that nobody has read to its end.

    > A debt collector must not use any false, deceptive, or misleading representation or means in connection with the
    > collection of any debt

    > A debt collector must not use any false representation or deceptive means to collect or attempt to collect any
    > debt or to obtain information concerning a consumer.

    Reading: a text too long to be read, or with letters or sums that are not read, may say anything: not let through.
    Reading: a machine that says it is a person deceives; what an agent wrote is signed `agent:NAME`.
    Not modelled: whether what is said of the facts of the debt is true, beyond its figures (1006.18(b)(2)).
    """
    found = said(proposal, values.says)
    if found is None and not proposal.message.author.startswith("agent:"):
        found = said(proposal, values.by_a_machine)
    return objection(misleading.id, misleading.cites, found) if found else None


@rule(Said, id="regf.18b1-false-status", cites="12 CFR 1006.18(b)(1)", since=SINCE)
def false_status(proposal: Proposal, values: Said) -> Objection | None:
    """Object to words that claim to be an attorney's, the government's or a credit bureau's, or accuse of a crime.

    > (i) The debt collector is vouched for, bonded by, or affiliated with the United States or any State, including
    > through the use of any badge, uniform, or facsimile thereof.
    > (ii) The debt collector operates or is employed by a consumer reporting agency, as defined by section 603(f) of
    > the Fair Credit Reporting Act (15 U.S.C. 1681a(f)).
    > (iii) Any individual is an attorney or that any communication is from an attorney.
    > (iv) The consumer committed any crime or other conduct in order to disgrace the consumer.
    > (v) A sale, referral, or other transfer of any interest in a debt causes or will cause the consumer to:
    > (A) Lose any claim or defense to payment of the debt; or
    > (B) Become subject to any practice prohibited by this part.
    > (vi) Accounts have been turned over to innocent purchasers for value.

    Reading: the words come from this program or from an agent of the collector, and neither is any of these.
    """
    found = said(proposal, values.says)
    return objection(false_status.id, false_status.cites, found) if found else None


@rule(Said, id="regf.18b3-arrest-seizure", cites="12 CFR 1006.18(b)(3)", since=SINCE)
def arrest_or_seizure(proposal: Proposal, values: Said) -> Objection | None:
    """Object to words by which arrest, prison, garnishment or seizure comes of not paying.

    > A debt collector must not represent or imply that nonpayment of any debt will result in the arrest or imprisonment
    > of any person or the seizure, garnishment, attachment, or sale of any property or wages of any person unless such
    > action is lawful and the debt collector or creditor intends to take such action.

    Reading: no fact that we hold (a judgment, an order of a court) makes it lawful, so none of it may be spoken of.
    """
    found = said(proposal, values.says)
    return objection(arrest_or_seizure.id, arrest_or_seizure.cites, found) if found else None
