"""An e-mail carries our postal address: 15 USC 7704(a)(5)(A)(iii)."""

from __future__ import annotations

from datetime import date

from accounts.contact import Medium, Purpose
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.reading import normal
from compliance.rule import objection, rule


class Address(Parameters):
    """What goes without."""

    lets_through: frozenset[Purpose]


@rule(Address, id="canspam.postal-address", cites="15 USC 7704(a)(5)(A)(iii)", since=date(2021, 11, 30))
def postal_address(proposal: Proposal, values: Address) -> Objection | None:
    """Object to an e-mail that does not show the collector's postal address.

    Covers: us.canspam.header_and_optout, us.mail.rfc8058_one_click
    Reading: mail about an existing debt is transactional and exempt; one offer of new credit makes it commercial, so
    we keep all of the act, always. The way out is 1006.6(e); the one-click headers are the wire's (RFC 8058).
    """
    if proposal.medium is not Medium.EMAIL or proposal.message.purpose in values.lets_through:
        return None
    address = normal(proposal.dossier.collector.mailing_address)
    if not address:
        return objection(postal_address.id, postal_address.cites, "our postal address is not set")
    if address not in normal(proposal.message.text):
        return objection(postal_address.id, postal_address.cites, "the e-mail does not show our postal address")
    return None
