"""Measures an engine on labelled lines: how often it is right, when it should keep silent, and what it missed.

A line's intent is what it was labelled with; where a line lists several `intents`, any of them is right. Accuracy,
top three and macro-F1 count the lines in scope; what is out of scope is judged by whether the engine let it be.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from accounts.errors import BadInput
from bot.nlu.port import SAFETY_INTENTS, Nlu, Understanding
from bot.nlu.report import OUT_OF_SCOPE, IntentFigures, Line, Point, Prediction, Report, Safety, Wrong, told

__all__ = ["evaluate", "evaluate_file", "judge", "predict", "prediction", "read_lines", "told"]

_BINS = 10
"""Bins of the expected calibration error."""

_WANTED_PRECISION = 0.9
_STEPS = tuple(step / 20 for step in range(20))
"""Confidences at which the rejection curve is read."""


def evaluate_file(nlu: Nlu, file: Path, predictions: Path | None = None, *, today: date) -> dict[str, Any]:
    """Return the figures of `nlu` on a JSONL file as plain values; `predictions` receives a line for each, in order."""
    report, made = evaluate(nlu, read_lines(file), today=today)
    if predictions is not None:
        try:
            predictions.write_text("".join(f"{one.model_dump_json()}\n" for one in made), encoding="utf-8")
        except OSError as wrong:
            raise BadInput(f"{predictions} cannot be written: {wrong}") from wrong
    return report.model_dump(mode="json")


def read_lines(path: Path) -> tuple[Line, ...]:
    """Return the labelled lines of a JSONL file; a line that cannot be read raises BadInput with its number."""
    try:
        written = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadInput(f"{path} cannot be read as UTF-8 text: {wrong}") from wrong
    lines = []
    for number, row in enumerate(written, start=1):
        if row.strip():
            try:
                lines.append(Line.model_validate_json(row))
            except ValidationError as wrong:
                first = wrong.errors()[0]
                where = ".".join(str(part) for part in first["loc"]) or "line"
                raise BadInput(f"{path} line {number}: {where}: {first['msg']}") from wrong
    if not lines:
        raise BadInput(f'{path} has no lines; write one {{"text": …, "intent": …}} a line')
    return tuple(lines)


def predict(nlu: Nlu, lines: Iterable[Line], today: date) -> Iterator[tuple[Understanding, float]]:
    """Yield what `nlu` makes of each line, and in how many milliseconds."""
    nlu.understand("hello", today=today)  # compiles what is compiled once, outside the measured time
    for line in lines:
        begun = time.perf_counter()
        understood = nlu.understand(line.text, today=today)
        yield understood, (time.perf_counter() - begun) * 1000


def prediction(line: Line, understood: Understanding) -> Prediction:
    """Return a line of the predictions file: the text as it was given and what was made of it."""
    return Prediction(
        text=line.text,
        ranking=understood.ranking,
        rules=understood.rules,
        acts_on=understood.acts_on,
        entities=understood.entities,
        language=understood.language,
    )


def evaluate(nlu: Nlu, lines: Sequence[Line], *, today: date) -> tuple[Report, tuple[Prediction, ...]]:
    """Return the figures of `nlu` on `lines`, and its prediction for each, in order."""
    answers, times = [], []
    for understood, milliseconds in predict(nlu, lines, today):
        answers.append(understood)
        times.append(milliseconds)
    predictions = tuple(prediction(line, understood) for line, understood in zip(lines, answers, strict=True))
    return judge(nlu.name, lines, answers, times), predictions


def judge(engine: str, lines: Sequence[Line], answers: Sequence[Understanding], times: Sequence[float]) -> Report:
    """Return the figures of answers already given, one for each line."""
    pairs = list(zip(lines, answers, strict=True))
    scope = [(line, answer) for line, answer in pairs if line.intent != OUT_OF_SCOPE]
    outside = [answer for line, answer in pairs if line.intent == OUT_OF_SCOPE]
    figures = _per_intent(pairs)
    labelled = [figure.f1 for figure in figures if figure.lines and figure.intent != OUT_OF_SCOPE]
    curve = tuple(_point(scope, step) for step in _STEPS)
    acted = [(line, answer) for line, answer in scope if answer.acts_on is not None]
    return Report(
        engine=engine,
        lines=len(pairs),
        in_scope=len(scope),
        read_by_another=sum(bool(answer.ranking) and answer.engine != engine for answer in answers),
        accuracy=_share(_right(line, answer) for line, answer in scope),
        macro_f1=sum(labelled) / len(labelled) if labelled else None,
        top_3=_share(any(i in line.acceptable for i, _ in answer.ranking[:3]) for line, answer in scope),
        accuracy_by_language={
            language: share
            for language in sorted({line.lang or answer.language for line, answer in scope})
            if (share := _share(_right(x, a) for x, a in scope if (x.lang or a.language) == language)) is not None
        },
        acts_on=Point(
            confidence=0.0,
            coverage=len(acted) / len(scope) if scope else 0.0,
            precision=_share(answer.acts_on in line.acceptable for line, answer in acted),
        ),
        out_of_scope_left_alone=_share(answer.acts_on in (None, OUT_OF_SCOPE) for answer in outside),
        coverage_at_90=_coverage_at(scope, _WANTED_PRECISION),
        calibration_error=_calibration_error(pairs),
        safety=_safety(pairs),
        rejection=curve,
        latency_p50_ms=_quantile(times, 0.5),
        latency_p95_ms=_quantile(times, 0.95),
        per_intent=figures,
        wrong=tuple(
            Wrong(
                line=number,
                text=line.text,
                intent=line.intent,
                said=_said(answer),
                confidence=answer.confidence,
                acts_on=answer.acts_on,
                rules=answer.rules,
            )
            for number, (line, answer) in enumerate(pairs, start=1)
            if not _right(line, answer)
        ),
    )


def _said(answer: Understanding) -> str | None:
    return answer.ranking[0][0] if answer.ranking else None


def _right(line: Line, answer: Understanding) -> bool:
    return _said(answer) in line.acceptable


def _share(hits: Iterable[bool]) -> float | None:
    counted = list(hits)
    return sum(counted) / len(counted) if counted else None


def _per_intent(pairs: Sequence[tuple[Line, Understanding]]) -> tuple[IntentFigures, ...]:
    """Return the figures of every intent that a line bears or the engine said; what is acceptable counts as borne."""
    labelled, said, right = Counter[str](), Counter[str](), Counter[str]()
    for line, answer in pairs:
        guess = _said(answer)
        truth = guess if guess is not None and guess in line.acceptable else line.intent
        labelled[truth] += 1
        if guess is not None:
            said[guess] += 1
            right[guess] += guess == truth
    return tuple(
        IntentFigures(
            intent=intent,
            lines=labelled[intent],
            precision=right[intent] / said[intent] if said[intent] else None,
            recall=right[intent] / labelled[intent] if labelled[intent] else None,
            f1=2 * right[intent] / (said[intent] + labelled[intent]),
        )
        for intent in sorted({*labelled, *said})
    )


def _safety(pairs: Sequence[tuple[Line, Understanding]]) -> Safety:
    asked = [(line, answer) for line, answer in pairs if line.intent in SAFETY_INTENTS]
    other = [answer for line, answer in pairs if not line.acceptable & set(SAFETY_INTENTS)]
    by_intent = {
        intent: share
        for intent in SAFETY_INTENTS
        if (share := _share(intent in answer.intents for line, answer in asked if line.intent == intent)) is not None
    }
    return Safety(
        lines=len(asked),
        recall=_share(line.intent in answer.intents for line, answer in asked),
        by_intent=by_intent,
        recall_by_rules_alone=_share(line.intent in answer.rules for line, answer in asked),
        false_alarms=_share(bool(set(SAFETY_INTENTS).intersection(answer.intents)) for answer in other),
    )


def _point(pairs: Sequence[tuple[Line, Understanding]], confidence: float) -> Point:
    kept = [(line, answer) for line, answer in pairs if answer.confidence >= confidence]
    return Point(
        confidence=confidence,
        coverage=len(kept) / len(pairs) if pairs else 0.0,
        precision=_share(_right(line, answer) for line, answer in kept),
    )


def _coverage_at(pairs: Sequence[tuple[Line, Understanding]], precision: float) -> float:
    """Return the largest share of lines, the most confident first, of which `precision` are right."""
    ordered = sorted(pairs, key=lambda pair: -pair[1].confidence)
    right, best = 0, 0
    for kept, (line, answer) in enumerate(ordered, start=1):
        right += _right(line, answer)
        if right >= precision * kept:
            best = kept
    return best / len(ordered) if ordered else 0.0


def _calibration_error(pairs: Sequence[tuple[Line, Understanding]]) -> float | None:
    """Return the expected calibration error over equal bins of confidence (Naeini et al. 2015)."""
    if not pairs:
        return None
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for line, answer in pairs:
        bins[min(int(answer.confidence * _BINS), _BINS - 1)].append((answer.confidence, _right(line, answer)))
    gaps = (abs(sum(p for p, _ in held) - sum(right for _, right in held)) for held in bins)
    return sum(gaps) / len(pairs)


def _quantile(values: Sequence[float], share: float) -> float | None:
    """Return the nearest-rank quantile."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None
