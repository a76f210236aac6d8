"""TwilioSms: text messages by Twilio's own SDK, out and in, with each of its traps closed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError
from twilio import request_validator as signing
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.base.values import unset
from twilio.rest import Client

from accounts.contact import Medium, Message, Receipt
from accounts.doubts import Doubt
from accounts.errors import BadInput, BadSettings, ForgedRequest
from accounts.provider import Enclosure, Keyword
from accounts.record import Id
from channels import twilio_lookup
from channels.codes import rebuff
from channels.port import Received, StatusUpdate
from channels.twilio_client import API, STATES, TwilioClient
from compliance.approval import Approval

_SID = re.compile(r"(SM|MM)[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Twilio's form, or SignalWire's."""

_KEYWORDS: dict[str, Keyword] = {"STOP": "stop", "START": "start", "HELP": "help"}
"""By OptOutType: a service with Advanced Opt-Out has answered these, and blocks or opens the number by itself."""

_SIGNED = (signing.SIGNATURE_HEADER.lower(), "x-signalwire-signature")
"""The headers that may bear the signature: SignalWire makes the same one under its own name."""


class TwilioSms:
    """Hand text messages to Twilio, or to what speaks its API.

    `failed` means that Twilio said no, or was never reached; `in_doubt`, that the connection was lost,
    nothing was heard, or Twilio itself broke (5xx), after the request was out. There is no idempotency key
    at Twilio, so a doubt is settled by the status callback, which carries the attempt, or by a look-up.
    """

    name = "twilio_sms"
    medium = Medium.SMS

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        sender: str,
        status_callback_url: str,
        clock: Callable[[], datetime],
        base_url: str | None = None,
        timeout: float = 10.0,
    ) -> None:
        """Take the account, who sends, and where statuses are to be reported.

        Args:
            account_sid: AC….
            auth_token: the account's token; also signs its webhooks.
            sender: a number of the account in E.164, or a messaging service (MG…).
            status_callback_url: our public address for statuses; `?ref=<attempt>` is added.
            clock: the instant at which an approval is spent.
            base_url: another server that speaks the API, a path prefix included; None is Twilio.
            timeout: seconds for a whole request.
        """
        if not account_sid or not auth_token or not sender:
            raise BadSettings("Twilio needs an account SID, an auth token and a sending number or service")
        self.address = base_url or API
        self._twilio = TwilioClient(account_sid, auth_token, base_url, timeout)
        self._sender = sender
        self._status_callback_url = status_callback_url
        self._clock = clock

    async def deliver(self, approval: Approval) -> Receipt:
        """Spend the approval and post its message, once."""
        client = self._twilio.inside_the_loop()
        message = approval.spend(self.medium, self._clock())
        attempt = approval.attempt
        try:
            return await self._post(client, message, attempt)
        except (TwilioRestException, TwilioServiceException) as no:
            state: Literal["failed", "in_doubt"] = "in_doubt" if no.status >= 500 else "failed"
            return self._receipt(attempt, state, code=str(no.code or no.status), says=said_by(no))
        except (ClientConnectorError, ConnectionTimeoutError) as unreached:
            return self._receipt(attempt, "failed", says=f"Twilio was not reached: {unreached}")
        except (ClientError, TimeoutError, OSError) as lost:
            return self._receipt(attempt, "in_doubt", says=str(lost) or f"no answer: {type(lost).__name__}")
        except (ValueError, TypeError, AttributeError) as odd:  # a 2xx whose body is no JSON object
            return self._receipt(attempt, "in_doubt", says=f"an answer that cannot be read: {odd}")

    async def look_up(self, doubt: Doubt) -> list[StatusUpdate]:
        """Ask Twilio what became of an attempt."""
        return await twilio_lookup.found(self._twilio.inside_the_loop(), doubt, self._clock())

    async def received_since(self, since: datetime) -> list[Received]:
        """Ask Twilio for the texts that came to us."""
        client = self._twilio.inside_the_loop()
        return await twilio_lookup.received(client, self._sender, since, self._clock(), self.address)

    async def aclose(self) -> None:
        """Close its connections."""
        await self._twilio.aclose()

    async def _post(self, client: Client, message: Message, attempt: Id) -> Receipt:
        by_service = self._sender.startswith("MG")
        made = await client.messages.create_async(
            to=message.to or "",
            body=message.text,
            from_=unset if by_service else self._sender,
            messaging_service_sid=self._sender if by_service else unset,
            status_callback=f"{self._status_callback_url}?{urlencode({'ref': attempt})}",
        )
        refused = str(made.status) in ("failed", "undelivered", "canceled")
        code = str(made.error_code) if made.error_code else None
        return self._receipt(
            attempt,
            "failed" if refused else "sent",
            reference=made.sid,
            code=code,
            says=made.error_message or str(made.status),
        )

    def _receipt(
        self,
        attempt: Id,
        state: Literal["sent", "failed", "in_doubt"],
        *,
        reference: str | None = None,
        code: str | None = None,
        says: str = "",
    ) -> Receipt:
        return Receipt(
            attempt=attempt,
            state=state,
            at=self._clock(),
            channel=self.name,
            reference=reference,
            code=code,
            rebuff=rebuff("twilio", code) if state == "failed" and code else None,
            says=says[:500],
        )


