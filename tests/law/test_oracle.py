"""Random dossiers: what the provisions answer against an evaluator that shares no line with them."""

from __future__ import annotations

import ast
import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from accounts.basis import AccountUse, CreditorNotice, CreditorOptOut, CreditorStop, EmployerAddress, NumberCheck
from accounts.consent import Consent, Convenience, OptOut, Preference, Revocation
from accounts.consumer import ContactPoint, LocationStated, PointKind, WrongParty
from accounts.contact import Attempt, Inbound, Medium, State
from accounts.debt import Debt, PriorCollector
from accounts.dossier import Collector, Dossier
from accounts.notice import ReceiptProven, Undeliverable, ValidationSent
from compliance.law.us.reg_f.s06_b_1_inconvenient_time import designated_time, location_conflict, presumed_hours
from compliance.law.us.reg_f.s06_d_3_procedures import procedures
from compliance.law.us.reg_f.s14_b_2_call_frequency import counts, post_conversation, seven_in_seven
from compliance.law.us.reg_f.s34_b_5_validation_period import given as given_to
from tests.law import known
from tests.law.oracle import basis, frequency, hours, period

EXAMPLES = settings(max_examples=int(os.environ.get("DULY_EXAMPLES", "60")), deadline=None)
"""How many dossiers a question is asked of; DULY_EXAMPLES asks for more."""

HERE = Path(__file__).parent
START = datetime(2026, 3, 2, tzinfo=UTC)
"""Six days before the clocks go forward in New York."""
ZONES = ("America/New_York", "Pacific/Honolulu", "Pacific/Guam", "America/Phoenix", "America/Puerto_Rico")
NUMBERS = (known.MOBILE, known.LANDLINE, "+12125550177")
OUTCOMES = ("no_answer", "busy", "not_in_service", "dropped", "voicemail_general", "voicemail_debt", "conversation")
DEBTS = (
    Debt(id="A"),
    Debt(id="B"),
    Debt(id="S", kind="student_loan", account_at_placement="SL-1"),
    Debt(id="T", kind="student_loan", account_at_placement="SL-1"),
)
IDS = st.sampled_from([debt.id for debt in DEBTS])
PEOPLE = st.sampled_from([None, None, None, "coworker", "attorney", "spouse"])
SOME = st.lists(IDS, min_size=1, max_size=2, unique=True).map(tuple)
ANY = st.lists(IDS, max_size=2, unique=True).map(tuple)


