"""Whatever is wrong is said in one line on standard error, with status 2, and with --json in a document too."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import settings
from tests.app.conftest import Duly, Said

ROOT = Path(__file__).parents[2]


def refused(said: Said, *words: str) -> bool:
    """Whether it was refused in one line that has those words."""
    assert said.status == 2
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("duly: ")
    return all(word in said.err for word in words)


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["nope"], "nope"),
        (["place"], "duly place --help"),
        (["place", "x.csv", "--nope"], "--nope"),
        (["worker", "--minutes", "0"], "--minutes"),
        (["worker", "--minutes", "x"], "--minutes"),
        (["decide", "--consumer", "x", "--debt", "y", "--medium", "pigeon"], "'pigeon'"),
        (["law", "explain", "nope"], "nope"),
        (["bench", "nope"], "gateway, guard"),
        (["db", "downgrade", "nope"], "nope"),
        (["ledger", "export", "/nope/ledger.jsonl"], "/nope/ledger.jsonl"),
        (["nlu", "evaluate", "/nope.jsonl"], "/nope.jsonl"),
        (["ledger", "export", "/"], "/: Is a directory"),
        (["ledger", "export", "--since", "yesterday"], "--since"),
        (["place", "/nope.csv"], "/nope.csv"),
        (["place", "/dev/zero"], "/dev/zero is a device"),
        (["law", "check", "/nope.json"], "nope.json"),
        (["round", "--dry-run", "--at", "0001-01-01T00:00:00+00:00"], "1970"),
        (["round", "--dry-run", "--at", "9999-12-31T23:59:59-05:00"], "2999"),
        (["round", "--dry-run", "--at", "2026-11-23T13:00:00"], "offset"),
        (["round", "--dry-run", "--at", "2026-06-30T23:59:60+00:00"], "not an instant"),
    ],
)
def test_wrong_use_is_said_in_one_line(made: Duly, args: list[str], word: str) -> None:
    assert refused(made(*args), word)


def test_with_json_an_error_is_one_document_too(made: Duly) -> None:
    said = made("place", "/nope.csv", "--json")
    assert refused(said, "/nope.csv")
    assert said.json == {"error": "/nope.csv cannot be read: No such file or directory"}
    assert list(made("bench", "--json").json) == ["error"]


def test_without_a_command_the_help_is_shown_and_what_is_missing_is_said(duly: Duly) -> None:
    said = duly()
    assert refused(said, "say what to do")
    assert "Usage: duly" in said.out


@pytest.mark.parametrize("args", [["ledger", "verify"], ["ledger", "export"], ["place", "x.csv"], ["chat"]])
def test_a_store_without_tables_is_told_what_to_do(duly: Duly, args: list[str]) -> None:
    assert refused(duly(*args), "duly db upgrade")


def test_a_damaged_database_is_no_traceback(duly: Duly, var: Path) -> None:
    settings.load()  # makes the keys
    (var / "duly.db").write_bytes(bytes(range(256)) * 32)
    for args in (["ledger", "verify"], ["place", "x.csv"], ["db", "upgrade"], ["db", "check"]):
        assert refused(duly(*args), "file is not a database")
    doctor = duly("doctor", "--json")
    assert doctor.status == 1
    assert [f["grade"] for f in doctor.json if f["what"] == "store"] == ["unsafe"]


def test_a_database_of_a_newer_duly_is_not_said_to_need_an_upgrade(made: Duly, var: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{var / 'duly.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'ffff'")
    engine.dispose()
    said = made("place", "x.csv")
    assert refused(said, "ffff", "newer")
    assert "upgrade" not in said.err
    assert refused(made("db", "upgrade"), "ffff")


def test_a_path_that_is_a_file_where_a_folder_must_be_is_named(duly: Duly, var: Path) -> None:
    var.write_text("")
    assert refused(duly("ledger", "verify"), str(var))


def test_a_reader_that_goes_away_is_no_error(made: Duly, var: Path) -> None:
    command = f"{sys.executable} -m app.cli law list | head -1; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    assert ran.stdout.splitlines()[-1] == "0"


def test_a_terminal_that_knows_ascii_only_gets_its_answer_and_programs_get_theirs_whole(made: Duly, var: Path) -> None:
    narrow = {**os.environ, "PYTHONIOENCODING": "ascii"}
    said, written = (
        subprocess.run([sys.executable, "-m", "app.cli", *args], cwd=ROOT, capture_output=True, env=narrow)
        for args in (["place", "/nope/é.csv"], ["place", "/nope/é.csv", "--json"])
    )
    assert said.stderr.decode("ascii").startswith("duly: /nope/?.csv cannot be read")
    assert written.stdout.decode("ascii").startswith('{"error": "/nope/\\u00e9.csv')


@pytest.mark.parametrize("command", [["serve"], ["demo"]])
def test_a_port_that_is_taken_is_said_before_anything_is_begun(
    made: Duly, var: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("DULY_PORT", port)
        said = made(*command)
    assert refused(said, port, "DULY_PORT")
    assert said.out == ""


def test_a_full_disk_is_said_in_one_line(made: Duly, var: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run([sys.executable, "-m", "app.cli", "law", "list"], cwd=ROOT, stdout=full, stderr=-1)
    assert ran.returncode == 2
    assert ran.stderr.decode().splitlines() == ["duly: the answer could not be written: No space left on device"]
