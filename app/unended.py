"""Calls whose end nobody told us of: looked up at the provider, else left to a person as in doubt."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from accounts import ledger
from accounts.contact import Attempt
from accounts.record import Id
from app.wiring import House
from channels.twilio_voice import LONGEST

OVERDUE = LONGEST + timedelta(minutes=15)
"""After which a call has ended for certain, and its report is not coming any more."""
GIVEN_UP = timedelta(days=1)
"""After which a call that nobody knows is not asked for any more."""


async def settle(house: House) -> int:
    """Ask what became of each call that was never reported as ended; returns how many are settled now.

    The provider is asked outside any transaction; its answer enters by the inbox, as its report would have.
    """
    wire, at = house.voice, house.clock()
    if wire is None:
        return 0

    def unended() -> list[tuple[Id, Attempt, str | None]]:
        with house.store.transaction() as unit:
            return unit.unended_calls(at - GIVEN_UP, at - OVERDUE)

    settled = 0
    for consumer, call, reference in await house.offload(unended):
        update = await wire.look_up(call.id, reference, call.to or "", call.at)
        if update is not None and update.call is not None and update.call.end is not None:
            settled += await house.offload(partial(house.inbox.update, update))
        else:
            await house.offload(partial(_doubt, house, consumer, call.id))
    return settled


def _doubt(house: House, consumer: Id, call: Id) -> None:
    with house.store.transaction() as unit:
        unit.lock([consumer])
        if unit.doubt_call(call):
            says = "its end was not reported, and the provider does not know the call"
            unit.note(ledger.entry("doubted", house.clock(), consumer, attempt=call, says=says))
