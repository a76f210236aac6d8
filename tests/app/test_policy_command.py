"""`duly policy`: a change of the house's limits is proposed by one person, approved by another, and put down."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accounts import ledger
from app import settings, wiring
from tests.app.conftest import Duly, Said

LATER = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()


@pytest.fixture
def propose(made: Duly, tmp_path: Path) -> Duly:
    """Return how Ann proposes what a file says."""

    def run(
        provision: str | Path = "house.spacing", content: str | Path = "hours: 48", since: str | Path = LATER
    ) -> Said:
        (tmp_path / "values.yaml").write_text(str(content))
        values = ("--values", tmp_path / "values.yaml")
        return made(
            "policy", "propose", provision, *values, "--since", since, "--because", "why", "--by", "Ann", "--json"
        )

    return run


def test_a_second_person_approves_and_all_of_it_is_in_the_ledger(made: Duly, propose: Duly) -> None:
    change = propose().json
    assert (change["approved"], change["values"]["hours"]) == (None, 48)
    refused = made("policy", "approve", change["id"], "--by", "ANN")
    assert (refused.status, "second person" in refused.err) == (2, True)
    approved = made("policy", "approve", change["id"], "--by", "Bo", "--json").json
    assert (approved["approved"], approved["decided_by"]) == (True, "Bo")
    spacing = next(p for p in made("policy", "list", "--json").json["provisions"] if p["id"] == "house.spacing")
    assert [(v["since"], v["values"]["hours"]) for v in spacing["versions"]] == [("2021-11-30", 20), (LATER, 48)]
    with wiring.open_store(settings.load()).reading() as reading:
        put_down = [(row.kind, json.loads(row.body)["change"]["id"]) for row in ledger.read(reading.connection)]
    assert put_down == [("policy_proposed", change["id"]), ("policy_decided", change["id"])]
    assert made("ledger", "verify").status == 0


def test_a_refused_change_changes_nothing_and_is_decided_once(made: Duly, propose: Duly) -> None:
    change = propose().json["id"]
    assert change in made("policy", "list").out
    assert made("policy", "refuse", change, "--by", "Bo").status == 0
    again = made("policy", "approve", change, "--by", "Bo")
    assert (again.status, "refused this change already" in again.err) == (2, True)
    assert made("policy", "list", "--json").json["waiting"] == []


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("regf.14h1-medium",), "is law"),
        (("house.gone",), "house.spacing"),
        (("house.spacing", "hours: soon"), "hours"),
        (("house.spacing", "[1]"), "mapping"),
        (("house.spacing", "a: 1\na: 2"), "twice"),
        (("house.spacing", "hours: 48", "2020-01-01"), "later day"),
        (("house.spacing", "hours: 48", "soon"), "--since"),
    ],
)
def test_what_cannot_be_proposed_is_said_in_one_line(propose: Duly, args: tuple[str, ...], says: str) -> None:
    said = propose(*args)
    assert said.status == 2
    assert says in said.json["error"]


def test_a_change_nobody_proposed_cannot_be_approved(made: Duly) -> None:
    said = made("policy", "approve", "nope", "--by", "Bo")
    assert (said.status, "nope" in said.err) == (2, True)
    said = made(
        "policy", "propose", "house.spacing", "--values", "/nope", "--since", LATER, "--because", "x", "--by", "A"
    )
    assert (said.status, "/nope" in said.err) == (2, True)


@pytest.mark.parametrize("by", ["A\u200bnn", "Ａｎｎ", "ánn", "A.n n", "Аnn", "Ann\x00", "\u200c"])
def test_another_spelling_is_no_second_person(made: Duly, propose: Duly, by: str) -> None:
    refused = made("policy", "approve", propose().json["id"], "--by", by)
    assert (refused.status, refused.err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    "content",
    [
        "hours: -5",
        "hours: 99999999999999999999",
        "hours: 2020-01-01",
        "hours: !!binary aGk=",
        "media: !!set {sms}",
        "1: 2",
        "hours: " + "[" * 3000,
        "hours: &x 3\n" + "#" * 9000,
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
    ],
)
def test_values_that_are_none_are_refused_in_one_line(propose: Duly, content: str) -> None:
    refused = propose(content=content)
    assert (refused.status, refused.err.count("\n"), "error" in refused.json) == (2, 1, True)


@pytest.mark.parametrize(
    "forged",
    [
        """insert into policy_changes select 'x', provision, since, '{}', because, proposed_by, proposed_at, 'Bo',
        proposed_at, 1 from policy_changes""",
        "update policy_changes set approved = 1, decided_by = 'Bo', decided_at = proposed_at",
        """update policy_changes set "values" = '{"hours": 1}'""",
        """update policy_changes set "values" = 'none'""",
        "delete from policy_changes",
    ],
)
def test_a_change_of_policy_that_no_record_tells_of_breaks_the_ledger(made: Duly, propose: Duly, forged: str) -> None:
    assert propose().status == 0
    assert made("ledger", "verify").status == 0
    with wiring.open_store(settings.load()).engine.begin() as connection:
        connection.exec_driver_sql(forged)
    broken = made("ledger", "verify")
    assert (broken.status, "house policy" in broken.err) == (1, True)


def test_the_doctor_and_the_list_name_a_limit_that_two_persons_emptied(made: Duly, propose: Duly) -> None:
    def of_policy() -> list[dict[str, str]]:
        return [found for found in made("doctor", "--json").json if found["what"] == "house policy"]

    assert [found["grade"] for found in of_policy()] == ["good"]
    change = propose(content="hours: 0").json["id"]
    assert [found["grade"] for found in of_policy()] == ["good"]
    assert made("policy", "approve", change, "--by", "Bo").status == 0
    (found,) = of_policy()
    assert found["grade"] == "missing"
    for word in ("house.spacing", "Ann", "Bo", LATER, "why"):
        assert word in found["says"]
    listed = made("policy", "list").out
    assert listed.count("it stops nothing") == 1


def test_the_list_says_what_the_values_mean(made: Duly) -> None:
    listed = made("policy", "list").out
    assert "`none` is no template at all" in listed
    (templates,) = [p for p in made("policy", "list", "--json").json["provisions"] if p["id"] == "house.templates"]
    assert "`none` is no template at all" in templates["values"]


def test_a_forged_limit_stops_what_asks_for_the_rules_and_is_named(made: Duly, propose: Duly) -> None:
    assert propose().status == 0
    forged = "update policy_changes set approved = 1, decided_by = 'Bo', decided_at = proposed_at"
    with wiring.open_store(settings.load()).engine.begin() as connection:
        connection.exec_driver_sql(forged)
    for said in (propose(), made("ledger", "replay")):
        assert (said.status, said.err.count("\n"), "house policy" in said.err) == (2, 1, True)
    looked = made("doctor", "--json")
    assert looked.status == 1
    assert [f["says"] for f in looked.json if f["what"] == "ledger" and "house policy" in f["says"]]
    assert made("policy", "list").status == 0
