"""Mail words: what somebody wrote in a reply, without what they quote, how they sign, and our own words."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_TABLE = Path(__file__).with_suffix(".yaml")
_QUOTED = re.compile(r"^\s*[>|]")
_NO_WORD = re.compile(r"[\W_]+")
_FEW = 3
"""Fewer words than that are only taken for ours where they go on with a quotation: `stop` stands in our closing too."""

_LONGEST = 100_000
_MOST_LINES = 2_000


def theirs(text: str, sent: str = "") -> str:
    """Return the words of a reply that are the sender's own.

    Whoever quotes without marking it cannot hide behind that, nor be heard to say what we wrote: lines that stand in
    what we sent are ours. So STOP in our own closing stops nothing, and `stop writing to me` above or below it does.

    Args:
        text: the reply, whole.
        sent: the words of ours that it answers, where they are known.
    """
    ours = _Ours(sent)
    kept: list[str] = []
    lines = _joined(text[:_LONGEST].split("\n")[:_MOST_LINES])
    quoting = False
    for place, line in enumerate(lines):
        if _QUOTED.match(line):
            continue
        if _is_signature(line) and not quoting:
            break
        if _opens_quote(line, lines[place + 1 : place + 6]):
            is_unmarked = not _is_marked(lines[place + 1 :])
            if is_unmarked and (quoting or not sent):
                break  # an older mail of the thread, or nothing that would say where the quotation ends
            quoting = quoting or is_unmarked
            continue
        if ours.has(line, quoted=quoting) or _is_programs(line) or (quoting and _is_heading(line)):
            continue
        kept.append(line.strip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


class _Ours:
    """Knows our own words again, however a mail program has wrapped them."""

    def __init__(self, sent: str) -> None:
        self._whole = f" {_bare(sent)} "
        self._read = 0
        """How far into our words the quotation has come."""

    def has(self, line: str, *, quoted: bool) -> bool:
        """Return whether a line is ours; of a short one that is only said where it follows on what was quoted."""
        bare = _bare(line)
        if not bare or not self._whole.strip():
            return False
        if len(bare.split()) < _FEW:
            goes_on = (quoted or self._read) and self._whole.startswith(f" {bare} ", self._read)
            place = self._read if goes_on else -1
        else:
            place = max(self._whole.find(f" {bare} ", self._read), self._whole.find(f" {bare} "))
        if place >= 0:
            self._read = place + len(bare) + 1
        return place >= 0


def _bare(line: str) -> str:
    """Return a line as words only: programs add stars, bullets and brackets to what they quote."""
    return _NO_WORD.sub(" ", line).strip().lower()


def _joined(lines: list[str]) -> list[str]:
    """Return the lines, with an introduction that was broken over two or three in one again."""
    whole: list[str] = []
    while lines:
        line, lines = lines[0], lines[1:]
        for more in (1, 2):
            candidate = " ".join([line.strip(), *(one.strip() for one in lines[:more])])
            begins = any(candidate.lower().startswith(word) for word in _table()["introductions_begin"])
            if begins and len(lines) >= more and not _introduces(line) and _introduces(candidate):
                line, lines = candidate, lines[more:]
                break
        whole.append(line)
    return whole


def _opens_quote(line: str, after: list[str]) -> bool:
    said = line.strip().lower()
    return (
        _introduces(line)
        or any(re.fullmatch(pattern, said) for pattern in _table()["dividers"])
        or (_is_heading(line) and sum(_is_heading(one) for one in after) >= 2)
    )


def _introduces(line: str) -> bool:
    said = line.strip().lower()
    return any(re.fullmatch(pattern, said) for pattern in _table()["introductions"])


def _is_marked(after: list[str]) -> bool:
    """Return whether what is quoted next is marked line by line."""
    following = next((line for line in after if line.strip()), "")
    return bool(_QUOTED.match(following))


def _is_heading(line: str) -> bool:
    return any(line.strip(" *>").lower().startswith(f"{name}:") for name in _table()["headings"])


def _is_signature(line: str) -> bool:
    return line.rstrip("\r") in ("-- ", "--") or line.strip() in ("__", "—")


def _is_programs(line: str) -> bool:
    said = line.strip().lower()
    return any(re.fullmatch(pattern, said) for pattern in _table()["programs"])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return table
