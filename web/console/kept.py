"""Kept mail in the console: the list of what needs a person, one mail as plain text, and that it is dealt with."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from accounts import mails
from accounts.errors import NotFound
from accounts.mails import Mail
from accounts.reading import Reading
from accounts.record import Id
from bot import kept_mail
from bot.desk import Desk
from web.console.session import signed_in
from web.pages import Paint

TABS = ("waiting", "all")
PAGE = 20
"""Mails on a page."""
LONGEST = 100_000
"""Letters of a mail on a page; the rest is in the file."""


_FOR_NOBODY = "it needed nobody"


class KeptMails:
    """The routes of the mails; what somebody attached is given out as a file, and never as a page of ours."""

    def __init__(self, desk: Desk, paint: Paint) -> None:
        """Take what an agent works with, and what paints the pages."""
        self.desk = desk
        self.paint = paint

    def router(self) -> APIRouter:
        """Return the routes; they come before the console's, whose last one takes any name."""
        routes = APIRouter(prefix="/console/mails", include_in_schema=False)
        routes.get("")(self.listing)
        routes.get("/{id}")(self.mail)
        routes.get("/{id}/whole")(self.whole)
        routes.get("/{id}/attached/{number}")(self.attached)
        routes.post("/{id}/seen")(self.seen)
        return routes

    def listing(self, request: Request, tab: str = "waiting", before: Id | None = None) -> Response:
        """Show what needs a person, or all that came; the newest first, a page at a time."""
        who = signed_in(self.desk, request)
        if tab not in TABS:
            raise NotFound("there is no such list; choose Waiting or All")
        with self.desk.store.reading() as reading:
            found = kept_mail.listed(reading, unseen=tab == "waiting", before=before, limit=PAGE + 1)
            count, names = mails.waiting(reading), self._names(reading, *(mail for mail, _ in found))
        return self.paint(
            "console/mails.html",
            agent=who,
            tab=tab,
            before=before,
            found=found[:PAGE],
            more=len(found) > PAGE,
            count=count,
            names=names,
            zone=self.desk.store.collector.zone,
        )

    def mail(self, request: Request, id: Id) -> Response:
        """Show one mail."""
        return self._opened(id, signed_in(self.desk, request))

    def whole(self, request: Request, id: Id) -> Response:
        """Give a mail out as it came."""
        signed_in(self.desk, request)
        with self.desk.store.reading() as reading:
            return _file("mail.eml", kept_mail.whole(reading, id))

    def attached(self, request: Request, id: Id, number: int) -> Response:
        """Give an attachment out."""
        signed_in(self.desk, request)
        with self.desk.store.reading() as reading:
            return _file(*kept_mail.attached(reading, id, number))

    def seen(self, request: Request, id: Id) -> Response:
        """Put down that somebody has dealt with a mail; of two at once, the second is told who was first."""
        who = signed_in(self.desk, request)
        with self.desk.store.transaction() as unit:
            mails.see(unit, mails.found(unit, id)[0], who, self.desk.clock())
            by = mails.found(unit, id)[0].seen_by
        if by != who:
            return self._opened(id, who, status=409, wrong=f"{by} has dealt with it already" if by else _FOR_NOBODY)
        return RedirectResponse("/console/mails", 303)

    def _opened(self, id: Id, who: str, *, status: int = 200, wrong: str = "") -> HTMLResponse:
        with self.desk.store.reading() as reading:
            shown = kept_mail.shown(reading, id)
            names = self._names(reading, shown.mail)
        return self.paint(
            "console/mail.html",
            status,
            agent=who,
            shown=shown,
            mail=shown.mail,
            name=names.get(shown.mail.consumer or ""),
            longest=LONGEST,
            wrong=wrong,
            zone=self.desk.store.collector.zone,
        )

    def _names(self, reading: Reading, *found: Mail) -> dict[str, Any]:
        """Return the names of the consumers to whom mails belong."""
        ids = {mail.consumer for mail in found if mail.consumer}
        return {id: one.consumer.name for id, one in reading.dossiers(ids, self.desk.clock()).items()} if ids else {}


def _file(name: str, content: bytes) -> Response:
    """Return a stranger's bytes as a file, which no browser shows or runs; `nosniff` is on every answer."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": disposition})
