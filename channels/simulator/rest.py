"""The part of Twilio's REST API that the carrier speaks: messages and calls, with Twilio's errors."""

from __future__ import annotations

import hmac
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

import phonenumbers
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from channels.simulator.carrier import Carrier, Text
from channels.simulator.telephones import Call, Heard
from compliance.segments import segments

_VERSION = "2010-04-01"
_FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")
_LONGEST = 1600  # letters in one message (Twilio error 21617)


class _No(Exception):
    """An answer of Twilio's that is no."""

    def __init__(self, status: int, code: int, says: str) -> None:
        super().__init__(says)
        self.answer = JSONResponse(
            {
                "code": code,
                "message": says,
                "more_info": f"https://www.twilio.com/docs/errors/{code}",
                "status": status,
            },
            status_code=status,
        )


@dataclass(frozen=True)
class _Asked:
    """What one request asks for."""

    path: str
    sid: str
    query: Mapping[str, str]
    form: dict[str, str]


def router(carrier: Carrier, prefix: str = "") -> APIRouter:
    """Return the API of one carrier, to be mounted below `prefix`; that is the SDK's base address."""

    def answering(
        work: Callable[[_Asked], dict[str, Any]], status: int = 200
    ) -> Callable[[Request], Awaitable[JSONResponse]]:
        async def endpoint(request: Request) -> JSONResponse:
            try:
                _authenticate(carrier, request)
                form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
                asked = _Asked(request.url.path, request.path_params.get("sid", ""), request.query_params, form)

                def taken() -> JSONResponse:
                    return JSONResponse(work(asked), status_code=status)

                return await carrier.meet(taken, _on_a_bad_day) if request.method == "POST" else taken()
            except _No as no:
                return no.answer

        return endpoint

    def create_message(asked: _Asked) -> dict[str, Any]:
        return _message(carrier, _accept(carrier, asked.form))

    def list_messages(asked: _Asked) -> dict[str, Any]:
        return _listed(carrier, asked.query)

    def fetch_message(asked: _Asked) -> dict[str, Any]:
        text = carrier.texts.get(asked.sid)
        if text is None or text.dialect is not None:
            raise _missing(asked.path)
        return _message(carrier, text)

    api = APIRouter(prefix=f"{prefix}/{_VERSION}/Accounts/{{account}}", include_in_schema=False)
    api.add_api_route("/Messages.json", answering(create_message, 201), methods=["POST"])
    api.add_api_route("/Messages.json", answering(list_messages))
    api.add_api_route("/Messages/{sid}.json", answering(fetch_message))
    _add_calls(api, answering, carrier)
    return api


def _on_a_bad_day(status: int) -> JSONResponse:
    code, says = (20429, "Too Many Requests") if status == 429 else (20503, "Service Unavailable")
    return _No(status, code, says).answer


def _add_calls(api: APIRouter, answering: Callable[..., Any], carrier: Carrier) -> None:
    def create_call(asked: _Asked) -> dict[str, Any]:
        to = _number(asked.form, "To", 21201, 21211)
        code = carrier.fates.get(to)
        if code is not None and code < 30000:
            raise _No(400, code, f"The simulated carrier refuses {to} with {code}.")
        if not asked.form.get("Url"):
            raise _No(400, 21205, "Url parameter is required.")
        return _call(carrier, carrier.dial(_ours(carrier, asked.form), to, asked.form))

    def list_calls(asked: _Asked) -> dict[str, Any]:
        """Return the calls with a number, the latest first; whoever asks by time gets them all the same."""
        wanted = {name: asked.query[name] for name in ("To", "From") if name in asked.query}
        found = [
            call
            for call in reversed(carrier.callers.calls.values())
            if wanted.get("To", call.to) == call.to and wanted.get("From", call.sender) == call.sender
        ]
        return {"calls": [_call(carrier, call) for call in found], "page": 0, "page_size": 50, "next_page_uri": None}

    def fetch_call(asked: _Asked) -> dict[str, Any]:
        if asked.sid not in carrier.callers.calls:
            raise _missing(asked.path)
        return _call(carrier, carrier.callers.calls[asked.sid])

    api.add_api_route("/Calls.json", answering(create_call, 201), methods=["POST"])
    api.add_api_route("/Calls.json", answering(list_calls))

    def update_recording(asked: _Asked) -> dict[str, Any]:
        """Pause, end or go on with what runs; a call of which nothing is recorded has none."""
        call = carrier.callers.calls.get(asked.sid)
        status = asked.form.get("Status", "")
        if call is None or not call.recording:
            raise _missing(asked.path)
        if status not in ("paused", "stopped", "in-progress"):
            raise _No(400, 21220, f"Invalid Status {status}")
        call.recording = {"stopped": ""}.get(status, status)
        call.heard.append(Heard("line", f"the recording of the call is {status} from here on"))
        return {"account_sid": carrier.account_sid, "call_sid": call.sid, "sid": "RE" + call.sid[2:], "status": status}

    api.add_api_route("/Calls/{sid}.json", answering(fetch_call))
    api.add_api_route("/Calls/{sid}/Recordings/{recording}.json", answering(update_recording), methods=["POST"])


