"""The web application: providers' webhooks, the consumer's pages, the agents' console, the API, what operators ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from accounts import ledger, migrations
from accounts.store import Store
from app import calls, integrators, metrics, webhooks, webhooks_mail, wiring
from app.wiring import House
from app.worker import Worker
from web import errors, pages
from web.api import application
from web.api.gate import allows, known
from web.api.problems import Problem
from web.chat import Chat, origins_of
from web.console.answers import Answers
from web.console.kept import KeptMails
from web.console.routes import Console
from web.portal import Portal
from web.security import Shield


def create(house: House, worker: Worker, more: Iterable[APIRouter] = ()) -> FastAPI:
    """Return the application.

    Args:
        house: everything joined.
        worker: works off what comes in while the application runs.
        more: routers of the simulator, where it is on.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await worker.begin()
        working = asyncio.create_task(worker.run())
        yield
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        await house.intake.aclose()

    # The built-in pages for the API load scripts from elsewhere; they would break offline and under our policy.
    app = FastAPI(title="Duly", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.include_router(webhooks.router(house, worker.wake))
    app.include_router(webhooks_mail.router(house, worker.wake))
    app.include_router(calls.router(house))
    paint = pages.painter()
    app.include_router(pages.router())
    app.include_router(Portal(house.store, house.links, house.clock, paint).router())
    origins = origins_of(house.settings.chat_origins)
    app.include_router(Chat(house.store, house.clock, paint, worker.wake, [*origins]).router())
    app.include_router(Answers(house.assistant, paint).router())
    app.include_router(KeptMails(house.assistant, paint).router())
    app.include_router(Console(house.store, house.assistant, house.clock, paint).router())
    _add_integrators(app, house, worker)
    for routes in more:
        app.include_router(routes)
    _add_health(app, house)
    errors.install(app, paint, house.store.collector)
    app.add_middleware(Shield)
    return app


def _add_integrators(app: FastAPI, house: House, worker: Worker) -> None:
    """Add the API under its version, its document, and the metrics, which want a key that may read."""
    api = application.create(integrators.parts(house, worker.herald))
    app.mount(application.AT, api)

    @app.get("/openapi.json")
    def openapi() -> JSONResponse:
        return JSONResponse(application.document(api))

    @app.get("/metrics")
    def figures(request: Request) -> Response:
        try:
            key = known(house.store, request.headers.get("authorization", ""))
            allows("read")(key)
        except Problem as problem:
            return problem.response()
        return Response(metrics.text(house.store, wiring.system_clock), media_type=CONTENT_TYPE_LATEST)


def lacks(store: Store) -> list[str]:
    """Return what keeps us from working, in sentences: the database, its revision, or the key of the ledger's seal."""
    try:
        with store.reading() as reading:
            unsealed = ledger.is_unsealed(reading.connection, store.vault.mac)
        # The tables themselves were compared when we began; only a migration changes them, and it changes the revision.
        return migrations.lacks(store.engine, tables=False) + unsealed
    except SQLAlchemyError as error:
        return [f"the database cannot be used: {type(error).__name__}"]


def _add_health(app: FastAPI, house: House) -> None:
    """Add what operators ask: whether the process lives, and whether it can work."""

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/ready")
    def ready() -> JSONResponse:
        lacking = lacks(house.store)
        return JSONResponse({"ready": not lacking, "lacks": lacking}, 503 if lacking else 200)
