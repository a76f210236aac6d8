"""Hours narrower than any law's, and a margin before the lawful ones end, for a provider that is late."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cached_property

from pydantic import Field

from compliance import zones
from compliance.decision import Objection
from compliance.policy.ours import Ours, begins
from compliance.proposal import Proposal
from compliance.rule import Rule, objection, rule

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAWFUL = (time(8), time(21))
"""The hours of 1006.6(b)(1)(i), within which a limit of the house lies, or is none."""
WEEK = 8
"""Days within which hours that repeat weekly come again, one more for a change of the clocks."""


class Hours(Ours):
    """From when to when we begin a contact, by the clocks of every place the consumer may be in."""

    begin: dict[str, time]
    """By weekday; a day that is not named is closed."""
    end: dict[str, time]

    @property
    def is_empty(self) -> bool:
        """Whether the hours are those of the law or wider, on every day."""
        return super().is_empty or all(
            day in self.begin and self.begin[day] <= LAWFUL[0] and self.end.get(day, time.min) >= LAWFUL[1]
            for day in WEEKDAYS
        )

    def holds(self, shown: datetime) -> bool:
        """Return whether a clock shows an hour of ours: the beginning belongs to it, the end does not."""
        day = WEEKDAYS[shown.weekday()]
        return day in self.begin and self.begin[day] <= shown.time() < self.end[day]

    @cached_property
    def turns(self) -> frozenset[time]:
        """The times of day at which it may begin or end to hold."""
        return frozenset((*self.begin.values(), *self.end.values()))


class Margin(Ours):
    """How long a provider may take, and where the lawful day ends."""

    lag_minutes: int = Field(ge=0, le=1440)
    closes: time

    @property
    def is_empty(self) -> bool:
        """Whether no minute is closed."""
        return super().is_empty or self.lag_minutes == 0

    def holds(self, shown: datetime) -> bool:
        """Return whether a clock shows no time within the margin."""
        return not self._closed <= shown.time() < self.closes

    @cached_property
    def turns(self) -> frozenset[time]:
        """The times of day at which it may begin or end to hold."""
        return frozenset((self._closed, self.closes))

    @cached_property
    def _closed(self) -> time:
        return (datetime.combine(date.min, self.closes) - timedelta(minutes=self.lag_minutes)).time()


@rule(Hours, id="house.hours", cites="house policy, hours", since=date(2021, 11, 30))
def hours(proposal: Proposal, values: Hours) -> Objection | None:
    """Object to beginning a contact outside the hours of the house, wherever the consumer may be.

    Reading: the law's hours are a limit and no aim; few people thank a collector for a text at breakfast.
    Reading: an answer to the consumer, and what is owed by law, keep the law's hours only.
    """
    if not begins(proposal, values):
        return None
    return _outside(proposal, hours, values)


@rule(Margin, id="house.provider-lag", cites="house policy, provider lag", since=date(2021, 11, 30))
def provider_lag(proposal: Proposal, values: Margin) -> Objection | None:
    """Object to handing over in the last minutes of the lawful day what a provider may deliver after it.

    Reading: the law counts the instant of sending (comment 6(b)(1)(i)-1); the consumer counts the one it rings.
    """
    if proposal.medium not in values.media or proposal.message.purpose in values.lets_through or proposal.answers:
        return None
    return _outside(proposal, provider_lag, values)


def _outside(proposal: Proposal, rule: Rule, values: Hours | Margin) -> Objection | None:
    places = proposal.zones

    def everywhere(at: datetime) -> bool:
        return all(values.holds(zones.clock(at, zone)) for zone in places)

    if everywhere(proposal.at):
        return None
    zone = next(zone for zone in places if not values.holds(zones.clock(proposal.at, zone)))
    says = f"it is {zones.clock(proposal.at, zone):%A %H:%M} in {zone}, outside the hours of the house"
    return objection(rule.id, rule.cites, says, zones.first(proposal.at, places, values.turns, everywhere, WEEK))