def test_the_evaluator_shares_no_line_with_what_it_judges() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted((HERE / "oracle").glob("*.py"))]
    assert len(trees) == 6
    froms = {node.module for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    plain = {
        name.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    allowed = ("__future__", "accounts.", "collections.abc", "datetime", "tests.law.oracle.", "zoneinfo")
    assert not [name for name in froms | plain if not str(name).startswith(allowed)]


def instants(days: int) -> st.SearchStrategy[datetime]:
    """Return instants of so many days, often at the same times of day."""
    odd = st.integers(0, days * 24 * 60 - 1)
    even = st.builds(
        lambda day, hour: (day * 24 + hour) * 60, st.integers(0, days - 1), st.sampled_from([4, 13, 16, 22])
    )
    return st.one_of(odd, even).map(lambda minutes: START + timedelta(minutes=minutes))


def points(zones: list[str]) -> tuple[ContactPoint, ...]:
    """Return two numbers of the consumer, the first indicating every one of these zones, and an address."""
    numbers = (
        ContactPoint(
            id=n, kind=PointKind.PHONE, address=n, line="mobile", zones=tuple(zones) if n == NUMBERS[0] else ()
        )
        for n in NUMBERS[:2]
    )
    email = ContactPoint(id="e", kind=PointKind.EMAIL, address=known.EMAIL, domain="open")
    return (*numbers, email)


PLACES = st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True).map(points)


@st.composite
def calls(draw: st.DrawFn, number: int, days: int) -> Attempt:
    """Return a call of ours; no two things happen at one instant."""
    at = draw(instants(days)) + timedelta(seconds=number)
    outcome = draw(st.sampled_from((*OUTCOMES, *["no_answer"] * 4)))
    named = draw(SOME) if outcome == "voicemail_debt" else draw(ANY) if outcome == "conversation" else ()
    heard = draw(ANY) if outcome == "conversation" else ()
    ends = at + timedelta(minutes=draw(st.sampled_from([2, 40]))) if outcome == "conversation" else None
    return known.made(
        Attempt,
        {},
        id=f"c{number}",
        at=at,
        end=ends,
        medium=draw(st.sampled_from([Medium.CALL, Medium.CALL, Medium.RVM])) if not ends else Medium.CALL,
        to=draw(st.sampled_from(NUMBERS)),
        person=draw(PEOPLE),
        debts=draw(SOME),
        allocated=draw(ANY),
        raised=named,
        consumer_raised=heard,
        state=draw(st.sampled_from([State.SENT] * 4 + [State.IN_DOUBT, State.FAILED, State.RELEASED, State.RESERVED])),
        outcome=outcome,
    )


@st.composite
def inbound_calls(draw: st.DrawFn, number: int, days: int) -> Inbound:
    """Return a call of theirs."""
    at = draw(instants(days)) + timedelta(seconds=40 + number)
    return Inbound(
        id=f"i{number}",
        at=at,
        end=at + timedelta(minutes=draw(st.sampled_from([1, 30]))),
        medium=Medium.CALL,
        from_address=draw(st.sampled_from(NUMBERS)),
        person=draw(PEOPLE),
        debts=draw(SOME),
        outcome=draw(st.sampled_from(["conversation", "voicemail_left"])),
    )


@st.composite
def call_consents(draw: st.DrawFn, number: int, days: int) -> list[Any]:
    """Return a consent to be called, and perhaps its end."""
    at = draw(instants(days)) + timedelta(seconds=50 + number)
    consent = known.made(
        Consent,
        {},
        id=f"k{number}",
        at=at,
        scope="calls",
        debts=draw(st.one_of(st.none(), SOME)),
        by=draw(PEOPLE),
        address=draw(st.sampled_from([None, None, *NUMBERS])),
        given_to=draw(st.sampled_from(["collector", "collector", "collector", "creditor"])),
        only_on=draw(st.sampled_from([None, None, date(2026, 3, 9), date(2026, 3, 10)])),
        until=draw(st.sampled_from([None, None, date(2026, 3, 9)])),
    )
    gone = draw(st.one_of(st.none(), instants(days)))
    return (
        [consent]
        if gone is None
        else [consent, Revocation(id=f"r{number}", at=max(gone, at) + timedelta(milliseconds=1), of=consent.id)]
    )


def in_order(events: list[Any], until: datetime) -> tuple[Any, ...]:
    """Return what had happened by then, in order of time."""
    return tuple(sorted((one for one in events if one.at <= until), key=lambda one: one.at))


@st.composite
def call_histories(draw: st.DrawFn) -> tuple[Dossier, datetime]:
    """Return what is known of calls in ten days, and an instant at their end."""
    now = START + timedelta(days=9, hours=draw(st.sampled_from([13, 16, 23])), minutes=draw(st.integers(0, 59)))
    facts = [one for n in range(draw(st.integers(0, 2))) for one in draw(call_consents(n, 10))]
    wrong = draw(st.one_of(st.none(), instants(10)))
    if wrong is not None:
        facts.append(WrongParty(id="w", at=wrong, address=draw(st.sampled_from(NUMBERS))))
    return (
        known.dossier(
            at=now,
            points=draw(PLACES),
            debts=DEBTS,
            collector=Collector(zone=draw(st.sampled_from(ZONES[:2]))),
            facts=in_order(facts, now),
            attempts=in_order([draw(calls(n, 10)) for n in range(draw(st.sampled_from([0, 3, 9, 14])))], now),
            inbounds=in_order([draw(inbound_calls(n, 10)) for n in range(draw(st.integers(0, 2)))], now),
        ),
        now,
    )


@EXAMPLES
@given(call_histories(), PEOPLE, st.sampled_from(NUMBERS), SOME)
def test_calls_are_refused_as_often_as_the_text_counts_them(
    history: tuple[Dossier, datetime], person: str | None, number: str, debts: tuple[str, ...]
) -> None:
    dossier, now = history
    asked = known.proposal(dossier, now, person=person, to=number, debts=debts)
    answered = known.objects(seven_in_seven, asked), known.objects(post_conversation, asked)
    assert answered == frequency.verdict(dossier, now, person, number, debts)


@EXAMPLES
@given(call_histories())
def test_calls_and_conversations_are_counted_as_the_text_counts_them(history: tuple[Dossier, datetime]) -> None:
    dossier, now = history
    for debt in DEBTS:
        assert tuple(counts(dossier, now, [debt.id])[debt.id]) == frequency.counts(dossier, now, debt.id)


CLOCKS = st.sampled_from(
    [time(0), time(3), time(7), time(8), time(9), time(15), time(17), time(21), time(22), time(23)]
)
SOURCES = st.sampled_from(["consumer", "consumer", "creditor"])
WEEKDAYS = st.lists(st.sampled_from(hours.DAYS), max_size=3, unique=True).map(tuple)


@st.composite
def preferences(draw: st.DrawFn, number: int) -> Preference:
    """Return a time that somebody said is inconvenient."""
    days = draw(WEEKDAYS)
    timed = draw(st.booleans()) or not days
    return known.made(
        Preference,
        {},
        id=f"p{number}",
        at=draw(instants(9)),
        days=days,
        from_=draw(CLOCKS) if timed else None,
        to=draw(CLOCKS) if timed else None,
        until=draw(st.sampled_from([None, None, date(2026, 3, 10), date(2026, 3, 11)])),
        zone=draw(st.sampled_from([None, None, *ZONES])),
        source=draw(SOURCES),
    )


@st.composite
def conveniences(draw: st.DrawFn, number: int, earlier: list[Preference]) -> Convenience:
    """Return a word that a time is fine after all."""
    clears = draw(st.sampled_from([None, *(told.id for told in earlier)]))
    since = next((told.at for told in earlier if told.id == clears), START)
    return known.made(
        Convenience,
        {},
        id=f"v{number}",
        at=max(draw(instants(9)), since),
        clears=clears,
        from_=None if clears else draw(CLOCKS),
        to=None if clears else draw(CLOCKS),
        source=draw(SOURCES),
    )


@st.composite
def told_times(draw: st.DrawFn) -> tuple[Dossier, datetime]:
    """Return what is known of times and places, and an instant after it, often on a full hour or a second beside it."""
    shut = [draw(preferences(n)) for n in range(draw(st.integers(0, 2)))]
    facts: list[Any] = [*shut, *(draw(conveniences(n, shut)) for n in range(draw(st.integers(0, 2))))]
    if draw(st.booleans()):
        stated = tuple(draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True)))
        facts.append(LocationStated(id="s", at=draw(instants(9)), zones=stated))
    now = START + timedelta(days=9, hours=draw(st.integers(0, 47)))
    now += timedelta(seconds=draw(st.one_of(st.sampled_from([-1, 0, 1]), st.integers(0, 3599))))
    return known.dossier(at=now, points=draw(PLACES), facts=in_order(facts, now)), now


