"""Heading: what stands above the words of an e-mail that came in, and what came beside them."""

from __future__ import annotations

from accounts.record import Record


class Heading(Record):
    """What stands above the words of an e-mail that we received, and what came beside them."""

    message_id: str = ""
    references: tuple[str, ...] = ()
    """The Message-IDs of the thread before it, the oldest first."""
    subject: str = ""
    """The thread's, where it is one of ours; what a sender chose for a subject is among their words."""
    attachments: tuple[str, ...] = ()
    """Name and size of each; they stay in the whole mail and are never opened."""

    @property
    def thread(self) -> tuple[str, ...]:
        """The Message-IDs that an answer to it names."""
        return (*self.references, self.message_id) if self.message_id else self.references
