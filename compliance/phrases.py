"""Phrases: the data file of what `reading` recognises, and its patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from accounts.errors import BadLaw
from compliance.negation import Negation
from compliance.parameters import load_yaml
from compliance.words import OptOutMethod

DATA = Path(__file__).with_name("reading.yaml")
THREATS = Path(__file__).with_name("threats.yaml")

ByLanguage = dict[str, list[str]]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Languages(_Section):
    least_share: float
    small_words: dict[str, str]


class _Disclosures(_Section):
    initial: dict[str, list[list[str]]]
    subsequent: dict[str, list[list[str]]]


class _OptOut(_Section):
    speaks: ByLanguage
    burdens: dict[str, ByLanguage]
    simple: dict[str, ByLanguage]
    not_simple: dict[str, ByLanguage]
    address: str


class Example(_Section):
    """A wording meant to be used, and what it must be read as."""

    reads: dict[str, str] = Field(alias="as")
    language: str
    text: str


class Phrases(_Section):
    """The data file of this module."""

    languages: _Languages
    disclosure: _Disclosures
    opt_out: _OptOut
    traits: dict[str, ByLanguage]
    payment_addresses: list[str]
    examples: list[Example]


class _Negation(_Section):
    reach: int
    denies: str
    conditions: str
    turns: str
    links: str
    jokes: str
    never_denied: frozenset[str]


class Threats(_Section):
    """The data file of what some provision forbids, and how it is denied."""

    negation: _Negation
    traits: dict[str, ByLanguage]
    in_subject: dict[str, ByLanguage]
    of_the_law: frozenset[str]
    """Whole sentences in which a law tells what collectors may not do, normal and without their last full stop."""


@lru_cache(maxsize=1)
def threats() -> Threats:
    """Return the words that some provision forbids."""
    return Threats.model_validate(load_yaml(THREATS))


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """Return the recognised phrases."""
    return load(DATA)


def load(path: Path) -> Phrases:
    """Read a file of phrases.

    Raises:
        BadLaw: it does not have the form, or names a way to opt out that is none.
    """
    try:
        found = Phrases.model_validate(load_yaml(path))
    except ValidationError as error:
        raise BadLaw(f"{path.name}: {error}") from error
    methods = [*found.opt_out.burdens, *found.opt_out.simple, *found.opt_out.not_simple]
    unknown = set(methods) - set(get_args(OptOutMethod))
    if unknown:
        raise BadLaw(f"{path.name}: no such way to opt out: {min(unknown)}")
    return found


def _any(entries: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(entries)})(?!\w)")


def _both(entries: ByLanguage) -> re.Pattern[str]:
    return _any(entry for language in entries.values() for entry in language)


class Patterns:
    """The phrases as patterns, made once."""

    ADDRESS, PAYING = "https://address", "https://address/pay"
    """What every address, and every one for paying, is folded to."""

    def __init__(self, data: Phrases, forbidden: Threats) -> None:
        self.initial = {k: [_any(g) for g in groups] for k, groups in data.disclosure.initial.items()}
        self.subsequent = {k: [_any(g) for g in groups] for k, groups in data.disclosure.subsequent.items()}
        self.speaks = _both(data.opt_out.speaks)
        stated = data.opt_out.burdens | data.opt_out.simple | data.opt_out.not_simple
        self.ways = {method: _both(entries) for method, entries in stated.items()}
        self.methods = sorted(get_args(OptOutMethod), key=[*stated, "none"].index)
        self.address = re.compile(data.opt_out.address)
        self.traits = {trait: _both(entries) for trait, entries in data.traits.items()}
        self.forbidden = {trait: _both(entries) for trait, entries in forbidden.traits.items()}
        self.in_subject = {trait: _both(entries) for trait, entries in forbidden.in_subject.items()}
        self.never_denied = forbidden.negation.never_denied
        self.negation = _negation(forbidden.negation)
        self.payment = re.compile(rf"(?<![a-z])(?:{'|'.join(data.payment_addresses)})(?![a-z])")
        self.token = re.compile(r"(\w+)")
        known = data.model_dump_json(exclude={"examples"}) + forbidden.model_dump_json()
        known = re.sub(r"\\[a-z]", " ", known)
        # A letter that may be absent ends a stem as well: of "bou?rs", "bo" begins a word that must be kept.
        stems = frozenset(re.findall(r"[a-z]{2,}", f"{known} {re.sub(r'[a-z][?]', ' ', known)}"))
        # What begins with a shorter one is kept for that.
        self.stems = frozenset(one for one in stems if not any(one[:size] in stems for size in range(2, len(one))))
        self.stem_sizes = range(2, max(map(len, self.stems)) + 1)
        self.words = re.compile(r"[a-z]+(?:'[a-z]+)?")
        # Each way begins with one white space, which the engine finds fast: after a full stop, or at a line's end.
        self.sentences = re.compile(r"\s(?:(?<=[.!?]\s)\s*|(?<=\n)(?:\s*\n|\s*(?=[^\sa-záéíóúñü])))")
        self.small = {k: frozenset(words.split()) for k, words in data.languages.small_words.items()}
        self.least_share = data.languages.least_share


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Return the recognised phrases as patterns."""
    return Patterns(phrases(), threats())


def _negation(words: _Negation) -> Negation:
    small = words.model_dump(include={"denies", "conditions", "turns", "links", "jokes"})
    return Negation(reach=words.reach, **{use: frozenset(said.split()) for use, said in small.items()})
