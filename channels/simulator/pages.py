"""The simulator's pages: the phones and the mailbox of the people we write to, to read and to answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import phonenumbers
from fastapi import APIRouter, Form
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from accounts.errors import BadInput
from channels.simulator import caller_pages, controls, rest
from channels.simulator.carrier import Carrier, Text
from channels.simulator.mail_program import LONGEST, MailProgram
from channels.simulator.mailbox import Mailbox
from channels.simulator.telnyx import Telnyx

_WEB = Path(__file__).parents[2] / "web"
_STATIC = {"simulator.css": "text/css", "simulator.js": "text/javascript", "simulator_call.js": "text/javascript"}
_LONGEST_ANSWER = 1600
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_OF_MAILS = f"sandbox {_SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""The policy of a mail in HTML: it has styles of its own and links that open beside it; nothing in it runs."""
_WORDS_FOR = {"queued": "on its way", "sent": "sent", "delivered": "delivered", "undelivered": "not delivered"}


Page = Callable[..., HTMLResponse]
"""Paint a template, given its name, a status and its facts."""


def build(
    carrier: Carrier, mailbox: Mailbox, telnyx: Telnyx | None = None, program: MailProgram | None = None
) -> APIRouter:
    """Return everything of the simulator that is reached by HTTP, to be mounted at the root.

    With a mail program mails can be answered.

    `/simulator` are pages for a person, with their style and script; `/simulator/carrier` is the base address of
    Twilio's SDK, `/simulator/telnyx/v2` that of Telnyx's API. It is for people who try the product out: never mount
    it where strangers can reach it.
    """
    router = APIRouter(include_in_schema=False)
    router.include_router(rest.router(carrier, prefix="/simulator/carrier"))
    if telnyx is not None:
        router.include_router(telnyx.router(prefix="/simulator/telnyx/v2"))
    page = _painter()
    _add_phones(router, page, carrier, mailbox)
    _add_mails(router, page, mailbox, program)
    router.include_router(controls.router(carrier, mailbox, page))
    router.include_router(caller_pages.router(carrier, page, _e164))

    @router.get("/simulator/chat")
    def chat() -> Response:
        return page("chat.html")

    @router.get("/simulator/static/{name}")
    async def static(name: str) -> Response:
        if name not in _STATIC:
            return page("missing.html", 404, what=name)
        return FileResponse(_WEB / "static" / name, media_type=_STATIC[name])

    return router


def _add_phones(router: APIRouter, page: Page, carrier: Carrier, mailbox: Mailbox) -> None:
    def index(status: int = 200, wrong: str = "", given: str = "") -> Response:
        last = {posted.url.partition("?")[0]: posted for posted in carrier.postman.posted}
        failing = {url: posted.answer for url, posted in last.items() if not posted.ok}
        facts = {
            "phones": carrier.phones(),
            "calls": caller_pages.facts_of_index(carrier),
            "mails": mailbox.list()[::-1],
            "failing": failing,
        }
        return page("index.html", status, wrong=wrong, given=given, **facts)

    def handset(number: str, status: int = 200, wrong: str = "", given: str = "") -> Response:
        try:
            known = _e164(number)
        except BadInput:
            return page("missing.html", 404, what=f"phone {number}")
        thread = [_shown(text) for text in carrier.thread(known)]
        facts = {"number": known, "place": _place(known), "texts": thread, "cursor": carrier.changes}
        facts["calls"] = caller_pages.place(known)
        return page("phone.html", status, wrong=wrong, given=given, ours=carrier.numbers[0], **facts)

    @router.get("/simulator")
    async def everything() -> Response:
        return index()

    @router.post("/simulator/phone")
    async def pick_a_phone(number: Annotated[str, Form()] = "") -> Response:
        try:
            return RedirectResponse(_place(_e164(number)), status_code=303)
        except BadInput as wrong:
            return index(422, str(wrong), number)

    @router.get("/simulator/phone/{number}")
    async def phone(number: str) -> Response:
        return handset(number)

    @router.post("/simulator/phone/{number}")
    async def answer(number: str, body: Annotated[str, Form()] = "") -> Response:
        try:
            if len(body) > _LONGEST_ANSWER:
                raise BadInput(f"a text holds at most {_LONGEST_ANSWER} letters; this has {len(body)}")
            carrier.answer(_e164(number), body.replace("\r\n", "\n"))
        except BadInput as wrong:
            return handset(number, 422, str(wrong), body)
        return RedirectResponse(_place(_e164(number)), status_code=303)

    @router.get("/simulator/phone/{number}/texts")
    async def texts(number: str, after: int = 0) -> Response:
        changed = [_shown(text) for text in carrier.thread(number, after)]
        return JSONResponse({"cursor": carrier.changes, "texts": changed}, headers={"Cache-Control": "no-store"})


