"""The form of an evaluation: a labelled line, a prediction, the figures, and how they are told to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, Field

from accounts.record import Record
from bot.nlu.port import Entity

OUT_OF_SCOPE = "out_of_scope"


class Line(Record):
    """One labelled line of an evaluation file; what it names beyond these fields is kept by its author and not read."""

    model_config = ConfigDict(extra="ignore")

    text: str
    intent: str
    intents: tuple[str, ...] = ()
    entities: tuple[Any, ...] = ()
    lang: str | None = None
    tags: tuple[str, ...] = ()
    source: str | None = None

    @property
    def acceptable(self) -> frozenset[str]:
        """Return every intent that is right for this line."""
        return frozenset({self.intent, *self.intents})


class Prediction(Record):
    """What the engine made of one line, in the form of the predictions file."""

    text: str
    ranking: tuple[tuple[str, float], ...]
    rules: tuple[str, ...]
    acts_on: str | None
    entities: tuple[Entity, ...]
    language: str


class IntentFigures(Record):
    """Precision and recall of one intent; None where no line bears on it."""

    intent: str
    lines: int
    precision: float | None
    recall: float | None
    f1: float


class Safety(Record):
    """Recall of the safety intents, by rule or by engine, and how often other lines raised one of them."""

    lines: int
    recall: float | None
    by_intent: dict[str, float] = Field(description="recall of each, where a line asks for it")
    recall_by_rules_alone: float | None
    false_alarms: float | None = Field(
        description="share of the other lines on which a safety intent would be acted on"
    )


class Point(Record):
    """A point of the rejection curve: were only lines of at least this confidence answered."""

    confidence: float
    coverage: float
    precision: float | None


class Wrong(Record):
    """A line whose likeliest intent is not right."""

    line: int
    text: str
    intent: str
    said: str | None
    confidence: float
    acts_on: str | None
    rules: tuple[str, ...]


class Report(Record):
    """The figures of one evaluation; shares are between 0 and 1, times in milliseconds."""

    engine: str
    lines: int
    in_scope: int
    read_by_another: int = Field(description="lines that the engine left to the one behind it, because it was away")
    accuracy: float | None
    macro_f1: float | None
    top_3: float | None
    accuracy_by_language: dict[str, float]
    acts_on: Point = Field(description="what the engine's own abstention does: coverage and precision, in scope")
    out_of_scope_left_alone: float | None = Field(
        description="share of the lines out of scope that nothing was done on"
    )
    coverage_at_90: float = Field(description="largest share that can be answered at 90 % precision, by confidence")
    calibration_error: float | None
    safety: Safety
    rejection: tuple[Point, ...]
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    per_intent: tuple[IntentFigures, ...]
    wrong: tuple[Wrong, ...]


def told(report: Mapping[str, Any] | Report) -> str:
    """Return the figures as lines for a terminal; takes a Report or its plain values."""
    r = report if isinstance(report, Report) else Report.model_validate(report)
    safety = r.safety
    lines = [
        f"{r.engine}: {r.lines} lines, {r.in_scope} in scope",
        *(
            [f"  NOT ITS OWN        {r.read_by_another} lines were read by another engine, for it did not answer"]
            if r.read_by_another
            else []
        ),
        (
            f"  accuracy           {_share(r.accuracy)}   "
            + "  ".join(f"{language} {_share(share)}" for language, share in r.accuracy_by_language.items())
        ),
        f"  macro-F1           {_share(r.macro_f1)}",
        f"  in the top three   {_share(r.top_3)}",
        f"  acts               {_share(r.acts_on.precision)} right on the {_share(r.acts_on.coverage)} it acts on",
        f"  at 90 % precision  {_share(r.coverage_at_90)} could be answered",
        f"  out of scope       {_share(r.out_of_scope_left_alone)} left alone",
        f"  calibration error  {_number(r.calibration_error)}",
        f"  latency            p50 {_number(r.latency_p50_ms)} ms, p95 {_number(r.latency_p95_ms)} ms",
        (
            f"  safety             {_share(safety.recall)} recalled of {safety.lines} "
            f"({_share(safety.recall_by_rules_alone)} by rules alone), {_share(safety.false_alarms)} false alarms"
        ),
    ]
    lines += [f"    {intent:<24} {_share(share)}" for intent, share in safety.by_intent.items()]
    lines.append("  intent                          lines  precision  recall")
    lines += [
        f"    {one.intent:<28} {one.lines:>6}  {_share(one.precision):>9}  {_share(one.recall):>6}"
        for one in r.per_intent
    ]
    lines.append(f"  wrong: {len(r.wrong)}")
    lines += [
        f"    line {one.line}: {one.text!r} is {one.intent}, said {one.said or 'nothing'} ({one.confidence:.2f})"
        for one in r.wrong
    ]
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "  –" if value is None else f"{value:.1%}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"
