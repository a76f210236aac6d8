"""A letter is in the print queue whole or not at all, and once, whatever kills its worker."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts import contact
from accounts.contact import Medium, Message, Receipt
from accounts.errors import ApprovalSpent
from accounts.record import new_id
from channels import typesetting, validation_layout
from channels.compose import ENVELOPE, Composer
from channels.letter import MANIFEST, Letter, LetterQueue, holds, queued
from channels.links import OptOutLinks
from channels.printing import sheet
from compliance.approval import Approval
from tests.accounts.owing import HOME, MONDAY, TODAY, known, notice

LINKS = OptOutLinks("https://northbay.example", b"only for tests, of thirty-two by")


def message(**changes: Any) -> Message:
    return Composer(LINKS.url).validation_notice(notice(**changes), known(), to=HOME.address)


def answer(text: str = "We looked.\nHere it is.\n\n<b>100 Main</b> #strong[x]", **changes: Any) -> Message:
    """Return a letter that is no form: what answers a dispute, or what an agent wrote."""
    addressed = contact.Letter(
        envelope=ENVELOPE,
        address=("Pat Q. Sample Jr.", "2323 Park Street", "Albany, NY 12207"),
        return_address=("PO Box 12", "Albany, NY 12201"),
        sender="North Bay Recovery",
        dated=TODAY,
    )
    words = Message(id=new_id(), consumer="C", debts=("A",), medium=Medium.MAIL, to="home", text=text, letter=addressed)
    return words.model_copy(update=changes)


def approval(words: Message, attempt: str | None = None) -> Approval:
    return Approval(words, new_id(), attempt or new_id(), MONDAY + timedelta(minutes=1))


def deliver(folder: Path, leave: Approval) -> Receipt:
    return asyncio.run(LetterQueue(folder, lambda: MONDAY).deliver(leave))


def test_a_letter_and_its_line_are_in_the_queue(tmp_path: Path) -> None:
    folder, leave = tmp_path / "letters", approval(message())
    receipt = deliver(folder, leave)
    assert (receipt.state, receipt.channel) == ("sent", "letter")
    letters, wrong = queued(folder)
    assert wrong == []
    (letter,) = letters
    content = (folder / letter.file).read_bytes()
    ending, pages = ("pdf", 1) if typesetting.available() else ("html", None)
    assert letter == Letter(
        attempt=leave.attempt,
        consumer="C",
        debts=("A",),
        address=("Pat Q. Sample Jr.", "2323 Park Street", "Apt 4", "Albany, NY 12207"),
        return_address=("PO Box 12", "Albany, NY 12201"),  # our name may tell that we collect debts
        envelope=("collector_address", "debtor_name_and_address", "postage"),
        file=f"{leave.attempt}.{ending}",
        pages=pages,
        duplex=False,
        sha256=hashlib.sha256(content).hexdigest(),
        postage="first_class",
        created_at=MONDAY,
    )
    assert receipt.reference == letter.file
    assert {path.name for path in folder.iterdir()} == {letter.file, MANIFEST}
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


def test_a_translated_notice_has_its_pages_counted_and_a_reverse_is_printed_on_both_sides(tmp_path: Path) -> None:
    if not typesetting.available():
        pytest.skip("the extra `pdf` is not installed")
    deliver(tmp_path, approval(message(language="es", english="beside")))
    deliver(tmp_path, approval(message(reverse=("By law.",))))
    assert [(letter.pages, letter.duplex) for letter in queued(tmp_path)[0]] == [(2, False), (2, True)]


def test_without_the_extra_a_letter_is_a_page_to_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    typesetting._typst.cache_clear()
    try:
        leave = approval(message())
        deliver(tmp_path, leave)
        deliver(tmp_path, approval(answer()))
    finally:
        typesetting._typst.cache_clear()
    (letter, other), _ = queued(tmp_path)
    assert (letter.file, letter.pages) == (f"{leave.attempt}.html", None)
    assert "We looked." in (tmp_path / other.file).read_text("utf-8")
    assert "How do you want to respond?" in (tmp_path / letter.file).read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "es"])
def test_any_other_letter_is_put_into_the_same_queue_with_both_addresses(tmp_path: Path, language: str) -> None:
    receipt = deliver(tmp_path, approval(answer(language=language)))
    assert receipt.state == "sent", receipt.says
    (letter,), wrong = queued(tmp_path)
    assert wrong == []
    assert letter.address == ("Pat Q. Sample Jr.", "2323 Park Street", "Albany, NY 12207")
    assert (letter.return_address, letter.duplex) == (("PO Box 12", "Albany, NY 12201"), False)
    assert letter.pages == (1 if typesetting.available() else None)


def test_a_long_letter_has_its_pages_counted(tmp_path: Path) -> None:
    if not typesetting.available():
        pytest.skip("the extra `pdf` is not installed")
    deliver(tmp_path, approval(answer("\n\n".join("A line of what shows it." for _ in range(90)))))
    assert [letter.pages for letter in queued(tmp_path)[0]] == [3]


def test_what_is_printed_is_what_was_said_and_never_read_as_markup() -> None:
    words = answer(language="es")
    assert words.letter is not None
    made = sheet(words, words.letter)
    assert made.sender == ("North Bay Recovery", "PO Box 12", "Albany, NY 12201")
    assert made.dated == "lunes, 23 de noviembre de 2026"
    assert made.paragraphs == (("We looked.", "Here it is."), ("<b>100 Main</b> #strong[x]",))
    page = validation_layout.sheet_html(made)
    assert "We looked.<br>\nHere it is.</p>" in page
    assert "&lt;b&gt;100 Main&lt;/b&gt;" in page
    assert '<html lang="es">' in page


def test_an_approval_is_spent_once_in_time_and_for_a_letter_only(tmp_path: Path) -> None:
    leave = approval(message())
    deliver(tmp_path, leave)
    late = Approval(message(), new_id(), new_id(), MONDAY)
    other = approval(message().model_copy(update={"medium": Medium.EMAIL}))
    for spent in (leave, late, other):
        with pytest.raises(ApprovalSpent):
            deliver(tmp_path, spent)
    assert len(queued(tmp_path)[0]) == 1


def test_two_letters_of_one_attempt_are_never_in_the_queue(tmp_path: Path) -> None:
    first = approval(message())
    deliver(tmp_path, first)
    content = (tmp_path / queued(tmp_path)[0][0].file).read_bytes()
    second = deliver(tmp_path, approval(message(reference="another"), first.attempt))
    assert second.state == "in_doubt"
    assert [letter.attempt for letter in queued(tmp_path)[0]] == [first.attempt]
    assert (tmp_path / queued(tmp_path)[0][0].file).read_bytes() == content


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (answer(letter=None), "the address is not complete"),
        (answer(letter=contact.Letter(address=("Pat", "1 Elm Street", "Albany, NY 12207"))), "our own address"),
        (message(consumer_address=("Albany, NY 12207",)), "the address is not complete"),
        (message(consumer_address=("2323 Park Street", "Albany, NY")), "the address is not complete"),
        (message(consumer_address=()), "the address is not complete"),
    ],
)
def test_what_cannot_be_a_letter_is_refused_with_its_reason(tmp_path: Path, words: Message, says: str) -> None:
    receipt = deliver(tmp_path, approval(words))
    assert receipt.state == "failed"
    assert says in receipt.says
    assert queued(tmp_path) == ([], [])


def test_a_queue_that_cannot_be_written_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("a file where the folder should be")
    receipt = deliver(tmp_path / "letters", approval(message()))
    assert receipt.state == "failed"
    assert "the print queue cannot be written" in receipt.says


def test_half_a_line_that_a_machine_left_is_no_letter_and_spoils_none(tmp_path: Path) -> None:
    first, second = approval(message()), approval(message())
    deliver(tmp_path, first)
    with (tmp_path / MANIFEST).open("ab") as manifest:
        manifest.write(b'{"attempt":"half')
    assert [letter.attempt for letter in queued(tmp_path)[0]] == [first.attempt]
    deliver(tmp_path, second)
    assert queued(tmp_path)[1] == []
    assert [letter.attempt for letter in queued(tmp_path)[0]] == [first.attempt, second.attempt]


def test_a_damaged_line_and_a_changed_or_lost_file_are_named(tmp_path: Path) -> None:
    for _ in range(2):
        deliver(tmp_path, approval(message()))
    first, second = queued(tmp_path)[0]
    (tmp_path / first.file).write_text("changed")
    (tmp_path / second.file).unlink()
    with (tmp_path / MANIFEST).open("ab") as manifest:
        manifest.write(b"{}\n")
    assert len(queued(tmp_path)[0]) == 2
    assert [says.rpartition("/")[2] for says in queued(tmp_path)[1]] == [
        f"{first.file} is missing or was changed",
        f"{second.file} is missing or was changed",
        f"{MANIFEST} is damaged",
    ]


def test_a_batch_that_was_taken_out_is_remembered_and_a_new_manifest_begins(tmp_path: Path) -> None:
    first, second = approval(message()), approval(message())
    deliver(tmp_path, first)
    (tmp_path / MANIFEST).rename(tmp_path / "batch-1.jsonl")
    deliver(tmp_path, second)
    assert [letter.attempt for letter in queued(tmp_path)[0]] == [second.attempt]
    assert [holds(tmp_path, attempt) for attempt in (first.attempt, second.attempt, new_id())] == [True, True, False]


WRITER = """
import sys, asyncio
from pathlib import Path
from tests.channels.test_letter import approval, deliver, message
words = message()
print("ready", flush=True)
while True:
    leave = approval(words)
    print(deliver(Path(sys.argv[1]), leave).reference, flush=True)
