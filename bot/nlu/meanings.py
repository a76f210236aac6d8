"""The meanings of the training data: numbers of each example by the encoder, kept so that training needs no encoder.

`nlu_data/meanings.npz` is made by `make meanings`: encoding all examples takes two minutes, training some seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.nlu.encoder import Vector

DIMENSIONS = 192
"""Numbers kept of the encoder's 384, along which the examples differ most, and as good as all of them."""
NAME = "meanings.npz"


class Meanings:
    """How the encoder's numbers are turned and shortened, and what came of each example."""

    def __init__(self, mean: Vector, turn: Vector, known: dict[int, npt.NDArray[np.int8]], sha256: str) -> None:
        """Take the mean (384,), the turn (384, 192), the examples' numbers by key, and the name of all of it."""
        self._mean, self._turn, self._known = mean, turn, known
        self.sha256 = sha256

    def of(self, vector: Vector) -> Vector:
        """Return what is kept of the encoder's numbers, of unit length, shape (192,)."""
        return _unit(np.asarray((vector - self._mean) @ self._turn, dtype=np.float32))

    def known(self, text: str) -> Vector | None:
        """Return what is kept of an example, as prepared; None of what is not there."""
        found = self._known.get(key(text))
        return None if found is None else _unit(found.astype(np.float32))


def read(directory: Path) -> Meanings | None:
    """Return the meanings beside the training data; None where there are none."""
    path = directory / NAME
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as kept:
        known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
        mean, turn = (kept[name].astype(np.float32) for name in ("mean", "turn"))
    return Meanings(mean, turn, known, hashlib.sha256(path.read_bytes()).hexdigest())


def write(directory: Path, texts: Iterable[str], encode: Callable[[str], Vector | None]) -> int:
    """Encode the prepared examples and keep them; return how many. What cannot be encoded is left out."""
    found = {key(text): vector for text in texts if (vector := encode(text)) is not None}
    every = np.stack([*found.values()])
    mean = every.mean(axis=0)
    _, _, turns = np.linalg.svd(every - mean, full_matrices=False)
    turn = turns[:DIMENSIONS].T.astype(np.float16)
    kept = (every - mean) @ turn.astype(np.float32)
    whole = np.round(127 * kept / np.abs(kept).max(axis=1, keepdims=True)).astype(np.int8)
    keys = np.array([*found], dtype=np.uint64)
    np.savez_compressed(directory / NAME, keys=keys, vectors=whole, mean=mean.astype(np.float32), turn=turn)
    return len(found)


def key(text: str) -> int:
    """Return a text's key."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return (vector / length if length else vector).astype(np.float32)
