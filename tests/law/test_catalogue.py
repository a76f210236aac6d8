"""What is written about the law is current, and what is said of a provision is what stands in it."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path

import pytest

from compliance import catalogue, paragraphs
from compliance.book import Book, whole
from compliance.catalogue import _plain, changes, entry, passages, values_of
from compliance.parameters import Nothing, Parameters, Version
from compliance.provision import Provision
from compliance.rule import Rule
from tools import law


def test_the_pages_of_the_law_and_the_index_of_cases_are_current() -> None:
    assert law.stale() == [], "the book or its cases have changed: python -m tools.law --write"


def test_what_is_not_current_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law, "PAGE", tmp_path / "law.md")
    monkeypatch.setattr(law, "MATRIX", tmp_path / "law-cases.md")
    (tmp_path / "law.md").write_text(law.page().replace("since 2021-11-30", "since 2021-12-01"))
    assert law.stale() == [tmp_path / "law.md", tmp_path / "law-cases.md"]


def test_what_is_written_from_knowledge_is_called_unconfirmed_and_a_table_is_if_any_row_of_it_is() -> None:
    book = whole().provisions
    assert entry(book["ny.initial_disclosure"]).stands.endswith(", unconfirmed")
    assert entry(book["states.limitation"]).unconfirmed
    assert not entry(book["ca.tbd_notice"]).unconfirmed
    assert "unconfirmed" not in entry(book["ca.tbd_notice"]).stands
    assert catalogue.sourced(book["ny.initial_disclosure"].versions[-1]).endswith("; unconfirmed")
    assert not catalogue.sourced(book["ca.tbd_notice"].versions[-1]).endswith("; unconfirmed")


def test_the_cases_of_states_are_counted() -> None:
    assert len(entry(whole().provisions["ca.license_every_message"]).cases) >= 2


# --- passages ---------------------------------------------------------------------------------------------------------


def test_each_passage_is_read_to_its_end_and_no_further() -> None:
    said = "> quoted\n> on\n\n> another\n\nReading: one\nthat goes on.\nReading: two.\nNot modelled: a thing\n\nprose"
    read = passages(said)
    assert read == {
        ">": ["quoted on", "another"],
        "Reading:": ["one that goes on.", "two."],
        "Not modelled:": ["a thing"],
        "Covers:": [],
    }


def test_words_that_follow_a_quotation_without_its_mark_are_not_quoted() -> None:
    assert passages("> quoted\nours") == passages("> quoted")


@pytest.mark.parametrize("provision", whole().provisions.values(), ids=lambda p: p.id)
def test_a_provision_is_partly_written_if_something_is_left_out_or_a_case_of_it_is_not_answered(
    provision: Provision,
) -> None:
    found = entry(provision)
    assert found.kind == provision.kind != "provision"
    whole_of_it = not found.not_modelled and found.passed == len(found.cases)
    assert found.completeness == ("implemented" if whole_of_it else "partly")
    assert ("Not modelled:" in provision.reads) <= bool(found.not_modelled)
    assert found.passed <= len(found.cases)


def test_a_provision_is_tried_by_cases_of_its_rule_of_what_it_covers_and_by_those_that_name_it_as_the_reason() -> None:
    found = {case.id: case for case in entry(whole().provisions["regf.6c1-cease"]).cases}
    assert found["cease.email-after-receipt"].rule == "regf.6c1-receipt"
    assert {case.rule for case in found.values()} >= {"regf.6c1-cease", "regf.6c2-exceptions"}
    assert "disclosure.validation-notice-e2" not in found


def test_every_entry_of_the_book_is_there_once() -> None:
    assert [e.provision.id for e in catalogue.entries()] == list(whole().provisions)


# --- paragraphs -------------------------------------------------------------------------------------------------------


def test_paragraphs_are_named_as_the_regulation_names_them() -> None:
    words = paragraphs.regulation()
    assert words["2(i)(1)"].startswith("Debt collector means")
    assert words["6(b)(1)"].startswith("Prohibitions regarding unusual or inconvenient times")
    assert "8:00 a.m. and after 9:00 p.m." in words["6(b)(1)"]
    assert words["6(d)(5)"].startswith("Procedures for telephone numbers")
    assert words["38(d)(2)"].startswith("Response to disputes")
    assert len(words) == 161


def test_a_mark_that_follows_nothing_names_no_paragraph() -> None:
    assert paragraphs._placed(["b", "2"], "z") is None
    assert paragraphs._placed(["b", "2"], "i") == ["b", "2", "i"]
    assert paragraphs._placed(["b", "2", "i"], "3") == ["b", "3"]


def test_comments_are_named_as_the_commentary_names_them() -> None:
    words = paragraphs.commentary()
    assert words["14(b)(2)(ii)-2.iv.B"].startswith("The consumer previously entered into a payment plan")
    assert words["38-1.iii"].startswith("Provides the dispute or request")
    assert "shorter time period" in words["14(b)(3)(i)-2"]
    assert len(words) == 215


@pytest.mark.parametrize("case", catalogue.listed(), ids=lambda case: case.id)
def test_what_a_case_on_regulation_f_cites_is_in_the_official_text(case: catalogue.Listed) -> None:
    if not case.rule.startswith("regf."):
        return
    named = paragraphs.cited(case.cite)
    assert named
    for name in named:
        known = paragraphs.commentary() if "-" in name else paragraphs.regulation()
        assert name in known or any(paragraphs.concerns(name, other) for other in known), name


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("6(b)(1)(i), comment 6(b)(1)(i)-2", ("6(b)(1)(i)", "6(b)(1)(i)-2")),
        ("30(a)(1)(ii), comments 30(a)(1)-2, -3.ii", ("30(a)(1)(ii)", "30(a)(1)-2", "30(a)(1)-3.ii")),
        ("12 CFR 1006.14(b)(2)(ii), comment 14(b)(2)(ii)-2.iv.B", ("14(b)(2)(ii)", "14(b)(2)(ii)-2.iv.B")),
        ("6(d)(3)-(4)", ("6(d)(3)",)),
        ('38(d)(2) "the debt"', ("38(d)(2)",)),
        ("comment 14(b)(3)(i)-2(2)", ("14(b)(3)(i)-2",)),
        ("house policy", ()),
        ("house policy (a)", ()),
        ("12 CFR 1006.18(c)(3), (b)(1)(vii), (viii)", ("18(c)(3)", "18(b)(1)(vii)", "18(b)(1)(viii)")),
        ("12 CFR 1006.18(a), (d)", ("18(a)", "18(d)")),
        ("12 CFR 1006.14(h)(1) and (2)(iii)", ("14(h)(1)", "14(h)(2)(iii)")),
        ("12 CFR 1006.38(d)(2) (partial)", ("38(d)(2)",)),
    ],
)
def test_citations_are_read_as_people_write_them(text: str, named: tuple[str, ...]) -> None:
    assert paragraphs.cited(text) == named


@pytest.mark.parametrize(
    ("designation", "concerned"),
    [
        ("6(b)(1)", True),
        ("6(b)(1)(i)", True),
        ("6(b)(1)(i)-2.ii", True),
        ("6(b)", True),
        ("6(b)(10)", False),
        ("6(b)(2)", False),
        ("6", False),
        ("38-1", False),
    ],
)
def test_what_concerns_a_paragraph(designation: str, concerned: bool) -> None:
    assert paragraphs.concerns(designation, "6(b)(1)") is concerned


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("Authority. This part is issued.", "Authority"),
        ("Debt means any obligation.", "Debt"),
        ("Communications with a consumer-", "Communications with a consumer"),
        ("Safe harbor- (i) In general. A", "Safe harbor"),
        (
            "Assume that a consumer tells a collector by letter, and again by e-mail, that all calls are unwelcome",
            "Assume that a consumer tells a collector by letter, and again by e-mail, that all calls …",
        ),
    ],
)
def test_a_paragraph_is_shown_by_its_heading_or_its_first_words(words: str, heading: str) -> None:
    assert paragraphs.heading(words) == heading


def test_a_paragraph_is_held_by_what_cites_it_and_by_what_quotes_it() -> None:
    words = paragraphs.regulation()
    assert catalogue.holding("6(b)(3)", words["6(b)(3)"]) == ("regf.6b3-employer",)
    assert [name.rpartition(".")[2] for name in catalogue.holding("34(b)(5)", words["34(b)(5)"])][-1:] == [
        "s34_b_5_validation_period"
    ]
    assert catalogue.holding("1(a)", words["1(a)"]) == ()


def test_the_cases_on_a_paragraph_are_those_in_it_and_on_a_comment_those_on_just_that() -> None:
    assert {case.id for case in catalogue.trying("6(b)(1)")} > {case.id for case in catalogue.trying("6(b)(1)-1.i")}
    assert all("6(b)(1)-1.i" in paragraphs.cited(case.cite) for case in catalogue.trying("6(b)(1)-1.i"))


# --- what changes -----------------------------------------------------------------------------------------------------


class Inner(Parameters):
    """Values in values."""

    media: frozenset[str]


class Some(Parameters):
    """Values of every kind."""

    calls: int
    names: frozenset[str] = frozenset()
    days: tuple[int, ...] = ()
    by: dict[str, Inner] = {}
    until: date | None = None


def version(since: date, **values: object) -> Version:
    return Version(since=since, source="a source", values=Some.model_validate({"calls": 7, **values}))


def test_what_values_have_remembered_of_themselves_is_not_one_of_them() -> None:
    class Remembering(Inner):
        @cached_property
        def first(self) -> str:
            return min(self.media)

    values = Remembering.model_validate({"media": {"b", "a"}})
    assert values.first == "a"
    assert values_of(Version(since=date(2026, 1, 1), source="s", values=values)) == {"media": ["a", "b"]}
    assert _plain({"x": values}) == {"x": {"media": ["a", "b"]}}


def a_rule(id: str, *versions: Version) -> Rule:
    return Rule(id, "cited", versions[0].since, Some, lambda proposal, values: None, versions, Path(__file__))


def test_values_without_an_order_are_shown_in_one() -> None:
    shown = values_of(version(date(2026, 1, 1), names={"c", "a", "b"}, days=(3, 1), by={"x": {"media": {"b", "a"}}}))
    assert shown == {
        "calls": 7,
        "names": ["a", "b", "c"],
        "days": [3, 1],
        "by": {"x": {"media": ["a", "b"]}},
        "until": None,
    }
    assert values_of(Version(since=date(2026, 1, 1), source="s", values=Nothing())) == {}
    assert values_of(version(date(2026, 1, 1), until=date(2026, 2, 1)))["until"] == "2026-02-01"


def test_between_two_days_provisions_begin_and_values_change_and_nothing_else_is_told() -> None:
    first, second = date(2026, 1, 1), date(2026, 7, 1)
    book = Book(
        [
            a_rule("a.new", version(second)),
            a_rule("b.changed", version(first), version(second, calls=5)),
            a_rule("c.same", version(first)),
            a_rule("d.later", version(date(2027, 1, 1))),
        ]
    )
    found = changes(date(2026, 6, 30), second, book)
    assert [(one["id"], one["change"], one["on"]) for one in found] == [
        ("a.new", "begins", second),
        ("b.changed", "values change", second),
    ]
    assert found[1]["values"] == [{"name": "calls", "old": 7, "new": 5}]
    assert {"name": "calls", "old": None, "new": 7} in found[0]["values"]
    assert changes(date(2026, 6, 29), date(2026, 6, 30), book) == []
    assert changes(second, date(2026, 7, 2), book) == []


def test_all_of_the_book_begins_between_the_day_before_the_regulation_and_its_day() -> None:
    found = changes(date(2021, 11, 29), date(2021, 11, 30))
    assert {one["id"] for one in found} == {p.id for p in whole().provisions.values() if p.since == date(2021, 11, 30)}
