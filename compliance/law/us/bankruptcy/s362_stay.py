"""A petition stays collection, and a discharge ends it: 11 USC 362(a)(6), 524(a)(2)."""

from __future__ import annotations

from datetime import date

from accounts.consumer import Hold, HoldLifted
from accounts.contact import Purpose
from compliance.decision import Objection
from compliance.law.us.reg_f.s06_a_persons import PROFESSIONALS
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Stay(Parameters):
    """What may still be said."""

    lets_through: frozenset[Purpose]
    asks_for_money: frozenset[str]
    """Traits that make collection even of a reply."""


@rule(Stay, id="bankruptcy.stay", cites="11 USC 362(a)(6)", since=date(2021, 11, 30))
def stay(proposal: Proposal, values: Stay) -> Objection | None:
    """Object to collecting once a bankruptcy was told or found, until a person has looked and lifted the hold.

    Covers: us.bankruptcy.stay
    Reading: any credible mention is enough; whether there is a case, and of which chapter, people find out.
    Reading: it covers all debts, whichever the notice named: a petition does. Attorney and trustee may be written to.
    Not modelled: the co-debtor's stay of chapter 13; the hold is set on the co-debtor's file by hand.
    """
    lifted = {fact.hold for fact in proposal.dossier.of(HoldLifted) if fact.at <= proposal.at}
    told = [h for h in proposal.dossier.of(Hold) if h.why == "bankruptcy" and h.id not in lifted]
    if not told or _is_allowed(proposal, values):
        return None
    return objection(stay.id, stay.cites, f"a bankruptcy is known of since {told[0].at:%Y-%m-%d}")


@rule(Stay, id="bankruptcy.discharge", cites="11 USC 524(a)(2)", since=date(2021, 11, 30))
def discharge(proposal: Proposal, values: Stay) -> Objection | None:
    """Object to collecting a debt of which the consumer was discharged.

    Reading: what secures it may be enforced in court; no message of ours does that.
    """
    dossier = proposal.dossier
    gone = [d.id for d in dossier.debts if d.status == "discharged" and proposal.concerns((d.id,))]
    if not gone or _is_allowed(proposal, values):
        return None
    return objection(discharge.id, discharge.cites, "the debt was discharged in bankruptcy")


def _is_allowed(proposal: Proposal, values: Stay) -> bool:
    """Return whether it goes to a professional, or asks for nothing: an answer, a confirmation."""
    return proposal.role in PROFESSIONALS or (
        proposal.message.purpose in values.lets_through and proposal.words.includes.isdisjoint(values.asks_for_money)
    )
