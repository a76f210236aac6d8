"""Voicemail: reads the closed form of a limited-content message, and nothing that is not of that form.

The form is a few sentences of `voicemail.yaml` with places for a name, a business, a number and times. Whoever
says one word more leaves another kind of voicemail.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from compliance.parameters import load_yaml

DATA = Path(__file__).with_suffix(".yaml")
LONGEST = 600
"""Characters; a longer text is no limited-content message, and is not looked at."""


class _Form(BaseModel):
    """One sentence of the form, and which items it says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: tuple[str, ...]
    en: str
    es: str


class _Voicemail(BaseModel):
    """The data file of this module."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    required: frozenset[str]
    places: dict[str, str]
    reveals: str
    no_person: str
    sentences: tuple[_Form, ...]


class _Forms:
    """The sentences as patterns, made once."""

    def __init__(self, data: _Voicemail) -> None:
        self.required = data.required
        self.sentences = tuple(
            (form.says, re.compile(self._filled(words, data.places)))
            for form in data.sentences
            for words in (form.en, form.es)
        )
        self.reveals = re.compile(data.reveals, re.IGNORECASE)
        self.no_person = re.compile(data.no_person, re.IGNORECASE)

    @staticmethod
    def _filled(words: str, places: dict[str, str]) -> str:
        for _ in range(2):  # a place may hold another
            for name, pattern in places.items():
                words = words.replace(f"{{{name}}}", pattern)
        return words


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    return _Forms(_Voicemail.model_validate(load_yaml(DATA)))


def items(text: str) -> tuple[str, ...] | None:
    """Return the items of 1006.2(j) that a voicemail says, in its order; None where it says anything else."""
    if len(text) > LONGEST:
        return None
    left, said = " ".join(text.split()), list[str]()
    while left:
        form = next(((says, m) for says, p in _forms().sentences if (m := p.match(left)) and m.end()), None)
        if form is None:
            return None
        said += _items(*form)
        left = left[form[1].end() :].lstrip()
    return tuple(said)


def _items(says: tuple[str, ...], match: re.Match[str]) -> list[str]:
    """Return the items of one sentence: those it always says, and those whose place is filled."""
    places = match.groupdict()
    found = [*says, *(item for item, filled in places.items() if filled and item in OPTIONAL)]
    if _forms().reveals.search(places.get("business") or ""):
        found = ["revealing_business_name" if item == "business_name" else item for item in found]
    if _forms().no_person.search(f"{places.get('person') or ''} {places.get('other') or ''}"):
        found = ["virtual_agent_contact" if item == "natural_person_contact" else item for item in found]
    return found


OPTIONAL = ("any_representative", "reply_times", "natural_person_contact")
"""Items that a sentence says if their place in it is filled."""


def is_limited_content(text: str) -> bool:
    """Return whether a voicemail says all that it must, and nothing beyond what it may."""
    said = items(text)
    return (
        said is not None
        and _forms().required <= set(said)
        and not {"revealing_business_name", "virtual_agent_contact"} & set(said)
    )
