"""Fixtures of the assistant's tests: its own store, with a collector who is not the creditor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.store import Store
from tests.bot.talk import opened


@pytest.fixture
def talk_store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as store:
        yield store
