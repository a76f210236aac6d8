"""Verifies an exported ledger without Duly: one file, the standard library of Python 3.9 or later, nothing else.

python3 verify_ledger.py LEDGER.jsonl                 the whole chain, from the first record on
python3 verify_ledger.py LEDGER.jsonl --head 7:abc…   and that it still holds the head that was kept elsewhere
python3 verify_ledger.py LEDGER.jsonl --part          an export that begins later (`--since`)

The file has a record in each line, as canonical JSON. Each holds the hash of the one before it, and its own: SHA-256
over the fields named below, each preceded by its length in bytes. So whatever is altered, left out, put in or moved
breaks the chain at that place, and the first broken record is named.

What no file can show by itself: that records were cut off its end, or that all of it was made anew from some record on.
For that, keep the head (number and hash of the last record, which export and `duly ledger verify` print) where whoever
keeps the ledger cannot change it, and give it with --head. Of a part, the record before the first is taken on trust.

Exit status: 0 the chain holds; 1 it is broken; 2 wrong use, or a file that cannot be read or has no record.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from typing import Any, BinaryIO, NoReturn

FIELDS = ("seq", "id", "at", "consumer_id", "kind", "body", "previous", "hash")
GENESIS = "0" * 64
LONGEST = 64 * 1024 * 1024
"""Bytes that are read of one line at most; no record of Duly's comes near."""

LONGEST_LINE = 400
"""Characters of what is said of a broken record."""

MOST_DIGITS = 25
"""Of a number: a longer one is nobody's, and takes long to read."""


class Broken(Exception):
    """The chain is broken: says which record is the first."""


def digest(record: dict[str, Any]) -> str:
    """Return the hash a record must have."""
    fields = [record["previous"], str(record["seq"]), record["id"], record["at"], record["consumer_id"] or ""]
    encoded = [field.encode() for field in [*fields, record["kind"], record["body"]]]
    return hashlib.sha256(b"".join([b"%d:%b" % (len(field), field) for field in encoded])).hexdigest()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("a number of too many digits")
    return int(digits)


