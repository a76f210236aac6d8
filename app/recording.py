"""Recording: nothing more of a call is recorded once a card is spoken of on it."""

from __future__ import annotations

from app.wiring import House
from bot.on_call import Said


async def may_go_on(house: House, sid: str, said: Said) -> bool:
    """Return whether a call may go on as it is said: no card is spoken of, or nothing more of it is recorded.

    The assistant takes no card, but a person to whom the call is passed may ask for one, and a consumer may tell it
    unasked. What was said before stays recorded.
    """
    recorded = said.card and house.settings.voice_recording and house.voice is not None
    return not recorded or (house.voice is not None and await house.voice.stop_recording(sid))
