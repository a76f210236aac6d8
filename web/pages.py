"""Pages: paints templates, and serves the static files they name under the hash of their content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from accounts.errors import NotFound
from channels.figures import day, money, telephone
from web import words

_WEB = Path(__file__).parent
STATIC = _WEB / "static"
_KINDS = {".css": "text/css", ".js": "text/javascript"}

Paint = Callable[..., HTMLResponse]
"""Paint a template, given its name, a status and its facts."""


def painter() -> Paint:
    """Return what paints the pages; a fact that a template names and is not given is an error."""
    environment = Environment(
        loader=FileSystemLoader(_WEB / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset
    environment.filters.update(
        telephone=telephone, named=words.named, in_words=words.in_words, sentence=words.sentence,
        waited=words.waited, moment=words.moment, past=words.past,
        money=lambda cents: money(cents, "en"), day=lambda value: day(value, "en"),
    )  # fmt: skip

    def paint(template: str, status: int = 200, **facts: Any) -> HTMLResponse:
        return HTMLResponse(environment.get_template(template).render(facts), status)

    return paint


@cache
def asset(name: str) -> str:
    """Return the address of a static file; it changes when the file does, so it may be kept for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{digest}/{name}"


def router() -> APIRouter:
    """Return the route of the static files."""
    routes = APIRouter(include_in_schema=False)
    files = {path.name: path for path in STATIC.iterdir() if path.suffix in _KINDS}

    @routes.get("/static/{digest}/{name}")
    async def static(digest: str, name: str) -> Response:
        if name not in files:
            raise NotFound("there is no such file")
        newest = asset(name) == f"/static/{digest}/{name}"
        keep = "public, max-age=31536000, immutable" if newest else "no-cache"
        return FileResponse(files[name], media_type=_KINDS[files[name].suffix], headers={"Cache-Control": keep})

    @routes.get("/favicon.ico")
    async def icon() -> Response:
        return Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})

    return routes
