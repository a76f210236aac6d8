"""Rasa as the engine: a server beside us, asked over HTTP; where it is slow, away or confused, the other answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from pydantic import BaseModel, Field

from bot.nlu.port import Nlu
from bot.nlu.remote import Guess, Remote

TIMEOUT = 0.5
"""Seconds for an answer; measured, one takes 14 to 18 ms."""


class _Answer(BaseModel):
    """What `POST /model/parse` answers, as far as it is read: its entities are not, for our own grammar is safer."""

    intent_ranking: list[Guess] = Field(min_length=1)


class Rasa(Remote):
    """An engine over a Rasa server. Its own fallback lets too much pass: the bar of `Remote` is ours."""

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
        super().__init__(instead, intents, timeout, clock)
        self._url = f"{url.rstrip('/')}/model/parse"
        self._params = {"token": token} if token else {}

    def _guesses(self, text: str) -> list[Guess]:
        answer = self._http.post(self._url, params=self._params, json={"text": text})
        answer.raise_for_status()
        return _Answer.model_validate_json(answer.content).intent_ranking
