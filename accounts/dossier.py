"""Dossier: everything known of one consumer at one instant, frozen."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal, TypeVar

from pydantic import Field, TypeAdapter

from accounts import activity, basis, calling, consent, consumer, contact, notice, promise
from accounts.consumer import Consumer, ContactPoint, Person, Role
from accounts.contact import Attempt, Inbound
from accounts.debt import Debt
from accounts.record import Id, Instant, Record

Fact = Annotated[
    consumer.LocationStated
    | consumer.WrongParty
    | consumer.EmployerProhibits
    | consumer.Representation
    | consumer.AttorneyLetter
    | consumer.AttorneyConsents
    | consumer.RepresentationEnded
    | consumer.CourtPermission
    | consumer.MilitaryCheck
    | consumer.Hold
    | consumer.HoldLifted
    | consent.Consent
    | consent.Revocation
    | consent.Preference
    | consent.Convenience
    | consent.CeaseRequest
    | consent.CeaseWithdrawn
    | consent.OptOut
    | consent.OptIn
    | basis.AccountUse
    | basis.CreditorStop
    | basis.CreditorOptOut
    | basis.CreditorNotice
    | basis.AddressFailed
    | basis.NumberCheck
    | basis.EmployerAddress
    | basis.LocationTalk
    | basis.InvitedBack
    | basis.StateNotice
    | calling.RecordingAnnounced
    | calling.SaidOnCall
    | calling.RightPartyVerified
    | contact.Session
    | notice.FirstContact
    | notice.ValidationSent
    | notice.SpanishRequest
    | notice.Undeliverable
    | notice.Dispute
    | notice.OriginalCreditorRequest
    | notice.DisputeAnswered
    | notice.ReceiptProven
    | promise.Promise
    | promise.PromiseWithdrawn
    | promise.PaymentAuthorizationRevoked
    | activity.Payment
    | activity.Furnished
    | activity.Activity,
    Field(discriminator="kind"),
]
"""Something that somebody told us or that we did, with the moment we knew it; facts are added, never changed."""

FACT: TypeAdapter[Fact] = TypeAdapter(Fact)

F = TypeVar("F")


class Licence(Record):
    """A licence, permit or registration of the collector in one place, on the days it is in force."""

    place: str
    """As US-CA, or US-NY-NYC."""
    number: str
    what: Literal["collection", "automatic_calls"] = "collection"
    name: str = ""
    """The licensed name; none is the collector's own."""
    address: str = ""
    since: date
    until: date | None = None


class Collector(Record):
    """The debt collector that runs this software (1006.2(i)), as far as the law asks."""

    name: str = "Duly Demo Credit"
    role: Literal["first_party", "third_party", "debt_buyer"] = "third_party"
    zone: str = "America/New_York"
    """Where its staff and logs are."""
    accepts: tuple[str, ...] = ("mail", "email", "portal")
    """The media by which it takes consumers' writing."""
    carrier_approval: str = ""
    """The carriers' recorded approval of our texts; without one they refuse a third party's."""
    bounce_monitoring: bool = False
    """Whether notices of undeliverability are received and watched (1006.42(a)(1), 1006.30(a)(1)(ii))."""
    mailing_address: str = ""
    phone: str = ""
    email: str = ""
    """Where disputes are accepted electronically (1006.34(c)(3)(v))."""
    hours: str = ""
    """When its office answers, in words."""
    licences: tuple[Licence, ...] = ()
    records_calls: bool = False
    """Whether calls are recorded; then it is said at their start (compliance.law.us.states.recording)."""


class Dossier(Record):
    """Everything known of one consumer at one instant; what is not here is not known.

    Attempts and inbounds reach back as far as the widest window of any rule; what happened before is kept
    in `first_communications`. All sequences are in order of time.
    """

    at: Instant
    collector: Collector
    consumer: Consumer
    people: tuple[Person, ...] = ()
    points: tuple[ContactPoint, ...] = ()
    debts: tuple[Debt, ...] = ()
    facts: tuple[Fact, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    inbounds: tuple[Inbound, ...] = ()
    first_communications: dict[Id, Instant] = Field(default_factory=dict)
    """For each debt the earliest communication about it with the consumer, however long ago."""

    def of(self, kind: type[F]) -> tuple[F, ...]:
        """Return the facts of one kind, in order of time."""
        found = self._by_kind.get(kind, ())
        return found  # type: ignore[return-value]  # the index is keyed by the type itself

    @cached_property
    def kinds(self) -> frozenset[type]:
        """The kinds of which any fact is known."""
        return frozenset(self._by_kind)

    @cached_property
    def _by_kind(self) -> dict[type, tuple[Fact, ...]]:
        kinds: dict[type, list[Fact]] = {}
        for fact in self.facts:
            kinds.setdefault(type(fact), []).append(fact)
        return {kind: tuple(facts) for kind, facts in kinds.items()}

    def debt(self, id: Id) -> Debt | None:
        """Return the debt of that id, if the consumer has it."""
        return next((debt for debt in self.debts if debt.id == id), None)

    def person(self, id: Id | None) -> Person | None:
        """Return the person of that id; None is the consumer, who is no Person."""
        return next((person for person in self.people if person.id == id), None)

    def role(self, person: Id | None) -> Role:
        """Return who that person is to the consumer; somebody we do not know is UNKNOWN."""
        if person is None or person == self.consumer.id:
            return Role.CONSUMER
        known = self.person(person)
        return known.role if known else Role.UNKNOWN

    def point(self, address: str | None) -> ContactPoint | None:
        """Return the contact point with that address."""
        return next((point for point in self.points if point.address == address), None)
