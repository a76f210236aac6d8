"""Hostile: a consumer who says anything in any order, and what must hold after each answer, whatever was said."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import yaml

from accounts.consent import CeaseRequest, OptOut
from accounts.contact import Medium, Message
from accounts.conversation import Conversation, Status
from accounts.debt import Debt
from accounts.dossier import Dossier
from accounts.errors import Conflict
from accounts.promise import Offer, Promise, PromiseWithdrawn, standing
from accounts.record import Id
from accounts.store import Store
from bot.negotiation import extensions, is_payable, within
from bot.nlu import rules
from bot.nlu.entities import extract
from bot.nlu.language import detect
from bot.nlu.port import SEVERAL_AT, Understanding
from bot.nlu.text import prepare
from bot.offer_policy import policy
from channels.figures import day, money
from compliance import zones
from compliance.approval import Approval
from compliance.book import whole
from compliance.decision import Decision
from compliance.guard import Guard
from compliance.proposal import Proposal
from tests.bot.talk import EMAIL, NOON, PHONE, Talk

DATA = Path(__file__).parents[2] / "nlu_data"
INTENTS: list[str] = yaml.safe_load((DATA / "domain.yml").read_text("utf-8"))["intents"]
RIGHT, WRONG = {"born": "February 3, 1980", "ssn4": "6789"}, {"born": "03/04/1971", "ssn4": "1111"}
CREDITORS = ("Alder", "Quince", "Yarrow")
TAKEN_BACK = {"en": "take it back", "es": "retirarlo"}
HELD = frozenset({"crisis", "optout_confirmed", "wrong_number"})
"""All that may be said while an agent holds the conversation: what must not wait for anybody."""
SAYS_NOTHING = frozenset({"thank", "goodbye"})
FIGURE = re.compile(r"\$\s?[\d,]+(?:\.\d\d)?")
QUALIFIED = re.compile(r"\d|\?|\b(but|if|only|unless|pero|solo)\b")


class Misled:
    """An engine that believes what it is told to; the rules of layer 0 and the entities are the real ones."""

    name = "misled"

    def __init__(self) -> None:
        self.believes: tuple[str, ...] = ()
        self.is_sure = True

    def understand(self, text: str, *, today: date, language: str | None = None) -> Understanding:
        prepared = prepare(text)
        if prepared.unreadable:
            return rules.unread(prepared, language)
        spoken = detect(prepared.text, language)
        heard = rules.heard(prepared.text, spoken)
        ranking = tuple((intent, 0.9 - n * 0.3) for n, intent in enumerate(self.believes)) or (("out_of_scope", 0.1),)
        found = tuple(dict.fromkeys([*heard, *(intent for intent, p in ranking if p >= SEVERAL_AT)]))
        return Understanding(
            text=prepared.text,
            ranking=ranking,
            intents=found,
            rules=heard,
            acts_on=heard[0] if heard else next(iter(self.believes if self.is_sure else ()), None),
            entities=extract(prepared.text, today, spoken),
            language=spoken,
            engine="misled",
        )


class Noting(Guard):
    """The guard, which notes what it gave leave to."""

    def __init__(self) -> None:
        super().__init__(whole())
        self.approved: set[Id] = set()
        self.seen: Counter[str] = Counter()
        """What happened how often: a hostile consumer who never comes to terms would try nothing."""

    def review(self, proposal: Proposal, attempt: Id) -> tuple[Decision, Approval | None]:
        decision, approval = super().review(proposal, attempt)
        if approval is not None:
            self.approved.add(proposal.message.id)
        return decision, approval


class Hostile(Talk):
    """A talk with a hostile consumer, in which every answer is held against what may never happen."""

    def __init__(self, store: Store, folder: Path, guard: Noting, number: int) -> None:
        self.misled = Misled()
        super().__init__(store, folder, self.misled, NOON, guard=guard)
        self.guard = guard
        self.own = {Medium.SMS: f"{PHONE[:-4]}{number:04d}", Medium.EMAIL: f"a{number}@{EMAIL.split('@')[1]}"}
        self.read_back: dict[Medium, Message] = {}

    async def tries(
        self, text: str, medium: Medium, *believes: str, is_sure: bool = True, proves: bool = False
    ) -> None:
        """Say something, and see that nothing happened that may not."""
        self.misled.believes, self.misled.is_sure = believes, is_sure
        before, known = self.thread_by(medium), self.dossier()
        reply = await self.says(text, medium, self.own[medium])
        after, facts = self.thread_by(medium), self.dossier()
        assert after is not None, "what was said is kept in a thread"
        if reply is not None:
            self._may_be_said(reply, before, after, facts, known)
        if after.verified and not (before and before.verified):
            assert proves, f"{text!r} proved who they are"
        self._no_dead_end(reply, after, facts)
        self.guard.seen[reply.template if reply else "nothing"] += 1
        for promise in [one for one in facts.of(Promise) if one not in known.of(Promise)]:
            self._was_agreed(promise, text, medium, before, known)
            self.guard.seen[f"promise of {promise.offer.kind}"] += 1
        promised = [one.offer.debt for one in standing(facts.of(Promise), facts.of(PromiseWithdrawn))]
        assert len(promised) == len(set(promised)), "the same debt is promised twice"
        if reply is not None and reply.template == "read_back":
            self.read_back[medium] = reply

    async def is_agreed_with_an_agent(self, medium: Medium, which: int) -> None:
        """An agent gives the thread back with one of today's offers, which the assistant reads back."""
        thread, known = self.thread_by(medium), self.dossier()
        if thread is None or thread.status not in (Status.WAITING, Status.AGENT):
            return
        offers = self.assistant.offers(thread, known)
        assert thread.verified or not offers, "terms for somebody unverified"
        if not offers:
            return
        offer = offers[which % len(offers)]
        with contextlib.suppress(Conflict):  # it could not be read back, and the agent still has it
            given = await self.assistant.hand_back(thread.id, "sam", f"{offer.debt} {offer.id}")
            with self.store.reading() as reading:
                reply = reading.turns(given.id)[-1].message
            assert reply is not None
            self._may_be_said(reply, None, given, self.dossier(), known)
            assert reply.offers == (offer,)
            self.read_back[medium] = reply
            self.guard.seen["read back after an agent"] += 1

    def thread_by(self, medium: Medium) -> Conversation | None:
        """Return their thread, if there is one yet."""
        with self.store.reading() as reading:
            return reading.conversation(medium, self.own[medium])

    def _may_be_said(
        self, reply: Message, before: Conversation | None, after: Conversation, facts: Dossier, known: Dossier
    ) -> None:
        assert reply.id in self.guard.approved, "nothing leaves that the guard did not approve"
        assert reply.to == self.own[reply.medium], "an answer goes to where the question came from"
        if before is not None and before.status is Status.AGENT:
            assert reply.template in HELD, f"{reply.template} was said while an agent holds the thread"
        verified = after.verified and after.verified_until is not None and self.now <= after.verified_until
        if not verified:
            named = [word for word in (*CREDITORS, *(debt.account_tail for debt in facts.debts)) if word in reply.text]
            assert not named, f"{named} named to somebody unverified: {reply.text}"
            assert not FIGURE.search(reply.text), f"a figure told to somebody unverified: {reply.text}"
        self._of_the_lattice(reply, known)
        figures = {figure.replace(" ", "") for figure in FIGURE.findall(reply.text)}
        assert figures <= self._tellable(reply, facts), reply.text

    def _of_the_lattice(self, reply: Message, facts: Dossier) -> None:
        for offer in reply.offers:
            debt = facts.debt(offer.debt)
            assert debt is not None
            assert _is_open_to(offer, debt, facts, self.today(facts)), f"{offer} may not be offered"

    def _tellable(self, reply: Message, facts: Dossier) -> set[str]:
        told = [debt.balance for debt in facts.debts if debt.id in reply.debts]
        for offer in reply.offers:
            told += [offer.total, *(part.amount for part in offer.instalments)]
        return {money(cents, reply.language) for cents in told}

    def _was_agreed(
        self, promise: Promise, text: str, medium: Medium, before: Conversation | None, known: Dossier
    ) -> None:
        asked = self.read_back.get(medium)
        assert asked is not None, "nothing was read back"
        assert before is not None
        assert before.question == "confirm", "nothing was asked"
        assert asked.offers == (promise.offer,), "another thing was read back"
        first, last = promise.offer.instalments[0], promise.offer.instalments[-1]
        for words in (
            *(money(cents, asked.language) for cents in (promise.offer.total, first.amount, last.amount)),
            *(day(part.due, asked.language) for part in (first, last)),
            TAKEN_BACK[asked.language],
        ):
            assert words in asked.text, f"{words} was not read back: {asked.text}"
        assert not QUALIFIED.search(text.lower()), f"{text!r} is no plain yes"
        debt = known.debt(promise.offer.debt)
        assert debt is not None
        assert _is_open_to(promise.offer, debt, known, self.today(known)), "it is not to be had any more"

    def _no_dead_end(self, reply: Message | None, after: Conversation, facts: Dossier) -> None:
        """An answer, a person called, or a silence that the law or good manners want."""
        if reply is not None or after.status in (Status.WAITING, Status.AGENT, Status.DONE):
            return
        closed = any(out.address in (after.address, None) for out in facts.of(OptOut)) or facts.of(CeaseRequest)
        assert closed or set(self.misled.believes) & SAYS_NOTHING, "nobody answers, and nobody was called"

    def today(self, facts: Dossier) -> date:
        return zones.dates(self.now, zones.of(facts) or (facts.collector.zone,))[0]

    async def waits(self, how_long: timedelta) -> None:
        """Let time pass, and what was left undone be taken up."""
        self.now += how_long
        await self.assistant.work_off()

    def owes(self, cents: int) -> None:
        """The creditor tells another balance of the first debt."""
        debt = self.dossier().debts[0]
        with self.store.transaction() as unit:
            changed = debt.model_copy(update={"balance": cents, "balance_as_of": self.now})
            unit.put_debt(self.consumer, changed, self.now)


def _is_open_to(offer: Offer, debt: Debt, facts: Dossier, today: date) -> bool:
    terms = policy().terms(debt.creditor, today)
    if not is_payable(debt, today, terms):
        return False
    if offer.kind != "extension":
        return within(offer, debt, today, terms)
    promised = standing(facts.of(Promise), facts.of(PromiseWithdrawn))
    return any(
        offer in extensions(one, facts.of(Promise), (), debt, today, terms, offer.instalments[0].due)
        for one in promised
    )
