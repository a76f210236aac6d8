"""Every law case of the topics that are written, and the judge of cases itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accounts.errors import BadLaw
from compliance import cases

HERE = Path(__file__).parent / "cases"
FILES = sorted(HERE.glob("*.json"))
ALL = [case for path in FILES for case in cases.load(path)]
VARIANTS = [case for path in sorted((HERE / "variants").glob("*.json")) for case in cases.load(path)]
"""Cases of our own: the public ones varied at their boundaries, and what of the vocabulary no public one uses."""

WRITTEN = {
    "attorney",
    "cease",
    "conduct",
    "credit_reporting",
    "deceased",
    "delivery",
    "disclosure",
    "dispute",
    "email_procedure",
    "frequency",
    "hours",
    "limited_content",
    "media",
    "optout",
    "optout_notice",
    "payments",
    "place",
    "retention",
    "text_procedure",
    "third_party",
    "time_barred",
    "transfer",
    "validation_content",
    "validation_period",
    "work_email",
}
"""The topics of which every case must pass; whoever writes another adds it here, at its place in the alphabet."""

PASSING = [case for case in ALL if case["topic"] in WRITTEN]


@pytest.mark.parametrize("case", PASSING, ids=[case["id"] for case in PASSING])
def test_the_case_is_answered_as_expected(case: dict[str, Any]) -> None:
    judged = cases.judge(case)
    assert judged.passed, judged.answer


@pytest.mark.parametrize("case", VARIANTS, ids=[case["id"] for case in VARIANTS])
def test_the_variant_is_answered_as_the_text_asks(case: dict[str, Any]) -> None:
    judged = cases.judge(case)
    assert judged.passed, judged.answer


def test_no_variant_has_the_id_of_another_case() -> None:
    ids = [case["id"] for case in (*ALL, *VARIANTS)]
    assert len(ids) == len(set(ids))


def test_all_cases_are_judged_and_what_is_not_written_yet_is_of_other_topics() -> None:
    report = cases.check(FILES)
    assert report.passed >= len(PASSING)
    assert len(report.cases) == len({one.id for one in report.cases}) == len(ALL) >= 447


def test_a_file_of_cases_is_called_after_its_topic() -> None:
    assert {(path.stem, case["topic"]) for path in FILES for case in cases.load(path)} == {
        (path.stem, path.stem) for path in FILES
    }


def an_allowed_case(**changes: Any) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(json.dumps(next(c for c in ALL if c["id"] == "hours.eastern-pacific-1130")))
    return case | changes


def written(path: Path, what: Any) -> Path:
    path.write_text(what if isinstance(what, str) else json.dumps(what), "utf-8")
    return path


def test_a_case_with_another_expectation_fails_and_is_counted(tmp_path: Path) -> None:
    report = cases.check([written(tmp_path / "a.json", [an_allowed_case(expect={"allowed": False})])])
    assert (report.passed, report.failed, report.unsupported) == (0, 1, 0)
    assert report.cases[0].answer["allowed"] is True


def test_a_refusal_for_another_reason_fails() -> None:
    case = next(c for c in ALL if c["id"] == "hours.push-after-nine")
    assert cases.judge(case).passed
    assert not cases.judge(case | {"expect": {"allowed": False, "because": "regf.14h1-medium"}}).passed


def test_a_second_accepted_reason_passes() -> None:
    case = next(c for c in ALL if c["id"] == "hours.push-after-nine")
    expect = {"allowed": False, "because": "regf.14h1-medium", "because_any": ["regf.6b1i-presumed-hours"]}
    assert cases.judge(case | {"expect": expect}).passed


@pytest.mark.parametrize(
    "change",
    [
        {"ask": {"at": "2026-04-15T12:00:00-04:00", "action": "whisper"}},
        {"ask": {"at": "2026-04-15T12:00:00-04:00", "action": "call", "heard_at_place": "home"}},
        {"ask": {"at": "2026-04-15T12:00:00-04:00", "action": "mail", "message": {"stamp": "red"}}},
        {"rule": "regf.22f2-postcard"},
        {"given": {"debts": [], "events": [{"at": "2026-04-01T12:00:00-04:00", "kind": "overheard"}]}},
    ],
    ids=["action", "question", "message", "rule", "fact"],
)
def test_what_is_not_written_yet_is_unsupported_and_never_passed(change: dict[str, Any], tmp_path: Path) -> None:
    report = cases.check([written(tmp_path / "a.json", [an_allowed_case(**change)])])
    assert (report.passed, report.failed, report.unsupported) == (0, 0, 1)


@pytest.mark.parametrize(
    "content",
    ["{not json", {"id": "x"}, ["x"], [{"id": "x"}], [an_allowed_case(ask={"action": "call", "at": "noon"})]],
    ids=["no JSON", "no list", "no objects", "no question", "no instant"],
)
def test_a_bad_file_is_named_with_the_reason(content: Any, tmp_path: Path) -> None:
    with pytest.raises(BadLaw, match=r"^bad\.json: "):
        cases.check([written(tmp_path / "bad.json", content)])


def test_a_missing_file_is_named() -> None:
    with pytest.raises(BadLaw, match=r"^nowhere\.json: "):
        cases.check([HERE / "nowhere.json"])


def test_the_first_reason_is_that_of_the_decision_order_and_all_are_given() -> None:
    case = next(c for c in ALL if c["id"] == "cease.email-after-receipt")
    late = json.loads(json.dumps(case))
    late["ask"]["at"] = "2026-08-07T22:00:00-04:00"
    answer = cases.evaluate(late["given"], late["ask"])
    assert answer["because"] == "regf.6c1-cease"
    assert [o["rule"] for o in answer["objections"]] == ["regf.6c1-cease", "regf.6b1i-presumed-hours"]
