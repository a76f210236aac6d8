"""Prescribed: what the law of a consumer's places wants in a finished message that does not hold it yet."""

from __future__ import annotations

from typing import NamedTuple

from accounts.contact import Message
from accounts.dossier import Dossier
from compliance import places, zones
from compliance.book import whole
from compliance.law.us.states.sentences import Sentence, lacking
from compliance.proposal import Proposal
from compliance.reading import read


class Wanted(NamedTuple):
    """Words that must be added."""

    wording: str
    """As the law's data has it: `{licence}` is a bare number, which a reader must be told what it is."""
    text: str
    """Filled in."""
    of_age: bool
    """Whether they tell of a debt's age, which a validation notice does on its front (1006.34(d)(3)(iv)(B))."""


def of(message: Message, dossier: Dossier) -> tuple[Wanted, ...]:
    """Return the words to add, in the order of the book, so that no rule on a sentence objects any more.

    It asks of the same values as the rules (`sentences.lacking`). What is not known, or has not been read, is not
    there to add: the rule will say so. A message that names no debt, as to somebody who is not verified yet, is given
    nothing that tells of one.
    """
    here, day = places.of(dossier), zones.local(dossier.at, dossier.collector.zone).date()
    rows = [(rule, row) for rule, row in whole().on(day).rules_in(here) if isinstance(row, Sentence)]
    if not rows:
        return ()
    proposal = Proposal(message=message, words=read(message), dossier=dossier, at=dossier.at)
    found = (
        Wanted(one.wording, one.filled + row.goes_on, row.when.startswith("time_barred"))
        for rule, row in rows
        for one in lacking(rule, proposal, row)
        if one.filled is not None and (message.debts or one.wording in TELLS_NOTHING)
    )
    return tuple(dict.fromkeys(found))


TELLS_NOTHING = frozenset(
    {"{licence}", "{licensed_name}", "{licensed_address}", "{collector}", "{address}", "{phone}", "{hours}"}
)
"""Wordings that say nothing of a debt."""
