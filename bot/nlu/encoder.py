"""The sentence encoder: what a text means as numbers, near for texts that mean alike, in whatever words or language.

It runs in a process of its own (`bot.nlu.encoding`), which is started when it is first needed and ends with this one.
Where it is not installed, is slow or dies, there are no numbers, and the words alone are read.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Lock

import numpy as np
import numpy.typing as npt

from bot.nlu.breaker import Breaker
from bot.nlu.encoding import model_file

SIZE = 384
"""Numbers a text has."""
LONGEST = 100
"""Characters it is given, half of them from the end: a story begins with what happened and ends with what is wanted.

More of them find no more (85 % of long complaints with 100, 87 with 300), and each costs a quarter of a millisecond.
What NFKC makes of odd characters was seen to break it.
"""
TIMEOUT, STARTING = 0.5, 10.0
"""Seconds for an answer (measured: 10 ms for 20 characters, 25 ms for 100), and for the first one."""

Vector = npt.NDArray[np.float32]


class Encoder:
    """The encoder's process, seen from here; safe to be asked from several threads, which wait for each other."""

    def __init__(
        self,
        command: Sequence[str] = (sys.executable, "-m", "bot.nlu.encoding"),
        *,
        timeout: float = TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what starts it, the seconds it has for an answer, and seconds that only go forward."""
        self._command, self._timeout, self._clock = command, timeout, clock
        self._breaker = Breaker("the sentence encoder", clock=clock)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    @staticmethod
    def is_installed() -> bool:
        """Whether there is one: its package has wheels for Linux, and for macOS on Apple's processors."""
        return model_file() is not None

    def encode(self, text: str) -> Vector | None:
        """Return the numbers of a prepared text, of unit length, shape (384,); None where there are none to be had."""
        with self._lock:
            if self._breaker.is_shut:
                return None
            try:
                answer = self._asked(_ends(text.replace("\0", " ")).encode("utf-8", "replace"))
            except (OSError, TimeoutError) as failed:
                self._end()
                self._breaker.failed(type(failed).__name__)
                return None
            self._breaker.worked()
        found = np.frombuffer(answer, dtype="<f4").astype(np.float32)
        length = float(np.linalg.norm(found))
        return found / length if np.isfinite(length) and length else None

    def close(self) -> None:
        """End the process, if it runs."""
        with self._lock:
            self._end()

    def _asked(self, text: bytes) -> bytes:
        wait = self._timeout if self._process is not None else STARTING
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(len(text).to_bytes(4, "big") + text)
        process.stdin.flush()
        until, answer = self._clock() + wait, b""
        while len(answer) < 4 * SIZE:
            if not select.select([process.stdout], [], [], max(0.0, until - self._clock()))[0]:
                raise TimeoutError
            if not (more := os.read(process.stdout.fileno(), 4 * SIZE - len(answer))):
                raise BrokenPipeError
            answer += more
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(  # noqa: S603  # ourselves
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
        weakref.finalize(self, _ended, self._process)
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            _ended(self._process)
            self._process = None


def _ends(text: str) -> str:
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} {text[-half:]}"


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was not sent to a dead process is of no use
                pipe.close()