@EXAMPLES
@given(told_times(), st.sampled_from([Medium.CALL, Medium.SMS, Medium.EMAIL, Medium.RVM, Medium.PUSH]))
def test_a_time_is_refused_where_the_text_makes_it_inconvenient(told: tuple[Dossier, datetime], medium: Medium) -> None:
    dossier, now = told
    asked = known.proposal(dossier, now, medium)
    presumed = known.objects(presumed_hours, asked) or known.objects(location_conflict, asked)
    assert presumed == hours.is_presumed_inconvenient(dossier, now)
    assert known.objects(designated_time, asked) == hours.is_designated(dossier, now)


@st.composite
def notices(draw: st.DrawFn) -> tuple[Dossier, list[ValidationSent]]:
    """Return up to three validation notices in eight years, some of which came back or were provably received."""
    facts: list[Any] = []
    first = datetime(2021, 12, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 8 * 365 * 24 * 60)))
    for n in range(draw(st.integers(1, 3))):
        at = first + timedelta(days=20 * n, hours=draw(st.integers(0, 400)))
        via = draw(st.sampled_from(["mail", "email", "oral"]))
        facts.append(ValidationSent(id=f"n{n}", at=at, via=via, debts=draw(st.one_of(st.none(), SOME))))
        later = at + timedelta(hours=draw(st.integers(0, 600)))
        what = draw(st.sampled_from([None, None, ReceiptProven, Undeliverable])) if via != "oral" else None
        if what is not None:
            facts.append(what(id=f"x{n}", at=later, of=f"n{n}"))
    last = max(fact.at for fact in facts)
    dossier = known.dossier(at=last, debts=DEBTS, facts=in_order(facts, last))
    return dossier, [fact for fact in facts if isinstance(fact, ValidationSent)]