def _add_mails(router: APIRouter, page: Page, mailbox: Mailbox, program: MailProgram | None) -> None:
    def opened(number: int, status: int = 200, wrong: str = "", given: str = "") -> Response:
        found = mailbox.get(number)
        if found is None:
            return page("missing.html", 404, what=f"mail {number}")
        answers = program.answers(found) if program else []
        ours = {str(made["Message-ID"]) for _, made in answers}
        came = [mail for mail in mailbox.list() if ours & set(str(mail.parsed["References"] or "").split())]
        facts = {"answers": answers, "came": came, "can": program is not None and program.works, "most": LONGEST}
        facts["sandbox"] = _SANDBOX
        return page("mail.html", status, mail=found, wrong=wrong, given=given, **facts)

    @router.get("/simulator/mailbox")
    async def mails() -> Response:
        return page("mailbox.html", mails=mailbox.list()[::-1])

    @router.get("/simulator/mailbox/{mail}")
    async def one_mail(mail: int) -> Response:
        return opened(mail)

    @router.get("/simulator/mailbox/{mail}/html")
    async def html(mail: int) -> Response:
        found = mailbox.get(mail)
        if found is None:
            return page("missing.html", 404, what=f"mail {mail}")
        return HTMLResponse(
            f"{found.html}<base target=_blank>",
            headers={"Content-Security-Policy": _OF_MAILS, "Cache-Control": "no-store"},
        )

    @router.post("/simulator/mailbox/{mail}")
    def answer(mail: int, body: Annotated[str, Form()] = "") -> Response:  # in a thread: it talks to a server
        found = mailbox.get(mail)
        if found is None or program is None:
            return opened(mail, 422, "mails cannot be answered here", body)
        try:
            program.answer(found, body.replace("\r\n", "\n"))
        except BadInput as wrong:
            return opened(mail, 422, str(wrong), body)
        return RedirectResponse(f"/simulator/mailbox/{mail}#answers", status_code=303)


def _painter() -> Page:
    templates = Environment(loader=FileSystemLoader(_WEB / "templates"), autoescape=True, undefined=StrictUndefined)
    templates.globals.update(static="/simulator/static", place=_place)
    templates.filters.update(hour=_hour, telephone=_telephone)

    def page(name: str, status: int = 200, **facts: Any) -> HTMLResponse:
        headers = {"Cache-Control": "no-store"}
        return HTMLResponse(templates.get_template(f"simulator/{name}").render(facts), status, headers=headers)

    return page


def _shown(text: Text) -> dict[str, Any]:
    """Return what a phone shows of a text."""
    return {
        "sid": text.sid,
        "mine": text.direction == "inbound",
        "body": text.body,
        "at": text.at.astimezone(UTC).isoformat(),
        "hour": _hour(text.at),
        "status": "" if text.direction == "inbound" else _WORDS_FOR.get(text.status, text.status),
    }


def _place(number: str) -> str:
    return f"/simulator/phone/{quote(number, safe='+')}"


def _hour(at: datetime | str) -> str:
    when = datetime.fromisoformat(at) if isinstance(at, str) else at
    return when.astimezone(UTC).strftime("%a %d %b, %H:%M UTC")


def _e164(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException as wrong:
        raise BadInput(f"{number!r} is no phone number; write one like +1 212 555 0123") from wrong
    if not phonenumbers.is_possible_number(parsed):
        raise BadInput(f"{number!r} is no phone number; write one like +1 212 555 0123")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _telephone(number: str) -> str:
    """Return a number as people write it."""
    try:
        parsed = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat.NATIONAL if parsed.country_code == 1 else None
    return phonenumbers.format_number(parsed, style or phonenumbers.PhoneNumberFormat.INTERNATIONAL)
