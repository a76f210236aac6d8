"""Who may enter the desk: one-use links, sessions that end, and pages that say so kindly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.world import Web
from web.security import LINK_LIFE, SESSION_LIFE, issue_link


def link(web: Web) -> str:
    return f"/console/enter/{issue_link(web.house.store, 'maria', web.clock)}"


def test_a_link_lets_in_once_and_never_again(web: Web) -> None:
    address = link(web)
    first, second = web.visitor(), web.visitor()
    assert first.post(address).headers["location"] == "/console"
    assert first.get("/console").status_code == 200
    refused = second.post(address)
    assert refused.status_code == 404
    assert "used already" in refused.text
    assert second.get("/console").status_code == 401


def test_looking_at_a_link_does_not_use_it_up(web: Web) -> None:
    address = link(web)
    for _ in range(3):
        looked = web.visitor().get(address)
        assert (looked.status_code, "set-cookie" in looked.headers) == (200, False)
    assert web.visitor().post(address).status_code == 303


@pytest.mark.parametrize(("late", "status"), [(timedelta(seconds=-1), 303), (timedelta(0), 404)])
def test_a_link_is_over_after_half_an_hour(web: Web, late: timedelta, status: int) -> None:
    address = link(web)
    web.now += LINK_LIFE + late
    assert web.visitor().post(address).status_code == status


def test_an_invented_link_lets_nobody_in(web: Web) -> None:
    assert web.visitor().post("/console/enter/invented").status_code == 404


@pytest.mark.parametrize(("late", "status"), [(timedelta(seconds=-1), 200), (timedelta(0), 401)])
def test_a_session_is_over_after_twelve_hours(web: Web, late: timedelta, status: int) -> None:
    agent = web.agent()
    web.now += SESSION_LIFE + late
    assert agent.get("/console").status_code == status


def test_a_forged_cookie_is_nobody(web: Web) -> None:
    forger = web.visitor()
    forger.cookies.set("duly", "forged")
    page = forger.get("/console")
    assert page.status_code == 401
    assert "You are not signed in" in page.text


def test_a_link_is_no_session(web: Web) -> None:
    token = issue_link(web.house.store, "maria", web.clock)
    forger = web.visitor()
    forger.cookies.set("duly", token)
    assert forger.get("/console").status_code == 401


def test_signing_out_ends_the_session_also_for_a_kept_cookie(web: Web) -> None:
    agent = web.agent()
    kept = agent.cookies["duly"]
    left = agent.post("/console/leave")
    assert "You have signed out" in left.text
    thief = web.visitor()
    thief.cookies.set("duly", kept)
    assert thief.get("/console").status_code == 401


def test_the_cookie_is_for_this_host_and_no_script(web: Web) -> None:
    entered = web.visitor().post(link(web))
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie, "there is no TLS on loopback"
    safe = web.visitor()
    safe.base_url = "https://testserver"
    cookie = safe.post(link(web)).headers["set-cookie"]
    assert cookie.startswith("__Host-duly=")
    assert "Secure" in cookie
    assert "Path=/" in cookie


@pytest.mark.parametrize("path", ["", "/doubts", "/mark", "/some-id", "/some-id/mark"])
def test_every_page_of_the_desk_wants_a_session(web: Web, path: str) -> None:
    assert web.visitor().get(f"/console{path}").status_code == 401


@pytest.mark.parametrize("what", ["take", "hand-back", "reply"])
def test_every_deed_of_the_desk_wants_a_session(web: Web, what: str) -> None:
    thread = web.waiting(web.consumer())
    done = web.visitor().post(f"/console/{thread}/{what}", data={"version": "1", "text": "hello"})
    assert done.status_code == 401
    assert web.thread(thread).version == 1
    assert web.sms.sent == []


def test_the_database_holds_no_token_that_would_let_anybody_in(web: Web) -> None:
    token = issue_link(web.house.store, "maria", web.clock)
    agent = web.agent()
    session = agent.cookies["duly"]
    web.house.store.close()
    kept = b"".join(file.read_bytes() for file in web.var.glob("web.db*"))
    assert b"maria" in kept
    assert token.encode() not in kept
    assert session.encode() not in kept
