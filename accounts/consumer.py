"""Consumer, the people around them, and the places and addresses where they can be reached."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from accounts.record import Id, Instant, Record


class Role(StrEnum):
    """Who somebody is to the consumer (12 CFR 1006.6(a), 1006.6(d)(1))."""

    CONSUMER = "consumer"
    SPOUSE = "spouse"
    PARENT = "parent"
    GUARDIAN = "guardian"
    EXECUTOR = "executor"
    INFORMAL_REPRESENTATIVE = "informal_representative"
    SUCCESSOR_IN_INTEREST = "successor_in_interest"
    FRIEND = "friend"
    COWORKER = "coworker"
    RELATIVE = "relative"
    ATTORNEY = "attorney"
    CREDITOR = "creditor"
    CREDITOR_ATTORNEY = "creditor_attorney"
    COLLECTOR_ATTORNEY = "collector_attorney"
    CRA = "cra"
    UNKNOWN = "unknown"


class Consumer(Record):
    """A natural person obligated or allegedly obligated to pay a debt (12 CFR 1006.2(e)).

    What proves who they are (date of birth, last four of the social security number) is encrypted at rest
    and never part of this record: the Store answers only whether a claim matches.
    """

    id: Id
    name: str
    """The most complete name known."""
    language: Literal["en", "es"] = "en"
    deceased: bool = False
    minor: bool = False


class Person(Record):
    """Somebody beside the consumer whom we know of."""

    id: Id
    role: Role
    name: str | None = None


class PointKind(StrEnum):
    """What a contact point is addressed by."""

    PHONE = "phone"
    EMAIL = "email"
    POSTAL = "postal"


class ContactPoint(Record):
    """One address on one medium: whose it is, where it may be, and how we know."""

    id: Id
    kind: PointKind
    address: str
    """E.164 for phones, lower-case for e-mail, the place's name for a postal address."""
    person: Id | None = None
    """Whose it is; None is the consumer."""
    zones: tuple[str, ...] = ()
    """Every IANA zone the holder may be in by this address; empty says nothing of a place, or nothing is known."""
    place: str | None = None
    """home, work, or another place that somebody named."""
    line: Literal["mobile", "landline", "unknown"] = "unknown"
    state: str | None = None
    """USPS state or territory; APO, FPO and DPO mail carries AA, AE or AP."""
    zip: str | None = None
    postal: tuple[str, ...] = ()
    """Postal lines: street, second line, city."""
    domain: Literal["open", "reserved", "unknown"] = "unknown"
    """Of an e-mail address: open to the public, reserved to an organisation, or not known (1006.6(d)(4)(ii)(E))."""
    source: Literal["creditor", "consumer", "third_party", "skip_trace"] = "creditor"
    since: Instant | None = None


class LocationStated(Record):
    """The consumer said where they are now; until they say otherwise these zones replace the indicated ones."""

    kind: Literal["location_stated"] = "location_stated"
    id: Id
    at: Instant
    zones: tuple[str, ...] = Field(min_length=1)
    places: tuple[str, ...] = ()
    """The jurisdictions they named, as US-NY or US-NY-NYC; none where they named only a time."""


class WrongParty(Record):
    """Somebody said that an address does not reach the consumer (1006.6(d)(3)(ii))."""

    kind: Literal["wrong_party"] = "wrong_party"
    id: Id
    at: Instant
    address: str
    told_by: str = "unknown"


class EmployerProhibits(Record):
    """The consumer's employer does not allow such contact at work (1006.6(b)(3))."""

    kind: Literal["employer_prohibits"] = "employer_prohibits"
    id: Id
    at: Instant


class Representation(Record):
    """An attorney represents the consumer (1006.6(b)(2)); `debts` None means the notice named no debt."""

    kind: Literal["attorney"] = "attorney"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    identified: bool = False
    """Whether the attorney's name and address are known."""
    ascertainable: bool = False
    name: str | None = None
    address: str | None = None
    source: Literal["consumer", "attorney", "creditor"] = "consumer"


class AttorneyLetter(Record):
    """We wrote to the attorney."""

    kind: Literal["attorney_letter"] = "attorney_letter"
    id: Id
    at: Instant


class AttorneyConsents(Record):
    """The attorney agreed to direct contact with the consumer."""

    kind: Literal["attorney_consents"] = "attorney_consents"
    id: Id
    at: Instant


class RepresentationEnded(Record):
    """Somebody told us that the attorney no longer acts."""

    kind: Literal["attorney_ended"] = "attorney_ended"
    id: Id
    at: Instant
    source: Literal["consumer", "attorney", "creditor"]


class CourtPermission(Record):
    """A court of competent jurisdiction expressly allowed contact (1006.6(b)(4)(ii), (d)(2)(iii))."""

    kind: Literal["court_permission"] = "court_permission"
    id: Id
    at: Instant
    scope: Literal["time", "third_party"]
    for_person: Id | None = None


class MilitaryCheck(Record):
    """The Defense Manpower Data Center was asked whether the consumer serves (50 USC 3931)."""

    kind: Literal["military_check"] = "military_check"
    id: Id
    at: Instant
    result: Literal["not_in_service", "in_service", "no_data"] = "no_data"


class Hold(Record):
    """Something that stops all outreach until a person lifts it: bankruptcy, death, identity theft, a crisis."""

    kind: Literal["hold"] = "hold"
    id: Id
    at: Instant
    why: Literal["bankruptcy", "deceased", "identity_theft", "crisis", "military", "minor", "review"]
    debts: tuple[Id, ...] | None = None
    says: str = ""


class HoldLifted(Record):
    """A person lifted a hold."""

    kind: Literal["hold_lifted"] = "hold_lifted"
    id: Id
    at: Instant
    hold: Id
    by: str
