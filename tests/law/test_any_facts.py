"""Whatever a dossier holds, true or broken, the guard answers: no exception, no false moment, no leave by silence."""

from __future__ import annotations

import types
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, reject, settings
from pydantic import BaseModel, ValidationError

from accounts.basis import AccountUse
from accounts.consent import Consent
from accounts.consumer import Consumer, ContactPoint, Person
from accounts.contact import Attempt, Inbound, Medium, Message
from accounts.debt import Debt
from accounts.dossier import Collector, Dossier, Fact
from compliance import acts
from compliance.book import BEGINS, Book, whole
from compliance.decision import Objection
from compliance.deed import Deed
from compliance.duty import Owed
from compliance.guard import Guard
from compliance.proposal import Proposal
from compliance.rule import objection
from compliance.words import Words
from tests.law import known

LAW, ALL = Guard(whole("compliance.law")), Guard(whole())
FACTS: tuple[type[BaseModel], ...] = get_args(get_args(Fact)[0])
ACTS = tuple(kind for kind in acts.Act.__subclasses__())
NOW = known.at("2026-04-15 11:00")
AGES = (0, 1, 59, 3600, 9 * 3600, 86_400, 6 * 86_400, 7 * 86_400, 8 * 86_400, 30 * 86_400, 400 * 86_400)

instants = st.builds(
    lambda seconds, sign: NOW + sign * timedelta(seconds=seconds),
    st.sampled_from(AGES),
    st.sampled_from([-1, -1, -1, 1]),
)
far = st.sampled_from([datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC)])
addresses = st.sampled_from([known.MOBILE, known.LANDLINE, known.WORK, known.EMAIL, "home", "work", "+1", "", "x@"])
ids = st.sampled_from(["A", "B", "C", "Z", "f0", "f1", "f2", "f3", "a0", "i0", "spouse", "attorney", "nobody", ""])
dates = instants.map(datetime.date) | st.sampled_from([date(1970, 1, 1), date(2999, 12, 31)])
NAMED: dict[str, st.SearchStrategy[Any]] = {
    "zones": st.lists(
        st.sampled_from([known.NEW_YORK, "America/Los_Angeles", "Pacific/Apia", "Europe/Dublin"]), max_size=2
    ).map(tuple),
    "zone": st.sampled_from([known.NEW_YORK, "America/Los_Angeles", "Pacific/Apia"]),
    "places": st.lists(st.sampled_from(["US-NY", "US-NY-NYC", "US-TX", "US-XX", ""]), max_size=2).map(tuple),
    "place": st.sampled_from(["home", "work"]),
    "state": st.sampled_from(["NY", "TX", "MA", "WA", "AE", "XX", None]),
    "zip": st.sampled_from(["10001", "75001", "00000", "", None]),
    "via": st.sampled_from(["email", "mail", "oral", "sms", "call", "portal", "unknown", ""]),
    "includes": st.lists(
        st.sampled_from(["payment_request", "balance", "threat_of_suit", "optout_footer", "says_automated"]), max_size=3
    ).map(frozenset),
    "notice": st.none(),
    "says": st.just(""),
    "domain": st.sampled_from(["open", "reserved", "unknown"]),
}
TEXT = st.sampled_from(["", "unknown", "email", "fcc", "collector", "consumer", "\u0000\u202e", "Pat Doe"])
KIND: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.sampled_from([-1, 0, 1, 30, 125_000, 10**15]),
    bool: st.booleans(),
    date: dates,
    time: st.sampled_from([time(0), time(1, 30), time(2, 30), time(8), time(21), time(23, 59, 59)]),
    type(None): st.none(),
}


