"""What every answer carries, and which requests are refused because another site caused them."""

from __future__ import annotations

import logging

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient

from accounts import migrations
from app.api import create
from tests.web.world import HTML, Web
from web.security import HEADERS

PAGES = ["/", "/o/forged", "/nothing", "/console", "/console/enter/x", "/health", "/ready", "/static/0/app.css"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_headers(web: Web, path: str) -> None:
    answer = web.visitor().get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] in ("no-store", "no-cache")


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


CAUSED_ELSEWHERE: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "null"},
    {},
]
CAUSED_HERE: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver"},
]


@pytest.mark.parametrize("headers", CAUSED_ELSEWHERE)
def test_what_another_site_posts_is_refused(web: Web, headers: dict[str, str]) -> None:
    agent = web.agent()
    thread = web.waiting(web.consumer())
    browser = TestClient(web.app, cookies=dict(agent.cookies), follow_redirects=False)
    refused = browser.post(f"/console/{thread}/take", data={"version": "1"}, headers=headers)
    assert refused.status_code == 403
    assert {name: refused.headers.get(name) for name in HEADERS} == HEADERS
    assert web.thread(thread).version == 1


@pytest.mark.parametrize("headers", CAUSED_HERE)
def test_what_our_own_page_posts_passes(web: Web, headers: dict[str, str]) -> None:
    agent = web.agent()
    thread = web.waiting(web.consumer())
    browser = TestClient(web.app, cookies=dict(agent.cookies), follow_redirects=False)
    passed = browser.post(f"/console/{thread}/take", data={"version": "1"}, headers=headers)
    assert passed.status_code == 303
    assert web.thread(thread).slots["agent"] == "maria"


def test_programs_of_others_may_post_where_they_bring_a_proof_of_their_own(web: Web) -> None:
    stranger = TestClient(web.app, headers={"Sec-Fetch-Site": "cross-site"})
    known = web.consumer()
    link = web.house.links.url(known.email.id).removeprefix("http://testserver")
    assert stranger.post(link).status_code == 200
    unsigned = stranger.post("/webhooks/twilio/sms", data={"From": known.phone})
    assert "another site" not in unsigned.text, "the webhook itself judges the signature"


def failing(web: Web) -> TestClient:
    routes = APIRouter()

    @routes.get("/fails")
    async def fails() -> None:
        raise RuntimeError("the secret inside")

    app = create(web.house, web.worker, [routes])
    return TestClient(app, headers=HTML, raise_server_exceptions=False)


def test_what_nobody_foresaw_is_a_page_with_a_reference_and_no_traceback(
    web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "duly.web"):
        page = failing(web).get("/fails")
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.text
    assert "secret" not in page.text
    assert "Traceback" not in page.text
    assert {name: page.headers.get(name) for name in HEADERS} == HEADERS
    reference = next(record.args[0] for record in caplog.records if isinstance(record.args, tuple))
    assert str(reference) in page.text


def test_a_program_is_told_in_problem_json(web: Web) -> None:
    program = web.visitor()
    program.headers["Accept"] = "application/json"
    for path, status in (("/nothing", 404), ("/console", 401), ("/console/enter/x", 200)):
        answer = program.get(path)
        assert answer.status_code == status
        if status != 200:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == status
            assert answer.json()["detail"]
    wrong = failing(web)
    wrong.headers["Accept"] = "application/json"
    assert "secret" not in wrong.get("/fails").text


def test_an_address_used_wrongly_is_a_page_too(web: Web) -> None:
    page = web.visitor().delete("/")
    assert page.status_code == 405
    assert "GET" in page.headers["allow"]
    assert "<h1>" in page.text


def test_a_form_that_lacks_a_field_is_refused_in_a_sentence(web: Web) -> None:
    thread = web.waiting(web.consumer())
    page = web.agent().post(f"/console/{thread}/take")
    assert page.status_code == 422
    assert "Version: Field required" in page.text


def test_a_static_file_may_be_kept_for_ever_under_its_own_hash_only(web: Web) -> None:
    from web.pages import asset

    newest = web.visitor().get(asset("app.css"))
    assert newest.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert newest.headers["content-type"].startswith("text/css")
    assert web.visitor().get("/static/a/app.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["..%2Fpages.py", "..%2F..%2Fapp%2Fsettings.py", "..", "%2e%2e", "none.css", "app.css%00", "console/x"]
)
def test_no_other_file_is_served(web: Web, name: str) -> None:
    assert web.visitor().get(f"/static/0/{name}").status_code == 404


def test_operators_learn_whether_the_process_lives_and_can_work(web: Web) -> None:
    assert web.visitor().get("/health").json() == {"status": "alive"}
    ready = web.visitor().get("/ready")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "lacks": []})


def test_a_database_that_was_migrated_meanwhile_is_not_ready(web: Web) -> None:
    assert web.visitor().get("/ready").status_code == 200
    migrations.downgrade(web.house.store.engine, "-1")
    ready = web.visitor().get("/ready")
    assert ready.status_code == 503
    assert "duly db upgrade" in ready.json()["lacks"][0]
