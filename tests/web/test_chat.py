"""Web chat: a stranger learns nothing, whoever proves who they are is answered, and nothing said is lost or doubled."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from accounts.consent import OptOut
from accounts.contact import Medium, Session
from accounts.conversation import Conversation, Status
from accounts.notice import Dispute
from bot import identity
from tests.bot.talk import ToldNlu
from tests.web.world import Known, Web
from web import chat as pages
from web.pages import painter, router
from web.words import MESSAGES

BORN = "2/3/1980"
MEANINGS = {
    "how much do i owe": "request_balance",
    "not mine": "dispute_not_mine",
    "person please": "speak_to_human",
    "hello": "greet",
}
SECRETS = ("Bank", "$", "balance", "debt", "Alex", "owe")
"""What only the consumer may read."""


@pytest.fixture
def web(web: Web) -> Web:
    web.house.assistant.nlu = ToldNlu(MEANINGS)
    return web


class Visitor:
    """Somebody with a browser on the chat's page."""

    def __init__(self, web: Web, browser: TestClient | None = None) -> None:
        self.web = web
        self.browser = browser or web.visitor()
        self.said = 0
        assert self.browser.get("/embed").status_code == 200

    def write(self, text: str, key: str = "") -> Any:
        """Say something and let it be dealt with; returns the answer of the server."""
        self.said += 1
        key = key or f"k{self.said}"
        answer = self.browser.post("/embed/lines", data={"text": text, "key": key})
        asyncio.run(self.web.house.assistant.work_off())
        return answer

    def lines(self, after: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.browser.get(f"/embed/lines?after={after}").json()["lines"]
        return found

    def answers(self, *texts: str) -> list[str]:
        """Say some things, and return what was answered to the last."""
        for text in texts[:-1]:
            self.write(text)
        before = len(self.lines())
        self.write(texts[-1])
        return [line["text"] for line in self.lines()[before:] if line["who"] != "visitor"]

    def thread(self) -> Conversation:
        with self.web.house.store.reading() as reading:
            (thread,) = [one for one in reading.conversations(list(Status)) if one.medium is Medium.CHAT]
        return thread


# --- nobody learns anything -------------------------------------------------------------------------------------------


def test_who_shows_the_address_and_the_date_of_birth_is_answered_what_they_asked_first(web: Web) -> None:
    known = web.consumer()
    visitor = Visitor(web)
    assert "e-mail address or the phone number" in visitor.answers("how much do i owe")[0]
    assert "date of birth" in visitor.answers(known.phone)[0]
    (answer,) = visitor.answers(BORN)
    assert "the balance is" in answer
    assert "debt collector" in answer or "collect a debt" in answer
    assert visitor.thread().consumer == known.id
    assert [fact.id for fact in web.facts(known, Session)] == [visitor.thread().address]


@pytest.mark.parametrize("by", ["phone", "email", "account", "ssn4"])
def test_a_file_is_found_by_any_of_what_people_know(web: Web, by: str) -> None:
    known = web.consumer()
    with web.house.store.reading() as reading:
        (debt,) = reading.dossiers([known.id], web.now)[known.id].debts
    names = {"phone": "216-555-0001", "email": known.email.address.upper(), "account": debt.account_number.lower()}
    name, proof = names.get(by, known.phone), "6789" if by == "ssn4" else BORN
    assert "the balance is" in Visitor(web).answers("how much do i owe", f"it is {name}", proof)[0]


@pytest.mark.parametrize(
    ("name", "proof"),
    [("known", "2/3/1981"), ("known", "1234"), ("+12125550199", BORN), ("nobody@mail.example", "6789")],
)
def test_a_wrong_proof_and_an_address_that_nobody_has_are_answered_alike(web: Web, name: str, proof: str) -> None:
    known = web.consumer()
    visitor = Visitor(web)
    asked = visitor.answers("how much do i owe", known.phone if name == "known" else name)
    (answer,) = visitor.answers(proof)
    said = [*asked, answer]
    assert said == [web_words("visitor_who"), web_words("visitor_unmatched")]
    assert not any(secret in text for text in said for secret in SECRETS)
    assert web.facts(known, Session) == []


def web_words(template: str) -> str:
    return (MESSAGES / "en" / f"{template}.chat.txt").read_text("utf-8").strip()


def test_after_some_wrong_proofs_a_person_is_called_and_the_right_one_does_not_help(web: Web) -> None:
    known = web.consumer()
    visitor = Visitor(web)
    visitor.write("hello")
    told = [visitor.answers(known.phone, f"2/{4 + n}/1980")[0] for n in range(identity.LIMIT)]
    assert told[:-1] == [web_words("visitor_unmatched")] * (identity.LIMIT - 1)
    assert "a person has to look at it" in told[-1]
    assert visitor.answers(known.phone, BORN) == []
    thread = visitor.thread()
    assert (thread.status, thread.consumer) == (Status.WAITING, None)
    assert thread.handoff is not None
    assert "wrong proofs" in thread.handoff.reason


def test_the_wrong_proofs_for_one_address_are_counted_over_all_browsers(web: Web) -> None:
    known = web.consumer()
    for n in range(3):
        visitor = Visitor(web)
        visitor.write("hello")
        for m in range(2):
            visitor.answers(known.phone, f"2/{10 + 2 * n + m}/1980")
    right = Visitor(web)
    assert right.answers("hello", known.phone, BORN) == [web_words("visitor_unmatched")]
    web.now += timedelta(days=1, minutes=1)
    assert "Alex" not in Visitor(web).answers("hello", known.phone, BORN)[0]


def test_what_proves_somebody_is_kept_without_its_figures(web: Web) -> None:
    known = web.consumer()
    visitor = Visitor(web)
    visitor.answers("hello", known.phone, BORN)
    assert [line["text"] for line in visitor.lines() if line["who"] == "visitor"][-1] == "•/•/••••"
    assert "2/3/1980" not in json.dumps([turn.text for turn in web.turns(visitor.thread().id)])


def test_two_people_with_one_address_and_one_birthday_are_neither(web: Web) -> None:
    web.consumer(email="shared@mail.example")
    web.consumer(email="shared@mail.example")
    visitor = Visitor(web)
    assert visitor.answers("hello", "shared@mail.example", BORN) == [web_words("visitor_unmatched")]


# --- what they may say at once ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told", "priority"),
    [
        ("i want to kill myself", "988", "urgent"),
        ("STOP", "reply STOP", "high"),
        ("person please", "A person will read this", "normal"),
    ],
)
def test_what_cannot_wait_for_a_proof_does_not(web: Web, text: str, told: str, priority: str) -> None:
    visitor = Visitor(web)
    assert told in visitor.answers(text)[0]
    thread = visitor.thread()
    assert thread.status is Status.WAITING
    assert thread.handoff is not None
    assert thread.handoff.priority == priority


