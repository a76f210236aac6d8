"""What an error code of a provider's says, by the dated tables beside this file: each row with its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from accounts.provider import Rebuff

_TABLE = TypeAdapter(dict[int, tuple[Rebuff, str, str]])


def rebuff(provider: str, code: str | None) -> Rebuff:
    """Return why a provider refused a message; a code that is not in its table is `unclear`, for a person."""
    found = table(provider).get(int(code)) if code and code.isdecimal() and len(code) < 7 else None
    return found[0] if found else "unclear"


@cache
def table(provider: str) -> dict[int, tuple[Rebuff, str, str]]:
    """Return a provider's codes: why, the source of the row, and what it says."""
    read = yaml.safe_load(Path(__file__).with_name(f"{provider}_codes.yaml").read_text(encoding="utf-8"))
    codes = _TABLE.validate_python(read["codes"])
    assert {source for _, source, _ in codes.values()} <= read["sources"].keys()
    return codes
