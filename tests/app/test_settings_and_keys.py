"""Where a store and its keys are; keys that were lost are not made anew under a store that needs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accounts.errors import BadSettings
from app import settings
from tests.app.conftest import Duly


def test_the_store_lies_beside_its_keys(made: Duly, var: Path) -> None:
    assert (var / "duly.db").exists()
    assert (var / "keys.json").exists()
    assert not Path("var").exists()


def test_lost_keys_are_not_made_anew_under_a_store(made: Duly, var: Path) -> None:
    (var / "keys.json").unlink()
    said = made("ledger", "verify")
    assert said.status == 2
    assert "keys.json is missing" in said.err
    assert not (var / "keys.json").exists()
    assert made("doctor", "--json").status == 1


def test_with_both_keys_given_no_file_of_keys_is_needed_or_made(
    duly: Duly, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DULY_SECRET_KEY", "x" * 20)
    monkeypatch.setenv("DULY_DATA_KEY", settings.fresh_key())
    assert duly("db", "upgrade").status == 0
    assert duly("ledger", "verify").status == 0
    assert not (var / "keys.json").exists()


def test_a_key_in_the_env_file_wins_over_the_kept_one(duly: Duly, var: Path) -> None:
    assert duly("db", "upgrade").status == 0
    key = settings.fresh_key()
    Path(".env").write_text(f"DULY_DATA_KEY={key}\n")
    read = settings.load()
    assert read.data_key.get_secret_value() == key
    assert read.secret_key.get_secret_value() == json.loads((var / "keys.json").read_text())["secret_key"]


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", "{}", '{"secret_key": 1}', '{"secret_key": "xxxxxxxxxxxxxxxx", "data_key": "1:zz"}', "\xff"],
)
def test_a_damaged_file_of_keys_is_named(made: Duly, var: Path, damage: str) -> None:
    (var / "keys.json").write_bytes(damage.encode("latin-1"))
    said = made("ledger", "verify")
    assert said.status == 2
    assert "keys.json is damaged" in said.err


def test_a_damaged_file_of_the_demo_is_named(duly: Duly, var: Path) -> None:
    var.mkdir()
    (var / "demo.json").write_text("[")
    said = duly("ledger", "verify")
    assert said.status == 2
    assert "demo.json is damaged" in said.err


def test_an_empty_setting_is_none(duly: Duly, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DULY_DATABASE_URL", "DULY_SMTP_URL", "DULY_PORT", "DULY_SECRET_KEY"):
        monkeypatch.setenv(name, "")
    read = settings.load()
    assert read.database_url == f"sqlite:///{var / 'duly.db'}"
    assert read.smtp_url is None
    assert read.port == 8000


def test_a_setting_that_is_unknown_in_the_environment_or_in_the_env_file_is_refused(
    duly: Duly, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".env").write_text("DULY_SMPT_URL=smtp://x\n")
    with pytest.raises(BadSettings, match="DULY_SMPT_URL"):
        settings.load()
    Path(".env").unlink()
    monkeypatch.setenv("DULY_SMPT_URL", "smtp://x")
    with pytest.raises(BadSettings, match="DULY_SMPT_URL"):
        settings.load()
