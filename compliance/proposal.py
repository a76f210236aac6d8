"""Proposal: one message, one dossier, one instant; the only thing a rule is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from accounts.calling import RightPartyVerified
from accounts.consumer import ContactPoint, Role
from accounts.contact import Attempt, Inbound, Medium, Message
from accounts.dossier import Dossier
from accounts.record import Id, Instant
from compliance import places, zones
from compliance.words import Words

_INSTANT: TypeAdapter[Instant] = TypeAdapter(Instant)

TIMELESS = ("views", "role", "in_reply_to", "zones", "places", "_said_on")
"""What is derived from the message and the dossier alone, and so holds at every instant."""


class Proposal:
    """One message that might be sent at one instant, with everything known of the consumer.

    It notes whether it was asked for its instant: a rule that did not look at it says the same at every
    other instant of the same facts. So nothing that follows from the instant may be kept (`cached_property`).
    """

    def __init__(self, *, message: Message, words: Words, dossier: Dossier, at: Instant) -> None:
        self.message = message
        self.words = words
        self.dossier = dossier
        self._at = at if at.tzinfo is UTC else _INSTANT.validate_python(at)
        self.looked_at_instant = False

    @property
    def at(self) -> Instant:
        """The instant of sending; for the next lawful moment rules are asked about later instants of the same facts."""
        self.looked_at_instant = True
        return self._at

    def moved_to(self, at: Instant) -> Proposal:
        """Return the same proposal at another instant."""
        moved = Proposal(message=self.message, words=self.words, dossier=self.dossier, at=at)
        known = self.__dict__
        moved.__dict__.update((name, known[name]) for name in TIMELESS if name in known)
        return moved

    @cached_property
    def views(self) -> dict[str, Any]:
        """What provisions derived from the message and the dossier alone: kept for the next provision and instant."""
        return {}

    @property
    def medium(self) -> Medium:
        """By which medium."""
        return self.message.medium

    @cached_property
    def role(self) -> Role:
        """Who the recipient is to the consumer."""
        return self.dossier.role(self.message.person)

    @property
    def point(self) -> ContactPoint | None:
        """The contact point it would go to; None where the medium has no address, or it is unknown to us."""
        return self.dossier.point(self.to)

    @property
    def to(self) -> str | None:
        """The address it goes to; for words on a live call the number at the other end."""
        if self.message.to is None and self.call is not None:
            return self.call.to if isinstance(self.call, Attempt) else self.call.from_address
        return self.message.to

    @cached_property
    def in_reply_to(self) -> Inbound | None:
        """The inbound it answers, if that inbound is known to us."""
        answered = self.message.in_reply_to
        return None if answered is None else next((i for i in self.dossier.inbounds if i.id == answered), None)

    @property
    def answers(self) -> bool:
        """Whether it answers something received, or is said in a session or call that the other side began."""
        return self.in_reply_to is not None or self.message.in_session is not None or isinstance(self.call, Inbound)

    @property
    def asked_for(self) -> bool:
        """Whether who is verified on a live call said yes to being sent it, and it was not sent since that call began.

        It is no answer by the same medium, so no provision of law excepts it; but we do not begin it.
        """
        asked = self.message.asked_on
        call = None if asked is None else next((c for c in self._calls if c.id == asked), None)
        if call is None or not call.at <= self.at <= (call.end or self.at):
            return False
        sent = (a for a in self.dossier.attempts if a.at >= call.at and a.medium is self.medium and a.counts)
        proven = any(proof.of == asked for proof in self.dossier.of(RightPartyVerified))
        return proven and not any(a.template == self.message.template for a in sent)

    @property
    def debts(self) -> tuple[str, ...]:
        """The debts it is about."""
        return self.message.debts

    def concerns(self, debts: tuple[Id, ...] | None) -> bool:
        """Return whether it is about a debt that a fact covers; None there covers all, and naming none here is all."""
        return debts is None or not self.message.debts or not set(debts).isdisjoint(self.message.debts)

    @property
    def call(self) -> Attempt | Inbound | None:
        """The live telephone call in which it is said; None if it is not, or that call is unknown or over."""
        said_on = self.message.on_call
        if said_on is None:
            return None
        call = self._said_on
        if call is None or not call.at <= self.at <= (call.end or self.at):
            return None
        return call

    @cached_property
    def _said_on(self) -> Attempt | Inbound | None:
        return next((c for c in self._calls if c.id == self.message.on_call), None)

    @property
    def _calls(self) -> Iterator[Attempt | Inbound]:
        calls: tuple[Attempt | Inbound, ...] = (*self.dossier.attempts, *self.dossier.inbounds)
        return (call for call in calls if call.medium is Medium.CALL)

    def only_asks(self, questions: frozenset[str]) -> bool:
        """Return whether, on a live call, nothing is said but questions of those kinds."""
        return self.call is not None and bool(self.words.includes) and self.words.includes <= questions

    @cached_property
    def zones(self) -> tuple[str, ...]:
        """Every zone the consumer may be in and, where it goes to somebody else, every zone they may be in."""
        known = set(zones.of(self.dossier))
        if self.role is not Role.CONSUMER:
            known.update(z for p in self.dossier.points if p.person == self.message.person for z in p.zones)
        return tuple(sorted(known))

    @cached_property
    def places(self) -> frozenset[str]:
        """Every jurisdiction the consumer may be in, and that of whoever else it goes to."""
        return places.of(self.dossier, self.message.person)

    @property
    def dates(self) -> tuple[date, ...]:
        """The calendar dates it may be sent on: in every zone the consumer may be in, and in the collector's.

        Reading: AMB-06, whose calendar day defines consecutive days is not said; every plausible one is tested.
        """
        return zones.dates(self.at, zones.of(self.dossier), self.dossier.collector.zone)
