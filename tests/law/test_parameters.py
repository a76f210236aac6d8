"""Values of law that are not whole, not dated forward or without a source never come into the book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from accounts.errors import BadLaw
from compliance.book import Book, whole
from compliance.parameters import Parameters, load_yaml, versions

BEGAN = date(2026, 1, 1)


class Days(Parameters):
    """So many days."""

    days: int


def read(tmp_path: Path, text: str) -> tuple[int, ...]:
    path = tmp_path / "values.yaml"
    path.write_text(text, "utf-8")
    found = [version.values for version in versions(path, "x.days", Days, BEGAN)]
    return tuple(values.days for values in found if isinstance(values, Days))


def test_each_version_holds_from_its_day() -> None:
    provision = whole().provisions["regf.14b2i.A-seven-in-seven"]
    assert [version.since for version in provision.versions] == [provision.since]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[]", "no values for x.days"),
        ("y.days: [{since: 2026-01-01, source: law, days: 3}]", "no values for x.days"),
        ("x.days: [{since: 2026-01-01, source: law}]", "Field required"),
        ("x.days: [{since: 2026-01-01, source: law, days: 3, hours: 2}]", "Extra inputs"),
        ("x.days: [{source: law, days: 3}]", "since"),
        ("x.days: [{since: 2026-01-01, days: 3}]", "source"),
        ("x.days: [{since: 2026-01-01, source: ' ', days: 3}]", "names no source"),
        ("x.days: [{since: 2026-01-01, source: law, confidence: rumour, days: 3}]", "confidence"),
        ("x.days: []", "must begin on 2026-01-01"),
        ("x.days: [{since: 2026-01-02, source: law, days: 3}]", "must begin on 2026-01-01"),
        (
            "x.days: [{since: 2026-01-01, source: law, days: 3}, {since: 2026-01-01, source: law, days: 4}]",
            "go forward, one a day",
        ),
        ("x.days: 1\nx.days: 2", "stands twice"),
        ("x.days: [", "not readable as YAML"),
    ],
)
def test_values_that_are_not_whole_are_refused_with_the_reason(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BadLaw, match=rf"(?s)^values\.yaml: .*{complaint}"):
        read(tmp_path, text)


def test_versions_that_go_forward_are_read_in_their_order(tmp_path: Path) -> None:
    rows = "[{since: 2026-01-01, source: law, days: 3}, {since: 2026-02-01, source: amendment, days: 4}]"
    assert read(tmp_path, f"x.days: {rows}") == (3, 4)


def test_no_two_provisions_have_one_id() -> None:
    provision = whole().provisions["regf.6c1-cease"]
    with pytest.raises(BadLaw, match=r"the id regf\.6c1-cease is already taken"):
        Book([provision, provision])


def test_an_alias_is_read_in_our_files_and_refused_in_those_of_others(tmp_path: Path) -> None:
    path = tmp_path / "theirs.yaml"
    path.write_text("a: &x [1]\nb: *x\n", "utf-8")
    assert load_yaml(path) == {"a": [1], "b": [1]}
    with pytest.raises(BadLaw, match=r"theirs\.yaml: an alias stands in it"):
        load_yaml(path, aliases=False)
