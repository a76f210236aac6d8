"""Webhooks: verify, write down, answer; the work happens after."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.requests import ClientDisconnect

from accounts.errors import BadInput, ForgedRequest
from app.settings import Settings
from app.wiring import House
from channels import telnyx_sms as telnyx
from channels import twilio_sms as twilio

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""The answer to an inbound text: nothing is said by TwiML; every reply leaves by the gateway."""

MOST = 64 * 1024
"""Bytes of a webhook's body that are read; Twilio's are far smaller."""


def router(house: House, wake: Callable[[], None]) -> APIRouter:
    """Return the providers' addresses.

    Args:
        house: everything joined.
        wake: tells the worker that something has come.
    """
    routes = APIRouter(prefix="/webhooks")

    @routes.post("/twilio/sms", max_body_size=MOST)
    async def sms(request: Request) -> Response:
        received = twilio.parse_inbound(await signed(house.settings, request), house.clock())
        await house.intake.take(received)
        wake()
        return Response(EMPTY, media_type="text/xml")

    @routes.post("/twilio/status", max_body_size=MOST)
    async def status(request: Request) -> Response:
        update = twilio.parse_status(await signed(house.settings, request), dict(request.query_params), house.clock())
        await house.intake.take(update)
        return Response(status_code=204)

    _add_telnyx(routes, house, wake)
    return routes


def _add_telnyx(routes: APIRouter, house: House, wake: Callable[[], None]) -> None:
    @routes.post("/telnyx", max_body_size=MOST)
    async def event(request: Request) -> Response:
        key = house.settings.telnyx_public_key
        if key is None:
            raise ForgedRequest("no Telnyx account is set up here")
        try:
            body = await request.body()
        except ClientDisconnect as gone:
            raise BadInput("the connection ended before the body did") from gone
        at = house.clock()
        telnyx.verify(key, request.headers, body, at)
        said = telnyx.parse(body, at)
        if said is not None:
            await house.intake.take(said)
            wake()
        return Response(status_code=204)


async def signed(settings: Settings, request: Request) -> dict[str, str]:
    """Return the form of a request that Twilio has signed.

    Raises:
        ForgedRequest: it has not.
        BadInput: the connection ended before the body did.
    """
    try:
        return await _verified(settings, request)
    except ClientDisconnect as gone:  # nobody reads the answer; it keeps a dropped line from being our fault
        raise BadInput("the connection ended before the body did") from gone


async def _verified(settings: Settings, request: Request) -> dict[str, str]:
    token = settings.twilio_signing_key or settings.twilio_auth_token
    if token is None:
        raise ForgedRequest("no Twilio account is set up here")
    url = twilio.signed_url(settings.public_url, request.url.path, request.url.query)
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = await request.form()
        twilio.verify(token.get_secret_value(), url, request.headers, form)
        return {name: str(value) for name, value in form.items()}
    twilio.verify(token.get_secret_value(), url, request.headers, await request.body())
    raise ForgedRequest("a form was expected")
