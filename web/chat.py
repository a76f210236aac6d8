"""Web chat: the page in its frame, what a visitor says, and the stream of lines, which goes on where it was cut."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Header, Request
from fastapi.responses import EventSourceResponse, FileResponse, JSONResponse, RedirectResponse, Response
from fastapi.sse import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from accounts import chat
from accounts.chat import ChatLine, ChatSession
from accounts.contact import Medium
from accounts.store import Store
from channels.inbox import put_received
from channels.port import Received
from web import pages, security, words
from web.pages import Paint
from web.words import Language

LONGEST = 1600
"""Letters of a line; a longer one is refused, and stays in the box."""
MOST, WINDOW = 20, timedelta(minutes=1)
"""Lines a session may say in so long."""
LOOK = 0.4
"""Seconds between two looks for new lines while a stream is open."""
OPEN_FOR = 240
"""Seconds after which a stream ends by itself; the page takes up where it was."""
LASTS = timedelta(days=30)
"""How long a browser keeps the session's cookie."""


class Chat:
    """The routes of the chat. A visitor is known by a cookie alone, of which only the digest is kept."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        paint: Paint,
        wake: Callable[[], None],
        origins: Sequence[str] = (),
    ) -> None:
        """Take the store, what time it is, what paints, what wakes the worker, and whose pages may frame the chat."""
        self.store = store
        self.clock = clock
        self.paint = paint
        self.wake = wake
        self.origins = tuple(origins)

    def router(self) -> APIRouter:
        """Return the routes."""
        routes = APIRouter(include_in_schema=False)
        routes.get("/widget.js")(self.widget)
        routes.get("/embed")(self.page)
        routes.post("/embed")(self.said_by_form)
        routes.post("/embed/end")(self.end)
        routes.post("/embed/lines")(self.said)
        routes.get("/embed/lines")(self.lines)
        routes.get("/embed/stream", response_class=EventSourceResponse)(self.stream)
        return routes

    def widget(self) -> Response:
        """Return the script that puts the chat into somebody's page."""
        headers = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}
        return FileResponse(pages.STATIC / "widget.js", media_type="text/javascript", headers=headers)

    async def page(self, request: Request) -> Response:
        """Show the chat as it stands; without a script it works by the form."""
        return await run_in_threadpool(self._page, request)

    async def said_by_form(
        self, request: Request, text: Annotated[str, Form()] = "", key: Annotated[str, Form()] = ""
    ) -> Response:
        """Take a line from the form, and show the page anew."""
        why = await run_in_threadpool(self._take, request, text, key)
        if why:
            return await run_in_threadpool(self._page, request, why, text)
        self.wake()
        return RedirectResponse(f"/embed?language={words.asked(request)}", 303)

    async def said(
        self, request: Request, text: Annotated[str, Form()] = "", key: Annotated[str, Form()] = ""
    ) -> Response:
        """Take a line from the script; the same key again is the same line."""
        why = await run_in_threadpool(self._take, request, text, key)
        if why:
            return JSONResponse({"says": why}, 422)
        self.wake()
        return JSONResponse({"taken": True}, 202)

    async def lines(self, request: Request, after: int = 0) -> Response:
        """Return the lines after a number, for who cannot hold a stream open."""
        found = await run_in_threadpool(self._after, _digest(_token(request)), max(after, 0))
        return JSONResponse({"lines": [_told(line) for line in found]})

    async def stream(
        self, request: Request, last_event_id: Annotated[str, Header()] = "", after: int = 0
    ) -> AsyncIterator[ServerSentEvent]:
        """Tell each line after the last one that was heard, as it comes; the number of a line is its event's id."""
        heard = int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else max(after, 0)
        digest, ends = _digest(_token(request)), asyncio.get_running_loop().time() + OPEN_FOR
        while asyncio.get_running_loop().time() < ends:
            for line in await run_in_threadpool(self._after, digest, heard):
                heard = line.number
                yield ServerSentEvent(data=_told(line), id=str(line.number), event="line")
            if await request.is_disconnected():
                return
            await asyncio.sleep(LOOK)

    async def end(self, request: Request) -> Response:
        """Forget the session on this device; what was said is kept, and nobody can open it by this browser any more."""
        language = words.asked(request)
        ended = self.paint("chat/ended.html", **self._words(language))
        self._framed(ended)
        ended.delete_cookie(_cookie(request), **_ways(request))
        _kept_apart(request, ended)
        return ended

    # --- the session --------------------------------------------------------------------------------------

    def _page(self, request: Request, why: str = "", text: str = "") -> Response:
        token, language = _token(request), words.asked(request)
        with self.store.reading() as reading:
            known = chat.session_of(reading, _digest(token)) if token else None
            said = chat.lines(reading, known.id) if known is not None else []
        key = secrets.token_urlsafe(12)
        facts = {"lines": said, "after": said[-1].number if said else 0, "why": why, "text": text, "key": key}
        page = self.paint("chat/embed.html", 422 if why else 200, most=LONGEST, **facts, **self._words(language))
        self._framed(page)
        if not token:
            lasts = int(LASTS.total_seconds())
            page.set_cookie(_cookie(request), secrets.token_urlsafe(32), max_age=lasts, **_ways(request))
            _kept_apart(request, page)
        return page

    def _take(self, request: Request, text: str, key: str) -> str:
        """Write a line down with what follows from it, once; returns why not, in words for the visitor, or nothing."""
        w, token = words.of_consumer(words.asked(request)), _token(request)
        text = text.replace("\x00", "").strip()
        if not text or not token or not (0 < len(key) <= 40) or ":" in key:
            return w["chat_nothing"]
        if len(text) > LONGEST:
            return w["chat_too_long"].replace("{most}", str(LONGEST))
        at = self.clock()
        with self.store.transaction() as unit:
            session = chat.opened(unit, _digest(token), words.asked(request), at)
            if chat.said_since(unit, session.id, at - WINDOW) >= MOST:
                return w["chat_too_fast"]
            if chat.append(unit, session.id, "visitor", text, at, key) is not None:
                put_received(unit, _received(session, text, key, at))
        return ""

    def _after(self, digest: str, number: int) -> list[ChatLine]:
        with self.store.reading() as reading:
            session = chat.session_of(reading, digest)
            return [] if session is None else chat.lines(reading, session.id, number)

    def _words(self, language: Language) -> dict[str, Any]:
        return {"w": words.of_consumer(language), "language": language, "collector": self.store.collector}

    def _framed(self, page: Response) -> None:
        """Let the pages of those origins show this one in a frame, and nobody else's."""
        allowed = f"frame-ancestors 'self' {' '.join(self.origins)}".strip()
        page.headers["Content-Security-Policy"] = security.POLICY.replace("frame-ancestors 'none'", allowed)


