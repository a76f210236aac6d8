"""The sentence encoder: a process of its own, whose death, silence or nonsense costs one answer and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.nlu import breaker, data, meanings
from bot.nlu.embedded import Embedded
from bot.nlu.encoder import SIZE, Encoder
from bot.nlu.text import prepare

NLU_DATA = Path(__file__).parents[3] / "nlu_data"
TODAY = date(2026, 11, 24)
installed = pytest.mark.skipif(not Encoder.is_installed(), reason="the encoder has no wheel for this machine")


@pytest.fixture
def encoder() -> Iterator[Encoder]:
    made = Encoder()
    yield made
    made.close()


def speaking(script: str, **options: Any) -> Encoder:
    """Return an encoder whose process is a script of ours."""
    return Encoder((sys.executable, "-c", script), **options)


def pid(encoder: Encoder) -> int:
    assert encoder._process is not None
    return encoder._process.pid


@installed
def test_what_means_alike_is_near_whatever_the_words_and_the_language(encoder: Encoder) -> None:
    said = ("my lawyer handles this", "hable con mi abogado", "what is the weather like")
    ours, theirs, other = (encoder.encode(text) for text in said)
    assert ours is not None
    assert theirs is not None
    assert other is not None
    assert ours.shape == (SIZE,)
    assert np.linalg.norm(ours) == pytest.approx(1.0, abs=1e-5)
    assert ours @ theirs > ours @ other


@installed
def test_texts_that_break_encoders_cost_at_most_their_own_answer(encoder: Encoder) -> None:
    for text in ("\ufdfa" * 400, "\0", "", "a" * 5000, "\U0001f600" * 400, "\u202e" * 300, "x " * 2000):
        encoder.encode(text)
    assert encoder.encode("hello") is not None or encoder.encode("hello") is not None


@installed
def test_a_process_that_was_killed_is_started_anew(encoder: Encoder) -> None:
    before = encoder.encode("hello")
    os.kill(pid(encoder), signal.SIGKILL)
    assert encoder.encode("hello") is None
    again = encoder.encode("hello")
    assert before is not None
    assert again is not None
    assert np.array_equal(before, again)


@installed
def test_it_ends_with_the_process_that_started_it() -> None:
    script = (
        "from bot.nlu.encoder import Encoder; e = Encoder(); e.encode('hi'); print(e._process.pid, flush=True)\n"
        "import os; os._exit(1)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=NLU_DATA.parent)
    child, until = int(ran.stdout), time.monotonic() + 10
    while time.monotonic() < until and Path(f"/proc/{child}").exists():
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


def test_who_is_silent_is_not_waited_for_and_after_some_failures_not_asked() -> None:
    now = [0.0]
    silent = speaking("import sys; sys.stdin.buffer.read()", timeout=0.05, clock=lambda: now[0])
    silent._process = silent._start()  # as if it had answered before: the first answer may take long
    began = time.monotonic()

    def ticking() -> float:
        now[0] += 0.05
        return now[0]

    silent._clock = ticking
    assert silent.encode("hello") is None
    assert time.monotonic() - began < 5
    dead = speaking("raise SystemExit(3)", clock=lambda: now[0])
    assert [dead.encode("hello") for _ in range(breaker.FAILURES)] == [None] * breaker.FAILURES
    dead._command = (sys.executable, "-c", "raise AssertionError('it is not asked now')")
    assert dead.encode("hello") is None
    assert dead._process is None
    assert dead._breaker.is_shut


@pytest.mark.parametrize("number", ["float('nan')", "0.0", "float('inf')"])
def test_numbers_that_say_nothing_are_none(number: str) -> None:
    script = (
        "import struct, sys\nwhile len(n := sys.stdin.buffer.read(4)) == 4:\n"
        "    sys.stdin.buffer.read(int.from_bytes(n, 'big'))\n"
        f"    sys.stdout.buffer.write(struct.pack('<384f', *[{number}] * 384)); sys.stdout.buffer.flush()"
    )
    odd = speaking(script)
    assert odd.encode("hello") is None
    odd.close()


def test_every_example_has_been_encoded() -> None:
    kept = meanings.read(NLU_DATA)
    assert kept is not None
    missing = [e.text for e in data.read(NLU_DATA) if kept.known(prepare(e.text).text) is None]
    assert not missing, f"run `make meanings`: {len(missing)} examples are new, the first: {missing[0]}"


@installed
def test_what_is_kept_of_an_example_is_what_the_encoder_says_of_it(encoder: Encoder) -> None:
    kept = meanings.read(NLU_DATA)
    assert kept is not None
    for example in data.read(NLU_DATA)[::500]:
        text = prepare(example.text).text
        said, known = encoder.encode(text), kept.known(text)
        assert said is not None
        assert known is not None
        assert kept.of(said) @ known > 0.99


class Counting(Encoder):
    """Says what it is told, and counts."""

    def __init__(self, answer: bool) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.answer = answer

    def encode(self, text: str) -> np.ndarray | None:
        self.asked.append(text)
        return super().encode(text) if self.answer else None


@installed
def test_only_a_doubt_is_asked_and_without_an_answer_words_alone_count(engine: Embedded) -> None:
    kept = meanings.read(NLU_DATA)
    mute, speaks, words = Counting(answer=False), Counting(answer=True), Embedded(engine._model)
    without, with_it = Embedded(engine._model, mute, kept), Embedded(engine._model, speaks, kept)
    clear, doubtful = "how much do i owe", "the person you are after moved to heaven in spring"
    for text in (clear, doubtful):
        assert without.understand(text, today=TODAY) == words.understand(text, today=TODAY)
    assert mute.asked == [doubtful]
    assert with_it.understand(clear, today=TODAY) == words.understand(clear, today=TODAY)
    assert with_it.understand(doubtful, today=TODAY) != words.understand(doubtful, today=TODAY)
    assert speaks.asked == [doubtful]
    speaks.close()
