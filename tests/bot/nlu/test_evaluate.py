"""The figures are computed as they are described, and the engine stays above floors on lines it never saw."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from accounts.errors import BadInput
from bot.nlu import data
from bot.nlu.embedded import Embedded
from bot.nlu.encoder import Encoder
from bot.nlu.evaluate import evaluate, evaluate_file, judge, read_lines
from bot.nlu.port import SAFETY_INTENTS, Understanding
from bot.nlu.report import Line, Report, told
from bot.nlu.text import fold

ROOT = Path(__file__).parents[3]
HELD_OUT = ROOT / "tests" / "bot" / "held_out.jsonl"
UNSEEN = ROOT / "tests" / "bot" / "nlu" / "held_out_unseen.es.jsonl"
"""Written by somebody who had not seen the training data; a third of it has no word that gives the intent away."""
BOTH = UNSEEN.with_name("held_out_unseen.jsonl")
"""The same of English and Spanish; whoever writes training data has never looked at it."""
LONG = UNSEEN.with_name("held_out_unseen_long.en.jsonl")
"""Complaints of 30 to 300 words, as people send them to a regulator, by a third hand."""
TODAY = date(2026, 11, 23)


def answer(
    *ranking: tuple[str, float], acts_on: str | None = None, rules: tuple[str, ...] = (), intents: tuple[str, ...] = ()
) -> Understanding:
    return Understanding(
        text="…", ranking=ranking, rules=rules, intents=rules + intents, acts_on=acts_on, language="en", engine="test"
    )


def line(intent: str, *also: str) -> Line:
    return Line(text="…", intent=intent, intents=also)


LINES = [line("thank"), line("thank"), line("greet", "help"), line("bankruptcy"), line("out_of_scope")]
ANSWERS = [
    answer(("thank", 0.95), ("greet", 0.05), acts_on="thank"),
    answer(("greet", 0.85), ("thank", 0.15), acts_on="greet"),
    answer(("help", 0.55), ("greet", 0.45)),
    answer(("help", 0.65), ("bankruptcy", 0.35), acts_on="bankruptcy", rules=("bankruptcy",)),
    answer(("deceased", 0.45), ("thank", 0.1), acts_on="deceased", intents=("deceased",)),
]


@pytest.fixture(scope="module")
def small() -> Report:
    return judge("test", LINES, ANSWERS, [4.0, 1.0, 2.0, 3.0, 100.0])


def test_accuracy_and_top_three_count_the_lines_in_scope_and_any_acceptable_intent(small: Report) -> None:
    assert (small.lines, small.in_scope) == (5, 4)
    assert small.accuracy == 2 / 4  # thank, and help where help is acceptable
    assert small.top_3 == 4 / 4


def test_precision_and_recall_are_those_of_each_intent(small: Report) -> None:
    figures = {figure.intent: figure for figure in small.per_intent}
    assert (figures["thank"].lines, figures["thank"].precision, figures["thank"].recall) == (2, 1.0, 0.5)
    assert figures["thank"].f1 == pytest.approx(2 / 3)
    assert (figures["help"].lines, figures["help"].precision, figures["help"].recall) == (1, 0.5, 1.0)
    assert figures["bankruptcy"].precision is None
    # Macro-F1 goes over the labelled intents in scope: thank 2/3, help 2/3, bankruptcy 0.
    assert small.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)


def test_safety_is_recalled_by_rule_or_engine_and_alarms_are_false_on_other_lines(small: Report) -> None:
    assert (small.safety.lines, small.safety.recall, small.safety.recall_by_rules_alone) == (1, 1.0, 1.0)
    assert small.safety.by_intent == {"bankruptcy": 1.0}
    assert small.safety.false_alarms == 1 / 4  # the line out of scope was taken for a death


def test_abstention_and_rejection_are_read_in_scope(small: Report) -> None:
    assert (small.acts_on.coverage, small.acts_on.precision) == (3 / 4, 2 / 3)
    assert small.out_of_scope_left_alone == 0.0
    at = {point.confidence: point for point in small.rejection}
    assert (at[0.0].coverage, at[0.0].precision) == (1.0, 0.5)
    assert (at[0.9].coverage, at[0.9].precision) == (0.25, 1.0)
    assert small.coverage_at_90 == 0.25


def test_the_calibration_error_is_the_mean_gap_between_confidence_and_truth(small: Report) -> None:
    # One line a bin: .95 right, .85 wrong, .55 right, .65 wrong, .45 wrong.
    assert small.calibration_error == pytest.approx((0.05 + 0.85 + 0.45 + 0.65 + 0.45) / 5)


def test_latency_is_the_nearest_rank(small: Report) -> None:
    assert (small.latency_p50_ms, small.latency_p95_ms) == (3.0, 100.0)


def test_every_wrong_line_is_named_with_its_number(small: Report) -> None:
    assert [(wrong.line, wrong.intent, wrong.said) for wrong in small.wrong] == [
        (2, "thank", "greet"),
        (4, "bankruptcy", "help"),
        (5, "out_of_scope", "deceased"),
    ]


def test_no_lines_in_scope_give_no_figures_instead_of_an_error() -> None:
    report = judge("test", [line("out_of_scope")], [answer()], [1.0])
    assert (report.accuracy, report.macro_f1, report.coverage_at_90) == (None, None, 0.0)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "has no lines"),
        ('{"text": "hi", "intent": "greet"}\n{"text": "hi"}', "line 2: intent: Field required"),
        ("not json", "line 1: line: Invalid JSON"),
    ],
)
def test_an_unusable_file_is_a_clear_error(tmp_path: Path, written: str, says: str) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(BadInput, match=re.escape(says)):
        read_lines(path)


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_lines(tmp_path / "none.jsonl")


def test_a_file_with_a_byte_order_mark_and_fields_of_its_authors_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('\ufeff{"text": "hola", "intent": "greet", "lang": "es", "note": 1}\n\n', encoding="utf-8")
    assert read_lines(path) == (Line(text="hola", intent="greet", lang="es"),)


def test_predictions_stand_in_order_and_can_be_written_as_json(engine: Embedded) -> None:
    lines = [
        Line(text="/greet", intent="greet"),
        Line(text="👍", intent="affirm"),
        Line(text="stop texting me", intent="opt_out_channel"),
    ]
    _, predictions = evaluate(engine, lines, today=TODAY)
    assert [prediction.text for prediction in predictions] == ["/greet", "👍", "stop texting me"]
    assert (predictions[1].ranking, predictions[1].acts_on) == ((), None)
    written = json.loads(predictions[2].model_dump_json())
    assert set(written) == {"text", "ranking", "rules", "acts_on", "entities", "language"}
    assert written["rules"] == ["opt_out_channel"]
    assert written["ranking"][0][0] == "opt_out_channel"


def test_a_file_is_judged_as_plain_values_and_its_predictions_are_written(engine: Embedded, tmp_path: Path) -> None:
    file, out = tmp_path / "lines.jsonl", tmp_path / "out.jsonl"
    file.write_text(
        '{"text": "hola", "intent": "greet"}\n{"text": "wrong number", "intent": "thank"}\n', encoding="utf-8"
    )
    report = evaluate_file(engine, file, out, today=TODAY)
    assert json.loads(json.dumps(report))["lines"] == 2
    assert [json.loads(row)["text"] for row in out.read_text(encoding="utf-8").splitlines()] == ["hola", "wrong number"]
    assert "line 2: 'wrong number' is thank, said wrong_number" in told(report)
    with pytest.raises(BadInput, match="cannot be written"):
        evaluate_file(engine, file, tmp_path / "no" / "out.jsonl", today=TODAY)


def test_figures_that_do_not_exist_are_told_as_a_dash(small: Report) -> None:
    assert "accuracy             –" in told(judge("test", [line("out_of_scope")], [answer()], [1.0]))
    assert "accuracy           50.0%" in told(small)


def test_lines_that_another_engine_read_in_its_place_are_told(small: Report) -> None:
    assert small.read_by_another == 0
    assert "NOT ITS OWN" not in told(small)
    assert "5 lines were read by another engine" in told(judge("rasa", LINES, ANSWERS, [1.0] * 5))


def key(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def test_nothing_held_out_is_in_the_training_data() -> None:
    trained = {key(example.text) for example in data.read(ROOT / "nlu_data")}
    held_out = [key(line.text) for line in read_lines(HELD_OUT)]
    assert len(held_out) == len(set(held_out)) >= 120
    unseen = [key(line.text) for file in (UNSEEN, BOTH, LONG) for line in read_lines(file)]
    assert not (trained & {*held_out, *unseen}) - {""}  # what has no words is nothing to learn
    assert {line.lang for line in read_lines(HELD_OUT)} == {"en", "es"}
    assert {line.intent for line in read_lines(HELD_OUT)} <= set(data.inventory(ROOT / "nlu_data"))


@pytest.fixture(scope="module")
def report(engine: Embedded) -> Report:
    return evaluate(engine, read_lines(HELD_OUT), today=TODAY)[0]


def test_the_engine_understands_what_it_never_saw(report: Report) -> None:
    assert report.accuracy is not None
    assert report.accuracy >= 0.9
    assert min(report.accuracy_by_language.values()) >= 0.88
    assert report.top_3 is not None
    assert report.top_3 >= 0.95
    assert report.coverage_at_90 >= 0.85


@pytest.mark.skipif(not Encoder.is_installed(), reason="the encoder has no wheel for this machine")
def test_what_nobody_who_writes_training_data_has_looked_at_is_understood(engine: Embedded) -> None:
    found = evaluate(engine, read_lines(BOTH), today=TODAY)[0]
    assert found.accuracy is not None
    assert found.accuracy >= 0.88
    assert found.top_3 is not None
    assert found.top_3 >= 0.96
    assert found.coverage_at_90 >= 0.9
    assert found.calibration_error is not None
    assert found.calibration_error <= 0.06
    assert found.safety.recall is not None
    assert found.safety.recall >= 0.93
    assert found.safety.false_alarms is not None
    assert found.safety.false_alarms <= 0.05


@pytest.mark.skipif(not Encoder.is_installed(), reason="the encoder has no wheel for this machine")
def test_of_a_long_complaint_the_point_is_found_more_often_than_not_and_nothing_grave_is_missed(
    engine: Embedded,
) -> None:
    found = evaluate(engine, read_lines(LONG), today=TODAY)[0]
    assert found.accuracy is not None
    assert found.accuracy >= 0.78
    assert found.top_3 is not None
    assert found.top_3 >= 0.9
    assert found.safety.recall == 1.0


@pytest.mark.skipif(not Encoder.is_installed(), reason="the encoder has no wheel for this machine")
def test_spanish_that_somebody_else_wrote_is_understood(engine: Embedded) -> None:
    found = evaluate(engine, read_lines(UNSEEN), today=TODAY)[0]
    assert found.accuracy is not None
    assert found.accuracy >= 0.84
    assert found.top_3 is not None
    assert found.top_3 >= 0.95
    assert found.coverage_at_90 >= 0.85
    assert found.acts_on.precision is not None
    assert found.acts_on.precision >= 0.91
    assert found.safety.recall is not None
    assert found.safety.recall >= 0.92


@pytest.mark.skipif(not Encoder.is_installed(), reason="the encoder has no wheel for this machine")
def test_of_all_that_others_wrote_what_must_be_heard_is_heard_and_seldom_in_vain(engine: Embedded) -> None:
    lines = [line for file in (BOTH, LONG, UNSEEN) for line in read_lines(file)]
    found = evaluate(engine, lines, today=TODAY)[0].safety
    assert found.recall is not None
    assert found.recall >= 0.97
    assert min(found.by_intent.values()) >= 0.93
    assert found.false_alarms is not None
    assert found.false_alarms <= 0.03


def test_where_the_engine_acts_it_is_right_and_out_of_scope_it_leaves_alone(report: Report) -> None:
    assert report.acts_on.precision is not None
    assert report.acts_on.precision >= 0.93
    assert report.acts_on.coverage >= 0.8
    assert report.out_of_scope_left_alone is not None
    assert report.out_of_scope_left_alone >= 0.85


def test_the_safety_intents_are_recalled_and_seldom_raised_in_vain(report: Report) -> None:
    assert set(report.safety.by_intent) == set(SAFETY_INTENTS)
    assert report.safety.recall is not None
    assert report.safety.recall >= 0.97
    assert min(report.safety.by_intent.values()) >= 0.93
    assert report.safety.false_alarms is not None
    assert report.safety.false_alarms <= 0.03


def test_confidence_means_what_it_says(report: Report) -> None:
    assert report.calibration_error is not None
    assert report.calibration_error <= 0.12