@EXAMPLES
@given(notices())
def test_the_validation_period_ends_on_the_day_that_the_text_counts(
    provided: tuple[Dossier, list[ValidationSent]],
) -> None:
    dossier, _ = provided
    for debt in DEBTS:
        end = max((one.end for one in given_to(dossier, debt.id)), default=None)
        assert end == period.last_day_to_dispute(dossier, debt.id)


ADDRESSES = st.sampled_from([known.EMAIL, known.EMAIL, "pat@work.example"])
MONTHS = instants(120)


@st.composite
def written_texts(draw: st.DrawFn, number: int) -> Inbound:
    """Return an e-mail or a text of theirs."""
    medium = draw(st.sampled_from([Medium.EMAIL, Medium.SMS]))
    return Inbound(
        id=f"i{number}",
        at=draw(MONTHS),
        medium=medium,
        from_address=draw(ADDRESSES) if medium is Medium.EMAIL else draw(st.sampled_from(NUMBERS[:2])),
        debts=draw(st.sampled_from([("A",), ("A",), ("B",), ("A", "B")])),
        about_debt=draw(st.sampled_from([True, True, False])),
    )


@st.composite
def bases(draw: st.DrawFn, number: int) -> list[Any]:
    """Return a fact that may let an address be used or end that; a consent perhaps with its withdrawal."""
    at, id = draw(MONTHS), f"f{number}"
    what = draw(st.sampled_from(["consent"] * 3 + ["check"] * 3 + ["out", "out", "use", "stop", "no", "employer"]))
    address, phone = draw(ADDRESSES), draw(st.sampled_from(NUMBERS[:2]))
    if what == "consent":
        scope = draw(st.sampled_from(["email", "sms", "calls"]))
        only = draw(st.sampled_from([False, False, True]))
        fields: dict[str, Any] = {"address": address if scope == "email" else phone, "provided_only": only}
        fields["disclosed"] = draw(st.booleans())
        fields["debts"] = draw(st.sampled_from([None, ("A",), ("B",)]))
        fields["given_to"] = draw(st.sampled_from(["collector", "collector", "creditor", "prior_collector"]))
        gone = draw(st.one_of(st.none(), st.none(), MONTHS))
        taken = [Revocation(id=f"r{number}", at=max(gone, at), of=id)] if gone else []
        return [known.made(Consent, fields, id=id, at=at, scope=scope), *taken]
    if what == "check":
        database = draw(st.sampled_from(["fcc", "equivalent", "other"]))
        since = at.date() - timedelta(days=draw(st.integers(0, 120)))
        result = draw(st.sampled_from(["not_reassigned", "not_reassigned", "reassigned", "no_data"]))
        return [known.made(NumberCheck, {}, id=id, at=at, number=phone, database=database, since=since, result=result)]
    if what == "out":
        medium = draw(st.sampled_from([None, Medium.EMAIL, Medium.SMS, Medium.CALL]))
        where = None if medium and draw(st.booleans()) else address if medium is Medium.EMAIL else phone
        return [OptOut(id=id, at=at, medium=medium, address=where)]
    if what == "use":
        content = draw(st.sampled_from(["bill", "statement", "payment_reminder", "marketing"]))
        return [AccountUse(id=id, at=at, address=address, content=content)]
    kinds = {"stop": CreditorStop, "no": CreditorOptOut, "employer": EmployerAddress}
    return [kinds[what](id=id, at=at, address=address)]


