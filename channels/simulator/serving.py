"""Serving: any ASGI application on a loopback port, in a thread and loop of its own, for as long as a block lasts."""

from __future__ import annotations

import socket
import threading
from types import TracebackType
from typing import Any

import uvicorn

from accounts.errors import BadSettings


class Serving:
    """Serve `app` at `url` between `with` and its end."""

    def __init__(self, app: Any, host: str = "127.0.0.1", port: int = 0) -> None:
        """Take an application and where it listens; port 0 takes a free one."""
        self._config = uvicorn.Config(app, host=host, port=port, log_level="warning", access_log=False, lifespan="on")
        self._server = uvicorn.Server(self._config)
        self._thread: threading.Thread | None = None
        self.url = ""
        """http://host:port, once it is open."""

    def open(self) -> Serving:
        """Begin to serve; return itself.

        Raises:
            BadSettings: the port is taken.
        """
        try:
            listener = self._config.bind_socket()
        except SystemExit as taken:  # how uvicorn says that it cannot bind
            raise BadSettings(f"{self._config.host}:{self._config.port} is taken; choose another port") from taken
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # an answer in two parts waits for no one
        listener.listen(128)  # from here on nobody is refused, though the loop may still be starting
        self.url = f"http://{self._config.host}:{listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._server.run, args=([listener],), name="serving", daemon=True)
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop to serve."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(10)

    def __enter__(self) -> Serving:
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
