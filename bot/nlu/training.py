"""Trains the embedded engine: a linear classifier over TF-IDF features, calibrated by cross-validation.

scikit-learn is needed here and nowhere else, and is imported when training starts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.nlu import data
from bot.nlu.features import BLOCKS, features
from bot.nlu.language import detect
from bot.nlu.model import Calibration, Floats, Model, softmax, vector
from bot.nlu.text import prepare

FOLDS = 3
PRECISION = 0.93
"""How often the engine must be right, in cross-validation, when it acts without a rule."""

_FEWEST = {"words": 1, "characters": 2, "concepts": 1}
"""In how many examples a feature must occur to be kept."""

_WHAT_READS = (
    "slang.yaml", "concepts.yaml", "language.yaml",
    "text.py", "language.py", "features.py", "model.py", "training.py",
)  # fmt: skip
"""The files of this package that change what is learnt from the same examples."""


def fingerprint(directory: Path) -> str:
    """Return the SHA-256 of the examples under `directory` and of everything that decides what is learnt from them."""
    digest = hashlib.sha256(data.fingerprint(directory).encode())
    for name in _WHAT_READS:
        digest.update(files("bot.nlu").joinpath(name).read_bytes())
    return digest.hexdigest()


def train(directory: Path) -> Model:
    """Return a model trained from `directory`; data that is not fit to train from raises BadTrainingData."""
    from sklearn.svm import LinearSVC

    found = data.problems(directory)
    if found:
        raise data.BadTrainingData(f"the training data has {len(found)} problems; the first: {found[0]}")
    examples = data.read(directory)
    intents = tuple(sorted({example.intent for example in examples}))
    if min(Counter(example.intent for example in examples).values()) < FOLDS:
        raise data.BadTrainingData(f"every intent needs at least {FOLDS} examples")
    wanted = np.array([intents.index(example.intent) for example in examples])
    read = [_features(example.text) for example in examples]
    vocabulary, rarity = _vocabulary(read)
    matrix = _matrix(read, vocabulary, rarity)
    calibration = _calibration(_unseen_margins(matrix, wanted), wanted)
    fitted = LinearSVC(random_state=7).fit(matrix, wanted)
    weights, bias = _for_every_intent(fitted.coef_, fitted.intercept_)
    weights = weights.astype(np.float16).astype(np.float32)  # as stored, so that a fresh model and a loaded one agree
    return Model(
        fingerprint=fingerprint(directory),
        intents=intents,
        vocabulary=vocabulary,
        rarity=rarity,
        weights=weights,
        bias=bias,
        calibration=calibration,
    )


def _features(text: str) -> dict[str, Counter[str]]:
    plain = prepare(text).text
    return features(plain, detect(plain))


def _vocabulary(read: list[dict[str, Counter[str]]]) -> tuple[dict[str, dict[str, int]], Floats]:
    vocabulary: dict[str, dict[str, int]] = {}
    rarity: list[float] = []
    for block in BLOCKS:
        texts = Counter(term for found in read for term in found[block])
        kept = sorted(term for term, n in texts.items() if n >= _FEWEST[block])
        vocabulary[block] = {term: len(rarity) + at for at, term in enumerate(kept)}
        rarity += [float(np.log((1 + len(read)) / (1 + texts[term])) + 1) for term in kept]
    return vocabulary, np.array(rarity, dtype=np.float32)


def _matrix(read: list[dict[str, Counter[str]]], vocabulary: dict[str, dict[str, int]], rarity: Floats) -> Any:
    from scipy.sparse import csr_matrix

    rows = [vector(found, vocabulary, rarity) for found in read]
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns, values = np.concatenate([c for c, _ in rows]), np.concatenate([v for _, v in rows])
    return csr_matrix((values, columns, starts), shape=(len(read), len(rarity)))


def _unseen_margins(matrix: Any, wanted: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return the margins of every example by a classifier that has not seen it, shape (examples, intents)."""
    from sklearn.model_selection import StratifiedKFold
    from sklearn.svm import LinearSVC

    margins = np.zeros((len(wanted), int(wanted.max()) + 1))
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(matrix, wanted):
        fitted = LinearSVC(random_state=7).fit(matrix[seen], wanted[seen])
        weights, bias = _for_every_intent(fitted.coef_, fitted.intercept_)
        margins[unseen] = matrix[unseen] @ weights + bias
    return margins


def _for_every_intent(coefficients: npt.NDArray[Any], intercepts: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    """Return weights (features, intents) and bias (intents,); of two intents the classifier keeps one row only."""
    if len(coefficients) == 1:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.hstack([-intercepts, intercepts])
    return np.ascontiguousarray(coefficients.T, dtype=np.float32), np.asarray(intercepts, dtype=np.float32)


def _calibration(margins: npt.NDArray[np.float64], wanted: npt.NDArray[Any]) -> Calibration:
    """Choose the temperature that makes the right intent likeliest, and the lowest bar that is precise enough."""
    told = np.arange(len(wanted)), wanted
    temperature = min(
        (float(t) for t in np.geomspace(0.02, 3.0, 120)),
        key=lambda t: -float(np.log(softmax(margins, t)[told] + 1e-12).mean()),
    )
    chances = softmax(margins, temperature)
    best = np.sort(chances, axis=1)[:, ::-1]
    right = chances.argmax(axis=1) == wanted
    bars = [(s, a, _above(best, s, a)) for s in np.arange(0.1, 0.95, 0.02) for a in np.arange(0.0, 0.5, 0.02)]
    precise = [(s, a, acts) for s, a, acts in bars if acts.any() and right[acts].mean() >= PRECISION]
    surest, ahead, acts = max(precise or bars[-1:], key=lambda bar: int(bar[2].sum()))
    return Calibration(
        temperature=temperature,
        surest=float(surest),
        ahead=float(ahead),
        accuracy=float(right.mean()),
        precision=float(right[acts].mean()) if acts.any() else 1.0,
        coverage=float(acts.mean()),
    )


def _above(best: npt.NDArray[np.float64], surest: float, ahead: float) -> npt.NDArray[np.bool_]:
    return np.asarray((best[:, 0] >= surest) & (best[:, 0] - best[:, 1] >= ahead))
