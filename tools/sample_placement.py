"""Make sample/placement.csv and .xlsx: invented consumers in every time zone of the United States, and bad rows.

    python -m tools.sample_placement

Nobody in it exists: names are made up, telephone numbers are of the range 555-0100 to 555-0199 that is kept for
fiction (American Samoa has none; its number is the example of the numbering plan), e-mail addresses are at
.example, streets are invented. Cities, states and ZIP codes are real, for the clocks there matter. The seed is
fixed: the same data come out every time.
"""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter
import zipcodes

from accounts.placement_rows import FIELDS
from tools.sample_basis import TODAY, Cells, ago, mailing, texting
from tools.sample_people import BAD, CREDITORS, FIRST, FIRST_ES, LAST, LAST_ES, PLACES, SPECIAL, STREETS

FOLDER = Path(__file__).parent.parent / "sample"
ORDINARY = 300
"""Consumers beside the special ones."""

COLUMNS = tuple(
    field for field in FIELDS if field not in ("first_name", "last_name", "account_at_placement", "other_email")
)


def main() -> None:
    """Write both files; the workbook has a few rows only, with dates and amounts as typed cells."""
    FOLDER.mkdir(exist_ok=True)
    made = rows()
    with (FOLDER / "placement.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(made)
    write_xlsx(FOLDER / "placement.xlsx", made[:12])


def rows() -> list[Cells]:
    """Return all rows: ordinary and special consumers, second debts, and the bad rows among them."""
    maker = Maker(random.Random(20261120))  # noqa: S311 - a sample, repeatable on purpose
    made = [row for number in range(ORDINARY) for row in maker.consumer(number)]
    for index, (name, changes) in enumerate(SPECIAL):
        made.append(maker.special(index, name, changes))
    for index, changes in enumerate(BAD):
        bad = maker.special(500 + index, f"Bad Row-Number{index + 1}", changes)
        made.insert(20 + 23 * index, bad)
    # The one error that needs another row: an account that stands further up.
    made.append(made[5] | {"balance": "1.00", "itemization_amount": "1.00"} | dict.fromkeys(_CHANGES, "0.00"))
    return made


_CHANGES = ("interest", "fees", "payments", "credits")


class Maker:
    """Makes rows, never the same account or telephone number twice."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.accounts = 0
        self.lines: dict[str, int] = {}

    def consumer(self, number: int) -> Iterator[Cells]:
        """Yield one consumer's row, and for some a second one about another debt."""
        chance = self.chance
        spanish = number % 20 in (3, 9, 16)
        code, zone = PLACES[number % len(PLACES)]
        first, last = chance.choice(FIRST_ES if spanish else FIRST), chance.choice(LAST_ES if spanish else LAST)
        cells = self.person(f"{first} {last}", number) | self.home(code, zone)
        cells["language"] = "es" if spanish else "en"
        cells |= self.reach(first, last, number, code)
        cells |= self.choices(number, cells)
        yield cells | self.debt()
        if has_two_debts(number):
            yield cells | self.debt()

    def person(self, name: str, number: int) -> Cells:
        """Return who somebody is."""
        born = date(1945, 1, 1) + timedelta(days=self.chance.randrange(21_000))
        cells = {"name": name, "date_of_birth": born.isoformat(), "ssn_last4": f"{self.chance.randrange(10_000):04d}"}
        # Without all three nobody can tell that two accounts are one consumer's, so those have one account only.
        return cells if number % 17 or has_two_debts(number) else {"name": name}

    def home(self, code: str, zone: str) -> Cells:
        """Return a postal address in the zone, in the area code where that is possible."""
        place = self.chance.choice(zips(code, zone))
        if place["zip_code_type"] == "MILITARY":
            street, city = f"PSC {self.chance.randrange(100, 999)} Box {self.chance.randrange(1000, 9999)}", "APO"
        else:
            street, city = f"{self.chance.randrange(1, 9900)} {self.chance.choice(STREETS)}", place["city"]
        return {"street": street, "city": city, "state": place["state"], "zip": place["zip_code"]}

    def phone(self, code: str) -> str:
        """Return the next number of an area code that is kept for fiction."""
        line = self.lines.get(code, 99) + 1
        self.lines[code] = line
        if line > 199:
            raise ValueError(f"area code {code} has no numbers left")
        return f"({code}) 555-{line:04d}"

    def reach(self, first: str, last: str, number: int, code: str) -> Cells:
        """Return the ways to reach somebody: nearly all have a mobile number, many an e-mail address."""
        cells: Cells = {}
        if code and number % 11:
            cells["mobile_phone"] = self.phone(code)
        if code and number % 6 == 2:
            cells["home_phone"] = self.phone(code)
        if code and number % 9 == 4:
            cells["work_phone"] = self.phone(code)
        if number % 5 != 1:
            cells["email"] = (
                f"{plain(first)}.{plain(last)}.{number}@{self.chance.choice(('mail', 'inbox', 'post'))}.example"
            )
        if number % 14 == 6:
            cells["work_email"] = f"{plain(first)[0]}.{plain(last)}{number}@employer.example"
        return cells

    def choices(self, number: int, known: Cells) -> Cells:
        """Return opt-outs, inconvenient times, attorneys, cease requests, and why their addresses may be used."""
        cells: Cells = {}
        if number % 5 in (1, 3):
            cells["validation_notice_date"] = ago(7 + number % 40)
        if "mobile_phone" in known:
            cells |= texting(number)
        if "email" in known:
            cells |= mailing(number)
        some = {29: "opt_out_sms", 37: "opt_out_email", 43: "opt_out_calls", 48: "employer_prohibits"}
        if field := some.get(number % 50):
            cells[field] = "yes"
        if number % 50 == 31:
            cells |= {"cease_date": ago(60), "cease_via": "mail"}
        if number % 50 == 17:
            cells |= {
                "attorney_name": f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}, Esq.",
                "attorney_address": "1 Invented Court Plaza, Springfield, IL 62701",
                "attorney_date": ago(100),
            }
        if number % 30 == 7:
            cells |= {
                "inconvenient_days": "mon tue wed thu fri",
                "inconvenient_from": "09:00",
                "inconvenient_to": "17:00",
            }
        if number % 60 == 21:
            cells |= {"inconvenient_days": "sun"}
        if number % 60 == 44:
            cells |= {"inconvenient_place": "work"}
        return cells

    def debt(self) -> Cells:
        """Return a debt whose itemisation adds up."""
        chance = self.chance
        self.accounts += 1
        creditor, original, kind = CREDITORS[self.accounts % len(CREDITORS)]
        amount = Decimal(chance.randrange(4_000, 900_000)) / 100
        interest = Decimal(chance.randrange(0, 9_000)) / 100
        fees = Decimal(chance.choice((0, 0, 2500, 3500))) / 100
        payments = Decimal(chance.choice((0, 0, 1000, 2500))) / 100
        balance = amount + interest + fees - payments
        when = TODAY - timedelta(days=chance.randrange(120, 900))
        return {
            "creditor": creditor,
            "original_creditor": original,
            "account_number": f"{kind[:2].upper()}{self.accounts:04d}-{chance.randrange(1000, 9999)}",
            "debt_kind": kind,
            "balance": f"${balance:,.2f}" if self.accounts % 4 == 0 else f"{balance:.2f}",
            "balance_date": TODAY.isoformat(),
            "itemization_kind": chance.choice(("charge_off", "last_statement", "last_payment")),
            "itemization_date": when.isoformat(),
            "itemization_amount": f"{amount:.2f}",
            "interest": f"{interest:.2f}",
            "fees": f"{fees:.2f}",
            "payments": f"{payments:.2f}",
            "credits": "0.00",
            "limitations_last_day": (when + timedelta(days=365 * 4)).isoformat(),
        }

    def special(self, index: int, name: str, changes: Cells) -> Cells:
        """Return the row of somebody with a story; PHONE:code in a change stands for a fresh number."""
        cells = {
            "name": name,
            "date_of_birth": (date(1970, 1, 1) + timedelta(days=index)).isoformat(),
            "ssn_last4": f"{9000 + index:04d}",
            "language": "en",
            **self.debt(),
        }
        for field, value in changes.items():
            cells[field] = self.phone(value[6:]) if value.startswith("PHONE:") else value
        return cells


