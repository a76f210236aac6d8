"""The desk: who waits, who holds what, and a reply that leaves by the gateway once or stays with its reason."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from accounts.consumer import ContactPoint, Hold, PointKind
from accounts.contact import Medium
from accounts.conversation import Status
from accounts.notice import ValidationSent
from accounts.record import Id, new_id
from bot.negotiation import offers
from bot.offer_policy import policy
from tests.web.world import Web

NIGHT = timedelta(hours=10)
"""From Monday 13:00 to 23:00 in New York."""


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None, page
    return found[1]


def taken(web: Web, thread: Id, name: str = "maria") -> TestClient:
    """Return an agent's browser in which the thread was taken."""
    agent = web.agent(name)
    seen = version(agent.get(f"/console/{thread}").text)
    assert agent.post(f"/console/{thread}/take", data={"version": seen}).status_code == 303
    return agent


# --- the list -------------------------------------------------------------------------------------------


def test_the_urgent_stand_first_and_then_who_has_waited_longest(web: Web) -> None:
    for reason, priority, minutes in [
        ("waited an hour", "normal", 60),
        ("has a lawyer", "high", 5),
        ("just came", "normal", 1),
        ("in danger", "urgent", 2),
    ]:
        web.waiting(web.consumer(), reason=reason, priority=priority, since=timedelta(minutes=minutes))
    page = web.agent().get("/console").text
    shown = re.findall(r"<strong>(.+?)</strong>", page)
    assert shown == ["In danger", "Has a lawyer", "Waited an hour", "Just came"]


def test_each_list_counts_its_own(web: Web) -> None:
    threads = [web.waiting(web.consumer(), reason=f"reason {number}") for number in range(3)]
    maria, omar = taken(web, threads[0]), taken(web, threads[1], "omar")

    def counts(agent: TestClient) -> list[int]:
        return [int(n) for n in re.findall(r'class="count">(\d+)', agent.get("/console").text)]

    assert counts(maria) == counts(omar) == [1, 1, 3]
    mine = maria.get("/console?tab=mine").text
    assert "Reason 0" in mine
    assert "Reason 1" not in mine
    assert "with omar" in maria.get("/console?tab=all").text


def test_an_empty_list_says_so(web: Web) -> None:
    agent = web.agent()
    assert "Nobody is waiting" in agent.get("/console").text
    assert "You hold no conversation" in agent.get("/console?tab=mine").text
    assert agent.get("/console?tab=other").status_code == 404


def test_a_page_can_ask_whether_something_changed(web: Web) -> None:
    thread = web.waiting(web.consumer())
    agent = web.agent()
    before = agent.get("/console/mark").json(), agent.get(f"/console/{thread}/mark").json()
    assert before[0]["mark"] in agent.get("/console").text
    assert before[1]["mark"] in agent.get(f"/console/{thread}").text
    taken(web, thread, "omar")
    after = agent.get("/console/mark").json(), agent.get(f"/console/{thread}/mark").json()
    assert before[0] != after[0]
    assert before[1] != after[1]


# --- one conversation -----------------------------------------------------------------------------------


def test_of_two_agents_who_take_at_once_one_is_told_kindly(web: Web) -> None:
    thread = web.waiting(web.consumer())
    maria, omar = web.agent("maria"), web.agent("omar")
    seen = version(maria.get(f"/console/{thread}").text)
    assert maria.post(f"/console/{thread}/take", data={"version": seen}).status_code == 303
    late = omar.post(f"/console/{thread}/take", data={"version": seen})
    assert late.status_code == 409
    assert "Maria holds this conversation" in late.text
    assert web.thread(thread).slots["agent"] == "maria"


def test_only_who_holds_a_conversation_is_offered_the_reply(web: Web) -> None:
    thread = web.waiting(web.consumer())
    assert "<textarea" not in web.agent("omar").get(f"/console/{thread}").text
    assert "<textarea" in taken(web, thread).get(f"/console/{thread}").text
    page = web.agent("omar").get(f"/console/{thread}").text
    assert "<textarea" not in page
    assert "Maria answers this conversation" in page


