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
from compliance.texts import Prescribed, lacks

BARE = frozenset({Purpose.OPTOUT_CONFIRMATION, Purpose.LOCATION_INFO})
"""What says nothing about a debt."""

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


def says(of: Provision, proposal: Proposal, row: Sentence) -> Objection | None:
    """Object to a message that lacks the sentence; where its text has not been read, nothing but its mark will do.

    Reading: the licence in force on the day is the one to show; where none is known the message does not leave.
    Reading: a call that says nothing yet has nothing to show it in.
    Reading: the validation notice, which federal law demands by a day, is not held for a text that nobody has read.
    """
    message = proposal.message
    if proposal.medium not in row.media or message.purpose in BARE or not binds(proposal, row) or not _speaks(proposal):
        return None
    debts = [d for d in proposal.dossier.debts if proposal.concerns((d.id,)) and row.debts in (None, d.kind)]
    unread = not row.wording and not row.each
    if unread and message.purpose is Purpose.VALIDATION_NOTICE:
        return None
    if not debts or row.trait in proposal.words.includes or not _is_due(proposal, row.when, debts):
        return None
    wanted = [Prescribed(media=row.media, wording={"en": one}) for one in row.each]
    if row.wording:
        wanted.append(Prescribed(media=row.media, wording=row.wording))
    missing = [lacks(proposal, one, _filled(of, proposal, debt)) for debt in debts for one in wanted]
    if wanted and not any(missing):
        return None
    named = next((one for one in missing if one), row.trait.replace("_", " "))
    return objection(of.id, of.cites, f"it lacks what must stand in it here: {named}")


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


def _is_due(proposal: Proposal, when: When, debts: list[Debt]) -> bool:
    asks = not proposal.words.includes.isdisjoint({"payment_request", "payment_link"})
    if when == "first":
        return any(debt.id not in proposal.dossier.first_communications for debt in debts)
    if when == "bot":
        return proposal.message.author == "bot"
    if when == "every":
        return True
    barred = any(may_be_barred(proposal, debt) for debt in debts)
    return barred and (asks or when == "time_barred")
