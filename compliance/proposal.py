"""Proposal: one message, one dossier, one instant; the only thing a rule is asked about."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from accounts.consumer import ContactPoint, Role
from accounts.contact import Inbound, Medium, Message
from accounts.dossier import Dossier
from accounts.record import Instant, Record
from compliance import zones
from compliance.words import Words


class Proposal(Record):
    """One message that might be sent at one instant, with everything known of the consumer."""

    message: Message
    words: Words
    dossier: Dossier
    at: Instant
    """The instant of sending; for the next lawful moment rules are asked about later instants of the same facts."""

    def moved_to(self, at: Instant) -> Proposal:
        """Return the same proposal at another instant."""
        moved = self.model_copy(update={"at": at})
        return moved

    @property
    def medium(self) -> Medium:
        """By which medium."""
        return self.message.medium

    @cached_property
    def role(self) -> Role:
        """Who the recipient is to the consumer."""
        return self.dossier.role(self.message.person)

    @cached_property
    def point(self) -> ContactPoint | None:
        """The contact point it would go to; None where the medium has no address, or it is unknown to us."""
        return self.dossier.point(self.message.to)

    @cached_property
    def in_reply_to(self) -> Inbound | None:
        """The inbound it answers, if that inbound is known to us."""
        return next((i for i in self.dossier.inbounds if i.id == self.message.in_reply_to), None)

    @cached_property
    def debts(self) -> tuple[str, ...]:
        """The debts it is about."""
        return self.message.debts

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """The calendar dates it may be sent on: in every zone the consumer may be in, and in the collector's.

        Reading: AMB-06, whose calendar day defines consecutive days is not said; every plausible one is tested.
        """
        return zones.dates(self.at, zones.of(self.dossier), self.dossier.collector.zone)
