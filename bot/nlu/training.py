"""Trains the embedded engine: a linear classifier over TF-IDF features, calibrated by cross-validation.

scikit-learn is needed here and nowhere else, and is imported when training starts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.nlu import data, meanings
from bot.nlu.features import BLOCKS, features
from bot.nlu.language import detect
from bot.nlu.model import Calibration, Floats, Model, Scorer, softmax, together, vector
from bot.nlu.port import kin
from bot.nlu.text import prepare

Chances = npt.NDArray[np.float64]
Fit = Callable[[Any, npt.NDArray[Any]], tuple[Floats, Floats]]
"""Trains a linear classifier: rows and their intents, to weights and bias."""

FOLDS = 3
PRECISION = 0.93
"""How often the engine must be right, in cross-validation, when it acts without a rule."""

_FEWEST = {"words": 1, "characters": 2, "concepts": 1}
"""In how many examples a feature must occur to be kept."""

_WHAT_READS = (
    "slang.yaml", "concepts.yaml", "language.yaml",
    "text.py", "language.py", "features.py", "model.py", "meanings.py", "port.py", "training.py",
)  # fmt: skip
"""The files of this package that change what is learnt from the same examples."""


ENCODED = 0.9
"""The share of the examples whose meaning must be known, for meanings to be learnt from at all."""


def fingerprint(directory: Path) -> str:
    """Return the SHA-256 of the examples under `directory` and of everything that decides what is learnt from them."""
    digest = hashlib.sha256(data.fingerprint(directory).encode())
    if (kept := meanings.read(directory)) is not None:
        digest.update(kept.sha256.encode())
    for name in _WHAT_READS:
        digest.update(files("bot.nlu").joinpath(name).read_bytes())
    return digest.hexdigest()


def train(directory: Path) -> Model:
    """Return a model trained from `directory`; data that is not fit to train from raises BadTrainingData."""
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
    kinds = _kinds(intents)
    words, unseen = _by_words(matrix, wanted, kinds)
    meant = _meanings(directory, [prepare(example.text).text for example in examples])
    return Model(
        fingerprint=fingerprint(directory),
        intents=intents,
        vocabulary=vocabulary,
        rarity=rarity,
        words=words,
        meaning=None if meant is None else _by_meaning(meant, wanted, kinds, unseen),
    )


def _by_words(matrix: Any, wanted: npt.NDArray[Any], kinds: Floats) -> tuple[Scorer, Chances]:
    """Return the classifier of words, and what it finds of each example when it has not seen it."""
    from sklearn.svm import LinearSVC

    def fit(rows: Any, told: npt.NDArray[Any]) -> tuple[Floats, Floats]:
        fitted = LinearSVC(random_state=7).fit(rows, told)
        return _for_every_intent(fitted.coef_, fitted.intercept_)

    margins = _unseen_margins(matrix, wanted, fit)
    calibration = _calibration(margins, wanted, kinds)
    return _scorer(fit(matrix, wanted), calibration), softmax(margins, calibration.temperature)


def _by_meaning(meant: Floats, wanted: npt.NDArray[Any], kinds: Floats, words: Chances) -> Scorer:
    """Return the classifier of meanings, calibrated together with what words find."""
    from sklearn.linear_model import LogisticRegression

    def fit(rows: Any, told: npt.NDArray[Any]) -> tuple[Floats, Floats]:
        fitted = LogisticRegression(C=10, max_iter=300).fit(rows, told)
        return _for_every_intent(fitted.coef_, fitted.intercept_)

    margins = together(words, softmax(_unseen_margins(meant, wanted, fit), 1.0))
    return _scorer(fit(meant, wanted), _calibration(margins, wanted, kinds))


def _scorer(fitted: tuple[Floats, Floats], calibration: Calibration) -> Scorer:
    weights, bias = fitted
    weights = weights.astype(np.float16).astype(np.float32)  # as stored, so that a fresh model and a loaded one agree
    return Scorer(weights=weights, bias=bias, calibration=calibration)


def _meanings(directory: Path, texts: list[str]) -> Floats | None:
    """Return what the examples mean, shape (examples, 192); None where too few of them have been encoded."""
    kept = meanings.read(directory)
    if kept is None:
        return None
    found = [kept.known(text) for text in texts]
    if sum(vector is not None for vector in found) < ENCODED * len(texts):
        return None
    nothing = np.zeros(meanings.DIMENSIONS, np.float32)
    return np.stack([nothing if vector is None else vector for vector in found])


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


def _unseen_margins(rows: Any, wanted: npt.NDArray[Any], fit: Fit) -> npt.NDArray[np.float64]:
    """Return the margins of every example by a classifier that has not seen it, shape (examples, intents)."""
    from sklearn.model_selection import StratifiedKFold

    margins = np.zeros((len(wanted), int(wanted.max()) + 1))
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(rows, wanted):
        weights, bias = fit(rows[seen], wanted[seen])
        margins[unseen] = rows[unseen] @ weights + bias
    return margins


def _for_every_intent(coefficients: npt.NDArray[Any], intercepts: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    """Return weights (features, intents) and bias (intents,); of two intents the classifier keeps one row only."""
    if len(coefficients) == 1:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.hstack([-intercepts, intercepts])
    return np.ascontiguousarray(coefficients.T, dtype=np.float32), np.asarray(intercepts, dtype=np.float32)


def _calibration(margins: npt.NDArray[np.float64], wanted: npt.NDArray[Any], kinds: Floats) -> Calibration:
    """Choose the temperature that makes the right intent likeliest, and the lowest bar that is precise enough."""
    told = np.arange(len(wanted)), wanted
    temperature = min(
        (float(t) for t in np.geomspace(0.02, 3.0, 120)),
        key=lambda t: -float(np.log(softmax(margins, t)[told] + 1e-12).mean()),
    )
    chances = softmax(margins, temperature)
    likeliest = chances.argmax(axis=1)
    right = likeliest == wanted
    first, ahead_by = _apart(chances @ kinds, kinds[likeliest].argmax(axis=1))
    steps = [(s, a) for s in np.arange(0.1, 0.95, 0.02) for a in np.arange(0.0, 0.5, 0.02)]
    bars = [(s, a, (first >= s) & (ahead_by >= a)) for s, a in steps]
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


def _kinds(intents: tuple[str, ...]) -> Floats:
    """Return which intent is of which kind, shape (intents, kinds): a dispute of any kind is acted on as one."""
    named = sorted({kin(intent) for intent in intents})
    return np.array([[kin(intent) == kind for kind in named] for intent in intents], dtype=np.float32)


def _apart(likely: Chances, own: npt.NDArray[Any]) -> tuple[Chances, Chances]:
    """Return how likely each text's own kind is, and how far it is ahead of the next; as `surely` measures it."""
    rows = np.arange(len(likely))
    first, others = likely[rows, own], likely.copy()
    others[rows, own] = 0.0
    return first, first - others.max(axis=1)
