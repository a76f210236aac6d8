"""The house answers a dispute once: what left already, or may have, does not leave again."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.contact import Attempt, Medium, Purpose, State
from accounts.notice import Settles, Undeliverable
from compliance.policy.answer_once import answer_once
from tests.law.known import at, dossier, objects, proposal

NOW = at("2026-07-01 12:00")
ANSWER = Settles(of="d", kind="verification_sent")


def again(attempts: tuple[Attempt, ...], *facts: Any, settles: Settles | None = ANSWER) -> bool:
    """Return whether the house objects to the answer after those attempts."""
    known = dossier(*facts, attempts=attempts)
    asked = proposal(known, NOW, Medium.MAIL, purpose=Purpose.VERIFICATION, settles=settles)
    return objects(answer_once, asked)


def left(state: State = State.SENT, settles: Settles | None = ANSWER) -> Attempt:
    return Attempt(id="a", at=at("2026-06-30 12:00"), medium=Medium.EMAIL, settles=settles, state=state)


@pytest.mark.parametrize(
    ("state", "closed"),
    [
        (State.RESERVED, True),
        (State.SENT, True),
        (State.DELIVERED, True),
        (State.IN_DOUBT, True),
        (State.UNDELIVERED, False),
        (State.FAILED, False),
        (State.RELEASED, False),
    ],
)
def test_an_answer_goes_again_only_where_the_first_certainly_did_not_arrive(state: State, closed: bool) -> None:
    assert again((left(state),)) is closed


def test_what_came_back_is_answered_again() -> None:
    assert again((left(),), Undeliverable(id="u", at=NOW, of="another"))
    assert not again((left(),), Undeliverable(id="u", at=NOW, of="a"))


def test_another_answer_another_dispute_and_what_answers_nothing_may_go() -> None:
    assert not again(())
    assert not again((left(settles=None),))
    assert not again((left(),), settles=None)
    assert not again((left(),), settles=Settles(of="e", kind="verification_sent"))
    assert not again((left(),), settles=Settles(of="d", kind="duplicative_notice_sent"))
