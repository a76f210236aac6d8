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
from typing import NamedTuple

from aiosmtplib import SMTP

_YES = b"250 ok\r\n"


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
    """Take every mail and keep none; as fast as Python can, so that the sink is not what is measured."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = b""
        self.in_data = False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer each command, and each mail at its final dot."""
        self.buffer += data
        while self.buffer:
            if self.in_data:
                _, dot, rest = self.buffer.partition(b"\r\n.\r\n")
                if not dot:
                    return
                self.in_data, self.buffer = False, rest
                self.transport.write(_YES)
                continue
            line, end, rest = self.buffer.partition(b"\r\n")
            if not end:
                return
            self.buffer = rest
            verb = line[:4].upper()
            if verb == b"DATA":
                self.in_data = True
                self.transport.write(b"354 go\r\n")
            elif verb == b"QUIT":
                self.transport.write(b"221 bye\r\n")
                self.transport.close()
            elif verb == b"EHLO":
                self.transport.write(b"250-sink\r\n250 8BITMIME\r\n")
            else:
                self.transport.write(_YES)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def process() -> Iterator[int]:
    """Run the sink in a process of its own for as long as the block lasts; yields its port."""
    child = subprocess.Popen([sys.executable, "-m", "app.bench_sink"], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield int(child.stdout.readline())
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
