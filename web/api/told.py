"""Told: the facts that an integrator may bring, in the words of our own facts; the identifier is ours to give."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic.json_schema import SkipJsonSchema

from accounts import activity, consent, consumer, notice
from accounts.contact import Medium, Outcome
from accounts.record import Cents, Id, new_id
from web.api.given import Address, Given, GivenId, GivenInstant, readable

MOST_CENTS = 10**12

Debts = Annotated[tuple[GivenId, ...], Field(min_length=1, max_length=100)]
Words = Annotated[str, StringConstraints(max_length=4000)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Told(Given):
    """What every fact that is told has: our identifier, which nobody else may choose."""

    id: SkipJsonSchema[Id] = Field(default_factory=new_id)
    at: GivenInstant
    """When it happened, or when you learnt it."""

    @model_validator(mode="before")
    @classmethod
    def _unnamed(cls, data: Any) -> Any:
        if isinstance(data, dict) and "id" in data:
            raise ValueError("id: leave it out; we make it, and the answer tells it")
        return readable(data)


class PaymentTold(Told, activity.Payment):
    """A payment was received on one debt; its balance is lowered by it."""

    debts: Annotated[tuple[GivenId], Field(description="The one debt that it was for.")]
    cents: Annotated[Cents, Field(gt=0, le=MOST_CENTS)]


class OptOutTold(Told, consent.OptOut):
    """Somebody asked not to be contacted by a medium, or at one address of it; no medium is all of them."""

    address: Address | None = None
    via: Short = "unknown"
    by: SkipJsonSchema[Literal[None]] = None


class AttorneyTold(Told, consumer.Representation):
    """An attorney represents the consumer; no debts is all of them."""

    debts: Debts | None = None
    name: Short | None = None
    address: Words | None = None


class CeaseTold(Told, consent.CeaseRequest):
    """The consumer told you to cease, or refuses to pay; `via` says by which medium, `oral` is not in writing."""

    debts: Debts | None = None
    via: Short
    sent_at: GivenInstant | None = None
    by: SkipJsonSchema[Literal[None]] = None
    text: Words | None = None


class HoldTold(Told, consumer.Hold):
    """Something that must stop all outreach until a person lifts it: bankruptcy, death, identity theft …"""

    debts: Debts | None = None
    says: Words = ""


class WrongPartyTold(Told, consumer.WrongParty):
    """Somebody said that an address does not reach the consumer."""

    address: Address
    told_by: Short = "unknown"


class DisputeTold(Told, notice.Dispute):
    """The consumer disputes a debt; no debts is all of them. `via` says by which medium."""

    debts: Debts | None = None
    via: Short
    sent_at: GivenInstant | None = None
    by: SkipJsonSchema[Literal[None]] = None
    portion: Words | None = None
    attachment: SkipJsonSchema[Literal[None]] = None
    same_as: SkipJsonSchema[Literal[None]] = None
    text: Words | None = None


class ContactTold(Told):
    """A contact that you made or tried by a wire of your own, as by your dialer; it counts in every frequency of ours.

    It is put down as an Attempt, with `sent` for its state.
    """

    kind: Literal["contact"]
    medium: Medium
    to: Address
    debts: Debts
    """The debts it was about."""
    outcome: Outcome | None = None
    """How a call ended; of other media nothing."""
    voice: Literal["person", "bot", "recorded"] | None = None
    raised: Annotated[tuple[GivenId, ...], Field(max_length=100)] = ()
    """Of a call: the debts that were named."""
    end: GivenInstant | None = None
    """When a conversation ended."""
    reference: Short | None = None
    """Yours; a contact with a reference that we know is not counted again."""

    @model_validator(mode="after")
    def _whole(self) -> ContactTold:
        if self.medium.is_telephone_call and self.outcome is None:
            raise ValueError("outcome: a call has one; where nobody knows it, it is unknown")
        if not self.medium.is_telephone_call and (self.outcome or self.voice or self.raised or self.end):
            raise ValueError("outcome, voice, raised and end are of calls only")
        return self


AnyTold = Annotated[
    PaymentTold | OptOutTold | AttorneyTold | CeaseTold | HoldTold | WrongPartyTold | DisputeTold | ContactTold,
    Field(discriminator="kind"),
]
