"""Security of pages: headers, requests from elsewhere refused, one-use links and sessions kept as hashes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from accounts.errors import NotFound
from accounts.store import Store

LINK_LIFE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=12)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""On every answer. No other site learns our addresses (they carry tokens); our own pages must, or a browser would post
with `Origin: null`."""
_SAFE = {"GET", "HEAD", "OPTIONS"}
_FOR_MACHINES = ("/webhooks/", "/o/", "/simulator/carrier/", "/simulator/telnyx/", "/simulator/api/", "/api/")
"""Paths that programs of others post to: they carry a signature or token of their own and no cookie."""


class Shield:
    """Middleware: strict headers on every page, and no unsafe request that another site has caused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer 403."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if not _is_from_here(scope):
            refusal = PlainTextResponse("This request came from another site and was refused.", status_code=403)
            await refusal(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)


def _is_from_here(scope: Scope) -> bool:
    """Whether an unsafe request was caused by a page of ours; browsers say so, and a browser alone has cookies."""
    if scope["method"] in _SAFE or scope["path"].startswith(_FOR_MACHINES):
        return True
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def issue_link(store: Store, name: str, clock: Callable[[], datetime]) -> str:
    """Make a link's token by which `name` may enter once, within half an hour; only its hash is kept."""
    token = secrets.token_urlsafe(24)
    with store.transaction() as unit:
        unit.add_pass(_hash(token), "link", name, clock() + LINK_LIFE)
    return token


def enter(store: Store, token: str, clock: Callable[[], datetime]) -> str:
    """Use up a link and return the token of a new session.

    Raises:
        NotFound: the link is unknown, was used before, or is over.
    """
    session = secrets.token_urlsafe(32)
    with store.transaction() as unit:
        name = unit.use_link(_hash(token), clock())
        if name is None:
            raise NotFound("this link was used already, or is over; ask the terminal for a new one")
        unit.add_pass(_hash(session), "session", name, clock() + SESSION_LIFE)
    return session


def leave(store: Store, request: Request) -> None:
    """End the session of a request."""
    token = request.cookies.get(cookie_name(request))
    if token:
        with store.transaction() as unit:
            unit.drop_pass(_hash(token))


def agent_of(store: Store, request: Request, clock: Callable[[], datetime]) -> str | None:
    """Return whose session a request carries, or None."""
    token = request.cookies.get(cookie_name(request))
    if not token:
        return None
    with store.reading() as reading:
        return reading.session(_hash(token), clock())


def cookie_name(request: Request) -> str:
    """Return the cookie's name: bound to this host and to TLS, except where there is no TLS, on loopback."""
    return "__Host-duly" if request.url.scheme == "https" else "duly"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
