"""Errors as people and programs see them: one sentence and a status; never a traceback."""

from __future__ import annotations

import logging
import secrets

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from accounts.errors import BadInput, BadSettings, Conflict, DulyError, ForgedRequest, NotFound
from web.console import SignedOut
from web.pages import Paint

log = logging.getLogger("duly.web")

_STATUS: dict[type[DulyError], int] = {
    ForgedRequest: 403,
    NotFound: 404,
    Conflict: 409,
    BadSettings: 503,
    BadInput: 422,
}
"""The first that fits counts, so a BadSettings is not taken for other bad input."""


def install(app: FastAPI, paint: Paint) -> None:
    """Answer every error of ours by its status, and any other by 500 with a reference for the log."""

    async def ours(request: Request, error: Exception) -> Response:
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
        return _answer(request, paint, status, str(error))

    async def other(request: Request, error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log.error("reference %s: %s %s", reference, request.method, request.url.path, exc_info=error)
        return _answer(request, paint, 500, f"Something went wrong on our side. Reference {reference}.")

    async def signed_out(_: Request, __: Exception) -> Response:
        return paint("console/signed_out.html", 401, agent=None)

    app.add_exception_handler(SignedOut, signed_out)
    app.add_exception_handler(DulyError, ours)
    app.add_exception_handler(Exception, other)


def _answer(request: Request, paint: Paint, status: int, says: str) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        return paint("error.html", status, says=says, status_code=status)
    problem = {"type": "about:blank", "title": says, "status": status}
    return JSONResponse(problem, status, media_type="application/problem+json")
