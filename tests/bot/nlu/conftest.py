"""One engine trained from the project's own data, for every test that asks what the assistant understands."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.embedded import Embedded, load_or_train
from bot.nlu.encoder import Encoder

NLU_DATA = Path(__file__).parents[3] / "nlu_data"


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Embedded:
    """Train once, also where several xdist workers ask at the same time."""
    base = tmp_path_factory.getbasetemp()
    return load_or_train(
        NLU_DATA,
        (base if worker_id == "master" else base.parent) / "nlu-model",
        Encoder() if Encoder.is_installed() else None,
    )
