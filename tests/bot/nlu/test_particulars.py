"""Who asks for the original creditor, and which part of a debt is disputed: told by the words alone."""

from __future__ import annotations

import pytest

from bot.nlu.language import detect
from bot.nlu.particulars import Particulars, particulars
from bot.nlu.text import prepare

ASKS = """
who did i originally owe
Who was the original creditor?
who is the original creditor on this
give me the original creditor's name and address
i want the name and address of the original creditor
who did you buy this debt from
who was this debt originally owed to
who did I owe this to originally?
which company was this originally with
original creditor?
send me the original creditor's address
¿quién era el acreedor original?
quien es el acreedor original
quiero el nombre y la dirección del acreedor original
a quién le debía originalmente
¿a quién le debo esto originalmente?
dígame quién era el acreedor original
cual es el banco original
quien les vendio esta deuda
mándeme la dirección del acreedor original
"""
DOES_NOT_ASK = """
i paid the original creditor
i settled with the original creditor in 2021
i never had an account with the original creditor
who is this
what do i owe
who do i pay
who sold you my info
the original amount was 200
le pagué al acreedor original
quien es usted
a quien le pago
nunca tuve cuenta con el acreedor original
"""
FEES, INTEREST, ABOVE = "fees", "interest", "what is above the amount they say they owe"
PARTS = {
    "the late fees are wrong": FEES,
    "late fees are not right": FEES,
    "the fees aren't mine": FEES,
    "i never agreed to those fees": FEES,
    "i dispute the late fee": FEES,
    "the collection fee is bogus": FEES,
    "los recargos están mal": FEES,
    "disputo los recargos": FEES,
    "i dont agree with the interest": INTEREST,
    "the interest is too high": INTEREST,
    "no estoy de acuerdo con los intereses": INTEREST,
    "los intereses son muy altos": INTEREST,
    "the interest is wrong and i dispute the fees": f"{FEES}, {INTEREST}",
    "i only owe half": ABOVE,
    "I only owe $200": ABOVE,
    "i owe only 200 dollars": ABOVE,
    "half of this isn't mine": ABOVE,
    "part of the balance is wrong": ABOVE,
    "solo debo la mitad": ABOVE,
    "sólo debo 200 dólares": ABOVE,
}
WHOLE = """
i can only pay half
do i only owe half
what are the late fees
can you waive the late fees
i dont owe anything, the fees are wrong
the whole amount is wrong and the fees are illegal
the amount is wrong
i only have 200
i only owe you guys nothing
no le debo nada, los recargos están mal
puedo pagar la mitad
cuánto son los recargos
"""


def told(text: str) -> Particulars:
    prepared = prepare(text).text
    return particulars(prepared, detect(prepared, None))


@pytest.mark.parametrize("text", ASKS.strip().splitlines())
def test_who_asks_for_the_original_creditor_is_heard(text: str) -> None:
    assert told(text).original_creditor
    assert told(text).portion is None


@pytest.mark.parametrize("text", DOES_NOT_ASK.strip().splitlines())
def test_who_only_speaks_of_one_is_not(text: str) -> None:
    assert not told(text).original_creditor


@pytest.mark.parametrize(("text", "part"), PARTS.items())
def test_the_part_that_is_disputed_is_named(text: str, part: str) -> None:
    assert told(text).portion == part


@pytest.mark.parametrize("text", WHOLE.strip().splitlines())
def test_a_question_an_offer_or_the_whole_debt_is_no_part(text: str) -> None:
    assert told(text).portion is None


@pytest.mark.parametrize("text", ["prove it", "i want proof", "mande pruebas", "quiero disputar esto", "validate this"])
def test_proof_is_heard(text: str) -> None:
    assert told(text).proof
    assert not told("who did i originally owe").proof