def _authenticate(carrier: Carrier, request: Request) -> None:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    try:
        pair = b64decode(given, validate=True)
    except ValueError:
        pair = b""
    expected = f"{carrier.account_sid}:{carrier.auth_token}".encode()
    if scheme.lower() != "basic" or not hmac.compare_digest(pair, expected):
        raise _No(401, 20003, "Authenticate")
    if request.path_params["account"] != carrier.account_sid:
        raise _missing(request.url.path)


def _accept(carrier: Carrier, form: Mapping[str, str]) -> Text:
    to = _number(form, "To", 21604, 21211)
    body = form.get("Body", "")
    if not body:
        raise _No(400, 21602, "Message body is required.")
    if len(body) > _LONGEST:
        raise _No(400, 21617, f"The concatenated message body exceeds the {_LONGEST} character limit.")
    service = form.get("MessagingServiceSid")
    sender = carrier.numbers[0] if service else _ours(carrier, form)
    code = carrier.fates.get(to)
    if code is not None and code < 30000:
        raise _No(400, code, f"The simulated carrier refuses {to} with {code}.")
    return carrier.accept(sender, to, body, form.get("StatusCallback"), service)


def _number(form: Mapping[str, str], name: str, missing: int, invalid: int) -> str:
    given = form.get(name, "")
    if not given:
        raise _No(400, missing, f"A '{name}' phone number is required.")
    try:
        number = phonenumbers.parse(given, None)
    except phonenumbers.NumberParseException as wrong:
        raise _No(400, invalid, f"The '{name}' number {given} is not a valid phone number.") from wrong
    if not phonenumbers.is_possible_number(number):
        raise _No(400, invalid, f"The '{name}' number {given} is not a valid phone number.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _ours(carrier: Carrier, form: Mapping[str, str]) -> str:
    sender = form.get("From", "")
    if not sender:
        raise _No(400, 21603, "A 'From' phone number is required.")
    if sender not in carrier.numbers:
        says = f"The 'From' phone number {sender} is not a valid, SMS-capable Twilio phone number of this account."
        raise _No(400, 21606, says)
    return sender


def _missing(path: str) -> _No:
    return _No(404, 20404, f"The requested resource {path} was not found")


def _listed(carrier: Carrier, query: Mapping[str, str]) -> dict[str, Any]:
    """Return one page, the latest first, filtered as the query asks."""
    ours = (text for text in reversed(carrier.texts.values()) if text.dialect is None)
    texts = [text for text in ours if _asked_for(text, query)]
    size = min(max(_whole(query.get("PageSize"), 50), 1), 1000)
    page = max(_whole(query.get("Page"), 0), 0)
    shown = texts[page * size : (page + 1) * size]
    filters = urlencode({name: query[name] for name in _FILTERS if name in query} | {"PageSize": size})
    here = f"/{_VERSION}/Accounts/{carrier.account_sid}/Messages.json?{filters}&Page="
    return {
        "messages": [_message(carrier, text) for text in shown],
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(len(shown) - 1, 0),
        "uri": f"{here}{page}",
        "first_page_uri": f"{here}0",
        "next_page_uri": f"{here}{page + 1}" if len(texts) > (page + 1) * size else None,
        "previous_page_uri": f"{here}{page - 1}" if page else None,
    }


def _asked_for(text: Text, query: Mapping[str, str]) -> bool:
    if query.get("To", text.to) != text.to or query.get("From", text.sender) != text.sender:
        return False
    day = text.at.astimezone(UTC).date()
    on, before, after = (_day(query.get(name)) for name in ("DateSent", "DateSent<", "DateSent>"))
    return (on is None or day == on) and (before is None or day <= before) and (after is None or day >= after)


def _day(given: str | None) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given[:10])
    except ValueError as wrong:
        raise _No(400, 20001, f"DateSent: {given} is no date; write YYYY-MM-DD.") from wrong


def _whole(given: str | None, otherwise: int) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 7 else otherwise


def _message(carrier: Carrier, text: Text) -> dict[str, Any]:
    uri = f"/{_VERSION}/Accounts/{carrier.account_sid}/Messages/{text.sid}"
    choosing = text.service is not None and text.status == "queued"  # a service has not chosen its number yet
    return {
        "account_sid": carrier.account_sid,
        "api_version": _VERSION,
        "body": text.body,
        "date_created": _rfc2822(text.at),
        "date_sent": None if text.status == "queued" else _rfc2822(text.at),
        "date_updated": _rfc2822(text.at),
        "direction": text.direction,
        "error_code": text.error_code,
        "error_message": None,
        "from": None if choosing else text.sender,
        "messaging_service_sid": text.service,
        "num_media": "0",
        "num_segments": "0" if choosing else str(segments(text.body)),
        "price": None,
        "price_unit": "USD",
        "sid": text.sid,
        "status": text.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": text.to,
        "uri": f"{uri}.json",
    }


def _call(carrier: Carrier, call: Call) -> dict[str, Any]:
    return {
        "account_sid": carrier.account_sid,
        "api_version": _VERSION,
        "date_created": _rfc2822(call.at),
        "date_updated": _rfc2822(call.at),
        "answered_by": call.answered_by,
        "direction": call.direction,
        "from": call.sender,
        "sid": call.sid,
        "status": call.status,
        "to": call.to,
        "uri": f"/{_VERSION}/Accounts/{carrier.account_sid}/Calls/{call.sid}.json",
    }


def _rfc2822(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC))