def test_who_is_not_understood_twice_is_promised_a_person_and_then_told_that_one_reads(web: Web) -> None:
    visitor = Visitor(web)
    visitor.write("hello")
    said = [visitor.answers(text)[0] for text in ("well", "so", "and now", "still there?")]
    assert said[0] == web_words("visitor_reference")
    assert said[1].startswith("A person will read this")
    assert said[3] == web_words("visitor_noted")


@pytest.mark.parametrize("text", ["Talk to a person", "Hablar con una persona"])
def test_who_presses_for_a_person_again_is_promised_one_again_and_has_missed_nothing(web: Web, text: str) -> None:
    visitor = Visitor(web)
    visitor.write("hello")
    promised = [visitor.answers(text) for _ in range(4)]
    assert promised[0][0].startswith(("A person will read this", "Una persona leerá esto"))
    assert promised == promised[:1] * 4
    assert (visitor.thread().misses, visitor.thread().question) == (0, "reference")


def test_spanish_is_answered_in_spanish(web: Web) -> None:
    assert "asistente automático" in Visitor(web).answers("hola, necesito ayuda con mi cuenta por favor")[0]


# --- known ------------------------------------------------------------------------------------------------------------


def verified(web: Web) -> tuple[Known, Visitor]:
    known, visitor = web.consumer(), Visitor(web)
    visitor.answers("hello", known.phone, BORN)
    return known, visitor


