"""Basis: may this address be used about a debt, why, and from when (1006.6(d)(3) through (5))."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

from accounts.dossier import Dossier
from accounts.errors import BadLaw
from compliance import zones
from compliance.cases.answers.contact import proposal
from compliance.cases.facts import Given
from compliance.cases.question import Answer, Question, guard
from compliance.decision import Objection
from compliance.guard import Guard
from compliance.law.us.reg_f import s06_d_3_procedures as procedures
from compliance.law.us.reg_f.s06_d_4_ii_creditor import closed_domain, earliest_deadline, noticed
from compliance.parameters import Parameters

V = TypeVar("V", bound=Parameters)


def values(rule: str, kind: type[V], at: datetime, dossier: Dossier) -> V:
    """Return the values of a rule that were in force at an instant.

    Raises:
        BadLaw: they are of another kind, or the rule was not in force.
    """
    day = zones.local(at, dossier.collector.zone).date()
    found = next((values for known, values in guard({}).book.on(day).rules if known.id == rule), None)
    if not isinstance(found, kind):
        raise BadLaw(f"{rule}: its values are not {kind.__name__}, or it was not in force on {day}")
    return found


def _basis(dossier: Dossier, ask: Given, at: datetime, medium: str) -> Answer:
    """Answer whether a procedure passes: with the limb that does, or what stands against it first."""
    asked = proposal(dossier, {**ask, "action": medium}, at)
    page = guard(ask).book.on(Guard.day(asked))
    known = next((rule(asked, v) for rule, v in page.rules if rule.id == procedures.known_disclosure.id), None)
    if isinstance(known, Objection):
        return {"is": False, "because": known.rule, "says": known.says}
    found = procedures.basis(asked, values("regf.6d3-procedures", procedures.Procedures, at, dossier))
    limb = next((limb for limb in found if not limb.passes), found[0])
    return {"is": limb.passes, "because": limb.id, "says": limb.says}


def _email_basis(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    return _basis(dossier, ask, at, "email")


def _sms_basis(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    return _basis(dossier, ask, at, "sms")


def _check_creditor_domain(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    held = values("regf.6d3-procedures", procedures.Procedures, at, dossier)
    why = closed_domain(dossier, ask["to"], held.email)
    return {"is": why is None, "because": "regf.6d4ii.E-public-domain", "says": why}


def _earliest_notice_deadline(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    held = values("regf.6d3-procedures", procedures.Procedures, at, dossier)
    return {"date": earliest_deadline(date.fromisoformat(ask["sent"]), held.email).isoformat()}


def _earliest_email_after_notice(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    """Answer with the first day on which the creditor's notice lets the address be used; None: it does not."""
    asked = proposal(dossier, {**ask, "action": "email"}, at)
    held = values("regf.6d3-procedures", procedures.Procedures, at, dossier)
    tried = [noticed(asked, debt, held.email) for debt in asked.debts]
    opens = [at if limb.passes else limb.until for limb in tried if limb is not None]
    known = [instant for instant in opens if instant is not None]
    if not known or len(known) < len(tried):
        return {"date": None}
    return {"date": max(zones.dates(max(known), zones.of(dossier), dossier.collector.zone)).isoformat()}


ADDRESS = frozenset({"to", "debts", "person"})

ANSWERS = {
    "email_basis": Question(_email_basis, ADDRESS),
    "sms_basis": Question(_sms_basis, ADDRESS),
    "check_creditor_domain": Question(_check_creditor_domain, ADDRESS),
    "earliest_notice_deadline": Question(_earliest_notice_deadline, frozenset({"sent"})),
    "earliest_email_after_notice": Question(_earliest_email_after_notice, ADDRESS),
}
