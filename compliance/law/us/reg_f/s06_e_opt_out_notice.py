"""Every electronic message says how to stop more of them, simply, and asks nothing for it."""

from __future__ import annotations

from datetime import date

from accounts.contact import Medium, Purpose
from compliance.decision import Objection
from compliance.law.us.reg_f.s06_a_persons import is_protected
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule
from compliance.words import OptOutMethod


class Ways(Parameters):
    """Which ways out are reasonable and simple by which medium, and which messages carry none."""

    simple: dict[Medium, frozenset[OptOutMethod]]
    without: frozenset[Purpose]


class Burdens(Parameters):
    """The ways out that ask for something, and for what."""

    burdens: dict[OptOutMethod, str]


@rule(Ways, id="regf.6e-optout-notice", cites="12 CFR 1006.6(e)", since=date(2021, 11, 30))
def opt_out_notice(proposal: Proposal, ways: Ways) -> Objection | None:
    """Object to an electronic message that states no reasonable and simple way to opt out of more of them.

    > A debt collector who communicates or attempts to communicate with a consumer electronically in connection with
    > the collection of a debt using a specific email address, telephone number for text messages, or other
    > electronic-medium address must include in such communication or attempt to communicate a clear and conspicuous
    > statement describing a reasonable and simple method by which the consumer can opt out of further electronic
    > communications or attempts to communicate by the debt collector to that address or telephone number.

    Reading: comment 6(e)-1, replying STOP, a link and a word in the subject line are simple; writing a letter,
    telephoning or finding a web site is not.
    Reading: AMB-19, the bare confirmation of an opt-out carries no opt-out statement.
    Reading: AMB-23, in a chat that the consumer has open on our site the page itself shows how to end it; a chat
    message outside such a session carries the statement.
    Reading: AMB-24, each separately sent message carries it.
    Not modelled: whether it is clear and conspicuous to the eye; it must stand in the text and in the HTML.
    """
    if not _needs_way_out(proposal) or proposal.message.purpose in ways.without:
        return None
    stated = proposal.words.opt_out
    if stated in ways.simple[proposal.medium] or stated in BURDENSOME:
        return None
    lacks = "states no way to opt out" if stated == "none" else f"states no simple way to opt out ({stated})"
    return objection(opt_out_notice.id, opt_out_notice.cites, f"the {proposal.medium} message {lacks}")


@rule(Burdens, id="regf.6e-no-burden", cites="12 CFR 1006.6(e)", since=date(2021, 11, 30))
def no_burden(proposal: Proposal, ways: Burdens) -> Objection | None:
    """Object to an electronic message whose way to opt out asks for a fee or for more than the address.

    > The debt collector may not require, directly or indirectly, that the consumer, in order to opt out, pay any fee to
    > the debt collector or provide any information other than the consumer's opt-out preferences and the email address,
    > telephone number for text messages, or other electronic-medium address subject to the opt-out request.
    """
    asked = ways.burdens.get(proposal.words.opt_out)
    if asked is None or not _needs_way_out(proposal):
        return None
    return objection(no_burden.id, no_burden.cites, f"the {proposal.medium} message asks for {asked} to opt out")


BURDENSOME = frozenset({"requires_login", "requires_account_number", "charges_fee"})
"""What `no_burden` objects to; a way out it is, so it is not missing."""


def _needs_way_out(proposal: Proposal) -> bool:
    in_our_page = proposal.medium is Medium.CHAT and proposal.message.in_session is not None
    return proposal.medium.is_electronic and not in_our_page and is_protected(proposal.dossier, proposal.message.person)
