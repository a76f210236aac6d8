"""The assistant's engine, trained once for all walks."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.embedded import Embedded, load_or_train


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Embedded:
    """Train once, also where several workers ask at the same time."""
    base = tmp_path_factory.getbasetemp()
    return load_or_train(
        Path(__file__).parents[2] / "nlu_data", (base if worker_id == "master" else base.parent) / "nlu-model"
    )
