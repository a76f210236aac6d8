"""Line: the talk with an SMTP server once it is connected; commands are said together where it takes them so."""

from __future__ import annotations

import asyncio
import re
from typing import NamedTuple

_LONGEST = 32_768
"""Bytes of answers to what was said at once; far more than any server has to say."""

_ANSWER = re.compile(rb"((?:\d{3}-[^\n]*\n)*)(\d{3})(?: ([^\n]*))?\r?\n")
_BEGUN = re.compile(rb"(?:\d{3}-[^\n]*\n)*[^\n]*")


class Answer(NamedTuple):
    """What the server answered to one command."""

    code: int
    says: str

    @property
    def agrees(self) -> bool:
        """Whether it did what it was told, and what comes next may be said."""
        return 200 <= self.code < 300


class Line(asyncio.Protocol):
    """One connection, taken over from whoever connected it, said hello and logged in.

    Commands said together cost one turn of the loop and one packet instead of one each (RFC 2920, PIPELINING).
    Answers belong to commands by their order alone, so a server that says anything unasked is not heard any more.
    """

    def __init__(self, transport: asyncio.Transport, timeout: float, *, together: bool) -> None:
        """Take over a connection on which no answer is outstanding.

        Args:
            transport: the connection.
            timeout: seconds to wait for the answers to what was said.
            together: whether the server announced that it takes several commands at once.
        """
        self.lost = ""
        """Why there is no answer, where there is none."""
        self._transport = transport
        self._timeout = timeout
        self._together = together
        self._loop = asyncio.get_running_loop()
        self._heard = b""
        self._wanted = 0
        self._waiter: asyncio.Future[list[Answer]] | None = None
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether anything can still be said."""
        return not self._transport.is_closing()

    async def say(self, *commands: bytes) -> list[Answer]:
        """Say commands in order, and return the answers: fewer than commands after a refusal, or if the line is lost.

        A server that takes them at once answers each; those after a refusal are for it to refuse.
        """
        if self._together:
            return await self.write(b"\r\n".join((*commands, b"")), len(commands))
        answers: list[Answer] = []
        for command in commands:
            heard = await self.write(command + b"\r\n", 1)
            answers += heard
            if not heard or not heard[0].agrees:
                break
        return answers

    async def write(self, words: bytes, answers: int = 1) -> list[Answer]:
        """Write what has so many answers, and return them: fewer if the line is lost."""
        if self._transport.is_closing():
            return []
        self._heard, self._wanted = b"", answers
        self._waiter = self._loop.create_future()
        silent = self._loop.call_later(self._timeout, self._give_up, "the server was silent for too long")
        self._transport.write(words)
        try:
            return await self._waiter
        finally:
            silent.cancel()
            self._waiter = None

    def close(self) -> None:
        """End it without a word, and without what was not written yet."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take answers; when all are there, whoever waits for them goes on."""
        self._heard += data
        answers, end = _answers(self._heard)
        if self._waiter is None or len(answers) > self._wanted:
            self._give_up("the server said something unasked")
        elif len(self._heard) > _LONGEST or not _BEGUN.fullmatch(self._heard, end):
            self._give_up("the server answered what is no SMTP")
        elif len(answers) == self._wanted:
            self._settle(answers)

    def connection_lost(self, error: Exception | None) -> None:
        """Let nobody wait any longer."""
        self.lost = self.lost or (str(error) if error else "the server closed the connection")
        self._settle(_answers(self._heard)[0])

    def _give_up(self, why: str) -> None:
        self.lost = why
        self._transport.abort()

    def _settle(self, answers: list[Answer]) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(answers[: self._wanted])


def _answers(heard: bytes) -> tuple[list[Answer], int]:
    """Return the answers that are whole, and where the last one ends."""
    answers, end = [], 0
    while found := _ANSWER.match(heard, end):
        before, code, last = found.groups(b"")
        lines = [*(line[4:] for line in before.splitlines()), last]
        answers.append(Answer(int(code), "\n".join(line.decode(errors="replace").strip() for line in lines)))
        end = found.end()
    return answers, end
