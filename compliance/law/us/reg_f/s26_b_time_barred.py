"""Nobody sues, or threatens to, on a debt whose limitation period has expired: 1006.26(b)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from accounts.dossier import Dossier
from accounts.record import Id
from compliance.acts import Sue
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.parameters import Nothing, Parameters
from compliance.proposal import Proposal
from compliance.rule import objection, rule

SINCE = date(2021, 11, 30)
CITES = "12 CFR 1006.26(b)"


class Threats(Parameters):
    """What threatens a legal action."""

    threats: frozenset[str]


@rule(Threats, id="regf.26b-time-barred", cites=CITES, since=SINCE)
def threat(proposal: Proposal, values: Threats) -> Objection | None:
    """Object to a threat of suit about a debt that is time-barred, or will be on the day that is threatened.

    > A debt collector must not bring or threaten to bring a legal action against a consumer to collect a time-barred
    > debt.

    Reading: there is no test of knowledge; what is not known to be timely is barred, and naming no debt threatens all.
    Reading: AMB-06, the last day must not be over on any calendar on which the message may be sent.
    Reading: the exceptions that let us speak after a notice to cease do not make a threat lawful.
    """
    if values.threats.isdisjoint(proposal.words.includes):
        return None
    on = max(proposal.dates[-1], proposal.message.suit_date or date.min)
    debts = proposal.debts or tuple(debt.id for debt in proposal.dossier.debts)
    return _objection("regf.26b-time-barred", barred(proposal.dossier, debts, on), on)


@deed_rule(of=Sue, parameters=Nothing, id="regf.26b-suit", cites=CITES, since=SINCE)
def suit(deed: Deed[Sue], _: Nothing) -> Objection | None:
    """Object to a suit on a debt that is time-barred, whatever we believed.

    > A debt collector must not bring or threaten to bring a legal action against a consumer to collect a time-barred
    > debt. This paragraph (b) does not apply to proofs of claim filed in connection with a bankruptcy proceeding.

    Reading: as for threats; a proof of claim is an act of its own, to which nothing here objects.
    """
    on = deed.dates[-1]
    return _objection("regf.26b-suit", barred(deed.dossier, deed.act.debts, on), on)


def barred(dossier: Dossier, debts: Iterable[Id], on: date) -> Iterator[tuple[Id, date | None]]:
    """Yield those of the debts on which no suit is known to be timely on a date, each with its last day."""
    for id in debts:
        last = last_day(dossier, id)
        if last is None or on > last:
            yield id, last


def last_day(dossier: Dossier, debt: Id) -> date | None:
    """Return the last day on which a suit on the debt is timely; None is not known.

    > Statute of limitations means the period prescribed by applicable law for bringing a legal action against the
    > consumer to collect a debt.

    Not modelled: which period applies, what tolls it and what revives it: a person who knows records the day.
    """
    known = dossier.debt(debt)
    return known.limitations_last_day if known else None


def _objection(id: str, found: Iterator[tuple[Id, date | None]], on: date) -> Objection | None:
    debt, last = next(found, (None, None))
    if debt is None:
        return None
    until = f"only until {last:%B %-d, %Y}" if last else "until a day that is not known"
    return objection(id, CITES, f"a suit on debt {debt} is timely {until}, and it would be {on:%B %-d, %Y}")
