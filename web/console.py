"""The desk: conversations that need a person, with what the law allows now; every reply leaves by the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from accounts.contact import Attempt
from accounts.conversation import Conversation, Status
from accounts.dossier import Dossier
from accounts.errors import BadInput, Conflict, NotFound
from accounts.record import Id
from accounts.store import Store
from bot.desk import Desk
from channels.compose import money
from compliance import zones
from web import security
from web.pages import Paint

_TABS: Mapping[str, tuple[Status, ...]] = {
    "waiting": (Status.WAITING,),
    "mine": (Status.AGENT,),
    "all": (Status.WAITING, Status.AGENT),
}
_URGENCY = {"urgent": 0, "high": 1, "normal": 2}


class SignedOut(Exception):
    """Nobody is signed in; the page says how to come in."""


def router(store: Store, desk: Desk, clock: Callable[[], datetime], paint: Paint) -> APIRouter:
    """Return the agents' routes.

    Args:
        store: the account store.
        desk: what an agent may do in a conversation.
        clock: what time it is.
        paint: paints the pages.
    """
    routes = APIRouter(prefix="/console", include_in_schema=False)

    def agent(request: Request) -> str:
        name = security.agent_of(store, request, clock)
        if name is None:
            raise SignedOut
        return name

    Agent = Annotated[str, Depends(agent)]  # noqa: N806  # a type, as FastAPI reads it

    def opened(id: Id, who: str, *, status: int = 200, **more: Any) -> HTMLResponse:
        facts: dict[str, Any] = {"typed": "", "refused": None, "wrong": "", **more}
        with store.reading() as reading:
            thread, turns = reading.conversation_by_id(id), reading.turns(id)
            at = clock()
            dossier = reading.dossiers([thread.consumer], at).get(thread.consumer) if thread.consumer else None
        allowed = desk.preview(thread, dossier, who) if dossier else None
        facts |= {"thread": thread, "turns": turns, "dossier": dossier, "allowed": allowed, "agent": who, "at": at}
        facts |= {"local": _local(dossier), "ours": _ours(store), "money": lambda cents: money(cents, "en")}
        return paint("console/conversation.html", status, **facts)

    @routes.get("")
    async def inbox(request: Request, who: Agent, tab: str = "waiting") -> Response:
        if tab not in _TABS:
            raise NotFound(f"there is no tab {tab!r}")
        return await asyncio.to_thread(listed, who, tab)

    def listed(who: str, tab: str) -> HTMLResponse:
        with store.reading() as reading:
            threads = reading.conversations(_TABS["all"])
            doubts = len(reading.in_doubt())
        rows = {name: [t for t in threads if _belongs(t, name, who)] for name in _TABS}
        shown = sorted(rows[tab], key=lambda t: (_URGENCY[t.handoff.priority if t.handoff else "normal"], t.updated_at))
        counts = {name: len(found) for name, found in rows.items()}
        facts = {"threads": shown, "counts": counts, "tab": tab, "agent": who, "doubts": doubts, "at": clock()}
        return paint("console/inbox.html", waited=_waited, **facts)

    @routes.get("/doubts")
    async def doubts(who: Agent) -> Response:
        def look() -> list[tuple[Id, Attempt]]:
            with store.reading() as reading:
                return reading.in_doubt()

        found = await asyncio.to_thread(look)
        return paint("console/doubts.html", doubts=found, agent=who, ours=_ours(store))

    @routes.get("/enter/{token}")
    async def door(token: str) -> Response:
        # A GET must not use the link up: mail scanners and chat previews fetch every link they see.
        return paint("console/enter.html", agent=None)

    @routes.post("/enter/{token}")
    async def enter(token: str, request: Request) -> Response:
        session = await asyncio.to_thread(security.enter, store, token, clock)
        answer = RedirectResponse("/console", 303)
        answer.set_cookie(
            security.cookie_name(request),
            session,
            max_age=int(security.SESSION_LIFE.total_seconds()),
            httponly=True,
            secure=request.url.scheme == "https",
            samesite="lax",
        )
        return answer

    @routes.post("/leave")
    async def leave(request: Request) -> Response:
        await asyncio.to_thread(security.leave, store, request)
        answer = paint("console/signed_out.html", agent=None)
        answer.delete_cookie(security.cookie_name(request), secure=request.url.scheme == "https", httponly=True)
        return answer

    @routes.get("/{id}")
    async def conversation(id: Id, who: Agent) -> Response:
        return await asyncio.to_thread(opened, id, who)

    @routes.post("/{id}/take")
    async def take(id: Id, who: Agent, version: Annotated[int, Form()]) -> Response:
        return await done(id, who, desk.take(id, who, version))

    @routes.post("/{id}/hand-back")
    async def hand_back(id: Id, who: Agent) -> Response:
        return await done(id, who, desk.hand_back(id, who))

    @routes.post("/{id}/reply")
    async def reply(
        id: Id, who: Agent, text: Annotated[str, Form()] = "", version: Annotated[int, Form()] = 0
    ) -> Response:
        try:
            sent = await desk.agent_reply(id, text, who, version)
        except (BadInput, Conflict) as error:
            return await asyncio.to_thread(opened, id, who, status=409, typed=text, wrong=str(error))
        if not sent.decision.approved:
            return await asyncio.to_thread(opened, id, who, status=409, typed=text, refused=sent.decision)
        return RedirectResponse(f"/console/{id}", 303)

    async def done(id: Id, who: str, work: Any) -> Response:
        try:
            await work
        except Conflict as error:
            return await asyncio.to_thread(opened, id, who, status=409, wrong=str(error))
        return RedirectResponse(f"/console/{id}", 303)

    return routes


def _belongs(thread: Conversation, tab: str, who: str) -> bool:
    if tab == "mine":
        return thread.status is Status.AGENT and thread.slots.get("agent") == who
    return thread.status in _TABS[tab]


def _waited(since: datetime, now: datetime) -> str:
    """Return how long somebody has been waiting, as one would say it."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


Clockface = Callable[[datetime | None], str]


def _local(dossier: Dossier | None) -> Clockface | None:
    """Return what shows an instant on the consumer's clock, where one may be assumed."""
    places = zones.of(dossier) if dossier else ()
    return _face(places[0]) if len(places) == 1 else None


def _ours(store: Store) -> Clockface:
    return _face(store.collector.zone)


def _face(zone: str) -> Clockface:
    def shown(at: datetime | None) -> str:
        if at is None:
            return "not while the facts stay as they are"
        local = zones.local(at, zone)
        return f"{local:%a %b} {local.day}, {local:%H:%M %Z}"

    return shown
