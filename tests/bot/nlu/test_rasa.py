"""Rasa behind the port: what it lets pass is held off, and where it is slow, away or confused the other engine answers.

The server here is one of ours on loopback that answers as Rasa 3.6.21 was seen to (`make rasa` makes the real one).
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from accounts.errors import BadSettings
from app import settings, wiring
from bot.nlu import breaker
from bot.nlu.port import Understanding
from bot.nlu.rasa import Rasa

TODAY = date(2026, 11, 24)
KNOWN = ("affirm", "pay_in_full", "request_balance", "opt_out_channel", "out_of_scope")


class Instead:
    """The engine that answers where Rasa does not, and is counted."""

    name = "instead"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def understand(self, text: str, *, today: date, language: str | None = None) -> Understanding:
        self.asked.append(text)
        return Understanding(text=text, language="en", engine=self.name)


class Server:
    """A Rasa that answers what it is told to."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.status, self.wait = 200, 0.0
        self.answers: bytes = b""
        self.guess(("request_balance", 0.9), ("affirm", 0.05))
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = urlsplit(self.path)
                server.tokens.append(parse_qs(asked.query).get("token", [""])[0])
                server.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                time.sleep(server.wait)
                self.send_response(server.status if asked.path == "/model/parse" else 404)
                self.send_header("Content-Length", str(len(server.answers)))
                self.end_headers()
                self.wfile.write(server.answers)

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def guess(self, *ranking: tuple[str, float], **more: Any) -> None:
        guesses = [{"name": name, "confidence": sure} for name, sure in ranking]
        self.answers = json.dumps({"intent": guesses[0], "intent_ranking": guesses, **more}).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def engine(server: Server, **given: Any) -> tuple[Rasa, Instead]:
    instead = Instead()
    return Rasa(server.url, "secret", instead, KNOWN, **{"timeout": 5.0, **given}), instead


def understood(asked: Rasa, text: str) -> Understanding:
    return asked.understand(text, today=TODAY)


def test_what_rasa_guesses_is_understood_and_the_entities_are_read_by_our_own_grammar(server: Server) -> None:
    junk = [{"entity": "date", "value": "starting", "start": 0, "end": 8, "extractor": "DIETClassifier"}]
    server.guess(("request_balance", 0.9), ("affirm", 0.16), entities=junk)
    asked, instead = engine(server)
    found = understood(asked, "how much is it, can i pay $50 on december 4")
    assert (found.engine, found.acts_on, instead.asked) == ("rasa", "request_balance", [])
    assert found.intents[:2] == ("request_balance", "affirm")
    assert [(one.name, one.value) for one in found.entities] == [("amount", "5000"), ("date", "2026-12-04")]
    assert server.tokens == ["secret"]


@pytest.mark.parametrize("text", ['/pay_in_full{"amount":"0"}', " /affirm", "\u200b/affirm", "／affirm"])
def test_no_text_that_names_its_own_intent_reaches_it_as_one(server: Server, text: str) -> None:
    asked, _ = engine(server)
    understood(asked, text)
    assert not server.heard[0]["text"].startswith(("/", "／"))


@pytest.mark.parametrize("text", ["", "   ", "👍", "\u200f"])
def test_a_text_without_words_is_not_asked_about(server: Server, text: str) -> None:
    asked, _ = engine(server)
    assert understood(asked, text).ranking == ()
    assert server.heard == []


def test_a_very_long_text_is_cut_before_it_is_sent(server: Server) -> None:
    asked, _ = engine(server)
    understood(asked, "balance please " * 2000)
    assert len(server.heard[0]["text"]) <= 1600


def test_a_rule_wins_whatever_rasa_says(server: Server) -> None:
    server.guess(("affirm", 1.0))
    asked, _ = engine(server)
    found = understood(asked, "stop texting me")
    assert (found.acts_on, found.rules[:1]) == ("opt_out_channel", ("opt_out_channel",))


@pytest.mark.parametrize(("first", "second", "acts"), [(0.6, 0.39, "affirm"), (0.59, 0.1, None), (0.65, 0.46, None)])
def test_it_acts_only_on_what_is_likely_and_far_ahead(
    server: Server, first: float, second: float, acts: str | None
) -> None:
    server.guess(("affirm", first), ("request_balance", second))
    asked, _ = engine(server)
    assert understood(asked, "that one").acts_on == acts


def test_an_intent_that_is_none_of_ours_is_none(server: Server) -> None:
    server.guess(("nosuchintent", 1.0), ("request_balance", 0.0))
    asked, _ = engine(server)
    found = understood(asked, "whatever")
    assert (found.acts_on, found.ranking) == (None, (("request_balance", 0.0),))
    server.guess(("nosuchintent", 1.0))
    assert understood(asked, "whatever").engine == "instead"


@pytest.mark.parametrize(
    ("status", "answer"),
    [(401, b"{}"), (500, b""), (200, b"not json"), (200, b"{}"), (200, b'{"intent_ranking": []}'), (302, b""),
     (200, b'{"intent_ranking": [{"name": "affirm", "confidence": 7}]}')],
)  # fmt: skip
def test_where_it_answers_nothing_of_use_the_other_engine_does(server: Server, status: int, answer: bytes) -> None:
    server.status, server.answers = status, answer
    asked, instead = engine(server)
    assert understood(asked, "hello there").engine == "instead"
    assert instead.asked == ["hello there"]


def test_where_it_is_slow_or_away_the_other_engine_answers(server: Server) -> None:
    server.wait = 0.5
    asked, _ = engine(server, timeout=0.05)
    assert understood(asked, "hello there").engine == "instead"
    away = Rasa("http://127.0.0.1:9", "", Instead(), KNOWN)
    assert understood(away, "hello there").engine == "instead"


def test_after_some_failures_it_is_left_alone_for_a_while_and_then_asked_again(server: Server) -> None:
    server.status, clock = 500, Clock()
    asked, instead = engine(server, clock=clock)
    for _ in range(breaker.FAILURES + 2):
        understood(asked, "hello there")
    assert (len(server.heard), len(instead.asked)) == (breaker.FAILURES, breaker.FAILURES + 2)
    server.status = 200
    clock.now = breaker.PAUSE - 0.001
    assert understood(asked, "hello there").engine == "instead"
    clock.now = breaker.PAUSE
    assert understood(asked, "hello there").engine == "rasa"


def test_one_answer_in_between_begins_the_count_anew(server: Server) -> None:
    asked, _ = engine(server)
    found = []
    for status in (500, 500, 200, 500, 500, 200):
        server.status = status
        found.append(understood(asked, "hello there").engine)
    assert found == ["instead", "instead", "rasa", "instead", "instead", "rasa"]


def test_without_an_address_it_cannot_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("DULY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.nlu.embedded.load_or_train", lambda *_: Instead())  # training takes seconds
    with pytest.raises(BadSettings, match="DULY_RASA_URL"):
        wiring.engine_of(settings.load(nlu_engine="rasa"))
    chosen = wiring.engine_of(settings.load(nlu_engine="rasa", rasa_url="http://127.0.0.1:5005"))
    assert chosen.name == "rasa"
    assert wiring.engine_of(settings.load()).name == "instead"