def has_two_debts(number: int) -> bool:
    """Return whether the consumer of that number owes two debts: every twelfth does."""
    return number % 12 == 5


@lru_cache
def zips(code: str, zone: str) -> list[dict[str, Any]]:
    """Return the ZIP codes of an area code in a zone; a military region where the zone is AA, AE or AP."""
    every: list[dict[str, Any]] = zipcodes.list_all()  # type: ignore[no-untyped-call]  # untyped in its stub
    if zone in ("AA", "AE", "AP"):
        return [z for z in every if z["state"] == zone and z["active"]][:40]
    found = [
        z
        for z in every
        if z["timezone"] == zone
        and z["active"]
        and z["zip_code_type"] != "UNIQUE"
        and (not code or code in z["area_codes"])
    ]
    if not found:
        raise ValueError(f"no ZIP code of area code {code} is in {zone}")
    return found


def plain(name: str) -> str:
    """Return a name in the letters of an e-mail address."""
    bare = unicodedata.normalize("NFKD", name.lower())
    return "".join(c for c in bare if c.isascii() and c.isalnum())


def write_xlsx(path: Path, made: list[Cells]) -> None:
    """Write rows as a workbook, dates as dates and amounts as numbers."""
    with xlsxwriter.Workbook(path) as book:
        # Or else the hour of its making is in the file, and no two are the same.
        book.set_properties({"created": datetime.combine(TODAY, time.min, UTC)})
        sheet = book.add_worksheet("placement")
        form = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, COLUMNS)
        for index, row in enumerate(made, 1):
            for column, field in enumerate(COLUMNS):
                cell = row.get(field, "")
                if field.endswith("_date") and cell:
                    sheet.write_datetime(index, column, date.fromisoformat(cell), form)
                elif field in ("balance", "itemization_amount", *_CHANGES) and cell:
                    sheet.write_number(index, column, float(cell.strip("$").replace(",", "")))
                else:
                    sheet.write_string(index, column, cell)


if __name__ == "__main__":
    main()
