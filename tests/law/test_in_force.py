"""What has been in force stays as it was, for past decisions are decided again with it: a change is a new version."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from accounts.errors import BadLaw
from tools import law


def test_no_value_of_a_provision_or_of_a_table_is_other_than_it_was_written_down_a_second_time() -> None:
    assert law.altered(date.max) == [], "add a version; `python -m tools.law --write` writes the new one down"
    assert json.loads(law.KEPT.read_text("utf-8")) == json.loads(json.dumps(law.values()))


def test_an_altered_value_of_the_past_is_named_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = json.loads(law.KEPT.read_text("utf-8"))
    kept["regf.14b2i.A-seven-in-seven"]["2021-11-30"]["calls"] = 8
    elsewhere = tmp_path / "in_force.json"
    elsewhere.write_text(json.dumps(kept))
    monkeypatch.setattr(law, "KEPT", elsewhere)
    with pytest.raises(BadLaw, match=r"regf\.14b2i\.A-seven-in-seven, since 2021-11-30: put in force as .*8"):
        law.write(date(2026, 11, 26))
    assert json.loads(elsewhere.read_text()) == kept


def test_what_has_not_begun_may_still_be_altered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = json.loads(law.KEPT.read_text("utf-8"))
    later = [(id, since) for id, versions in kept.items() for since in versions if since > "2026-12-31"]
    assert later
    id, since = later[0]
    kept[id][since] = {"other": True}
    elsewhere = tmp_path / "in_force.json"
    elsewhere.write_text(json.dumps(kept))
    monkeypatch.setattr(law, "KEPT", elsewhere)
    begins = date.fromisoformat(since)
    assert law.altered(begins.replace(year=begins.year - 1)) == []
    assert len(law.altered(begins)) == 1
