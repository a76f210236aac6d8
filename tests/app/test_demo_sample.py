"""Tests of the demo's sample: its days move on together, whenever the demo is run."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from app.demo import SAMPLE
from app.demo_sample import written_before


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ages(path: Path) -> list[int]:
    """How old each consent to texts was when its row was written."""
    return [
        (date.fromisoformat(row["balance_date"]) - date.fromisoformat(row["sms_consent_date"])).days
        for row in rows(path)
        if row["sms_consent_date"]
    ]


def test_a_year_later_everything_is_as_old_as_it_was_made_to_be(tmp_path: Path) -> None:
    moved = written_before(date(2027, 11, 22), SAMPLE, tmp_path / "placement.csv")
    assert max(row["balance_date"] for row in rows(moved)) == "2027-11-21"
    assert ages(moved) == ages(SAMPLE)


def test_births_and_all_that_is_no_day_stay_as_they_are(tmp_path: Path) -> None:
    moved = written_before(date(2027, 11, 22), SAMPLE, tmp_path / "placement.csv")
    same = ("name", "date_of_birth", "ssn_last4", "account_number", "balance", "inconvenient_days")
    assert [[row[c] for c in same] for row in rows(moved)] == [[row[c] for c in same] for row in rows(SAMPLE)]
