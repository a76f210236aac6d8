"""Records are kept until three years after the last collection activity, recordings after their call: 1006.100.

> a debt collector must retain records that are evidence of compliance or noncompliance with the FDCPA and this part
> starting on the date that the debt collector begins collection activity on a debt until three years after the debt
> collector's last collection activity on the debt.

Reading: AMB-42, a record is kept through the third anniversary and one day more; a 29th of February has its anniversary
on the 1st of March. Dates in every zone the consumer may be in, and in ours.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from accounts.contact import Attempt, Inbound
from accounts.dossier import Dossier
from accounts.record import Id, Instant
from compliance import zones
from compliance.acts import DeleteRecord
from compliance.decision import Objection
from compliance.deed import Deed, deed_rule
from compliance.parameters import Parameters
from compliance.rule import objection

SINCE = date(2021, 11, 30)


class Keep(Parameters):
    """How long records are kept."""

    years: int
    margin_days: int


class Log(Keep):
    """How long records are kept, and what is none."""

    no_evidence: frozenset[str]
    """Words for things that could show nothing about how debts are collected."""


@deed_rule(of=DeleteRecord, parameters=Log, id="regf.100a-retain", cites="12 CFR 1006.100(a)", since=SINCE)
def retain(deed: Deed[DeleteRecord], keep: Log) -> Objection | None:
    """Object to deleting a record before its time is over.

    > If a record is of a type that could evidence compliance or noncompliance depending on the conduct of the debt
    > collector that is revealed within the record, then the record is one that is evidence of compliance or
    > noncompliance, and the debt collector must retain it.

    Reading: AMB-42, anything that happened on the debt is activity, whoever did it; what names no debt is about each.
    """
    if deed.act.record == "recording":
        return None
    return _too_early(deed, keep, retain.id, retain.cites)


@deed_rule(of=DeleteRecord, parameters=Keep, id="regf.100b-recordings", cites="12 CFR 1006.100(b)", since=SINCE)
def recordings(deed: Deed[DeleteRecord], keep: Keep) -> Objection | None:
    """Object to deleting the recording of a call before its own time is over, however long the debt stays active.

    > If a debt collector records telephone calls made in connection with the collection of a debt, the debt collector
    > must retain the recording of each such telephone call for three years after the date of the call.

    > Nothing in §1006.100 requires a debt collector to record telephone calls.
    """
    if deed.act.record != "recording":
        return None
    return _too_early(deed, keep, recordings.id, recordings.cites)


def keep_until(dossier: Dossier, act: DeleteRecord) -> date | None:
    """Return the last date on which a record must be kept; None: from when that runs is not known."""
    rule = recordings if act.record == "recording" else retain
    return _last(dossier, act, cast(Keep, rule.versions[-1].values))


def is_evidence(thing: str) -> bool:
    """Return whether a record of that name could show compliance or its lack: all but what clearly cannot."""
    return cast(Log, retain.versions[-1].values).no_evidence.isdisjoint(thing.split("_"))


def last_activity(dossier: Dossier, debts: tuple[Id, ...]) -> Instant | None:
    """Return when something last happened on any of those debts, as far as a dossier reaches back; or None."""
    contacts: tuple[Attempt | Inbound, ...] = (*dossier.attempts, *dossier.inbounds)
    moments = [one.at for one in contacts if not one.debts or not set(debts).isdisjoint(one.debts)]
    for fact in dossier.facts:
        about: tuple[Id, ...] | None = getattr(fact, "debts", None)
        if about is None or not set(debts).isdisjoint(about):
            moments.append(fact.at)
    return max(moments, default=None)


def _too_early(deed: Deed[DeleteRecord], keep: Keep, id: str, cites: str) -> Objection | None:
    last = _last(deed.dossier, deed.act, keep)
    if last is None:
        return objection(id, cites, "from which day its time runs is not known")
    if deed.dates[0] > last:
        return None
    places = (*zones.of(deed.dossier), deed.dossier.collector.zone)
    return objection(id, cites, f"it is kept through {last:%B %-d, %Y}", zones.after(last, places))


def _last(dossier: Dossier, act: DeleteRecord, keep: Keep) -> date | None:
    if act.runs_from is None:
        return None
    moments = [act.runs_from]
    if act.record != "recording" and (latest := last_activity(dossier, act.debts)) is not None:
        moments.append(latest)
    on = zones.dates(max(moments), zones.of(dossier), dossier.collector.zone)[-1]
    return anniversary(on, keep.years) + timedelta(days=keep.margin_days)


def anniversary(day: date, years: int) -> date:
    """Return the same day some years later; of a 29th of February the 1st of March where there is none."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 2, 28) + timedelta(days=1)
    return day.replace(year=day.year + years)
