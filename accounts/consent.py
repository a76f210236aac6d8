"""What people allowed and what they forbade: consents, preferences, cease requests and opt-outs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Literal

from pydantic import Field

from accounts.contact import Medium
from accounts.record import Id, Instant, Record

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Consent(Record):
    """Somebody directly agreed to something, for some debts, from some moment (absence is never consent)."""

    kind: Literal["consent"] = "consent"
    id: Id
    at: Instant
    scope: Literal["calls", "email", "sms", "time", "third_party", "esign"]
    debts: tuple[Id, ...] | None = None
    """None covers all debts."""
    address: str | None = None
    """The address it is for; None where the scope has none."""
    via: str = "unknown"
    by: Id | None = None
    """Who gave it; None is the consumer."""
    given_to: Literal["collector", "creditor", "prior_collector"] = "collector"
    during: Id | None = None
    """The Attempt or Inbound during which it was given."""
    only_on: date | None = None
    until: date | None = None
    from_: time | None = Field(default=None, alias="from")
    to: time | None = None
    for_person: Id | None = None
    provided_only: bool = False
    disclosed: bool = False

    def has_ended(self, days: Iterable[date]) -> bool:
        """Whether it was given until a day that any of these is after."""
        return self.until is not None and any(day > self.until for day in days)

    model_config = Record.model_config | {"populate_by_name": True}


class Revocation(Record):
    """A consent was taken back."""

    kind: Literal["revoke"] = "revoke"
    id: Id
    at: Instant
    of: Id
    via: str = "unknown"


class Preference(Record):
    """A time or place that is inconvenient (1006.6(b)(1)), told by the consumer or noted by the creditor."""

    kind: Literal["inconvenient"] = "inconvenient"
    id: Id
    at: Instant
    days: tuple[Weekday, ...] = ()
    """Weekdays; empty with times means every day."""
    from_: time | None = Field(default=None, alias="from")
    to: time | None = None
    until: date | None = None
    """The last day it holds; None is until the consumer says otherwise."""
    zone: str | None = None
    """The zone the consumer meant; None is every zone they may be in."""
    place: str | None = None
    """home, work, or another place that the consumer named."""
    ok_media: tuple[str, ...] = ()
    source: Literal["consumer", "creditor"] = "consumer"

    model_config = Record.model_config | {"populate_by_name": True}


class Convenience(Record):
    """Knowledge to the contrary: an inconvenient time is withdrawn, or an unusual one is fine."""

    kind: Literal["convenient"] = "convenient"
    id: Id
    at: Instant
    clears: Id | None = None
    from_: time | None = Field(default=None, alias="from")
    to: time | None = None
    source: Literal["consumer", "creditor"] = "consumer"

    model_config = Record.model_config | {"populate_by_name": True}


class CeaseRequest(Record):
    """The consumer told us to cease, or refuses to pay (1006.6(c)); `at` is the receipt."""

    kind: Literal["cease", "refusal"] = "cease"
    id: Id
    at: Instant
    debts: tuple[Id, ...] | None = None
    """None: no debt was named, so it covers all."""
    via: str
    """The medium it came by; 'oral' is not in writing."""
    sent_at: Instant | None = None
    by: Id | None = None
    """Who told us; None is the consumer."""
    text: str | None = None

    @property
    def in_writing(self) -> bool:
        """Whether it is a notice in writing (1006.6(c)(1), comment 6(c)(1)-2)."""
        return self.via not in ("oral", "call")


class CeaseWithdrawn(Record):
    """The consumer in writing took a cease request back; a person has read it."""

    kind: Literal["cease_withdrawn"] = "cease_withdrawn"
    id: Id
    at: Instant
    of: Id
    by: str


class OptOut(Record):
    """A request not to use a medium, or one address of it (1006.14(h)(1), 1006.6(e)); it has no end."""

    kind: Literal["opt_out"] = "opt_out"
    id: Id
    at: Instant
    medium: Medium | None = None
    address: str | None = None
    via: str = "unknown"
    by: Id | None = None
    """Who asked; None is the consumer."""


class OptIn(Record):
    """The person asked, by their own act, to be contacted again where they had opted out."""

    kind: Literal["opt_in"] = "opt_in"
    id: Id
    at: Instant
    medium: Medium | None = None
    address: str | None = None
    via: str = "unknown"
    by: Id | None = None
