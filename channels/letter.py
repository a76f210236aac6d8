"""LetterQueue: letters as files in a folder that a person prints and mails; its manifest alone says what is there."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from accounts import contact
from accounts.contact import Medium, Message, Receipt
from accounts.postal import wrong_with_lines
from accounts.record import Id, Instant, Record
from accounts.validation_notice import is_complete
from channels import printing
from compliance.approval import Approval

POSTAGE = "first_class"
"""What comes back undelivered is returned to us only by this class, and 12 CFR 1006.42(a)(1) wants to know of it."""

MANIFEST = "manifest.jsonl"


class Letter(Record):
    """One line of the manifest: a letter that is to be printed and mailed."""

    attempt: Id
    consumer: Id
    debts: tuple[Id, ...]
    address: tuple[str, ...]
    return_address: tuple[str, ...]
    envelope: tuple[str, ...] = ()
    """All that may stand on the envelope, which has no window: what the guard was told when it let the letter go."""
    file: str
    pages: int | None
    """None for a page that the printer's browser breaks."""
    duplex: bool
    """Whether both sides are printed; otherwise each page is a sheet."""
    sha256: str
    postage: str
    created_at: Instant


class LetterQueue:
    """Puts each letter into a folder, whole or not at all, and once: a PDF, or a page to print where there is no Typst.

    The manifest is the queue. A file that it does not name was left by a worker that died before it had put the
    letter in, and must not be printed. To take a batch out, rename the manifest: the next letter begins a new one.
    """

    name = "letter"

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock

    @property
    def medium(self) -> Medium:
        """The medium it carries."""
        return Medium.MAIL

    async def deliver(self, approval: Approval) -> Receipt:
        """Spend the approval and put its letter into the queue."""
        now = self._clock()
        message = approval.spend(Medium.MAIL, now)
        addressed = message.letter or contact.Letter()
        wrong = wrong_with_lines(addressed.address[1:])
        if wrong:
            return self._failed(approval.attempt, now, f"the address {wrong[0]}")
        if not is_complete(addressed.return_address):
            return self._failed(approval.attempt, now, "our own address is not complete: a letter could not come back")
        try:
            printed = await asyncio.to_thread(printing.print_out, message, addressed, now)
        except RuntimeError as error:  # what Typst raises
            return self._failed(approval.attempt, now, f"the letter could not be typeset: {error}")
        letter = _line(approval.attempt, message, addressed, printed, now)
        try:
            await asyncio.to_thread(self._put, letter, printed.content)
        except FileExistsError:
            return self._failed(approval.attempt, now, "a letter of this attempt is in the queue already", "in_doubt")
        except _NotBegun as error:
            return self._failed(approval.attempt, now, f"the print queue cannot be written: {error}")
        return Receipt(attempt=approval.attempt, state="sent", at=now, channel=self.name, reference=letter.file)

    async def aclose(self) -> None:
        """Close nothing."""

    def _put(self, letter: Letter, content: bytes) -> None:
        """Write the file, then the line that makes it a letter; each is there as a whole, or it is not there.

        Raises:
            _NotBegun: nothing was put in.
            FileExistsError: this attempt has a file.
            OSError: it may have been put in.
        """
        part, whole = self._folder / f".{letter.file}.part", self._folder / letter.file
        with _nothing_put_in(part):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _private(part) as file:
                _write(file, content)
        try:
            os.link(part, whole)  # never over another one, as a rename would be
        finally:
            part.unlink()
        _synchronise(self._folder)
        with _locked(self._folder / MANIFEST) as manifest:
            _write(manifest, letter.model_dump_json().encode() + b"\n")
        _synchronise(self._folder)

    def _failed(self, attempt: Id, at: datetime, says: str, state: str = "failed") -> Receipt:
        return Receipt.model_validate(
            {"attempt": attempt, "state": state, "at": at, "channel": self.name, "says": says}
        )


class _NotBegun(Exception):
    """Nothing was put into the queue."""


@contextmanager
def _nothing_put_in(part: Path) -> Iterator[None]:
    """Say of a failure that it came before anything was put in, and leave nothing behind."""
    try:
        yield
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise _NotBegun(str(error)) from error


def queued(folder: Path) -> tuple[list[Letter], list[str]]:
    """Return the letters of a queue, the oldest first, and what is wrong with it: a damaged line or file."""
    letters, wrong = [], []
    path = folder / MANIFEST
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    for number, line in enumerate(lines, 1):
        try:
            letter = Letter.model_validate_json(line)
        except ValidationError:
            wrong.append(f"line {number} of {path} is damaged")
            continue
        if not _unchanged(folder, letter):
            wrong.append(f"{folder / letter.file} is missing or was changed")
        letters.append(letter)
    return letters, wrong


def _unchanged(folder: Path, letter: Letter) -> bool:
    """Return whether a letter's file is in its folder as it was put in; an edited manifest may name a device."""
    file = folder / letter.file
    try:
        if file.name != letter.file or not stat.S_ISREG(file.lstat().st_mode):
            return False
        return hashlib.sha256(file.read_bytes()).hexdigest() == letter.sha256
    except (OSError, ValueError):  # not there, not readable, or no name of a file
        return False


def holds(folder: Path, attempt: Id) -> bool:
    """Return whether a letter of that attempt was put in, and be it in a batch that was taken out to be printed."""
    needle = f'"attempt":"{attempt}"'.encode()
    return any(needle in line for path in folder.glob("*.jsonl") for line in path.read_bytes().split(b"\n")[:-1])


def _line(attempt: Id, message: Message, letter: contact.Letter, printed: printing.Printed, at: datetime) -> Letter:
    return Letter(
        attempt=attempt,
        consumer=message.consumer,
        debts=message.debts,
        address=letter.address,
        return_address=letter.return_address,
        envelope=letter.envelope,
        file=f"{attempt}.{printed.ending}",
        pages=printed.pages,
        duplex=bool(message.notice and message.notice.reverse),
        sha256=hashlib.sha256(printed.content).hexdigest(),
        postage=POSTAGE,
        created_at=at,
    )


@contextmanager
def _private(path: Path) -> Iterator[int]:
    """Open a file that only its owner may read, anew."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        yield file
    finally:
        os.close(file)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Open a file of lines to add one, alone, without the half line that a machine which went down has left."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        content = os.pread(file, 65536, max(0, os.fstat(file).st_size - 65536))
        if not content.endswith(b"\n"):
            os.ftruncate(file, os.fstat(file).st_size - len(content.rpartition(b"\n")[2]))
        yield file
    finally:
        os.close(file)


def _write(file: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(file, left) :]
    os.fsync(file)


def _synchronise(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
