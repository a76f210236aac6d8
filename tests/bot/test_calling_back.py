"""Calling back: only a time that is certain, lawful and near is read back, and only a yes of who is verified counts."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from accounts.consent import Consent, Preference
from accounts.contact import Medium
from accounts.conversation import Status
from bot.nlu.port import Entity
from bot.step import Step
from tests.bot.test_dialogue import Thread, facts, template

TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)


def named(name: str, value: str) -> Entity:
    return Entity(name=name, value=value, text=value, start=0, end=len(value))


def asks(thread: Thread, *times: str, on: tuple[date, ...] = ()) -> Step:
    entities = (*(named("time", at) for at in times), *(named("date", day.isoformat()) for day in on))
    return thread.hears("call me then", "callback_later", entities=entities)


@pytest.fixture
def thread() -> Thread:
    verified = Thread()
    until = verified.at + timedelta(hours=9)
    verified.conversation = verified.conversation.model_copy(update={"verified": True, "verified_until": until})
    return verified


def agreed(step: Step) -> list[Consent]:
    return [e.fact for e in step.effects if hasattr(e, "fact") and isinstance(e.fact, Consent)]


def test_a_yes_is_a_consent_to_one_hour_of_one_day_at_the_telephone_they_write_from(thread: Thread) -> None:
    assert template(asks(thread, "17:00", on=(TOMORROW,))) == "callback_ask"
    step = thread.hears("yes", "affirm")
    (consent,) = agreed(step)
    assert (consent.scope, consent.only_on, consent.address) == ("calls", TOMORROW, thread.conversation.address)
    assert (consent.from_, consent.to) == (time(17), time(18))
    assert (facts(step), template(step)) == ([Consent], "callback_set")
    assert step.conversation.status is Status.WAITING
    assert step.conversation.handoff is not None
    assert "Tuesday, November 24 at 17:00" in step.conversation.handoff.reason


def test_for_the_same_day_the_hours_until_then_are_inconvenient(thread: Thread) -> None:
    asks(thread, "17:00")
    step = thread.hears("yes", "affirm")
    assert facts(step) == [Consent, Preference]
    (told,) = [e.fact for e in step.effects if hasattr(e, "fact") and isinstance(e.fact, Preference)]
    assert (told.from_, told.to, told.until) == (time(13, 2), time(17), TODAY)
    assert told.zone == "America/New_York"


def test_a_no_or_other_words_agree_to_nothing(thread: Thread) -> None:
    asks(thread, "17:00", on=(TOMORROW,))
    assert not agreed(thread.hears("no", "deny"))
    other = Thread()
    other.conversation = thread.conversation.model_copy(update={"status": Status.BOT, "handoff": None})
    asks(other, "17:00", on=(TOMORROW,))
    step = other.hears("what for", "unsure")
    assert (facts(step), step.conversation.question) == ([], "callback")


@pytest.mark.parametrize(
    ("at", "day", "read_back"),
    [
        ("13:01", TODAY, False),  # the very minute
        ("13:02", TODAY, True),
        ("08:59", TOMORROW, False),
        ("09:00", TOMORROW, True),
        ("19:00", TOMORROW, True),
        ("19:01", TOMORROW, False),
        ("17:00", date(2026, 11, 29), False),  # a Sunday
        ("17:00", TODAY + timedelta(days=5), True),
        ("17:00", TODAY + timedelta(days=7), False),  # a consent counts for seven dates,
        ("17:00", TODAY - timedelta(days=1), False),
    ],
)
def test_the_time_is_to_come_soon_and_within_the_hours(thread: Thread, at: str, day: date, read_back: bool) -> None:
    assert template(asks(thread, at, on=(day,))) == ("callback_ask" if read_back else "handed_over")


def test_a_time_without_a_day_is_the_next_such_time(thread: Thread) -> None:
    asks(thread, "10:00")
    assert thread.conversation.slots["day"] == TOMORROW.isoformat()


def test_what_is_not_certain_is_for_a_person(thread: Thread) -> None:
    assert template(asks(thread, "17:00", "18:00")) == "handed_over"
    assert template(asks(Thread(), "17:00")) == "handed_over"  # not verified
    for change in ({"medium": Medium.EMAIL}, {"medium": Medium.CALL}):
        other = Thread()
        other.conversation = thread.conversation.model_copy(update={**change, "status": Status.BOT, "handoff": None})
        assert template(asks(other, "17:00")) == "handed_over"


def test_a_yes_after_the_time_agrees_to_nothing(thread: Thread) -> None:
    asks(thread, "17:00")
    thread.at += timedelta(hours=4)
    step = thread.hears("yes", "affirm")
    assert (facts(step), template(step)) == ([], "handed_over")
