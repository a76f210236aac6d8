"""`duly week`: which hours are lawful is seen at a glance, told to the second, and readable without colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from app import settings, week, wiring
from compliance import zones
from compliance.spans import Span
from tests.app.conftest import Duly
from tests.law import known

HEADER = "creditor,account_number,balance,name,mobile_phone,email,zip,state"
NEW_YORK = known.NEW_YORK


@pytest.fixture
def placed(made: Duly, tmp_path: Path) -> Duly:
    """Return how to run a command, with a consumer in New York and one of whom only the name is known."""
    (tmp_path / "file.csv").write_text(f"{HEADER}\nA,1,10,Ann Bo,+12125550101,,10001,NY\nA,2,10,Bo Ann,,,,\n")
    assert made("place", tmp_path / "file.csv").status == 0
    return made


def whom(name: str) -> tuple[str, ...]:
    store = wiring.open_store(settings.load())
    with store.reading() as reading:
        dossiers = reading.dossiers(reading.consumer_ids(), wiring.system_clock()).values()
    store.close()
    dossier = next(one for one in dossiers if one.consumer.name == name)
    return "--consumer", dossier.consumer.id, "--debt", dossier.debts[0].id


def test_a_week_has_a_row_for_each_day_a_sign_for_each_half_hour_and_a_legend(placed: Duly) -> None:
    said = placed("week", *whom("Ann Bo"), "--medium", "voice", "--from", "2026-04-13")
    assert said.status == 0
    rows = re.findall(r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} \d\d  (.{48})$", said.out, re.MULTILINE)
    assert [day for day, _ in rows] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    letters = set("".join(signs for _, signs in rows))
    assert all(re.search(rf"^{re.escape(letter)}  \w", said.out, re.MULTILINE) for letter in letters)
    assert all(len(line) <= 80 for line in said.out.splitlines())
    assert said.out.isascii()
    assert "\x1b" not in said.out


def test_who_may_be_anywhere_has_the_collectors_clock_and_no_lawful_hour(placed: Duly) -> None:
    said = placed("week", *whom("Bo Ann"), "--medium", "email", "--json")
    assert said.status == 0
    assert list(said.json["zones"]) == [settings.load().collector_zone]
    assert {tuple(times) for days in said.json["zones"].values() for times in days.values()} == {()}
    assert not any(span["lawful"] for span in said.json["spans"])
    assert {rule for span in said.json["spans"] for rule in span["rules"]} <= {r["rule"] for r in said.json["rules"]}
    people = placed("week", *whom("Bo Ann"), "--medium", "email").out
    assert "lawful at no time" in people
    assert "time alone does not lift it" in people


@pytest.mark.parametrize("begin", ["yesterday", "1969-12-31", "3000-01-01", "2021-11-29", "2026-02-30"])
def test_a_day_that_is_none_or_before_the_law_is_refused_in_one_line(placed: Duly, begin: str) -> None:
    said = placed("week", *whom("Ann Bo"), "--medium", "email", "--from", begin)
    assert (said.status, len(said.err.splitlines())) == (2, 1)


def test_a_debt_that_is_not_theirs_is_refused(placed: Duly) -> None:
    consumer = whom("Ann Bo")[1]
    assert placed("week", "--consumer", consumer, "--debt", "x", "--medium", "email").status == 2


# --- signs and times --------------------------------------------------------------------------------------------------


def spans(*bounds: tuple[str, str, tuple[str, ...]], zone: str = NEW_YORK) -> tuple[Span, ...]:
    return tuple(
        Span(begin=known.at(begin, zone), end=known.at(end, zone), rules=rules) for begin, end, rules in bounds
    )


def row(day: str, found: Sequence[Span], zone: str = NEW_YORK) -> str:
    letters = week._letters(found)
    return "".join(
        week._sign(week._half_hour(date.fromisoformat(day), half, zone), found, letters)[0] for half in range(48)
    )


@pytest.mark.parametrize(
    ("until", "sign", "lawful"),
    [
        ("12:00:00", ".", [("00:00", "24:00")]),
        ("12:00:59", ".", [("00:00", "12:00"), ("12:00:59", "24:00")]),
        ("12:01:00", "a", [("00:00", "12:00"), ("12:01", "24:00")]),
        ("12:15:00", "a", [("00:00", "12:00"), ("12:15", "24:00")]),
        ("12:29:00", "a", [("00:00", "12:00"), ("12:29", "24:00")]),
        ("12:29:01", "A", [("00:00", "12:00"), ("12:29:01", "24:00")]),
        ("12:30:00", "A", [("00:00", "12:00"), ("12:30", "24:00")]),
    ],
)
def test_a_half_hour_closed_in_part_has_a_small_letter_and_its_times_are_exact(
    until: str, sign: str, lawful: list[tuple[str, str]]
) -> None:
    found = tuple(
        span
        for span in spans(
            ("2026-04-15 00:00", "2026-04-15 12:00", ()),
            ("2026-04-15 12:00", f"2026-04-15 {until}", ("r",)),
            (f"2026-04-15 {until}", "2026-04-16 00:00", ()),
        )
        if span.begin < span.end
    )
    assert row("2026-04-15", found) == f"{'.' * 24}{sign}{'.' * 23}"
    if until != "12:00:00":
        assert week.lawful_times(date(2026, 4, 15), NEW_YORK, found) == lawful


def test_of_two_rules_that_close_a_half_hour_the_letter_is_of_the_one_that_closes_more_of_it() -> None:
    found = spans(
        ("2026-04-15 00:00", "2026-04-15 12:10", ("a.long",)),
        ("2026-04-15 12:10", "2026-04-15 12:30", ("b.short",)),
        ("2026-04-15 12:30", "2026-04-16 00:00", ()),
    )
    assert row("2026-04-15", found) == "A" * 24 + "B" + "." * 23


def test_an_hour_that_the_clocks_leap_over_is_blank_and_one_shown_twice_is_both() -> None:
    spring = (
        Span(
            begin=zones.midnight(date(2026, 3, 8), NEW_YORK), end=zones.midnight(date(2026, 3, 9), NEW_YORK), rules=()
        ),
    )
    assert row("2026-03-08", spring) == "...." + "  " + "." * 42
    twice = week._half_hour(date(2026, 11, 1), 2, NEW_YORK)
    assert [f"{begin:%H:%M %Z}" for begin, _ in twice] == ["01:00 EDT", "01:00 EST"]
    autumn = (
        Span(begin=zones.midnight(date(2026, 11, 1), NEW_YORK), end=twice[1][0], rules=("r",)),
        Span(begin=twice[1][0], end=zones.midnight(date(2026, 11, 2), NEW_YORK), rules=()),
    )
    assert row("2026-11-01", autumn) == "AAaa" + "." * 44


def test_more_rules_than_letters_share_a_sign() -> None:
    found = spans(("2026-04-15 00:00", "2026-04-16 00:00", tuple(f"r.{n:02}" for n in range(30))))
    assert set(list(week._letters(found).values())[26:]) == {"#"}
