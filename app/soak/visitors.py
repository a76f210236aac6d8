"""The visitors of the soak: they chat as the page's script does, and go on after each break where they were."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

import httpx2

from accounts import chat
from accounts.errors import BadInput
from accounts.store import Store

AT_ONCE = 12
"""Visitors who chat at the same time."""
PATIENCE = 60.0
"""Seconds for which a visitor waits for an answer before they write again."""

_WORDS = ("hello", "i lost my job", "is this a real person", "que quieren", "i need to talk to somebody", "STOP")


@dataclass
class Visitor:
    """One visitor, and what they have seen."""

    url: str
    words: tuple[str, ...]
    over: Event
    """Set when the soak has ended, whether or not this visitor has."""
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    said: list[str] = field(default_factory=list)
    """The keys of the lines that were taken."""
    heard: list[int] = field(default_factory=list)
    """The numbers of the lines that were told, in order."""
    answers: int = 0

    def chat(self) -> Visitor:
        """Say each line until it is taken, and once more as a double click does; wait for an answer to each."""
        with httpx2.Client(
            trust_env=False, timeout=10, cookies={"chat": self.cookie}, headers={"Origin": self.url}
        ) as client:
            for text in self.words:
                before, key = self.answers, secrets.token_urlsafe(9)
                for _ in range(2):
                    self._say(client, text, key)
                self.said.append(key)
                self._listen(client, before)
        return self

    def _say(self, client: httpx2.Client, text: str, key: str) -> None:
        while not self.over.is_set():
            try:
                answer = client.post(f"{self.url}/embed/lines", data={"text": text, "key": key})
                if answer.is_success:
                    return
                if answer.is_client_error:
                    raise BadInput(f"the soak's line was refused: {answer.text[:200]}")
            except httpx2.HTTPError:
                pass  # it was killed, or is getting up
            time.sleep(0.5)

    def _listen(self, client: httpx2.Client, before: int) -> None:
        """Hear the stream until an answer has come, going on after each break where it was cut."""
        ends = time.monotonic() + PATIENCE
        while self.answers == before and time.monotonic() < ends and not self.over.is_set():
            try:
                after = {"Last-Event-ID": str(self.heard[-1])} if self.heard else {}
                with client.stream("GET", f"{self.url}/embed/stream", headers=after) as stream:
                    for line in stream.iter_lines():
                        if line.startswith("data:"):
                            self._hear(json.loads(line.removeprefix("data:")))
                        if self.answers > before or time.monotonic() > ends:
                            break
            except httpx2.HTTPError:
                time.sleep(0.5)

    def _hear(self, told: dict[str, object]) -> None:
        self.heard.append(int(str(told["number"])))
        self.answers += told["who"] != "visitor"


class Visitors:
    """Everybody who chats, some at a time."""

    def __init__(self, url: str, people: int) -> None:
        """Take the product's address and how many they are; they begin at once, beside everything else."""
        self._pool, self._over = ThreadPoolExecutor(AT_ONCE), Event()
        self._going: list[Future[Visitor]] = [
            self._pool.submit(Visitor(url, (_WORDS[n % len(_WORDS)], _WORDS[n // 2 % len(_WORDS)]), self._over).chat)
            for n in range(people)
        ]

    @property
    def done(self) -> bool:
        """Whether everybody has left."""
        return all(one.done() for one in self._going)

    def wrong(self, store: Store) -> dict[str, int]:
        """Return what did not hold of the lines, and how often."""
        visitors = [one.result() for one in self._going]
        with store.reading() as reading:
            sessions = [chat.session_of(reading, hashlib.sha256(v.cookie.encode()).hexdigest()) for v in visitors]
            lines = [chat.lines(reading, session.id) if session else [] for session in sessions]
        both = list(zip(visitors, lines, strict=True))
        kept = [[line.key for line in known if line.who == "visitor"] for known in lines]
        return {
            "chat lines lost or taken twice": sum(one.said != keys for one, keys in zip(visitors, kept, strict=True)),
            "chat lines with a gap": sum(
                [one.number for one in known] != list(range(1, len(known) + 1)) for known in lines
            ),
            "chats told with a gap or twice": sum(one.heard != list(range(1, len(one.heard) + 1)) for one, _ in both),
            "chat answers said twice": sum(
                n > 1 for known in lines for n in Counter(line.key for line in known if line.who != "visitor").values()
            ),
            "chats never answered": sum(not any(line.who != "visitor" for line in known) for known in lines),
        }

    def close(self) -> None:
        """End what still goes on."""
        self._over.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
