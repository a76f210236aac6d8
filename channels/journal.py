"""The send journal: what a worker was handing over and what came of it, where a killed process leaves it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from accounts.contact import Receipt
from accounts.record import Id, new_id
from channels import held


@dataclass(frozen=True)
class LeftBehind:
    """What the journal of a dead worker says."""

    epoch: Id
    begun: frozenset[Id]
    """Attempts that it began to hand over."""
    receipts: dict[Id, Receipt]
    """What became of those it had finished, though it never settled them."""
    whole: bool
    """Whether every line that was written can be there: not after the machine itself went down."""


class Journal:
    """An append-only file: a line before each hand-over, and one after it with the receipt.

    It is not synchronised to disk: it survives the death of the process, which is what it is for, and its
    first line tells whether the machine has gone down since. Each worker has a file of its own, named after
    its epoch, and holds a lock on it as long as it lives; so whoever gets the lock of another's file knows
    that its owner is dead.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.epoch: Id = new_id()
        self._file = held.create(folder / f"{self.epoch}.journal", f"{_BOOT}{_boot()}\n".encode())

    def handing_over(self, attempt: Id) -> None:
        """Write down that this attempt is about to leave."""
        os.write(self._file, f"{attempt}\n".encode())

    def handed_over(self, receipt: Receipt) -> None:
        """Write down what came of it."""
        os.write(self._file, f"{receipt.model_dump_json()}\n".encode())

    def close(self, *, keep: bool = False) -> None:
        """Give the file back; keep it where something handed over was not settled, for the next worker to read."""
        if not keep:
            (self.folder / f"{self.epoch}.journal").unlink(missing_ok=True)
        os.close(self._file)

    def left_behind(self) -> Iterator[LeftBehind]:
        """Yield what each dead worker left, and then forget its file.

        The file is removed when the caller asks for the next one, that is after it has settled this one.
        """
        yield from map(_read, held.orphans(self.folder, ".journal"))


def _read(path: Path) -> LeftBehind:
    """Read a journal; a last line that was cut off says no more than that its hand-over was begun."""
    begun: set[Id] = set()
    receipts: dict[Id, Receipt] = {}
    whole = False
    for line in path.read_text().splitlines():
        if line.startswith(_BOOT):
            whole = line == f"{_BOOT}{_boot()}"
        elif line.startswith("{"):
            try:
                receipt = Receipt.model_validate_json(line)
            except ValidationError:
                continue
            receipts[receipt.attempt] = receipt
        else:
            begun.add(line)
    return LeftBehind(path.stem, frozenset(begun), receipts, whole)


_BOOT = "boot "


def _boot() -> str:
    """Return what names this run of the machine; where the system names none, every journal counts as whole."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "unnamed"
