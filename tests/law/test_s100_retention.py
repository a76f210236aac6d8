"""12 CFR 1006.100: until when records are kept, with both sides of each last day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from accounts.activity import Activity
from accounts.contact import Attempt, Inbound, Medium
from accounts.dossier import Dossier
from compliance import cases
from compliance.acts import DeleteRecord
from compliance.deed import Deed
from compliance.law.us.reg_f.s100_retention import (
    anniversary,
    is_evidence,
    keep_until,
    last_activity,
    recordings,
    retain,
)
from tests.law.known import MOBILE, at, dossier, in_zones

LONG_AGO = at("2022-01-01 12:00")
"""The last activity that the whole store knows of."""


def delete(**fields: Any) -> DeleteRecord:
    return DeleteRecord.model_validate({"debts": ("A",), "runs_from": LONG_AGO} | fields)


def kept(known: Dossier, when: datetime, act: DeleteRecord | None = None) -> bool:
    deed = Deed(act or delete(), known, when)
    return any(rule(deed, rule.versions[-1].values) is not None for rule in (retain, recordings))


def test_a_record_is_kept_through_the_anniversary_and_one_day() -> None:
    known = dossier(Activity(id="a", at=at("2023-05-10 12:00"), debts=("A",)))
    assert keep_until(known, delete()) == date(2026, 5, 11)
    assert kept(known, at("2026-05-11 23:59:59"))
    assert not kept(known, at("2026-05-12 00:00"))
    found = retain(Deed(delete(), known, at("2026-01-01 12:00")), retain.versions[-1].values)
    assert found is not None
    assert found.model_dump()["until"] == at("2026-05-12 00:00")


def test_the_day_of_the_last_zone_is_kept_too() -> None:
    west = dossier(Activity(id="a", at=at("2023-05-10 12:00"), debts=("A",)), points=in_zones("America/Los_Angeles"))
    assert kept(west, at("2026-05-12 02:59:59"))
    assert not kept(west, at("2026-05-12 03:00"))


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2024, 2, 29), 3, date(2027, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 2, 28), 3, date(2027, 2, 28)),
        (date(2021, 3, 1), 3, date(2024, 3, 1)),
        (date(2021, 12, 31), 3, date(2024, 12, 31)),
    ],
)
def test_a_leap_day_has_its_anniversary_on_the_first_of_march(day: date, years: int, later: date) -> None:
    assert anniversary(day, years) == later


def test_anything_that_happens_on_the_debt_moves_the_date_and_on_another_debt_does_not() -> None:
    moment = at("2025-03-03 12:00")
    ours = Attempt(id="x", at=moment, medium=Medium.SMS, to=MOBILE, debts=("A",))
    theirs = Inbound(id="y", at=moment, medium=Medium.SMS, from_address=MOBILE)
    assert last_activity(dossier(attempts=(ours,)), ("A",)) == moment
    assert last_activity(dossier(inbounds=(theirs,)), ("A",)) == moment
    other = Activity(id="a", at=moment, debts=("B",))
    assert last_activity(dossier(other, attempts=(ours.model_copy(update={"debts": ("B",)}),)), ("A",)) != moment
    assert last_activity(dossier(other), ("A", "B")) == moment
    assert last_activity(dossier(facts=()), ("A",)) is None
    assert keep_until(dossier(attempts=(ours,)), delete()) == date(2028, 3, 4)


def test_what_the_whole_store_knows_counts_where_a_dossier_does_not_reach() -> None:
    act = delete(runs_from=at("2025-01-01 12:00"))
    assert keep_until(dossier(), act) == date(2028, 1, 2)
    assert keep_until(dossier(facts=()), act) == date(2028, 1, 2)


def test_what_is_not_known_forbids_deleting() -> None:
    unknown = delete(runs_from=None)
    assert keep_until(dossier(), unknown) is None
    assert kept(dossier(), at("2099-01-01 12:00"), unknown)
    assert kept(dossier(), at("2099-01-01 12:00"), delete(runs_from=None, record="recording"))


def test_a_recording_has_its_own_clock() -> None:
    active = dossier(Activity(id="a", at=at("2024-12-01 12:00"), debts=("A",)))
    act = delete(record="recording", of="c", runs_from=at("2022-03-01 12:00"))
    assert keep_until(active, act) == date(2025, 3, 2)
    assert kept(active, at("2025-03-02 23:59:59"), act)
    assert not kept(active, at("2025-03-03 00:00"), act)
    assert kept(active, at("2025-03-03 00:00"))


@pytest.mark.parametrize(
    ("thing", "evidence"),
    [("call_log", True), ("blocked_decision", True), ("validation_notice_copy", True), ("office_lease", False)],
)
def test_whatever_could_show_compliance_or_its_lack_is_a_record(thing: str, evidence: bool) -> None:
    assert is_evidence(thing) is evidence


def test_no_recording_is_required_and_of_an_unknown_one_nothing_is_known() -> None:
    given = {"debts": [{"id": "A"}], "events": []}
    when = {"at": "2026-05-13T12:00:00-04:00"}
    assert cases.evaluate(given, when | {"action": "is_recording_required"})["is"] is False
    asked = {"action": "keep_until", "record": "recording", "of": "c1"}
    assert cases.evaluate(given, when | asked) == {"date": None}
