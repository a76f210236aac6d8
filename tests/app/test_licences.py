"""The collector's licences are read from a file of their own, and shown where they must be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from accounts.dossier import Licence
from accounts.errors import BadSettings
from app.wiring import read_licences


def test_without_a_file_there_are_none() -> None:
    assert read_licences(None) == ()


def test_a_file_lists_place_number_and_days(tmp_path: Path) -> None:
    path = tmp_path / "licences.yaml"
    path.write_text("- {place: US-CA, number: 10234-99, since: 2026-01-01}\n", "utf-8")
    assert read_licences(path) == (Licence(place="US-CA", number="10234-99", since=date(2026, 1, 1)),)


@pytest.mark.parametrize("content", [None, "- {place: US-CA}", "["], ids=["no file", "no number", "no YAML"])
def test_another_file_is_refused_with_its_name(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "licences.yaml"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(BadSettings, match=r"DULY_LICENCES: .*licences\.yaml"):
        read_licences(path)
