"""Reads amounts of money, percentages and how often, in English and Spanish.

A digit is no price: a bare number counts only where a payment is spoken of, and what could mean two amounts
(`50 or 60`, `$1.200`, `two fifty`) is left out. The text must be levelled (`bot.nlu.entities.level`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any

from bot.nlu.port import Entity
from bot.nlu.text import data

_LARGEST = 100_000_000
"""Cents. What is larger is a mistake or a jest, and no amount of ours."""

_SUREST_FIRST = ("sign", "currency", "sign_behind", "paying", "each_time", "alone")
_NAMED = re.compile(r"(?<!\?P)<(\w+)>")
_COUNTED = re.compile(r"\b(?:times|calls|texts|x|veces|messages|hours|days|dias|llamadas|mensajes)$")


def number(words: str) -> Decimal | None:
    """Return the number that digits, words or both spell (`two hundred fifty`, `5 hundred`, `mil`), else None.

    `two fifty` may be 250 or 2.50, so it is None, as is `twenty twenty`.
    """
    known, total, current = _words()["numbers"], Decimal(0), Decimal(0)
    for word in re.split(r"[\s-]+", words.strip()):
        if word in ("a", "and", "y"):
            continue
        if word[0].isdigit():
            current = Decimal(word.replace(",", ""))
        elif known[word] == 1000:
            if total:
                return None
            total, current = (current or Decimal(1)) * 1000, Decimal(0)
        elif word == "hundred":
            current = (current or Decimal(1)) * 100
        else:
            value = Decimal(known[word])
            if current % 10 ** len(str(value)):
                return None
            current += value
    return total + current


def find_amounts(text: str) -> list[Entity]:
    """Return the amounts in levelled `text`, their value in cents."""
    found: list[Entity] = []
    for form in _SUREST_FIRST:
        for match in _patterns()[form].finditer(text):
            start, end = match.span("amount")
            cents = _cents(match)
            if cents is not None and 0 < cents < _LARGEST and not _taken(found, start, end):
                found.append(Entity(name="amount", value=str(cents), text=text[start:end], start=start, end=end))
    return [amount for amount in found if not _one_of_several(text, amount)]


def find_percents(text: str) -> list[Entity]:
    """Return the percentages in levelled `text`; `half` is 50 where it is half of the money."""
    found = []
    for match in _patterns()["percent"].finditer(text):
        value = Decimal(50) if match["half"] else number(match["number"])
        if value is not None and 0 < value <= 100:
            said = f"{value.normalize():f}"
            found.append(Entity(name="percent", value=said, text=match.group(), start=match.start(), end=match.end()))
    return found


def find_frequencies(text: str, amounts: list[Entity]) -> list[Entity]:
    """Return how often is to be paid; `a week` counts only behind an amount (`five calls a week` does not)."""
    after_amount = {amount.end for amount in amounts}
    found: list[Entity] = []
    for name, pattern, needs_amount in _frequencies():
        for match in pattern.finditer(text):
            start, end = match.span()
            before = text[:start].rstrip()
            if (needs_amount and len(before) not in after_amount) or _COUNTED.search(before):
                continue
            if not _taken(found, start, end):
                found.append(Entity(name="frequency", value=name, text=text[start:end], start=start, end=end))
    return found


def _cents(match: re.Match[str]) -> int | None:
    value, groups = number(match["number"]), match.groupdict()
    if value is None:
        return None
    if groups.get("thousands"):
        value *= 1000
    cents = value * 100 + Decimal(groups.get("cents") or 0)
    return int(cents) if cents == int(cents) else None


def _taken(found: list[Entity], start: int, end: int) -> bool:
    return any(start < other.end and other.start < end for other in found)


def _one_of_several(text: str, amount: Entity) -> bool:
    """Say whether `amount` is an end of a range or one of two choices, so that neither was meant for certain."""
    before, behind = text[: amount.start], text[amount.end :]
    patterns = _patterns()
    return any(patterns[name].search(before) for name in ("other_before", "between")) or any(
        patterns[name].search(behind) for name in ("other_behind", "larger")
    )


@cache
def _words() -> dict[str, Any]:
    return data("entities.yaml")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of money in entities.yaml, each <name> written out from the lists and what stands above."""
    words = _words()
    meanings = {"word": "|".join(sorted(words["numbers"], key=len, reverse=True))}
    meanings |= {name: words[name] for name in ("currency", "cents", "pays", "fillers", "follows", "each")}
    compiled = {}
    for name, pattern in words["money"].items():
        pattern = _NAMED.sub(lambda name: f"(?:{meanings[name[1]]})", pattern)
        meanings[name] = pattern
        compiled[name] = re.compile(pattern)
    return compiled


@cache
def _frequencies() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    words = _words()
    always = [(name, rf"(?<![\w-])(?:{'|'.join(forms)})\b", False) for name, forms in words["frequencies"].items()]
    behind = [(name, rf"(?<![a-z-])(?:{pattern})\b", True) for name, pattern in words["amount_a"].items()]
    return tuple((name, re.compile(pattern), needs) for name, pattern, needs in (*always, *behind))
