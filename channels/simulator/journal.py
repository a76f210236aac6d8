"""Journal: one line of JSON for each thing the simulator accepted, so that any process can count what arrived."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accounts.errors import BadSettings


class Journal:
    """A file that is only ever added to.

    Each line is one `write` to the operating system and is not synced to disk: it outlives the process
    (`kill -9`), not the machine.
    """

    def __init__(self, path: Path | None) -> None:
        """Take the file, made where it is missing; None keeps nothing."""
        self.path = path
        self._file: int | None = None
        if path is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            except OSError as no:
                raise BadSettings(f"the simulator cannot write its journal {path}: {no.strerror}") from no

    def add(self, kind: str, record: dict[str, Any]) -> None:
        """Add one line."""
        if self._file is not None:
            os.write(self._file, json.dumps({"kind": kind, **record}, ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def read(path: Path | None, *kinds: str) -> Iterator[dict[str, Any]]:
    """Yield the lines of these kinds (all of them, where none is named), the oldest first.

    A line that a killed process left half written is passed over.
    """
    if path is None or not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict) and (not kinds or record.get("kind") in kinds):
                yield record
