"""A provider that answers oddly: a server of raw bytes, for what no proper server would ever say."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any


@contextlib.asynccontextmanager
async def odd_server(answer: bytes | None) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Read whole requests and answer with these bytes; None hangs up, b"" says nothing. Gives its address and them."""
    requests: list[bytes] = []
    talks: list[asyncio.Task[Any] | None] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(asyncio.current_task())
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        requests.append(head + await reader.readexactly(int(lengths[0].partition(b":")[2]) if lengths else 0))
        if answer:
            writer.write(answer)
        if answer == b"":
            await reader.read()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", requests
    finally:
        server.close()
        await asyncio.gather(*(talk for talk in talks if talk), return_exceptions=True)


def answer(status: int, body: Any, kind: bytes = b"application/json") -> bytes:
    """Return a whole answer with that body, which is JSON unless it is bytes."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = b"HTTP/1.1 %d odd\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    return head % (status, kind, len(raw)) + raw