def test_a_dispute_in_the_chat_is_one(web: Web) -> None:
    known, visitor = verified(web)
    assert visitor.answers("not mine")
    assert len(web.facts(known, Dispute)) == 1


def test_stop_in_the_chat_is_confirmed_once_and_then_it_is_quiet(web: Web) -> None:
    known, visitor = verified(web)
    assert visitor.answers("STOP") == ["Confirmed. You get no more messages in this chat."]
    assert visitor.answers("how much do i owe") == []
    assert [fact.medium for fact in web.facts(known, OptOut)] == [Medium.CHAT]


def test_at_night_whoever_is_on_the_page_is_answered(web: Web) -> None:
    web.now += timedelta(hours=10)  # 23:00 in New York
    known = web.consumer()
    assert "the balance is" in Visitor(web).answers("how much do i owe", known.phone, BORN)[0]


def test_while_an_agent_holds_the_chat_the_assistant_is_silent_and_the_agents_words_appear(web: Web) -> None:
    _, visitor = verified(web)
    visitor.answers("person please")
    thread = visitor.thread()
    asyncio.run(web.house.assistant.take(thread.id, "maria"))
    assert visitor.answers("how much do i owe") == []
    held = web.thread(thread.id)
    sent = asyncio.run(web.house.assistant.agent_reply(thread.id, "Good day, how can I help?", "maria", held.version))
    assert sent.left, sent.decision.objections
    last = visitor.lines()[-1]
    assert (last["who"], last["text"].splitlines()[0]) == ("agent", "Good day, how can I help?")


# --- nothing lost, nothing twice --------------------------------------------------------------------------------------


def test_a_line_posted_again_is_taken_once(web: Web) -> None:
    visitor = Visitor(web)
    assert visitor.write("hello", "same").status_code == 202
    assert visitor.write("hello", "same").status_code == 202
    assert [line["who"] for line in visitor.lines()] == ["visitor", "page"]


def test_two_tabs_of_a_browser_show_one_chat(web: Web) -> None:
    known = web.consumer()
    first = Visitor(web)
    second = Visitor(web, first.browser)
    first.answers("how much do i owe", known.phone)
    second.said = 10
    second.answers(BORN)
    assert first.lines() == second.lines()
    page = second.browser.get("/embed").text
    assert "the balance is" in page
    assert page.count('class="line ') == len(first.lines())


def test_another_browser_and_a_made_up_cookie_see_nothing(web: Web) -> None:
    _, visitor = verified(web)
    stranger = Visitor(web)
    assert stranger.lines() == []
    forged = web.visitor()
    forged.cookies.set("chat", visitor.thread().address)  # what stands in the address of the thread opens nothing
    assert forged.get("/embed/lines").json() == {"lines": []}
    assert "the balance" not in forged.get("/embed").text


def test_a_stream_goes_on_after_the_last_number_it_told(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "OPEN_FOR", 0.3)
    monkeypatch.setattr(pages, "LOOK", 0.05)
    visitor = Visitor(web)
    visitor.write("hello")

    def told(**headers: str) -> list[int]:
        text = visitor.browser.get("/embed/stream", headers=headers).text
        return [int(line[3:]) for line in text.splitlines() if line.startswith("id:")]

    assert told() == [1, 2]
    assert told(**{"Last-Event-ID": "1"}) == [2]
    assert told(**{"Last-Event-ID": "2"}) == []
    assert told(**{"Last-Event-ID": "none"}) == [1, 2]


