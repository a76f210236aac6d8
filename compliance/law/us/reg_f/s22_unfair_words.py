"""No debt shown to whoever glances at a message, no fee, no charge, no seizure by self-help: 1006.22(a)-(e)."""

from __future__ import annotations

from datetime import date

from compliance.decision import Objection
from compliance.proposal import Proposal
from compliance.reading import normal
from compliance.rule import objection, rule
from compliance.said import Said, said

SINCE = date(2021, 11, 30)


class Postdated(Said):
    """What asks for a postdated instrument, and what threatens prosecution beside it."""

    beside: frozenset[str]


@rule(Said, id="regf.22a-general", cites="12 CFR 1006.22(a), 1006.6(d)(1)", since=SINCE)
def shown_to_others(proposal: Proposal, values: Said) -> Objection | None:
    """Object to a subject that tells of a debt to whoever sees it beside the message.

    > A debt collector must not use unfair or unconscionable means to collect or attempt to collect any debt

    > a debt collector must not communicate, in connection with the collection of any debt, with any person other than:

    Reading: a subject stands in lists and on locked screens; so does the whole of a push message.
    Reading: who follows the procedures of 1006.6(d)(3) does not violate this paragraph by it (1006.22(g)); we do
    not rely on that for what can be left out. The names of the creditor and of the collector may be shown (comment
    42(a)(1)-1).
    """
    name, quotes = normal(proposal.dossier.collector.name), proposal.words.quotes
    shown = [trait for trait in proposal.words.subject if not (trait in quotes and quotes[trait] in name)]
    found = said(proposal, values.says, shown)
    return objection(shown_to_others.id, shown_to_others.cites, f"in its subject {found}") if found else None


@rule(Said, id="regf.22b-fee-in-words", cites="12 CFR 1006.22(b), 1006.18(b)(2)(ii)", since=SINCE)
def fee(proposal: Proposal, values: Said) -> Objection | None:
    """Object to words that ask for a fee for paying, or for collecting.

    > For purposes of this paragraph, the term “any amount” includes any interest, fee, charge, or expense incidental to
    > the principal obligation.

    Reading: we hold no agreement and no law that allows such a fee, so none may be asked for.
    """
    found = said(proposal, values.says)
    return objection(fee.id, fee.cites, found) if found else None


@rule(Postdated, id="regf.22c2-postdated-threat", cites="12 CFR 1006.22(c)(2)", since=SINCE)
def postdated(proposal: Proposal, values: Postdated) -> Objection | None:
    """Object to asking for a postdated instrument beside a threat of prosecution.

    > (2) Solicit any postdated check or other postdated payment instrument for the purpose of threatening or
    > instituting criminal prosecution.

    Reading: the purpose shows in the words beside it.
    """
    found = said(proposal, values.says)
    if found is None or values.beside.isdisjoint(proposal.words.includes):
        return None
    return objection(postdated.id, postdated.cites, f"{found} beside a threat of prosecution")


@rule(Said, id="regf.22c3-early-deposit-threat", cites="12 CFR 1006.22(c)(3)", since=SINCE)
def early_deposit(proposal: Proposal, values: Said) -> Objection | None:
    """Object to the threat to deposit an instrument before its date.

    > (3) Deposit or threaten to deposit any postdated check or other postdated payment instrument prior to the date on
    > such check or instrument.
    """
    found = said(proposal, values.says)
    return objection(early_deposit.id, early_deposit.cites, found) if found else None


@rule(Said, id="regf.22d-charges", cites="12 CFR 1006.22(d)", since=SINCE)
def charges(proposal: Proposal, values: Said) -> Objection | None:
    """Object to words that make somebody pay for the communication itself.

    > A debt collector must not cause charges to be made to any person for communications by concealment of the true
    > purpose of the communication.

    Reading: nobody is asked to accept a charge, whatever the purpose that is given.
    """
    found = said(proposal, values.says)
    return objection(charges.id, charges.cites, found) if found else None


@rule(Said, id="regf.22e-nonjudicial", cites="12 CFR 1006.22(e)", since=SINCE)
def self_help(proposal: Proposal, values: Said) -> Objection | None:
    """Object to the threat to take property without a court, but where a lien secures the debt and it is intended.

    > (1) There is no present right to possession of the property claimed as collateral through an enforceable security
    > interest;
    > (2) There is no present intention to take possession of the property; or
    > (3) The property is exempt by law from such dispossession or disablement.

    Reading: every debt it is about must be secured; whoever records the intention answers for the right being
    present and the property not exempt.
    """
    found = said(proposal, values.says)
    if found is None:
        return None
    debts = [proposal.dossier.debt(id) for id in proposal.debts]
    secured = bool(debts) and all(debt is not None and debt.secured_lien for debt in debts)
    if secured and proposal.message.intended:
        return None
    lacking = "nobody has recorded that this is intended" if secured else "no lien is known that secures the debt"
    return objection(self_help.id, self_help.cites, f"{found}, and {lacking}")