@st.composite
def creditor_notices(draw: st.DrawFn, number: int) -> CreditorNotice:
    """Return the notice of a creditor, mostly whole, with a deadline about thirty-five days later."""
    at = draw(MONTHS)
    true = st.sampled_from([True] * 9 + [False])
    return CreditorNotice(
        id=f"n{number}",
        at=at,
        medium=draw(st.sampled_from(["mail", "email"])),
        address=known.EMAIL,
        sent_to_account_address=draw(true),
        collector_named=draw(true),
        says_may_use=draw(true),
        says_others_may_see=draw(true),
        conspicuous=draw(true),
        opt_out_method=draw(st.sampled_from(["link", "link", "reply_stop", *["form_and_envelope"] * 3, "telephone"])),
        reply_to=draw(st.sampled_from(["collector", "collector", "creditor", "both"])),
        deadline=draw(st.sampled_from([None, *[at.date() + timedelta(days=n) for n in (33, 34, 35, 36, 35, 36, 50)]])),
    )


@st.composite
def told_addresses(draw: st.DrawFn) -> tuple[Dossier, datetime]:
    """Return what is known of addresses in four months, and an instant after it."""
    now = START + timedelta(days=draw(st.integers(30, 125)), hours=draw(st.sampled_from([4, 5, 13, 16, 23])))
    facts = [one for n in range(draw(st.integers(0, 5))) for one in draw(bases(n))]
    facts += [draw(creditor_notices(n)) for n in range(draw(st.integers(0, 1)))]
    if any(isinstance(fact, CreditorNotice) for fact in facts):
        facts.append(AccountUse(id="u", at=START, address=known.EMAIL, content="bill"))
    obtained = st.sampled_from(["6(d)(4)(i)", "6(d)(4)(ii)", "bought_list", None])
    prior = [
        PriorCollector(
            name=str(n),
            address=known.EMAIL,
            obtained_under=draw(obtained),
            used=draw(st.booleans()),
            opted_out=draw(st.sampled_from([False, False, True])),
        )
        for n in range(draw(st.sampled_from([0, 0, 0, 1, 2])))
    ]
    return (
        known.dossier(
            at=now,
            points=draw(PLACES),
            debts=(Debt(id="A", prior_collectors=tuple(prior)), Debt(id="B")),
            collector=Collector(zone=draw(st.sampled_from(ZONES[:2]))),
            facts=in_order(facts, now),
            inbounds=in_order([draw(written_texts(n)) for n in range(draw(st.integers(0, 3)))], now),
        ),
        now,
    )


@EXAMPLES
@given(told_addresses(), st.sampled_from(["A", "B"]))
def test_an_address_may_be_used_about_a_debt_where_the_text_lets_it(told: tuple[Dossier, datetime], debt: str) -> None:
    dossier, now = told
    email = known.proposal(dossier, now, Medium.EMAIL, to=known.EMAIL, debts=(debt,))
    assert known.objects(procedures, email) == (not basis.email_limbs(dossier, known.EMAIL, debt, now))
    text = known.proposal(dossier, now, Medium.SMS, to=known.MOBILE, debts=(debt,))
    assert known.objects(procedures, text) == (not basis.text_limbs(dossier, known.MOBILE, debt, now))