"""


def test_kills_leave_no_half_letter_and_none_that_was_called_sent_is_lost(tmp_path: Path) -> None:
    said: list[str] = []
    for number in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True, env={**os.environ}
        )
        assert writer.stdout is not None
        while len(line := writer.stdout.readline()) > 0:
            said += [line.strip()] if line.strip() != "ready" else []
            if len(said) >= 3 * (number + 1):
                writer.send_signal(signal.SIGKILL)
                break
        said += [rest.strip() for rest in writer.stdout.read().splitlines() if "." in rest]
        writer.stdout.close()
        assert writer.wait(timeout=30) == -signal.SIGKILL
    letters, wrong = queued(tmp_path)
    assert wrong == []
    files = [letter.file for letter in letters]
    assert len(set(files)) == len(files)
    assert set(said) <= set(files), "what was called sent is in the queue"
    assert len(files) <= len(said) + 6, "at most one letter a kill is there and was not said"


def test_two_workers_put_their_letters_into_one_queue_and_none_is_lost_or_torn(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said: list[str] = []
    for writer in writers:
        assert writer.stdout is not None
        said += [writer.stdout.readline().strip() for _ in range(6)][1:]  # while the other goes on
    for writer in writers:
        writer.kill()
        assert writer.stdout is not None
        said += [rest.strip() for rest in writer.stdout.read().splitlines() if "." in rest]
        writer.stdout.close()
        writer.wait(timeout=30)
    letters, wrong = queued(tmp_path)
    assert wrong == []
    files = [letter.file for letter in letters]
    assert len(set(files)) == len(files)
    assert set(said) <= set(files)
    assert len(said) >= 10


FULL = """
import resource, sys
from pathlib import Path
from tests.channels.test_letter import approval, deliver, message
leave, limit = approval(message(), sys.argv[2]), int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    print(deliver(Path(sys.argv[1]), leave).state)
except OSError as error:
    print("unknown:", error.strerror)
