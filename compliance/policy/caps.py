"""How often we begin a contact: caps over all media, a pause between two, and silence after a conversation."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pydantic import Field

from accounts.contact import Attempt, Inbound, Medium
from accounts.record import Instant
from compliance import zones
from compliance.decision import Objection
from compliance.law.us.reg_f.s14_b_2_days import date_of, ended_at, since, window
from compliance.parameters import Parameters
from compliance.policy.ours import Ours, begins, begun
from compliance.proposal import Proposal
from compliance.rule import objection, rule

DAY = timedelta(days=1)


class Cap(Parameters):
    """So many attempts by these media in so many consecutive days."""

    media: frozenset[Medium]
    days: int = Field(ge=0, le=3660)
    most: int = Field(ge=1)


class Caps(Ours):
    """All caps; each counts every debt and every address of the consumer together."""

    caps: tuple[Cap, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is no cap that a message could exceed."""
        return super().is_empty or not any(cap.days and cap.media & self.media for cap in self.caps)


class Spacing(Ours):
    """How long we wait after one attempt before the next."""

    hours: int = Field(ge=0, le=87_840)

    @property
    def is_empty(self) -> bool:
        """Whether nobody need wait."""
        return super().is_empty or self.hours == 0


class Silence(Ours):
    """How long we do not call after a conversation, its day counted."""

    days: int = Field(ge=0, le=3660)

    @property
    def is_empty(self) -> bool:
        """Whether nobody need wait."""
        return super().is_empty or self.days == 0


@rule(Caps, id="house.caps", cites="house policy, caps", since=date(2021, 11, 30))
def caps(proposal: Proposal, values: Caps) -> Objection | None:
    """Object to the message that would exceed a cap per day or week, over all debts and addresses of the consumer.

    Reading: days are calendar dates, in every zone the consumer may be in and in the collector's (as AMB-06, AMB-26).
    Reading: the collector's own count protects people beyond the law: comments 14(a)-2 and 14(b)(2)(i)-2 warn of sums.
    """
    if not begins(proposal, values):
        return None
    at = proposal.at
    of_medium = [cap for cap in values.caps if proposal.medium in cap.media]
    longest = max((cap.days for cap in of_medium), default=0)
    made = begun(since(proposal.dossier.attempts, at - (longest + 2) * DAY), values)
    full = [(until, cap) for cap in of_medium if (until := _full(proposal, made, cap)) is not None]
    if not full:
        return None
    until, cap = max(full, key=lambda one: one[0])
    media = "contacts" if len(cap.media) > 3 else "calls and texts"
    says = f"the house allows {cap.most} {media} in {_days(cap.days)}, and they have been made"
    return objection(caps.id, caps.cites, says, until)


def _full(proposal: Proposal, made: list[Attempt], cap: Cap) -> Instant | None:
    """Return when a cap that is used up is open again; None where it is not used up."""
    at, media = proposal.at, cap.media
    counted = [attempt for attempt in made if attempt.medium in media and attempt.at <= at]
    if len(counted) < cap.most:
        return None
    decisive = counted[-cap.most]
    opens = [
        zones.midnight(date_of(decisive.at, zone) + cap.days * DAY, zone)
        for zone in {*proposal.zones, proposal.dossier.collector.zone}
        if decisive.at >= window(at, zone, cap.days)
    ]
    return max(opens, default=None)


@rule(Spacing, id="house.spacing", cites="house policy, spacing", since=date(2021, 11, 30))
def spacing(proposal: Proposal, values: Spacing) -> Objection | None:
    """Object to a contact that follows another of ours too soon, by whatever medium.

    Reading: comment 14(b)(2)(i)-2.i names rapid succession; we leave time to answer.
    """
    if not begins(proposal, values):
        return None
    wait = timedelta(hours=values.hours)
    made = [a for a in begun(since(proposal.dossier.attempts, proposal.at - wait), values) if a.at <= proposal.at]
    if not made or made[-1].at + wait <= proposal.at:
        return None
    says = f"the last contact was less than {values.hours} hours ago"
    return objection(spacing.id, spacing.cites, says, made[-1].at + wait)


@rule(Silence, id="house.silence-after-conversation", cites="house policy, silence", since=date(2021, 11, 30))
def silence(proposal: Proposal, values: Silence) -> Objection | None:
    """Object to a call within days of a telephone conversation about any debt of the consumer.

    Reading: 1006.14(b)(2)(i)(B) says so of the debt that was spoken of; a person has one telephone for all of them.
    """
    if not begins(proposal, values):
        return None
    dossier, at = proposal.dossier, proposal.at
    talks: tuple[Attempt | Inbound, ...] = (*dossier.attempts, *dossier.inbounds)
    places = {*proposal.zones, dossier.collector.zone}
    opens = [
        zones.midnight(date_of(ended_at(call), zone) + values.days * DAY, zone)
        for call in talks
        if call.medium is Medium.CALL and call.outcome == "conversation" and call.at <= at
        for zone in places
    ]
    until: datetime | None = max(opens, default=None)
    if until is None or until <= at:
        return None
    says = f"there was a conversation within {_days(values.days)}"
    return objection(silence.id, silence.cites, says, until)


def _days(count: int) -> str:
    return "a day" if count == 1 else f"{count} days"
