"""Validation: when the information is owed, when its period ends, and what a notice lacks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from accounts.dossier import Dossier
from accounts.notice import ReferenceDate, Undeliverable, ValidationSent
from accounts.record import Record
from compliance import zones
from compliance.cases.facts import LONG_SINCE, Given, Unsupported
from compliance.cases.question import Answer, Question, debts, guard
from compliance.law.us.reg_f import s34_b_5_validation_period as period
from compliance.law.us.reg_f.s34_a_validation_notice import Provide, due, provide
from compliance.law.us.reg_f.s34_b_2_initial_communication import is_initial
from compliance.law.us.reg_f.s34_b_4_document import ResponseForm, ShownNotice, Statement, used_before

CALLED = {
    "complete": "translation_complete",
    "accurate": "translation_accurate",
    "paid_by": "by",
    "provided_by": "by",
    "sent_by": "by",
    "target": "links_to",
    "to": "links_to",
}
"""Fields of a notice that we call otherwise than a case may."""

DECIDES_NOTHING = ("kind", "of")
"""Endings by which a case says that a name is a trade name, or an address a vendor's: either serves."""

MODES = ("initial", "within_five_days")

DEBTS = frozenset({"debts"})


def _given(dossier: Dossier, ask: Given, at: datetime) -> period.Given:
    """Return the latest provision of the information that counts; where the case tells of none, one at that instant."""
    told = any(fact.id != LONG_SINCE for fact in dossier.of(ValidationSent))
    found = [one for debt in debts(dossier, ask) for one in period.given(dossier, debt)] if told else []
    if found:
        return max(found, key=lambda one: one.on)
    on = zones.local(at, dossier.collector.zone).date()
    end = period.period_end(on)
    return period.Given(on=on, received=period.assumed_receipt(on), earliest=end, stated=end, end=end)


def _assumed_receipt(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    return {"date": _given(dossier, ask, at).received.isoformat()}


def _validation_end(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    return {"date": _given(dossier, ask, at).stated.isoformat()}


def _check_end_date(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    given = _given(dossier, ask, at)
    if date.fromisoformat(ask["end_date"]) >= given.earliest:
        return {"is": True, "because": None}
    because = "regf.34b5-resend" if dossier.of(Undeliverable) else "regf.34b5-assumed-receipt"
    return {"is": False, "because": because}


def _validation_due(dossier: Dossier, ask: Given, _at: datetime) -> Answer:
    """Answer with the last safe day of the debt that is due first; none where nothing was communicated."""
    days = Provide.model_validate(provide.versions[-1].values.model_dump()).days
    found = [due(dossier, debt, days) for debt in debts(dossier, ask)]
    first = min((day for day in found if day is not None), default=None)
    return {"date": first.isoformat() if first else None}


def _validation_required(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    owed = {one.debt for one in provide(dossier, at, provide.versions[-1].values)}
    if not owed.isdisjoint(debts(dossier, ask)):
        return {"is": True, "because": provide.id}
    given = all(period.is_given(dossier, debt) for debt in debts(dossier, ask))
    return {"is": False, "because": provide.id if given else "regf.34a2-paid"}


def _is_initial_communication(_dossier: Dossier, ask: Given, _at: datetime) -> Answer:
    return {"is": is_initial(ask["thing"])}


def _check_validation_notice(dossier: Dossier, ask: Given, at: datetime) -> Answer:
    day = zones.local(at, dossier.collector.zone).date()
    if ask.get("mode", "initial") not in MODES:
        raise Unsupported(f"a notice of the mode {ask['mode']!r} is not written yet")
    told = _told(ask["notice"], ShownNotice)
    if not told.get("itemization_date", {}).keys() >= {"date", "kind"}:
        told["itemization_date"] = None
    told["electronic_dispute_how"] = _how(told.get("electronic_dispute_how"))
    known = {
        "on": day,
        "mode": ask.get("mode", "initial"),
        "debts": [debt for debt in dossier.debts if debt.id in debts(dossier, ask)],
        "name": dossier.consumer.name,
        "earlier": [date for debt in debts(dossier, ask) for date in used_before(dossier, debt)],
    }
    found = guard(ask).lacks(ShownNotice.model_validate(told | known), day)
    return {
        "is": not found,
        "because": found[0].rule if found else None,
        "lacks": [one.model_dump(mode="json", exclude={"kind"}) for one in found],
    }


def _how(told: object) -> str | None:
    """Return how one may dispute electronically: a case names a medium, several, or only says whether it is told."""
    named = [str(one) for one in (told if isinstance(told, list) else [told] if told else []) if one != "none"]
    return " or ".join(named) or None


def _told(row: Given, kind: type[Record]) -> dict[str, Any]:
    """Return what a case tells, by the names of a record's fields.

    Raises:
        Unsupported: it tells something that the record does not know.
    """
    told: dict[str, Any] = {}
    for key, value in row.items():
        if value in (None, ""):
            continue  # blank is missing
        name = key if key in kind.model_fields else CALLED.get(key, key)
        if name not in kind.model_fields:
            item, _, ending = key.rpartition("_")
            if item in kind.model_fields and ending in DECIDES_NOTHING:
                continue
            raise Unsupported(f"in the notice, {key!r} is not written yet")
        inner = INNER.get(name)
        if inner is None:
            told[name] = value
        else:
            told[name] = [_inner(one, inner) for one in value] if isinstance(value, list) else _told(value, inner)
    return told


def _inner(one: Given | str, kind: type[Record]) -> dict[str, Any]:
    """Return what a case tells of one of several things; one that is only named is of that kind."""
    return {"kind": one} if isinstance(one, str) else _told(one, kind)


INNER: dict[str, type[Record]] = {
    "itemization_date": ReferenceDate,
    "response_form": ResponseForm,
    "optional": Statement,
}
"""The fields of a notice that have fields of their own."""

ANSWERS = {
    "assumed_receipt": Question(_assumed_receipt, DEBTS),
    "validation_end": Question(_validation_end, DEBTS),
    "check_end_date": Question(_check_end_date, DEBTS | {"end_date"}),
    "validation_due": Question(_validation_due, DEBTS),
    "validation_required": Question(_validation_required, DEBTS),
    "check_validation_notice": Question(_check_validation_notice, DEBTS | {"notice", "mode"}),
    "is_initial_communication": Question(_is_initial_communication, DEBTS | {"thing"}),
}
