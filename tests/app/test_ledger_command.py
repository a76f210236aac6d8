"""`duly ledger`: what is taken out is verified without Duly, and past decisions are decided again."""

from __future__ import annotations

import ast
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accounts.ledger import Entry, digest, entry
from accounts.record import new_id
from accounts.store import Store
from app import settings, verify_ledger, wiring
from app.verify_ledger import FIELDS, GENESIS, Broken, main, verify
from compliance.book import whole
from compliance.decision import Facts
from compliance.guard import Guard
from tests.app.conftest import Duly
from tests.law import known

NOON = datetime(2026, 4, 15, 16, 0, tzinfo=UTC)
NIGHT = NOON + timedelta(hours=10)
RECORDS = 6
VERIFIER = Path(verify_ledger.__file__)


def decided(when: datetime, **changes: object) -> Entry:
    """Return the record of a decision about a call, as the gateway makes it."""
    proposal = known.proposal(known.dossier(), when)
    decision = Guard(whole()).decide(proposal).model_copy(update=changes)
    facts = Facts(message=proposal.message, words=proposal.words, dossier=proposal.dossier)
    body = f'{{"attempt":null,"decision":{decision.model_dump_json()},"facts":{facts.model_dump_json(by_alias=True)}}}'
    return Entry("decision", when, None, body)


def noted(*entries: Entry) -> None:
    store: Store = wiring.open_store(settings.load())
    for one in entries:
        with store.transaction() as unit:
            unit.note(one)
    store.close()


@pytest.fixture
def kept(made: Duly) -> Duly:
    """Return how to run a command, with a ledger of some records of all kinds of letters."""
    noted(
        *(
            entry("test", NOON + timedelta(hours=n), None, says="a — b\u2028\ncañón 😀", number=n)
            for n in range(RECORDS)
        )
    )
    return made


def exported(lines: list[bytes] | None = None) -> list[bytes]:
    """Return the lines of an export that holds, made here as the form says."""
    previous, made = GENESIS, []
    for seq in range(1, RECORDS + 1):
        fields = (new_id(), NOON.isoformat(), None if seq % 2 else "consumer", "test", f'{{"number":{seq}}}')
        hash = digest(previous, seq, *fields)
        record = dict(zip(FIELDS, (seq, *fields, previous, hash), strict=True))
        made.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        previous = hash
    return made


def rehashed(line: bytes, **changes: object) -> bytes:
    """Return a line with other fields and the hash that fits them."""
    record = json.loads(line) | changes
    record["hash"] = digest(*(record[name] for name in ("previous", "seq", "id", "at", "consumer_id", "kind", "body")))
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


# --- taking out -------------------------------------------------------------------------------------------------------