"""


def on_a_full_disk(folder: Path, attempt: str, limit: int) -> str:
    """Put a letter in where no file may be longer than so many bytes; return what came of it."""
    run = [sys.executable, "-c", FULL, str(folder), attempt, str(limit)]
    return subprocess.run(run, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_a_full_disk_takes_no_part_of_a_letter(tmp_path: Path) -> None:
    assert on_a_full_disk(tmp_path, new_id(), 500) == "failed"
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_for_the_line_leaves_no_letter_and_a_doubt(tmp_path: Path) -> None:
    deliver(tmp_path, approval(message()))
    manifest = tmp_path / MANIFEST
    manifest.write_bytes(manifest.read_bytes() * 1000)
    before, attempt = queued(tmp_path)[0], new_id()
    assert on_a_full_disk(tmp_path, attempt, manifest.stat().st_size + 50).startswith("unknown: File too large")
    assert queued(tmp_path) == (before, [])
    assert not holds(tmp_path, attempt)
    later = approval(message())
    deliver(tmp_path, later)
    assert [letter.attempt for letter in queued(tmp_path)[0]] == [*(one.attempt for one in before), later.attempt]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/dev/zero", "fifo", "folder", "link", "", ".", "\0", "a" * 5000])
def test_a_manifest_that_was_edited_makes_nobody_read_what_is_no_letter(tmp_path: Path, name: str) -> None:
    deliver(tmp_path, approval(message()))
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to(tmp_path / queued(tmp_path)[0][0].file)
    line = json.loads((tmp_path / MANIFEST).read_text())
    (tmp_path / MANIFEST).write_text(json.dumps(line | {"file": name}) + "\n")
    assert len(queued(tmp_path)[1]) == 1
