"""The consumer's pages: a neutral landing page, and the way out that asks for nothing but a click."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from accounts.consent import OptIn, OptOut
from accounts.consumer import ContactPoint
from accounts.contact import Medium
from accounts.errors import BadInput, NotFound
from accounts.record import new_id
from accounts.store import Store
from channels.links import OptOutLinks
from compliance.parameters import load_yaml
from web.pages import Paint

WORDS = Path(__file__).parent.parent / "messages"

_MEDIUM = {"phone": Medium.SMS, "email": Medium.EMAIL, "postal": Medium.MAIL}


@cache
def words(language: str) -> dict[str, str]:
    """Return what the consumer's pages say in a language."""
    found: dict[str, str] = load_yaml(WORDS / language / "web.yaml")
    return found


def router(store: Store, links: OptOutLinks, clock: Callable[[], datetime], paint: Paint) -> APIRouter:
    """Return the consumer's routes."""
    routes = APIRouter(include_in_schema=False)

    def page(template: str, language: str, status: int = 200, **facts: Any) -> HTMLResponse:
        shown = {"w": words(language), "language": language, "collector": store.collector, **facts}
        return paint(f"portal/{template}.html", status, **shown)

    def found(token: str) -> tuple[ContactPoint, str]:
        """Return the point a link names, and its consumer's language."""
        with store.reading() as reading:
            consumer, point = reading.point(links.read(token))
            return point, reading.dossiers([consumer], clock())[consumer].consumer.language

    def stop(point: ContactPoint) -> None:
        """Opt the address out for everybody who has it; a second time adds nothing."""
        with store.transaction() as unit:
            whose = {consumer for consumer, _ in unit.owners(point.kind, point.address)}
            unit.lock(whose)
            for id, dossier in unit.dossiers(whose, clock()).items():
                choices: list[OptOut | OptIn] = [*dossier.of(OptOut), *dossier.of(OptIn)]
                choices = [choice for choice in choices if choice.address == point.address]
                if not choices or isinstance(max(choices, key=lambda choice: choice.at), OptIn):
                    fact = OptOut(id=new_id(), at=clock(), address=point.address, via="link")
                    unit.add_fact(id, fact, by="consumer")

    @routes.get("/")
    async def landing(request: Request) -> Response:
        spanish = request.headers.get("accept-language", "").lower().startswith("es")
        return page("landing", "es" if spanish else "en")

    @routes.get("/o/{token}")
    async def ask(token: str) -> Response:
        try:
            point, language = await asyncio.to_thread(found, token)
        except (BadInput, NotFound):
            return page("unknown", "en", 404)
        return page("opt_out", language, address=masked(point), medium=_MEDIUM[point.kind])

    @routes.post("/o/{token}")
    async def opt_out(token: str, request: Request) -> Response:
        one_click = b"List-Unsubscribe=One-Click" in await request.body()
        try:
            point, language = await asyncio.to_thread(found, token)
        except (BadInput, NotFound):
            return PlainTextResponse("unknown", 404) if one_click else page("unknown", "en", 404)
        await asyncio.to_thread(stop, point)
        if one_click:  # RFC 8058: answered at once, with no page and no redirect
            return PlainTextResponse("ok")
        return page("opted_out", language, address=masked(point), medium=_MEDIUM[point.kind])

    return routes


def masked(point: ContactPoint) -> str:
    """Return so much of an address that its owner knows it and nobody else learns it."""
    name, at, domain = point.address.partition("@")
    return f"{name[:2]}…@{domain}" if at else f"…{point.address[-4:]}"
