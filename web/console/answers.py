"""Answers: who waits for an answer to a dispute or request, the answer written and judged, and sent by the gateway."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from accounts.contact import Medium, Message
from accounts.dossier import Dossier
from accounts.errors import BadInput, NotFound
from accounts.notice import AnswerKind, Dispute, OriginalCreditorRequest
from accounts.notice_making import lines
from accounts.record import Id
from bot.desk import Desk, why_not
from channels.answering import KINDS, TEMPLATES
from compliance import zones
from compliance.law.us.reg_f.s38_d_2_dispute_pause import is_duplicative
from compliance.law.us.reg_f.s38_writing import Said
from outreach import waiting
from outreach.received import VIAS, WHATS, WHYS, Told, put_down
from outreach.waiting import Waits
from web.console.session import signed_in
from web.pages import Paint

FOR_DISPUTES: tuple[AnswerKind, ...] = ("verification_sent",)
FOR_REPEATED: tuple[AnswerKind, ...] = ("verification_sent", "duplicative_notice_sent")
FOR_REQUESTS: tuple[AnswerKind, ...] = ("oc_response_sent", "same_creditor_notice_sent")


RECEIVED = ("what", "via", "received", "sent", "why", "portion", "text", "same_as", "new_material")
"""The fields of the form for what came otherwise, beside its debts."""


@dataclass(frozen=True)
class Written:
    """What the form holds."""

    answer: str = ""
    """The template of the answer."""
    by: str = ""
    evidence: str = ""
    address: str = ""


class Answers:
    """The routes of the answers; what is sent was shown before, word for word, with what the guard says of it."""

    def __init__(self, desk: Desk, paint: Paint) -> None:
        """Take what an agent works with, and what paints the pages."""
        self.desk = desk
        self.paint = paint

    def router(self) -> APIRouter:
        """Return the routes; they come before the console's, whose last one takes any name."""
        routes = APIRouter(prefix="/console/answers", include_in_schema=False)
        routes.get("")(self.listing)
        routes.get("/received/{consumer}")(self.receiving)
        routes.post("/received/{consumer}")(self.receive)
        routes.get("/{of}")(self.form)
        routes.post("/{of}")(self.write)
        return routes

    def listing(self, request: Request, sent: str = "", put: str = "") -> Response:
        """Show who waits, the longest first; after a sending, that it has left, or what was put down."""
        who, at = signed_in(self.desk, request), self.desk.clock()
        found = waiting.waiting(self.desk.store, self.desk.gateway.guard.awaited, at)
        left = sent if sent in waiting.WAYS else ""
        return self.paint("console/answers.html", agent=who, found=found, left=left, put=put == "down", at=at)

    def receiving(self, request: Request, consumer: Id) -> Response:
        """Show the form for what came of that consumer by letter, telephone or in person."""
        return self._received(consumer, signed_in(self.desk, request), {})

    async def receive(self, request: Request, consumer: Id) -> Response:
        """Put it down, with who took it."""
        who = await run_in_threadpool(signed_in, self.desk, request)
        form = await request.form()
        debts = tuple(str(debt) for debt in form.getlist("debts"))
        filled = {name: str(value) for name, value in form.items() if name != "debts"}
        try:
            told = self._told(filled, debts)
            await run_in_threadpool(
                lambda: put_down(self.desk.store, consumer, told, by=f"agent:{who}", at=self.desk.clock())
            )
        except BadInput as error:
            wrong = str(error)
            return await run_in_threadpool(
                lambda: self._received(consumer, who, filled, debts=debts, status=422, wrong=wrong)
            )
        return RedirectResponse("/console/answers?put=down", 303)

    def _told(self, filled: Mapping[str, str], debts: tuple[Id, ...]) -> Told:
        """Return what the form says; a day is taken from its first instant at our office.

        Raises:
            BadInput: a day is none.
        """
        now, zone = self.desk.clock(), zones.named(self.desk.store.collector.zone)

        def instant(name: str) -> datetime | None:
            if not filled.get(name):
                return None
            try:
                return zone.localize(datetime.combine(date.fromisoformat(filled[name]), time()))
            except (ValueError, OverflowError) as error:
                raise BadInput(f"{filled[name]!r} is no day; write it as 2026-11-30") from error

        words = {name: filled.get(name, "").replace("\r\n", "\n") for name in ("text", "portion", "same_as")}
        return Told(
            what=filled.get("what", ""),
            via=filled.get("via", ""),
            received=instant("received") or now,
            sent=instant("sent"),
            debts=debts,
            why=filled.get("why", "") or "other",
            new_material={"yes": True, "no": False}.get(filled.get("new_material", "")),
            **words,
        )

    def _received(
        self,
        consumer: Id,
        who: str,
        filled: Mapping[str, str],
        *,
        debts: tuple[Id, ...] = (),
        status: int = 200,
        wrong: str = "",
    ) -> HTMLResponse:
        at = self.desk.clock()
        with self.desk.store.reading() as reading:
            dossier = reading.dossiers([consumer], at).get(consumer)
        if dossier is None:
            raise NotFound(f"no consumer has the id {consumer}")
        return self.paint(
            "console/received.html",
            status,
            agent=who,
            dossier=dossier,
            disputes=dossier.of(Dispute),
            filled=dict.fromkeys(RECEIVED, "") | dict(filled),
            chosen=debts,
            whats=WHATS,
            vias=VIAS,
            whys=WHYS,
            wrong=wrong,
            zone=dossier.collector.zone,
            today=zones.local(at, dossier.collector.zone).date(),
        )

    def form(self, request: Request, of: Id) -> Response:
        """Show one of them, with the form for its answer."""
        who = signed_in(self.desk, request)
        one = self._find(of)
        repeated = one.owed.what == TEMPLATES["duplicative_notice_sent"]  # a person's decision: nothing is chosen
        return self._shown(one, who, Written(answer="" if repeated else one.owed.what))

    async def write(
        self,
        request: Request,
        of: Id,
        answer: Annotated[str, Form()],
        by: Annotated[str, Form()],
        do: Annotated[str, Form()] = "preview",
        evidence: Annotated[str, Form()] = "",
        address: Annotated[str, Form()] = "",
        seen: Annotated[str, Form()] = "",
    ) -> Response:
        """Show the answer with the guard's findings; or send it, if it is the one that was shown."""
        who = await run_in_threadpool(signed_in, self.desk, request)
        written = Written(answer, by, evidence.replace("\r\n", "\n"), address.replace("\r\n", "\n"))
        try:
            one = await run_in_threadpool(self._find, of)
        except NotFound:
            if do == "send":  # the same form came twice, or somebody else was faster: the list shows it
                return RedirectResponse("/console/answers", 303)
            raise
        try:
            message = await run_in_threadpool(self._message, one, who, written)
        except BadInput as error:
            return await run_in_threadpool(self._shown, one, who, written, status=422, wrong=str(error))
        if do != "send" or seen != _digest(message):
            return await run_in_threadpool(self._shown, one, who, written, message=message)
        (sent,) = await self.desk.gateway.send([message])
        failed = why_not(sent) or ("" if sent.left else "nobody knows whether it has left; it is among those in doubt")
        if failed:
            wrong = f"Not sent: {failed}"
            return await run_in_threadpool(self._shown, one, who, written, status=409, wrong=wrong, message=message)
        return RedirectResponse(f"/console/answers?sent={message.medium}", 303)

    def _find(self, of: Id) -> Waits:
        return waiting.find(self.desk.store, self.desk.gateway.guard.awaited, of, self.desk.clock())

    def _message(self, one: Waits, who: str, written: Written) -> Message:
        """Compose the answer.

        Raises:
            BadInput: the form names no such answer or way, or the answer lacks something.
        """
        if written.answer not in KINDS or written.by not in waiting.WAYS:
            raise BadInput("choose what to answer, and by which way")
        ways = self._ways(one)
        if not ways[written.by]["open"]:
            raise BadInput(ways[written.by]["says"])
        told = {"evidence": written.evidence, "address": written.address}
        lacks, medium = self.desk.gateway.guard.lacks, Medium(written.by)
        return waiting.write(self.desk.composer, lacks, one, KINDS[written.answer], medium=medium, agent=who, **told)

    def _ways(self, one: Waits) -> dict[str, dict[str, Any]]:
        """Return for each way whether it is open, and to where, or why not."""
        ways: dict[str, dict[str, Any]] = {}
        for medium, point in waiting.ways(one.dossier).items():
            if medium not in self.desk.gateway.channels:
                ways[medium] = {"open": False, "says": "it is not set up; `duly doctor` says what is missing"}
            elif isinstance(point, str):
                ways[medium] = {"open": False, "says": point}
            else:
                ways[medium] = {"open": True, "says": ", ".join(lines(point)) or point.address}
        return ways

    def _shown(
        self,
        one: Waits,
        who: str,
        written: Written,
        *,
        status: int = 200,
        wrong: str = "",
        message: Message | None = None,
    ) -> HTMLResponse:
        dossier = one.dossier
        all_said: tuple[Said, ...] = (*dossier.of(Dispute), *dossier.of(OriginalCreditorRequest))
        said = next(each for each in all_said if each.id == one.id)
        places = zones.of(dossier)
        return self.paint(
            "console/answer.html",
            status,
            agent=who,
            one=one,
            said=said,
            debts=[debt for debt in dossier.debts if said.debts is None or debt.id in said.debts],
            answers=[TEMPLATES[kind] for kind in _kinds(dossier, said)],
            ways=self._ways(one),
            written=written,
            wrong=wrong,
            message=message,
            seen=_digest(message) if message else "",
            decision=self.desk.gateway.preview([message])[0] if message else None,
            ours=dossier.collector.zone,
            theirs=places[0] if len(places) == 1 else None,
            at=self.desk.clock(),
        )


def _kinds(dossier: Dossier, said: Said) -> tuple[AnswerKind, ...]:
    """Return the answers to choose from; that a dispute is duplicative is offered where it may be, and not chosen."""
    if not isinstance(said, Dispute):
        return FOR_REQUESTS
    return FOR_REPEATED if is_duplicative(dossier, said) else FOR_DISPUTES


def _digest(message: Message) -> str:
    """Return what makes two answers the same: way, address and words."""
    return hashlib.sha256(
        "\n".join((message.medium, message.to or "", message.subject, message.text)).encode()
    ).hexdigest()
