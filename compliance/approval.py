"""Approval: the single-use leave to make one attempt; only the guard makes one, only a channel spends it."""

from __future__ import annotations

from datetime import datetime

from accounts.contact import Medium, Message
from accounts.errors import ApprovalSpent
from accounts.record import Id


class Approval:
    """Leave to hand over one message, once, before `valid_until`.

    It is not a record: it cannot be copied or stored. An import contract and an AST test find any place but
    the guard that makes one.
    """

    __slots__ = ("_spent", "attempt", "decision", "message", "valid_until")

    def __init__(self, message: Message, decision: Id, attempt: Id, valid_until: datetime) -> None:
        self.message = message
        self.decision = decision
        self.attempt = attempt
        self.valid_until = valid_until
        self._spent = False

    def spend(self, medium: Medium, now: datetime) -> Message:
        """Return the message to hand over; the approval is used up, whatever happens then.

        Raises:
            ApprovalSpent: it was used before, is for another medium, or `now` is at or past `valid_until`.
        """
        if self._spent:
            raise ApprovalSpent(f"attempt {self.attempt}: the approval was used already")
        if medium is not self.message.medium:
            raise ApprovalSpent(f"attempt {self.attempt}: approved for {self.message.medium}, not {medium}")
        self._spent = True
        if now >= self.valid_until:
            raise ApprovalSpent(f"attempt {self.attempt}: the approval ended at {self.valid_until.isoformat()}")
        return self.message

    def __reduce__(self) -> str:
        raise TypeError("an approval cannot be copied or stored")
