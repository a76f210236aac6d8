"""A language model as the engine, for understanding only: it reads a masked text and names intents of our inventory.

It is off unless it is set up. It never writes a word that a consumer reads, and what it answers is held to a form, so
that whatever stands in a consumer's text can at worst make it name a wrong intent.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection
from datetime import date

from pydantic import BaseModel, Field

from bot.nlu.port import SAFETY_INTENTS, Nlu, Understanding
from bot.nlu.remote import Guess, Remote
from bot.nlu.text import data
from bot.nlu.unnamed import masked

TIMEOUT = 3.0
"""Seconds for an answer; who writes a text waits longer for a person, and who speaks on a call does not use this."""
LONGEST = 4000
"""Characters of an answer that are read."""


class _Told(BaseModel):
    """What the model is asked to answer, as JSON."""

    intents: list[Guess] = Field(min_length=1, max_length=5)


class _Message(BaseModel):
    content: str = Field(max_length=LONGEST)


class _Choice(BaseModel):
    message: _Message


class _Answer(BaseModel):
    """What `POST /chat/completions` answers, as far as it is read."""

    choices: list[_Choice] = Field(min_length=1)


class LanguageModel(Remote):
    """An engine over a server that speaks as OpenAI's does, of whatever vendor, or of one's own."""

    name = "llm"
    surest = 0.8

    def __init__(
        self,
        url: str,
        model: str,
        key: str,
        instead: Nlu,
        intents: Collection[str],
        *,
        timeout: float = TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take where it listens, which model, its key, who answers instead, and the inventory.

        Args:
            url: up to and with the version, `https://models.example/v1`.
            model: its name there.
            key: sent as a bearer token; empty where there is none.
            instead: the engine that answers where it does not, and whose safety intents count beside its own.
            intents: the names that an answer may hold.
            timeout: seconds for an answer.
            clock: seconds that only go forward.
        """
        super().__init__(instead, intents, timeout, clock)
        self._url, self._model = f"{url.rstrip('/')}/chat/completions", model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._told = data("llm.yaml")["told"].replace("<intents>", ", ".join(sorted(intents)))

    def understand(self, text: str, *, today: date, language: str | None = None) -> Understanding:
        """Say what `text` may mean; what the other engine hears of safety is added, so that nothing hides it."""
        found = super().understand(text, today=today, language=language)
        if found.engine != self.name:
            return found
        ours = self._instead.understand(text, today=today, language=language)
        grave = tuple(intent for intent in ours.intents if intent in SAFETY_INTENTS)
        return found.model_copy(update={"intents": tuple(dict.fromkeys((*found.intents, *grave)))})

    def _guesses(self, text: str) -> list[Guess]:
        asked = {
            "model": self._model,
            "temperature": 0,
            "max_tokens": 200,
            "response_format": {"type": "json_object"},
            "messages": [
                {"role": "system", "content": self._told},
                {"role": "user", "content": json.dumps({"text": masked(text)}, ensure_ascii=False)},
            ],
        }
        answer = self._http.post(self._url, headers=self._headers, json=asked)
        answer.raise_for_status()
        said = _Answer.model_validate_json(answer.content).choices[0].message.content
        guesses = _Told.model_validate_json(said).intents
        whole = max(1.0, sum(guess.confidence for guess in guesses))
        return [Guess(name=guess.name, confidence=guess.confidence / whole) for guess in guesses]
