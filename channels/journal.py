"""The send journal: which attempts a worker was handing over, kept where a killed process leaves it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from accounts.record import Id, new_id


class Journal:
    """An append-only file of attempt ids, written just before each hand-over.

    It is not synchronised to disk: it survives the death of the process, which is what it is for. Each
    worker has a file of its own, named after its epoch, and holds a lock on it as long as it lives; so
    whoever gets the lock of another's file knows that its owner is dead.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.epoch: Id = new_id()
        self._file = os.open(folder / f"{self.epoch}.journal", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def handing_over(self, attempt: Id) -> None:
        """Write down that this attempt is about to leave."""
        os.write(self._file, f"{attempt}\n".encode())

    def close(self) -> None:
        """Give the file back; call it only when everything handed over was settled."""
        (self.folder / f"{self.epoch}.journal").unlink(missing_ok=True)
        os.close(self._file)

    def left_behind(self) -> Iterator[tuple[Id, frozenset[Id]]]:
        """Yield (epoch, attempts that were being handed over) of each dead worker, and then forget its file.

        The file is removed when the caller asks for the next one, that is after it has settled this one.
        """
        for path in sorted(self.folder.glob("*.journal")):
            if path.stem == self.epoch:
                continue
            try:
                file = os.open(path, os.O_RDONLY)
            except FileNotFoundError:
                continue
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            else:
                yield path.stem, frozenset(path.read_text().split())
                path.unlink(missing_ok=True)
            finally:
                os.close(file)
