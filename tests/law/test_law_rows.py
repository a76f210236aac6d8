"""Every row of what was researched beside Regulation F is a provision, is decided by another, or has a reason."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from compliance.book import whole
from compliance.law import us
from compliance.law.us.states.ages import Periods
from compliance.law.us.states.medical_reporting import Bans
from compliance.law.us.states.recording import Recordings
from compliance.parameters import load_yaml
from compliance.provision import Provision

ROWS = json.loads(Path(__file__).with_name("jurisdictions.json").read_text("utf-8"))
OURS = {row["rule_id"]: row for row in ROWS}
BOOK = whole()
STATES = whole("compliance.law.us.states")
FROM_NOTICES = {"ca.consumer_collection_notice", "co.notice"}
"""Of these the row is confirmed by what collectors print, and the words by no code: nobody has compared them."""
LISTED = load_yaml(Path(us.__file__).with_name("rows.yaml"))


def implemented() -> set[str]:
    found = set(BOOK.provisions)
    for provision in BOOK.provisions.values():
        for line in re.findall(r"^Covers: (.+)$", provision.reads, re.MULTILINE):
            found.update(line.rstrip(",").split(", "))
        for version in provision.versions:
            if isinstance(version.values, Bans | Recordings | Periods):
                found.update(row.row for row in version.values.rows)
    return found


def test_each_row_is_accounted_for_once() -> None:
    assert len(ROWS) == len(OURS) == 275
    decided, reasons, provisions = set(LISTED["decided_by"]), set(LISTED["not_decided"]), implemented() & set(OURS)
    assert decided | reasons | provisions == set(OURS)
    assert len(decided) + len(reasons) + len(provisions) == len(OURS)


def test_what_is_decided_elsewhere_is_decided_by_a_provision_that_there_is() -> None:
    assert set(LISTED["decided_by"].values()) <= set(BOOK.provisions)
    assert all(reason.strip() for reason in LISTED["not_decided"].values())


@pytest.mark.parametrize("provision", STATES.provisions.values(), ids=lambda p: p.id)
def test_place_day_and_confidence_are_those_of_the_row(provision: Provision) -> None:
    row = OURS.get(provision.id)
    if row is None:
        assert provision.id.startswith("states.")
        return
    assert provision.place == row["jurisdiction"]
    assert provision.versions[-1].confidence == ("knowledge" if provision.id in FROM_NOTICES else row["confidence"])
    if row["effective"] and row["effective"] > "2021-11-30":
        assert str(provision.versions[-1].since) == row["effective"]


def test_a_table_has_every_state_with_its_own_source_and_confidence() -> None:
    for provision in STATES.provisions.values():
        for version in provision.versions:
            if isinstance(version.values, Bans | Recordings | Periods):
                for row in version.values.rows:
                    assert row.place == OURS[row.row]["jurisdiction"]
                    assert row.confidence == OURS[row.row]["confidence"]
                    assert row.source.strip()