def test_an_export_is_verified_by_the_one_file_beside_it_and_nothing_of_duly(kept: Duly, tmp_path: Path) -> None:
    said = kept("ledger", "export", tmp_path / "ledger.jsonl")
    assert said.status == 0
    head = kept("ledger", "verify", "--json").json
    assert f"head {head['records']}:{head['head']}" in said.err
    alone = [
        sys.executable,
        "-I",
        "-S",
        "verify_ledger.py",
        "ledger.jsonl",
        "--head",
        f"{head['records']}:{head['head']}",
    ]
    ran = subprocess.run(alone, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"The chain holds: {head['records']} records, head {head['records']}:{head['head']}\n"
    assert (tmp_path / "ledger.jsonl").read_bytes().count(b"\n") == head["records"]


def test_an_export_from_an_instant_on_has_no_gap_and_is_verified_as_a_part(kept: Duly, tmp_path: Path) -> None:
    noted(entry("test", NOON, None, late="its clock was behind"))
    since = (NOON + timedelta(hours=2)).isoformat()
    said = kept("ledger", "export", tmp_path / "part.jsonl", "--since", since)
    lines = (tmp_path / "part.jsonl").read_bytes().splitlines()
    seqs = [json.loads(line)["seq"] for line in lines]
    assert seqs == list(range(seqs[0], seqs[0] + RECORDS - 2 + 1))
    assert "--part" in said.err
    assert main([str(tmp_path / "part.jsonl"), "--part"]) == 0
    assert main([str(tmp_path / "part.jsonl")]) == 1
    assert kept("ledger", "export", "--since", "2030-01-01T00:00:00+00:00").out == ""


def exporting(file: Path, limit: int | None = None) -> subprocess.Popen[str]:
    """Start an export as a process of its own, which may write files of so many bytes at most."""
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); " if limit else ""
    code = f"{limited}import sys; from app import cli; sys.exit(cli.run(['ledger', 'export', sys.argv[1]]))"
    return subprocess.Popen(
        [sys.executable, "-c", code, str(file)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_an_export_that_is_killed_leaves_the_one_before_as_it_was(kept: Duly, tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    assert kept("ledger", "export", file).status == 0
    before = file.read_bytes()
    noted(*(entry("test", NOON, None, says="x" * 200_000) for _ in range(300)))  # long enough to be met while it writes
    process = exporting(file)
    parts: list[Path] = []
    while not parts and process.poll() is None:
        parts = [part for part in tmp_path.glob(".ledger.jsonl.*") if part.stat().st_size > 1_000_000]
        time.sleep(0.001)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "it was to die while it wrote"
    assert file.read_bytes() == before
    assert main([str(file)]) == 0
    assert kept("ledger", "export", file).status == 0
    assert len(file.read_bytes()) > 60_000_000


def test_an_export_for_which_there_is_no_room_says_so_and_leaves_the_one_before(kept: Duly, tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    assert kept("ledger", "export", file).status == 0
    before = file.read_bytes()
    noted(entry("test", NOON, None, says="x" * 3_000_000))
    process = exporting(file, limit=1_000_000)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.count("\n")) == (2, 1), err
    assert "Traceback" not in err
    assert file.read_bytes() == before
    assert list(tmp_path.glob(".ledger.jsonl.*")) == []


def test_the_verifier_can_be_had_alone(kept: Duly, tmp_path: Path) -> None:
    assert kept("ledger", "verifier", tmp_path / "v.py").status == 0
    assert (tmp_path / "v.py").read_bytes() == VERIFIER.read_bytes()
    assert kept("ledger", "verifier").out == VERIFIER.read_text("utf-8")


def test_the_verifier_needs_nothing_but_the_standard_library_of_python_3_9() -> None:
    tree = ast.parse(VERIFIER.read_text("utf-8"), feature_version=(3, 9))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert set(names) <= {"__future__", "argparse", "hashlib", "json", "sys", "typing"}


# --- what the verifier finds ------------------------------------------------------------------------------------------


def broken(lines: list[bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """Return what the verifier says of an export that does not hold."""
    (tmp_path / "export.jsonl").write_bytes(b"".join(lines))
    capsys.readouterr()
    assert main([str(tmp_path / "export.jsonl"), *options]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    return said.err


def test_whatever_byte_of_an_export_is_altered_it_is_found_in_that_record_or_the_next() -> None:
    lines = exported()
    for place in range(len(lines[2])):
        altered = bytearray(lines[2])
        altered[place] ^= 1
        with pytest.raises(Broken, match=r"record \d+"):
            verify(io.BytesIO(b"".join([*lines[:2], bytes(altered), *lines[3:]])))


Spoil = Callable[[list[bytes]], list[bytes]]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda ls: [*ls[:2], ls[2].replace(b"test", b"rest"), *ls[3:]], "record 3 ("),
        (lambda ls: [*ls[:2], *ls[3:]], "record 3 is missing: record 4 stands in its place"),
        (lambda ls: ls[1:], "record 1 is missing: record 2 stands in its place; for an export that begins later"),
        (lambda ls: [ls[0], ls[2], ls[1], *ls[3:]], "record 2 is missing"),
        (lambda ls: [*ls[:3], ls[2], *ls[3:]], "stands where record 4 belongs: moved, repeated or put in"),
        (lambda ls: [*ls[:2], rehashed(ls[2], body='{"number":9}'), *ls[3:]], "does not follow record 3"),
        (lambda ls: [*ls, b"garbage\n"], "record 7 is not JSON"),
        (lambda ls: [*ls, b"\n"], "record 7 is not JSON"),
        (lambda ls: [*ls, b"\xff\xfe\n"], "record 7 is not JSON in UTF-8"),
        (lambda ls: [*ls[:-1], ls[-1][:-1]], "record 6 is cut off"),
        (lambda ls: [*ls[:-1], ls[-1][:40]], "record 6 is cut off"),
        (lambda ls: [b"\xef\xbb\xbf" + ls[0], *ls[1:]], "record 1 begins with a byte order mark"),
        (lambda ls: [line.replace(b"\n", b"\r\n") for line in ls], "record 1 ends in CR LF"),
        (lambda ls: [ls[0].replace(b'"seq":1', b'"seq": 1'), *ls[1:]], "record 1 is not written in the characters"),
        (lambda ls: [ls[0].replace(b"test", b"t\\u0065st"), *ls[1:]], "record 1 is not written in the characters"),
        (lambda ls: [ls[0].replace(b'"seq":1', b'"seq":2,"seq":1'), *ls[1:]], "a key stands twice"),
        (lambda ls: [ls[0].replace(b'"seq":1', b'"seq":NaN'), *ls[1:]], "NaN is not JSON"),
        (lambda ls: [ls[0].replace(b'"seq":1', b'"seq":-Infinity'), *ls[1:]], "-Infinity is not JSON"),
        (lambda ls: [ls[0].replace(b'"seq":1', b'"seq":1.0'), *ls[1:]], "record 1 has a field of another type"),
        (lambda ls: [ls[0].replace(b'"seq":1', b'"seq":true'), *ls[1:]], "record 1 has a field of another type"),
        (lambda ls: [ls[0].replace(b'"seq":1', b'"seq":' + b"9" * 5000), *ls[1:]], "too many digits"),
        (lambda ls: [rehashed(ls[0], seq=-1), *ls[1:]], "record -1 ("),
        (lambda ls: [rehashed(ls[0], consumer_id=""), *ls[1:]], "record 1 names its consumer by something else"),
        (lambda ls: [ls[0].replace(b"null", b"5"), *ls[1:]], "record 1 names its consumer by something else"),
        (lambda ls: [ls[0].replace(b'"kind"', b'"sort"'), *ls[1:]], "record 1 has not the fields of a record"),
        (lambda ls: [b"[]\n", *ls], "record 1 has not the fields of a record"),
        (lambda ls: [b"[" * 100_000 + b"\n", *ls], "record 1 is not JSON"),
        (lambda ls: [b"{" + b" " * 10_000_000 + b"}\n", *ls], "record 1 has not the fields of a record"),
        (lambda ls: [b"x" * 10_000_000 + b"\n", *ls], "record 1 is not JSON"),
        (lambda ls: [rehashed(ls[0], body='{"a":1,"a":2}')], "its body is not JSON: a key stands twice"),
        (lambda ls: [rehashed(ls[0], body='{"a":NaN}')], "its body is not JSON: NaN is not JSON"),
        (lambda ls: [rehashed(ls[0], body="[]")], "its body is not a JSON object"),
    ],
)
def test_what_was_done_to_an_export_is_found_and_the_first_record_named(
    spoil: Spoil, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says in broken(spoil(exported()), tmp_path, capsys)


def test_a_line_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_ledger, "LONGEST", 100)
    with pytest.raises(Broken, match="record 1 is longer than 100 bytes"):
        verify(io.BytesIO(b"x" * 1000))


def test_a_tail_that_was_cut_off_needs_the_head_kept_elsewhere_and_the_verifier_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = exported()
    head = f"{RECORDS}:{json.loads(lines[-1])['hash']}"
    (tmp_path / "cut.jsonl").write_bytes(b"".join(lines[:-2]))
    assert main([str(tmp_path / "cut.jsonl")]) == 0
    assert "only a head that was kept elsewhere can tell" in capsys.readouterr().out
    assert "records 5 to 6 are missing" in broken(lines[:-2], tmp_path, capsys, "--head", head)


def test_a_ledger_made_anew_from_some_record_on_does_not_hold_the_head_that_was_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = f"{RECORDS}:{json.loads(exported()[-1])['hash']}"
    assert "is not the head that was kept" in broken(exported(), tmp_path, capsys, "--head", head)


def test_a_ledger_that_has_grown_since_still_holds_the_head_that_was_kept(tmp_path: Path) -> None:
    lines = exported()
    (tmp_path / "export.jsonl").write_bytes(b"".join(lines))
    assert main([str(tmp_path / "export.jsonl"), "--head", f"3:{json.loads(lines[2])['hash']}"]) == 0


def test_a_part_is_followed_from_its_first_record_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = exported()
    (tmp_path / "part.jsonl").write_bytes(b"".join(lines[3:]))
    assert main([str(tmp_path / "part.jsonl"), "--part"]) == 0
    assert "record 5 is missing" in broken([lines[3], lines[5]], tmp_path, capsys, "--part")


@pytest.mark.parametrize("content", [None, b""], ids=["missing", "empty"])
def test_a_file_that_proves_nothing_is_no_answer(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "x.jsonl").write_bytes(content)
    assert main([str(tmp_path / "x.jsonl")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert main([str(tmp_path)]) == 2


@pytest.mark.parametrize("head", ["7", "x:" + "0" * 64, "7:abc", "٣:" + "0" * 64, ""])
def test_a_head_that_is_none_is_wrong_use(head: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["x.jsonl", "--head", head])
    assert stopped.value.code == 2
    assert "the number, a colon, and 64 characters" in capsys.readouterr().err


def test_standard_input_is_read_as_well() -> None:
    ran = subprocess.run(
        [sys.executable, "-I", VERIFIER, "-"], input=b"".join(exported()), capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


# --- replay -----------------------------------------------------------------------------------------------------------


def test_past_decisions_come_out_as_they_did(made: Duly) -> None:
    noted(decided(NOON), entry("test", NOON, None), decided(NIGHT))
    said = made("ledger", "replay", "--json")
    assert said.status == 0
    assert (said.json["decisions"], said.json["same"], said.json["other_book"]) == (2, 2, 0)
    assert made("ledger", "replay").out == "2 decisions decided again under the rules then in force: 2 as before\n"


def test_a_decision_that_comes_out_otherwise_is_named_with_the_rule_and_the_status_says_no(made: Duly) -> None:
    noted(decided(NOON), decided(NIGHT, approved=True, findings=()))
    said = made("ledger", "replay", "--json")
    assert (said.status, said.json["different"]) == (1, 1)
    assert said.json["by_rule"]["regf.6b1i-presumed-hours"]["newly_refused"] == 1
    people = made("ledger", "replay").out
    assert all(len(line) <= 80 for line in people.splitlines())
    flowing = " ".join(people.split())
    assert "approved then, refused now by the same code: this must not be" in flowing
    assert "regf.6b1i-presumed-hours: is silent then, objects until" in flowing


def test_decisions_of_another_program_are_said_to_be_so(made: Duly) -> None:
    noted(decided(NOON, book="0" * 16))
    said = made("ledger", "replay")
    assert said.status == 0
    assert "1 of them were decided by other code or values" in said.out


def test_only_decisions_from_an_instant_on_are_decided_again(made: Duly) -> None:
    noted(decided(NOON), decided(NIGHT))
    assert made("ledger", "replay", "--since", NIGHT.isoformat(), "--json").json["decisions"] == 1
    assert made("ledger", "replay", "--since", "2030-01-01T00:00:00+00:00", "--json").json["decisions"] == 0


def test_what_if_is_no_check_and_its_differences_are_no_failure(made: Duly) -> None:
    noted(decided(NIGHT, approved=True, findings=()))
    said = made("ledger", "replay", "--book", "today", "--json")
    assert (said.status, said.json["book"], said.json["newly_refused"]) == (0, "today", 1)
    assert "under the rules of 2" in made("ledger", "replay", "--book", "today").out


def test_a_record_that_cannot_be_read_is_named_and_many_are_counted(made: Duly) -> None:
    noted(*(Entry("decision", NOON, None, "{}") for _ in range(23)))
    said = made("ledger", "replay")
    assert said.status == 1
    assert "record 1 cannot be read by this program" in said.out
    assert "and 3 more" in said.out


def test_what_a_forger_wrote_is_said_in_one_line_that_no_terminal_obeys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = json.loads(exported()[0]) | {"kind": "k\n\x1b[2J\u202eThe chain holds" + "x" * 9000}
    (tmp_path / "l.jsonl").write_text(json.dumps(first, ensure_ascii=False, separators=(",", ":")) + "\n")
    assert main([str(tmp_path / "l.jsonl")]) == 1
    said = capsys.readouterr().err
    assert (said.count("\n"), said.rstrip("\n").isprintable(), len(said) < 500) == (1, True, True)
