"""`duly decide`: odd instants and consumers of whom nothing is known get an answer, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import settings, wiring
from tests.app.conftest import Duly

HEADER = "creditor,account_number,balance,name,mobile_phone,email,zip,state"


@pytest.fixture
def placed(made: Duly, tmp_path: Path) -> Duly:
    """Return how to run a command, with a consumer of whom only the name is known."""
    (tmp_path / "file.csv").write_text(f"{HEADER}\nA,1,10,Ann Bo,,,,\n")
    assert made("place", tmp_path / "file.csv").status == 0
    return made


def known() -> tuple[str, str]:
    store = wiring.open_store(settings.load())
    with store.reading() as reading:
        (consumer,) = reading.consumer_ids()
        (dossier,) = reading.dossiers([consumer], wiring.system_clock()).values()
    store.close()
    return consumer, dossier.debts[0].id


@pytest.mark.parametrize("medium", ["sms", "email", "voice", "web", "letter"])
def test_who_has_no_zone_no_phone_and_no_address_is_refused_with_every_reason(placed: Duly, medium: str) -> None:
    consumer, debt = known()
    said = placed("decide", "--consumer", consumer, "--debt", debt, "--medium", medium, "--json")
    assert said.status == 1
    assert said.json["approved"] is False
    assert all(objection["citation"] and objection["says"] for objection in said.json["objections"])


@pytest.mark.parametrize(
    "at",
    [
        "1970-01-01T00:00:00+00:00",
        "2021-11-29T18:00:00+00:00",  # the day before Regulation F
        "2021-12-01T18:00:00+00:00",
        "2999-12-31T23:59:59+00:00",
        "2026-03-08T02:30:00-05:00",  # an hour that New York's clocks skip
        "2026-11-01T01:30:00-04:00",  # one that they show twice
        "2026-11-23T13:00:00+14:00",
        "20261123T180000Z",  # ISO 8601 without separators
    ],
)
def test_odd_instants_are_answered_or_refused_in_one_line(placed: Duly, at: str) -> None:
    consumer, debt = known()
    said = placed("decide", "--consumer", consumer, "--debt", debt, "--medium", "email", "--at", at)
    assert said.status == (1 if "2021-12-01" <= at < "3" else 2)
    assert len(said.err.splitlines()) == (said.status == 2)
    people = placed("decide", "--consumer", consumer, "--debt", "another", "--medium", "email", "--at", at)
    assert people.status == 2
