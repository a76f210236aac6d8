"""Replay: a decision of the past decided again from the facts it was made from, and what is another now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import Field, ValidationError

from accounts.policy import PolicyChange
from accounts.record import Id, Instant, Record
from compliance.decision import Decision, Facts, Objection
from compliance.guard import Findings, Guard
from compliance.proposal import Proposal

Answer = Literal["approved", "refused"]

SILENT, OBJECTS = "is silent", "objects"

LISTED = 1000
"""How many differences are told one by one; the others are counted, so that memory has a bound."""


class Past(Record):
    """What the ledger holds of a decision."""

    attempt: Id | None = None
    decision: Decision
    facts: Facts


class Changed(Record):
    """What one rule said then and says now."""

    rule: str
    was: str
    now: str


class Difference(Record):
    """A decision that does not come out as it did, or that cannot be read any more."""

    seq: int
    decision: str
    at: Instant | None = None
    consumer: str | None = None
    was: Answer | None = None
    now: Answer | None = None
    rules: tuple[Changed, ...] = ()
    same_book: bool = False
    """Whether it was decided by the very code and values that decide it now: then it must not differ."""
    says: str = ""

    @property
    def turned(self) -> Literal["same", "newly_refused", "newly_allowed", "otherwise", "unreadable"]:
        """What became of the answer."""
        if self.was is None:
            return "unreadable"
        if self.was != self.now:
            return "newly_refused" if self.now == "refused" else "newly_allowed"
        return "otherwise" if self.rules else "same"


class ByRule(Record):
    """How many decisions one rule turned."""

    newly_refused: int = 0
    """Approved then; now this rule objects."""
    newly_allowed: int = 0
    """Refused then, by this rule; now none objects."""
    otherwise: int = 0
    """The answer is the same; this rule says another thing."""


class Replayed(Record):
    """What came of a replay: as `duly ledger replay --json` prints it."""

    book: Literal["then", "today"]
    day: date | None = None
    """The day whose law was asked; None: of each decision its own."""
    decisions: int = 0
    same: int = 0
    different: int = 0
    unreadable: int = 0
    newly_refused: int = 0
    newly_allowed: int = 0
    other_book: int = 0
    """How many were decided by other code or values than this program has for their day: their fingerprint says so."""
    by_rule: dict[str, ByRule] = Field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    left_off: int = 0


def replay(
    guard: Guard, records: Iterable[tuple[int, str]], day: date | None = None, changes: Sequence[PolicyChange] = ()
) -> Replayed:
    """Decide every decision again, one at a time: under the rules then in force, or under those of a day.

    Compared are the answer, which rules object and until when, and which advise; neither their wording nor the next
    lawful moment, which follows from them.

    Args:
        guard: who decides.
        records: number and body of the ledger's records of decisions.
        day: whose law is asked instead; the facts and the instant stay those of the decision.
        changes: the approved changes of house policy; for a decision hold those that were approved by then.
    """
    came: Counter[str] = Counter()
    other_book = 0
    rules: dict[str, Counter[str]] = {}
    told: list[Difference] = []
    for seq, body in records:
        found = _again(guard, seq, body, day, changes)
        turned = found.turned
        came[turned] += 1
        other_book += turned != "unreadable" and not found.same_book
        for rule in _turning(found):
            rules.setdefault(rule, Counter())[turned] += 1
        if turned != "same" and len(told) < LISTED:
            told.append(found)
    differing = came.total() - came["same"]
    return Replayed(
        book="today" if day else "then",
        day=day,
        decisions=came.total(),
        same=came["same"],
        different=differing - came["unreadable"],
        unreadable=came["unreadable"],
        newly_refused=came["newly_refused"],
        newly_allowed=came["newly_allowed"],
        other_book=other_book,
        by_rule={rule: ByRule(**count) for rule, count in sorted(rules.items())},
        differences=tuple(told),
        left_off=differing - len(told),
    )


def _again(guard: Guard, seq: int, body: str, day: date | None, changes: Sequence[PolicyChange]) -> Difference:
    """Return how one decision comes out now."""
    try:
        past = Past.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        return Difference(seq=seq, decision="", says=f"cannot be read by this program: {where}: {first['msg']}")
    facts, decision = past.facts, past.decision
    guard = guard.under([c for c in changes if day or (c.decided_at and c.decided_at <= decision.at)])
    proposal = Proposal(message=facts.message, words=facts.words, dossier=facts.dossier, at=decision.at)
    page = guard.book.on(day or guard.day(proposal))
    now = guard.findings(proposal, page)
    return Difference(
        seq=seq,
        decision=decision.id,
        at=decision.at,
        consumer=decision.consumer,
        was="approved" if decision.approved else "refused",
        now="refused" if any(isinstance(f, Objection) for f in now) else "approved",
        rules=_compared(decision.findings, now),
        same_book=guard.book.on(guard.day(proposal)).fingerprint == decision.book,
    )


def _compared(then: Findings, now: Findings) -> tuple[Changed, ...]:
    was, is_now = _said(then), _said(now)
    return tuple(
        Changed(rule=rule, was=was.get(rule, SILENT), now=is_now.get(rule, SILENT))
        for rule in sorted({*was, *is_now})
        if was.get(rule) != is_now.get(rule)
    )


def _said(findings: Findings) -> dict[str, str]:
    """Return what each rule said, as far as it is compared."""
    return {f.rule: _words(f.until) if isinstance(f, Objection) else "advises" for f in findings}


def _words(until: datetime | None) -> str:
    return f"{OBJECTS} until {until.isoformat()}" if until else OBJECTS


def _turning(found: Difference) -> Iterable[str]:
    """Return the rules by which the answer turned: those that object now, or those that objected then."""
    match found.turned:
        case "newly_refused":
            return [c.rule for c in found.rules if c.now.startswith(OBJECTS)]
        case "newly_allowed":
            return [c.rule for c in found.rules if c.was.startswith(OBJECTS)]
        case _:
            return [c.rule for c in found.rules]
