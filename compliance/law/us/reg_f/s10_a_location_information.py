"""What may be asked of somebody else to find the consumer, and nothing beside it: 1006.10(a)."""

from __future__ import annotations

from datetime import date

from accounts.consumer import Role
from accounts.contact import Purpose
from compliance.decision import Objection
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.10(a)"


class Whereabouts(Parameters):
    """What location information is, in the words used for it."""

    things: frozenset[str]
    of_the_estate: frozenset[str]


@rule(Whereabouts, id="regf.10a-location-definition", cites=CITES, since=date(2021, 11, 30))
def location_information(proposal: Proposal, values: Whereabouts) -> Objection | None:
    """Object to asking somebody else for anything but where the consumer lives, its telephone, or where they work.

    > (a) Definition. The term location information means a consumer's:
    > (1) Place of abode and telephone number at such place; or
    > (2) Place of employment.

    > If a consumer obligated or allegedly obligated to pay any debt is deceased, location information includes the
    > information described in §1006.10(a) for a person who is authorized to act on behalf of the deceased consumer's
    > estate

    Reading: AMB-25, a mobile number, an e-mail address or where somebody is at the moment is none of it.
    Not modelled: what a text asks is not read from its words; the agent who asks records it.
    """
    inquiry = proposal.message.inquiry
    if inquiry is None or not asks_elsewhere(proposal):
        return None
    deceased = proposal.dossier.consumer.deceased
    beyond = sorted(thing for thing in inquiry.asks_for if not is_location(thing, values, deceased=deceased))
    if not beyond:
        return None
    says = f"it asks for what is not location information ({', '.join(beyond)})"
    return objection("regf.10a-location-definition", CITES, says)


def is_location(thing: str, values: Whereabouts, *, deceased: bool) -> bool:
    """Return whether something is location information: the consumer's or, after their death, the estate's."""
    whose = next((w for w in values.of_the_estate if thing.startswith(f"{w}_")), None) if deceased else None
    return (thing.removeprefix(f"{whose}_") if whose else thing) in values.things


def asks_elsewhere(proposal: Proposal) -> bool:
    """Return whether it asks anybody but the consumer where the consumer is.

    Reading: the wider meaning of consumer is for 1006.6 alone; here a spouse is another person.
    """
    return proposal.message.purpose is Purpose.LOCATION_INFO and proposal.role is not Role.CONSUMER
