"""Rasa as the engine: a server beside us, asked over HTTP; where it is slow, away or confused, the other answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import date

import httpx2
from pydantic import BaseModel, Field, ValidationError

from bot.nlu.breaker import Breaker
from bot.nlu.entities import extract
from bot.nlu.language import detect
from bot.nlu.port import SEVERAL_AT, Nlu, Understanding
from bot.nlu.rules import fused, heard, unread
from bot.nlu.text import prepare

TIMEOUT = 0.5
"""Seconds for an answer; measured, one takes 14 to 18 ms."""
SUREST, AHEAD = 0.6, 0.2
"""How likely, and how far ahead of the next, an intent must be to be acted on: its own fallback lets too much pass."""


class _Guess(BaseModel):
    name: str
    confidence: float = Field(ge=0.0, le=1.0)


class _Answer(BaseModel):
    """What `POST /model/parse` answers, as far as it is read: its entities are not, for our own grammar is safer."""

    intent_ranking: list[_Guess] = Field(min_length=1)


class Rasa:
    """An engine over a Rasa server; implements `bot.nlu.port.Nlu`.

    What Rasa lets pass is held off before it: the text is prepared as for the other engine, so that none begins with a
    slash, which would name its own intent, none is empty, and none is long. Rules of layer 0 and entities are ours. An
    intent that is not in our inventory is no intent.
    """

    name = "rasa"

    def __init__(
        self,
        url: str,
        token: str,
        instead: Nlu,
        intents: Collection[str],
        *,
        timeout: float = TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take where it listens, its token, who answers instead, and the inventory.

        Args:
            url: `http://127.0.0.1:5005`; it belongs on this machine or on a network of ours: texts go there in full.
            token: as the server was given by `--auth-token`; empty where it has none.
            instead: the engine that answers where Rasa does not.
            intents: the names that an answer may hold.
            timeout: seconds for an answer.
            clock: seconds that only go forward.
        """
        self._url = f"{url.rstrip('/')}/model/parse"
        self._params = {"token": token} if token else {}
        self._instead = instead
        self._intents = frozenset(intents)
        self._breaker = Breaker("Rasa", clock=clock)
        self._http = httpx2.Client(timeout=timeout, trust_env=False, follow_redirects=False)

    def understand(self, text: str, *, today: date, language: str | None = None) -> Understanding:
        """Say what `text` may mean: the rules of layer 0 first, then Rasa, then the entities."""
        prepared = prepare(text)
        if prepared.unreadable:
            return unread(prepared, language)
        guessed = self._asked(prepared.text)
        if guessed is None:
            return self._instead.understand(text, today=today, language=language)
        spoken = detect(prepared.text, language)
        rules = heard(prepared.text, spoken)
        several = [intent for intent, p in guessed if p >= SEVERAL_AT]
        return Understanding(
            text=prepared.text,
            ranking=fused(guessed, rules),
            intents=tuple(dict.fromkeys((*rules, *several))),
            rules=rules,
            acts_on=rules[0] if rules else _surely(guessed),
            entities=extract(prepared.text, today, spoken),
            language=spoken,
            engine=self.name,
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _asked(self, text: str) -> tuple[tuple[str, float], ...] | None:
        """Return the ranking, the likeliest first; None where there is none to be had, or none is asked for now."""
        if self._breaker.is_shut:
            return None
        try:
            answer = self._http.post(self._url, params=self._params, json={"text": text})
            answer.raise_for_status()
            ranking = _Answer.model_validate_json(answer.content).intent_ranking
        except (httpx2.HTTPError, httpx2.InvalidURL, ValidationError) as failed:
            self._breaker.failed(type(failed).__name__)  # never its text: it may repeat what somebody wrote
            return None
        known = {guess.name: guess.confidence for guess in reversed(ranking) if guess.name in self._intents}
        if not known:
            self._breaker.failed("no intent of ours")
            return None
        self._breaker.worked()
        return tuple(sorted(known.items(), key=lambda one: -one[1]))


def _surely(ranking: tuple[tuple[str, float], ...]) -> str | None:
    (best, p), *others = ranking
    ahead = p - (others[0][1] if others else 0.0)
    return best if p >= SUREST and ahead >= AHEAD else None
