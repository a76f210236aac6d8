"""Errors as people and programs see them: one sentence and a status; never a traceback."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from accounts.dossier import Collector
from accounts.errors import BadInput, BadSettings, Busy, Conflict, DulyError, ForgedRequest, NotFound
from web import words
from web.console.session import SignedOut
from web.pages import Paint
from web.security import HEADERS

log = logging.getLogger("duly.web")

_STATUS: dict[type[DulyError], int] = {
    ForgedRequest: 403,
    NotFound: 404,
    Conflict: 409,
    Busy: 503,
    BadSettings: 503,
    BadInput: 422,
}
"""The first that fits counts, so a BadSettings is not taken for other bad input; what fits none is a fault of ours."""
_FOR_STAFF = ("/console", "/simulator")


def status_of(error: DulyError) -> int | None:
    """Return the status by which an error of ours is answered; None is a fault of ours."""
    return next((code for kind, code in _STATUS.items() if isinstance(error, kind)), None)


def install(app: FastAPI, paint: Paint, collector: Collector) -> None:
    """Answer every error by its status; one that nobody foresaw by 500 with a reference for the log."""

    def answer(
        request: Request, status: int, says: str, headers: Mapping[str, str] | None = None, reference: str = ""
    ) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": says}
            return JSONResponse(problem, status, headers, media_type="application/problem+json")
        if request.url.path.startswith(_FOR_STAFF):
            page: Response = paint("console/error.html", status, says=says, agent=None)
        else:
            language = words.asked(request)
            facts = {"w": words.of_consumer(language), "language": language, "collector": collector}
            page = paint("portal/error.html", status, missing=status in (404, 405), reference=reference, **facts)
        page.headers.update(headers or {})
        return page

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, DulyError)
        status = status_of(error)
        if status is None:
            return await other(request, error)
        return answer(request, status, str(error), {"Retry-After": "5"} if isinstance(error, Busy) else None)

    async def other(request: Request, error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log.error("reference %s: %s %s", reference, request.method, request.url.path, exc_info=error)
        # The framework answers what nobody foresaw outside all middleware, so the headers are set here as well.
        return answer(request, 500, f"Something went wrong on our side. Reference {reference}.", HEADERS, reference)

    async def by_framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        says = {404: "There is nothing at this address.", 405: "This address cannot be used that way."}
        return answer(request, error.status_code, says.get(error.status_code, str(error.detail)), error.headers)

    async def unreadable(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        wrong = error.errors()[0]
        return answer(request, 422, f"{wrong['loc'][-1]}: {wrong['msg']}")

    async def signed_out(request: Request, _: Exception) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            return answer(request, 401, "Nobody is signed in.")
        return paint("console/signed_out.html", 401, agent=None, left=False)

    app.add_exception_handler(SignedOut, signed_out)
    app.add_exception_handler(DulyError, ours)
    app.add_exception_handler(HTTPException, by_framework)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(Exception, other)
