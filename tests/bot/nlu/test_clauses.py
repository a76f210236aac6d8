"""Two matters in one text are both named, and one matter is not made two."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.nlu.clauses import Ranking, both_said
from bot.nlu.embedded import Embedded

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("this isnt mine i already paid that", {"dispute_not_mine", "dispute_already_paid"}),
        ("i dont owe this prove it", {"dispute_not_mine", "request_validation"}),
        ("i lost my job can i pay 25 a month", {"hardship", "request_payment_plan"}),
        ("no es mia mandeme pruebas", {"dispute_not_mine", "request_validation"}),
        ("i have a lawyer and i already paid this", {"attorney_represented", "dispute_already_paid"}),
    ],
)
def test_a_denial_with_a_request_names_both(engine: Embedded, text: str, both: set[str]) -> None:
    assert both <= set(engine.understand(text, today=TODAY).intents)


@pytest.mark.parametrize(
    "text",
    [
        "i will pay you on friday when i get my check",
        "how much do i owe",
        "ok i can do that",
        "quiero hacer un pago hoy",
    ],
)
def test_one_matter_is_not_made_two(engine: Embedded, text: str) -> None:
    assert len(engine.understand(text, today=TODAY).intents) == 1


WHOLE = (("hardship", 0.98), ("complaint", 0.01), ("thank", 0.01))


def halves(first: float, second: float, *intents: str) -> Callable[[str], Ranking]:
    """Return a reader that takes a text beginning with `a` for the first intent and any other for the second."""
    return lambda half: ((intents[0], first),) if half.startswith("a") else ((intents[1], second),)


def test_both_halves_must_be_sure_and_be_the_two_likeliest_of_the_whole() -> None:
    assert both_said("a b c d", WHOLE, halves(0.9, 0.9, "hardship", "complaint")) == ("hardship", "complaint")
    assert both_said("a b c d", WHOLE, halves(0.9, 0.89, "hardship", "complaint")) == ()
    assert both_said("a b c d", WHOLE, halves(0.89, 0.9, "hardship", "complaint")) == ()
    assert both_said("a b c d", WHOLE, halves(0.9, 0.9, "hardship", "bankruptcy")) == ()
    assert both_said("a b c d", WHOLE, halves(0.9, 0.9, "hardship", "hardship")) == ()


def test_short_and_long_texts_and_what_is_said_in_passing_are_not_cut() -> None:
    read = halves(1.0, 1.0, "hardship", "complaint")
    assert both_said("a b c", WHOLE, read) == ()
    assert both_said("a " + "b " * 15, WHOLE, read) == ("hardship", "complaint")
    assert both_said("a " + "b " * 16, WHOLE, read) == ()
    thanks = (("hardship", 0.9), ("thank", 0.1))
    assert both_said("a b c d", thanks, halves(1.0, 1.0, "hardship", "thank")) == ()
