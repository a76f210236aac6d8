"""The desk's answers: who waits, the answer shown with what the guard says of it, and sent once, as it was shown."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from accounts.consumer import Representation
from accounts.notice import Dispute, DisputeAnswered, OriginalCreditorRequest, SpanishRequest
from accounts.record import Id, new_id
from channels.letter import queued
from tests.web.world import Known, Web

SHOWN = "The contract of 3 May 2024."


def disputed(web: Web, **changes: Any) -> tuple[Known, Id]:
    known = web.consumer()
    said: dict[str, Any] = {
        "id": new_id(),
        "at": web.now - timedelta(days=3),
        "via": "sms",
        "text": "it is <not> mine",
        "why": "not_mine",
    }
    dispute = Dispute(**(said | changes))
    web.add(known, dispute)
    return known, dispute.id


def asked(answer: str = "verification", by: str = "mail", **more: str) -> dict[str, str]:
    return {"answer": answer, "by": by, "evidence": SHOWN, **more}


def shown(agent: TestClient, of: Id, form: dict[str, str]) -> dict[str, str]:
    """Let the answer be shown, and return the form that sends it."""
    page = agent.post(f"/console/answers/{of}", data=form)
    assert page.status_code == 200, page.text
    found = re.search(r'name="seen" value="(\w+)"', page.text)
    assert found is not None
    return {**form, "do": "send", "seen": found[1]}


def test_the_list_tells_who_waits_the_longest_first_and_the_inbox_counts_them(web: Web) -> None:
    agent = web.agent()
    assert "To answer" not in agent.get("/console").text
    assert "Nobody waits for an answer" in agent.get("/console/answers").text
    _, new = disputed(web)
    _, old = disputed(web, at=web.now - timedelta(days=9))
    page = agent.get("/console/answers").text
    assert page.index(old) < page.index(new)
    assert "waits for 9 days" in page
    assert 'To answer <span class="count">2' in agent.get("/console").text


def test_nobody_who_is_not_signed_in_sees_or_sends_an_answer(web: Web) -> None:
    _, of = disputed(web)
    visitor = web.visitor()
    for answer in (
        visitor.get("/console/answers"),
        visitor.get(f"/console/answers/{of}"),
        visitor.post(f"/console/answers/{of}", data=asked()),
    ):
        assert "You are not signed in" in answer.text
    elsewhere = web.agent().post(f"/console/answers/{of}", data=asked(), headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403


def test_an_answer_by_letter_is_shown_word_for_word_then_queued_once(web: Web) -> None:
    known, of = disputed(web)
    agent = web.agent()
    page = agent.get(f"/console/answers/{of}").text
    assert "it is &lt;not&gt; mine" in page
    assert 'value="send"' not in page, "nothing can be sent that was not shown"
    form = asked()
    preview = agent.post(f"/console/answers/{of}", data=form).text
    for part in ("5 Elm Street", "Harbor Street Credit", SHOWN, "$105.00", "This answer now: allowed"):
        assert part in preview
    assert queued(web.letters) == ([], [])
    send = shown(agent, of, form)
    first, second = (agent.post(f"/console/answers/{of}", data=send) for _ in range(2))
    assert first.headers["location"] == "/console/answers?sent=mail"
    assert second.headers["location"] == "/console/answers"
    assert "in the print queue" in agent.get("/console/answers?sent=mail").text
    assert len(queued(web.letters)[0]) == 1
    (answered,) = web.facts(known, DisputeAnswered)
    assert (answered.of, answered.kind, answered.via) == (of, "verification_sent", "mail")


def test_what_was_changed_after_it_was_shown_is_shown_again_first(web: Web) -> None:
    _, of = disputed(web)
    agent = web.agent()
    send = shown(agent, of, asked())
    again = agent.post(f"/console/answers/{of}", data=send | {"evidence": "Another contract."})
    assert again.status_code == 200
    assert "Another contract." in again.text
    assert agent.post(f"/console/answers/{of}", data=send | {"seen": ""}).status_code == 200
    assert queued(web.letters) == ([], [])


def test_what_the_guard_refuses_is_shown_with_its_reason_and_does_not_leave(web: Web) -> None:
    known, of = disputed(web)
    agent = web.agent()
    by_mail = agent.post(f"/console/answers/{of}", data=asked(by="email")).text
    assert "This answer now: not allowed" in by_mail
    assert "regf.42b-esign" in by_mail
    assert 'value="send"' not in by_mail
    send = shown(agent, of, asked())
    web.add(known, Representation(id=new_id(), at=web.now))
    refused = agent.post(f"/console/answers/{of}", data=send)
    assert refused.status_code == 409
    assert "Not sent: " in refused.text
    assert web.facts(known, DisputeAnswered) == []
    assert web.email.sent == []


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (asked(evidence=" "), "lacks what shows the debt"),
        (asked("original_creditor_response", address="1 Main"), "is a dispute"),
        (asked("duplicative_dispute_notice"), "repeats no dispute"),
        (asked("none"), "hoose what to answer"),
        (asked(by="fax"), "hoose what to answer"),
    ],
)
def test_what_cannot_be_an_answer_is_told_in_a_sentence_and_keeps_its_words(
    web: Web, form: dict[str, str], says: str
) -> None:
    _, of = disputed(web)
    page = web.agent().post(f"/console/answers/{of}", data=form)
    assert page.status_code == 422
    assert says in page.text
    assert form["evidence"] in page.text


def test_a_request_is_answered_with_the_name_and_address(web: Web) -> None:
    known = web.consumer()
    request = OriginalCreditorRequest(id=new_id(), at=web.now - timedelta(days=1), via="email")
    web.add(known, request)
    agent = web.agent()
    form = asked("original_creditor_response", address="1 Main Street\r\nAlbany, NY 12207")
    agent.post(f"/console/answers/{request.id}", data=shown(agent, request.id, form))
    assert [fact.kind for fact in web.facts(known, DisputeAnswered)] == ["oc_response_sent"]
    assert agent.get(f"/console/answers/{request.id}").status_code == 404


def test_a_repeated_dispute_is_a_persons_to_judge(web: Web) -> None:
    known, of = disputed(web, at=web.now - timedelta(days=55))
    web.add(known, DisputeAnswered(id=new_id(), at=web.now - timedelta(days=50), of=of))
    again = Dispute(id=new_id(), at=web.now - timedelta(days=40), via="sms", same_as=of, text="it is <not> mine")
    web.add(known, again)
    page = web.agent().get(f"/console/answers/{again.id}").text
    assert "you decide whether it is duplicative" in page
    assert 'value="duplicative_dispute_notice" required>' in page, "offered"
    assert " checked" not in page, "and nothing chosen for them"
    assert "duplicative_dispute_notice" not in web.agent().get(f"/console/answers/{disputed(web)[1]}").text


def test_a_conversation_leads_to_the_answer(web: Web) -> None:
    known, of = disputed(web)
    thread = web.waiting(known)
    page = web.agent().get(f"/console/{thread}").text
    assert page.count(f'href="/console/answers/{of}"') == 1


# --- what came by letter or telephone ---------------------------------------------------------------------------------


def test_a_letter_is_put_down_with_who_took_it_and_waits_for_an_answer(web: Web) -> None:
    known, first = disputed(web)
    agent = web.agent()
    page = agent.get(f"/console/answers/received/{known.id}").text
    for part in ("What came by letter", "request for the notice in Spanish", "It repeats", first):
        assert part in page
    form = {"what": "dispute", "via": "mail", "why": "amount", "text": "<b>no</b>", "same_as": first}
    put = agent.post(f"/console/answers/received/{known.id}", data=form | {"new_material": "no"})
    assert put.headers["location"] == "/console/answers?put=down"
    new = web.facts(known, Dispute)[-1]
    assert (new.via, new.why, new.same_as, new.new_material) == ("mail", "amount", first, False)
    assert "It is put down" in agent.get("/console/answers?put=down").text
    assert new.id in agent.get("/console/answers").text
    shown = agent.get(f"/console/answers/{new.id}").text
    assert "&lt;b&gt;no&lt;/b&gt;" in shown


def test_a_request_for_the_spanish_notice_is_put_down_at_the_desk(web: Web) -> None:
    known = web.consumer()
    day = (web.now - timedelta(days=2)).date().isoformat()
    form = {"what": "spanish", "via": "call", "received": day}
    assert web.agent().post(f"/console/answers/received/{known.id}", data=form).status_code == 303
    (asked_for,) = web.facts(known, SpanishRequest)
    assert (asked_for.via, asked_for.debts) == ("call", None)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"what": "plea", "via": "mail"}, "is not one of"),
        ({"what": "spanish", "via": "mail", "received": "tomorrow"}, "is no day"),
        ({"what": "spanish", "via": "mail", "received": "2999-01-01"}, "received before now"),
        ({"what": "dispute", "via": "mail", "new_material": "yes"}, "say which it repeats"),
        ({"what": "dispute", "via": "mail", "debts": "x"}, "has no debt"),
        ({}, "is not one of"),
    ],
)
def test_what_cannot_be_put_down_is_told_in_a_sentence_and_nothing_is_kept(
    web: Web, form: dict[str, str], says: str
) -> None:
    known = web.consumer()
    page = web.agent().post(f"/console/answers/received/{known.id}", data=form)
    assert page.status_code == 422
    assert says in page.text
    assert (web.facts(known, Dispute), web.facts(known, SpanishRequest)) == ([], [])


def test_only_who_is_signed_in_puts_down_anything_and_only_of_a_consumer_there_is(web: Web) -> None:
    known = web.consumer()
    form = {"what": "spanish", "via": "mail"}
    assert "You are not signed in" in web.visitor().post(f"/console/answers/received/{known.id}", data=form).text
    crossed = web.agent().post(
        f"/console/answers/received/{known.id}", data=form, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert crossed.status_code == 403
    assert web.facts(known, SpanishRequest) == []
    assert web.agent().get("/console/answers/received/nobody").status_code == 404
    assert web.agent().post("/console/answers/received/nobody", data=form).status_code == 404
