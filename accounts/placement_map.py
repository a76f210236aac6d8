"""ColumnMap: which of their columns holds which of our fields, their date formats, and what all rows share."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from pydantic import Field, ValidationError, field_validator

from accounts.errors import BadPlacement
from accounts.placement_files import Row
from accounts.placement_rejects import EXTRA
from accounts.placement_rows import FIELDS
from accounts.placement_values import Unfit
from accounts.record import Record

_SHOWN = 70
"""How many columns an error names: as many as we have fields, and a few."""

_NEEDED = ("creditor", "account_number", "balance")


@dataclass(frozen=True)
class Layout:
    """Where in one file each field stands."""

    columns: dict[str, int]
    constants: dict[str, str]
    width: int

    def cells(self, row: Row) -> dict[str, str]:
        """Return the text of one row by field, without what is empty.

        Raises:
            Unfit: it has more cells than the header, or the file itself spoilt one.
        """
        if any(cell.strip() for cell in row.cells[self.width :]):
            raise Unfit(
                f"the row has {len(row.cells)} cells, the header {self.width}: is a delimiter or quote wrong?", ""
            )
        for column, why in row.trouble:
            field = next((name for name, index in self.columns.items() if index == column), None)
            if field:
                raise Unfit(why, field)
        found = dict(self.constants)
        for field, index in self.columns.items():
            if index < len(row.cells) and (cell := row.cells[index].strip()):
                found[field] = cell
        return found


class ColumnMap(Record):
    """A column map; the empty one reads files whose headers are our own fields."""

    columns: dict[str, str] = Field(default={}, description="our field: their header")
    dates: tuple[str, ...] = Field(default=(), description="date formats beside YYYY-MM-DD, as strftime writes them")
    constants: dict[str, str] = Field(default={}, description="our field: its value in every row")

    @field_validator("columns", "constants")
    @classmethod
    def _known(cls, given: dict[str, str]) -> dict[str, str]:
        for field in given:
            if field not in FIELDS:
                raise ValueError(f"{field!r} is not one of our fields{_meant(field)}")
        return given

    @field_validator("dates")
    @classmethod
    def _whole(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for form in given:
            if not all(any(part in form for part in parts) for parts in (("%Y", "%y"), ("%m", "%b", "%B"), ("%d",))):
                raise ValueError(f"{form!r} is not a date format with day, month and year such as %m/%d/%Y")
            date(2026, 1, 2).strftime(form)
        return given

    @classmethod
    def read(cls, path: Path) -> ColumnMap:
        """Read a map from YAML.

        Raises:
            BadPlacement: it cannot be read, or has keys or fields that we do not know.
        """
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
            return cls.model_validate({} if content is None else content)
        except OSError as error:
            raise BadPlacement(f"the column map {path} cannot be read: {error.strerror or error}") from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise BadPlacement(f"the column map {path.name} is not YAML: {' '.join(str(error).split())}") from error
        except ValidationError as error:
            raise BadPlacement(f"the column map {path.name}: {'; '.join(map(_says, error.errors()))}") from error

    def layout(self, header: Sequence[str], file: str) -> Layout:
        """Return where each field stands under a header.

        Raises:
            BadPlacement: lists every column that is missing, or every one that nobody knows.
        """
        at = {name.casefold(): index for index, name in enumerate(header) if name}
        absent = [theirs for theirs in self.columns.values() if _folded(theirs) not in at]
        columns = {field: at[field] for field in FIELDS if field in at and field not in self.columns}
        columns |= {field: at[_folded(theirs)] for field, theirs in self.columns.items() if _folded(theirs) in at}
        have = columns.keys() | self.constants.keys()
        absent += [field for field in _NEEDED if field not in have and field not in self.columns]
        if "name" not in have | self.columns.keys() and not {"first_name", "last_name"} <= have | self.columns.keys():
            absent.append("name (or first_name and last_name)")
        if absent:
            raise BadPlacement(
                f"{file} lacks the columns {', '.join(absent)}; it has {_listed([name for name in header if name])}. "
                "A column map (--map) says which of their columns is which of ours"
            )
        if not self.columns:
            strange = [name for name in header if name and name.casefold() not in (*FIELDS, *EXTRA)]
            if strange:
                raise BadPlacement(
                    f"{file} has columns that we do not know: {_listed(strange, _with_guess)}. Rename "
                    "or remove them, or give a column map (--map): with one, columns it does not name are left out"
                )
        constants = {field: value for field, value in self.constants.items() if field not in columns}
        return Layout(columns, constants, len(header))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _listed(names: Sequence[str], more: Callable[[str], str] = str) -> str:
    """Return names in one line that a person can read; a damaged file may have thousands, or very long ones."""
    shown = [more(name if len(name) <= 60 else f"{name[:57]}...") for name in names[:_SHOWN]]
    return ", ".join(shown) + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")


def _with_guess(name: str) -> str:
    return f"{name}{_meant(name)}"


def _meant(name: str) -> str:
    near = difflib.get_close_matches(name.casefold().replace(" ", "_"), FIELDS, 1, 0.75)
    return f" (is {near[0]} meant?)" if near else ""


def _says(detail: object) -> str:
    assert isinstance(detail, dict)
    where = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return f"{where!r} is not one of columns, dates, constants"
    return f"{where}: {detail.get('ctx', {}).get('error') or detail['msg']}"
