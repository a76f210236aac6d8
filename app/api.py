"""The web application: the providers' webhooks, the consumer's pages, the agents' console."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse

from accounts import migrations
from app import webhooks, webhooks_mail
from app.wiring import House
from app.worker import Worker
from web import errors, pages
from web.console.answers import Answers
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
    app = FastAPI(title="Duly", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.include_router(webhooks.router(house, worker.wake))
    app.include_router(webhooks_mail.router(house, worker.wake))
    paint = pages.painter()
    app.include_router(pages.router())
    app.include_router(Portal(house.store, house.links, house.clock, paint).router())
    app.include_router(Answers(house.assistant, paint).router())
    app.include_router(Console(house.store, house.assistant, house.clock, paint).router())
    for routes in more:
        app.include_router(routes)
    _add_health(app, house)
    errors.install(app, paint, house.store.collector)
    app.add_middleware(Shield)
    return app


def _add_health(app: FastAPI, house: House) -> None:
    """Add what operators ask: whether the process lives, and whether it can work."""

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/ready")
    async def ready() -> JSONResponse:
        lacking = await asyncio.to_thread(migrations.lacks, house.store.engine)
        return JSONResponse({"ready": not lacking, "lacks": lacking}, 503 if lacking else 200)
