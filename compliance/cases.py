"""Cases: judges law cases, in the vocabulary of the case files, by the guard's own path through the whole book."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from accounts.contact import Medium, Message, Purpose
from accounts.dossier import Dossier
from accounts.errors import BadLaw
from accounts.record import Record
from compliance import case_facts, zones
from compliance.book import modules, whole
from compliance.case_facts import Unsupported, someone
from compliance.decision import Finding, Objection
from compliance.guard import Guard
from compliance.law.us.reg_f import s14_b_2_call_frequency as frequency
from compliance.law.us.reg_f.s06_b_1_clock import Hours
from compliance.law.us.reg_f.s06_b_1_inconvenient_time import Times
from compliance.proposal import Proposal
from compliance.words import Words

Answer = dict[str, Any]
Given = Mapping[str, Any]

ORDER = (
    *("regf.6d1", "regf.6c1", "regf.6b2", "regf.10", "regf.14h2", "regf.14h1", "regf.6b1ii", "regf.6b3", "regf.6b4"),
    *("regf.6b1i-designated-time", "regf.6b1i", "regf.14b", "regf.38", "regf.34", "regf.18", "regf.6e"),
)
"""The order in which reasons are named, by the beginning of their ids: the contact itself first, its words last."""

FREQUENCY = ("regf.14b2i.A-seven-in-seven", "regf.14b2i.B-post-conversation")
PRESUMED = "regf.6b1i-presumed-hours"
LATEST = 60
"""How many days ahead an earliest call is looked for."""

MEDIA = {medium.value: medium for medium in Medium} | {"say": Medium.CALL}
SIMPLE_WAY_OUT = {medium: "link" for medium in Medium if medium.is_electronic} | {Medium.SMS: "reply_stop"}
"""What "message content is compliant" means for the opt-out statement, by medium."""

ASKED = frozenset(
    {"action", "at", "person", "to", "debts", "in_reply_to", "in_session", "on_call", "message", "date", "zone"}
) | {"automated", "queued_at", "read_at"}
"""What of a question is read, or is known to decide nothing."""

IN_WORDS = frozenset({"includes", "disclosure", "languages", "disclosure_languages", "opt_out", "limited_content"})
IN_MESSAGE = frozenset({"purpose", "intended", "ordinarily_invoked", "required_by_law", "reason"})


class Judged(Record):
    """One case with its answer."""

    id: str
    rule: str
    passed: bool
    answer: Answer
    expect: Answer


class Report(Record):
    """What came of all cases: as `duly law check --json` prints it."""

    passed: int
    failed: int
    unsupported: int
    cases: tuple[Judged, ...]


def check(paths: Iterable[Path]) -> Report:
    """Judge every case in those files.

    A case that has a fact, a question or a rule that is not written yet is unsupported, never passed.

    Raises:
        BadLaw: a file cannot be read, is not a list of cases, or one of its cases has not their form.
    """
    cases = [(path, case) for path in paths for case in load(path)]
    judged: list[Judged] = []
    for path, case in cases:
        try:
            judged.append(judge(case))
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
            raise BadLaw(
                f"{path.name}: the case {case.get('id', '?')!r} has not the form of a case: {error}"
            ) from error
    return Report(
        passed=sum(one.passed for one in judged),
        failed=sum(not one.passed and "unsupported" not in one.answer for one in judged),
        unsupported=sum("unsupported" in one.answer for one in judged),
        cases=tuple(judged),
    )


def load(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a file.

    Raises:
        BadLaw: it cannot be read, or is not a JSON list of objects.
    """
    try:
        cases = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadLaw(f"{path.name}: not readable as a file of cases: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise BadLaw(f"{path.name}: not readable as a file of cases: {error}") from error
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise BadLaw(f"{path.name}: a file of cases is a list of objects")
    return cases


def judge(case: Mapping[str, Any]) -> Judged:
    """Answer one case and compare the answer with what is expected."""
    expect = dict(case["expect"])
    try:
        if case.get("rule") is not None and case["rule"] not in written():
            raise Unsupported(f"{case['rule']} is not written yet")
        answer = evaluate(case["given"], case["ask"])
        passed = matches(answer, expect)
    except Unsupported as reason:
        answer, passed = {"unsupported": str(reason)}, False
    return Judged(id=case["id"], rule=case.get("rule") or "", passed=passed, answer=answer, expect=expect)


def matches(answer: Answer, expect: Mapping[str, Any]) -> bool:
    """Return whether an answer is the expected one, by the rules of the vocabulary."""
    for key, wanted in expect.items():
        if key == "because_any":
            continue
        if key == "because":
            fits = answer.get("because") in (wanted, *expect.get("because_any", ()))
        elif key == "flags":
            fits = set(wanted) <= set(answer.get("flags", ()))
        elif key == "not_flags":
            fits = set(wanted).isdisjoint(answer.get("flags", ()))
        else:
            fits = key in answer and answer[key] == wanted
        if not fits:
            return False
    return True


def evaluate(given: Given, ask: Given) -> Answer:
    """Answer one question from the facts given, and from nothing else.

    Raises:
        Unsupported: the action, or something it turns on, is not written yet.
    """
    action = ask["action"]
    answer = ACTIONS.get(action) or (_contact if action in MEDIA else None)
    if answer is None:
        raise Unsupported(f"the action {action!r} is not written yet")
    unknown = set(ask) - ASKED
    if unknown:
        raise Unsupported(f"{action}: {min(unknown)!r} is not written yet")
    at = datetime.fromisoformat(ask["at"])
    return answer(case_facts.dossier(given, at), ask, at)


@lru_cache(maxsize=1)
def written() -> frozenset[str]:
    """Return every id of the rulebook that the book decides: those of its provisions, and those they say they cover."""
    book = whole()
    docs = [provision.reads for provision in book.provisions.values()]
    docs += [inspect.getdoc(module) or "" for module in modules()]
    covered = (line for doc in docs for line in doc.splitlines() if line.startswith("Covers:"))
    return frozenset(book.provisions) | {id for line in covered for id in re.findall(r"[a-z]+\.[\w.-]*\w", line)}


@lru_cache(maxsize=1)
def _guard() -> Guard:
    return Guard(whole())


def _contact(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    """Answer whether it may be sent, called or said, with every objection and every piece of advice."""
    found = _guard().findings(_proposal(dossier, ask, at))
    objections = sorted((f for f in found if isinstance(f, Objection)), key=_rank)
    return {
        "allowed": not objections,
        "because": objections[0].rule if objections else None,
        "objections": [objection.model_dump(mode="json", exclude={"kind"}) for objection in objections],
        "flags": [f.rule for f in found if isinstance(f, Finding)],
    }


def _rank(objection: Objection) -> tuple[int, str]:
    order = next((n for n, begin in enumerate(ORDER) if objection.rule.startswith(begin)), len(ORDER))
    return order, objection.rule


def _proposal(dossier: Dossier, ask: Given, at: datetime) -> Proposal:
    medium, person = MEDIA[ask["action"]], someone(ask.get("person"))
    told = ask.get("message", {})
    unknown = set(told) - IN_MESSAGE - IN_WORDS
    if unknown:
        raise Unsupported(f"in the message, {min(unknown)!r} is not written yet")
    answers = ask.get("in_reply_to")
    message = Message(
        id="message",
        consumer=case_facts.CONSUMER,
        debts=tuple(ask.get("debts", (debt.id for debt in dossier.debts))),
        medium=medium,
        to=ask.get("to"),
        person=person,
        purpose=told.get("purpose", Purpose.REPLY if answers else Purpose.COLLECT),
        in_reply_to=answers,
        in_session=ask.get("in_session"),
        on_call=ask.get("on_call"),
        **{key: told[key] for key in IN_MESSAGE - {"purpose"} if key in told},
    )
    return Proposal(message=message, words=_words(message, told), dossier=dossier, at=at)


def _words(message: Message, told: Given) -> Words:
    """Return what the message says: compliant by default, with the departures that the case tells.

    The full disclosure of 1006.18(e)(1) serves as the shorter one of (e)(2) too.
    """
    bare = message.purpose in (Purpose.OPTOUT_CONFIRMATION, Purpose.LOCATION_INFO) or not message.debts
    languages = frozenset(told.get("languages", ("en",)))
    return Words(
        disclosure=told.get("disclosure", "none" if bare else "e1"),
        disclosure_languages=frozenset(told.get("disclosure_languages", () if bare else languages)),
        languages=languages,
        opt_out=told.get("opt_out", "none" if bare else SIMPLE_WAY_OUT.get(message.medium, "none")),
        includes=frozenset(told.get("includes", ())),
        limited_content=told.get("limited_content", False),
    )


def _count_calls(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    counted = frequency.counts(dossier, at, ask["debts"])
    return {"counts": {debt: counted[debt]._asdict() for debt in ask["debts"]}}


def _is_excluded_call(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    excluded = frequency.is_excluded(dossier, at, ask["debts"], ask.get("to"), someone(ask.get("person")))
    return {"is": excluded}


def _earliest_call(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    """Answer with the first date on which neither frequency stands against a call, at noon or at the time asked."""
    zone = next(iter(zones.of(dossier)), dossier.collector.zone)
    proposal = _proposal(dossier, {**ask, "action": "call"}, at)
    today = zones.local(at, zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(LATEST)):
        moment = at if day == today else _instant(day, time(12), zone)
        if not _standing(proposal.moved_to(moment), FREQUENCY):
            return {"date": day.isoformat()}
    return {"date": None}


def _convenient_window(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    """Answer with the first common span of that date, to the minute."""
    proposal = _proposal(dossier, {**ask, "action": "call"}, at)
    day, zone = date.fromisoformat(ask["date"]), ask["zone"]
    times = Times(proposal, _hours(proposal))
    minutes = [
        minute
        for minute in range(24 * 60)
        if times.in_hours(moment := _instant(day, time(*divmod(minute, 60), 30), zone)) and times.undesignated(moment)
    ]
    if not minutes:
        return {"window": None}
    end = next(m for m in range(minutes[0], 24 * 60 + 1) if m not in minutes)
    return {"window": ["{:02}:{:02}".format(*divmod(minute, 60)) for minute in (minutes[0], end)]}


def _standing(proposal: Proposal, ids: Sequence[str]) -> bool:
    """Return whether one of those rules objects."""
    rules = _guard().book.on(Guard.day(proposal)).rules
    return any(isinstance(rule.judge(proposal, values), Objection) for rule, values in rules if rule.id in ids)


def _hours(proposal: Proposal) -> Hours:
    values = next(v for rule, v in _guard().book.on(Guard.day(proposal)).rules if rule.id == PRESUMED)
    if not isinstance(values, Hours):
        raise BadLaw(f"{PRESUMED}: its values are not hours")
    return values


def _instant(day: date, shown: time, zone: str) -> datetime:
    return zones.named(zone).localize(datetime.combine(day, shown))


ACTIONS: dict[str, Callable[[Dossier, Given, datetime], Answer]] = {
    "count_calls": _count_calls,
    "is_excluded_call": _is_excluded_call,
    "earliest_call": _earliest_call,
    "convenient_window": _convenient_window,
}
