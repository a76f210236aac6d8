"""Held files: a process holds a lock on its own while it lives, so one that nobody holds is a dead one's."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


def create(path: Path, first: bytes = b"") -> int:
    """Create a file to append to, and hold it; returns its descriptor, which holds it until it is closed.

    Args:
        path: its name; it gets that when it is held, for one that is not held is taken for a dead process's.
        first: what stands in it from the beginning.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    file = os.open(new, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.write(file, first)
    new.rename(path)
    return file


def orphans(folder: Path, suffix: str) -> Iterator[Path]:
    """Yield the files of a folder that dead processes left, each held by us until the next is asked for.

    It is removed then, that is after the caller has dealt with it; a caller that fails leaves it where it is.
    """
    for path in sorted(folder.glob(f"*{suffix}")):
        try:
            file = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            if path.exists():  # another may have read and removed it before we had the lock
                yield path
                path.unlink(missing_ok=True)
        finally:
            os.close(file)
