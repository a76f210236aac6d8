"""The simulator's controls: a page and a small API for people and tests to set faults, write texts and look around."""

from __future__ import annotations

from math import nan
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Body, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from accounts.errors import BadInput
from channels.simulator.caller_pages import act
from channels.simulator.carrier import Carrier, Text
from channels.simulator.faults import Faults
from channels.simulator.mailbox import Mail, Mailbox
from channels.simulator.telephones import Call

SAYS: dict[str, str] = {
    "duplicate": "a webhook comes twice",
    "reorder": "a message's statuses come in the wrong order",
    "delay": "a webhook comes late",
    "drop": "a webhook never comes",
    "replay": "an old webhook comes once more",
    "forge": "before a webhook comes one with a wrong signature",
    "too_many": "a request is refused with 429",
    "broken": "a request is answered with 503, a mail with 451; nothing was taken",
    "lost": "a message is taken, and the answer is lost",
    "slow": "a request is answered late",
    "early": "webhooks come before the answer to the request",
}
"""Each fault that has a probability, for people."""
_SECONDS = ("delay_seconds", "slow_seconds")


def router(carrier: Carrier, mailbox: Mailbox, page: Any) -> APIRouter:
    """Return the page and the API.

    Args:
        carrier: whose faults they are; it shares them with the mailbox.
        mailbox: what arrived by mail.
        page: paints a template.
    """
    routes = APIRouter(include_in_schema=False)
    _add_page(routes, carrier, page)
    _add_api(routes, carrier, mailbox)
    return routes


def _add_page(routes: APIRouter, carrier: Carrier, page: Any) -> None:
    def shown(given: dict[str, str], wrong: dict[str, str]) -> HTMLResponse:
        found: HTMLResponse = page("faults.html", 422 if wrong else 200, given=given, wrong=wrong, says=SAYS)
        return found

    @routes.get("/simulator/faults")
    async def faults() -> Response:
        now = carrier.dice.faults
        percents = {name: f"{getattr(now, name) * 100:g}" for name in SAYS}
        return shown(percents | {name: f"{getattr(now, name):g}" for name in _SECONDS}, {})

    @routes.post("/simulator/faults")
    async def change(request: Request) -> Response:
        """Take percentages for probabilities; what is left empty is none."""
        form = await request.form()
        given = {name: str(form.get(name, "")).strip() for name in (*SAYS, *_SECONDS)}
        most = dict.fromkeys(SAYS, 100) | dict.fromkeys(_SECONDS, 60)
        numbers = {name: _number(text) for name, text in given.items()}
        wrong = {
            name: f"Write a number from 0 to {most[name]}"
            for name, number in numbers.items()
            if not 0 <= number <= most[name]
        }
        if wrong:
            return shown(given, wrong)
        carrier.dice.change(Faults().changed(numbers | {name: numbers[name] / 100 for name in SAYS}))
        return RedirectResponse("/simulator/faults", status_code=303)


def _number(given: str) -> float:
    """Return the number that was written; what is none lies in no range."""
    try:
        return float(given or 0)
    except ValueError:
        return nan


def _add_api(routes: APIRouter, carrier: Carrier, mailbox: Mailbox) -> None:
    @routes.get("/simulator/api/faults")
    async def faults() -> JSONResponse:
        return JSONResponse(carrier.dice.faults.model_dump())

    @routes.put("/simulator/api/faults")
    async def set_faults(wanted: Annotated[dict[str, Any], Body()]) -> JSONResponse:
        """Set these and no others: what is not named is off."""
        try:
            carrier.dice.change(Faults().changed(wanted))
        except BadInput as wrong:
            return _no(str(wrong))
        return JSONResponse(carrier.dice.faults.model_dump())

    @routes.get("/simulator/api/texts")
    async def texts(phone: str = "", after: int = 0) -> JSONResponse:
        found = [text for text in carrier.texts.values() if phone in ("", text.phone) and text.changed > after]
        return JSONResponse({"cursor": carrier.changes, "texts": [_text(text) for text in found]})

    @routes.post("/simulator/api/texts")
    async def write(text: Annotated[dict[str, str], Body()]) -> JSONResponse:
        """Let a phone write to the collector."""
        try:
            written = carrier.answer(text["phone"], text["body"], text.get("to"))
        except (KeyError, BadInput) as wrong:
            return _no(str(wrong) if isinstance(wrong, BadInput) else f"{wrong} is missing: name a phone and a body")
        return JSONResponse(_text(written), 201)

    @routes.get("/simulator/api/mails")
    async def mails() -> JSONResponse:
        return JSONResponse([_mail(mail) for mail in mailbox.list()])

    @routes.get("/simulator/api/calls")
    async def calls(phone: str = "", *, live: bool = False) -> JSONResponse:
        found = [call for call in carrier.callers.calls.values() if phone in ("", call.phone)]
        return JSONResponse([_call(call) for call in found if not (live and call.over.is_set())])

    @routes.post("/simulator/api/calls")
    async def do(wanted: Annotated[dict[str, str], Body()]) -> JSONResponse:
        """Let a person do on a telephone what the buttons of its page do."""
        try:
            act(carrier, wanted["phone"], wanted["do"], wanted.get("text", "").strip())
        except (KeyError, BadInput) as wrong:
            return _no(
                str(wrong) if isinstance(wrong, BadInput) else f"{wrong} is missing: name a phone, and what to do"
            )
        return JSONResponse({"done": True})

    @routes.get("/simulator/api/webhooks")
    async def webhooks() -> JSONResponse:
        """Say how the last two hundred ended."""
        return JSONResponse(
            [
                {"at": one.at.isoformat(), "url": one.url, "answer": one.answer, "ok": one.ok}
                for one in carrier.postman.posted
            ]
        )


def _text(text: Text) -> dict[str, Any]:
    return {
        "sid": text.sid,
        "direction": "in" if text.direction == "inbound" else "out",
        "from": text.sender,
        "to": text.to,
        "body": text.body,
        "at": text.at.isoformat(),
        "status": text.status,
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "sid": call.sid,
        "direction": "in" if call.direction == "inbound" else "out",
        "from": call.sender,
        "to": call.to,
        "at": call.at.isoformat(),
        "status": call.status,
        "answered_by": call.answered_by,
        "waits": call.waits,
        "over": call.over.is_set(),
        "ref": parse_qs(urlsplit(call.asked.get("StatusCallback", "")).query).get("ref", [""])[0],
        "heard": [{"who": one.who, "text": one.text, "cut": one.cut} for one in call.heard],
    }


def _mail(mail: Mail) -> dict[str, Any]:
    return {"number": mail.number, "at": mail.at, "to": mail.recipients, "subject": mail.subject, "text": mail.text}


def _no(says: str) -> JSONResponse:
    return JSONResponse({"error": says}, 422)
