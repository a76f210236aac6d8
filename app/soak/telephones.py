"""The telephones of the soak: machines, faxes, and people who say something, press keys, or hang up at any point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx2

from compliance.voicemail import is_limited_content

HABITS = (
    "human",
    "machine_end_beep",
    "human",
    "unknown",
    "human",
    "fax",
    "busy",
    "human",
    "no-answer",
    "machine_end_beep",
)
"""Who or what answers the telephones, in turn."""

_SCRIPTS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("speech", "who is this"), ("speech", "you have the wrong number"), ("hang_up", "")),
    (("hang_up", ""),),
    (("keys", "9"),),
    (("speech", "yes this is me"), ("keys", "05171980"), ("speech", "how much is it"), ("hang_up", "")),
    (("cut", "hello hello"), ("speech", "let me talk to a person")),
    (("keys", "4"), ("keys", "#"), ("speech", "qué quiere")),
    (),  # who says nothing at all
)
"""What people do, in turn, each thing when we have stopped speaking; afterwards they are silent."""


class Telephones:
    """Lets everybody who is rung do what they do."""

    def __init__(self, api: str) -> None:
        """Take the address of the simulator's API."""
        self._api = api
        self._known = 0
        self._done: Counter[str] = Counter()
        """How many things each caller has done, by call."""

    def add(self, phone: str) -> None:
        """Say what a new telephone does when it rings."""
        self._post(phone, "habit", HABITS[self._known % len(HABITS)])
        self._known += 1

    def go_on(self) -> None:
        """Let each person who is listened to do the next thing."""
        for call in self.calls(live=True):
            script = _SCRIPTS[int(call["sid"][-4:], 16) % len(_SCRIPTS)]
            if call["waits"] == "listen" and self._done[call["sid"]] < len(script):
                self._post(call["to"], *script[self._done[call["sid"]]])
                self._done[call["sid"]] += 1

    def calls(self, *, live: bool = False) -> list[dict[str, Any]]:
        """Return the calls that were placed, or only those that go on."""
        asked = {"live": "true"} if live else {}
        answer = httpx2.get(f"{self._api}/calls", params=asked, trust_env=False, timeout=30)
        calls: list[dict[str, Any]] = answer.json()
        return calls

    def _post(self, phone: str, do: str, text: str = "") -> None:
        """Do it; who has hung up meanwhile does nothing more."""
        httpx2.post(f"{self._api}/calls", json={"phone": phone, "do": do, "text": text}, trust_env=False, timeout=30)


def wrong(calls: list[dict[str, Any]], state_of: Callable[[str], str | None], unended: int) -> dict[str, int]:
    """Return what did not hold of the calls that were placed, and how often.

    Args:
        calls: as the simulator tells them.
        state_of: what the store says of an attempt; None where it knows none.
        unended: how many calls the store holds for delivered whose end it does not know.
    """
    said = [(call, [one["text"] for one in call["heard"] if one["who"] == "us"]) for call in calls]
    return {
        "calls placed twice": sum(n > 1 for n in Counter(call["ref"] for call in calls).values()),
        "calls that rang and are not known to have": sum(
            state_of(call["ref"]) not in ("sent", "delivered", "undelivered", "in_doubt") for call in calls
        ),
        "machines told more than the closed form": sum(
            len(words) > 1 or not all(is_limited_content(one) for one in words)
            for call, words in said
            if call["answered_by"] == "machine_end_beep"
        ),
        "words to a fax, or to nobody knows what": sum(
            bool(words) for call, words in said if call["answered_by"] in ("fax", "unknown")
        ),
        "calls whose end nobody knows": unended,
    }
