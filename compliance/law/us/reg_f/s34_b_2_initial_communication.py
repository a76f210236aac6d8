"""What the initial communication about a debt is, and when it was: from then on the notice has five days.

> Initial communication means the first time that, in connection with the collection of a debt, a debt collector conveys
> information, directly or indirectly, regarding the debt to the consumer, other than a communication in the form of a
> formal pleading in a civil action, or any form or notice that does not relate to the collection of the debt and is
> expressly required by:
> (i) The Internal Revenue Code of 1986 (26 U.S.C. 1 et seq.);
> (ii) Title V of the Gramm-Leach-Bliley Act (15 U.S.C. 6801 through 6827); or
> (iii) Any provision of Federal or State law or regulation mandating notice of a data security breach or privacy risk.

> A proof of claim that a debt collector files in a bankruptcy proceeding in accordance with the requirements of the
> United States Bankruptcy Code (Title 11 of the U.S. Code) is a communication in the form of a formal pleading in a
> civil action and therefore is not an initial communication for purposes of §1006.34.

Reading: by whatever medium, and whoever began it: a balance shown after a login, or told to one who rang, is one.
Reading: what is on none of the lists of the values conveys something; in doubt the five days run.
Covers: regf.34b2-initial-communication
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

from accounts.dossier import Dossier
from accounts.notice import FirstContact
from accounts.record import Id, Instant
from compliance.law.us.reg_f.s18_e_disclosure import about, communications
from compliance.parameters import Parameters, versions

SINCE = date(2021, 11, 30)


class Initial(Parameters):
    """What is no initial communication, by the words in its name: a name that has all the words of one of the sets."""

    conveys: frozenset[str]
    """Words that tell of the debt, whatever it is called beside."""
    pleadings: tuple[frozenset[str], ...]
    required_elsewhere: tuple[frozenset[str], ...]
    """Forms and notices that do not relate to the collection and that other law expressly requires."""
    convey_nothing: tuple[frozenset[str], ...]
    """What conveys no information regarding the debt, or not to the consumer."""


VERSIONS = versions(Path(__file__).with_suffix(".yaml"), "regf.34b2-initial-communication", Initial, SINCE)


def is_initial(thing: str) -> bool:
    """Return whether a thing said or sent, the first about a debt, is the initial communication."""
    values, words = cast(Initial, VERSIONS[-1].values), frozenset(thing.split("_"))
    if not words.isdisjoint(values.conveys):
        return True
    none = (*values.pleadings, *values.required_elsewhere, *values.convey_nothing)
    return not any(named <= words for named in none)


def begun(dossier: Dossier, debt: Id) -> Iterator[Instant]:
    """Yield when something about the debt was, or may have been, communicated with the consumer."""
    if debt in dossier.first_communications:
        yield dossier.first_communications[debt]
    for fact in dossier.of(FirstContact):
        if is_initial(fact.via) and (fact.debts is None or debt in fact.debts):
            yield fact.at
    for one in communications(dossier, perhaps=True):
        if debt in (about(one) or (debt,)):
            yield one.at
