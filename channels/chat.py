"""ChatChannel: the wire to our own page; what is handed over stands in the chat, whether somebody looks or not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from accounts import chat
from accounts.contact import Medium, Receipt
from accounts.errors import Busy, NotFound
from accounts.store import Store
from compliance.approval import Approval


class ChatChannel:
    """Write a message into its visitor's chat; it is sent once that is committed."""

    name = "chat"
    medium = Medium.CHAT

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def deliver(self, approval: Approval) -> Receipt:
        """Spend the approval and add its words as the next line."""
        message = approval.spend(self.medium, self._clock())
        return await asyncio.to_thread(self._written, approval, message.to or "", message.author, message.text)

    def _written(self, approval: Approval, session: str, author: str, text: str) -> Receipt:
        at, attempt = self._clock(), approval.attempt
        who: chat.Who = "agent" if author.startswith("agent:") else "bot"
        try:
            with self._store.transaction() as unit:
                number = chat.append(unit, session, who, text, at, attempt)
        except (Busy, NotFound) as failed:  # nothing was written
            return Receipt(attempt=attempt, state="failed", at=at, channel=self.name, says=str(failed))
        return Receipt(attempt=attempt, state="sent", at=at, channel=self.name, reference=f"{session}/{number}")

    async def aclose(self) -> None:
        """Close nothing."""