def origins_of(given: str) -> Iterable[str]:
    """Return the origins in a setting, after commas."""
    return (one for one in (piece.strip().rstrip("/") for piece in given.split(",")) if one)


def _received(session: ChatSession, text: str, key: str, at: datetime) -> Received:
    return Received(
        provider="chat",
        key=f"{session.id}:{key}",
        medium=Medium.CHAT,
        at=at,
        from_address=session.id,
        to_address="chat",
        text=text,
    )


def _told(line: ChatLine) -> dict[str, Any]:
    return {"number": line.number, "at": line.at.isoformat(), "who": line.who, "text": line.text, "key": line.key}


def _token(request: Request) -> str:
    return request.cookies.get(_cookie(request), "")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _cookie(request: Request) -> str:
    return "__Host-chat" if request.url.scheme == "https" else "chat"


def _ways(request: Request) -> dict[str, Any]:
    if request.url.scheme == "https":
        return {"path": "/", "secure": True, "httponly": True, "samesite": "none"}
    return {"path": "/", "httponly": True, "samesite": "lax"}


def _kept_apart(request: Request, answer: Response) -> None:
    """Let a browser keep the cookie apart for each site that frames us (CHIPS); the library can say so from 3.14 on."""
    if request.url.scheme == "https":
        answer.headers["set-cookie"] += "; Partitioned"
