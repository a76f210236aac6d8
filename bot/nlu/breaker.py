"""A breaker: what failed several times in a row is not asked for a while, so that nobody waits for it each time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

log = logging.getLogger("duly.nlu")

FAILURES, PAUSE = 3, 30.0
"""Failures in a row after which it is not asked for so many seconds: nobody waits half a second for each text."""


class Breaker:
    """Counts failures in a row of one thing that is asked; shut, it is not asked."""

    def __init__(
        self, name: str, failures: int = FAILURES, pause: float = PAUSE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take its name, how many failures in a row shut it, for how many seconds, and seconds that only go forward."""
        self._name, self._most, self._pause, self._clock = name, failures, pause, clock
        self._failures = 0
        self._shut_until = 0.0

    @property
    def is_shut(self) -> bool:
        """Whether it is not asked for now."""
        return self._clock() < self._shut_until

    def failed(self, why: str) -> None:
        """Count a failure; `why` never holds what somebody wrote."""
        self._failures += 1
        if self._failures >= self._most:
            self._failures, self._shut_until = 0, self._clock() + self._pause
            log.warning("%s does not answer (%s); it is not asked for %d s", self._name, why, self._pause)

    def worked(self) -> None:
        """Forget the failures."""
        self._failures = 0
