"""The spool: what was acknowledged to a provider and is not in the database yet, on disk, a line each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from accounts.record import new_id
from channels import held
from channels.port import Came, MailUpdate, Received, StatusUpdate

Posted = Received | MailUpdate | StatusUpdate | Came
"""What a provider posts."""

_POSTED: TypeAdapter[Posted] = TypeAdapter(Posted)


class Spool:
    """A file of this process; what stands in it survives the process and the machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"{new_id()}.spool"
        self._file = held.create(self._path)
        entry = os.open(folder, os.O_RDONLY)
        os.fsync(entry)  # of a file, its name must be on the disk as well
        os.close(entry)

    def keep(self, came: Sequence[Posted]) -> None:
        """Write down what came; when this returns, it is on the disk.

        Raises:
            OSError: it is not, for example because the disk is full.
        """
        lines = memoryview(b"".join(_POSTED.dump_json(one) + b"\n" for one in came))
        while lines:
            lines = lines[os.write(self._file, lines) :]
        os.fsync(self._file)

    def forget(self) -> None:
        """Forget all of it: it is in the database."""
        os.ftruncate(self._file, 0)

    def close(self, *, keep: bool) -> None:
        """Give the file back; keep it where something in it is not in the database, for the next process to read."""
        if not keep:
            self._path.unlink(missing_ok=True)
        os.close(self._file)

    def left_behind(self) -> Iterator[list[Posted]]:
        """Yield what each dead process had kept, and then remove its file: after the caller has written it down."""
        for path in held.orphans(self._folder, ".spool"):
            yield list(_read(path.read_bytes()))


def _read(text: bytes) -> Iterator[Posted]:
    """Yield what stands in a spool; a last line that was cut off was never acknowledged."""
    *lines, _cut_off = text.split(b"\n")
    for line in lines:
        try:
            yield _POSTED.validate_json(line)
        except ValidationError:
            if line is not lines[-1]:
                raise
