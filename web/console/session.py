"""Session: who is signed in at the desk; nobody else sees a page of it."""

from __future__ import annotations

from starlette.requests import Request

from bot.desk import Desk
from web import security


class SignedOut(Exception):
    """Nobody is signed in; the page says how to come in."""


def signed_in(desk: Desk, request: Request) -> str:
    """Return whose session a request carries.

    Raises:
        SignedOut: nobody's.
    """
    name = security.agent_of(desk.store, request, desk.clock)
    if name is None:
        raise SignedOut
    return name
