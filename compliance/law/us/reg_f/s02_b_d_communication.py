"""What is an attempt to communicate, what a communication, and which of them carries a disclosure: 1006.2(b), (d).

> (b) Attempt to communicate means any act to initiate a communication or other contact about a debt with any person
> through any medium, including by soliciting a response from such person. An attempt to communicate includes leaving a
> limited-content message, as defined in paragraph (j) of this section.

> (d) Communicate or communication means the conveying of information regarding a debt directly or indirectly to any
> person through any medium.

Covers: regf.2b-attempt, regf.2d-communication, regf.18e3-pleading
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from compliance.parameters import Parameters, Version, versions

SINCE = date(2021, 11, 30)


class Thing(Parameters):
    """Something done, by the words in its name, and what it is."""

    named: tuple[frozenset[str], ...]
    """Sets of words; its name has all the words of one of them."""
    attempt: bool
    communication: bool
    disclosure: bool
    """Whether 1006.18(e) is about it."""


class Things(Parameters):
    """What is known by its name, the more particular first; and the words that tell of a debt, or that none is told."""

    known: tuple[Thing, ...]
    tells: frozenset[str]
    denies: frozenset[str]
    inbound: frozenset[str]


THINGS: tuple[Version, ...] = versions(Path(__file__).with_suffix(".yaml"), "regf.2bd-things", Things, SINCE)


def of(name: str) -> Thing:
    """Return what something is that is called, say, `unanswered_call`.

    > An act to initiate a communication or other contact about a debt is an attempt to communicate regardless of
    > whether the attempt, if successful, would be a communication that conveys information regarding a debt directly or
    > indirectly to any person.

    > Disclosures under paragraphs (e)(1) and (2) of this section are not required in a formal pleading made in
    > connection with a legal action.

    Reading: what is not known by its name is an attempt, and a communication if its name tells of a debt.
    """
    words, values = frozenset(name.split("_")), THINGS[-1].values
    assert isinstance(values, Things)
    for thing in values.known:
        if any(named <= words for named in thing.named):
            return thing
    tells = not words.isdisjoint(values.tells) and words.isdisjoint(values.denies)
    return Thing(named=(words,), attempt=words.isdisjoint(values.inbound), communication=tells, disclosure=tells)
