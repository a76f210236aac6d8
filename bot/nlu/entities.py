"""Reads what a text names, in English and Spanish: money, days, how often, and how a person is reached or known.

Own small grammars, because the libraries were measured to find a price in any digit and a date in any duration. What
could mean two things is left out, and nothing counts before it has been read back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

import phonenumbers

from bot.nlu.amounts import find_amounts, find_frequencies, find_percents
from bot.nlu.dates import find_days, find_times
from bot.nlu.port import Entity

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?![\w@-])")
_ZIP_NAMED = re.compile(
    r"\b(?:zip|zipcode|postal|codigo postal|c\.?p\.?)(?: ?code)?\b[^\d$]{0,20}?"
    r"(?P<zip>\d{5}(?:-\d{4})?)(?![\w.,]\d|\d)"
)
_ZIP_BEHIND_STATE = re.compile(r"\b[A-Z]{2},? (?P<zip>\d{5}(?:-\d{4})?)\b(?!-)")
_LAST4 = re.compile(
    r"(?:\b(?:last|ultimos?) ?(?:four|4|cuatro|digits|digitos|numeros?)"
    r"|\b(?:ending|ends|terminan?|terminando|acaba)\b(?: in| with| en)?"
    r"|\b(?:ssn|ss#|social|itin|seguro social))"
    r"[^\d$]{0,30}?(?<!\d)(?P<digits>\d(?:[ -]?\d){3})(?![ -]?\d)(?!\s?(?:dollars|bucks|%))"
)
_REFERENCE = re.compile(
    r"\b(?:account|acct|reference|ref|file|case|cuenta|referencia|caso|expediente)\b\.?"
    r"(?: ?(?:number|num|numero|no|id|#))?(?: ?(?:is|es|#|:|de))*\s*#?\s*"
    r"(?P<reference>(?=[a-z-]{0,4}\d|\d+-)[a-z0-9][a-z0-9-]{3,19})(?![\w/])"
)


def level(text: str) -> str:
    """Return `text` in lower case without accents, each character in its own place."""
    return "".join(_plain(character) for character in text)


def extract(text: str, today: date, language: str) -> tuple[Entity, ...]:
    """Return the entities of `text` in the order they stand; places index `text`. No text makes it raise.

    `today` is the consumer's calendar day. Names: amount, percent, frequency, date, date_of_birth, time, phone, email,
    zip, last4, account_ref. Roles: an amount `plan` (so much each time) or `paid`, a date `start`, `past` or `paid`.
    """
    plain = level(text)
    taken: list[Entity] = []
    amounts = find_amounts(plain)
    for found in (
        _emails(plain),
        _phones(text),
        _last4(plain),
        _zips(text, plain),
        find_percents(plain),
        find_days(plain, today, language),
        find_times(plain),
        amounts,
        find_frequencies(plain, amounts),
        _references(plain),
    ):
        taken += [entity for entity in found if not any(entity.start < t.end and t.start < entity.end for t in taken)]
    taken.sort(key=lambda entity: entity.start)
    in_role = (_in_role(entity, plain, taken) for entity in taken)
    return tuple(entity.model_copy(update={"text": text[entity.start : entity.end]}) for entity in in_role)


def _plain(character: str) -> str:
    bare = [c for c in unicodedata.normalize("NFKD", character.lower()) if not unicodedata.combining(c)]
    return bare[0] if bare else " "


def _in_role(entity: Entity, plain: str, all_of_them: list[Entity]) -> Entity:
    if entity.name != "amount":
        return entity
    if any(other.name == "frequency" and 0 <= other.start - entity.end <= 3 for other in all_of_them):
        return entity.model_copy(update={"role": "plan"})
    if re.search(r"\b(?:paid|payed|sent|ya pague|pague|ya di|abone|ya mande)(?: \w+){0,2} $", plain[: entity.start]):
        return entity.model_copy(update={"role": "paid"})
    return entity


def _emails(plain: str) -> Iterator[Entity]:
    for match in _EMAIL.finditer(plain):
        yield _entity("email", match.group(), plain, *match.span())


def _phones(text: str) -> Iterator[Entity]:
    for match in phonenumbers.PhoneNumberMatcher(text, "US"):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        yield _entity("phone", number, text, match.start, match.end)


def _zips(text: str, plain: str) -> Iterator[Entity]:
    alone = re.fullmatch(r"\s*(?P<zip>\d{5}(?:-\d{4})?)[\s.]*", plain)
    for match in (*([alone] if alone else ()), *_ZIP_NAMED.finditer(plain), *_ZIP_BEHIND_STATE.finditer(text)):
        yield _entity("zip", match["zip"], plain, *match.span("zip"))


def _last4(plain: str) -> Iterator[Entity]:
    alone = re.fullmatch(r"\s*(?P<digits>\d{4})[\s.]*", plain)
    for match in (*([alone] if alone else ()), *_LAST4.finditer(plain)):
        yield _entity("last4", re.sub(r"\D", "", match["digits"]), plain, *match.span("digits"))


def _references(plain: str) -> Iterator[Entity]:
    for match in _REFERENCE.finditer(plain):
        yield _entity("account_ref", match["reference"].upper(), plain, *match.span("reference"))


def _entity(name: str, value: str, text: str, start: int, end: int) -> Entity:
    return Entity(name=name, value=value, text=text[start:end], start=start, end=end)
