"""Problems: every answer that is no success, as RFC 9457 has it, naming the input that is meant."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from accounts.errors import Busy, DulyError
from web.errors import status_of

log = logging.getLogger("duly.api")

PREFIX = "urn:problem-type:duly:"
MEDIA_TYPE = "application/problem+json"
MOST = 20
"""Wrong inputs that are named in one answer."""

_CODES = {
    400: "unreadable-request",
    401: "no-key",
    403: "scope-missing",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "body-too-large",
    415: "not-json",
    422: "invalid-input",
    429: "too-many-requests",
    500: "our-fault",
    503: "not-ready",
}
_SAYS = {404: "there is nothing at this address", 405: "this address cannot be used that way"}


class WrongInput(BaseModel):
    """One input that cannot be used."""

    pointer: str = Field(examples=["#/debt"])
    """Where it stands in the body (RFC 6901); of a parameter or header, its name."""
    detail: str = Field(examples=["Field required"])


class ProblemShown(BaseModel):
    """A problem, as RFC 9457 has it."""

    type: str = Field(examples=[f"{PREFIX}invalid-input"])
    """Which kind of problem; it stays the same in every version of this API."""
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["#/debt: Field required"])
    """A sentence for a person."""
    errors: list[WrongInput] = []
    """The inputs that are meant, where there are any."""


class Problem(Exception):
    """An answer that is no success."""

    def __init__(
        self, status: int, detail: str, *, code: str = "", at: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.code, self.headers = status, detail, code, headers
        self.errors = [WrongInput(pointer=at, detail=detail)] if at else []

    def response(self) -> JSONResponse:
        """Return it as a response."""
        return answer(self.status, self.detail, code=self.code, errors=self.errors, headers=self.headers)


def answer(
    status: int,
    detail: str,
    *,
    code: str = "",
    errors: list[WrongInput] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return a problem as a response."""
    shown = ProblemShown(
        type=PREFIX + (code or _CODES.get(status, "other")),
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=errors or [],
    )
    return JSONResponse(shown.model_dump(), status, headers, media_type=MEDIA_TYPE)


def install(api: FastAPI) -> None:
    """Answer every error as a problem; one that nobody foresaw by 500 with a reference for the log."""

    async def ours(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, DulyError)
        status = status_of(error)
        if status is None:
            return await unforeseen(_, error)
        return answer(status, str(error), headers={"Retry-After": "5"} if isinstance(error, Busy) else None)

    async def named(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)
        return error.response()

    async def by_framework(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        says = _SAYS.get(error.status_code, str(error.detail))
        return answer(error.status_code, says, headers=error.headers)

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        found = [_wrong(one) for one in error.errors()[:MOST]]
        if any(one["type"] == "json_invalid" for one in error.errors()):
            return answer(400, "the body is no JSON: " + found[0].detail, errors=found)
        return answer(422, "; ".join(f"{one.pointer}: {one.detail}" for one in found[:3]), errors=found)

    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        reference = secrets.token_hex(4)
        log.error("reference %s: %s %s", reference, request.method, request.url.path, exc_info=error)
        return answer(500, f"something went wrong on our side; reference {reference}")

    api.add_exception_handler(Problem, named)
    api.add_exception_handler(DulyError, ours)
    api.add_exception_handler(HTTPException, by_framework)
    api.add_exception_handler(RequestValidationError, invalid)
    api.add_exception_handler(Exception, unforeseen)


def _wrong(error: Mapping[str, Any]) -> WrongInput:
    """Return what pydantic says of an input, where it stands, without what the words of our types add to the path."""
    where, *path = error["loc"]
    says = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "json_invalid":
        return WrongInput(pointer="#", detail=f"{error['ctx']['error']} at character {path[0]}")
    if where == "body":
        steps = [_step(step) for step in path if step not in ("one question", "several questions")]
        return WrongInput(pointer="#" + "".join(f"/{step}" for step in steps), detail=says[:300])
    return WrongInput(pointer=f"{where} {path[-1]}" if path else str(where), detail=says)


def _step(step: str | int) -> str:
    """Return one step of a pointer, its signs escaped; a name that they chose is cut short and can always be sent."""
    told = str(step)[:60].encode("utf-8", "replace").decode()
    return told.replace("~", "~0").replace("/", "~1")
