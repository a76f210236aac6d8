"""The web application: the providers' webhooks, the consumer's pages, the agents' console."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from fastapi import APIRouter, FastAPI

from accounts.errors import BadInput, BadSettings, ForgedRequest
from app import webhooks
from app.wiring import House
from app.worker import Worker


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

    # The built-in pages for the API load scripts from elsewhere; they would break offline and under our policy.
    app = FastAPI(title="Duly", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.include_router(webhooks.router(house, worker.wake))
    for error in (ForgedRequest, BadInput, BadSettings):
        app.add_exception_handler(error, webhooks.refuse)
    for routes in more:
        app.include_router(routes)
    return app
