"""TwilioClient: the SDK's client for one account, or for whoever speaks the same API, with its traps closed."""

from __future__ import annotations

from typing import Literal

from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

API = "https://api.twilio.com"

STATES: dict[str, Literal["sent", "delivered", "undelivered", "failed"]] = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "partially_delivered": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "failed",
}
"""What each status of a message means to us."""


class _PatientClient(AsyncTwilioHttpClient):
    """The SDK's client, but the time-out it is given is used (twilio-python #925).

    Connections stay pooled: without the pool, answers of concurrent requests are mixed up. Its
    `max_retries` stays unset: it would POST a message again.
    """

    async def request(  # type: ignore[override]  # as the SDK's own async client does
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  # the SDK's signature
        allow_redirects: bool = False,
    ) -> Response:
        patience = self.timeout if timeout is None else timeout
        return await super().request(method, url, params, data, headers, auth, patience, allow_redirects)


class TwilioClient:
    """One account; its client is made on first use, for aiohttp's session must be born in the loop that runs it."""

    def __init__(self, account_sid: str, auth_token: str, base_url: str | None = None, timeout: float = 10.0) -> None:
        """Take the account, and another server that speaks the API, a path prefix included; None is Twilio."""
        self._credentials = (account_sid, auth_token)
        self._base_url = base_url
        self._timeout = timeout
        self._http: _PatientClient | None = None
        self._client: Client | None = None

    def inside_the_loop(self) -> Client:
        """Return the client."""
        if self._client is None:
            self._http = _PatientClient(timeout=self._timeout)
            self._client = Client(*self._credentials, http_client=self._http)  # type: ignore[no-untyped-call]  # untyped SDK
            if self._base_url is not None:
                self._client.api.base_url = self._base_url
        return self._client

    async def aclose(self) -> None:
        """Close its connections."""
        if self._http is not None:
            await self._http.close()  # type: ignore[no-untyped-call]  # untyped SDK
        self._http = self._client = None
