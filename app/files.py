"""Files that are there as a whole or not at all: written beside their place, and moved into it once on disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file to write; whoever reads its name finds what was there before, or all of the new.

    A new one only its owner may read. A process that is killed leaves a hidden part beside it. What is no regular
    file, such as a pipe, is written as it is.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    target = path.resolve()  # through a link to what it names, as writing would
    try:
        handle, part = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        error.filename = str(path)  # what was asked for, not what we make of it
        raise
    with os.fdopen(handle, "wb") as file:
        try:
            yield file
            file.flush()
            if target.exists():
                os.fchmod(file.fileno(), target.stat().st_mode)
            os.fsync(file.fileno())
            Path(part).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(part).unlink()
            raise
