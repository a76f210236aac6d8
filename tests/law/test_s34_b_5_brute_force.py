"""12 CFR 1006.34(b)(5) against a count of its own: day by day, with the holidays written out by hand from the law."""

from __future__ import annotations

from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from compliance.law.us.reg_f.s34_b_5_validation_period import assumed_receipt, counts, period_end

HOLIDAYS = """
2021-01-01 2021-01-18 2021-02-15 2021-05-31 2021-06-19 2021-07-04 2021-09-06 2021-10-11 2021-11-11 2021-11-25 2021-12-25
2022-01-01 2022-01-17 2022-02-21 2022-05-30 2022-06-19 2022-07-04 2022-09-05 2022-10-10 2022-11-11 2022-11-24 2022-12-25
2023-01-01 2023-01-16 2023-02-20 2023-05-29 2023-06-19 2023-07-04 2023-09-04 2023-10-09 2023-11-11 2023-11-23 2023-12-25
2024-01-01 2024-01-15 2024-02-19 2024-05-27 2024-06-19 2024-07-04 2024-09-02 2024-10-14 2024-11-11 2024-11-28 2024-12-25
2025-01-01 2025-01-20 2025-02-17 2025-05-26 2025-06-19 2025-07-04 2025-09-01 2025-10-13 2025-11-11 2025-11-27 2025-12-25
2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-04 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25
2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-06-19 2027-07-04 2027-09-06 2027-10-11 2027-11-11 2027-11-25 2027-12-25
2028-01-01 2028-01-17 2028-02-21 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-10-09 2028-11-11 2028-11-23 2028-12-25
2029-01-01 2029-01-15 2029-02-19 2029-05-28 2029-06-19 2029-07-04 2029-09-03 2029-10-08 2029-11-11 2029-11-22 2029-12-25
"""
"""5 U.S.C. 6103(a), in the order of the statute: New Year, King, Washington, Memorial, Juneteenth, Independence,
Labor, Columbus, Veterans, Thanksgiving, Christmas."""

OFF_IN_LIEU = """
2021-06-18 2021-07-05 2021-12-24 2021-12-31 2022-06-20 2022-12-26 2023-01-02 2023-11-10 2026-07-03 2027-06-18
2027-07-05 2027-12-24 2027-12-31 2028-11-10 2029-11-12
"""
"""AMB-39: the Friday before a holiday on a Saturday, the Monday after one on a Sunday; written out by hand."""

CLOSED = {date.fromisoformat(day) for day in (HOLIDAYS + OFF_IN_LIEU).split()}


def receipt_by_hand(sent: date) -> date:
    """Cross off one calendar day after the other."""
    day, seen = sent, 0
    while seen < 5:
        day = date.fromordinal(day.toordinal() + 1)
        if day.isoweekday() not in (6, 7) and day not in CLOSED:
            seen += 1
    return day


@pytest.mark.parametrize("year", range(2021, 2030))
def test_every_day_of_a_year_counts_or_not_as_written_out_by_hand(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    wrong = [day for day in days if counts(day) != (day.isoweekday() < 6 and day not in CLOSED)]
    assert wrong == []


@given(st.dates(date(2021, 11, 30), date(2029, 12, 10)))
def test_assumed_receipt_and_the_end_of_the_period_are_those_counted_by_hand(sent: date) -> None:
    assert assumed_receipt(sent) == receipt_by_hand(sent)
    assert period_end(sent).toordinal() == receipt_by_hand(sent).toordinal() + 30


def test_every_day_from_the_first_of_the_regulation_to_the_end_of_2029_is_as_counted_by_hand() -> None:
    first, last = date(2021, 11, 30).toordinal(), date(2029, 12, 10).toordinal()
    wrong = [day for day in map(date.fromordinal, range(first, last)) if assumed_receipt(day) != receipt_by_hand(day)]
    assert wrong == []
