"""Fixtures of the API's tests: an office over a real store, and a receiver."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.store import Store
from tests.api.world import Office, Receiver


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Iterator[Office]:
    """Yield an office with one consumer, behind a server."""
    made = Office(sqlite_store, tmp_path / "var")
    made.consumer()
    yield made
    made.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Yield an integrator's server."""
    made = Receiver()
    with made.serving:
        yield made
