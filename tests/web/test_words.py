"""Words: what the machine calls by a name is read as words, and no instant is shown too early."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from accounts.contact import Medium, State
from channels.figures import telephone
from tests.walks.world import NOON
from web import words

DOMAIN = Path(__file__).parents[2] / "nlu_data" / "domain.yml"


def test_every_intent_medium_and_state_has_words() -> None:
    named = yaml.safe_load(words.NAMES.read_text("utf-8"))
    assert set(named["intents"]) == set(yaml.safe_load(DOMAIN.read_text("utf-8"))["intents"])
    assert set(named["media"]) == {str(medium) for medium in Medium}
    assert set(named["states"]) == {str(state) for state in State}
    assert all(isinstance(said, str) for kind in named.values() for said in kind.values())


def test_a_name_without_words_is_spelt_as_words() -> None:
    assert words.named("never_heard_of", "facts") == "never heard of"


def test_what_somebody_said_stays_as_said() -> None:
    line = "Said: “my sms_code is speak_to_human” (understood: speak_to_human, hardship; put down: opt_out)."
    assert words.in_words(line) == (
        "Said: “my sms_code is speak_to_human” (understood: wants a person, hardship; put down: asked us to stop "
        "using an address or medium)."
    )
    told = "Alex, by sms from +12125550101, English."
    assert words.in_words(told) == "Alex, by text from (212) 555-0101, English."


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "Mon Nov 23, 13:00 EST"), (1, "Mon Nov 23, 13:01 EST"), (60, "Mon Nov 23, 13:01 EST")],
)
def test_a_moment_to_come_is_never_shown_too_early(seconds: int, shown: str) -> None:
    at = NOON + timedelta(seconds=seconds)
    assert words.moment(at, "America/New_York") == shown


def test_a_moment_that_was_is_shown_as_the_clock_showed_it() -> None:
    assert words.past(NOON + timedelta(seconds=59), "America/Los_Angeles") == "Mon Nov 23, 10:00 PST"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "just now"), (1, "1 min ago"), (59, "59 min ago"), (60, "1 h ago"), (47 * 60, "47 h ago"),
     (48 * 60, "2 days ago"), (-5, "just now")],
)  # fmt: skip
def test_a_wait_is_said_as_one_would(minutes: int, said: str) -> None:
    assert words.waited(NOON, NOON + timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+18005550142", "(800) 555-0142"), ("+442079460000", "+44 20 7946 0000"), ("a@b.example", "a@b.example")],
)
def test_a_phone_number_is_written_as_people_do(number: str, shown: str) -> None:
    assert telephone(number) == shown
