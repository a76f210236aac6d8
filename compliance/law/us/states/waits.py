"""The form of a wait: nothing before a notice was given, and so many days have passed since."""

from __future__ import annotations

from datetime import timedelta

from accounts.basis import StateNotice
from accounts.contact import Medium
from compliance.decision import Objection
from compliance.law.us.states.kinds import Binds, binds
from compliance.proposal import Proposal
from compliance.provision import Provision
from compliance.rule import objection


class Wait(Binds):
    """Which notice, how long, and what waits."""

    notice: str
    """The notice's name; a message of that template is the notice itself."""
    via: frozenset[str]
    """By which ways it counts."""
    days: int
    media: frozenset[Medium]
    debts: str | None = None
    """The kind of debt; None is any."""


def waits(of: Provision, proposal: Proposal, row: Wait) -> Objection | None:
    """Object until the days after the notice are over, for each debt it is owed for.

    Reading: a day is 24 hours from the moment the notice was given; so many whole days must have passed.
    """
    message, dossier = proposal.message, proposal.dossier
    if proposal.medium not in row.media or message.template == row.notice or not binds(proposal, row):
        return None
    ends = []
    for debt in dossier.debts:
        if not proposal.concerns((debt.id,)) or row.debts not in (None, debt.kind):
            continue
        given = [
            fact.at + timedelta(days=row.days)
            for fact in dossier.of(StateNotice)
            if fact.notice == row.notice and fact.via in row.via and (fact.debts is None or debt.id in fact.debts)
        ]
        if not given:
            return objection(of.id, of.cites, f"the notice {row.notice} is not known to have been given for a debt")
        ends.append(min(given))
    if not ends or max(ends) <= proposal.at:
        return None
    return objection(of.id, of.cites, f"{row.days} days since the notice {row.notice} are not over", max(ends))
