"""A hold stops everything about its debts until a person lifts it."""

from __future__ import annotations

from datetime import date

from accounts.consumer import Hold, HoldLifted
from accounts.contact import Purpose
from compliance.decision import Objection
from compliance.law.us.reg_f.s06_b_1_consumer_initiated import invited
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

LIFELINE = "crisis"
"""The words that name who helps in a crisis, and ask for nothing."""


class Holding(Parameters):
    """What a hold lets through."""

    lets_through: frozenset[Purpose]

    @property
    def is_empty(self) -> bool:
        """Whether a hold lets everything through."""
        return self.lets_through >= set(Purpose)


@rule(Holding, id="house.hold", cites="house policy, hold", since=date(2021, 11, 30))
def hold(proposal: Proposal, values: Holding) -> Objection | None:
    """Object to any message about a debt on hold, replies to the consumer included.

    Reading: a hold that names no debt covers all, and a message that names none is about all of them.
    Reading: the one answer to the very text for which the hold was placed is not held; the hold bears its instant.
    Reading: so are the words on the very call on which it was told, until that call ends.
    Reading: where what was told is a crisis, no other hold bars the lifeline, which is all that may then be said.
    Reading: bankruptcy, death, identity theft, a crisis and the like are decided by people; we are silent till then.
    """
    holds = proposal.dossier.of(Hold)
    if not holds or proposal.message.purpose in values.lets_through:
        return None
    lifted = {fact.hold for fact in proposal.dossier.of(HoldLifted)}
    told, call = invited(proposal), proposal.call
    answered = [fact for fact in holds if fact.at == told or (call is not None and fact.at >= call.at)]
    if proposal.message.template == LIFELINE and any(fact.why == "crisis" for fact in answered):
        return None
    standing = [
        fact for fact in holds if fact.id not in lifted and fact not in answered and proposal.concerns(fact.debts)
    ]
    if not standing:
        return None
    return objection("house.hold", "house policy, hold", f"on hold since {standing[0].at:%Y-%m-%d}: {standing[0].why}")
