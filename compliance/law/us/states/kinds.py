"""What the rows of state law are made of: whom they bind, what they call a contact, and what is a reply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from accounts.consumer import WrongParty
from accounts.contact import Attempt, Inbound, Medium
from accounts.dossier import Dossier
from accounts.record import Id
from compliance.law.us.reg_f import s06_a_persons as persons
from compliance.law.us.reg_f.s06_b_1_consumer_initiated import RESPONSES
from compliance.law.us.reg_f.s14_b_2_days import since
from compliance.parameters import Parameters
from compliance.proposal import Proposal

CollectorRole = Literal["first_party", "third_party", "debt_buyer"]
Event = Literal[
    "call_attempt",
    "conversation",
    "sms_out",
    "email_out",
    "social_dm_out",
    "webchat_out",
    "letter_out",
]
"""What may be counted; a voicemail and a recorded call are call attempts, as is a call that came to a conversation."""

WRITTEN: dict[Medium, Event] = {
    Medium.SMS: "sms_out",
    Medium.EMAIL: "email_out",
    Medium.SOCIAL: "social_dm_out",
    Medium.CHAT: "webchat_out",
    Medium.PUSH: "webchat_out",
    Medium.MAIL: "letter_out",
}


class Binds(Parameters):
    """Which collectors a row binds."""

    applies_to: frozenset[CollectorRole]
    whom: Literal["consumer", "others"] = "consumer"
    """Whether it is about contact with the consumer or with anybody else."""


def binds(proposal: Proposal, row: Binds) -> bool:
    """Return whether a row is about this collector and this person."""
    return proposal.dossier.collector.role in row.applies_to and _meant(proposal.dossier, proposal.message.person, row)


def _meant(dossier: Dossier, person: Id | None, row: Binds) -> bool:
    """Return whether a row is about contact with that person.

    Reading: the spouse and whoever else 1006.6(a) may make the consumer is counted and protected as the consumer.
    """
    if row.whom == "others":
        return persons.is_third_party(dossier, person)
    return persons.is_protected(dossier, person)


def would_be(proposal: Proposal) -> frozenset[Event]:
    """Return what the message would be if it were sent; words on a live call are no new contact."""
    medium = proposal.medium
    if not medium.is_telephone_call:
        return frozenset({WRITTEN[medium]})
    return frozenset({"call_attempt"} if proposal.message.on_call is None else ())


def was(contact: Attempt | Inbound) -> frozenset[Event]:
    """Return what something that happened counts as; of what the consumer began, only a conversation counts."""
    talked: set[Event] = {"conversation"} if contact.outcome == "conversation" else set()
    if isinstance(contact, Inbound):
        return frozenset(talked)
    if not contact.medium.is_telephone_call:
        return frozenset({WRITTEN[contact.medium]})
    return frozenset({"call_attempt", *talked})


def is_reply(proposal: Proposal) -> bool:
    """Return whether it answers the consumer; a message of our own that merely follows theirs does not."""
    return proposal.answers and proposal.message.purpose in RESPONSES


def was_reply(contact: Attempt | Inbound) -> bool:
    """Return whether something we sent answered the consumer."""
    if isinstance(contact, Inbound):
        return False
    return contact.purpose in RESPONSES and (contact.in_reply_to is not None or contact.in_session is not None)


def contacts(dossier: Dossier, start: datetime, end: datetime, row: Binds) -> Iterator[Attempt | Inbound]:
    """Yield our attempts between two instants, then the calls placed to us, with those a row is about."""
    for attempt in since(dossier.attempts, start):
        if attempt.counts and attempt.at <= end and _meant(dossier, attempt.person, row):
            yield attempt
    for inbound in since(dossier.inbounds, start):
        if inbound.at <= end and inbound.medium is Medium.CALL and _meant(dossier, inbound.person, row):
            yield inbound


def about(contact: Attempt | Inbound) -> frozenset[Id]:
    """Return the debts something was about; none named is all."""
    if isinstance(contact, Inbound):
        return frozenset(contact.debts)
    return frozenset((*contact.debts, *contact.allocated, *contact.raised, *contact.consumer_raised))


def address(contact: Attempt | Inbound) -> str | None:
    """Return the address at the other end."""
    return contact.to if isinstance(contact, Attempt) else contact.from_address


def was_strangers(dossier: Dossier, contact: Attempt | Inbound) -> bool:
    """Return whether we learnt afterwards that it went to somebody else's address."""
    return any(w.address == address(contact) and w.at >= contact.at for w in dossier.of(WrongParty))
