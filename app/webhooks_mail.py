"""Webhooks of the mail provider: verify, write down, answer; the work happens after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.requests import ClientDisconnect

from accounts.errors import BadInput, ForgedRequest
from app.wiring import House
from channels import sendgrid
from channels.mail_in import LARGEST

MOST_EVENTS = 4 * 1024 * 1024
"""Bytes of a batch of events that are read."""

MOST_FIELDS = 256 * 1024
"""Bytes of the fields beside a mail."""


def router(house: House, wake: Callable[[], None]) -> APIRouter:
    """Return SendGrid's addresses.

    Args:
        house: everything joined.
        wake: tells the worker that something has come.
    """
    routes = APIRouter(prefix="/webhooks/sendgrid")

    async def signed(request: Request) -> bytes:
        """Return the body of a request that SendGrid has signed.

        Raises:
            ForgedRequest: it has not.
            BadInput: the connection ended before the body did.
        """
        if house.sendgrid is None:
            raise ForgedRequest("no SendGrid account is set up here")
        try:
            body = await request.body()
        except ClientDisconnect as gone:  # nobody reads the answer; it keeps a dropped line from being our fault
            raise BadInput("the connection ended before the body did") from gone
        house.sendgrid.verify(request.headers, body)
        return body

    @routes.post("/events", max_body_size=MOST_EVENTS)
    async def events(request: Request) -> Response:
        updates = sendgrid.parse_events(await signed(request), house.clock())
        await asyncio.gather(*(house.intake.take(update) for update in updates))
        return Response(status_code=204)

    @routes.post("/mail", max_body_size=LARGEST + MOST_FIELDS)
    async def mail(request: Request) -> Response:
        body = await signed(request)
        came = sendgrid.parse_mail(request.headers.get("content-type", ""), body, house.clock())
        await house.intake.take(came)
        wake()
        return Response(status_code=204)

    return routes
