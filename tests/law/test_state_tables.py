"""The tables of the states, row by row, a day before and on the day itself, beside the rows as they were researched."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.consumer import ContactPoint, PointKind
from accounts.contact import Medium, Purpose
from accounts.debt import Debt
from accounts.dossier import Dossier
from compliance.acts import Furnish
from compliance.deed import Deed
from compliance.law.us.states import limitation, medical_reporting
from compliance.law.us.states.ages import Periods
from compliance.proposal import Proposal
from tests.law import known

ROWS = {row["rule_id"]: row for row in json.loads(Path(__file__).with_name("jurisdictions.json").read_text("utf-8"))}
PERIODS = {id: row for id, row in ROWS.items() if id.endswith(".sol")}
BANS = {id: row for id, row in ROWS.items() if re.search(r"\.medical(_no)?_reporting$|^mn\.medical$", id)}
NOW = datetime(2026, 10, 6, 16, tzinfo=UTC)
DAY = timedelta(days=1)
TODAY = date(2026, 10, 6)


def living_in(place: str, debt: Debt) -> Dossier:
    home = ContactPoint(
        id="h", kind=PointKind.POSTAL, address="home", place="home", state=place[3:5], zones=(known.NEW_YORK,)
    )
    mail = ContactPoint(id="e", kind=PointKind.EMAIL, address=known.EMAIL)
    return known.dossier(points=(home, mail), debts=(debt,))


def says(place: str, debt: Debt, *includes: str, when: datetime = NOW, **fields: Any) -> Proposal:
    return known.proposal(living_in(place, debt), when, Medium.EMAIL, includes=includes, **fields)


def years_ago(years: int) -> date:
    return TODAY.replace(year=TODAY.year - years)


@pytest.mark.parametrize("id", PERIODS)
def test_a_suit_is_threatened_to_the_last_day_of_the_years_of_the_place_and_not_a_day_longer(id: str) -> None:
    row = PERIODS[id]
    shortest = row["params"]["shortest_plausible"]
    for form, known_years in {**row["params"]["years"], None: None}.items():
        years = known_years or shortest
        last = Debt(id="A", form=form, defaulted_on=years_ago(years))
        assert not known.objects(limitation.limitation, says(row["jurisdiction"], last, "threat_of_suit")), form
        over = last.model_copy(update={"defaulted_on": years_ago(years) - DAY})
        assert known.objects(limitation.limitation, says(row["jurisdiction"], over, "threat_of_suit")), form


@pytest.mark.parametrize("id", PERIODS)
def test_a_payment_is_asked_for_with_a_warning_where_it_may_revive_and_never_where_the_years_extinguish(
    id: str,
) -> None:
    row = PERIODS[id]
    years = row["params"]["shortest_plausible"]
    over = Debt(id="A", defaulted_on=years_ago(years) - DAY)

    def refused(*includes: str, purpose: Purpose = Purpose.REPLY) -> bool:
        return known.objects(limitation.limitation, says(row["jurisdiction"], over, *includes, purpose=purpose))

    may_revive = row["params"]["revival"]["payment_after_expiry"] != "no"
    for ask in ("payment_request", "payment_link"):
        assert refused(ask) is may_revive
        assert not refused(ask, "revival_warning")
    assert refused(purpose=Purpose.COLLECT) is row["params"]["extinguishes_debt"]


def test_the_table_has_the_forms_of_the_rows_and_no_others() -> None:
    [version] = limitation.limitation.versions
    assert isinstance(version.values, Periods)
    assert {row.row: set(row.years) for row in version.values.rows} == {
        id: {form for form, years in row["params"]["years"].items() if years} for id, row in PERIODS.items()
    }


@pytest.mark.parametrize("id", BANS)
def test_a_medical_debt_is_reported_to_the_day_before_the_ban_of_the_place_and_no_longer(id: str) -> None:
    row = BANS[id]
    earlier = min(
        one["effective"] or "2021-11-30" for one in BANS.values() if one["jurisdiction"] == row["jurisdiction"]
    )
    begins = known.at(f"{earlier} 12:00")
    debt = Debt(id="A", kind="medical")
    for when, barred in ((begins - DAY, False), (begins, True)):
        message = says(row["jurisdiction"], debt, "threat_to_credit", when=when)
        assert known.objects(medical_reporting.threat, message) is barred
        deed = Deed(act=Furnish(debts=("A",)), dossier=living_in(row["jurisdiction"], debt), at=when)
        found = medical_reporting.furnishing(deed, medical_reporting.furnishing.versions[-1].values)
        assert (found is not None) is barred
