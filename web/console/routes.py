"""The console's addresses: the list, a conversation, take and reply and hand back, the way in and out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from accounts.errors import BadInput, Conflict, NotFound
from accounts.record import Id
from accounts.store import Store
from bot.desk import Desk
from web import security, words
from web.console import view
from web.console.session import signed_in
from web.pages import Paint


class Console:
    """The routes of the agents; those that only read are plain functions, which the framework runs in threads."""

    def __init__(self, store: Store, desk: Desk, clock: Callable[[], datetime], paint: Paint) -> None:
        """Take the account store, what an agent may do, what time it is, and what paints the pages."""
        self.store = store
        self.desk = desk
        self.clock = clock
        self.paint = paint

    def router(self) -> APIRouter:
        """Return the routes; the fixed ones first, for the last would take any name."""
        routes = APIRouter(prefix="/console", include_in_schema=False)
        routes.get("")(self.inbox)
        routes.get("/mark")(self.mark)
        routes.get("/doubts")(self.doubts)
        routes.get("/enter/{token}")(self.door)
        routes.post("/enter/{token}")(self.enter)
        routes.post("/leave")(self.leave)
        routes.get("/{id}")(self.conversation)
        routes.get("/{id}/mark")(self.mark_of_one)
        routes.post("/{id}/take")(self.take)
        routes.post("/{id}/hand-back")(self.hand_back)
        routes.post("/{id}/reply")(self.reply)
        routes.post("/{id}/understood")(self.understood)
        return routes

    # --- to read ----------------------------------------------------------------------------------------

    def inbox(self, request: Request, tab: str = "waiting") -> Response:
        """Show who needs a person."""
        who = self._agent(request)
        if tab not in view.TABS:
            raise NotFound("there is no such list; choose Waiting, Mine or All")
        return self.paint("console/inbox.html", agent=who, **view.inbox(self.store, self.desk, who, tab, self.clock()))

    def doubts(self, request: Request) -> Response:
        """Show the attempts whose outcome nobody knows."""
        who = self._agent(request)
        return self.paint("console/doubts.html", agent=who, **view.doubts(self.store, self.clock()))

    def conversation(self, request: Request, id: Id) -> Response:
        """Show one conversation."""
        return self._opened(id, self._agent(request))

    def mark(self, request: Request) -> Response:
        """Tell an open list whether it is still as it was."""
        self._agent(request)
        return JSONResponse({"mark": view.mark(self.store)})

    def mark_of_one(self, request: Request, id: Id) -> Response:
        """Tell an open conversation whether it is still as it was."""
        self._agent(request)
        return JSONResponse({"mark": view.mark(self.store, id)})

    # --- to do ------------------------------------------------------------------------------------------

    async def take(self, request: Request, id: Id, version: Annotated[int, Form()]) -> Response:
        """Give the conversation to who asks."""
        who = await run_in_threadpool(self._agent, request)
        return await self._done(id, who, self.desk.take(id, who, version), f"/console/{id}")

    async def hand_back(self, request: Request, id: Id, agreed: Annotated[str, Form()] = "") -> Response:
        """Give the conversation back to the assistant, which reads back what was agreed, if anything was."""
        who = await run_in_threadpool(self._agent, request)
        return await self._done(id, who, self.desk.hand_back(id, who, agreed), "/console")

    async def understood(
        self, request: Request, id: Id, turn: Annotated[str, Form()], meant: Annotated[str, Form()] = ""
    ) -> Response:
        """Put down what a text meant that was understood wrongly."""
        who = await run_in_threadpool(self._agent, request)
        if meant not in words.intents():
            return await run_in_threadpool(self._opened, id, who, status=422, wrong="Choose what the text meant.")
        return await self._done(id, who, self.desk.mark(id, turn, meant, who), f"/console/{id}#{turn}")

    async def reply(
        self, request: Request, id: Id, version: Annotated[int, Form()], text: Annotated[str, Form()] = ""
    ) -> Response:
        """Send an agent's words by the gateway; what did not leave stays in the box, with the reason."""
        who = await run_in_threadpool(self._agent, request)
        text = text.replace("\r\n", "\n")
        try:
            sent = await self.desk.agent_reply(id, text, who, version)
        except Conflict as error:
            return await run_in_threadpool(self._late, id, who, text, str(error))
        except BadInput as error:
            return await run_in_threadpool(self._opened, id, who, status=422, typed=text, wrong=str(error))
        if not sent.decision.approved:
            return await run_in_threadpool(self._opened, id, who, status=409, typed=text, refused=sent.decision)
        return RedirectResponse(f"/console/{id}", 303)

    # --- in and out -------------------------------------------------------------------------------------

    def door(self, token: str) -> Response:  # the form posts to the address it came from
        """Ask for a click: mail scanners and chat previews fetch every link, so a GET must not use it up."""
        return self.paint("console/enter.html", agent=None)

    def enter(self, request: Request, token: str) -> Response:
        """Use the link up and begin a session."""
        session = security.enter(self.store, token, self.clock)
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

    def leave(self, request: Request) -> Response:
        """End the session."""
        security.leave(self.store, request)
        answer = self.paint("console/signed_out.html", agent=None, left=True)
        answer.delete_cookie(security.cookie_name(request), secure=request.url.scheme == "https", httponly=True)
        return answer

    # --- how it is answered -----------------------------------------------------------------------------

    def _agent(self, request: Request) -> str:
        return signed_in(self.desk, request)

    def _opened(self, id: Id, who: str, *, status: int = 200, **more: Any) -> HTMLResponse:
        facts = {"typed": "", "refused": None, "wrong": "", "agent": who} | more
        facts |= view.conversation(self.store, self.desk, id, who, self.clock())
        return self.paint("console/conversation.html", status, **facts)

    def _late(self, id: Id, who: str, text: str, wrong: str) -> Response:
        """Answer a reply that came on an old version: sent already, or overtaken by somebody else."""
        said = view.was_said(self.store, id, who, text)
        if said is None:
            return self._opened(id, who, status=409, typed=text, wrong=f"Not sent: {wrong}. Your words are kept below.")
        if said.refused:
            return self._opened(id, who, status=409, typed=text, wrong=f"Not sent: {said.refused}")
        return RedirectResponse(f"/console/{id}", 303)  # the same form came twice; it has left once

    async def _done(self, id: Id, who: str, work: Awaitable[object], then: str) -> Response:
        try:
            await work
        except (BadInput, Conflict) as error:
            status = 409 if isinstance(error, Conflict) else 422
            return await run_in_threadpool(self._opened, id, who, status=status, wrong=f"{error}.")
        return RedirectResponse(then, 303)
