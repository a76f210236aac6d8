"""What providers of wires tell us, in words of no provider: Rebuff, Keyword and Enclosure."""

from __future__ import annotations

from typing import Literal

from accounts.record import Record

Rebuff = Literal["opted_out", "unreachable", "for_now", "ours", "unclear"]
"""Why a provider did not take or deliver a message: the person told their carrier to stop; the address takes nothing
by this medium; it may fare better later; something of ours is wrong; nobody knows, so a person looks."""


Keyword = Literal["stop", "start", "help"]
"""What a carrier took a text for, and has answered by itself: who writes it needs no second answer."""


class Enclosure(Record):
    """A picture or file that came with a message: where the provider keeps it, not the thing itself."""

    url: str
    kind: str = ""
    """As image/jpeg; empty where nobody said."""
