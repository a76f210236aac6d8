"""Fixtures of the assistant's tests: its own store, with a collector who is not the creditor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.store import Store
from bot.nlu.port import Nlu
from tests.bot.talk import opened

NLU_DATA = Path(__file__).parent.parent.parent / "nlu_data"


@pytest.fixture
def talk_store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as store:
        yield store


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Nlu:
    """Train the embedded engine once for all stories."""
    from bot.nlu.embedded import load_or_train
    from bot.nlu.encoder import Encoder

    return load_or_train(NLU_DATA, tmp_path_factory.mktemp("nlu"), Encoder() if Encoder.is_installed() else None)
