"""The real Rasa, trained on the real data, behind our adapter; skipped where `make rasa` has not made it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import httpx2
import pytest

from bot.nlu.data import inventory
from bot.nlu.embedded import Embedded
from bot.nlu.evaluate import evaluate_file
from bot.nlu.rasa import Rasa

ROOT = Path(__file__).parents[3]
PLACE = ROOT / ".rasa"
MODEL = PLACE / "models" / "duly.tar.gz"
TODAY = date(2026, 11, 24)
TOKEN = "only for these tests"
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", "LOG_LEVEL": "WARNING",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "PYTHONWARNINGS": "ignore",
}  # fmt: skip
READY = 180
"""Seconds for the server to load TensorFlow and the model; measured, 33 to 57."""

pytestmark = pytest.mark.skipif(not MODEL.exists(), reason="the real Rasa is made by `make rasa` (Python 3.10)")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = ("run", "--enable-api", "-m", MODEL, "-i", "127.0.0.1", "-p", str(port), "--auth-token", TOKEN)
    server = subprocess.Popen([PLACE / "bin" / "rasa", *asked], env=os.environ | QUIET, cwd=PLACE)
    try:
        until = time.monotonic() + READY
        while not _answers(f"http://127.0.0.1:{port}"):
            assert server.poll() is None, "the server ended before it was ready"
            assert time.monotonic() < until, f"the server was not ready after {READY} s"
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _answers(url: str) -> bool:
    try:
        asked = httpx2.post(f"{url}/model/parse", params={"token": TOKEN}, json={"text": "hello"}, timeout=5)
    except httpx2.HTTPError:
        return False
    return asked.status_code == 200


@pytest.fixture
def rasa(url: str, engine: Embedded) -> Iterator[Rasa]:
    made = Rasa(url, TOKEN, engine, inventory(ROOT / "nlu_data"), timeout=5)
    yield made
    made.close()


def test_rasa_finds_nothing_wrong_with_the_data() -> None:
    asked = ("data", "validate", "--data", ROOT / "nlu_data", "--domain", ROOT / "nlu_data" / "domain.yml")
    ran = subprocess.run(
        [PLACE / "bin" / "rasa", *asked], env=os.environ | QUIET, cwd=PLACE, capture_output=True, text=True
    )
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    assert "labeled with multiple" not in said
    assert "not listed" not in said  # as it says of an intent or an action that the domain does not know


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how much do i owe", "request_balance"),
        ("can i make monthly payments", "request_payment_plan"),
        ("cuanto debo", "request_balance"),
        ("mi abogado tiene esto", "attorney_represented"),
        ("stop texting me", "opt_out_channel"),
    ],
)
def test_what_is_clear_is_understood_by_rasa_itself(rasa: Rasa, text: str, intent: str) -> None:
    found = rasa.understand(text, today=TODAY)
    assert (found.engine, found.ranking[0][0]) == ("rasa", intent)


def test_a_text_that_names_its_intent_by_a_slash_is_read_as_words(rasa: Rasa, url: str) -> None:
    text = '/pay_in_full{"amount": "0"}'
    raw = httpx2.post(f"{url}/model/parse", params={"token": TOKEN}, json={"text": text}, timeout=5).json()
    assert (raw["intent"]["name"], raw["intent"]["confidence"]) == ("pay_in_full", 1.0)  # what is held off
    found = rasa.understand(text, today=TODAY)
    assert found.engine == "rasa"
    assert found.confidence < 0.99
    assert not found.named("amount") or found.named("amount")[0].value == "0"


def test_nothing_and_what_has_no_words_is_not_asked(rasa: Rasa) -> None:
    for text in ("", "   ", "\U0001f600", "\0\0"):
        assert rasa.understand(text, today=TODAY).ranking == ()


def test_a_wrong_token_is_refused_and_the_other_engine_answers(url: str, engine: Embedded) -> None:
    wrong = Rasa(url, "wrong", engine, inventory(ROOT / "nlu_data"), timeout=5)
    assert wrong.understand("how much do i owe", today=TODAY).engine == engine.name
    wrong.close()


def test_many_at_once_and_ten_thousand_characters_are_answered(rasa: Rasa) -> None:
    texts = [f"i can pay {n} dollars on friday" for n in range(24)] + ["x" * 10_000]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: rasa.understand(text, today=TODAY), texts))
    assert {one.engine for one in found} == {"rasa"}
    assert all(0 < sum(p for _, p in one.ranking) < 1.02 for one in found)  # of its ten likeliest


def test_it_has_learnt_and_its_figures_are_told_beside_ours(rasa: Rasa, engine: Embedded) -> None:
    file = ROOT / "tests" / "bot" / "held_out.jsonl"
    theirs, ours = (evaluate_file(one, file, None, today=TODAY) for one in (rasa, engine))
    figures = [theirs["accuracy"], ours["accuracy"]]
    print("\nheld out, right: rasa {:.3f}, embedded {:.3f}".format(*figures))  # the figure is wanted
    assert figures[0] > 0.6
