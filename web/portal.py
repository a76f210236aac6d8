"""The consumer's pages: a neutral landing page, and the way out that asks for nothing but a click."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool

from accounts.consumer import ContactPoint, PointKind
from accounts.errors import BadInput, NotFound
from accounts.store import Store
from channels import opting_out
from channels.links import OptOutLinks
from web import words
from web.pages import Paint
from web.words import Language

_ENOUGH = 4096
"""Bytes of a form that are read: a mail program's one click has a few dozen."""


class Portal:
    """The routes of the consumer; nothing here needs an account, and nothing says that there is a debt."""

    def __init__(self, store: Store, links: OptOutLinks, clock: Callable[[], datetime], paint: Paint) -> None:
        """Take the account store, what reads opt-out links, what time it is, and what paints the pages."""
        self.store = store
        self.links = links
        self.clock = clock
        self.paint = paint

    def router(self) -> APIRouter:
        """Return the routes."""
        routes = APIRouter(include_in_schema=False)
        routes.get("/")(self.landing)
        routes.get("/o/{token}")(self.ask)
        routes.post("/o/{token}")(self.opt_out)
        return routes

    def landing(self, request: Request) -> Response:
        """Say what anybody may know."""
        return self._page("landing", words.asked(request))

    def ask(self, request: Request, token: str) -> Response:
        """Ask for the one click; a GET changes nothing, for scanners and previews fetch every link."""
        try:
            point, language = self._named(token)
        except (BadInput, NotFound):
            return self._page("unknown", words.asked(request), 404)
        return self._page("opt_out", language, address=masked(point))

    async def opt_out(self, request: Request, token: str) -> Response:
        """Opt the address out, whether a person or a mail program asks."""
        one_click = b"List-Unsubscribe=One-Click" in await _beginning(request)
        try:
            point, language = await run_in_threadpool(self._named, token)
        except (BadInput, NotFound):
            unknown = PlainTextResponse("unknown link", 404)
            return unknown if one_click else self._page("unknown", words.asked(request), 404)
        await run_in_threadpool(self._stop, point)
        if one_click:  # RFC 8058: answered at once, with no page and no redirect
            return PlainTextResponse("ok")
        return self._page("opted_out", language, address=masked(point))

    def _page(self, template: str, language: Language, status: int = 200, **facts: Any) -> HTMLResponse:
        shown = {"w": words.of_consumer(language), "language": language, "collector": self.store.collector, **facts}
        return self.paint(f"portal/{template}.html", status, **shown)

    def _named(self, token: str) -> tuple[ContactPoint, Language]:
        """Return the point a link names, and its consumer's language."""
        with self.store.reading() as reading:
            consumer, point = reading.point(self.links.read(token))
            return point, reading.dossiers([consumer], self.clock())[consumer].consumer.language

    def _stop(self, point: ContactPoint) -> None:
        """Close the address to every medium, for everybody who has it; a second time adds nothing."""
        with self.store.transaction() as unit:
            opting_out.close(unit, point.kind, point.address, self.clock(), via="link")


def masked(point: ContactPoint) -> str:
    """Return so much of an address that its owner knows it and nobody else learns it."""
    if point.kind is PointKind.EMAIL:
        name, _, domain = point.address.partition("@")
        return f"{name[:2]}…@{domain}"
    return f"…{point.address[-4:]}"


async def _beginning(request: Request) -> bytes:
    """Return the beginning of what was posted; a stranger may post any amount."""
    read = b""
    async for piece in request.stream():
        read += piece[: _ENOUGH - len(read)]
        if len(read) >= _ENOUGH:
            break
    return read