def _nothing(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def strict(text: str) -> Any:
    """Read JSON: each key once, no NaN, no infinity, no endless number.

    Raises:
        ValueError: it is none.
    """
    try:
        return json.loads(text, object_pairs_hook=_once, parse_int=_number, parse_constant=_nothing)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def read(line: bytes, at: int) -> dict[str, Any]:
    """Return the record of one line.

    Raises:
        Broken: it is not a record in the characters that Duly writes.
    """
    name = f"record {at}"
    if len(line) > LONGEST:
        raise Broken(f"{name} is longer than {LONGEST} bytes: it is no record")
    if not line.endswith(b"\n"):
        raise Broken(f"{name} is cut off: its line does not end")
    if line.startswith(b"\xef\xbb\xbf"):
        raise Broken(f"{name} begins with a byte order mark, which Duly does not write: another program has saved it")
    if line.endswith(b"\r\n"):
        raise Broken(f"{name} ends in CR LF, which Duly does not write: another program has saved it")
    try:
        text = line[:-1].decode()
        record = strict(text)
    except ValueError as error:
        raise Broken(f"{name} is not JSON in UTF-8: {_short(error)}") from error
    if not isinstance(record, dict) or tuple(record) != FIELDS:
        raise Broken(f"{name} has not the fields of a record, in their order")
    texts = (record[field] for field in FIELDS if field not in ("seq", "consumer_id"))
    consumer = record["consumer_id"]
    if type(record["seq"]) is not int or not all(isinstance(value, str) for value in texts):
        raise Broken(f"{name} has a field of another type")
    if consumer is not None and (not isinstance(consumer, str) or not consumer):
        raise Broken(f"{name} names its consumer by something else than a text")
    if json.dumps(record, ensure_ascii=False, separators=(",", ":")) != text:
        raise Broken(f"{name} is not written in the characters that Duly writes: another program has saved it")
    return record


def follow(record: dict[str, Any], at: int, previous: str | None) -> None:
    """Check that a record is the one that must come now.

    Raises:
        Broken: it is not, or was altered.
    """
    seq, named = record["seq"], f"record {record['seq']} ({record['id']})"
    if seq < at:
        raise Broken(f"{named} stands where record {at} belongs: moved, repeated or put in")
    if seq > at:
        hint = "; for an export that begins later, say --part" if at == 1 else ""
        raise Broken(f"record {at} is missing: record {seq} stands in its place{hint}")
    if previous is not None and record["previous"] != previous:
        raise Broken(f"{named} does not follow record {at - 1}: one of the two was altered or put in")
    if record["hash"] != digest(record):
        raise Broken(f"{named}, {record['kind']} of {record['at']}, was altered")
    try:
        body = strict(record["body"])
    except ValueError as error:
        raise Broken(f"{named}: its body is not JSON: {_short(error)}") from error
    if not isinstance(body, dict):
        raise Broken(f"{named}: its body is not a JSON object")


def verify(
    stream: BinaryIO,
    part: bool = False,
    head: tuple[int, str] | None = None,
) -> tuple[int, int, str]:
    """Walk the chain a line at a time; returns (number of records, number of the last, its hash).

    Raises:
        Broken: names the first record that does not hold, or says that the head is not in it.
    """
    records, at = 0, 1
    previous: str | None = None if part else GENESIS
    last, hash = 0, GENESIS
    while line := stream.readline(LONGEST + 1):
        record = read(line, at)
        if part and not records:
            at = record["seq"]
        follow(record, at, previous)
        records, last, hash = records + 1, at, record["hash"]
        if head is not None and last == head[0] and hash != head[1]:
            raise Broken(f"record {last} is not the head that was kept: all of it was made anew up to there")
        previous, at = hash, at + 1
    if head is not None and last < head[0]:
        raise Broken(f"records {last + 1} to {head[0]} are missing: the head that was kept names {head[0]}")
    return records, last, hash


def _short(error: ValueError) -> str:
    says = str(error)
    return says if len(says) <= 200 else f"{says[:200]}…"


def _shown(says: str) -> str:
    """Return it in one line that no terminal obeys: a forger has written what stands in the record."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in says)
    return shown if len(shown) <= LONGEST_LINE else f"{shown[:LONGEST_LINE]}…"


def _head(text: str) -> tuple[int, str]:
    number, _, hash = text.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < MOST_DIGITS and len(hash) == len(GENESIS)):
        raise argparse.ArgumentTypeError("write it as it was printed: the number, a colon, and 64 characters")
    return int(number), hash


def main(args: list[str] | None = None) -> int:
    """Verify the file that is named; returns the exit status."""
    parser = argparse.ArgumentParser(prog="verify_ledger.py", description="Verify an exported ledger.")
    parser.add_argument("file", help="the export: JSON lines; - is standard input")
    parser.add_argument("--head", type=_head, help="the head that was kept elsewhere, NUMBER:HASH")
    parser.add_argument("--part", action="store_true", help="the export begins later than with the first record")
    given = parser.parse_args(args)
    try:
        if given.file == "-":
            records, last, hash = verify(sys.stdin.buffer, given.part, given.head)
        else:
            with open(given.file, "rb") as stream:  # noqa: PTH123  # a path of the command line, read once
                records, last, hash = verify(stream, given.part, given.head)
    except Broken as broken:
        print(f"broken: {_shown(str(broken))}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{given.file}: {error.strerror or error}", file=sys.stderr)
        return 2
    if not records:
        print(f"{given.file}: no record is in it, so nothing is proven", file=sys.stderr)
        return 2
    print(f"The chain holds: {records} records, head {last}:{hash}")
    if given.head is None:
        print("Whether records were cut off its end, only a head that was kept elsewhere can tell: --head NUMBER:HASH")
    return 0


if __name__ == "__main__":
    sys.exit(main())
