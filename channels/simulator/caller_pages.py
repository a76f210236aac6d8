"""The caller's page: a telephone that rings, on which a person picks up, hears, speaks, presses keys and hangs up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form
from fastapi.responses import JSONResponse, RedirectResponse, Response

from accounts.errors import BadInput
from channels.simulator.carrier import Carrier
from channels.simulator.telephones import HABITS, Call

_WORDS_FOR = {
    "ask": "let it ring here", "human": "a person answers", "machine_end_beep": "the answering machine answers",
    "fax": "a fax answers", "unknown": "something answers, and nobody can tell what", "busy": "it is busy",
    "no-answer": "nobody answers", "failed": "the number is not in service",
}  # fmt: skip
_BECAME = {
    "completed": "the call is over", "busy": "it was busy", "no-answer": "nobody answered",
    "failed": "the number is not in service",
}  # fmt: skip
"""How a call ended; whoever is still on it sees that."""
_LONGEST = 500
"""Letters of one thing that is said."""

Page = Callable[..., Response]


def place(number: str) -> str:
    """Return the address of a telephone's calls."""
    return f"/simulator/caller/{quote(number, safe='+')}"


def router(carrier: Carrier, page: Page, e164: Callable[[str], str]) -> APIRouter:
    """Return the page of a telephone, what it asks for while it is open, and what is done on it.

    Args:
        carrier: whose telephones they are.
        page: paints a template.
        e164: reads a number as people write it; BadInput where it is none.
    """
    routes, callers = APIRouter(prefix="/simulator/caller", include_in_schema=False), carrier.callers

    def shown(number: str, status: int = 200, wrong: str = "") -> Response:
        try:
            known = e164(number)
        except BadInput:
            return page("missing.html", 404, what=f"phone {number}")
        facts = {
            "number": known,
            "place": place(known),
            "calls": callers.of(known)[::-1],
            "state": _state(callers.of(known)),
            "became": _BECAME,
            "answered": _WORDS_FOR,
            "habits": [(habit, _WORDS_FOR[habit]) for habit in HABITS],
            "habit": callers.habits.get(known, callers.habit),
            "person_free": callers.person_free,
            "mark": _mark(callers.of(known)),
        }
        return page("caller.html", status, wrong=wrong, ours=carrier.numbers[0], **facts)

    @routes.get("/{number}")
    async def telephone(number: str) -> Response:
        return shown(number)

    @routes.get("/{number}/state")
    async def state(number: str) -> Response:
        calls = callers.of(e164(number))
        return JSONResponse({"state": _state(calls), "mark": _mark(calls)}, headers={"Cache-Control": "no-store"})

    @routes.post("/{number}")
    async def pressed(number: str, do: Annotated[str, Form()] = "", text: Annotated[str, Form()] = "") -> Response:
        try:
            known = e164(number)
            act(carrier, known, do, text.strip())
        except BadInput as wrong:
            return shown(number, 422, str(wrong))
        return RedirectResponse(place(known), status_code=303)

    return routes


def act(carrier: Carrier, number: str, do: str, text: str) -> None:
    """Do what a button of the page stands for.

    Raises:
        BadInput: there is no such button, it asks for another text, or no call goes on.
    """
    callers = carrier.callers
    if do == "habit":
        chosen = next((habit for habit in HABITS if habit == text), None)
        if chosen is None:
            raise BadInput("choose what happens when it rings")
        callers.habits[number] = chosen
        return
    if do == "desk":
        callers.person_free = text == "free"
        return
    if do == "call":
        callers.call_us(number, carrier.numbers[0])
        return
    live = next((call for call in callers.of(number) if not call.over.is_set()), None)
    if live is None:
        raise BadInput("no call goes on: let it be rung, or call")
    if do == "answer":
        callers.do(live, "answer" if text != "busy" else "decline", text)
    elif do in ("speech", "cut", "keys", "hang_up"):
        if do in ("speech", "cut") and not 0 < len(text) <= _LONGEST:
            raise BadInput(f"say something, of at most {_LONGEST} letters")
        if do == "keys" and not (0 < len(text) <= 20 and set(text) <= set("0123456789*#")):
            raise BadInput("keys are digits, * and #")
        callers.do(live, do, text)
    else:
        raise BadInput("press one of the buttons")


def _state(calls: list[Call]) -> str:
    """Return what can be done: nothing is on the line, it rings, we are heard, or the person may speak."""
    live = next((call for call in calls if not call.over.is_set()), None)
    if live is None:
        return "idle"
    return {"ring": "rings", "listen": "listens"}.get(live.waits, "talks")


def _mark(calls: list[Call]) -> str:
    """Return what changes when anything on the page does."""
    return ".".join(f"{len(call.heard)}{call.waits}{call.status}" for call in calls[:5])


def facts_of_index(carrier: Carrier) -> list[dict[str, Any]]:
    """Return the telephones that have calls, the latest first."""
    last = {call.phone: call for call in carrier.callers.calls.values()}
    return [
        {
            "phone": phone,
            "place": place(phone),
            "at": call.at,
            "last": call.heard[-1].text if call.heard else _BECAME.get(call.status, "it rings"),
        }
        for phone, call in reversed(last.items())
    ]
