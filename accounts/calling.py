"""What is learnt of a telephone call, and what was said on it, in the words that provisions ask for."""

from __future__ import annotations

from typing import Literal

from accounts.contact import Attempt, Outcome
from accounts.record import Id, Instant, Record


class CallNews(Record):
    """What was learnt of a call after it was placed, or came; what is not learnt is None or empty."""

    outcome: Outcome | None = None
    end: Instant | None = None
    limited_content: bool = False
    raised: tuple[Id, ...] = ()
    """The debts that were named on it."""

    def told_of(self, call: Attempt) -> Attempt:
        """Return the attempt with this news; an outcome only moves up, and the first end stays."""
        higher = _HEIGHT[self.outcome] > _HEIGHT[call.outcome]
        return call.model_copy(
            update={
                "outcome": self.outcome if higher else call.outcome,
                "end": call.end or self.end,
                "limited_content": call.limited_content or self.limited_content,
                "raised": tuple(dict.fromkeys((*call.raised, *self.raised))),
            }
        )


_HEIGHT: dict[Outcome | None, int] = {
    None: 0, "unknown": 1, "no_answer": 2, "busy": 2, "not_in_service": 2, "dropped": 3, "mailbox_full": 4,
    "recorded_message": 4, "voicemail_general": 4, "voicemail_debt": 5, "conversation": 6,
}  # fmt: skip
"""How much an outcome tells; where reports differ, the one that restricts us more is above."""


class RecordingAnnounced(Record):
    """On a call it was said that it is recorded, and the other side stayed."""

    kind: Literal["recording_announced"] = "recording_announced"
    id: Id
    at: Instant
    of: Id
    """The call."""


class SaidOnCall(Record):
    """On a call something was said that need not be said in it again."""

    kind: Literal["said_on_call"] = "said_on_call"
    id: Id
    at: Instant
    of: Id
    """The call."""
    says: tuple[Literal["says_automated", "e1", "e2"], ...]
    """That an automated assistant speaks; a disclosure of 1006.18(e)."""


class RightPartyVerified(Record):
    """On a call somebody proved to be the consumer; it holds for that call, and for no other."""

    kind: Literal["right_party_verified"] = "right_party_verified"
    id: Id
    at: Instant
    of: Id
    """The call."""
