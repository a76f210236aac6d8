"""The form of a sentence that must stand in a message: a licence number, a notice, that a machine is writing."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from accounts.contact import Medium, Purpose
from accounts.debt import Debt
from accounts.dossier import Licence
from compliance import zones
from compliance.decision import Objection
from compliance.law.us.states.ages import may_be_barred
from compliance.law.us.states.kinds import Binds, binds
from compliance.proposal import Proposal
from compliance.provision import Provision
from compliance.rule import objection
from compliance.texts import Missing, Prescribed, missing

BARE = frozenset({Purpose.OPTOUT_CONFIRMATION, Purpose.LOCATION_INFO, Purpose.RIGHT_PARTY})
"""What says nothing about a debt."""

WHERE = {
    "licence": "DULY_LICENCES",
    "licensed_address": "DULY_LICENCES or DULY_COLLECTOR_ADDRESS",
    "address": "DULY_COLLECTOR_ADDRESS",
    "phone": "DULY_COLLECTOR_PHONE",
    "hours": "DULY_COLLECTOR_HOURS",
    "creditor": "the column creditor",
    "original_creditor": "the column original_creditor",
}
"""Where an operator says what a wording names."""

When = Literal["every", "first", "bot", "time_barred", "time_barred_payment"]


class Sentence(Binds):
    """The wording, what a text with it is read as, and in which messages it must stand."""

    media: frozenset[Medium]
    trait: str
    """What a case says of a message that carries it."""
    when: When = "every"
    debts: str | None = None
    """The kind of debt; None is any."""
    wording: dict[Literal["en", "es"], str] = Field(default_factory=dict)
    """What must stand there, as `compliance.texts` fills it in."""
    each: tuple[str, ...] = ()
    """What must stand there besides, anywhere. Where both are empty, the text has not been read."""

    goes_on: str = ""
    """How we end a wording of which only the beginning is prescribed."""

    @property
    def unread(self) -> bool:
        """Whether the text of the law has not been read, so that nobody knows what must stand there."""
        return not self.wording and not self.each


def says(of: Provision, proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a message that lacks the sentence; where its text has not been read, nothing but its mark will do.

    Reading: the licence in force on the day is the one to show; where none is known the message does not leave.
    Reading: a call that says nothing yet has nothing to show it in.
    Reading: the validation notice, which federal law demands by a day, is not held for a text that nobody has read.
    """
    if not _due(proposal, row):
        return None
    if row.unread:
        return objection(of.id, of.cites, f"nobody has read the text that must stand in it here; {_put_it(of)}")
    found = lacking(of, proposal, row)
    if not found:
        return None
    return objection(of.id, of.cites, f"it lacks what must stand in it here: {_named(found[0])}")


def lacking(of: Provision, proposal: Proposal, row: Sentence) -> tuple[Missing, ...]:
    """Return what of the sentence must stand in the message and does not: what is objected to, and what is composed."""
    wanted = [Prescribed(media=row.media, wording={"en": one}) for one in row.each]
    if row.wording:
        wanted.append(Prescribed(media=row.media, wording=row.wording))
    lacks = (
        one
        for debt in _due(proposal, row)
        for prescribed in wanted
        for one in missing(proposal, prescribed, _filled(of, proposal, debt))
    )
    return tuple(dict.fromkeys(lacks))


def _due(proposal: Proposal, row: Sentence) -> tuple[Debt, ...]:
    """Return the debts for which it must stand in the message; none where it need not, or a case says it does."""
    message = proposal.message
    if proposal.medium not in row.media or message.purpose in BARE or not binds(proposal, row) or not _speaks(proposal):
        return ()
    if row.unread and message.purpose is Purpose.VALIDATION_NOTICE:
        return ()
    debts = tuple(d for d in proposal.dossier.debts if proposal.concerns((d.id,)) and row.debts in (None, d.kind))
    return debts if row.trait not in proposal.words.includes and _is_due(proposal, row.when, debts) else ()


def _put_it(of: Provision) -> str:
    place = of.module.replace(".", "/")
    return f"read {of.cites}, and put its words as `wording` of {of.id} into {place}.yaml"


def _named(one: Missing) -> str:
    if one.filled is not None:
        return one.wording
    unknown = ", ".join(WHERE[name] for name in WHERE if f"{{{name}}}" in one.wording)
    return f"{one.wording}, which is not known; set {unknown}"


def licence(proposal: Proposal, place: str | None, what: str = "collection") -> Licence | None:
    """Return the collector's licence in that place on the day of sending."""
    day = zones.local(proposal.at, proposal.dossier.collector.zone).date()
    held = (one for one in proposal.dossier.collector.licences if one.place == place and one.what == what)
    return next((one for one in held if one.since <= day <= (one.until or date.max)), None)


def _filled(of: Provision, proposal: Proposal, debt: Debt) -> dict[str, str]:
    collector, held = proposal.dossier.collector, licence(proposal, of.place)
    return {
        "licence": held.number if held else "",
        "licensed_name": (held.name if held else "") or collector.name,
        "licensed_address": (held.address if held else "") or collector.mailing_address,
        "hours": collector.hours,
        "creditor": debt.creditor,
        "original_creditor": debt.original_creditor or debt.creditor,
    }


def _speaks(proposal: Proposal) -> bool:
    only_dials = proposal.medium.is_telephone_call and proposal.message.on_call is None
    return not only_dials or bool(proposal.message.text or proposal.words.includes)


def _is_due(proposal: Proposal, when: When, debts: tuple[Debt, ...]) -> bool:
    asks = not proposal.words.includes.isdisjoint({"payment_request", "payment_link"})
    if when == "first":
        return any(debt.id not in proposal.dossier.first_communications for debt in debts)
    if when == "bot":
        return proposal.message.author == "bot"
    if when == "every":
        return True
    barred = any(may_be_barred(proposal, debt) for debt in debts)
    return barred and (asks or when == "time_barred")
