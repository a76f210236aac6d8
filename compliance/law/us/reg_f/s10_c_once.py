"""Somebody else is asked once where the consumer is: 1006.10(c)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from accounts.basis import InvitedBack, LocationTalk
from accounts.contact import Inquiry, Purpose
from compliance.decision import Objection
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f.s10_a_location_information import asks_elsewhere
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

CITES = "12 CFR 1006.10(c)"


class Silent(Parameters):
    """The outcomes of a call in which nothing was said to anybody."""

    unanswered: frozenset[str]


@rule(Silent, id="regf.10c-once", cites=CITES, since=date(2021, 11, 30))
def once(proposal: Proposal, values: Silent) -> Objection | None:
    """Object to asking the same person a second time, unless they asked for it or now know better.

    > must not communicate more than once with such person unless requested to do so by such person, or unless the debt
    > collector reasonably believes that the earlier response of such person is erroneous or incomplete and that such
    > person now has correct or complete location information.

    Reading: an invitation is for one more contact; once that has been made, it is used up.
    Reading: a call counts unless it is known that nobody answered; whatever is written counts when it may have gone.
    """
    if not asks_elsewhere(proposal):
        return None
    spoken = max(_talks(proposal, values), default=None)
    if spoken is None or any(invited > spoken for invited in _invitations(proposal)):
        return None
    inquiry = proposal.message.inquiry or Inquiry()
    if inquiry.earlier_wrong and inquiry.now_complete:
        return None
    return objection("regf.10c-once", CITES, f"that person was asked already, on {spoken:%Y-%m-%d}")


def _talks(proposal: Proposal, values: Silent) -> Iterator[datetime]:
    """Yield when that person was asked before."""
    dossier, person = proposal.dossier, proposal.message.person
    yield from (talk.at for talk in dossier.of(LocationTalk) if persons.same(dossier, talk.person, person))
    for made in dossier.attempts:
        asked = made.purpose is Purpose.LOCATION_INFO and persons.same(dossier, made.person, person)
        if asked and made.counts and made.outcome not in values.unanswered and made.id != proposal.message.on_call:
            yield made.at


def _invitations(proposal: Proposal) -> Iterator[datetime]:
    dossier, person = proposal.dossier, proposal.message.person
    yield from (asked.at for asked in dossier.of(InvitedBack) if persons.same(dossier, asked.person, person))
