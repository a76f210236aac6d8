"""Which messages house policy limits: those we begin ourselves, and no law or act of the consumer asks for.

It has no rule of its own: hours, caps and spacing ask `begins`.
"""

from __future__ import annotations

from collections.abc import Iterable

from accounts.contact import Attempt, Medium, Purpose
from compliance.parameters import Parameters
from compliance.proposal import Proposal


class Ours(Parameters):
    """What a limit of the house is about."""

    media: frozenset[Medium]
    lets_through: frozenset[Purpose]
    """What is owed to the consumer whatever the house would like."""

    @property
    def is_empty(self) -> bool:
        """Whether it stops no message at all: by its media, or because it lets everything through."""
        return not self.media or self.lets_through >= set(Purpose)


def begins(proposal: Proposal, ours: Ours) -> bool:
    """Return whether we begin it: it answers nobody, nobody asked for it on a call, and nothing owes it."""
    return (
        proposal.medium in ours.media
        and proposal.message.purpose not in ours.lets_through
        and not proposal.answers
        and not proposal.asked_for
        and proposal.message.on_call is None
    )


def begun(attempts: Iterable[Attempt], ours: Ours) -> list[Attempt]:
    """Return the attempts of ours that such a limit counts, to whomever and at whatever address, in order of time."""
    return [
        attempt
        for attempt in attempts
        if attempt.counts
        and attempt.medium in ours.media
        and attempt.purpose not in ours.lets_through
        and attempt.in_reply_to is None
        and attempt.in_session is None
    ]
