"""Which telephone calls do not count towards the frequencies: consented to, not connected, or to professionals.

> (i) Placed with such person's prior consent given directly to the debt collector and within a period no longer than
> seven consecutive days after receiving the prior consent, with the date the debt collector receives prior consent
> counting as the first day of the seven-consecutive-day period;
> (ii) Not connected to the dialed number; or
> (iii) Placed to the persons described in §1006.6(d)(1)(ii) through (vi).

> (1) The person consented to the additional telephone calls for a shorter time period and such time period has ended;
> (2) the person revokes such prior consent; or
> (3) the debt collector has a telephone conversation with the person regarding the particular debt.

Covers: regf.14b3i-consent-exclusion, regf.14b3ii-unconnected, regf.14b3iii-professionals

Reading: AMB-06, the days of consent are counted in every zone the consumer may be in and in ours; all must hold.
Reading: AMB-28, "call back on Monday" covers that Monday only; an hour that was named is one of the consumer's clock.
Reading: a call whose outcome we do not know may have been a conversation, so it ends the consent.
Reading: comment 14(b)(3)(ii)-1, what is not known to be unconnected counts as connected.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from accounts.consent import Consent, Revocation
from accounts.contact import Attempt, Medium
from accounts.dossier import Dossier
from accounts.record import Id
from compliance import zones
from compliance.law.us.reg_f.s06_a_persons import PROFESSIONALS, same
from compliance.law.us.reg_f.s14_b_2_days import since
from compliance.law.us.reg_f.s14_b_4_particular_debt import particular, talked_about
from compliance.parameters import Parameters

CONVERSATION = "conversation"
CALL, RVM = Medium.CALL, Medium.RVM
MAYBE_CONVERSATION = (CONVERSATION, "unknown", None)


class Exclusions(Parameters):
    """What is excluded from the frequencies."""

    consent_days: int
    """Consecutive dates for which consent lasts at most, the date of its receipt the first."""
    unconnected: frozenset[str]
    """The outcomes that show that a call did not connect to the dialled number."""


def placed(dossier: Dossier, start: datetime, excluded: Exclusions) -> Iterator[Attempt]:
    """Yield the telephone calls placed since an instant, without those to professionals and the unconnected."""
    for call in since(dossier.attempts, start):
        if (
            (call.medium is CALL or call.medium is RVM)
            and call.outcome not in excluded.unconnected
            and call.counts
            and (call.person is None or dossier.role(call.person) not in PROFESSIONALS)
        ):
            yield call


def consents(dossier: Dossier) -> tuple[Consent, ...]:
    """Return the consents to further calls that somebody gave directly to us."""
    return tuple(c for c in dossier.of(Consent) if c.scope == "calls" and c.given_to == "collector")


def consented(
    dossier: Dossier, at: datetime, debt: str, person: Id | None, to: str | None, excluded: Exclusions
) -> bool:
    """Return whether a call at that instant to that person and number about that particular debt is consented to."""
    return any(
        consent.at <= at
        and same(dossier, consent.by, person)
        and consent.address in (None, to)
        and (consent.debts is None or debt in _covered(dossier, consent.debts))
        and _lasts(dossier, consent, at, excluded)
        and not _revoked(dossier, consent, at)
        and not _used_up(dossier, consent, at, debt, to)
        for consent in consents(dossier)
    )


def _covered(dossier: Dossier, debts: tuple[Id, ...]) -> frozenset[str]:
    return frozenset(particular(dossier, debt) for debt in debts)


def _lasts(dossier: Dossier, consent: Consent, at: datetime, excluded: Exclusions) -> bool:
    """Return whether it is a day, and an hour, for which consent was given, on every calendar that may matter."""
    places = zones.of(dossier)
    for zone in {*places, dossier.collector.zone}:
        today, first = zones.local(at, zone).date(), zones.local(consent.at, zone).date()
        last = first + timedelta(days=excluded.consent_days - 1)
        if not first <= today <= min(last, consent.until or last):
            return False
        if consent.only_on is not None and today != consent.only_on:
            return False
    for zone in places or (dossier.collector.zone,):
        now = zones.local(at, zone).time()
        if consent.from_ is not None and now < consent.from_:
            return False
        if consent.to is not None and now >= consent.to:
            return False
    return True


def _revoked(dossier: Dossier, consent: Consent, at: datetime) -> bool:
    return any(r.of == consent.id and r.at <= at for r in dossier.of(Revocation))


def _used_up(dossier: Dossier, consent: Consent, at: datetime, debt: str, to: str | None) -> bool:
    """Return whether, since the consent, there was (or may have been) a conversation about the debt."""
    for call in since(dossier.attempts, consent.at):
        if call.at >= at:
            break
        if (
            call.medium is CALL
            and call.counts
            and call.outcome in MAYBE_CONVERSATION
            and call.id != consent.during
            and (same(dossier, call.person, consent.by) or call.to == to)
            and debt in talked_about(dossier, call)
        ):
            return True
    return any(
        inbound.at < at
        and inbound.medium is Medium.CALL
        and inbound.outcome == CONVERSATION
        and inbound.id != consent.during
        and same(dossier, inbound.person, consent.by)
        and debt in talked_about(dossier, inbound)
        for inbound in since(dossier.inbounds, consent.at)
    )
