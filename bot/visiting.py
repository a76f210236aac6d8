"""Visiting: the talk with somebody on our page who is unknown yet; no word tells whether we have a file of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import phonenumbers

from accounts import chat
from accounts.consumer import PointKind
from accounts.contact import Inbound, Medium
from accounts.conversation import Conversation, HandOff, Status, Turn
from accounts.dossier import Dossier
from accounts.record import Id, new_id
from accounts.store import Transaction
from bot import commands, effects, identity, safety, summary
from bot.commands import Command, CommandName
from bot.nlu.port import Understanding
from bot.sending import turn_of
from bot.step import AddToAddress, Effect, HandOver, Priority, Step
from channels.compose import Composer

WINDOW, MOST = timedelta(days=1), 5
"""So many wrong proofs for one address or account in so long, from whatever browser, and it is for a person."""
MISSES = 2
MOST_NAMES = 3
"""So many of what may find a file are tried: figures of an account can look like a telephone number."""

_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_ACCOUNT = re.compile(r"(?<![\w/.-])(?=[\w-]*\d[\w-]*\d[\w-]*\d)[A-Za-z0-9][A-Za-z0-9-]{4,39}(?![\w/-])")
_STOPS = {"opt_out_channel", "cease_contact", "wrong_number", "third_party"}
_FOR_A_PERSON = {
    "speak_to_human", "legal_threat", "complaint", "update_contact", "callback_later", "deceased",
    "minor", "incarcerated", "disability_accommodation", "translation",
}  # fmt: skip


def meet(
    unit: Transaction,
    composer: Composer,
    thread: Conversation,
    inbound: Inbound,
    understanding: Understanding | None,
    today: date,
    at: datetime,
) -> tuple[Conversation, Dossier, Inbound, Inbound] | None:
    """Answer a line of somebody unknown in the words of the page, and put down what follows.

    Returns:
        None while they are unknown. Once they are known: the thread, which is verified; their dossier; the line as it
        is kept; and, as if it were said now, what they had said before, which is still to be answered.
    """
    found = welcome(unit, thread, inbound, commands.of(inbound), understanding, today, at)
    is_proof = found.is_proof or identity.claim("born", inbound.text, today, thread.language) is not None
    kept = inbound.model_copy(update={"text": identity.masked(inbound.text)}) if is_proof else inbound
    if found.consumer is not None:
        unit.lock([found.consumer])
        chat.bind(unit, thread.address, found.consumer, at, inbound.id)
        dossier = unit.dossiers([found.consumer], at)[found.consumer]
        first = inbound.model_copy(update={"text": found.said_before or "hello"})
        thread, handoff = found.thread, found.thread.handoff
        if handoff is not None:  # who was promised a person is known to that person now
            told = handoff.model_copy(update={"summary": summary.lines(thread, dossier, first, None)})
            thread = thread.model_copy(update={"handoff": told})
        return thread, dossier, kept, first
    effects.apply(unit, Step(conversation=found.thread, effects=found.effects), None, at)
    saved = unit.put_conversation(found.thread)
    unit.add_turn(saved.id, turn_of(kept, understanding))
    if found.template is not None:
        words = composer.to_anybody(found.template, unit.collector, saved.language, Medium.CHAT).strip()
        key = f"page-{inbound.id}"
        chat.append(unit, saved.address, "page", words, at, key)
        unit.add_turn(saved.id, Turn(id=new_id(), at=at, who="bot", text=words, inbound=inbound.id))
    unit.handled(kept, at)
    chat.rewrite(unit, kept)
    return None


@dataclass(frozen=True)
class Welcome:
    """What follows from a line of a visitor."""

    thread: Conversation
    template: str | None
    """A file of messages/ whose words hold our own name and nothing else; None says nothing."""
    effects: tuple[Effect, ...] = ()
    consumer: Id | None = None
    """Who they have proven to be."""
    said_before: str = ""
    """Where they are known now: what they had said first, which is still to be answered."""
    is_proof: bool = False
    """Whether figures of a proof may stand in the line."""


def welcome(
    unit: Transaction,
    thread: Conversation,
    inbound: Inbound,
    command: Command | None,
    understanding: Understanding | None,
    today: date,
    at: datetime,
) -> Welcome:
    """Return what follows from one line of somebody unknown.

    They are asked what finds a file, an address we wrote to or the creditor's account number, and then for a date of
    birth or the last four figures of a social security number. Only both together are looked up, so neither tells by
    itself whether it is known to us.
    """
    said = set(understanding.intents) | set(understanding.rules) if understanding else set()
    if understanding is not None and understanding.ranking:
        thread = thread.model_copy(update={"language": understanding.language})
    heard = _Line(unit, thread.model_copy(update={"updated_at": at}), inbound, understanding, today, at)
    if "self_harm_crisis" in said:
        return heard.called("may be thinking of harming themselves: read at once", "visitor_crisis", "urgent")
    if said & _STOPS or (command is not None and command.name is CommandName.STOP):
        stopped = AddToAddress(fact=safety.closing(thread, inbound))
        return heard.called("asks us to stop, and did not say who they are", "visitor_stop", "high", stopped)
    if thread.failures >= identity.LIMIT or thread.status is Status.AGENT:
        return heard.silent()
    answers = thread.question == "reference" and next(_names(inbound.text), None) is not None
    if said & _FOR_A_PERSON and not answers:
        if thread.slots.get("promised_person"):
            return Welcome(heard.thread, "visitor_person")  # promised again: an answer it is not, nor a wrong one
        return heard.called("asks for a person", "visitor_person", "normal")
    if thread.question == "reference":
        return heard.named()
    if thread.question == "who":
        return heard.proven()
    return heard.asked("visitor_welcome", "reference", said=inbound.text[:500])


class _Line:
    """One line, and what may follow from it."""

    def __init__(
        self,
        unit: Transaction,
        thread: Conversation,
        inbound: Inbound,
        understanding: Understanding | None,
        today: date,
        at: datetime,
    ) -> None:
        self.unit = unit
        self.thread = thread
        self.inbound = inbound
        self.understanding = understanding
        self.today = today
        self.at = at

    def silent(self) -> Welcome:
        return Welcome(self.thread, None)

    def asked(self, template: str, question: str, **slots: Any) -> Welcome:
        changes = {"question": question, "slots": {**self.thread.slots, **slots}, "misses": 0}
        return Welcome(self.thread.model_copy(update=changes), template)

    def called(
        self, why: str, template: str, priority: Priority = "normal", *effects: Effect, **changes: Any
    ) -> Welcome:
        """Call a person; whoever has not said yet who they are may still do so meanwhile."""
        reason = f"somebody in the chat {why}"
        told = summary.lines(self.thread, None, self.inbound, self.understanding)
        status = Status.AGENT if self.thread.status is Status.AGENT else Status.WAITING
        update = {
            "status": status,
            "handoff": HandOff(at=self.at, reason=reason, summary=told, priority=priority),
            "question": "reference",
            "slots": {"said": self.inbound.text[:500], **self.thread.slots, "promised_person": True},
            "misses": 0,
            **changes,
        }
        effect = HandOver(reason=reason, priority=priority)
        return Welcome(self.thread.model_copy(update=update), template, (*effects, effect))

    def missed(self, template: str) -> Welcome:
        misses = self.thread.misses + 1
        if misses >= MISSES and not self.thread.slots.get("promised_person"):
            return self.called("was not understood", "visitor_person")
        changed = self.thread.model_copy(update={"misses": misses})
        return Welcome(changed, template if misses < MISSES else "visitor_noted")

    def named(self) -> Welcome:
        """Take what they say finds their file; whether it does is looked up only with the proof."""
        found = [*_names(self.inbound.text)][:MOST_NAMES]
        if not found:
            return self.missed("visitor_reference")
        return self.asked("visitor_who", "who", named=[list(one) for one in found])

    def proven(self) -> Welcome:
        text = self.inbound.text
        born = identity.claim("born", text, self.today, self.thread.language)
        ssn4 = identity.claim("ssn4", text, self.today) if born is None else None
        if born is None and ssn4 is None:
            missed = self.missed("visitor_who")
            return Welcome(missed.thread, missed.template, missed.effects, is_proof=True)
        named = self.thread.slots["named"]
        whose: set[Id] = set()
        for kind, name in named:
            if chat.failures(self.unit, name, self.at - WINDOW) < MOST:
                whose |= self._whose(kind, name, born.born if born else (), ssn4.ssn4 if ssn4 else None)
        if len(whose) == 1:
            return self._known(whose.pop())
        for _, name in named:
            chat.note_failure(self.unit, name, self.at)
        failures = self.thread.failures + 1
        if failures >= identity.LIMIT:
            why = f"gave {identity.LIMIT} wrong proofs of who they are"
            called = self.called(why, "visitor_locked", "high", failures=failures, question=None)
            return Welcome(called.thread, called.template, called.effects, is_proof=True)
        again = self.asked("visitor_unmatched", "reference")
        return Welcome(again.thread.model_copy(update={"failures": failures}), again.template, is_proof=True)

    def _whose(self, kind: str, name: str, born: tuple[str, ...], ssn4: str | None) -> set[Id]:
        """Return the consumers who are found so and whose proof it is; of two it is neither."""
        if kind == "account":
            found = {
                consumer for one in {name, name.upper(), name.lower()} for consumer in chat.numbered(self.unit, one)
            }
        else:
            found = {consumer for consumer, person in self.unit.owners(PointKind(kind), name) if person is None}
        return {
            consumer
            for consumer in found
            if any(self.unit.is_proven(consumer, born=one) for one in born)
            or (ssn4 is not None and self.unit.is_proven(consumer, ssn4=ssn4))
        }

    def _known(self, consumer: Id) -> Welcome:
        said = str(self.thread.slots.get("said", ""))
        changes = {
            "consumer": consumer,
            "verified": True,
            "verified_until": self.at + identity.LASTS,
            "failures": 0,
            "misses": 0,
            "question": None,
            "slots": {},
        }
        return Welcome(self.thread.model_copy(update=changes), None, consumer=consumer, said_before=said, is_proof=True)


def _names(text: str) -> Iterator[tuple[str, str]]:
    """Yield what in a text may find somebody's file: e-mail addresses, account numbers, telephone numbers."""
    for mail in _MAIL.findall(text):
        yield "email", mail.strip(".").lower()
    for account in _ACCOUNT.findall(text):
        yield "account", account
    for match in phonenumbers.PhoneNumberMatcher(text, "US", leniency=phonenumbers.Leniency.POSSIBLE):
        yield "phone", phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
