"""US carriers refuse texts that collect for somebody else."""

from __future__ import annotations

from datetime import date

from accounts.contact import Medium
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule


class Refused(Parameters):
    """Whose texts the carriers refuse."""

    roles: frozenset[str]


@rule(Refused, id="carrier.third-party-texts", cites="CTIA Messaging Principles", since=date(2021, 11, 30))
def third_party_texts(proposal: Proposal, values: Refused) -> Objection | None:
    """Object to texts of a third-party collector or debt buyer of whom no carrier's approval is recorded.

    Covers: us.carrier.10dlc_third_party_debt
    Reading: it is a contract and no law; what is sent in spite of it is blocked, fined, and never allowed again.
    """
    collector = proposal.dossier.collector
    if proposal.medium is not Medium.SMS or collector.role not in values.roles or collector.carrier_approval:
        return None
    says = f"carriers refuse texts of a {collector.role.replace('_', '-')} collector, and no approval is recorded"
    return objection(third_party_texts.id, third_party_texts.cites, says)