def test_a_reply_leaves_once_though_its_form_comes_twice(web: Web) -> None:
    thread = web.waiting(web.consumer())
    agent = taken(web, thread)
    form = {"version": version(agent.get(f"/console/{thread}").text), "text": "Hello,\r\nhow can I help?"}
    first, second = (agent.post(f"/console/{thread}/reply", data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    (sent,) = web.sms.sent
    assert sent.text.startswith("Hello,\nhow can I help?")
    assert (sent.author, sent.medium) == ("agent:maria", Medium.SMS)
    page = agent.get(f"/console/{thread}").text
    assert page.count("how can I help?") == 1
    assert "Maria</strong>" in page
    assert re.search(r"EST, sent</p>", page)


def test_the_same_words_may_be_said_again_on_purpose(web: Web) -> None:
    thread = web.waiting(web.consumer())
    agent = taken(web, thread)
    for _ in range(2):
        form = {"version": version(agent.get(f"/console/{thread}").text), "text": "Are you there?"}
        agent.post(f"/console/{thread}/reply", data=form)
    assert len(web.sms.sent) == 2


def test_a_reply_on_an_older_version_keeps_its_words_and_sends_nothing(web: Web) -> None:
    known = web.consumer()
    thread = web.waiting(known)
    agent = taken(web, thread)
    seen = version(agent.get(f"/console/{thread}").text)
    now = web.thread(thread)
    with web.house.store.transaction() as unit:
        unit.put_conversation(now)  # the consumer wrote meanwhile
    late = agent.post(f"/console/{thread}/reply", data={"version": seen, "text": "my long answer"})
    assert late.status_code == 409
    assert "my long answer</textarea>" in late.text
    assert "somebody else changed this conversation meanwhile" in late.text
    assert web.sms.sent == []


def test_an_empty_reply_is_refused_in_a_sentence(web: Web) -> None:
    thread = web.waiting(web.consumer())
    agent = taken(web, thread)
    form = {"version": version(agent.get(f"/console/{thread}").text), "text": " \n"}
    page = agent.post(f"/console/{thread}/reply", data=form)
    assert page.status_code == 422
    assert "write a reply first" in page.text


def test_a_refused_reply_shows_rule_citation_reason_and_moment_and_keeps_the_words(web: Web) -> None:
    known = web.consumer()
    thread = web.waiting(known, since=timedelta(days=2))
    web.now += NIGHT
    agent = taken(web, thread)
    page = agent.get(f"/console/{thread}").text
    assert "A reply now: not allowed" in page
    form = {"version": version(page), "text": "Good <evening>"}
    refused = agent.post(f"/console/{thread}/reply", data=form)
    assert refused.status_code == 409
    text = html.unescape(refused.text)
    assert "Not sent. This reply: not allowed" in text
    assert "regf.6b1i-presumed-hours" in text
    assert "12 CFR 1006.6(b)(1)(i)" in text
    assert "outside 08:00 to 21:00 there" in text
    assert "Tue Nov 24, 08:01 EST" in text, "the first lawful second is 08:00:01; a minute shown is never too early"
    assert "Good <evening></textarea>" in text
    assert "&lt;evening&gt;" in refused.text
    assert web.sms.sent == []
    again = agent.post(f"/console/{thread}/reply", data=form)
    assert again.status_code == 409
    assert "Not sent:" in again.text


def test_a_refusal_that_time_does_not_lift_names_no_moment(web: Web) -> None:
    known = web.consumer()
    web.add(known, Hold(id=new_id(), at=web.now - timedelta(days=1), why="crisis"))
    page = web.agent().get(f"/console/{web.waiting(known, since=timedelta(days=2))}").text
    assert "A reply now: not allowed" in page
    assert "house policy, hold" in page
    assert "<strong>none</strong>, while the facts stay as they are" in page
    assert "Put on hold" in page


def test_each_clock_that_the_consumer_may_have_is_shown_once(web: Web) -> None:
    known = web.consumer()
    zones = ("America/Detroit", "America/Chicago")
    with web.house.store.transaction() as unit:
        point = ContactPoint(id=new_id(), kind=PointKind.POSTAL, address="work", zones=zones, place="work")
        unit.add_points(known.id, [point], web.now)
    page = web.agent().get(f"/console/{web.waiting(known)}").text
    assert "<dd>Mon Nov 23, 12:00 CST or Mon Nov 23, 13:00 EST</dd>" in page


def test_by_day_a_reply_is_allowed(web: Web) -> None:
    assert "A reply now: allowed" in web.agent().get(f"/console/{web.waiting(web.consumer())}").text


def test_who_takes_a_conversation_sees_by_which_other_media_the_law_is_open_now(web: Web) -> None:
    known = web.consumer()
    thread = web.waiting(known, since=timedelta(days=2))
    by_day = html.unescape(web.agent().get(f"/console/{thread}").text)
    assert "Other ways to reach them now" in by_day
    assert "E-mail to" in by_day
    web.now += NIGHT
    by_night = " ".join(html.unescape(web.agent().get(f"/console/{thread}").text).split())
    sheet = by_night.partition("Other ways to reach them now")[2].partition("</section>")[0]
    assert "Call to (216) 555-0001: not allowed, it is" in sheet
    assert "from Tue Nov 24" in sheet


def test_who_gives_a_conversation_back_comes_to_the_list(web: Web) -> None:
    thread = web.waiting(web.consumer())
    agent = taken(web, thread)
    back = agent.post(f"/console/{thread}/hand-back")
    assert (back.status_code, back.headers["location"]) == (303, "/console")
    assert web.thread(thread).status is Status.BOT
    assert "Nobody is waiting" in agent.get("/console").text


def test_terms_of_today_are_shown_for_who_is_verified_and_the_assistant_reads_back_what_was_agreed(web: Web) -> None:
    thread = web.waiting(web.consumer())
    agent = taken(web, thread)
    assert 'name="agreed"' not in agent.get(f"/console/{thread}").text
    web.verify(thread)
    page = html.unescape(agent.get(f"/console/{thread}").text)
    offer = re.findall(r'<option value="([^"]+)">([^<]+)', page)[-1]
    assert "payments, the first $" in offer[1]
    wrong = agent.post(f"/console/{thread}/hand-back", data={"agreed": offer[0] + "9"})
    assert (wrong.status_code, web.thread(thread).status) == (422, Status.AGENT)
    assert "may not be offered today" in wrong.text
    assert agent.post(f"/console/{thread}/hand-back", data={"agreed": offer[0]}).status_code == 303
    given = web.thread(thread)
    assert (given.status, given.question) == (Status.BOT, "confirm")


def test_what_they_named_is_shown_to_who_takes_over(web: Web) -> None:
    thread = web.waiting(web.consumer(), named=("plan amount: $50.00",))
    page = web.agent().get(f"/console/{thread}").text
    assert "<li>Plan amount: $50.00</li>" in page


def test_an_agent_marks_a_text_that_was_understood_wrongly(web: Web) -> None:
    thread = web.waiting(web.consumer())
    agent = taken(web, thread)
    (said,) = (turn for turn in web.turns(thread) if turn.who == "consumer")
    page = agent.get(f"/console/{thread}").text
    assert f'name="turn" value="{said.id}"' in page
    wrong = agent.post(f"/console/{thread}/understood", data={"turn": said.id, "meant": "no such thing"})
    assert (wrong.status_code, "Choose what the text meant" in wrong.text) == (422, True)
    done = agent.post(f"/console/{thread}/understood", data={"turn": said.id, "meant": "hardship"})
    assert (done.status_code, done.headers["location"]) == (303, f"/console/{thread}#{said.id}")
    assert "Marked by maria: it meant hardship" in html.unescape(agent.get(f"/console/{thread}").text)


def test_nobody_gives_back_what_another_holds(web: Web) -> None:
    thread = web.waiting(web.consumer())
    taken(web, thread)
    page = web.agent("omar").post(f"/console/{thread}/hand-back")
    assert page.status_code == 409
    assert "Maria holds this conversation" in page.text
    assert web.thread(thread).status is Status.AGENT


@pytest.mark.parametrize("path", ["no-such-id", "no-such-id/mark"])
def test_an_unknown_conversation_is_a_page_that_leads_back(web: Web, path: str) -> None:
    page = web.agent().get(f"/console/{path}")
    assert page.status_code == 404
    assert "Traceback" not in page.text
    assert 'href="/console"' in page.text


def test_nothing_may_be_written_to_an_unknown_party(web: Web) -> None:
    thread = web.waiting(None, "who is this")
    page = web.agent().get(f"/console/{thread}").text
    assert "Somebody unknown" in page
    assert "No reply from here" in page
    agent = taken(web, thread)
    assert "<textarea" not in agent.get(f"/console/{thread}").text
    form = {"version": str(web.thread(thread).version), "text": "hello"}
    assert agent.post(f"/console/{thread}/reply", data=form).status_code == 422
    assert web.sms.sent == []


def test_what_came_by_a_medium_without_words_of_ours_can_be_read_and_not_answered(web: Web) -> None:
    page = web.agent().get(f"/console/{web.waiting(web.consumer(), medium=Medium.CALL)}")
    assert page.status_code == 200
    assert "A call cannot be answered from here. Take it, reach them by another way" in page.text


def test_keys_of_which_nothing_is_kept_are_said_to_be_keys(web: Web) -> None:
    page = web.agent().get(f"/console/{web.waiting(web.consumer(), '••••••••', medium=Medium.CALL)}").text
    assert "digits, which are not kept" in page
    assert '<p class="said">•' not in page


def test_what_a_consumer_writes_cannot_become_markup(web: Web) -> None:
    known = web.consumer("<b onclick=x>Alex</b>")
    thread = web.waiting(known, "<script>alert(1)</script>")
    agent = taken(web, thread)
    for path in (f"/console/{thread}", "/console?tab=all"):
        page = agent.get(path).text
        assert "<script>alert" not in page
        assert "<b onclick" not in page
        assert "&lt;script&gt;" in page


def test_the_machine_s_names_read_as_words(web: Web) -> None:
    thread = web.waiting(web.consumer())
    agent = web.agent()
    for path in (f"/console/{thread}", "/console"):
        page = re.sub(r"<[^>]*>", " ", agent.get(path).text)  # what is read, without what the browser posts
        assert "speak_to_human" not in page
        assert "wants a person" in page


def test_what_is_in_doubt_stands_in_a_list_of_its_own(web: Web) -> None:
    from accounts.contact import Attempt, State

    known = web.consumer()
    lost = Attempt(
        id=new_id(), at=web.now, medium=Medium.EMAIL, to=known.email.address, debts=(known.debt,),
        template="validation_notice", state=State.IN_DOUBT,
    )  # fmt: skip
    agent = web.agent()
    assert "None." in agent.get("/console/doubts").text
    assert "In doubt" not in agent.get("/console").text
    with web.house.store.transaction() as unit:
        unit.reserve([(known.id, lost)], epoch=new_id())
    page = agent.get("/console/doubts").text
    assert "Alex Sample" in page
    assert "E-mail: validation notice" in page
    assert 'In doubt <span class="count">1' in agent.get("/console").text


def test_a_validation_notice_that_is_nearly_late_stands_above_the_list_until_it_is_sent(web: Web) -> None:
    from accounts.notice import FirstContact, Undeliverable

    known = web.consumer("Late <b>Sample")
    agent = web.agent()
    assert "nearly late" not in agent.get("/console").text
    (sent,) = web.house.store.dossier(known.id, web.now).of(ValidationSent)
    came_back = Undeliverable(id=new_id(), at=web.now, of=sent.id)
    called = FirstContact(id=new_id(), at=web.now, debts=(known.debt,), via="call")
    with web.house.store.transaction() as unit:
        for fact in (came_back, called):
            unit.add_fact(known.id, fact, by="test")
    page = agent.get("/console").text
    assert "Validation notices that are nearly late" in page
    assert "Late &lt;b&gt;Sample" in page
    assert f"Debt <code>{known.debt}</code>" in page
    again = ValidationSent(id=new_id(), at=web.now, debts=(known.debt,), via="mail")
    with web.house.store.transaction() as unit:
        unit.add_fact(known.id, again, by="test")
    assert "nearly late" not in agent.get("/console").text


# --- what an agent may not write ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "why", "citation"),
    [
        ("Pay or we will sue you.", "It threatens a suit (&#34;will sue&#34;)", "12 CFR 1006.18(c)(1)"),
        ("You are a deadbeat.", "It has obscene or abusive words (&#34;deadbeat&#34;)", "12 CFR 1006.14(d)"),
        ("You owe $12.34.", "It states $12.34, which is no figure that we know of the debt", "12 CFR 1006.18(b)(2)(i)"),
    ],
)
def test_words_that_may_not_be_said_stay_in_the_box_with_the_reason_the_words_and_the_citation(
    web: Web, typed: str, why: str, citation: str
) -> None:
    thread = web.waiting(web.consumer())
    agent = taken(web, thread)
    seen = version(agent.get(f"/console/{thread}").text)
    answer = agent.post(f"/console/{thread}/reply", data={"version": seen, "text": typed})
    assert answer.status_code == 409
    assert why in answer.text
    assert citation in answer.text
    assert typed in html.unescape(answer.text)


def test_an_agent_may_write_the_balance_and_the_terms_within_policy_and_no_others(web: Web) -> None:
    thread = web.waiting(known := web.consumer())
    agent = taken(web, thread)
    with web.house.store.reading() as reading:
        debt = reading.dossiers([known.id], web.now)[known.id].debts[0]

    def sent(cents: int) -> bool:
        seen = version(agent.get(f"/console/{thread}").text)
        typed = f"It would be ${cents / 100:,.2f}."
        return agent.post(f"/console/{thread}/reply", data={"version": seen, "text": typed}).status_code == 303

    assert sent(debt.balance)
    assert not sent(debt.balance + 1)
    today = web.now.date()
    assert sent(offers(debt, today, policy().terms(debt.creditor, today))[-1].instalments[0].amount)
