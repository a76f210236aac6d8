"""Disputing: what is put down when somebody disputes a debt or asks for its original creditor, and what is said."""

from __future__ import annotations

from typing import Literal

from accounts.consumer import Hold
from accounts.dossier import Dossier
from accounts.notice import Dispute, DisputeAnswered, OriginalCreditorRequest
from accounts.record import Id, new_id
from bot import matter
from bot.nlu.particulars import Particulars, particulars
from bot.nlu.port import Understanding
from bot.nlu.text import even, prepare
from bot.step import AddFact, Effect, Heard, Priority, Step, hand_over

Why = Literal["not_mine", "already_paid", "amount", "identity_theft", "too_old", "other"]

DISPUTES: dict[str, Why] = {
    "dispute_identity_theft": "identity_theft",
    "dispute_not_mine": "not_mine",
    "dispute_already_paid": "already_paid",
    "dispute_too_old": "too_old",
    "dispute_amount": "amount",  # after all that dispute the whole: only the amount can be wrong in part
    "dispute_other": "other",
    "request_validation": "other",  # who asks for proof does not accept the debt: collection pauses until it is sent
}

ORIGINAL_CREDITOR = "original_creditor"
"""What is said by who asks for the original creditor; no intent of an engine: the words themselves tell it."""


def with_particulars(said: set[str], understanding: Understanding) -> set[str]:
    """Return what was said with what its words tell beside, and without what an engine only guessed because of them.

    Who asks for the original creditor alone disputes nothing; who says that a part is wrong does not dispute the whole.
    """
    told = particulars(understanding.text, understanding.language)
    sure = {*understanding.rules, understanding.acts_on}
    if told.original_creditor:
        guessed = {intent for intent, why in DISPUTES.items() if why == "other"} - set(understanding.rules)
        return (said if told.proof else said - guessed) | {ORIGINAL_CREDITOR}
    if told.portion:
        return (said - (DISPUTES.keys() - sure)) | {"dispute_amount"}
    return said


def dispute(heard: Heard, intent: str) -> Step:
    """Return the step that puts a dispute down, once while it stands, and says so."""
    why, debts = DISPUTES[intent], matter.covered(heard.dossier, heard.text)
    stolen = why == "identity_theft"
    said = Dispute(
        id=new_id(),
        at=heard.inbound.at,
        via=heard.conversation.medium,
        why=why,
        debts=debts,
        portion=_told(heard).portion if why == "amount" else None,
        same_as=_same(heard.dossier, debts, heard.inbound.text),
        attachment=_enclosed(heard),
        text=heard.inbound.text,
    )
    effects: list[Effect] = [] if matter.is_disputed(heard.dossier, debts) else [AddFact(fact=said)]
    if stolen:
        hold = Hold(id=new_id(), at=heard.inbound.at, why="identity_theft", debts=debts)
        effects.append(AddFact(fact=hold))
    template: str = "identity_theft" if stolen else "dispute_noted"
    priority: Priority = "high" if stolen else "normal"
    return hand_over(heard, _reason(said), priority, template=template, facts=(said,)).adding(*effects)


def _enclosed(heard: Heard) -> str | None:
    """Return what came with the text: it may be what a repeated dispute brings anew."""
    heading = heard.inbound.heading
    names = (*(one.kind or "a file" for one in heard.inbound.enclosed), *(heading.attachments if heading else ()))
    return ", ".join(names) or None


def original_creditor(heard: Heard, _: str) -> Step:
    """Return the step that puts down that the original creditor was asked for, once while nobody has answered."""
    asked = OriginalCreditorRequest(
        id=new_id(),
        at=heard.inbound.at,
        via=heard.conversation.medium,
        debts=matter.covered(heard.dossier, heard.text),
    )
    effects = [] if matter.is_asked(heard.dossier, asked.debts) else [AddFact(fact=asked)]
    reason = "asks for the original creditor: send the name and address"
    return hand_over(heard, reason, template="original_creditor_noted", facts=(asked,)).adding(*effects)


def _told(heard: Heard) -> Particulars:
    return particulars(heard.text, heard.conversation.language)


def _reason(said: Dispute) -> str:
    part = f", only {said.portion}" if said.portion else ""
    told = f"disputes ({said.why.replace('_', ' ')}{part})"
    told += ", with a picture or a file" if said.attachment else ""
    if said.same_as is not None:
        return f"{told} in the words of a dispute that was answered: decide whether it is duplicative"
    return f"{told}: send the proof or close it"


def _same(dossier: Dossier, debts: tuple[Id, ...] | None, text: str) -> Id | None:
    """Return the first dispute of the same debts in the same words, if it was answered.

    It is a hint for a person, who alone decides that a dispute is duplicative and sends the notice that says so; until
    one has answered, the new dispute stops collection as any other does (comment 38(a)(1)-1).
    """
    answered = {fact.of for fact in dossier.of(DisputeAnswered)}
    alike = (
        one.id
        for one in dossier.of(Dispute)
        if one.id in answered and one.debts == debts and one.text and _words(one.text) == _words(text)
    )
    return next(alike, None)


def _words(text: str) -> str:
    return even(prepare(text).text, "en").replace(" . ", " ").strip(" .")
