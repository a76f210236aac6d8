"""A prescribed wording stands in the message, in the language of the message, with what it names filled in."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.contact import Medium
from accounts.dossier import Collector
from compliance.texts import Prescribed, lacks
from tests.law.known import at, dossier, proposal

COLLECTOR = Collector(name="Northfield Group", phone="+1 800 555 0100")
LICENCE = Prescribed(
    media=frozenset({Medium.SMS, Medium.EMAIL}),
    wording={"en": "{collector}, license number {licence}.", "es": "{collector}, número de licencia {licence}."},
)
ENGLISH = "Northfield Group, license number 12-3."
SPANISH = "Northfield Group, número de licencia 12-3."


def lacking(text: str, *, medium: Medium = Medium.SMS, html: str = "", given: Any = None, spoken: str = "en") -> Any:
    words = {"languages": frozenset(spoken.split())}
    asked = proposal(dossier(collector=COLLECTOR), at("2026-05-07 12:00"), medium, words=words, text=text, html=html)
    return lacks(asked, LICENCE, {"licence": "12-3"} if given is None else given)


def test_a_message_carries_the_wording_or_lacks_it() -> None:
    assert lacking(f"Hello.\n{ENGLISH}") is None
    assert lacking("Hello.") == LICENCE.wording["en"]
    assert lacking("") == LICENCE.wording["en"]
    assert lacking("NORTHFIELD GROUP, license\nnumber 12-3.") is None
    assert lacking(ENGLISH.replace("12-3", "12-4")) is not None


def test_by_another_medium_nothing_is_prescribed() -> None:
    assert lacking("Hello.", medium=Medium.CALL) is None


def test_it_stands_in_each_language_of_the_message() -> None:
    assert lacking(SPANISH, spoken="es") is None
    assert lacking(ENGLISH, spoken="es") == LICENCE.wording["es"]
    assert lacking(ENGLISH, spoken="en es") == LICENCE.wording["es"]
    assert lacking(f"{ENGLISH} {SPANISH}", spoken="en es") is None
    assert lacking(ENGLISH, spoken="") is None


def test_it_stands_in_the_html_as_well() -> None:
    assert lacking(ENGLISH, html=f"<p>{ENGLISH}</p>") is None
    assert lacking(ENGLISH, html="<p>Hello.</p>") is not None


@pytest.mark.parametrize("given", [{}, {"licence": ""}])
def test_what_is_not_known_is_lacking(given: dict[str, str]) -> None:
    assert lacking(ENGLISH, given=given) is not None