def values(annotation: Any, name: str) -> st.SearchStrategy[Any]:
    """Return what a field of that type may hold, whether it makes sense or not."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return instants | far if inner[0] is datetime or "AwareDatetime" in repr(inner) else values(inner[0], name)
    if annotation is datetime or "AwareDatetime" in repr(annotation):
        return instants | far
    if name in NAMED and origin is not Literal:
        return NAMED[name]
    if origin in (Union, types.UnionType):
        return st.one_of([values(one, name) for one in inner])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (tuple, frozenset):
        made: Any = origin
        return st.lists(values(inner[0], name), max_size=2).map(made)
    if origin is dict:
        return st.dictionaries(values(inner[0], name), values(inner[1], name), max_size=2)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return records(annotation)
    if annotation is str and ("address" in name or name in ("to", "number")):
        return addresses
    if annotation is str and name in ID_FIELDS:
        return ids
    return KIND[annotation]


ID_FIELDS = {
    "of", "by", "debts", "during", "for_person", "person", "clears", "hold", "attempt", "debt", "same_as", "message",
    "in_reply_to", "in_session", "on_call", "allocated", "raised", "consumer_raised", "consumer", "apply_to",
    "directions", "id",
}  # fmt: skip


@st.composite
def records(draw: st.DrawFn, /, kind: type[BaseModel], **fixed: Any) -> Any:
    """Return a record of a kind with any of its fields as they are by default, or as they should not be."""
    given = dict(fixed)
    for name, field in kind.model_fields.items():
        if name in given or (not field.is_required() and draw(st.booleans())):
            continue
        given[field.alias or name] = draw(values(field.annotation, name))
    try:
        return kind.model_validate(given)
    except ValidationError:
        return reject()


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """Return a dossier of any facts, in order of time as the store hands them over."""
    kinds = draw(st.lists(st.sampled_from(FACTS), max_size=6))
    facts = [draw(records(kind, id=f"f{n}")) for n, kind in enumerate(kinds)]
    attempts = [draw(records(Attempt, id=f"a{n}")) for n in range(draw(st.integers(0, 3)))]
    inbounds = [draw(records(Inbound, id=f"i{n}")) for n in range(draw(st.integers(0, 2)))]
    if draw(st.booleans()):
        facts += [known.NOTICE, *USUAL]
    fields: dict[str, Any] = {
        "at": NOW,
        "facts": tuple(sorted(facts, key=lambda fact: fact.at)),
        "attempts": tuple(sorted(attempts, key=lambda one: one.at)),
        "inbounds": tuple(sorted(inbounds, key=lambda one: one.at)),
    }
    if draw(st.integers(0, 3)) == 0:
        fields["points"] = tuple(draw(st.lists(records(ContactPoint), max_size=3)))
    if draw(st.integers(0, 3)) == 0:
        fields["debts"] = tuple(draw(st.lists(records(Debt), max_size=2)))
    if draw(st.integers(0, 3)) == 0:
        fields["people"] = tuple(draw(st.lists(records(Person), max_size=2)))
    if draw(st.integers(0, 3)) == 0:
        fields["collector"] = draw(records(Collector))
    if draw(st.integers(0, 3)) == 0:
        fields["consumer"] = draw(records(Consumer, id="C"))
    return known.dossier().model_copy(update=fields)


@st.composite
def proposals(draw: st.DrawFn) -> Proposal:
    """Return any message to any such consumer, its words as any text may read."""
    found = draw(dossiers())
    at = draw(instants | far)
    if draw(st.booleans()):  # nearly lawful: whatever objects to it does so for the facts
        medium = draw(st.sampled_from([Medium.CALL, Medium.EMAIL, Medium.MAIL]))
        said = {"disclosure": "e1", "disclosure_languages": {"en"}, "opt_out": "reply_stop"}
        return known.proposal(found, at, medium, words=said)
    message = draw(records(Message, id="p", consumer="C"))
    if draw(st.booleans()):
        message = message.model_copy(update={"to": known.ADDRESS.get(message.medium, known.MOBILE), "debts": ("A",)})
    if draw(st.booleans()):
        words = Words(disclosure="e1", disclosure_languages=frozenset({"en"}), opt_out="reply_stop")
    else:
        words = draw(records(Words))
    return Proposal(message=message, words=words, dossier=found, at=at)


def answered(guard: Guard, proposal: Proposal) -> None:
    """Check an answer: it is one, its moments are true, and what is not known was not let through."""
    decision = guard.decide(proposal)
    assert decision.approved == (not decision.objections)
    for one in decision.objections:
        assert "could not be judged" not in one.says, one
        assert one.until is None or one.until > proposal.at, one
    moment = decision.next_lawful_moment
    if moment is not None:
        assert guard.decide(proposal.moved_to(moment)).approved, moment
    if decision.approved and guard.day(proposal) >= BEGINS:
        assert all(proposal.dossier.debt(debt) for debt in proposal.debts), "a debt that is not theirs"


USUAL = (
    known.made(AccountUse, {}, id="u", at=known.at("2026-03-01 12:00"), address=known.EMAIL, content="statement"),
    known.made(Consent, {}, id="e", at=known.at("2026-03-01 12:00"), scope="email", address=known.EMAIL),
)
RUN = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@RUN
@given(proposals(), st.sampled_from([LAW, ALL]))
def test_the_guard_answers_whatever_is_known(proposal: Proposal, guard: Guard) -> None:
    answered(guard, proposal)


@RUN
@given(dossiers(), instants | far)
def test_duties_can_be_asked_whatever_is_known(dossier: Dossier, at: datetime) -> None:
    owed = (*ALL.owed(dossier, at), *ALL.awaited(dossier, at))
    assert all(isinstance(one, Owed) for one in owed)


@RUN
@given(dossiers(), st.sampled_from(ACTS).flatmap(records), instants | far)
def test_acts_can_be_judged_whatever_is_known(dossier: Dossier, act: Any, at: datetime) -> None:
    for finding in ALL.objects_to(Deed(act=act, dossier=dossier, at=at)):
        assert "could not be judged" not in finding.says, finding


def test_a_rule_that_names_no_later_end_or_fails_refuses_without_end() -> None:
    def late(proposal: Proposal, _values: Any) -> Objection:
        return objection("x", "y", "z", proposal.at)

    def failing(_proposal: Proposal, _values: Any) -> Objection:
        raise KeyError("a fact that is not there")

    asked = known.proposal(known.dossier(), NOW)
    for judge in (late, failing):
        decision = Guard(Book([replace(LAW.book.rules[0], written=judge)])).decide(asked)
        assert (decision.approved, decision.next_lawful_moment) == (False, None)
