"""What engines have in common that are asked over HTTP: rules first, guards, and another engine where they fail."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from datetime import date
from typing import ClassVar

import httpx2
from pydantic import BaseModel, Field, ValidationError

from bot.nlu.breaker import Breaker
from bot.nlu.entities import extract
from bot.nlu.language import detect
from bot.nlu.port import Nlu, Understanding, several, surely
from bot.nlu.rules import fused, heard, unread
from bot.nlu.text import prepare


class Guess(BaseModel):
    """An intent, as the other side names it, and how sure it is."""

    name: str
    confidence: float = Field(ge=0.0, le=1.0)


class Remote(ABC):
    """An engine over a server; implements `bot.nlu.port.Nlu`.

    What is held off before it: the text is prepared as for the engine in process, so that none begins with a slash,
    none is empty, and none is long. Rules of layer 0 and entities are ours. An intent that is not in our inventory is
    no intent. Where the server is slow, away or confused, the other engine answers.
    """

    name: str
    surest: ClassVar[float] = 0.6
    ahead: ClassVar[float] = 0.2
    """How likely, and how far ahead of the next, an intent must be to be acted on."""

    def __init__(
        self, instead: Nlu, intents: Collection[str], timeout: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take who answers instead, the inventory, seconds for an answer, and seconds that only go forward."""
        self._instead = instead
        self._intents = frozenset(intents)
        self._breaker = Breaker(self.name, clock=clock)
        self._http = httpx2.Client(timeout=timeout, trust_env=False, follow_redirects=False)

    def understand(self, text: str, *, today: date, language: str | None = None) -> Understanding:
        """Say what `text` may mean: the rules of layer 0 first, then the server, then the entities."""
        prepared = prepare(text)
        if prepared.unreadable:
            return unread(prepared, language)
        guessed = self._ranking(prepared.text)
        if guessed is None:
            return self._instead.understand(text, today=today, language=language)
        spoken = detect(prepared.text, language)
        rules = heard(prepared.text, spoken)
        return Understanding(
            text=prepared.text,
            ranking=fused(guessed, rules),
            intents=tuple(dict.fromkeys((*rules, *several(guessed)))),
            rules=rules,
            acts_on=rules[0] if rules else surely(guessed, surest=self.surest, ahead=self.ahead),
            entities=extract(prepared.text, today, spoken),
            language=spoken,
            engine=self.name,
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    @abstractmethod
    def _guesses(self, text: str) -> list[Guess]:
        """Ask the server about a prepared text.

        Raises:
            HTTPError, InvalidURL, ValidationError: there is no answer, or it is none.
        """

    def _ranking(self, text: str) -> tuple[tuple[str, float], ...] | None:
        """Return the ranking, the likeliest first; None where there is none to be had, or none is asked for now."""
        if self._breaker.is_shut:
            return None
        try:
            guesses = self._guesses(text)
        except (httpx2.HTTPError, httpx2.InvalidURL, ValidationError) as failed:
            self._breaker.failed(type(failed).__name__)  # never its text: it may repeat what somebody wrote
            return None
        known = {guess.name: guess.confidence for guess in reversed(guesses) if guess.name in self._intents}
        if not known:
            self._breaker.failed("no intent of ours")
            return None
        self._breaker.worked()
        return tuple(sorted(known.items(), key=lambda one: -one[1]))
