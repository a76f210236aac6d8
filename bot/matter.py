"""The matter: which debts a text is about, and which of them may be spoken of as owed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from accounts.consumer import Hold, HoldLifted
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.notice import Dispute, DisputeAnswered, OriginalCreditorRequest
from accounts.record import Id
from bot.nlu.text import fold
from bot.step import Heard
from compliance import zones

_SMALL = frozenset(
    {"bank", "the", "of", "and", "credit", "union", "card", "services", "financial", "inc", "llc", "banco"}
)
"""Words of a creditor's name that tell nothing apart."""


def today(heard: Heard) -> date:
    """Return the consumer's calendar day: the earliest of the zones they may be in, else the collector's."""
    dossier = heard.dossier
    return zones.dates(heard.at, zones.of(dossier) or (dossier.collector.zone,))[0]


def told_apart(dossier: Dossier, text: str) -> tuple[Debt, ...]:
    """Return the open debts that a text can mean: those it names, else the only one, else none."""
    open_ones = tuple(debt for debt in dossier.debts if debt.status == "open")
    named = tuple(debt for debt in open_ones if _names(debt, fold(text)))
    return named or (open_ones if len(open_ones) == 1 else ())


def covered(dossier: Dossier, text: str) -> tuple[Id, ...] | None:
    """Return the debts that a statement of the consumer covers; None, which is all of them, where it is not told."""
    return tuple(debt.id for debt in told_apart(dossier, text)) or None


def payable(dossier: Dossier) -> tuple[Debt, ...]:
    """Return the debts about which terms may be offered: open, owed, neither disputed nor on hold."""
    answered = {fact.of for fact in dossier.of(DisputeAnswered)}
    lifted = {fact.hold for fact in dossier.of(HoldLifted)}
    stopped: list[tuple[Id, ...] | None] = [d.debts for d in dossier.of(Dispute) if d.id not in answered]
    stopped += [h.debts for h in dossier.of(Hold) if h.id not in lifted]
    return tuple(
        debt
        for debt in dossier.debts
        if debt.status == "open" and debt.balance > 0 and not any(s is None or debt.id in s for s in stopped)
    )


def is_disputed(dossier: Dossier, debts: tuple[Id, ...] | None) -> bool:
    """Whether a dispute that covers all of those debts was put down and not answered yet."""
    return _stands(dossier, dossier.of(Dispute), debts)


def is_asked(dossier: Dossier, debts: tuple[Id, ...] | None) -> bool:
    """Whether the original creditor of all those debts was asked for and nobody has answered yet."""
    return _stands(dossier, dossier.of(OriginalCreditorRequest), debts)


def is_held(dossier: Dossier, hold: Hold) -> bool:
    """Whether everything is on hold already for the same reason, and nobody has lifted that."""
    lifted = {fact.hold for fact in dossier.of(HoldLifted)}
    alike = [one for one in dossier.of(Hold) if one.id not in lifted and one.debts is None]
    return any((one.why, one.says) == (hold.why, hold.says) for one in alike)


def _stands(dossier: Dossier, said: Iterable[Dispute | OriginalCreditorRequest], debts: tuple[Id, ...] | None) -> bool:
    answered = {fact.of for fact in dossier.of(DisputeAnswered)}
    standing = [one.debts for one in said if one.id not in answered]
    return any(s is None or (debts is not None and set(debts) <= set(s)) for s in standing)


def _names(debt: Debt, text: str) -> bool:
    words = set(text.replace(".", " ").replace(",", " ").split())
    telling = {word for word in fold(debt.creditor).split() if len(word) > 2} - _SMALL
    return bool(telling & words) or (len(debt.account_tail) == 4 and debt.account_tail in words)
