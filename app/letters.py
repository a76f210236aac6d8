"""Letters in doubt: settled by the print queue, which knows whether a letter is in it."""

from __future__ import annotations

from accounts.contact import Medium
from app.wiring import House
from channels.gateway import FORGOTTEN
from channels.letter import LetterQueue, holds
from channels.port import StatusUpdate


def settle(house: House) -> int:
    """Settle each letter that is in doubt: it is in the queue, or after a while it is certainly not; returns how many.

    A worker that was killed while it put a letter in leaves it in the manifest or not; what is not in it is not
    printed, and the notice is owed and made again. A hand that is only slow has done within `FORGOTTEN`.
    """
    folder, at = house.settings.letters, house.clock()
    if folder is None:
        return 0
    with house.store.reading() as reading:
        doubts = [attempt for _, attempt in reading.in_doubt() if attempt.medium is Medium.MAIL]
    settled = 0
    for attempt in doubts:
        there = holds(folder, attempt.id)
        if not there and at - attempt.at < FORGOTTEN:
            continue
        update = StatusUpdate(
            provider=LetterQueue.name,
            key=f"{attempt.id}:{'in' if there else 'not in'}",
            at=at,
            attempt=attempt.id,
            state="sent" if there else "failed",
            status="in the print queue" if there else "never put into the print queue",
        )
        settled += house.inbox.update(update)
    return settled
