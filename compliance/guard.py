"""The guard: asks every rule in force about a proposal, and alone can approve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from accounts.contact import Message
from accounts.dossier import Dossier
from accounts.policy import PolicyChange
from accounts.record import Id, Record, new_id
from compliance import house_policy, moment, places, zones
from compliance.approval import Approval
from compliance.book import Book, Page
from compliance.decision import Decision, Finding, Objection
from compliance.deed import Deed, DeedRule
from compliance.duty import Owed
from compliance.form import Rules
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.reading import read
from compliance.rule import Rule

Findings = tuple[Finding | Objection, ...]

LIFE = timedelta(seconds=60)
"""How long an approval lives at most; engineering, not law: facts older than this are asked for again."""


class Guard:
    """Every rule may only object; when all are silent the guard approves. So law composes by conjunction."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._under: dict[tuple[Id, ...], Guard] = {}

    def under(self, changes: Sequence[PolicyChange]) -> Guard:
        """Return the guard with those changes of house policy in its book; the law is the same."""
        if not changes:
            return self
        key = tuple(change.id for change in changes)
        if key not in self._under:
            self._under = {key: Guard(house_policy.under(self.book, changes))}
        return self._under[key]

    def propose(self, message: Message, dossier: Dossier, at: datetime) -> Proposal:
        """Return the proposal to send that message at that instant; its words are read from the finished text."""
        return Proposal(message=message, words=read(message), dossier=dossier, at=at)

    def findings(self, proposal: Proposal, page: Page | None = None) -> Findings:
        """Return what every rule in force has to say, or every rule of a page, by id. A rule that fails objects."""
        rules = page.rules_in(proposal.places) if page else self.book.on(self.day(proposal)).rules_for(proposal)
        return _ask(rules, proposal)[0]

    def asked(self, proposal: Proposal) -> tuple[Findings, Page]:
        """Return what every rule has to say, and the page of those only that may say another at another instant."""
        page = self.book.on(self.day(proposal))
        found, timed = _ask(page.rules_for(proposal), proposal)
        return found, replace(page, rules=timed)

    def decide(self, proposal: Proposal) -> Decision:
        """Answer one proposal, without making an approval: to explain, to simulate, to decide again."""
        return self._decide(proposal)[0]

    def review(self, proposal: Proposal, attempt: Id) -> tuple[Decision, Approval | None]:
        """Answer one proposal and, if nothing stands against it, give leave for the attempt of that id.

        Only the gateway asks this, inside the transaction that locks the consumer.
        """
        decision, timed = self._decide(proposal)
        if not decision.approved:
            return decision, None
        return decision, Approval(proposal.message, decision.id, attempt, self._valid_until(proposal, timed))

    def _decide(self, proposal: Proposal) -> tuple[Decision, Rules]:
        """Return the answer, and the rules whose word may be another at another instant."""
        page = self.book.on(self.day(proposal))
        found, timed = _ask(page.rules_for(proposal), proposal)
        objections = tuple(f for f in found if isinstance(f, Objection))
        decision = Decision(
            id=new_id(),
            at=proposal.at,
            consumer=proposal.dossier.consumer.id,
            message=proposal.message.id,
            approved=not objections,
            findings=found,
            next_lawful_moment=self.next_lawful_moment(proposal, objections) if objections else proposal.at,
            book=page.fingerprint,
        )
        return decision, timed

    def owed(self, dossier: Dossier, at: datetime) -> tuple[Owed, ...]:
        """Return everything that any duty in force owes this consumer, and that needs no person's judgment."""
        return tuple(one for one in self._owed(dossier, at) if one.of is None)

    def awaited(self, dossier: Dossier, at: datetime) -> tuple[Owed, ...]:
        """Return what waits for a person's answer to this consumer, the longest waiting first."""
        return tuple(sorted((o for o in self._owed(dossier, at) if o.of is not None), key=lambda o: o.since or at))

    def _owed(self, dossier: Dossier, at: datetime) -> tuple[Owed, ...]:
        day = zones.local(at, dossier.collector.zone).date()
        duties = self.book.on(day).duties_in(places.of(dossier))
        return tuple(o for duty, values in duties for o in duty(dossier, at, values))

    def objects_to(self, deed: Deed[Any]) -> Findings:
        """Return what the rules in force have to say about an act that is no message. A rule that fails objects."""
        day = zones.local(deed.at, deed.dossier.collector.zone).date()
        rules = self.book.on(day).about(type(deed.act), places.of(deed.dossier))
        found = (_judged(rule, deed, values) for rule, values in rules)
        return tuple(finding for finding in found if finding is not None)

    def lacks(self, document: Record, on: date) -> tuple[Objection, ...]:
        """Return what a document lacks, or must not hold, by the law of that day; empty where it is whole."""
        return tuple(o for contents, values in self.book.on(on).of(type(document)) for o in contents(document, values))

    def next_lawful_moment(self, proposal: Proposal, objections: tuple[Objection, ...]) -> datetime | None:
        """Return the first instant at which nothing stands against it, if the facts stay as they are."""

        def objections_at(at: datetime) -> tuple[Objection, ...]:
            if at == proposal.at:
                return objections
            return tuple(f for f in self.findings(proposal.moved_to(at)) if isinstance(f, Objection))

        return moment.next_lawful(objections_at, proposal.at)

    def _valid_until(self, proposal: Proposal, timed: Rules) -> datetime:
        """Return the end of the approval: a minute on, but never past the lawful window."""
        end = proposal.at + LIFE
        if not self._closed(proposal, timed, end):
            return end
        lawful, closed = 0, int(LIFE / moment.TICK)
        while closed - lawful > 1:
            middle = (lawful + closed) // 2
            if self._closed(proposal, timed, proposal.at + middle * moment.TICK):
                closed = middle
            else:
                lawful = middle
        return proposal.at + closed * moment.TICK

    def _closed(self, proposal: Proposal, timed: Rules, at: datetime) -> bool:
        """Return whether anything stands against it then; of the same law only `timed` rules can say another thing."""
        moved = proposal.moved_to(at)
        now, then = self.book.on(self.day(proposal)), self.book.on(self.day(moved))
        rules = timed if now.fingerprint == then.fingerprint else then.rules_for(moved)
        return any(isinstance(f, Objection) for f in _ask(rules, moved)[0])

    @staticmethod
    def day(proposal: Proposal) -> date:
        """Return the day whose law applies: the collector's calendar day."""
        return zones.local(proposal.at, proposal.dossier.collector.zone).date()


def _ask(rules: Rules, proposal: Proposal) -> tuple[Findings, Rules]:
    """Return what rules have to say, and which of them looked at the instant: the others say the same at any."""
    found: list[Finding | Objection] = []
    timed: list[tuple[Rule, Parameters]] = []
    for one in rules:
        rule, values = one
        proposal.looked_at_instant = False
        finding = _judged(rule, proposal, values)
        if finding is not None:
            found.append(finding)
        if proposal.looked_at_instant:
            timed.append(one)
    return tuple(found), tuple(timed)


def _judged(rule: Rule | DeedRule, of: Any, values: Parameters) -> Finding | Objection | None:
    """Return what one rule says; a provision that cannot be judged refuses: nothing is let through."""
    try:
        found: Finding | Objection | None = rule.written(of, values)
    except Exception as error:  # noqa: BLE001  # whatever went wrong in it, it has not said yes
        says = f"could not be judged ({type(error).__name__}: {error})"
        return Objection(rule=rule.id, citation=rule.cites, says=says)
    if isinstance(found, Objection) and found.until is not None and found.until <= of.at:
        return found.model_copy(update={"until": None})  # it objects now, so when it ends is not known
    return found