def test_without_a_script_the_form_does_it(web: Web) -> None:
    visitor = Visitor(web)
    answer = visitor.browser.post("/embed?language=en", data={"text": "hello", "key": "f1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/embed?language=en")
    assert "hello" in visitor.browser.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("", "a", "nothing in it"),
        ("  \x00 ", "a", "nothing in it"),
        ("x" * 1601, "a", "less than 1600"),
        ("x", "", "nothing in it"),
        ("x", "k" * 41, "nothing in it"),
        ("x", "a:b", "nothing in it"),
    ],
)
def test_what_cannot_be_taken_says_so_and_leaves_nothing(web: Web, text: str, key: str, says: str) -> None:
    visitor = Visitor(web)
    answer = visitor.browser.post("/embed/lines", data={"text": text, "key": key})
    assert (answer.status_code, says in answer.json()["says"]) == (422, True)
    assert visitor.lines() == []
    page = visitor.browser.post("/embed", data={"text": text, "key": key})
    assert (page.status_code, says in page.text) == (422, True)


def test_a_line_of_the_longest_length_is_taken(web: Web) -> None:
    visitor = Visitor(web)
    assert visitor.browser.post("/embed/lines", data={"text": "x" * 1600, "key": "a"}).status_code == 202


def test_who_writes_too_fast_is_told_and_a_minute_later_is_heard(web: Web) -> None:
    visitor = Visitor(web)
    for n in range(pages.MOST):
        assert visitor.browser.post("/embed/lines", data={"text": "x", "key": f"n{n}"}).status_code == 202
    assert "wait a minute" in visitor.browser.post("/embed/lines", data={"text": "x", "key": "z"}).json()["says"]
    web.now += timedelta(minutes=1, seconds=1)
    assert visitor.browser.post("/embed/lines", data={"text": "x", "key": "z"}).status_code == 202


def test_another_sites_page_may_not_post_nor_may_a_page_frame_it_that_is_not_named(web: Web) -> None:
    visitor = Visitor(web)
    cross = visitor.browser.post(
        "/embed/lines", data={"text": "x", "key": "a"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert cross.status_code == 403
    policy = visitor.browser.get("/embed").headers["content-security-policy"]
    assert "frame-ancestors 'self';" in policy
    named = pages.Chat(web.house.store, web.clock, painter(), lambda: None, ["https://www.example.com"])
    assert "frame-ancestors 'self' https://www.example.com;" in _framed(named)


def _framed(chat: pages.Chat) -> str:
    from fastapi import FastAPI

    app = FastAPI()
    app.include_router(chat.router())
    app.include_router(router())
    return TestClient(app).get("/embed").headers["content-security-policy"]


def test_who_ends_the_chat_leaves_nothing_on_the_device(web: Web) -> None:
    _, visitor = verified(web)
    ended = visitor.browser.post("/embed/end")
    assert "has ended" in ended.text
    assert "chat" not in visitor.browser.cookies
    assert visitor.lines() == []


def test_over_tls_the_cookie_is_kept_apart_for_each_site_that_frames_us(web: Web) -> None:
    browser = TestClient(web.app, base_url="https://testserver")
    cookie = browser.get("/embed").headers["set-cookie"]
    assert cookie.startswith("__Host-chat=")
    for part in ("HttpOnly", "Secure", "Partitioned", "SameSite=none", "Path=/"):
        assert part.lower() in cookie.lower()


def test_the_widget_is_one_file_that_loads_nothing_from_elsewhere(web: Web) -> None:
    script = web.visitor().get("/widget.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "https://…/widget.js" in script.text
    assert script.text.count("http") == 1


def test_who_was_promised_a_person_and_then_shows_who_they_are_is_known_to_that_person(web: Web) -> None:
    known, visitor = web.consumer(), Visitor(web)
    visitor.write("person please")
    before = visitor.thread().handoff
    assert before is not None
    assert before.summary[0].startswith("Somebody on our page")
    visitor.answers(known.phone, BORN)
    after = visitor.thread().handoff
    assert after is not None
    assert after.summary[0].startswith("Alex Sample")
    assert "person please" in after.summary[2]


def test_an_account_number_that_looks_like_a_telephone_number_is_found_all_the_same(web: Web) -> None:
    known = web.consumer()
    with web.house.store.transaction() as unit:
        (debt,) = unit.dossiers([known.id], web.now)[known.id].debts
        unit.put_debt(known.id, debt.model_copy(update={"account_number": "2165550199"}), web.now)
    assert "the balance is" in Visitor(web).answers("how much do i owe", "2165550199", BORN)[0]
