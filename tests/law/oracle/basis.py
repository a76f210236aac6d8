"""Why an e-mail address or a number may be used about a debt: 12 CFR 1006.6(d)(4) and (5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from accounts.basis import AccountUse, CreditorNotice, CreditorOptOut, CreditorStop, EmployerAddress, NumberCheck
from accounts.consent import Consent, OptOut, Revocation
from accounts.contact import Medium
from accounts.debt import PriorCollector
from accounts.dossier import Dossier
from tests.law.oracle.days import calendars, day_of, each_day

ON_PAPER = {"form_and_envelope"}
ELECTRONIC = {"link", "reply_stop"}
ABOUT_THE_ACCOUNT = {"statement", "bill", "payment_reminder"}
PROPERLY_OBTAINED = ("6(d)(4)(i)", "6(d)(4)(ii)")


def opted_out_since(known: Dossier, address: str, medium: Medium, since: datetime | None, at: datetime) -> bool:
    """Whether they asked, after that, that this address or medium be not used (14(h)(1), comment 14(h)(1)-3.ii)."""
    asked = [
        fact.at
        for fact in known.facts
        if (isinstance(fact, CreditorOptOut) and fact.address == address)
        or (
            isinstance(fact, OptOut)
            and fact.by is None
            and fact.address in (None, address)
            and fact.medium in (None, medium)
        )
    ]
    return any((since is None or since <= then) and then <= at for then in asked)


def written_about(known: Dossier, address: str, medium: Medium, debt: str, at: datetime) -> list[datetime]:
    """When they wrote to us about the debt from there."""
    return [
        one.at
        for one in known.inbounds
        if one.medium is medium
        and one.from_address == address
        and one.person is None
        and one.about_debt
        and (not one.debts or debt in one.debts)
        and one.at <= at
    ]


def agreed(known: Dossier, address: str, scope: str, debt: str, at: datetime) -> list[datetime]:
    """When they directly consented to the use of it about the debt, and have not taken it back."""
    return [
        one.at
        for one in known.facts
        if isinstance(one, Consent)
        and one.scope == scope
        and one.address == address
        and one.by is None
        and one.given_to == "collector"
        and (one.debts is None or debt in one.debts)
        and (one.disclosed or not one.provided_only)
        and one.at <= at
        and not any(isinstance(r, Revocation) and r.of == one.id and r.at <= at for r in known.facts)
    ]


def email_limbs(known: Dossier, address: str, debt: str, at: datetime) -> set[str]:
    """Return the limbs of (d)(4) that let the address be used about the debt."""
    email = Medium.EMAIL
    limbs = set()
    if any(
        not opted_out_since(known, address, email, then, at) for then in written_about(known, address, email, debt, at)
    ):
        limbs.add("regf.6d4i.A-email-used-by-consumer")
    if any(not opted_out_since(known, address, email, then, at) for then in agreed(known, address, "email", debt, at)):
        limbs.add("regf.6d4i.B-email-consent")
    if by_creditor(known, address, debt, at):
        limbs.add("regf.6d4ii-creditor-email")
    chain = next(one for one in known.debts if one.id == debt).prior_collectors
    if handed_on(chain, address) and not opted_out_since(known, address, email, None, at):
        limbs.add("regf.6d4iii-prior-collector")
    return limbs


def handed_on(chain: tuple[PriorCollector, ...], address: str) -> bool:
    """(d)(4)(iii): any prior collector obtained it properly, the last one used it, nobody opted out."""
    theirs = [one for one in chain if one.address == address]
    obtained = any(str(one.obtained_under).startswith(PROPERLY_OBTAINED) for one in theirs)
    return obtained and chain[-1].address == address and chain[-1].used and not any(one.opted_out for one in theirs)


def by_creditor(known: Dossier, address: str, debt: str, at: datetime) -> bool:
    """(d)(4)(ii): account use, notice, time to opt out, and a domain for everybody."""
    point = known.point(address)
    if point is None or point.domain != "open":
        return False
    if any(isinstance(fact, EmployerAddress) and fact.address == address and fact.at <= at for fact in known.facts):
        return False
    if any(isinstance(fact, CreditorStop) and fact.address == address and fact.at <= at for fact in known.facts):
        return False
    if opted_out_since(known, address, Medium.EMAIL, None, at):
        return False
    used = any(
        isinstance(fact, AccountUse)
        and fact.address == address
        and fact.content in ABOUT_THE_ACCOUNT
        and (fact.debts is None or debt in fact.debts)
        and fact.at <= at
        for fact in known.facts
    )
    return used and any(
        isinstance(fact, CreditorNotice) and suffices(known, fact, address, debt, at) for fact in known.facts
    )


def suffices(known: Dossier, notice: CreditorNotice, address: str, debt: str, at: datetime) -> bool:
    """(d)(4)(ii)(C) and (D): whether that notice told all, in time, and its period is over."""
    if notice.at > at or notice.address != address or (notice.debts is not None and debt not in notice.debts):
        return False
    told = (
        notice.sent_to_account_address,
        notice.collector_named,
        notice.says_may_use,
        notice.says_others_may_see,
        notice.conspicuous,
        notice.reply_to in ("collector", "creditor"),
        notice.opt_out_method in (ELECTRONIC if notice.medium == "email" else ON_PAPER),
    )
    if not all(told) or notice.deadline is None:
        return False
    for zone in calendars(known, at):
        earliest = day_of(notice.at, zone)
        for _ in range(35):
            earliest += timedelta(days=1)
        if notice.deadline < earliest or day_of(at, zone) <= notice.deadline:
            return False
    return True


def text_limbs(known: Dossier, number: str, debt: str, at: datetime) -> set[str]:
    """Return the limbs of (d)(5) that let the number be texted about the debt."""
    sms = Medium.SMS
    limbs = set()
    about = written_about(known, number, sms, debt, at)
    standing = [then for then in about if not opted_out_since(known, number, sms, then, at)]
    anything = [
        one.at
        for one in known.inbounds
        if one.medium is sms and one.from_address == number and one.person is None and one.at <= at
    ]
    if standing and is_fresh(known, number, max(anything), at):
        limbs.add("regf.6d5i-text-used")
    consents = [
        then for then in agreed(known, number, "sms", debt, at) if not opted_out_since(known, number, sms, then, at)
    ]
    if consents and is_fresh(known, number, max(consents), at):
        limbs.add("regf.6d5ii-text-consent")
    return limbs


def is_fresh(known: Dossier, number: str, latest: datetime, at: datetime) -> bool:
    """Whether within the past 60 days they wrote or agreed, or a database confirmed the number since then."""
    checks = [f for f in known.facts if isinstance(f, NumberCheck) and f.number == number and f.at <= at]
    if any(check.result == "reassigned" and check.at >= latest for check in checks):
        return False  # our reading: whose number it is now, we have been told
    if _within_sixty_days(known, latest, at):
        return True
    for fact in checks:
        if fact.since is None:
            continue
        if fact.database not in ("fcc", "equivalent") or fact.result != "not_reassigned":
            continue
        covers = all(fact.since <= day_of(latest, zone) for zone in calendars(known, at))
        if covers and fact.at >= latest and _within_sixty_days(known, fact.at, at):
            return True
    return False


def _within_sixty_days(known: Dossier, then: datetime, at: datetime) -> bool:
    """Sixty days that count the day of the event (AMB-18), by every calendar (AMB-06)."""
    for zone in calendars(known, at):
        first: date = day_of(then, zone)
        if day_of(at, zone) not in each_day(first, first + timedelta(days=59)):
            return False
    return True
