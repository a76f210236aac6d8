"""The application of the API: its routes, its gate, its problems, and the document that describes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from compliance.parameters import load_yaml
from web.api import bringing, endpoints, problems, questions, seeing, sending
from web.api.gate import MOST_BODY, Gate
from web.api.given import Parts
from web.api.problems import MEDIA_TYPE, ProblemShown

AT = "/api/v1"

_PROBLEMS = {
    401: "No key, or one that is unknown or revoked.",
    403: "The key has not the scope that this wants.",
    413: "The body is too large.",
    422: "An input cannot be used; `errors` names it.",
    429: "The key has asked too often; `Retry-After` says when it may again.",
    503: "The database is busy, or a channel is not set up; try again.",
}
"""What every address may answer beside its own."""

_OWN = {
    404: "There is no such thing.",
    409: "Somebody else is at it, or changed it first.",
    415: "The body is no JSON.",
}

_ABOUT = (
    "May I contact? And what integrators need to live with us: facts in, messages out, events told. "
    "Every answer that is no success is application/problem+json (RFC 9457). See docs/integrating.md."
)


def create(parts: Parts) -> FastAPI:
    """Return the API, to be mounted at `AT`."""
    api = FastAPI(title="Duly", version="1", description=_ABOUT, docs_url=None, redoc_url=None, openapi_url=None)
    for module in (questions, seeing, bringing, sending, endpoints):
        api.include_router(module.router(parts), max_body_size=MOST_BODY)
    problems.install(api)
    api.add_middleware(Gate, store=parts.store, clock=parts.clock, rates=parts.rates)
    return api


def document(api: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document: every address with examples, and every problem it may answer with."""
    if api.openapi_schema is None:
        api.openapi_schema = _written(api)
    return api.openapi_schema


def _written(api: FastAPI) -> dict[str, Any]:
    made = get_openapi(title=api.title, version=api.version, description=api.description, routes=api.routes)
    made["servers"] = [{"url": AT}]
    shapes = made["components"]["schemas"]
    shapes["Problem"] = ProblemShown.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes |= shapes["Problem"].pop("$defs", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        shapes.pop(unused, None)
    made["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    made["security"] = [{"key": []}]
    shown = load_yaml(Path(__file__).with_name("examples.yaml"))
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            _complete(operation, shown.get(f"{method.upper()} {path}", {}), takes_body=method == "post")
    return made


def _complete(operation: dict[str, Any], examples: dict[str, Any], *, takes_body: bool) -> None:
    """Add to one operation its examples, and the problems it may answer with."""
    if examples:
        operation["requestBody"]["content"]["application/json"]["examples"] = {
            name: {"value": value} for name, value in examples.items()
        }
    own = _OWN if takes_body else {404: _OWN[404]}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, says in sorted((_PROBLEMS | own).items()):
        operation["responses"][str(status)] = {"description": says, "content": content}
