"""`duly place`: what stands in a file or in its name never harms the terminal, the good rows or the store."""

from __future__ import annotations

import os
from pathlib import Path

from tests.app.conftest import Duly

HEADER = "creditor,account_number,balance,name"


def written(folder: Path, *rows: str, name: str = "file.csv", header: str = HEADER) -> Path:
    path = folder / name
    path.write_text("\n".join((header, *rows, "")), encoding="utf-8")
    return path


def test_names_and_cells_cannot_colour_or_command_the_terminal(made: Duly, tmp_path: Path) -> None:
    file = written(tmp_path, "A,1,[/red]x\x1b[31m,Ann", name="a [red]\x1b[2J\nfile.csv")
    said = made("place", file)
    assert said.status == 1
    assert "a [red]" in said.out
    assert "'[/red]x" in said.out
    assert "\x1b" not in said.out + said.err
    gone = made("place", tmp_path / "no [/nope]\x1b[2J.csv")
    assert gone.status == 2
    assert "\x1b" not in gone.err


def test_where_rejects_cannot_be_written_the_good_rows_are_imported_and_the_bad_ones_told(
    made: Duly, tmp_path: Path
) -> None:
    file = written(tmp_path, "A,1,10,Ann", "A,2,zz,Bob")
    (tmp_path / "file.rejects.csv").mkdir()  # stands in the way, for root too
    (tmp_path / "file.rejects.csv" / "x").touch()
    said = made("place", file, "--json")
    assert said.status == 1
    assert (said.json["imported"], [r["row"] for r in said.json["rejected"]]) == (1, [3])
    assert "file.rejects.csv" in said.err
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".rejects")] == []
    assert made("place", file, "--json").json["unchanged"] == 1


def test_a_pipe_or_device_is_refused_instead_of_waited_for(made: Duly, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "device.csv").symlink_to("/dev/full")
    for name in ("pipe.csv", "device.csv"):
        said = made("place", tmp_path / name)
        assert said.status == 2
        assert "a device or a pipe" in said.err


def test_a_file_of_very_many_columns_is_refused_in_a_short_line(made: Duly, tmp_path: Path) -> None:
    most, more = (
        made("place", written(tmp_path, header=",".join(f"c{i}" for i in range(count)))) for count in (16_384, 16_385)
    )
    assert "lacks the columns" in most.err
    assert "16,385 columns" in more.err
    for said in (most, more):
        assert said.status == 2
        assert len(said.err) < 1500


def test_a_number_that_no_index_holds_is_refused(made: Duly, tmp_path: Path) -> None:
    file = written(tmp_path, f"A,{'9' * 250},10,Ann", f"A,{'9' * 251},10,Ann")
    said = made("place", file, "--json").json
    assert said["imported"] == 1
    assert [(r["row"], r["field"]) for r in said["rejected"]] == [(3, "account_number")]
