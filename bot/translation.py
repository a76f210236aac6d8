"""Translation: hears that the consumer asks for Spanish; a notice that offered it must follow (1006.34(e)(2))."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from accounts.notice import SpanishRequest
from accounts.record import new_id
from bot import safety
from bot.nlu.text import fold
from bot.step import AddFact, Heard, Step, aside, hand_over, say
from compliance.law.us.reg_f.s34_e_translation import offer, requests
from compliance.parameters import load_yaml


def noted(heard: Heard, step: Step) -> Step:
    """Return the step with the request put down, whatever else was said; once as long as it waits for the notice."""
    dossier = heard.dossier
    theirs = heard.inbound.person is None and not safety.is_wrong(dossier, heard.conversation.address)
    if not theirs or not asks(heard) or any(requests(dossier, debt.id) for debt in dossier.debts):
        return step
    return step.adding(AddFact(fact=SpanishRequest(id=new_id(), at=heard.inbound.at, via=heard.inbound.medium)))


def answer(heard: Heard) -> Step | None:
    """Return what is said to the request: that the notice comes, or that a person looks; None where it is no request.

    Not modelled: who wants Spanish in the chat only gets the notice as well, which harms nobody.
    """
    if heard.proof is not None or not asks(heard):
        return None
    heard = heard.changed(language="es")
    if any(offer(heard.dossier, debt.id) for debt in heard.dossier.debts):
        return aside(heard, "spanish_notice")
    if heard.acts_on == "translation" or _finds("paper", heard.text):
        return hand_over(heard, "asks for a notice in Spanish")
    return say(heard, "menu") if heard.conversation.question is None else None


def asks(heard: Heard) -> bool:
    """Whether they ask for something in Spanish: in the words of our form, or because another language is asked for."""
    if _finds("language", heard.text) and _finds("paper", heard.text):
        return True
    if heard.acts_on not in ("request_language", "translation"):
        return False
    in_spanish = heard.understanding is not None and heard.understanding.language == "es"
    wants_english = _finds("english", heard.text) and not _finds("denied", heard.text)
    return _finds("language", heard.text) or (in_spanish and not wants_english)


def _finds(name: str, text: str) -> bool:
    return _patterns()[name].search(fold(text)) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    found: dict[str, str] = load_yaml(Path(__file__).with_suffix(".yaml"))
    return {name: re.compile(pattern) for name, pattern in found.items()}
