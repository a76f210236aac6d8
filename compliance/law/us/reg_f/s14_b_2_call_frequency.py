"""No more than seven calls about one debt in seven days, nor within seven of talking about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple, cast

from accounts.consumer import WrongParty
from accounts.contact import Attempt, Inbound, Medium
from accounts.dossier import Dossier
from accounts.record import Id
from compliance import zones
from compliance.decision import Objection
from compliance.law.us.reg_f.s06_a_persons import PROFESSIONALS, same
from compliance.law.us.reg_f.s14_b_2_days import DAY, date_of, ended_at, placed_at, since, window, within
from compliance.law.us.reg_f.s14_b_3_excluded_calls import (
    CONVERSATION,
    Exclusions,
    consented,
    consents,
    placed,
)
from compliance.law.us.reg_f.s14_b_4_particular_debt import particular, placed_about, talked_about
from compliance.parameters import Parameters
from compliance.proposal import Proposal
from compliance.rule import Rule, objection, rule

SINCE = date(2021, 11, 30)


class Counts(NamedTuple):
    """How often we called about a debt, and talked about it, within the days that matter."""

    calls: int
    conversations: int


class Limit(Parameters):
    """The first telephone call frequency."""

    calls: int
    days: int
    exclusions: Exclusions


class Pause(Parameters):
    """The second telephone call frequency."""

    days: int
    """Consecutive dates, that of the conversation the first."""
    exclusions: Exclusions


@rule(Limit, id="regf.14b2i.A-seven-in-seven", cites="12 CFR 1006.14(b)(2)(i)(A)", since=SINCE)
def seven_in_seven(proposal: Proposal, limit: Limit) -> Objection | None:
    """Object to the call that would be more than seven about one debt within seven days.

    > a debt collector is presumed to comply with paragraph (b)(1) of this section and FDCPA section 806(5)
    > (15 U.S.C. 1692d(5)) if the debt collector places a telephone call to a particular person in connection with the
    > collection of a particular debt neither:
    > (A) More than seven times within seven consecutive days; nor

    > For purposes of §1006.14(b)(1) through (4), “placing a telephone call” includes conveying a ringless voicemail but
    > does not include sending an electronic message (e.g., a text message or an email) that may be received on a mobile
    > telephone.

    > the telephone calls that the debt collector made to that number are not considered to have been telephone calls
    > placed to that person during that seven-consecutive-day period for purposes of §1006.14(b)(2)(i).

    Reading: the law presumes a violation; we treat the presumption as a prohibition.
    Reading: AMB-06, days are calendar dates, judged in every zone the person may be in and in ours.
    Reading: AMB-07, counted for the person and for the dialled number; either is enough.
    Reading: a call that may have been made counts; one that certainly was not, does not.
    Covers: regf.14b-medium, regf.14b2i-misdirected, regf.14b3i-consent-exclusion, regf.14b3ii-unconnected,
    Covers: regf.14b3iii-professionals, regf.14b4-particular-debt, regf.14b4-student-loans
    Not modelled: a number that turned out to be the consumer's after all is still taken for a stranger's.
    """
    if not _places_call(proposal):
        return None
    start = min(window(proposal.at, zone, limit.days) for zone in _calendars(proposal))
    calls = [call for call in placed(proposal.dossier, start, limit.exclusions) if call.at <= proposal.at]
    if len(calls) < limit.calls:
        return None

    def barred(at: datetime) -> list[tuple[Id, int, datetime]]:
        """Return the debts for which it would be one too many, the count, and when that ends, zone by zone."""
        return [
            (debt, len(inside), zones.midnight(date_of(inside[-limit.calls].at, zone) + limit.days * DAY, zone))
            for debt, key in _open_debts(proposal, at, limit.exclusions)
            for those in _theirs(proposal, _counting(proposal.dossier, calls, key, limit.exclusions))
            for zone in _calendars(proposal)
            if len(inside := within(those, at, zone, limit.days, placed_at)) >= limit.calls
        ]

    standing = barred(proposal.at)
    if not standing:
        return None
    debt, count, _ = max(standing, key=lambda bar: bar[2])
    return objection(
        seven_in_seven.id,
        seven_in_seven.cites,
        f"{count} calls about {_debt(proposal, debt)} within {limit.days} days; "
        f"one more on {zones.local(proposal.at, proposal.dossier.collector.zone):%B %-d} is presumed to violate",
        _until(proposal, max(free for _, _, free in standing), lambda at: not barred(at), limit.days),
    )


@rule(Pause, id="regf.14b2i.B-post-conversation", cites="12 CFR 1006.14(b)(2)(i)(B)", since=SINCE)
def post_conversation(proposal: Proposal, pause: Pause) -> Objection | None:
    """Object to a call about a debt within seven days of a telephone conversation about it.

    > (B) Within a period of seven consecutive days after having had a telephone conversation with the person in
    > connection with the collection of such debt. The date of the telephone conversation is the first day of the
    > seven-consecutive-day period.

    Reading: the law presumes a violation; we treat the presumption as a prohibition.
    Reading: AMB-06, days are calendar dates, judged in every zone the person may be in and in ours.
    Reading: AMB-07, with the person, or with anybody on the dialled number.
    Reading: AMB-27, a conversation on an excluded call restarts the days as any other.
    Reading: a conversation past midnight is of the date on which it ended.
    """
    if not _places_call(proposal):
        return None
    talks = _conversations(proposal.dossier, proposal.at, pause.days)
    if not talks:
        return None

    def barred(at: datetime) -> list[tuple[Id, date, datetime]]:
        """Return the debts that were talked about, when, and when the days end, zone by zone."""
        return [
            (
                debt,
                date_of(ended_at(talk), zone),
                zones.midnight(date_of(ended_at(talk), zone) + pause.days * DAY, zone),
            )
            for debt, key in _open_debts(proposal, at, pause.exclusions)
            for those in _theirs(proposal, [t for t in talks if key in talked_about(proposal.dossier, t)])
            for zone in _calendars(proposal)
            for talk in within(those, at, zone, pause.days, ended_at)
        ]

    standing = barred(proposal.at)
    if not standing:
        return None
    debt, talked, _ = max(standing, key=lambda bar: bar[2])
    return objection(
        post_conversation.id,
        post_conversation.cites,
        f"{_debt(proposal, debt)} was talked about by telephone on {talked:%B %-d}; "
        f"a call within {pause.days} days of it is presumed to violate",
        _until(proposal, max(free for _, _, free in standing), lambda at: not barred(at), pause.days),
    )


def counts(dossier: Dossier, at: datetime, debts: Iterable[Id], person: Id | None = None) -> dict[Id, Counts]:
    """Return, for each debt, the calls to and conversations with that person over the days that end at `at`.

    None is the consumer. Where the calendars of several zones differ, it is the highest count of any.
    """
    limit = _limit(dossier, at)
    calls = [c for c in placed(dossier, at - (limit.days + 1) * DAY, limit.exclusions) if c.at <= at]
    talks = _conversations(dossier, at, limit.days)
    places = {*zones.of(dossier), dossier.collector.zone}

    def most(those: Sequence[Attempt | Inbound], moment: Callable[[Attempt | Inbound], datetime]) -> int:
        theirs = [c for c in those if _to_person(dossier, c, person)]
        return max(len(within(theirs, at, zone, limit.days, moment)) for zone in places)

    found: dict[Id, Counts] = {}
    for debt in debts:
        key = particular(dossier, debt)
        found[debt] = Counts(
            most(_counting(dossier, calls, key, limit.exclusions), placed_at),
            most([talk for talk in talks if key in talked_about(dossier, talk)], ended_at),
        )
    return found


def is_excluded(dossier: Dossier, at: datetime, debts: Iterable[Id], to: str | None, person: Id | None = None) -> bool:
    """Return whether a call at that instant would not count for any of those debts (1006.14(b)(3)(i) and (iii))."""
    limit = _limit(dossier, at)
    if dossier.role(person) in PROFESSIONALS:
        return True
    return all(consented(dossier, at, particular(dossier, d), person, to, limit.exclusions) for d in debts)


def exceeds(proposal: Proposal) -> bool:
    """Return whether the call would be in excess of either frequency (1006.14(b)(2)(ii))."""
    return any(
        each(proposal, _values(each, proposal.dossier, proposal.at)) for each in (seven_in_seven, post_conversation)
    )


def _values(of: Rule, dossier: Dossier, at: datetime) -> Parameters:
    """Return the values of a rule on our date; before it began, those it began with."""
    today = zones.local(at, dossier.collector.zone).date()
    begun = [version for version in of.versions if version.since <= today] or of.versions[:1]
    return begun[-1].values


def _limit(dossier: Dossier, at: datetime) -> Limit:
    return cast(Limit, _values(seven_in_seven, dossier, at))


def _places_call(proposal: Proposal) -> bool:
    """Return whether a call is placed that may count: words on a live call place none."""
    return proposal.medium.is_telephone_call and proposal.message.on_call is None and proposal.role not in PROFESSIONALS


def _calendars(proposal: Proposal) -> set[str]:
    return {*proposal.zones, proposal.dossier.collector.zone}


def _open_debts(proposal: Proposal, at: datetime, excluded: Exclusions) -> list[tuple[Id, str]]:
    """Return the debts the call is about for which it would count, each with its particular debt."""
    dossier, message = proposal.dossier, proposal.message
    debts = message.debts or tuple(debt.id for debt in dossier.debts)
    keyed = [(debt, particular(dossier, debt)) for debt in debts]
    return [(d, key) for d, key in keyed if not consented(dossier, at, key, message.person, message.to, excluded)]


def _counting(dossier: Dossier, calls: Iterable[Attempt], key: str, excluded: Exclusions) -> list[Attempt]:
    """Return the calls that count for a particular debt."""
    return [
        call
        for call in calls
        if key in placed_about(dossier, call) and not consented(dossier, call.at, key, call.person, call.to, excluded)
    ]


def _theirs(
    proposal: Proposal, calls: Sequence[Attempt | Inbound]
) -> tuple[list[Attempt | Inbound], list[Attempt | Inbound]]:
    """Return those of the person, and those of the dialled number."""
    to = proposal.message.to
    return (
        [call for call in calls if _to_person(proposal.dossier, call, proposal.message.person)],
        [call for call in calls if to is not None and _number(call) == to],
    )


def _number(call: Attempt | Inbound) -> str | None:
    return call.to if isinstance(call, Attempt) else call.from_address


def _to_person(dossier: Dossier, call: Attempt | Inbound, person: Id | None) -> bool:
    """Return whether the call was with that person, as far as we know now."""
    if not same(dossier, call.person, person):
        return False
    strangers = (w for w in dossier.of(WrongParty) if w.address == _number(call) and w.at >= call.at)
    return not same(dossier, person, None) or next(strangers, None) is None


def _conversations(dossier: Dossier, at: datetime, days: int) -> list[Attempt | Inbound]:
    """Return the telephone conversations that may be within so many days, without those with professionals."""
    start = at - (days + 2) * DAY
    calls: list[Attempt | Inbound] = [
        c for c in since(dossier.attempts, start) if c.outcome == CONVERSATION and c.counts
    ]
    calls += [c for c in since(dossier.inbounds, start) if c.outcome == CONVERSATION]
    return [
        call
        for call in calls
        if call.medium is Medium.CALL and call.at <= at and dossier.role(call.person) not in PROFESSIONALS
    ]


def _until(proposal: Proposal, free: datetime, silent: Callable[[datetime], bool], days: int) -> datetime:
    """Return when the count permits again, or the consent to a later call begins to hold, whichever is first."""
    given = consents(proposal.dossier)
    if not given:
        return free
    turns = [turn for consent in given for turn in (consent.from_, consent.to) if turn is not None]
    return zones.first(proposal.at, _calendars(proposal), turns, silent, days + 2) or free


def _debt(proposal: Proposal, debt: Id) -> str:
    known = proposal.dossier.debt(debt)
    return f"the debt ending {(known.account_tail if known else '') or debt[-4:]}"
