"""What a mail server's status says of an address, by the dated table beside this file."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import get_args

import yaml

from accounts.provider import Rebuff

CODE = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
"""A status as RFC 3463 has it."""


def rebuff(code: str | None) -> Rebuff:
    """Return why a mail was not taken; the longest beginning of its status that is in the table decides."""
    parts = (code or "").split(".")
    beginnings = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((_table()[beginning] for beginning in beginnings if beginning in _table()), "unclear")


@cache
def _table() -> dict[str, Rebuff]:
    read = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    kinds: tuple[Rebuff, ...] = get_args(Rebuff)
    return {str(code): kind for kind in kinds for code in read.get(kind, ())}
