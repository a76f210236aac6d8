"""The bench's sink and its bare loop: an SMTP server that only says yes, and aiosmtplib with nothing around it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from functools import partial
from typing import NamedTuple

from aiosmtplib import SMTP

_YES, _GO_ON, _BYE = b"250 ok\r\n", b"354 go\r\n", b"221 bye\r\n"
_TOGETHER, _ONE_BY_ONE = b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n", b"250-sink\r\n250 8BITMIME\r\n"

AWAY = 0.03
"""Seconds that an answer of the sink takes where it is far away."""


class Cost(NamedTuple):
    """What one message cost, in microseconds."""

    wall: float
    cpu: float
    """Of this process alone: what others do on the machine counts far less in it."""


class Watch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._began = time.perf_counter(), time.process_time()

    def cost(self, messages: int) -> Cost:
        """Return what each of so many messages has cost since."""
        wall, cpu = self._began
        return Cost((time.perf_counter() - wall) / messages * 1e6, (time.process_time() - cpu) / messages * 1e6)


class Sink(asyncio.Protocol):
    """Take every mail and keep none; as fast as Python can, so that the sink is not what is measured.

    What is answered to commands that came together leaves together, as RFC 2920 asks of servers.
    """

    def __init__(self, hello: bytes, away: float = 0.0) -> None:
        self.hello = hello
        self.away = away
        self.buffer = b""
        self.in_words = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer each command, and each mail at its final dot."""
        self.buffer += data
        answers = b""
        while self.buffer:
            line, end, rest = self.buffer.partition(b"\r\n.\r\n" if self.in_words else b"\r\n")
            if not end:
                break
            self.buffer = rest
            answers += self._answer(line)
        if answers and self.away:
            asyncio.get_running_loop().call_later(self.away, self._say, answers)
        elif answers:
            self._say(answers)

    def _say(self, answers: bytes) -> None:
        self.transport.write(answers)
        if answers.endswith(_BYE):
            self.transport.close()

    def _answer(self, line: bytes) -> bytes:
        verb = b"" if self.in_words else line[:4].upper()
        self.in_words = verb == b"DATA"
        return {b"EHLO": self.hello, b"DATA": _GO_ON, b"QUIT": _BYE}.get(verb, _YES)


class Ports(NamedTuple):
    """Where the sink listens."""

    together: int
    """Here it announces that it takes several commands at once, as nearly every server does (RFC 2920)."""
    one_by_one: int
    """Here it does not."""
    far: int
    """Here it takes several at once, and each answer takes `AWAY` seconds."""
    far_one_by_one: int
    """Here it is as far, and takes one at a time."""


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(partial(Sink, hello, away), "127.0.0.1", 0)
        for away in (0.0, AWAY)
        for hello in (_TOGETHER, _ONE_BY_ONE)
    ]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


@contextmanager
def process() -> Iterator[Ports]:
    """Run the sink in a process of its own for as long as the block lasts; yields its ports."""
    child = subprocess.Popen([sys.executable, "-m", "app.bench_sink"], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield Ports(*map(int, child.stdout.readline().split()))
    finally:
        child.kill()
        child.wait()


async def bare(port: int, messages: int, connections: int, text: str) -> Cost:
    """Return what aiosmtplib alone costs: one mail, rendered once, over as many connections."""
    mail = EmailMessage(policy=POLICY)
    mail["From"], mail["To"], mail["Subject"] = "bench@harborstreet.example", "p@mail.example", "bench"
    mail.set_content(text)
    raw = mail.as_bytes()
    left = iter(range(messages))

    async def hand() -> None:
        server = SMTP(hostname="127.0.0.1", port=port, start_tls=False, use_tls=False)
        await server.connect()
        for _ in left:
            await server.sendmail("bench@harborstreet.example", ["p@mail.example"], raw)
        await server.quit()

    watch = Watch()
    await asyncio.gather(*(hand() for _ in range(connections)))
    return watch.cost(messages)


if __name__ == "__main__":
    asyncio.run(_serve())
