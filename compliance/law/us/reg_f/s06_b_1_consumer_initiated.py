"""The consumer's own contact, and the one response it invites (comments 6(b)(1)-2, 6(b)(2)-1; 1006.14(h)(2)(ii)).

> If a consumer initiates a communication with a debt collector at a time or from a place that the consumer
> previously designated as inconvenient, the debt collector may respond once at that time or place through the
> same medium of communication used by the consumer.

It has no rule of its own: the provisions that except the response ask `invited`.

Covers: regf.6b1-consumer-initiated-once, regf.6b2-consumer-initiated, regf.14h2ii-respond-once

Reading: AMB-30, each message of the consumer invites one response, whoever or whatever gives it.
Reading: the same medium means the same address as well; a text is not answered by e-mail, nor at another number.
Reading: on a call they placed we may respond for as long as it lasts; a conversation on it was the response.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime

from accounts.consent import OptOut
from accounts.contact import Inbound, Purpose
from accounts.dossier import Dossier
from accounts.record import Id
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.proposal import Proposal

RESPONSES = frozenset({Purpose.REPLY, Purpose.OPTOUT_CONFIRMATION})
"""What answers; anything else is a message of our own that merely follows theirs."""


def invited(proposal: Proposal) -> datetime | None:
    """Return when the person began the contact that this message answers; None if it is not the one response."""
    call = proposal.call
    if isinstance(call, Inbound):
        return call.at if persons.same(proposal.dossier, call.person, proposal.message.person) else None
    message = proposal.message
    if message.in_reply_to is None or message.on_call or message.purpose not in RESPONSES:
        return None
    began = _by_inbound(proposal) or _by_opt_out(proposal)
    if began is None or began > proposal.at or answered(proposal.dossier, message.in_reply_to, began):
        return None
    return began


def answered(dossier: Dossier, inbound: Id, since: datetime) -> bool:
    """Return whether something was sent in answer to that contact already, or may have been."""
    begin = bisect_left(dossier.attempts, since, key=lambda attempt: attempt.at)
    return any(a.in_reply_to == inbound and a.counts for a in dossier.attempts[begin:])


def _by_inbound(proposal: Proposal) -> datetime | None:
    message, inbound = proposal.message, proposal.in_reply_to
    if (
        inbound is None
        or inbound.medium is not message.medium
        or inbound.outcome == "conversation"
        or not persons.same(proposal.dossier, inbound.person, message.person)
        or (inbound.from_address and message.to and inbound.from_address != message.to)
    ):
        return None
    return inbound.at


def _by_opt_out(proposal: Proposal) -> datetime | None:
    """Return when the opt-out came that a confirmation answers, if it came by the medium of the confirmation."""
    message = proposal.message
    for asked in proposal.dossier.of(OptOut):
        if (
            asked.id == message.in_reply_to
            and message.purpose is Purpose.OPTOUT_CONFIRMATION
            and asked.via == message.medium
            and persons.same(proposal.dossier, asked.by, message.person)
            and (asked.address is None or message.to is None or asked.address == message.to)
        ):
            return asked.at
    return None
