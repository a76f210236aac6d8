"""Telephones: what is known of a simulated call, and how a telephone behaves when it rings."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

AnsweredBy = Literal["human", "machine_end_beep", "fax", "unknown"]
Habit = Literal["ask", "human", "machine_end_beep", "fax", "unknown", "busy", "no-answer", "failed"]
"""What happens when a telephone rings; `ask` lets it ring until somebody decides."""

HABITS: tuple[Habit, ...] = ("ask", "human", "machine_end_beep", "fax", "unknown", "busy", "no-answer", "failed")


class HungUp(Exception):
    """The person has hung up."""


@dataclass
class Heard:
    """One thing on a call: what we said, what the person said or keyed, or what happened."""

    who: Literal["us", "person", "line"]
    text: str
    cut: bool = False
    """Whether the person spoke into it."""


@dataclass
class Call:
    """One telephone call, whoever placed it."""

    sid: str
    direction: Literal["outbound-api", "inbound"]
    sender: str
    to: str
    at: datetime
    asked: dict[str, str] = field(default_factory=dict)
    status: str = "queued"
    answered_by: AnsweredBy | None = None
    waits: Literal["", "ring", "listen", "dial"] = ""
    """What it waits for: somebody who picks up, who speaks, or who at the desk picks up."""
    heard: list[Heard] = field(default_factory=list)
    events: asyncio.Queue[tuple[str, str]] = field(default_factory=asyncio.Queue)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    recorded: bool = False
    recording: str = ""
    """`in-progress` or `paused`; empty where nothing runs."""

    @property
    def phone(self) -> str:
        """The number of the person."""
        return self.to if self.direction == "outbound-api" else self.sender

    @property
    def said(self) -> list[str]:
        """What we have said on it, in order."""
        return [one.text for one in self.heard if one.who == "us"]

    def note(self, what: str, text: str) -> None:
        """Keep what the person said or keyed; `cut` is spoken into our words."""
        if what == "cut" and self.heard and self.heard[-1].who == "us":
            self.heard[-1].cut = True
        self.heard.append(Heard("person", f"⌨ {text}" if what == "keys" else text))