def signed_url(public_url: str, path: str, query: str = "") -> str:
    """Return the address that Twilio signed: our public one, and path and query as they came, still encoded.

    Never build it from the Host header: behind a proxy it names another scheme or port, and anybody can write it.
    """
    return public_url.rstrip("/") + path + (f"?{query}" if query else "")


def verify(auth_token: str, url: str, headers: Mapping[str, str], body: Mapping[str, object] | str | bytes) -> None:
    """Make sure that Twilio sent a request.

    Args:
        auth_token: the account's token, or the key that signs the webhooks in its place.
        url: see `signed_url`.
        headers: of the request, in any case.
        body: the posted form as parsed, blank values kept; or, for JSON, the body as it came.

    Raises:
        ForgedRequest: the signature is missing or is not Twilio's; also for whatever cannot be checked.
    """
    given = {name.lower(): value for name, value in headers.items()}
    signature = next((given[name] for name in _SIGNED if given.get(name)), "")
    if not signature:
        raise ForgedRequest(f"{url}: no {signing.SIGNATURE_HEADER}")
    hashed = "bodySHA256" in parse_qs(urlsplit(url).query)
    if isinstance(body, bytes):
        body = body.decode("utf-8", "replace")
    # Twilio signs a form's values, and of any other body the hash that it writes into the address; the
    # SDK fails with a TypeError on a body without one, and passes an emptied form with one.
    if isinstance(body, str) != hashed:
        raise ForgedRequest(f"{url}: the body is not of the kind that was signed")
    settings = given.get(signing.SIGNATURE_SETTINGS_HEADER.lower())
    algorithm = signing.get_signature_algorithm(settings)  # type: ignore[no-untyped-call]  # untyped SDK
    try:
        validator = signing.RequestValidator(auth_token)  # type: ignore[no-untyped-call]  # untyped SDK
        genuine = validator.validate(url, body, signature, algorithm)  # type: ignore[no-untyped-call]  # untyped SDK
    except (TypeError, ValueError) as wrong:  # a file among the values, half a character
        raise ForgedRequest(f"{url}: a form that Twilio does not post") from wrong
    if not genuine:
        raise ForgedRequest(f"{url}: the signature does not match; is this the address that Twilio was given?")


def parse_inbound(form: Mapping[str, object], at: datetime) -> Received:
    """Return the text message of a verified form, received at `at`.

    Raises:
        BadInput: a field every text message has is missing.
    """
    fields = fields_of(form)
    key = fields.get("MessageSid") or fields.get("SmsSid")
    if not key or not fields.get("From") or not fields.get("To"):
        raise BadInput("a text message from Twilio lacks MessageSid, From or To")
    # What is signed is names and values run together, so a replay may move the border between two of them, and
    # would be a new message under a longer identifier.
    if not _SID.fullmatch(key):
        raise BadInput("the MessageSid of a text message is SM or MM and 32 hexadecimal digits, or a UUID")
    return Received(
        provider="twilio",
        key=key,
        medium=Medium.SMS,
        at=at,
        from_address=fields["From"],
        to_address=fields["To"],
        text=fields.get("Body", ""),
        enclosed=_enclosed(fields),
        keyword=_KEYWORDS.get(fields.get("OptOutType", "").upper()),
        raw=fields,
    )


def parse_status(form: Mapping[str, object], query: Mapping[str, str], at: datetime) -> StatusUpdate:
    """Return what a verified status callback says became of a message.

    A status that is not in Twilio's list counts as `sent`: the provider has the message, so it counts
    towards every cap, and nothing more is known.

    Raises:
        BadInput: it names no message or no status.
    """
    fields = fields_of(form)
    reference = fields.get("MessageSid") or fields.get("SmsSid")
    status = fields.get("MessageStatus") or fields.get("SmsStatus")
    if not reference or not status:
        raise BadInput("a status from Twilio lacks MessageSid or MessageStatus")
    state, code = STATES.get(status, "sent"), fields.get("ErrorCode") or None
    return StatusUpdate(
        provider="twilio",
        key=f"{reference}:{status}",
        at=at,
        reference=reference,
        attempt=attempt_of(query.get("ref", "")),
        state=state,
        status=status,
        code=code,
        rebuff=rebuff("twilio", code) if state in ("failed", "undelivered") else None,
        raw=fields,
    )


def _enclosed(fields: Mapping[str, str]) -> tuple[Enclosure, ...]:
    """Return the pictures that came with a text: MediaUrl0, MediaContentType0 and so on; the count may be anything."""
    found: list[Enclosure] = []
    while url := fields.get(f"MediaUrl{len(found)}"):
        found.append(Enclosure(url=url, kind=fields.get(f"MediaContentType{len(found)}", "")))
    return tuple(found)


def said_by(no: TwilioRestException | TwilioServiceException) -> str:
    """Return in one sentence why Twilio said no."""
    # str() of them paints for a terminal.
    if isinstance(no, TwilioServiceException):
        return f"{no.title}: {no.detail}" if no.detail else no.title
    return no.msg


def fields_of(form: Mapping[str, object]) -> dict[str, str]:
    """Return the form's values by name; a NUL, which a database may refuse, is left out."""
    return {name: value.replace("\x00", "") for name, value in form.items() if isinstance(value, str)}


def attempt_of(ref: str) -> Id | None:
    """Return our reference in an address, where it is one."""
    try:
        return str(UUID(ref))
    except ValueError:
        return None
