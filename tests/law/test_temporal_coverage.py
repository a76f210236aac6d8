"""On each day from the first of Regulation F to the end of 2028, one version of every provision, and one only."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from compliance import parameters
from compliance.book import BEGINS, Book, whole

LAST = date(2028, 12, 31)
DAYS = [BEGINS + timedelta(days=n) for n in range((LAST - BEGINS).days + 1)]
HERE = Path(parameters.__file__).parent
FILES = sorted(path for part in ("law", "policy") for path in (HERE / part).rglob("*.yaml"))


def test_each_day_holds_one_version_of_each_provision_that_has_begun_and_none_of_the_others() -> None:
    book = Book(whole().provisions.values())
    assert len(DAYS) == 2589
    for day in DAYS:
        page = book.on(day)
        held = {p.id: values for p, values in (*page.rules, *page.duties, *page.deed_rules, *page.contents)}
        assert len(held) == len(page.rules) + len(page.duties) + len(page.deed_rules) + len(page.contents), day
        due = {p.id: p for p in book.provisions.values() if p.since <= day}
        assert held.keys() == due.keys(), day
        for id, provision in due.items():
            [values] = [
                this.values
                for this, following in pairwise((*provision.versions, None))
                if this is not None and this.since <= day and (following is None or day < following.since)
            ]
            assert held[id] is values, (id, day)


def test_a_provision_that_begins_later_is_not_there_the_day_before_and_is_on_its_day() -> None:
    book = whole()
    later = [provision for provision in book.provisions.values() if provision.since > BEGINS]
    for provision in later:
        for day, there in ((provision.since - timedelta(days=1), False), (provision.since, True)):
            page = book.on(day)
            held = {p.id for p, _ in (*page.rules, *page.duties, *page.deed_rules, *page.contents)}
            assert (provision.id in held) is there


def test_laws_of_places_and_the_policy_of_the_house_are_among_them() -> None:
    provisions = whole().provisions.values()
    assert {provision.place is None for provision in provisions} == {True, False}
    assert any(provision.module.startswith("compliance.policy") for provision in provisions)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_values_beside_provisions_too_go_forward_one_a_day_from_a_day_on(path: Path) -> None:
    dated = {name: rows for name, rows in parameters.load_yaml(path).items() if isinstance(rows, list)}
    for name, rows in dated.items():
        begins = [row["since"] for row in rows]
        assert begins == sorted(set(begins)), name
        assert begins[0] <= LAST, name
