"""How often somebody may be called: 12 CFR 1006.14(b)(2)-(4), day by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from accounts.consent import Consent, Revocation
from accounts.consumer import Role, WrongParty
from accounts.contact import Attempt, Inbound, Medium, State
from accounts.dossier import Dossier
from tests.law.oracle.days import calendars, day_of, each_day, local

CALLS = (Medium.CALL, Medium.RVM)
SIX_DAYS = timedelta(days=6)
PROFESSIONALS = (Role.ATTORNEY, Role.CRA, Role.CREDITOR, Role.CREDITOR_ATTORNEY, Role.COLLECTOR_ATTORNEY)
TALKED = "conversation"
TALKED_OR_UNKNOWN = (TALKED, "unknown", None)


def particular_debt(known: Dossier, debt: str) -> tuple[str, str]:
    """(b)(4): student loans serviced under one account number when obtained are one particular debt."""
    record = next(one for one in known.debts if one.id == debt)
    if record.kind == "student_loan" and record.account_at_placement:
        return ("account", record.account_at_placement)
    return ("debt", debt)


def particular(known: Dossier, debts: Iterable[str]) -> set[tuple[str, str]]:
    return {particular_debt(known, debt) for debt in debts}


def placed_for(known: Dossier, call: Attempt) -> set[tuple[str, str]]:
    """Comment 14(b)(4)-1: what the collector raised; a call that raises none counts towards at least one."""
    return particular(known, call.raised or call.allocated or call.debts)


def talked_of(known: Dossier, call: Attempt | Inbound) -> set[tuple[str, str]]:
    """(b)(4), comment 14(b)(4)-1.ii: every debt discussed, whoever raised it; at least one."""
    if isinstance(call, Attempt):
        said = (*call.raised, *call.consumer_raised)
        return particular(known, said or call.allocated or call.debts)
    return particular(known, call.debts or [one.id for one in known.debts])


def made(known: Dossier, at: datetime) -> list[Attempt]:
    """Every call that was placed, or may have been, and connected, or may have (14(b)(3)(ii))."""
    calls = [one for one in known.attempts if one.medium in CALLS and one.at <= at]
    calls = [one for one in calls if one.state not in (State.RELEASED, State.FAILED)]
    return [one for one in calls if one.outcome not in ("busy", "not_in_service")]


def misdirected(known: Dossier, call: Attempt | Inbound, number: str | None, at: datetime) -> bool:
    """Comment 14(b)(2)(i)-3: after the call, it was learned that the number is not the person's."""
    told = [fact for fact in known.facts if isinstance(fact, WrongParty) and fact.address == number]
    return any(call.at <= fact.at <= at for fact in told)


def concerns(known: Dossier, call: Attempt | Inbound, person: str | None, number: str | None, at: datetime) -> set[str]:
    """By which counts a call is one of theirs (AMB-07): of the person, of the number."""
    end = call.to if isinstance(call, Attempt) else call.from_address
    found = set()
    if call.person == person and not (person is None and misdirected(known, call, end, at)):
        found.add("person")
    if number is not None and end == number:
        found.add("number")
    return found


def conversations(known: Dossier, at: datetime) -> list[Attempt | Inbound]:
    """Every telephone conversation, whoever placed the call."""
    ours = [one for one in made(known, at) if one.outcome == TALKED]
    theirs = [one for one in known.inbounds if one.medium is Medium.CALL and one.outcome == TALKED and one.at <= at]
    return [*ours, *theirs]


def is_consented(
    known: Dossier, at: datetime, person: str | None, number: str | None, debt: tuple[str, str], now: datetime
) -> bool:
    """(b)(3)(i): placed with their direct prior consent, within seven days of it, the day of receipt the first."""
    zones = calendars(known, now)
    for consent in known.facts:
        if not isinstance(consent, Consent) or consent.scope != "calls" or consent.given_to != "collector":
            continue
        if consent.by != person or consent.at > at:
            continue
        if consent.debts is not None and debt not in particular(known, consent.debts):
            continue
        if consent.address is not None and consent.address != number:
            continue
        if any(isinstance(one, Revocation) and one.of == consent.id and one.at <= at for one in known.facts):
            continue
        if not all(_in_period(consent, at, zone) for zone in zones):
            continue
        talks = [one for one in conversations(known, at) if consent.at < one.at < at]
        if not any(one.person == person and debt in talked_of(known, one) for one in talks):
            return True
    return False


def _in_period(consent: Consent, at: datetime, zone: str) -> bool:
    shown, first = local(at, zone), day_of(consent.at, zone)
    if shown.date() not in each_day(first, first + SIX_DAYS):
        return False
    if consent.only_on is not None and shown.date() != consent.only_on:
        return False
    if consent.until is not None and shown.date() > consent.until:
        return False
    return (consent.from_ or time.min) < shown.time() < (consent.to or time.max) or not (consent.from_ or consent.to)


def verdict(known: Dossier, at: datetime, person: str | None, number: str, debts: Iterable[str]) -> tuple[bool, bool]:
    """Return whether a call now is beyond seven in seven days, and whether it is within seven of a conversation."""
    if known.role(person) in PROFESSIONALS:
        return False, False
    too_many = too_soon = False
    for debt in particular(known, debts):
        if is_consented(known, at, person, number, debt, at):
            continue
        for zone in calendars(known, at):
            today = day_of(at, zone)
            week = list(each_day(today - SIX_DAYS, today))
            for count in ("person", "number"):
                calls = [
                    one
                    for one in made(known, at)
                    if count in concerns(known, one, person, number, at)
                    and debt in placed_for(known, one)
                    and known.role(one.person) not in PROFESSIONALS
                    and not is_consented(known, one.at, one.person, one.to, debt, at)
                    and day_of(one.at, zone) in week
                ]
                too_many = too_many or len(calls) + 1 > 7
                for talk in conversations(known, at):
                    if count in concerns(known, talk, person, number, at) and debt in talked_of(known, talk):
                        if known.role(talk.person) in PROFESSIONALS:
                            continue
                        too_soon = too_soon or day_of(min(talk.end or talk.at, at), zone) in week
    return too_many, too_soon


def counts(known: Dossier, at: datetime, debt: str) -> tuple[int, int]:
    """Return how many counted calls and conversations with the consumer the seven dates that end now hold."""
    key = particular_debt(known, debt)
    calls, talks = 0, 0
    for zone in calendars(known, at):
        today = day_of(at, zone)
        week = list(each_day(today - SIX_DAYS, today))
        theirs = [one for one in made(known, at) if "person" in concerns(known, one, None, None, at)]
        counted = [
            one
            for one in theirs
            if key in placed_for(known, one)
            and day_of(one.at, zone) in week
            and not is_consented(known, one.at, None, one.to, key, at)
        ]
        held = [
            one
            for one in conversations(known, at)
            if "person" in concerns(known, one, None, None, at)
            and key in talked_of(known, one)
            and day_of(min(one.end or one.at, at), zone) in week
        ]
        calls, talks = max(calls, len(counted)), max(talks, len(held))
    return calls, talks
