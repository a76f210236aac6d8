"""What an error code of Twilio's asks us to do, by the dated table beside this file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import yaml

Action = Literal["suppress", "retry_later", "stop_campaign", "unknown"]
"""`retry_later` is a new proposal through the guard; `unknown` asks for a person, never for another try."""

_TABLE = Path(__file__).with_suffix(".yaml")


def action(code: str | None) -> Action:
    """Return what an error code asks for; one that is not in the table is `unknown`."""
    return _actions().get(code or "", "unknown")


@lru_cache(maxsize=1)
def _actions() -> dict[str, Action]:
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))["actions"]
    return {str(code): name for name in get_args(Action) for code in table.get(name, ())}
