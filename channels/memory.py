"""MemoryChannel: a wire that keeps what it is given, for trials, tests and the chat in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from accounts.contact import Medium, Message, Receipt
from accounts.record import Id
from compliance.approval import Approval


class MemoryChannel:
    """Keep every message handed over, in order, and accept them all."""

    name = "memory"

    def __init__(self, medium: Medium, clock: Callable[[], datetime]) -> None:
        self._medium = medium
        self._clock = clock
        self.sent: list[Message] = []
        """What was handed over, the oldest first."""
        self.attempts: list[Id] = []
        """The attempt of each message in `sent`."""

    @property
    def medium(self) -> Medium:
        """The medium it carries."""
        return self._medium

    async def deliver(self, approval: Approval) -> Receipt:
        """Spend the approval and keep its message."""
        now = self._clock()
        self.sent.append(approval.spend(self._medium, now))
        self.attempts.append(approval.attempt)
        reference = f"memory-{len(self.sent)}"
        return Receipt(attempt=approval.attempt, state="sent", at=now, channel=self.name, reference=reference)

    async def aclose(self) -> None:
        """Close nothing."""
