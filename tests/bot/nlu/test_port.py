"""What an engine's ranking leads to: which intent is acted on, and which count beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.port import several, surely
from bot.nlu.training import _apart, _kinds

INTENTS = ("affirm", "dispute_already_paid", "dispute_not_mine", "make_payment", "request_balance")


@pytest.mark.parametrize(
    ("ranking", "acts"),
    [
        ((("dispute_not_mine", 0.4), ("dispute_already_paid", 0.3), ("affirm", 0.2)), "dispute_not_mine"),
        ((("dispute_not_mine", 0.4), ("affirm", 0.3), ("dispute_already_paid", 0.2)), "dispute_not_mine"),
        ((("dispute_not_mine", 0.35), ("affirm", 0.34), ("dispute_already_paid", 0.24)), None),
        ((("dispute_not_mine", 0.61), ("affirm", 0.39)), "dispute_not_mine"),
        ((("dispute_not_mine", 0.59), ("affirm", 0.1)), None),
        ((("affirm", 0.4), ("dispute_not_mine", 0.35), ("dispute_already_paid", 0.25)), None),
        ((("affirm", 1.0),), "affirm"),
        ((("dispute_identity_theft", 0.4), ("dispute_not_mine", 0.3), ("affirm", 0.2)), None),
    ],
)
def test_disputes_of_several_kinds_are_one_reason_to_act(
    ranking: tuple[tuple[str, float], ...], acts: str | None
) -> None:
    assert surely(ranking, surest=0.6, ahead=0.2) == acts


@given(st.lists(st.floats(0.01, 1), min_size=5, max_size=5), st.floats(0, 1), st.floats(0, 1))
def test_the_bar_is_settled_by_what_is_measured_when_it_is_asked(
    weights: list[float], surest: float, ahead: float
) -> None:
    chances = np.array([weights]) / sum(weights)
    kinds = _kinds(INTENTS)
    first, by = _apart(chances @ kinds, kinds[chances.argmax(axis=1)].argmax(axis=1))
    ranking = sorted(zip(INTENTS, chances[0].tolist(), strict=True), key=lambda one: -one[1])
    near = min(abs(first[0] - surest), abs(by[0] - ahead)) < 1e-6
    acts = surely(ranking, surest=surest, ahead=ahead)
    assert near or (acts is not None) == (first[0] >= surest and by[0] >= ahead)
    assert acts in (None, INTENTS[int(chances.argmax())])


def test_a_safety_intent_counts_beside_another_from_so_much_of_its_likelihood() -> None:
    assert several((("complaint", 0.5), ("cease_contact", 0.3))) == ["complaint", "cease_contact"]
    assert several((("complaint", 0.51), ("cease_contact", 0.3))) == ["complaint"]
    assert several((("complaint", 0.6), ("speak_to_human", 0.15))) == ["complaint", "speak_to_human"]
    assert several((("complaint", 0.6), ("speak_to_human", 0.14))) == ["complaint"]
    assert several((("complaint", 0.3), ("cease_contact", 0.2))) == ["complaint", "cease_contact"]
    assert several((("complaint", 0.3), ("cease_contact", 0.19))) == ["complaint"]
    assert several((("complaint", 0.3), ("self_harm_crisis", 0.15))) == ["complaint", "self_harm_crisis"]
    assert several((("complaint", 0.31), ("self_harm_crisis", 0.15))) == ["complaint"]
